//! Clients that take their time: a head, a form or a body nobody asked for, a byte now and then.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::support;

/// Of each kind.
const CLIENTS: usize = 60;
/// Longer than the server itself waits for anything.
const PATIENCE: Duration = Duration::from_secs(90);

/// Sends a byte every half second until the server has had enough; whether it did.
async fn dribble(address: &str, begin: String) -> bool {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(begin.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let feed = async {
        while writer.write_all(b"x").await.is_ok() {
            sleep(Duration::from_millis(500)).await;
        }
    };
    let heard = async {
        let mut chunk = [0; 1024];
        while let Ok(1..) = reader.read(&mut chunk).await {}
    };
    timeout(PATIENCE, async {
        tokio::select! { () = feed => {} () = heard => {} }
    })
    .await
    .is_ok()
}

#[actix_web::test]
async fn slow_clients_are_let_go_and_keep_nobody_waiting() {
    let shop = support::shop().await;
    let address = shop.url.trim_start_matches("http://").to_owned();
    let length = "Content-Length: 60000\r\nContent-Type: application/x-www-form-urlencoded";
    let begins = [
        format!("GET / HTTP/1.1\r\nHost: {address}\r\nX-Slow: "),
        format!("POST /account/sign-in HTTP/1.1\r\nHost: {address}\r\n{length}\r\n\r\nlogin="),
        format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\n{length}\r\n\r\n"),
        format!("POST /nowhere HTTP/1.1\r\nHost: {address}\r\n{length}\r\n\r\n"),
    ];
    let clients = begins.iter().flat_map(|begin| std::iter::repeat_n(begin.clone(), CLIENTS));
    let slow = join_all(clients.map(|begin| dribble(&address, begin)));
    let others = async {
        let mut served = 0;
        for _ in 0..40 {
            assert_eq!(shop.guest().get("/products").await.status, 200);
            served += 1;
            sleep(Duration::from_millis(100)).await;
        }
        served
    };
    let (let_go, served) = futures_util::future::join(slow, others).await;
    assert_eq!(served, 40);
    let kept: Vec<usize> = (0..begins.len())
        .map(|kind| let_go.iter().skip(kind * CLIENTS).take(CLIENTS).filter(|gone| !**gone).count())
        .collect();
    assert_eq!(kept, [0; 4], "so many of each kind were still held: head, form, body of a page, body of nothing");
}
