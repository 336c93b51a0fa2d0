//! A change reaches the index, whoever is killed on the way.

use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection as _;
use market::catalog::list::tally::Tally;
use market::platform::jobs::Job as _;
use market::search::changes;
use market::search::lock::{self, Turn};
use market::search::meili::feed::Feeder;
use market::search::meili::jobs::CompareIndex;
use market::search::meili::{fitness, generations};
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::support::{Gate, Road, asked, named, names, total, waiting, with_engine, wrong};
use crate::buyer::{execute, number};
use crate::support::{self, TestShop, build, meili};
use crate::{catalog, facets};

const LONG: Duration = Duration::from_secs(60);

/// A change by plain SQL, as a clerk at the database's prompt makes one, and all that follows from it.
async fn change(shop: &TestShop, feeder: &mut Feeder, sql: &str) {
    shop.conn().await.batch_execute(sql).await.unwrap();
    shop.work_off().await;
    assert!(feeder.turn().await.unwrap());
    assert_eq!(waiting(shop).await, 0, "{sql}");
}

#[actix_web::test]
async fn every_change_reaches_the_index_whoever_makes_it() {
    let mut shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, home, "Cá thính chép", 90_000, 9).await.product;
    build::goods(&shop, home, "Cá kho", 50_000, 9).await;
    shop.work_off().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    let shop = &shop;
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());
    let tally = async |query: &str| -> Tally { asked(shop, &standby, query).await.tally };
    assert_eq!(tally("q=thinh").await.low, Some(90_000));

    let of = format!("product_id = {fish}");
    change(shop, &mut feeder, &format!("UPDATE packs SET price = 77000 WHERE {of}")).await;
    assert_eq!(tally("q=thinh").await.low, Some(77_000));
    change(
        shop,
        &mut feeder,
        &format!(
            "INSERT INTO stock_entries (pack_id, kind, qty) SELECT id, 'write_off', -9 FROM packs WHERE {of}; \
             UPDATE packs SET on_hand = 0 WHERE {of}"
        ),
    )
    .await;
    assert_eq!((tally("q=thinh").await.in_stock, tally("q=thinh").await.total), (0, 1));
    change(shop, &mut feeder, &format!("UPDATE products SET name_vi = 'Cá thính mè', name_en = '' WHERE id = {fish}"))
        .await;
    assert_eq!((tally("q=chep").await.total, tally("q=me").await.total), (0, 1));

    change(shop, &mut feeder, &format!("UPDATE products SET state = 'hidden' WHERE id = {fish}")).await;
    assert_eq!(tally("q=ca").await.total, 1);
    change(shop, &mut feeder, &format!("UPDATE products SET state = 'on_sale' WHERE id = {fish}")).await;
    assert_eq!(tally("q=ca").await.total, 2);

    assert_eq!(named(&standby, "ba lua").await.producers, [home]);
    change(shop, &mut feeder, "UPDATE producers SET suspended_at = now()").await;
    assert_eq!(tally("q=ca").await.total, 0);
    assert_eq!(named(&standby, "ba lua").await.producers, []);
    change(shop, &mut feeder, "UPDATE producers SET suspended_at = NULL, name_vi = 'Bà Lụa Vàng'").await;
    assert_eq!((tally("q=ca").await.total, tally("q=vang").await.total), (2, 2));
    assert_eq!(named(&standby, "lua vang").await.producers, [home]);

    change(
        shop,
        &mut feeder,
        &format!(
            "UPDATE products SET certificate_kinds = '{{vietgap}}' WHERE id = {fish}; \
             INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, expires_on, checked_at) \
             VALUES ({home}, 'vietgap', 'VietGAP', 'VG-1', 'UBND tỉnh', '2024-01-01', '2027-12-31', now())"
        ),
    )
    .await;
    assert_eq!(tally("q=ca").await.certificates.into_iter().collect::<Vec<_>>(), [("vietgap".to_owned(), 1)]);
    change(shop, &mut feeder, "DELETE FROM certificates").await;
    assert!(tally("q=ca").await.certificates.is_empty());

    for slug in ["hang-thu-nho", "hang-thu"] {
        change(shop, &mut feeder, &format!("UPDATE categories SET name_vi = 'Đồ khô' WHERE slug = '{slug}'")).await;
        assert_eq!(tally("q=do+kho").await.total, 2, "{slug}");
        change(shop, &mut feeder, &format!("UPDATE categories SET name_vi = 'Hàng' WHERE slug = '{slug}'")).await;
        assert_eq!(tally("q=do+kho").await.total, 0, "{slug}");
    }

    let page = "INSERT INTO pages (slug, lang, title, body) VALUES ('goi-qua', 'vi', 'Gói quà biếu', 'Giấy gói.')";
    change(shop, &mut feeder, page).await;
    assert_eq!(named(&standby, "qua bieu").await.pages, ["goi-qua"]);
    change(shop, &mut feeder, "DELETE FROM pages WHERE slug = 'goi-qua'").await;
    assert_eq!(named(&standby, "qua bieu").await.pages, [""; 0]);

    let gone = format!("DELETE FROM products WHERE id = {fish}");
    change(shop, &mut feeder, &gone).await;
    assert_eq!(tally("q=ca").await.total, 1);
    assert_eq!(wrong(shop, &standby).await, 0);
}

