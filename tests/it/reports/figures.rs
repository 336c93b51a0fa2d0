//! The figures follow the orders, whatever happens to them and however late.

use chrono::NaiveDate;
use market::figures::count;
use market::figures::jobs::CompareFigures;
use market::kernel::events::Event;
use market::kernel::ids::OrderId;
use market::orders::advance::{By, advance};
use market::orders::parcel::ParcelState;
use market::platform::jobs::{self, Job as _};

use super::{counted, faults, scene};
use crate::buyer::number;
use crate::know::gave_back;
use crate::support::{self, build, placed};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[actix_web::test]
async fn each_event_has_its_day_counted() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Cá thính Bà Lụa").await;
    let jar = build::goods(&shop, house, "Cá thính trắm", 100_000, 60).await;
    let order = placed::order(&shop, &[(jar, 2)], "carrier").await;
    let (parcel, clerk) = (order.parcels[0].id, build::clerk(&shop).await);
    let goods = "SELECT coalesce(sum(goods), 0) FROM figures";
    assert_eq!(number(&shop, goods).await, 0);
    let placed = OrderId(number(&shop, "SELECT min(id) FROM orders").await);
    jobs::record(&mut *shop.conn().await, &Event::OrderPlaced { order: placed }).await.unwrap();
    assert_eq!(faults(&shop).await.len(), 0, "what is still to be counted is no fault");
    shop.work_off().await;
    assert_eq!(number(&shop, goods).await, 200_000);
    for to in [ParcelState::Confirmed, ParcelState::Packed, ParcelState::HandedOver, ParcelState::Refused] {
        advance(&mut *shop.conn().await, parcel, to, By::Clerk(clerk), "").await.unwrap();
        shop.work_off().await;
        assert_eq!(faults(&shop).await, Vec::<String>::new(), "{to:?}");
    }
    assert_eq!(number(&shop, goods).await, 0);
    assert_eq!(number(&shop, "SELECT refused FROM figures").await, 1);
    assert_eq!(number(&shop, "SELECT refused * 10 + orders FROM figure_days").await, 10);
}

#[actix_web::test]
async fn what_was_missed_is_found_at_night_and_mended() {
    let s = scene().await;
    // Orders from before there were figures, none of which told an event.
    let all = faults(&s.shop).await;
    assert_eq!(all.len(), 6, "every day with an order: {all:?}");
    CompareFigures {}.run(s.shop.ground.clone()).await.unwrap();
    assert_eq!(faults(&s.shop).await, Vec::<String>::new());
    assert_eq!(number(&s.shop, "SELECT sum(goods) FROM figures WHERE day >= '2026-11-01'").await, 605_000);
    // Figures that nobody ordered, and a number that is off, on two days.
    for wrong in [
        "INSERT INTO figure_days VALUES ('2026-09-09', 1, 1, 1, 0, 0, 0)",
        "UPDATE figures SET grams = grams + 1 WHERE day = '2026-10-20'",
    ] {
        crate::buyer::execute(&s.shop, wrong).await;
    }
    let found = faults(&s.shop).await;
    assert_eq!(found, ["day 2026-09-09: 0 0", "day 2026-10-20: 500000 500000"]);
    CompareFigures {}.run(s.shop.ground.clone()).await.unwrap();
    assert_eq!(faults(&s.shop).await, Vec::<String>::new());
}

#[actix_web::test]
async fn counting_again_and_at_once_changes_nothing() {
    let s = scene().await;
    counted(&s.shop).await;
    let sum = "SELECT sum(goods + grams + packs + bought + refused + lost) FROM figures";
    let before = number(&s.shop, sum).await;
    let recount = async || {
        count::recount(&mut *s.shop.conn().await, day("2026-10-01"), day("2026-12-01")).await.unwrap();
    };
    tokio::join!(recount(), recount(), recount(), recount());
    assert_eq!(number(&s.shop, sum).await, before);
    assert_eq!(faults(&s.shop).await, Vec::<String>::new());
}

#[actix_web::test]
async fn no_dong_is_lost_where_money_does_not_divide() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Cá thính Bà Lụa").await;
    let mut lines = Vec::new();
    for name in ["Một", "Hai", "Ba"] {
        lines.push((build::goods(&shop, house, name, 33_333, 60).await, 1));
    }
    let order = placed::order(&shop, &lines, "carrier").await;
    // An amount went back without lines: what is left is parted among all three.
    gave_back(&shop, &order, 10_000, 1).await;
    crate::buyer::execute(&shop, "DELETE FROM refund_lines").await;
    counted(&shop).await;
    assert_eq!(number(&shop, "SELECT sum(goods) FROM figures").await, 3 * 33_333 - 10_000);
    let parts = "SELECT max(goods) - min(goods) FROM figures";
    assert!(number(&shop, parts).await <= 1, "to each a third");
}
