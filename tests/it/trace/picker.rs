//! Which lot a parcel's lines came from, as the household says it while packing.

use super::support::{self, Farm, count, everything, farm, lot_of, number, sql, today, words};
use crate::support::placed::{self, Parcel, Placed};
use crate::support::{Answer, build};

fn url(parcel: &Parcel) -> String {
    format!("/sell/parcels/{}/lots", parcel.code)
}

async fn line_of(farm: &Farm, parcel: &Parcel) -> i64 {
    number(&farm.shop, &format!("SELECT min(id) AS n FROM order_lines WHERE parcel_id = {}", parcel.id)).await
}

/// Says what each line came from: a list of `lot:qty`.
async fn said(farm: &Farm) -> String {
    words(
        &farm.shop,
        "SELECT coalesce(string_agg(l.code || ':' || x.qty, ',' ORDER BY x.qty, l.id), '') AS words \
         FROM lot_lines x JOIN lots l ON l.id = x.lot_id",
    )
    .await
}

async fn order(farm: &Farm, qty: i32) -> Placed {
    placed::order(&farm.shop, &[(farm.fish, qty)], "carrier").await
}

async fn press(farm: &Farm, parcel: &Parcel, fields: &[(&str, &str)]) -> Answer {
    let page = farm.member.get(&url(parcel)).await;
    assert_eq!(page.status, 200, "{}", page.body);
    farm.member.submit(&page, &url(parcel), fields).await
}

#[actix_web::test]
async fn one_press_takes_the_newest_lot_that_fits() {
    let farm = farm().await;
    let older = lot_of(&farm.shop, farm.producer, farm.fish.product, today().pred_opt().unwrap()).await;
    let newer = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let order = order(&farm, 2).await;
    let parcel = &order.parcels[0];
    let page = farm.member.get(&format!("/sell/parcels/{}", parcel.code)).await;
    assert_eq!(page.attributes(&format!("a[href='{}']", url(parcel)), "href").len(), 1, "the parcel leads there");
    assert_eq!(press(&farm, parcel, &[]).await.status, 303);
    assert_eq!(said(&farm).await, format!("{}:2", newer.code));
    // Called back meanwhile: the older one is the choice now, and the page says why.
    sql(&farm.shop, &format!("INSERT INTO recalls (lot_id, reason, by_office) VALUES ({}, 'mốc', false)", newer.id))
        .await;
    let page = farm.member.get(&url(parcel)).await;
    assert_eq!(page.texts("form .why").len(), 1, "{}", page.words());
    assert_eq!(farm.member.submit(&page, &url(parcel), &[]).await.status, 303);
    assert_eq!(said(&farm).await, format!("{}:2", older.code));
}

#[actix_web::test]
async fn a_lot_with_too_little_left_is_not_the_first_choice() {
    let farm = farm().await;
    let roomy = lot_of(&farm.shop, farm.producer, farm.fish.product, today().pred_opt().unwrap()).await;
    let new = market::trace::make::NewLot {
        quantity: Some((1_500, market::trace::make::Unit::Gram)),
        ..market::trace::make::NewLot::of(
            farm.producer,
            farm.fish.product,
            today(),
            market::platform::secrets::form_token(),
        )
    };
    let small = support::make_lot(&farm.shop, &new).await;
    // Two jars of a kilo do not come out of a kilo and a half.
    let order = order(&farm, 2).await;
    assert_eq!(press(&farm, &order.parcels[0], &[]).await.status, 303);
    assert_eq!(said(&farm).await, format!("{}:2", roomy.code));
    let page = farm.member.get(&url(&order.parcels[0])).await;
    assert!(page.words().contains("còn 1,5 kg"), "{} {}", small.code, page.words());
}

#[actix_web::test]
async fn a_lot_is_made_on_the_spot_once_however_often_it_is_pressed() {
    let farm = farm().await;
    support::done(&farm, 3, "feed", "", "").await;
    let order = order(&farm, 2).await;
    let parcel = &order.parcels[0];
    let action = url(parcel);
    let page = farm.member.get(&action).await;
    let (a, b) = tokio::join!(farm.member.submit(&page, &action, &[]), farm.member.submit(&page, &action, &[]));
    assert_eq!((a.status, b.status), (303, 303), "{} {}", a.words(), b.words());
    assert_eq!(count(&farm.shop, "lots").await, 1);
    let lot = words(
        &farm.shop,
        "SELECT concat_ws('|', made_on, expires_on, plot_id, (SELECT count(*) FROM lot_diary)) AS words FROM lots",
    )
    .await;
    assert_eq!(lot, format!("2026-11-23|2027-05-22|{}|1", farm.plot), "the only pond, and its diary");
}

