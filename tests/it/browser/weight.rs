//! What a first view costs on a data plan: 100 KB besides photos, 400 KB with them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use fantoccini::Client;

use super::{PHONE, open, run, wanted};
use crate::support;

#[actix_web::test]
async fn a_first_view_is_light() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    for path in ["/", "/c/dac-san", "/products/ca-thinh-tram-khuc"] {
        // A new window each: nothing is cached yet.
        let window = open(PHONE).await;
        window.goto(&format!("{}{path}", shop.url)).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(800)).await;
        if path == "/" {
            let seen = "return document.querySelector('main .card').getBoundingClientRect().bottom <= innerHeight";
            assert_eq!(run(&window, seen).await, true, "goods stand on the first screen");
        }
        let (rest, photos) = transferred(&window).await;
        window.close().await.unwrap();
        eprintln!("{path}: {rest} bytes besides photos, {photos} bytes of photos");
        assert!(rest > 10_000, "{path}: nothing was measured");
        assert!(rest <= 100 * 1024, "{path}: {rest} bytes besides photos");
        assert!(rest + photos <= 400 * 1024, "{path}: {rest} + {photos} bytes");
    }
}

#[actix_web::test]
async fn scripts_and_styles_keep_to_their_budget() {
    let shop = support::shop().await;
    let guest = shop.guest();
    let page = guest.get("/").await;
    for (selector, attribute, most) in [("script[src]", "src", 20), ("link[rel=stylesheet]", "href", 15)] {
        let mut sum = 0;
        for path in page.attributes(selector, attribute) {
            sum += zipped(&guest.get(&path).await.body);
        }
        eprintln!("{selector}: {sum} bytes zipped");
        assert!(sum > 2_000, "{selector}: nothing was measured");
        assert!(sum <= most * 1024, "{selector}: {sum} bytes zipped");
    }
}

/// Bytes that `gzip -9` leaves.
fn zipped(text: &str) -> usize {
    let mut zip = Command::new("gzip").args(["-9", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = zip.stdin.take().unwrap();
    let text = text.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(text.as_bytes()).unwrap());
    let out = zip.wait_with_output().unwrap().stdout;
    writing.join().unwrap();
    out.len()
}

/// Bytes on the wire of the page in the window: all but photos, and photos.
async fn transferred(window: &Client) -> (u64, u64) {
    let sums = run(
        window,
        "const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]; \
         const photo = e => e.name.includes('/media/'); const sum = l => l.reduce((s, e) => s + e.transferSize, 0); \
         return [sum(all.filter(e => !photo(e))), sum(all.filter(photo))]",
    )
    .await;
    let number = |i: usize| sums.get(i).and_then(serde_json::Value::as_u64).unwrap();
    (number(0), number(1))
}
