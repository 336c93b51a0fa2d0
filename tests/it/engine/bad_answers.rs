//! Whatever stands at the engine's address, the client tells what is wrong and does so in time.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use market::platform::meili::{Ask, Failure, Meili};

use super::settings;

/// A server that treats every connection in one way.
fn at(treat: impl Fn(TcpStream) + Send + 'static) -> Meili {
    market::app::use_tls_provider();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            treat(stream);
        }
    });
    Meili::new(&url, Some("key")).unwrap()
}

fn answering(answer: &'static str) -> Meili {
    at(move |mut stream| {
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(answer.as_bytes());
    })
}

fn asks() -> Vec<Ask> {
    vec![Ask { uid: "goods".to_owned(), q: "chè".to_owned(), limit: 10, ..Ask::default() }]
}

async fn find(meili: &Meili) -> Failure {
    let failure = meili.find::<i64>(&asks()).await.unwrap_err();
    let merged = meili.merged::<i64>(&[(asks().remove(0), 1.0)], 0, 10).await.unwrap_err();
    assert_eq!(failure, merged);
    failure
}

#[actix_web::test]
async fn nobody_there_is_told_at_once() {
    market::app::use_tls_provider();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let meili = Meili::new(&format!("http://127.0.0.1:{port}"), None).unwrap();
    assert_eq!(find(&meili).await, Failure::Unreachable);
    assert_eq!(meili.alive().await, Err(Failure::Unreachable));
    assert_eq!(meili.count("goods").await, Err(Failure::Unreachable));
    assert_eq!(meili.make("goods", &settings()).await, Err(Failure::Unreachable));
}

#[actix_web::test]
async fn an_address_that_swallows_everything_costs_no_more_than_the_connection() {
    // Of the range that is for documents: nobody answers there, or the network says so at once.
    market::app::use_tls_provider();
    let meili = Meili::new("http://192.0.2.1:7700", None).unwrap();
    let begun = Instant::now();
    assert!(meili.find::<i64>(&asks()).await.is_err());
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
}

#[actix_web::test]
async fn a_slow_one_is_given_up_after_eight_tenths_of_a_second() {
    let (keep, kept) = std::sync::mpsc::channel();
    let silent = at(move |stream| keep.send(stream).unwrap());
    let begun = Instant::now();
    assert_eq!(silent.find::<i64>(&asks()).await.unwrap_err(), Failure::Slow);
    let waited = begun.elapsed();
    assert!(waited > Duration::from_millis(700) && waited < Duration::from_millis(1500), "{waited:?}");
    drop(kept);

    // A drop now and then is no answer either.
    let dripping = at(|mut stream| {
        std::thread::spawn(move || {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            while stream.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        });
    });
    let begun = Instant::now();
    assert_eq!(dripping.find::<i64>(&asks()).await.unwrap_err(), Failure::Slow);
    assert!(begun.elapsed() < Duration::from_millis(1500));
}

#[actix_web::test]
async fn a_refusal_is_told_with_its_code() {
    let wrong_key = answering(
        "HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n\
         {\"message\":\"The provided API key is invalid.\",\"code\":\"invalid_api_key\",\"type\":\"auth\",\"x\":1}",
    );
    let refused = Failure::Refused { status: 403, code: "invalid_api_key".to_owned() };
    assert_eq!(find(&wrong_key).await, refused);
    assert_eq!(wrong_key.alive().await, Err(refused));
    let proxy = answering("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n<html>nginx</html>");
    assert_eq!(find(&proxy).await, Failure::Refused { status: 502, code: String::new() });
    let moved = answering("HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n");
    assert_eq!(find(&moved).await, Failure::Refused { status: 301, code: String::new() });
    let none = answering(
        "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n\
         {\"message\":\"Index `goods` not found.\",\"code\":\"index_not_found\",\"type\":\"invalid_request\",\"link\":\"\"}",
    );
    assert_eq!(find(&none).await, Failure::NoIndex);
    assert_eq!(none.count("goods").await, Ok(None));
    assert_eq!(none.put("goods", &[serde_json::json!({ "id": 1 })]).await, Err(Failure::NoIndex));
}

#[actix_web::test]
async fn nonsense_is_told_as_such() {
    for body in [
        "<html>hello</html>",
        "",
        "null",
        "[]",
        "{}",
        "{\"results\":[{\"hits\":[{\"id\":\"x\"}",
        "{\"results\":[]}",
        "\u{0}",
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
        let meili = answering(Box::leak(answer.into_boxed_str()));
        assert_eq!(find(&meili).await, Failure::Garbled, "{body}");
        assert_eq!(meili.count("goods").await, Err(Failure::Garbled), "{body}");
        assert_eq!(meili.make("goods", &settings()).await, Err(Failure::Garbled), "{body}");
        assert_eq!(meili.stamps::<i64, String>("goods", "at", 0).await, Err(Failure::Garbled), "{body}");
        assert!(meili.uids().await.is_err() && meili.drop("goods").await.is_err());
    }
    let half = answering("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"results\":[");
    assert_eq!(find(&half).await, Failure::Garbled);
    let other = answering("SSH-2.0-OpenSSH_9.2\r\n");
    assert_eq!(find(&other).await, Failure::Unreachable);
    let closed = at(drop);
    assert_eq!(find(&closed).await, Failure::Unreachable);
}
