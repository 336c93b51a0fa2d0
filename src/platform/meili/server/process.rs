//! The engine as the kernel knows it. Its command line names its data and its port, so no file of ours can be wrong
//! about them.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};

#[derive(Clone, Copy, Debug)]
pub struct Running {
    pid: Pid,
    pub port: u16,
}

impl Running {
    pub fn new(pid: u32, port: u16) -> Option<Running> {
        Some(Running { pid: Pid::from_raw(i32::try_from(pid).ok()?)?, port })
    }

    /// Whether it is there still, and the number has not become another's.
    pub fn lives(&self, data: &Path) -> bool {
        port_of(self.pid, data).is_some()
    }

    pub fn send(&self, signal: Signal) -> Result<()> {
        match kill_process(self.pid, signal) {
            Ok(()) | Err(Errno::SRCH) => Ok(()),
            Err(error) => Err(error).context("telling the search engine to end"),
        }
    }
}

/// The engine that runs on the folder `data`.
pub fn on(data: &Path) -> Option<Running> {
    let numbers = fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut pids = numbers.filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?));
    pids.find_map(|pid| Some(Running { pid, port: port_of(pid, data)? }))
}

/// An ended process that nobody collected has no command line any more.
fn port_of(pid: Pid, data: &Path) -> Option<u16> {
    let line = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).ok()?;
    port_in(&line, data)
}

fn port_in(line: &[u8], data: &Path) -> Option<u16> {
    let mut arguments = line.split(|&byte| byte == 0);
    if !arguments.next()?.ends_with(b"meilisearch") {
        return None;
    }
    let (mut ours, mut port) = (false, None);
    while let Some(argument) = arguments.next() {
        match argument {
            b"--db-path" => ours = arguments.next()? == data.as_os_str().as_bytes(),
            b"--http-addr" => port = str::from_utf8(arguments.next()?).ok()?.rsplit(':').next()?.parse().ok(),
            _ => {}
        }
    }
    port.filter(|_| ours)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::port_in;

    #[test]
    fn only_an_engine_on_that_very_folder_counts() {
        let ours =
            ["/usr/bin/meilisearch", "--db-path", "/srv/a/data", "--http-addr", "127.0.0.1:17701", "--no-analytics"];
        let line = ours.join("\0");
        assert_eq!(port_in(line.as_bytes(), Path::new("/srv/a/data")), Some(17701));
        assert_eq!(port_in(line.as_bytes(), Path::new("/srv/b/data")), None);
        assert_eq!(port_in(line.replace("meilisearch", "less").as_bytes(), Path::new("/srv/a/data")), None);
        assert_eq!(port_in(b"meilisearch\0--db-path", Path::new("/srv/a/data")), None);
        assert_eq!(port_in(b"", Path::new("/srv/a/data")), None);
    }
}
