//! A real Meilisearch for the tests that need one: started once for the whole run, with a key, in a folder of its own.
//! Each test uses names of indexes that no other uses.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use market::platform::meili::{Meili, server};
use tokio::sync::OnceCell;
use tokio::time::sleep;

pub const KEY: &str = "the-key-of-the-tests-0123456789";

pub struct Real {
    pub url: String,
    pub meili: Meili,
}

/// The engine of this run; `None`, said once on a plain line, where no `meilisearch` is on the PATH. Each test gets a client
/// of its own: a connection belongs to the runtime of the test that opened it, and ends with that.
pub async fn real() -> Option<Real> {
    static URL: OnceCell<String> = OnceCell::const_new();
    let program = program()?;
    let url = URL.get_or_init(async || start(program).await).await.clone();
    let meili = Meili::new(&url, Some(KEY)).unwrap();
    Some(Real { url, meili })
}

/// The program on the PATH.
pub fn program() -> Option<&'static PathBuf> {
    static PROGRAM: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = PROGRAM.get_or_init(|| {
        let found = server::installed();
        if found.is_none() {
            // Past the harness, which keeps to itself what a test that passes prints.
            let said = b"\nNOT RUN: what needs a real Meilisearch, as there is no meilisearch on the PATH\n";
            let _ = std::io::stderr().write_all(said);
        }
        found
    });
    found.as_ref()
}

/// A name for an index that nobody else in this run uses.
pub fn uid(what: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{what}_{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The engine ends with this process, however that ends: a shell waits at the end of a pipe from us, and kills it then.
async fn start(program: &PathBuf) -> String {
    market::app::use_tls_provider();
    let dir = std::env::temp_dir().join(format!("market-meili-{:016x}", rand::random::<u64>()));
    std::fs::create_dir_all(&dir).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let script = format!(
        "\"$0\" --db-path '{dir}/data' --http-addr 127.0.0.1:{port} --env production --no-analytics --log-level WARN \
         --max-indexing-memory 256MiB --max-indexing-threads 1 </dev/null >'{dir}/log' 2>&1 & \
         read -r line; kill -9 $!; wait; rm -rf '{dir}'",
        dir = dir.display()
    );
    let mut shell = Command::new("sh")
        .args(["-c", &script])
        .arg(program)
        .env("MEILI_MASTER_KEY", KEY)
        .current_dir(&dir)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    // Never closed by us: the kernel closes it when this process is gone.
    std::mem::forget(shell.stdin.take());
    std::mem::forget(shell);
    let url = format!("http://127.0.0.1:{port}");
    let meili = Meili::new(&url, Some(KEY)).unwrap();
    for _ in 0..400 {
        if meili.alive().await.is_ok() {
            return url;
        }
        sleep(Duration::from_millis(50)).await;
    }
    let mut log = String::new();
    std::fs::File::open(dir.join("log")).unwrap().read_to_string(&mut log).unwrap();
    panic!("meilisearch does not answer: {log}");
}
