//! One throw-away PostgreSQL server for the whole run, one template with everything every shop has, a clone for each test.

use std::cell::RefCell;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use market::platform::cluster::{Cluster, Tuning};
use market::platform::db::Conn;

const TEMPLATE: &str = "template_shop";

struct Server {
    cluster: Cluster,
    /// Ends the server when this process ends, however it ends: it waits for our end of the pipe to close.
    _undertaker: Child,
}

static SERVER: OnceLock<Server> = OnceLock::new();
static COUNT: AtomicU32 = AtomicU32::new(0);
/// Databases of tests that have ended. All at once they would fill the memory that they stand in.
static LEFT: Mutex<Vec<String>> = Mutex::new(vec![]);

/// The databases of the test that runs on this thread, which ends with it.
struct Owned(Vec<String>);

impl Drop for Owned {
    fn drop(&mut self) {
        LEFT.lock().unwrap().append(&mut self.0);
    }
}

thread_local! {
    static OWNED: RefCell<Owned> = const { RefCell::new(Owned(vec![])) };
}

/// The URL of a new database that holds what a freshly migrated shop holds. It is gone some time after the test that asks.
pub async fn fresh() -> String {
    own(TEMPLATE, format!("shop_{}", COUNT.fetch_add(1, Ordering::Relaxed))).await
}

/// The same as a copy of `template`, to which nobody may be connected.
pub async fn own(template: &str, name: String) -> String {
    let url = clone_of(template, &name).await;
    OWNED.with_borrow_mut(|owned| owned.0.push(name));
    url
}

/// The URL of a new database that is a copy of `template`, to which nobody may be connected. It stays until the run ends.
pub async fn clone_of(template: &str, name: &str) -> String {
    let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(start)).await.unwrap();
    let mut conn = Conn::establish(&server.cluster.url("postgres")).await.unwrap();
    let left = std::mem::take(&mut *LEFT.lock().unwrap());
    for name in left {
        // A test may have dropped its own, to see what the shop does without.
        conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
    }
    conn.batch_execute(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'"))
        .await
        .unwrap();
    conn.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")).await.unwrap();
    server.cluster.url(name)
}

/// The same, whatever an attempt that ended half way has left under this name.
pub async fn anew(template: &str, name: &str) -> String {
    let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(start)).await.unwrap();
    let mut conn = Conn::establish(&server.cluster.url("postgres")).await.unwrap();
    conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
    drop(conn);
    clone_of(template, name).await
}

/// Starts the server on a runtime of its own, which outlives every test's.
fn start() -> Server {
    let dir = folder();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(async {
        let cluster = Cluster::start(&dir, Tuning { durable: false }).await.unwrap();
        cluster.create_database(TEMPLATE).await.unwrap();
        let url = cluster.url(TEMPLATE);
        tokio::spawn(async move {
            market::app::prepare(&url).await.unwrap();
            // One phone buys everything here: what it may owe at the door has tests of its own.
            let mut conn = Conn::establish(&url).await.unwrap();
            let no_caps =
                "UPDATE money_settings SET cod_order_cap = 9e15, cod_phone_cap = 9e15, cod_refusals = 1000000";
            conn.batch_execute(no_caps).await.unwrap();
        })
        .await
        .unwrap();
        Server { cluster, _undertaker: undertaker(&dir) }
    });
    std::mem::forget(runtime);
    server
}

/// In memory where there is room, so that a thousand commits cost nothing.
fn folder() -> PathBuf {
    let base = if PathBuf::from("/dev/shm").is_dir() { PathBuf::from("/dev/shm") } else { std::env::temp_dir() };
    base.join(format!("market-test-{}", std::process::id()))
}

fn undertaker(dir: &std::path::Path) -> Child {
    let script = r#"cat >/dev/null; kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"; sleep 1; rm -rf "$1""#;
    let mut child = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().flush().unwrap();
    child
}

#[actix_web::test]
async fn what_a_fill_left_half_done_is_dropped_and_filled_anew() {
    let url = anew(TEMPLATE, "half_done").await;
    let mut half = Conn::establish(&url).await.unwrap();
    half.batch_execute("CREATE TABLE half_done ()").await.unwrap();
    // The one that failed may hold its connection still.
    let again = anew(TEMPLATE, "half_done").await;
    let mut whole = Conn::establish(&again).await.unwrap();
    whole.batch_execute("CREATE TABLE half_done ()").await.unwrap();
    assert!(half.batch_execute("SELECT 1").await.is_err(), "nobody goes on in the one that was dropped");
    OWNED.with_borrow_mut(|owned| owned.0.push("half_done".to_owned()));
}
