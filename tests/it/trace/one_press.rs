//! Whatever is packed has its lot, so a recall reaches all of it; one press is enough.

use market::kernel::ids::OrderLineId;
use market::payments::correct::{Cut, Less};
use market::platform::secrets;
use market::trace::make::{NewLot, Unit};

use super::support::{self, Farm, count, farm, lot_of, make_lot, number, sql, today, words};
use crate::packing::support::cut;
use crate::support::placed::{self, Parcel};
use crate::support::{Answer, build};

async fn press(farm: &Farm, parcel: &Parcel, from: &str, to: &str) -> Answer {
    farm.member.post(&format!("/sell/parcels/{}/state", parcel.code), &[("from", from), ("to", to)]).await
}

async fn confirmed(farm: &Farm, qty: i32) -> Parcel {
    let parcel = placed::order(&farm.shop, &[(farm.fish, qty)], "carrier").await.parcels.remove(0);
    assert_eq!(press(farm, &parcel, "placed", "confirmed").await.status, 303);
    parcel
}

/// How many pieces of a parcel have a lot, and how many lots they are of.
async fn said(farm: &Farm, parcel: &Parcel) -> String {
    words(
        &farm.shop,
        &format!(
            "SELECT concat(coalesce(sum(x.qty), 0), '/', count(*)) AS words FROM lot_lines x \
             JOIN order_lines l ON l.id = x.order_line_id WHERE l.parcel_id = {}",
            parcel.id
        ),
    )
    .await
}

#[actix_web::test]
async fn packing_makes_the_lot_that_a_recall_needs() {
    let farm = farm().await;
    support::done(&farm, 3, "feed", "", "").await;
    let (first, second) = (confirmed(&farm, 2).await, confirmed(&farm, 3).await);
    let packed = press(&farm, &first, "confirmed", "packed").await;
    assert_eq!(packed.status, 303, "{}", packed.words());
    // Pressed again, and by the next box, it is the same lot.
    assert_eq!(press(&farm, &first, "confirmed", "packed").await.status, 303);
    assert_eq!(press(&farm, &second, "confirmed", "packed").await.status, 303);
    assert_eq!(count(&farm.shop, "lots").await, 1);
    assert_eq!((said(&farm, &first).await.as_str(), said(&farm, &second).await.as_str()), ("2/1", "3/1"));
    let lot = words(
        &farm.shop,
        "SELECT concat_ws('|', made_on, expires_on, plot_id, (SELECT count(*) FROM lot_diary)) AS words FROM lots",
    )
    .await;
    assert_eq!(lot, format!("2026-11-23|2027-05-22|{}|1", farm.plot), "the only pond, and its diary");
    let code = words(&farm.shop, "SELECT code AS words FROM lots").await;
    let url = format!("/sell/trace/lots/{code}/recall");
    assert_eq!(farm.member.post(&url, &[("reason", "có mốc"), ("sure", "1")]).await.status, 303);
    farm.shop.work_off().await;
    let told = "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'recall:%'";
    assert_eq!(number(&farm.shop, told).await, 2, "both buyers are told");
}

#[actix_web::test]
async fn what_was_said_of_some_is_said_of_the_rest() {
    let farm = farm().await;
    let older = lot_of(&farm.shop, farm.producer, farm.fish.product, today().pred_opt().unwrap()).await;
    lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let parcel = confirmed(&farm, 3).await;
    let line = number(&farm.shop, &format!("SELECT id AS n FROM order_lines WHERE parcel_id = {}", parcel.id)).await;
    let (lot, qty, id) = (format!("lot-{line}"), format!("qty-{line}"), older.id.to_string());
    let url = format!("/sell/parcels/{}/lots", parcel.code);
    assert_eq!(farm.member.post(&url, &[(lot.as_str(), id.as_str()), (qty.as_str(), "1")]).await.status, 303);
    assert_eq!(press(&farm, &parcel, "confirmed", "packed").await.status, 303);
    assert_eq!(said(&farm, &parcel).await, "3/2");
    // A present put into the packed box has its lot before it leaves.
    let more = Cut { line: OrderLineId(line), less: Less::Extra(2) };
    cut(&farm.shop, "present", parcel.id, &[more]).await.unwrap();
    let gone = press(&farm, &parcel, "packed", "handed_over").await;
    assert_eq!(gone.status, 303, "{}", gone.words());
    assert_eq!(said(&farm, &parcel).await, "5/2");
}

