//! What is told of the engine and its index.

use std::sync::Arc;

use chrono::{TimeZone as _, Utc};
use diesel_async::SimpleAsyncConnection as _;
use market::kernel::clock::Clock;
use market::platform::Ground;
use market::platform::jobs::Job as _;
use market::platform::meili::{Meili, Standby};
use market::search::meili::jobs::{CompareIndex, CompareTonight};
use market::search::state::{self, Answering};
use serde_json::json;

use super::support::{names, opened, with_engine};
use crate::buyer::number;
use crate::catalog;
use crate::support::{self, build};

#[actix_web::test]
async fn changes_wait_only_where_an_index_is_told_of_them() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    conn.batch_execute("DELETE FROM search_changes").await.unwrap();
    let indexed = Answering { engine: "meilisearch", indexed: true };
    let even = state::load(&mut conn, indexed).await.unwrap();
    assert_eq!((even.waiting, even.oldest_seconds), (0, None));
    conn.batch_execute(
        "INSERT INTO search_changes (kind, key, since) VALUES ('product', '1', now() - interval '90 seconds'), ('page', 'x', now())",
    )
    .await
    .unwrap();
    let behind = state::load(&mut conn, indexed).await.unwrap();
    assert_eq!(behind.waiting, 2);
    assert!((90..120).contains(&behind.oldest_seconds.unwrap()), "{behind:?}");
    let without = state::load(&mut conn, Answering { engine: "postgres", indexed: false }).await.unwrap();
    assert_eq!((without.waiting, without.oldest_seconds), (0, None));

    let gauges = shop.guest().get("/metrics").await.body;
    for gauge in ["market_search_changes_waiting 0", "market_search_lag_seconds 0"] {
        assert!(gauges.lines().any(|line| line == gauge), "{gauge} in {gauges}");
    }
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    for path in ["/office", "/office/searches"] {
        let page = clerk.get(path).await;
        assert!(page.words().contains("cơ sở dữ liệu (Postgres)"), "{path}: {}", page.words());
        assert!(!page.words().contains("đang chờ báo"), "{path}: nobody waits for these");
    }
}

/// An engine that is to be fed, where nobody is at home.
fn nobody() -> Arc<Standby> {
    Arc::new(Standby::new(Meili::new("http://127.0.0.1:1", None).unwrap(), "market"))
}

#[actix_web::test]
async fn how_far_the_index_is_behind_is_told_to_the_office_and_to_what_watches_the_shop() {
    let mut shop = support::shop().await;
    shop.url = opened(&shop, Some(nobody()));
    shop.conn()
        .await
        .batch_execute(
            "DELETE FROM search_changes; INSERT INTO search_changes (kind, key, since) \
             VALUES ('product', '1', now() - interval '130 seconds'), ('page', 'x', now())",
        )
        .await
        .unwrap();
    let gauges = shop.guest().get("/metrics").await.body;
    let gauge = |name: &str| -> i64 {
        gauges.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok()).unwrap()
    };
    assert_eq!(gauge("market_search_changes_waiting"), 2, "{gauges}");
    assert!((130..175).contains(&gauge("market_search_lag_seconds")), "{gauges}");
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    for path in ["/office", "/office/searches"] {
        let page = clerk.get(path).await;
        let told = "2 thay đổi đang chờ báo cho máy tìm riêng, thay đổi cũ nhất chờ 2 phút";
        assert!(page.words().contains(told), "{path}: {}", page.words());
    }
}

#[actix_web::test]
async fn each_night_has_its_comparison_whenever_the_shop_was_started() {
    let shop = support::shop().await;
    let at = async |day: u32, hour: u32, minute: u32, engine: Option<Arc<Standby>>| {
        // Vietnam is seven hours ahead.
        let moment = Utc.with_ymd_and_hms(2026, 11, day, hour, minute, 0).unwrap() - chrono::Duration::hours(7);
        let ground = Ground { clock: Clock::Stopped(moment), engine, ..shop.ground.clone() };
        CompareTonight {}.run(ground).await.unwrap();
        let all = "SELECT count(*) FROM jobs WHERE kind = 'compare_index'";
        let at_night = format!("{all} AND run_at IN ('2026-11-24 02:30+07', '2026-11-25 02:30+07')");
        let waiting = number(&shop, all).await;
        assert_eq!(number(&shop, &at_night).await, waiting);
        waiting
    };
    assert_eq!(at(23, 12, 0, None).await, 0, "there is nothing to compare");
    assert_eq!(at(23, 12, 0, Some(nobody())).await, 1);
    assert_eq!(at(23, 13, 0, Some(nobody())).await, 1);
    assert_eq!(at(24, 2, 29, Some(nobody())).await, 1, "the same night");
    assert_eq!(at(24, 2, 30, Some(nobody())).await, 2, "the next one");
    assert_eq!(at(25, 1, 0, Some(nobody())).await, 2);
}

#[actix_web::test]
async fn the_office_reads_what_the_last_night_found_wrong() {
    let mut shop = support::shop().await;
    let home = build::producer(&shop, "Nhà ong").await;
    let honey = build::goods(&shop, home, "Mật ong", 90_000, 9).await.product;
    catalog::refresh(&shop).await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    shop.url = opened(&shop, Some(standby.clone()));
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let reads = async |words: &str| {
        for path in ["/office", "/office/searches"] {
            let page = clerk.get(path).await;
            assert!(page.words().contains(words), "{path}: {}", page.words());
        }
    };
    reads("chưa được đối chiếu toàn bộ lần nào").await;
    CompareIndex {}.run(shop.ground.clone()).await.unwrap();
    reads("không bản ghi nào sai").await;
    standby.meili.put(&names(&standby).goods, &[json!({ "id": honey, "name": "other" })]).await.unwrap();
    standby.meili.put(&names(&standby).goods, &[json!({ "id": 9_000_001, "name": "more" })]).await.unwrap();
    CompareIndex {}.run(shop.ground.clone()).await.unwrap();
    reads("2 bản ghi sai, đã báo lại").await;
    let mut conn = shop.conn().await;
    let indexed = Answering { engine: "meilisearch", indexed: true };
    let compared = state::load(&mut conn, indexed).await.unwrap().compared.unwrap();
    assert_eq!(compared.wrong, 2);
    assert!((chrono::Utc::now() - compared.at).num_seconds().abs() < 60, "{compared:?}");
    let without = Answering { engine: "postgres", indexed: false };
    assert_eq!(state::load(&mut conn, without).await.unwrap().compared, None);
}
