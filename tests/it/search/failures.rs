//! What happens when the engine is not there, slow, wrong or half empty: the page a visitor gets is the one he would get
//! without any engine. Which one answered is told by a document that was doctored: only the engine finds its word.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection as _;
use market::platform::meili::{Meili, Standby};
use market::platform::telemetry;
use market::search::meili::fitness;
use market::search::meili::indexes::Names;
use serde_json::json;
use tokio::time::sleep;

use super::near;
use super::support::{Gate, Road, asked, fed, names, served, with_engine};
use crate::buyer::{execute, number};
use crate::catalog;
use crate::support::{self, Answer, Client, TestShop, meili};

const LONG: Duration = Duration::from_secs(60);
const DOCTORED: &str = "/search?q=zzdoctored";
const PAGES: [&str; 5] = [
    "/search?q=hu",
    "/search?q=c%C3%A1+th%C3%ADnh&sort=price",
    "/search?q=hu&stock=in&page=2",
    "/search?q=thinhh",
    "/search?q=khong+co+gi+het",
];

async fn stocked() -> TestShop {
    let shop = support::shop().await;
    shop.conn().await.batch_execute(&catalog::seed(25, 160)).await.unwrap();
    catalog::refresh(&shop).await;
    shop.work_off().await;
    shop
}

async fn doctor(shop: &TestShop, standby: &Standby) {
    let one = asked(shop, standby, "q=hu").await.goods[0].0;
    let document = json!({ "id": one, "name": "zzdoctored", "in_stock": true, "in_season": true, "price": 1000 });
    standby.meili.put(&names(standby).goods, &[document]).await.unwrap();
}

/// What a visitor reads on each page; never anything but a page.
async fn read(client: &Client) -> Vec<String> {
    let mut read = Vec::new();
    for path in PAGES {
        read.push(words(client.get(path).await));
    }
    read
}

fn words(page: Answer) -> String {
    assert_eq!(page.status, 200, "{}", page.words());
    page.words()
}

async fn engine_answers(client: &Client) -> bool {
    let page = client.get(DOCTORED).await;
    assert_eq!(page.status, 200);
    page.texts("h1 + p").iter().any(|count| count == "1 món")
}

/// Whether the engine answers within a minute.
async fn comes_back(client: &Client) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < LONG {
        if engine_answers(client).await {
            return true;
        }
        sleep(Duration::from_millis(200)).await;
    }
    false
}

/// What the process counts, from the first look on; a process has one recorder.
static COUNTERS: LazyLock<Box<dyn Fn() -> String + Send + Sync>> = LazyLock::new(|| {
    let recorder = telemetry::recorder().unwrap();
    Box::new(move || recorder.render())
});

/// Searches that the database answered for this reason.
fn fell_back(why: &str) -> u64 {
    let counter = format!("market_search_fallbacks_total{{why=\"{why}\"}} ");
    COUNTERS().lines().find_map(|line| line.strip_prefix(&counter)).map_or(0, |n| n.parse().unwrap())
}

/// What may stand at the engine's address, and the reason that is counted when a search meets it.
const BAD: [(Gate, &str); 6] = [
    (Gate::Shut, "unreachable"),
    (Gate::Saying("SSH-2.0-OpenSSH_9.2\r\n"), "unreachable"),
    (Gate::Saying("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 18\r\n\r\n<html>hello</html>"), "garbled"),
    (Gate::Saying("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{\"results\":[]}"), "garbled"),
    (Gate::Saying("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 5\r\n\r\nnginx"), "refused"),
    (
        Gate::Saying(
            "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 44\r\n\r\n{\"message\":\"no\",\"code\":\"invalid_api_key\"}   ",
        ),
        "refused",
    ),
];

