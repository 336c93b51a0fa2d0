//! What hostile uploads cost in memory, told by a process that does nothing else.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use market::accounts::password;
use market::kernel::ids::ProducerId;
use market::kernel::lang::Lang;
use market::media;
use market::platform::{locales, sessions};
use reqwest::Method;
use reqwest::header::ACCEPT;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;
use tokio::time::sleep;

use super::hostile;
use crate::listing::{self, FISH, begin};
use crate::support::{self, Answer, Client, TestShop, build};

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
    alone("media::memory::eight_at_a_time");
}

#[test]
#[cfg(target_os = "linux")]
fn hostile_files_that_come_by_forms_leave_memory_flat_too() {
    alone("media::memory::eight_at_a_time_by_forms");
}

#[test]
fn who_finds_no_room_is_told_to_come_again() {
    alone("media::memory::a_full_room");
}

/// Runs one test in a process of its own.
fn alone(test: &str) {
    let only = ["--exact", "--ignored", "--nocapture", test];
    let run = Command::new(std::env::current_exe().unwrap()).args(only).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&run.stderr));
}

/// Looks at the shop as many visitors do, eight at a time, some of whom try to sign in.
async fn serve(shop: &TestShop) {
    const PAGES: [&str; 8] =
        ["/", "/products", "/producers", "/season", "/search?q=mat+ong", "/cart", "/news", "/account/sign-in"];
    let guest = &shop.guest();
    let looked = futures_util::stream::iter(PAGES.iter().cycle().take(400).enumerate())
        .map(|(nth, page)| async move {
            assert_eq!(guest.get(page).await.status, 200, "{page}");
            if nth % 10 == 0 {
                assert!(!password::fits("không phải mật khẩu", None).await.unwrap());
            }
        })
        .buffer_unordered(8);
    assert_eq!(looked.count().await, 400);
}