#[actix_web::test]
async fn an_engine_that_goes_away_at_any_moment_loses_no_change() {
    let mut shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, home, "Cá thính chép", 90_000, 9).await.product;
    shop.work_off().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    let real = meili::real().await.unwrap();
    let price = async || asked(&shop, &standby, "q=thinh").await.tally.low.unwrap();
    let mut told = false;
    for requests in 0..40 {
        let new = 10_000 + i64::from(requests);
        let statement = format!(
            "UPDATE packs SET price = {new} WHERE product_id = {fish}; \
             UPDATE producers SET name_vi = 'Bà Lụa {requests}'; \
             UPDATE pages SET title = title || ' {requests}' WHERE slug = 'returns'"
        );
        shop.conn().await.batch_execute(&statement).await.unwrap();
        shop.work_off().await;
        let road = Road::to(&real.url, Gate::Requests(usize::try_from(requests).unwrap()));
        let mut cut = Feeder::new(shop.ground.clone(), road.standby(&standby.prefix));
        told = cut.turn().await.is_ok();
        if !told && waiting(&shop).await > 0 {
            // What waits may have been told already; told twice it does no harm.
            assert!(Feeder::new(shop.ground.clone(), standby.clone()).turn().await.unwrap());
        }
        assert_eq!((waiting(&shop).await, price().await), (0, new), "{requests}");
        assert_eq!(wrong(&shop, &standby).await, 0, "{requests}");
        if told {
            break;
        }
    }
    assert!(told, "one turn needs more requests than that");
}

#[actix_web::test]
async fn what_changes_between_reading_and_ticking_off_stays() {
    let mut shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, home, "Cá thính chép", 90_000, 9).await.product;
    build::goods(&shop, home, "Cá kho", 50_000, 9).await;
    shop.work_off().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    let shop = &shop;
    let mut conn = shop.conn().await;
    execute(shop, "UPDATE shelf SET from_price = 1000").await;
    execute(shop, "UPDATE search_changes SET since = now() - interval '1 minute'").await;
    let read = changes::waiting(&mut conn, i64::MAX, 9).await.unwrap();
    assert_eq!(read.len(), 2);
    execute(shop, &format!("UPDATE shelf SET from_price = 2000 WHERE product_id = {fish}")).await;
    assert_eq!(lock::tick_off(&mut conn, &read).await.unwrap(), 1);
    let left = changes::waiting(&mut conn, i64::MAX, 9).await.unwrap();
    assert_eq!((left.len(), left[0].key.clone()), (1, fish.to_string()));
    let behind = "SELECT count(*) FROM search_changes WHERE since < now() - interval '30 seconds'";
    assert_eq!(number(shop, behind).await, 0, "what was a minute old is told");

    // One that is changing just now is neither waited for nor told again and again.
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());
    let mut other = shop.ground.db.own().await.unwrap();
    let statement = format!("BEGIN; UPDATE shelf SET from_price = 3000 WHERE product_id = {fish}");
    other.batch_execute(&statement).await.unwrap();
    assert!(timeout(LONG, feeder.turn()).await.unwrap().unwrap());
    assert_eq!(waiting(shop).await, 1);
    other.batch_execute("COMMIT").await.unwrap();
    assert!(feeder.turn().await.unwrap());
    assert_eq!((waiting(shop).await, asked(shop, &standby, "q=thinh").await.tally.low), (0, Some(3000)));
}

