//! These start real servers; each takes about a second.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use tokio::time::sleep;
use tokio_postgres::{Client, NoTls};

use super::{Cluster, DATABASE, Tuning};

const FAST: Tuning = Tuning { durable: false };

/// A folder of its own below the system's temporary one, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        Folder(std::env::temp_dir().join(format!("market-cluster-{:016x}", rand::random::<u64>())))
    }

    fn pid(&self) -> String {
        let file = fs::read_to_string(self.0.join("data/postmaster.pid")).unwrap();
        file.lines().next().unwrap().to_owned()
    }

    fn is_running(&self) -> bool {
        self.0.join("data/postmaster.pid").exists()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn connect(cluster: &Cluster) -> Client {
    let (client, connection) = tokio_postgres::connect(&cluster.url(DATABASE), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn kill_9(pid: &str) {
    assert!(Command::new("sh").args(["-c", &format!("kill -9 {pid}")]).status().unwrap().success());
}

#[tokio::test]
async fn data_and_address_outlive_a_stop() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.0, FAST).await.unwrap();
    let url = cluster.url(DATABASE);
    connect(&cluster).await.batch_execute("CREATE TABLE kept (n int)").await.unwrap();
    cluster.stop().await.unwrap();
    assert!(!folder.is_running());

    let cluster = Cluster::start(&folder.0, FAST).await.unwrap();
    assert_eq!(cluster.url(DATABASE), url);
    connect(&cluster).await.batch_execute("SELECT n FROM kept").await.unwrap();
    cluster.create_database("other_1").await.unwrap();
    cluster.create_database("other_1").await.unwrap();
    assert!(cluster.create_database("x\"; DROP DATABASE market").await.is_err());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn the_last_one_out_stops_the_server() {
    let folder = Folder::new();
    let (first, second) = tokio::join!(Cluster::start(&folder.0, FAST), Cluster::start(&folder.0, FAST));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.url(DATABASE), second.url(DATABASE));
    first.stop().await.unwrap();
    connect(&second).await.batch_execute("SELECT 1").await.unwrap();
    second.stop().await.unwrap();
    assert!(!folder.is_running());
}

#[tokio::test]
async fn a_server_whose_owner_was_killed_is_adopted() {
    let folder = Folder::new();
    // Dropping does what kill -9 does: the locks go, the server stays.
    drop(Cluster::start(&folder.0, FAST).await.unwrap());
    let pid = folder.pid();
    let cluster = Cluster::start(&folder.0, FAST).await.unwrap();
    assert_eq!(folder.pid(), pid);
    cluster.stop().await.unwrap();
    assert!(!folder.is_running());
}

#[tokio::test]
async fn a_killed_server_with_a_busy_query_starts_again() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.0, FAST).await.unwrap();
    let client = connect(&cluster).await;
    // Never looks up from its work, so it does not see that its server is gone.
    let busy = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b";
    let query = tokio::spawn(async move { client.batch_execute(busy).await });
    sleep(Duration::from_millis(300)).await;
    let pid = folder.pid();
    drop(cluster);
    kill_9(&pid);
    let cluster = Cluster::start(&folder.0, FAST).await.unwrap();
    assert!(query.await.unwrap().is_err());
    assert_ne!(folder.pid(), pid);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_running_program_brings_its_server_back() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.0, FAST).await.unwrap();
    kill_9(&folder.pid());
    for _ in 0..200 {
        sleep(Duration::from_millis(50)).await;
        if tokio_postgres::connect(&cluster.url(DATABASE), NoTls).await.is_ok() {
            return cluster.stop().await.unwrap();
        }
    }
    panic!("the server did not come back within ten seconds");
}

#[tokio::test]
async fn a_stale_pid_file_with_a_living_number_does_not_matter() {
    let folder = Folder::new();
    Cluster::start(&folder.0, FAST).await.unwrap().stop().await.unwrap();
    let data = folder.0.join("data");
    let stale =
        format!("{}\n{}\n1700000000\n15432\n\n127.0.0.1\n  5432001 1\nready\n", std::process::id(), data.display());
    fs::write(data.join("postmaster.pid"), stale).unwrap();
    Cluster::start(&folder.0, FAST).await.unwrap().stop().await.unwrap();
}

#[tokio::test]
async fn a_failed_start_says_what_the_server_said() {
    let folder = Folder::new();
    Cluster::start(&folder.0, FAST).await.unwrap().stop().await.unwrap();
    fs::write(folder.0.join("data/postgresql.conf"), "nonsense = 3\n").unwrap();
    let error = Cluster::start(&folder.0, FAST).await.err().unwrap();
    assert!(format!("{error:#}").contains("unrecognized configuration parameter"), "{error:#}");
}