#[actix_web::test]
async fn whatever_stands_at_the_engines_address_the_page_is_right_and_the_engine_is_taken_back() {
    let mut shop = stocked().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    doctor(&shop, &standby).await;
    let real = meili::real().await.unwrap();
    let alone = read(&served(&shop, None)).await;
    assert!(alone[0].contains("40 món"), "{}", alone[0]);
    for (page, alarming) in alone.iter().flat_map(|page| ["lỗi", "sự cố", "thử lại"].map(|word| (page, word)))
    {
        assert!(!page.contains(alarming), "{page}");
    }
    for (gate, why) in BAD {
        let road = Road::to(&real.url, gate);
        let client = served(&shop, Some(road.standby(&standby.prefix)));
        assert_eq!(read(&client).await, alone, "never fit: {gate:?}");
        assert!(!engine_answers(&client).await);
        road.set(Gate::Open);
        assert!(comes_back(&client).await, "{gate:?}");

        road.set(gate);
        let before = fell_back(why);
        assert_eq!(read(&client).await, alone, "fit before: {gate:?}");
        assert!(fell_back(why) > before, "{gate:?} is not counted as {why}");
        assert!(!engine_answers(&client).await);
        road.set(Gate::Open);
        assert!(comes_back(&client).await, "{gate:?}");
    }
}

/// An engine of these addresses, wherever they lead.
fn stranger(url: &str, key: &str, prefix: &str) -> Arc<Standby> {
    Arc::new(Standby::new(Meili::new(url, Some(key)).unwrap(), prefix))
}

#[actix_web::test]
async fn searches_that_an_unfit_engine_is_not_even_asked_are_counted() {
    let shop = stocked().await;
    let alone = read(&served(&shop, None)).await;
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = served(&shop, Some(stranger(&format!("http://{closed}"), meili::KEY, "market")));
    let before = fell_back("unfit");
    assert_eq!(read(&client).await, alone);
    assert!(fell_back("unfit") >= before + PAGES.len() as u64, "{before} and then {}", fell_back("unfit"));
}

/// Somebody who answers each call after half a second: the first says that there is something in Lập Thạch.
fn dawdler() -> String {
    const ANSWER: &str = r#"{"results":[{"indexUid":"x","hits":[],"query":"","processingTimeMs":1,"limit":0,"offset":0,"estimatedTotalHits":9,"facetDistribution":{"commune":{"08761":9},"in_stock":{"true":9}},"facetStats":{}}]}"#;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let (mut asked, mut part) = (Vec::new(), [0; 16 * 1024]);
                while !whole(&asked) {
                    match client.read(&mut part) {
                        Ok(n @ 1..) => asked.extend_from_slice(&part[..n]),
                        _ => return,
                    }
                }
                std::thread::sleep(Duration::from_millis(500));
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length:";
                let _ = client.write_all(format!("{head} {}\r\n\r\n{ANSWER}", ANSWER.len()).as_bytes());
            });
        }
    });
    url
}

/// Whether a request has come with all of its body.
fn whole(asked: &[u8]) -> bool {
    let text = String::from_utf8_lossy(asked).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}

#[actix_web::test]
async fn the_patience_is_for_a_whole_question_however_many_calls_it_takes() {
    let shop = near::stocked().await;
    let slow = stranger(&dawdler(), meili::KEY, "market");
    let (alone, client) = (served(&shop, None), served(&shop, Some(slow.clone())));
    // Counted in one call, and the goods of each commune fetched in another.
    let path = "/search?q=mat+ong&near=08761";
    let right = words(alone.get(path).await);
    let now = Instant::now();
    slow.found(true, now, now);
    assert_eq!(words(client.get(path).await), right);
    assert!(!slow.breaker.closed(), "two calls of half a second are more than 800 ms");
}