#[actix_web::test]
async fn one_has_the_turn_and_who_is_cut_off_gives_it_back() {
    let mut shop = support::shop().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    let shop = &shop;
    let mut holder = shop.ground.db.own().await.unwrap();
    assert!(lock::take(&mut holder, Turn::Feeding).await.unwrap());
    let mut first = Feeder::new(shop.ground.clone(), standby.clone());
    let mut second = Feeder::new(shop.ground.clone(), standby.clone());
    assert!(!first.turn().await.unwrap() && !second.turn().await.unwrap());
    drop(holder);
    let mut either = async || {
        let (a, b) = tokio::join!(first.turn(), second.turn());
        a.unwrap() || b.unwrap()
    };
    let begun = Instant::now();
    while !either().await {
        assert!(begun.elapsed() < LONG);
    }

    let real = meili::real().await.unwrap();
    let road = Road::to(&real.url, Gate::Mute);
    let mut stuck = Feeder::new(shop.ground.clone(), road.standby(&standby.prefix));
    assert!(timeout(Duration::from_millis(500), stuck.turn()).await.is_err());
    drop(stuck);
    while !either().await {
        assert!(begun.elapsed() < LONG);
    }
}

/// Whether the shop would ask the engine now.
async fn fit(shop: &TestShop) -> bool {
    let standby = shop.ground.engine.as_ref().unwrap();
    fitness::find_out(&shop.ground, standby).await;
    standby.fit(Instant::now())
}

#[actix_web::test]
async fn three_thousand_changes_go_in_batches_and_hands_in_the_index_are_noticed() {
    let mut shop = support::shop().await;
    shop.conn().await.batch_execute(&catalog::seed(25, 3000)).await.unwrap();
    catalog::refresh(&shop).await;
    shop.work_off().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    let shop = &shop;
    assert_eq!(wrong(shop, &standby).await, 0);
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());
    change(shop, &mut feeder, "UPDATE products SET name_en = 'Fresh goods ' || id").await;
    assert_eq!(asked(shop, &standby, "q=fresh").await.tally.total, 3000);
    assert_eq!(wrong(shop, &standby).await, 0);

    let goods = names(&standby).goods;
    let some: Vec<i64> = asked(shop, &standby, "q=fresh").await.goods.iter().map(|id| id.0).collect();
    standby.meili.remove(&goods, &some).await.unwrap();
    assert!(!fit(shop).await, "documents are missing");
    // A process looks at the numbers when it starts, and every half minute.
    assert!(Feeder::new(shop.ground.clone(), standby.clone()).turn().await.unwrap());
    assert!(fit(shop).await);
    assert_eq!(wrong(shop, &standby).await, 0);

    standby.meili.put(&goods, &[json!({ "id": 9_000_001, "name": "fresh" })]).await.unwrap();
    assert!(!fit(shop).await, "documents are there that should not be");
    assert!(Feeder::new(shop.ground.clone(), standby.clone()).turn().await.unwrap());
    assert!(fit(shop).await);
    assert_eq!(asked(shop, &standby, "q=fresh").await.tally.total, 3000);

    // As many as there should be and yet wrong: the night finds it.
    standby.meili.put(&goods, &[json!({ "id": some[0], "name": "other", "stamp": "0" })]).await.unwrap();
    standby.meili.put(&goods, &[json!({ "id": some[1], "name": "other" })]).await.unwrap();
    CompareIndex {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(waiting(shop).await, 2);
    assert!(feeder.turn().await.unwrap());
    assert_eq!(asked(shop, &standby, "q=other").await.tally.total, 0);
    assert_eq!(wrong(shop, &standby).await, 0);
}

