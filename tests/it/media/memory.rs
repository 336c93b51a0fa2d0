//! What hostile uploads cost in memory, told by a process that does nothing else.

use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use futures_util::StreamExt as _;
use market::media;

use super::hostile;
use crate::support;

/// In MB.
const MOST: u64 = 400;

/// The memory this process holds, in MB, without the pages of the program itself: those of this one, built without optimisation
/// and with every test in it, are several times the shop's, and the system takes them back when it needs them.
fn held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1000
}

/// The most that was held until its other end was dropped, looked at a hundred times a second: a decode that takes much takes
/// longer than that.
fn most_held(until: &Receiver<()>) -> u64 {
    let mut most = held();
    while until.recv_timeout(Duration::from_millis(10)) == Err(RecvTimeoutError::Timeout) {
        most = most.max(held());
    }
    most
}

#[test]
#[cfg(target_os = "linux")]
fn hostile_files_eight_at_a_time_leave_memory_flat_and_pages_answering() {
    let only = ["--exact", "--ignored", "--nocapture", "media::memory::eight_at_a_time"];
    let run = Command::new(std::env::current_exe().unwrap()).args(only).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&run.stderr));
}

#[actix_web::test]
#[ignore = "measures its whole process: the test above runs it in one of its own"]
async fn eight_at_a_time() {
    let shop = support::shop().await;
    let ground = &shop.ground;
    let (done, until) = mpsc::channel();
    let watcher = std::thread::spawn(move || most_held(&until));
    let sent = futures_util::stream::iter(hostile::files())
        .map(|file| async move {
            // Who waited too long is told to come again, and does.
            let outcome = loop {
                match media::ingest(ground, file.bytes.clone()).await {
                    Err(media::IngestError::Busy) => tokio::time::sleep(Duration::from_millis(200)).await,
                    outcome => break outcome,
                }
            };
            (file.name, outcome.as_ref().err().map(media::IngestError::sentence) == file.refusal)
        })
        .buffer_unordered(8)
        .collect::<Vec<_>>();
    let pages = async {
        for _ in 0..20 {
            assert_eq!(shop.guest().get("/").await.status, 200);
        }
    };
    let (sent, ()) = tokio::join!(sent, pages);
    assert_eq!((sent.len(), sent.iter().find(|(_, right)| !right)), (21, None));
    drop(done);
    let most = watcher.join().unwrap();
    println!("at most {most} MB");
    assert!(most < MOST, "{most} MB");
}