#[actix_web::test]
async fn an_engine_that_never_answers_costs_one_page_its_patience() {
    let mut shop = stocked().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    doctor(&shop, &standby).await;
    let alone = read(&served(&shop, None)).await;
    let real = meili::real().await.unwrap();
    let road = Road::to(&real.url, Gate::Mute);
    let slow = road.standby(&standby.prefix);
    let client = served(&shop, Some(slow.clone()));
    let begun = Instant::now();
    assert_eq!(words(client.get(PAGES[0]).await), alone[0]);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());

    road.set(Gate::Open);
    assert!(comes_back(&client).await);
    road.set(Gate::Mute);
    let before = (fell_back("slow"), fell_back("resting"));
    let begun = Instant::now();
    assert_eq!(words(client.get(PAGES[0]).await), alone[0]);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(!slow.breaker.closed(), "nobody else waits");
    let mut fastest = LONG;
    for _ in 0..4 {
        let begun = Instant::now();
        assert_eq!(words(client.get(PAGES[0]).await), alone[0]);
        fastest = fastest.min(begun.elapsed());
    }
    assert!(fastest < Duration::from_millis(700), "{fastest:?}");
    assert!(fell_back("slow") > before.0, "nobody counted the one who waited");
    assert!(fell_back("resting") > before.1, "nobody counted those who did not");
    assert_eq!(read(&client).await, alone);
    road.set(Gate::Open);
    assert!(comes_back(&client).await);
}

#[actix_web::test]
async fn an_index_that_is_missing_being_built_half_empty_or_behind_is_not_asked() {
    let mut shop = stocked().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    doctor(&shop, &standby).await;
    let real = meili::real().await.unwrap();
    let alone = read(&served(&shop, None)).await;
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();

    let building = stranger(&real.url, meili::KEY, &meili::uid("building").replace('_', ""));
    let half = Names::of_this_version(&building.prefix).unwrap();
    for (uid, settings) in half.each() {
        building.meili.make(uid, &settings).await.unwrap();
    }
    building.meili.put(&half.goods, &[json!({ "id": 1, "name": "zzdoctored", "in_stock": true })]).await.unwrap();
    execute(&shop, &format!("INSERT INTO search_indexes (uid, filled_to) VALUES ('{}', 1)", half.goods)).await;

    for (what, engine) in [
        ("closed port", stranger(&format!("http://{closed}"), meili::KEY, &standby.prefix)),
        ("wrong key", stranger(&real.url, "another-key", &standby.prefix)),
        ("index missing", stranger(&real.url, meili::KEY, &meili::uid("none").replace('_', ""))),
        ("building", building),
    ] {
        let client = served(&shop, Some(engine.clone()));
        for _ in 0..3 {
            assert_eq!(read(&client).await, alone, "{what}");
            assert!(!engine_answers(&client).await, "{what}");
            fitness::find_out(&shop.ground, &engine).await;
        }
    }

    let client = served(&shop, Some(standby.clone()));
    assert!(comes_back(&client).await);
    execute(
        &shop,
        "INSERT INTO search_changes (kind, key, since) VALUES ('product', '1', now() - interval '9 seconds')",
    )
    .await;
    fitness::find_out(&shop.ground, &standby).await;
    assert!(!engine_answers(&client).await, "behind");
    assert_eq!(read(&client).await, alone);
    execute(&shop, "DELETE FROM search_changes").await;
    assert!(comes_back(&client).await);

    // Suggestions and the strip above a list are answered from these.
    let households = &names(&standby).households;
    standby
        .meili
        .remove(households, &[number(&shop, "SELECT min(id) FROM producers WHERE listed").await])
        .await
        .unwrap();
    fitness::find_out(&shop.ground, &standby).await;
    assert!(!engine_answers(&client).await, "a household is missing");
    execute(
        &shop,
        "INSERT INTO search_changes (kind, key) SELECT 'producer', min(id)::text FROM producers WHERE listed",
    )
    .await;
    fed(&shop, &standby).await;
    assert!(comes_back(&client).await);
    standby.meili.remove(&names(&standby).help, &["delivery".to_owned()]).await.unwrap();
    fitness::find_out(&shop.ground, &standby).await;
    assert!(!engine_answers(&client).await, "a help page is missing");
    execute(&shop, "INSERT INTO search_changes (kind, key) VALUES ('page', 'delivery')").await;
    fed(&shop, &standby).await;
    assert!(comes_back(&client).await);

    let some: Vec<i64> = asked(&shop, &standby, "q=hu&page=2").await.goods.iter().map(|id| id.0).collect();
    standby.meili.remove(&names(&standby).goods, &some).await.unwrap();
    fitness::find_out(&shop.ground, &standby).await;
    assert!(!engine_answers(&client).await, "half empty");
    assert_eq!(read(&client).await, alone);
}
