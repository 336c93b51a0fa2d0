//! Reading /proc: which processes of a server are alive.

use std::{fs, os::unix::ffi::OsStrExt as _, path::Path};

/// The port of the server on the folder `data`, if one is alive. `postmaster.pid` alone proves nothing: after a crash
/// or a new boot its number may belong to anybody.
pub fn postmaster(data: &Path) -> Option<u16> {
    let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let mut lines = file.lines();
    let pid: u32 = lines.next()?.trim().parse().ok()?;
    let port = lines.nth(2)?.trim().parse().ok()?;
    // An ended process that nobody collected has no command line any more, and a forked one has a title in its place.
    let command_line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let mut arguments = command_line.split(|&byte| byte == 0);
    if !arguments.next()?.ends_with(b"postgres") {
        return None;
    }
    // The second question is for a server that an operator started by hand, with the path written another way.
    let ours = arguments.any(|argument| argument == data.as_os_str().as_bytes())
        || fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == data);
    ours.then_some(port)
}

/// The processes that a server of this name forked, whether or not it is still there itself.
pub fn forked_by(name: &str) -> Vec<String> {
    let title = format!("postgres: {name}: ");
    let ours =
        |pid: &String| fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.starts_with(title.as_bytes()));
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.filter_map(|entry| entry.file_name().into_string().ok()).filter(ours).collect()
}
