//! Indexes made anew under a shop that goes on selling.

use std::cell::Cell;
use std::time::Duration;

use diesel_async::SimpleAsyncConnection as _;
use indicatif::ProgressBar;
use market::search::lock::{self, Turn};
use market::search::meili::feed::Feeder;
use market::search::meili::reindex::{Reindexed, reindex};
use tokio::time::sleep;

use super::support::{asked, fed, names, waiting, with_engine, wrong};
use crate::buyer::number;
use crate::catalog;
use crate::support::{self, TestShop};

const GOODS: u32 = 5_600;

/// A shop that goes on selling: a change every so often, the jobs, the feeding.
async fn sell(shop: &TestShop, feeder: &mut Feeder, changes: &Cell<u32>) -> ! {
    loop {
        let n = changes.get();
        let one = 1 + (n * 997) % GOODS;
        let statement = format!(
            "UPDATE packs SET price = 500 + {n} WHERE product_id = {one}; \
             UPDATE products SET state = 'hidden' WHERE name_vi LIKE 'Gạo%' AND id = {one}; \
             UPDATE producers SET name_en = 'Household {n}' WHERE id = 1 + {n} % 25"
        );
        shop.conn().await.batch_execute(&statement).await.unwrap();
        changes.set(n + 1);
        shop.work_off().await;
        feeder.turn().await.unwrap();
        sleep(Duration::from_millis(50)).await;
    }
}

#[actix_web::test]
async fn a_new_index_is_made_under_a_selling_shop_cut_off_and_gone_on_with_and_no_search_sees_less() {
    let mut shop = support::shop().await;
    shop.conn().await.batch_execute(&catalog::seed(25, GOODS)).await.unwrap();
    // Else the shelf is written by a plan for a few rows.
    shop.conn().await.batch_execute("ANALYZE").await.unwrap();
    catalog::refresh(&shop).await;
    shop.work_off().await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    let shop = &shop;
    let all = number(shop, "SELECT count(*) FROM shelf WHERE words @@ 'hu'").await;
    let (names, searches, changes) = (names(&standby), Cell::new(0), Cell::new(0));
    let next = names.next().goods;
    let filled_to =
        async || number(shop, &format!("SELECT sum(filled_to) FROM search_indexes WHERE uid = '{next}'")).await;
    let search = async || -> () {
        loop {
            assert_eq!(asked(shop, &standby, "q=hu").await.tally.total, all);
            searches.set(searches.get() + 1);
            sleep(Duration::from_millis(20)).await;
        }
    };
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());

    // Cut off when a part of the new index is filled.
    let progress = ProgressBar::hidden();
    tokio::select! {
        made = reindex(&shop.ground, &standby, &progress) => panic!("not cut off: {made:?}"),
        _ = sell(shop, &mut feeder, &changes) => {}
        () = search() => {}
        () = async {
            while number(shop, "SELECT coalesce(sum(filled_to), 0) FROM search_indexes WHERE uid LIKE '%-next'").await == 0 {
                sleep(Duration::from_millis(10)).await;
            }
        } => {}
    }
    let before = filled_to().await;
    assert!(before > 0 && before < i64::from(GOODS), "{before}");

    let progress = ProgressBar::hidden();
    let made: Reindexed = tokio::select! {
        made = reindex(&shop.ground, &standby, &progress) => made.unwrap(),
        _ = sell(shop, &mut feeder, &changes) => unreachable!(),
        () = search() => unreachable!(),
    };
    assert!(progress.position() >= made.goods, "it went on where it had stopped: {}", progress.position());
    assert!(made.mended > 0, "{made:?} of {} changes", changes.get());
    assert!(searches.get() > 5, "{}", searches.get());
    shop.work_off().await;
    let mut feeder = Feeder::new(shop.ground.clone(), standby.clone());
    // On a busy machine a look may have found the index behind, and then it is first left alone.
    for _ in 0..600 {
        feeder.turn().await.unwrap();
        if (wrong(shop, &standby).await, waiting(shop).await) == (0, 0) {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!((wrong(shop, &standby).await, waiting(shop).await), (0, 0));
    assert_eq!(standby.meili.count(&next).await, Ok(None));
    assert_eq!(number(shop, "SELECT count(*) FROM search_indexes").await, 1);
    fed(shop, &standby).await;
}

#[actix_web::test]
async fn an_index_is_made_where_there_was_none_or_only_a_part() {
    let mut shop = support::shop().await;
    shop.conn().await.batch_execute(&catalog::seed(25, 50)).await.unwrap();
    catalog::refresh(&shop).await;
    let Some(standby) = with_engine(&mut shop).await else { return };
    let names = names(&standby);
    let mut other = shop.ground.db.own().await.unwrap();
    assert!(lock::take(&mut other, Turn::Making).await.unwrap());
    let refused = reindex(&shop.ground, &standby, &ProgressBar::hidden()).await.unwrap_err();
    assert!(refused.to_string().contains("already"), "{refused}");
    drop(other);
    for lost in [&names.households, &names.goods] {
        standby.meili.drop(lost).await.unwrap();
        let made = reindex(&shop.ground, &standby, &ProgressBar::hidden()).await.unwrap();
        assert_eq!(made.goods, 50, "{lost}");
        assert_eq!(wrong(&shop, &standby).await, 0, "{lost}");
        fed(&shop, &standby).await;
    }
}