#[actix_web::test]
async fn a_line_may_come_from_two_lots_but_never_more_than_was_ordered() {
    let farm = farm().await;
    let first = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let second = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let order = order(&farm, 5).await;
    let parcel = &order.parcels[0];
    let line = line_of(&farm, parcel).await;
    let names = ["lot", "qty", "lot2", "qty2"].map(|name| format!("{name}-{line}"));
    let (a, b) = (first.id.to_string(), second.id.to_string());
    let fields = |x: &'static str, y: &'static str| {
        [
            (names[0].as_str(), a.as_str()),
            (names[1].as_str(), x),
            (names[2].as_str(), b.as_str()),
            (names[3].as_str(), y),
        ]
    };
    let before = everything(&farm.shop).await;
    for (x, y) in [("3", "3"), ("6", "1"), ("0", "1"), ("x", "1"), ("2", ""), ("2147483647", "1")] {
        let answer = press(&farm, parcel, &fields(x, y)).await;
        assert_eq!(answer.status, 422, "{x} and {y}");
        assert_eq!(answer.attributes(&format!("#{}", names[1]), "value"), [x], "what was typed is kept");
    }
    assert_eq!(everything(&farm.shop).await, before);
    assert_eq!(press(&farm, parcel, &fields("2", "3")).await.status, 303);
    assert_eq!(said(&farm).await, format!("{}:2,{}:3", first.code, second.code));
    // The same lot twice is one part; and nothing forgets what was said.
    let both = [
        (names[0].as_str(), a.as_str()),
        (names[1].as_str(), "1"),
        (names[2].as_str(), a.as_str()),
        (names[3].as_str(), "1"),
    ];
    assert_eq!(press(&farm, parcel, &both).await.status, 303);
    assert_eq!(said(&farm).await, format!("{}:2", first.code));
    let none = [(names[0].as_str(), ""), (names[2].as_str(), "")];
    assert_eq!(press(&farm, parcel, &none).await.status, 303);
    assert_eq!(said(&farm).await, "");
}

#[actix_web::test]
async fn foreign_lots_lines_and_parcels_are_not_found_and_recalled_lots_not_taken() {
    let farm = farm().await;
    let own = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let other = build::producer(&farm.shop, "Nhà bên").await;
    let honey = build::goods(&farm.shop, other, "Mật ong", 90_000, 50).await;
    let theirs = lot_of(&farm.shop, other, honey.product, today()).await;
    let both = placed::order(&farm.shop, &[(farm.fish, 2), (honey, 2)], "carrier").await;
    let (mine, foreign) = (&both.parcels[0], &both.parcels[1]);
    let line = line_of(&farm, mine).await;
    let foreign_line = line_of(&farm, foreign).await;
    let (lot, qty) = (format!("lot-{line}"), format!("qty-{line}"));
    let before = everything(&farm.shop).await;
    for id in [theirs.id.to_string(), "999999".to_owned(), "x".to_owned(), "99999999999999999999".to_owned()] {
        let answer = farm.member.post(&url(mine), &[(lot.as_str(), id.as_str()), (qty.as_str(), "1")]).await;
        assert_eq!(answer.status, 404, "{id}");
    }
    assert_eq!(farm.member.get(&url(foreign)).await.status, 404);
    let (their_lot, their_qty) = (format!("lot-{foreign_line}"), format!("qty-{foreign_line}"));
    let theirs_id = theirs.id.to_string();
    let fields = [(their_lot.as_str(), theirs_id.as_str()), (their_qty.as_str(), "1")];
    assert_eq!(farm.member.post(&url(foreign), &fields).await.status, 404);
    // Another parcel's line in one's own parcel's form is not read.
    assert_eq!(farm.member.post(&url(mine), &fields).await.status, 303);
    assert_eq!(everything(&farm.shop).await, before);

    sql(&farm.shop, &format!("INSERT INTO recalls (lot_id, reason, by_office) VALUES ({}, 'mốc', false)", own.id))
        .await;
    let before = everything(&farm.shop).await;
    let id = own.id.to_string();
    let answer = farm.member.post(&url(mine), &[(lot.as_str(), id.as_str()), (qty.as_str(), "1")]).await;
    assert_eq!(answer.status, 409);
    assert_eq!(answer.texts("[role=alert]").len(), 1, "{}", answer.words());
    assert_eq!(everything(&farm.shop).await, before);
}

#[actix_web::test]
async fn once_a_parcel_is_gone_its_lots_stay_but_what_was_forgotten_may_be_said() {
    let farm = farm().await;
    let first = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let second = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let order = order(&farm, 1).await;
    let parcel = &order.parcels[0];
    let line = line_of(&farm, parcel).await;
    for state in ["confirmed", "packed", "handed_over"] {
        sql(&farm.shop, &format!("UPDATE parcels SET state = '{state}' WHERE id = {}", parcel.id)).await;
    }
    let (lot, qty) = (format!("lot-{line}"), format!("qty-{line}"));
    let id = first.id.to_string();
    assert_eq!(press(&farm, parcel, &[(&lot, &id)]).await.status, 303);
    let id = second.id.to_string();
    farm.member.post(&url(parcel), &[(lot.as_str(), id.as_str()), (qty.as_str(), "1")]).await;
    assert_eq!(said(&farm).await, format!("{}:1", first.code));

    // The buyer sees where it came from.
    let guest = farm.shop.guest();
    let page = support::order_page(&farm.shop, &guest, &order.code).await;
    assert_eq!(page.attributes("a[href^='/t/']", "href"), [format!("/t/{}", first.code)], "{}", page.words());
    // A parcel that failed takes none.
    let failed = placed::order(&farm.shop, &[(farm.fish, 1)], "carrier").await;
    sql(&farm.shop, &format!("UPDATE parcels SET state = 'cancelled' WHERE id = {}", failed.parcels[0].id)).await;
    let answer = farm.member.post(&url(&failed.parcels[0]), &[("token", "")]).await;
    assert_eq!(answer.status, 409);
}