#[actix_web::test]
async fn an_index_that_is_gone_is_built_again_and_nobody_meets_it_half_built() {
    let mut shop = support::shop().await;
    facets::stock(&shop).await;
    shop.work_off().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    let shop = &shop;
    let all = number(shop, "SELECT count(*) FROM shelf WHERE words @@ 'hu'").await;
    let names = names(&standby);
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());
    assert!(feeder.turn().await.unwrap());
    for lost in [&names.goods, &names.help] {
        standby.meili.drop(lost).await.unwrap();
        let mut building = Box::pin(feeder.turn());
        let built = loop {
            tokio::select! {
                built = &mut building => break built,
                () = sleep(Duration::from_millis(5)) => {
                    assert_eq!(total(shop, "q=hu").await, all, "{lost}");
                }
            }
        };
        assert!(built.unwrap());
        drop(building);
        assert!(fit(shop).await, "{lost}");
        assert_eq!(wrong(shop, &standby).await, 0, "{lost}");
        assert_eq!(asked(shop, &standby, "q=hu").await.tally.total, all, "{lost}");
    }
}

#[actix_web::test]
async fn a_new_generation_is_filled_beside_the_old_one_and_the_younger_version_keeps_its_own() {
    let mut shop = support::shop().await;
    let home = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, home, "Cá thính chép", 90_000, 9).await;
    shop.work_off().await;
    let Some(real) = meili::real().await else { return };
    let prefix = meili::uid("shop").replace('_', "");
    let old = format!("{prefix}-goods-00000000");
    real.meili.make(&old, &settings(&prefix)).await.unwrap();
    execute(
        &shop,
        &format!(
            "INSERT INTO search_indexes (uid, ready_at, kept_at) VALUES ('{old}', now(), now() - interval '1 hour')"
        ),
    )
    .await;
    let standby = std::sync::Arc::new(market::platform::meili::Standby::new(real.meili, &prefix));
    shop.ground.engine = Some(standby.clone());
    let shop = &shop;
    let names = names(&standby);
    // Cut off anywhere, the old index is there as long as the new one is not whole.
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());
    for requests in 0.. {
        let road = Road::to(&real.url, Gate::Requests(requests));
        let cut = Feeder::new(shop.ground.clone(), road.standby(&prefix)).turn().await;
        let ready = generations::standing(&mut *shop.conn().await, &names).await.unwrap().ready;
        let there = standby.meili.count(&old).await.unwrap().is_some();
        assert!(ready || there, "{requests}");
        if cut.is_ok() {
            assert!(!there);
            break;
        }
    }
    assert!(feeder.turn().await.unwrap());
    assert_eq!(number(shop, "SELECT count(*) FROM search_indexes").await, 1);
    assert_eq!(wrong(shop, &standby).await, 0);

    // A version that came later keeps its own: this one leaves it alone, also when its own index is taken away.
    let newer = format!("{prefix}-goods-11111111");
    standby.meili.make(&newer, &settings(&prefix)).await.unwrap();
    execute(
        shop,
        &format!("INSERT INTO search_indexes (uid, kept_at) VALUES ('{newer}', now() + interval '1 second')"),
    )
    .await;
    execute(shop, "UPDATE packs SET price = 1000").await;
    shop.work_off().await;
    assert!(feeder.turn().await.unwrap());
    assert_eq!(waiting(shop).await, 1);
    execute(shop, &format!("DELETE FROM search_indexes WHERE uid = '{}'", names.goods)).await;
    standby.meili.drop(&names.goods).await.unwrap();
    assert!(feeder.turn().await.unwrap());
    assert_eq!(standby.meili.count(&names.goods).await, Ok(None));
    // Until nothing was heard of that one for a while.
    execute(shop, "UPDATE search_indexes SET kept_at = now() - interval '3 minutes'").await;
    assert!(feeder.turn().await.unwrap());
    assert_eq!((waiting(shop).await, standby.meili.count(&newer).await), (0, Ok(None)));
    assert_eq!(asked(shop, &standby, "q=thinh").await.tally.low, Some(1000));

    // And who has just been started is the youngest.
    execute(
        shop,
        &format!("INSERT INTO search_indexes (uid, kept_at) VALUES ('{newer}', now() + interval '1 second')"),
    )
    .await;
    execute(shop, "UPDATE packs SET price = 2000").await;
    shop.work_off().await;
    assert!(Feeder::new(shop.ground.clone(), standby.clone()).turn().await.unwrap());
    assert_eq!(asked(shop, &standby, "q=thinh").await.tally.low, Some(2000));
}

fn settings(prefix: &str) -> market::platform::meili::Settings {
    let names = market::search::meili::indexes::Names::of_this_version(prefix).unwrap();
    let [(_, settings), ..] = names.each();
    settings
}