/// Sends all of them, each with some bytes behind that make it another file.
async fn take_in_all(shop: &TestShop, behind: &[u8]) {
    let ground = &shop.ground;
    let sent = futures_util::stream::iter(hostile::files())
        .map(|file| async move {
            let bytes = Bytes::from([&file.bytes[..], behind].concat());
            // What is measured is what the shop holds, not a second copy of this test's.
            drop(file.bytes);
            // Who waited too long is told to come again, and does.
            let outcome = loop {
                match media::ingest(ground, bytes.clone()).await {
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
}

#[actix_web::test]
#[ignore = "measures its whole process: the test above runs it in one of its own"]
async fn eight_at_a_time() {
    let shop = support::shop().await;
    let (done, until) = mpsc::channel();
    let watcher = std::thread::spawn(move || most_held(&until));
    // A shop that has served for a while has memory in more places than one that was started for this.
    serve(&shop).await;
    take_in_all(&shop, b"").await;
    serve(&shop).await;
    take_in_all(&shop, b"\0\0").await;
    drop(done);
    let (most, after) = (watcher.join().unwrap(), held());
    println!("at most {most} MB, {after} MB after");
    assert!(most < MOST, "{most} MB");
}

/// Sends a file as script does.
async fn send(client: &Client, path: &str, bytes: Vec<u8>) -> Answer {
    let form = Form::new().part("photos", Part::bytes(bytes).file_name("a.jpg"));
    client.send(client.request(Method::POST, path).header(ACCEPT, "application/json").multipart(form)).await
}

#[actix_web::test]
#[ignore = "measures its whole process: a test above runs it in one of its own"]
async fn eight_at_a_time_by_forms() {
    let setting = listing::setting().await;
    // A product shows eight photos, and seven of these files are pictures.
    let mut drafts = Vec::new();
    for _ in 0..3 {
        drafts.push(format!("{}/pictures", begin(&setting, &FISH, 0).await));
    }
    // Eight phones of one household: an account alone has no room for so much at once.
    let household = ProducerId(listing::number(&setting.shop, "SELECT min(id) FROM producers").await);
    let mut phones = Vec::new();
    for _ in 0..8 {
        phones.push(setting.shop.signed_in(build::member(&setting.shop, household).await).await);
    }
    let (done, until) = mpsc::channel();
    let watcher = std::thread::spawn(move || most_held(&until));
    let files = hostile::files().into_iter().zip(drafts.iter().cycle()).zip(phones.iter().cycle());
    let sent = futures_util::stream::iter(files)
        .map(|((file, path), phone)| async move {
            let answer = loop {
                match send(phone, path, file.bytes.clone()).await {
                    busy if busy.status == 503 => {
                        assert!(!busy.header("retry-after").is_empty());
                        sleep(Duration::from_millis(200)).await;
                    }
                    answer => break answer,
                }
            };
            let said: Value = serde_json::from_str(&answer.body).unwrap_or_default();
            let wanted = file.refusal.map(|key| locales::text(Lang::Vi, key));
            let status = if wanted.is_some() { 422 } else { 200 };
            (file.name, answer.status == status && said["refused"].as_str() == wanted.as_deref())
        })
        .buffer_unordered(8)
        .collect::<Vec<_>>();
    let pages = async {
        for _ in 0..20 {
            assert_eq!(setting.shop.guest().get("/").await.status, 200);
        }
    };
    let (sent, ()) = tokio::join!(sent, pages);
    assert_eq!((sent.len(), sent.iter().find(|(_, right)| !right)), (21, None));
    drop(done);
    let most = watcher.join().unwrap();
    println!("at most {most} MB");
    assert!(most < MOST, "{most} MB");
}

#[actix_web::test]
#[ignore = "takes all the room of its process: a test above runs it in one of its own"]
async fn a_full_room() {
    const MIB: usize = 1024 * 1024;
    let setting = listing::setting().await;
    let path = begin(&setting, &FISH, 0).await;
    let (shop, pictures) = (&setting.shop, format!("{path}/pictures"));
    let other = build::producer(shop, "Nhà gửi chậm").await;
    let address = shop.url.trim_start_matches("http://");
    let mut heads = Vec::new();
    for _ in 0..5 {
        let account = build::member(shop, other).await;
        let cookie = sessions::open(&mut *shop.conn().await, &shop.ground.config, account).await.unwrap().to_string();
        heads.push(format!(
            "POST /sell/products/new HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nContent-Length: 30000000\r\n\
             Content-Type: multipart/form-data; boundary=x\r\n\r\n\
             --x\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.jpg\"\r\n\r\n",
            cookie.split(';').next().unwrap(),
        ));
    }
    // Each sender has an address of its own: at one they would have one share together.
    let never_ending = async |nth: u8, head: &str, size: usize| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 2 + nth], 0))).unwrap();
        let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&vec![7; size]).await.unwrap();
        stream
    };
    const SIZES: [usize; 5] =
        [25 * MIB - 1000, 25 * MIB - 1000, 6 * MIB + MIB / 4 * 3, 3 * MIB + MIB / 2, MIB + MIB / 4 * 3];
    // One account sends files that never end: it holds its share, and leaves the others theirs. So do three accounts.
    let mut slow = Vec::new();
    for size in SIZES {
        slow.push(never_ending(0, &heads[0], size).await);
    }
    sleep(Duration::from_secs(2)).await;
    assert_eq!(send(&setting.phone, &pictures, vec![7; 2 * MIB]).await.status, 422, "there is room for others");
    slow.clear();
    sleep(Duration::from_secs(1)).await;
    for (nth, (head, size)) in (0..3).zip(heads.iter().zip(SIZES)) {
        slow.push(never_ending(nth, head, size).await);
        sleep(Duration::from_secs(2)).await;
    }
    assert_eq!(send(&setting.phone, &pictures, vec![7; 2 * MIB]).await.status, 422, "three leave room for a photo");
    // Those of five accounts leave two megabytes of sixty-four, and one of them to whoever comes. Who asks before the room has
    // read those before may find no place: another try waits longer, but not so long that they are let go.
    let mut busy = None;
    for patience in [1, 2, 4] {
        slow.clear();
        sleep(Duration::from_secs(1)).await;
        for (nth, (head, size)) in (0..).zip(heads.iter().zip(SIZES)) {
            slow.push(never_ending(nth, head, size).await);
            sleep(Duration::from_secs(patience)).await;
        }
        let answer = send(&setting.phone, &pictures, vec![7; 2 * MIB]).await;
        if answer.status == 503 {
            busy = Some(answer);
            break;
        }
    }
    let until = async |status: u16| {
        for _ in 0..100 {
            let answer = send(&setting.phone, &pictures, vec![7; 2 * MIB]).await;
            if answer.status == status {
                return answer;
            }
            sleep(Duration::from_millis(500)).await;
        }
        panic!("never answered {status}");
    };
    let busy = busy.unwrap();
    assert!(!busy.header("retry-after").is_empty());
    assert_eq!(shop.guest().get("/").await.status, 200);
    // Without script what was typed is saved, and the photo asked for again.
    let page = setting.phone.get(&path).await;
    let typed = [("description", "Vừa gõ xong")];
    let answer = listing::fill(&setting.phone, &page, &path, &typed, &[vec![7; 2 * MIB]]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.words().contains(&locales::text(Lang::Vi, "media-busy")), "{}", answer.words());
    assert_eq!(listing::text(shop, "SELECT content ->> 'description' FROM revisions").await, "Vừa gõ xong");
    drop(slow);
    until(422).await;
}
