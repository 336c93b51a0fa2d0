//! The real program in a process of its own, with a folder and a port of its own. What a test leaves running is ended
//! when it ends.

use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::time::sleep;

/// Long enough for a busy machine; nothing in a test that passes takes so long.
const PATIENCE: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_millis(20);

/// `VAR_DIR` of one or several starts of the program.
pub struct Var {
    pub dir: PathBuf,
    pub port: u16,
}

impl Var {
    pub fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("market-process-{:016x}", rand::random::<u64>()));
        market::app::use_tls_provider();
        // Freed again at once: the program takes it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Var { dir, port }
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Starts the program, with no more of this process's environment than it needs.
    pub fn start(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Running {
        let child = Command::new(env!("CARGO_BIN_EXE_market"))
            .args(arguments)
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| name == "PATH" || name == "HOME"))
            .env("VAR_DIR", &self.dir)
            .env("PORT", self.port.to_string())
            .env("RUST_LOG", "info")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Running { child }
    }

    /// Number of the private database server, when its file names one that lives.
    pub fn postmaster(&self) -> Option<u32> {
        let file = std::fs::read_to_string(self.dir.join("postgres/data/postmaster.pid")).ok()?;
        let pid = file.lines().next()?.parse().ok()?;
        alive(pid).then_some(pid)
    }

    /// Waits until the shop says that it can serve.
    pub async fn ready(&self) {
        let begun = Instant::now();
        let client = reqwest::Client::new();
        loop {
            match client.get(format!("http://{}/readyz", self.address())).timeout(PATIENCE).send().await {
                Ok(answer) if answer.status() == 200 => return,
                answer => assert!(begun.elapsed() < PATIENCE, "{answer:?}"),
            }
            sleep(LOOK).await;
        }
    }

    /// Waits until a file or folder below `VAR_DIR` is there.
    pub async fn there(&self, path: &str) {
        until(path, || self.dir.join(path).exists()).await;
    }

    /// Waits until nobody listens on the port any more.
    pub async fn closed(&self) {
        until("the port to close", || TcpStream::connect(self.address()).is_err()).await;
    }
}

impl Drop for Var {
    fn drop(&mut self) {
        if let Some(pid) = self.postmaster() {
            kill("QUIT", &pid.to_string());
            std::thread::sleep(Duration::from_millis(300));
        }
        for pid in engines_on(&self.dir.join("meili")) {
            kill("KILL", &pid.to_string());
        }
        if let Ok(aside) = std::fs::read_link(self.dir.join("postgres")) {
            let _ = std::fs::remove_dir_all(aside);
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

pub struct Running {
    child: Child,
}

impl Running {
    pub fn signal(&self, name: &str) {
        kill(name, &self.child.id().to_string());
    }

    /// Waits for its end; its exit code and what it said. No code when a signal ended it.
    pub async fn ended(mut self) -> (Option<i32>, String) {
        let mut status: Option<ExitStatus> = None;
        until("the program to end", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        })
        .await;
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (status.unwrap().code(), said)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal; to one that has just ended it is no loss.
pub fn kill(signal: &str, pid: &str) {
    Command::new("sh").args(["-c", &format!("kill -{signal} {pid}")]).stderr(Stdio::null()).status().unwrap();
}

/// Numbers of the private search engines that run on a folder.
pub fn engines_on(folder: &std::path::Path) -> Vec<u32> {
    let data = folder.join("data").display().to_string();
    let numbers =
        std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let ours = |pid: &u32| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        line.split('\0').next().is_some_and(|program| program.ends_with("meilisearch"))
            && line.split('\0').any(|it| it == data)
    };
    numbers.filter(ours).collect()
}

fn alive(pid: u32) -> bool {
    // One that has ended and was not collected yet has no command line any more.
    std::fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

/// Waits for something to happen.
pub async fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happened() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        sleep(LOOK).await;
    }
}