#[actix_web::test]
async fn where_a_spraying_must_be_waited_for_the_box_waits_for_its_lot() {
    let farm = farm().await;
    support::done(&farm, 2, "spray", ", material, wait_days", ", 'Abamectin', 7").await;
    let parcel = confirmed(&farm, 1).await;
    for (lang, said) in [("en", "make a lot with its real day"), ("vi", "làm lô với đúng ngày thu")] {
        farm.member.get(&format!("/sell?lang={lang}")).await;
        let waits = press(&farm, &parcel, "confirmed", "packed").await;
        assert_eq!(waits.status, 409, "{}", waits.words());
        assert!(waits.texts("[role=alert]").join(" ").contains(said), "{}", waits.words());
        let way_on = format!("a[href='/sell/parcels/{}/lots']", parcel.code);
        assert_eq!(waits.attributes(&way_on, "href").len(), 1, "{}", waits.words());
    }
    assert_eq!(count(&farm.shop, "lots").await, 0);
    let state = format!("SELECT state AS words FROM parcels WHERE id = {}", parcel.id);
    assert_eq!(words(&farm.shop, &state).await, "confirmed");
    // Harvested before the spraying, and said so.
    let before = today() - chrono::Days::new(5);
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, before).await;
    assert_eq!(press(&farm, &parcel, "confirmed", "packed").await.status, 303);
    let of = format!("SELECT count(*) AS n FROM lot_lines WHERE lot_id = {}", lot.id);
    assert_eq!(number(&farm.shop, &of).await, 1);
    // What was packed without a lot does not leave without one.
    let honey = build::goods(&farm.shop, farm.producer, "Mật ong", 90_000, 9).await;
    let jar = placed::order(&farm.shop, &[(honey, 1)], "carrier").await.parcels.remove(0);
    for state in ["confirmed", "packed"] {
        sql(&farm.shop, &format!("UPDATE parcels SET state = '{state}' WHERE id = {}", jar.id)).await;
    }
    sql(&farm.shop, "INSERT INTO farm_diary_strikes (line_id, reason) SELECT id, 'Ghi nhầm' FROM farm_diary").await;
    let gone = press(&farm, &jar, "packed", "handed_over").await;
    assert_eq!(gone.status, 303, "{}", gone.words());
    assert_eq!(said(&farm, &jar).await, "1/1");
}

#[actix_web::test]
async fn a_lot_that_has_too_little_left_is_not_overdrawn() {
    let farm = farm().await;
    let new = NewLot::of(farm.producer, farm.fish.product, today(), secrets::form_token());
    let small = make_lot(&farm.shop, &NewLot { quantity: Some((1, Unit::Piece)), ..new }).await;
    let parcel = confirmed(&farm, 3).await;
    let packed = press(&farm, &parcel, "confirmed", "packed").await;
    assert_eq!(packed.status, 303, "{}", packed.words());
    assert_eq!(said(&farm, &parcel).await, "3/1");
    let of_small = format!("SELECT count(*) AS n FROM lot_lines WHERE lot_id = {}", small.id);
    assert_eq!(number(&farm.shop, &of_small).await, 0, "three did not come from a lot of one");
}

#[actix_web::test]
async fn what_was_sprayed_too_late_is_neither_packed_nor_called_good() {
    let farm = farm().await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let page = format!("/t/{}", lot.code);
    assert_eq!(farm.shop.guest().get(&page).await.texts(".verdict.bad").len(), 0);
    // Written down after the lot was made, without its plot: by the product alone.
    sql(
        &farm.shop,
        &format!(
            "INSERT INTO farm_diary (producer_id, plot_id, product_id, day, work, material, wait_days, words, token) \
             VALUES ({}, {}, {}, date '2026-11-23' - 1, 'treat', 'Thuốc tím', 14, '', repeat('d', 32))",
            farm.producer, farm.plot, farm.fish.product
        ),
    )
    .await;
    let shown = farm.shop.guest().get(&page).await;
    let verdict = shown.texts(".verdict.bad").join(" ");
    assert!(verdict.contains("06/12/2026"), "{verdict} {}", shown.words());
    let parcel = confirmed(&farm, 1).await;
    let packed = press(&farm, &parcel, "confirmed", "packed").await;
    assert_eq!(packed.status, 409, "neither from that lot nor from a new one of today: {}", packed.words());
    assert_eq!(count(&farm.shop, "lot_lines").await, 0);
    // A line that was struck says nothing.
    sql(&farm.shop, "INSERT INTO farm_diary_strikes (line_id, reason) SELECT id, 'nhầm ao' FROM farm_diary").await;
    assert_eq!(farm.shop.guest().get(&page).await.texts(".verdict.bad").len(), 0);
    assert_eq!(press(&farm, &parcel, "confirmed", "packed").await.status, 303);
}
