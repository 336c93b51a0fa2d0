use std::sync::Arc;

use chrono::{TimeZone as _, Utc};
use market::kernel::clock::Clock;
use market::platform::files::Files;
use market::platform::meili::{Meili, Standby};

use super::*;
use crate::support::{TestShop, meili};

fn shop_with_engine(url: String, engine: Standby) -> TestShop {
    let noon = Utc.with_ymd_and_hms(2026, 11, 23, 5, 0, 0).unwrap();
    support::open_at(
        Clock::Stopped(noon),
        url,
        Files::memory(),
        |_| {},
        |ground| ground.engine = Some(Arc::new(engine)),
    )
}

#[actix_web::test]
async fn without_an_engine_there_is_nothing_to_make_anew() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    assert!(!clerk.get("/office/jobs").await.body.contains("/office/jobs/reindex"));
    let answer = clerk.post("/office/jobs/reindex", &[]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.words().contains("Không có máy tìm kiếm"), "{}", answer.words());
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'search.remade'").await, 0);
}

#[actix_web::test]
async fn one_is_made_at_a_time_and_one_that_fails_says_so() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let nowhere = Standby::new(Meili::new("http://127.0.0.1:1", None).unwrap(), "market");
    let shop = shop_with_engine(support::database_url().await, nowhere);
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let page = clerk.get("/office/jobs").await;
    let at = "/office/jobs/reindex";
    let (one, two) = futures_util::join!(clerk.submit(&page, at, &[]), clerk.submit(&page, at, &[]));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409], "{} {}", one.words(), two.words());
    let going = clerk.get("/office/jobs").await;
    assert_eq!(going.attributes("progress", "value").len(), 1, "{}", going.words());
    assert!(!going.body.contains(at), "no second button");
    shop.work_off().await;
    let page = clerk.get("/office/jobs").await;
    assert!(page.words().contains("không xong"), "{}", page.words());
    assert_eq!(
        number(&shop, "SELECT count(*) AS n FROM jobs WHERE kind = 'remake_index'").await,
        0,
        "given up by itself"
    );
    // One whose program died with it makes way after a while.
    clerk.submit(&page, at, &[]).await;
    run(&shop, "DELETE FROM jobs; UPDATE reindexes SET moved_at = now() - interval '6 minutes' WHERE ended_at IS NULL")
        .await;
    let page = clerk.get("/office/jobs").await;
    assert_eq!(clerk.submit(&page, at, &[]).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM reindexes WHERE failed = 'stalled'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'search.remade'").await, 3);
}

#[actix_web::test]
async fn a_real_engine_is_filled_from_the_page() {
    let Some(real) = meili::real().await else { return };
    let prefix = meili::uid("office");
    let shop = shop_with_engine(support::database_url().await, Standby::new(real.meili, &prefix));
    let house = build::producer(&shop, "Bà Lụa").await;
    for n in 0..3 {
        build::goods(&shop, house, &format!("Cá thính {n}"), 98_000, 5).await;
    }
    run(&shop, "INSERT INTO jobs (kind, payload) SELECT 'refresh_shelf', jsonb_build_object('products', jsonb_agg(id)) FROM products").await;
    shop.work_off().await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let page = clerk.get("/office/jobs").await;
    assert_eq!(clerk.submit(&page, "/office/jobs/reindex", &[]).await.status, 303);
    shop.work_off().await;
    let page = clerk.get("/office/jobs").await;
    assert!(page.words().contains("có 3 mặt hàng"), "{}", page.words());
}
