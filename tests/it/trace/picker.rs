//! Which lot a parcel's lines came from, as the household says it while packing.

use chrono::NaiveDate;
use market::kernel::ids::OrderLineId;
use market::payments::correct::{Cut, Less};

use super::support::{self, Farm, count, everything, farm, lot_of, number, sql, today, words};
use crate::packing::support::cut;
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

/// Presses the buttons of the desk, one after the other.
async fn along(farm: &Farm, parcel: &Parcel, states: &[&str]) -> Answer {
    let mut last = None;
    for pair in states.windows(2) {
        let url = format!("/sell/parcels/{}/state", parcel.code);
        last = Some(farm.member.post(&url, &[("from", pair[0]), ("to", pair[1])]).await);
    }
    last.unwrap()
}

#[actix_web::test]
async fn what_comes_instead_has_its_own_lot_and_a_recall_finds_its_buyer() {
    let farm = farm().await;
    let carp = build::goods(&farm.shop, farm.producer, "Cá chép", 80_000, 9).await;
    let ordered = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let instead = lot_of(&farm.shop, farm.producer, carp.product, today()).await;
    let order = order(&farm, 3).await;
    let parcel = &order.parcels[0];
    let line = line_of(&farm, parcel).await;
    let swap = Cut { line: OrderLineId(line), less: Less::Swap { pack: carp.pack, qty: 2 } };
    cut(&farm.shop, "swap", parcel.id, &[swap]).await.unwrap();
    let page = farm.member.get(&url(parcel)).await;
    let names = [format!("lot-{line}"), format!("lot-{line}-{}", carp.product)];
    assert_eq!(page.attributes("select[name^='lot-']", "name"), names, "{}", page.words());
    assert_eq!(press(&farm, parcel, &[]).await.status, 303);
    assert_eq!(said(&farm).await, format!("{}:1,{}:2", ordered.code, instead.code));
    // No more of either than comes of it.
    for (lot, qty) in [(&ordered, 2), (&instead, 3)] {
        let more = format!("UPDATE lot_lines SET qty = {qty} WHERE lot_id = {}", lot.id);
        assert_eq!(support::refused(&farm.shop, &more).await, "lot_lines_within_line");
    }
    let url = format!("/sell/trace/lots/{}/recall", instead.code);
    assert_eq!(farm.member.post(&url, &[("reason", "có mốc"), ("sure", "1")]).await.status, 303);
    farm.shop.work_off().await;
    let told = "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'recall:%' AND body LIKE '%Cá chép%'";
    assert_eq!(number(&farm.shop, told).await, 1);
}

#[actix_web::test]
async fn who_just_packs_has_said_the_usual_lots() {
    let farm = farm().await;
    let honey = build::goods(&farm.shop, farm.producer, "Mật ong", 90_000, 50).await;
    let older = lot_of(&farm.shop, farm.producer, farm.fish.product, today().pred_opt().unwrap()).await;
    let newer = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let both = placed::order(&farm.shop, &[(farm.fish, 2), (honey, 1)], "carrier").await;
    let packed = along(&farm, &both.parcels[0], &["placed", "confirmed", "packed"]).await;
    assert_eq!(packed.status, 303, "{}", packed.words());
    let of_honey = format!("SELECT code AS words FROM lots WHERE product_id = {}", honey.product);
    let made = words(&farm.shop, &of_honey).await;
    assert_eq!(said(&farm).await, format!("{made}:1,{}:2", newer.code), "of honey there was none");
    // What somebody said stays said.
    let chosen = order(&farm, 3).await;
    let parcel = &chosen.parcels[0];
    let line = line_of(&farm, parcel).await;
    assert_eq!(press(&farm, parcel, &[(&format!("lot-{line}"), &older.id.to_string())]).await.status, 303);
    assert_eq!(along(&farm, parcel, &["placed", "confirmed", "packed"]).await.status, 303);
    assert_eq!(said(&farm).await, format!("{made}:1,{}:2,{}:3", newer.code, older.code));
    assert_eq!(count(&farm.shop, "lots").await, 3, "none is made where one fits");
}

#[actix_web::test]
async fn what_comes_instead_after_packing_has_its_lot_when_it_leaves() {
    let farm = farm().await;
    let carp = build::goods(&farm.shop, farm.producer, "Cá chép", 80_000, 9).await;
    let ordered = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let instead = lot_of(&farm.shop, farm.producer, carp.product, today()).await;
    let order = order(&farm, 3).await;
    let parcel = &order.parcels[0];
    assert_eq!(along(&farm, parcel, &["placed", "confirmed", "packed"]).await.status, 303);
    let swap = Cut { line: OrderLineId(line_of(&farm, parcel).await), less: Less::Swap { pack: carp.pack, qty: 2 } };
    cut(&farm.shop, "swap", parcel.id, &[swap]).await.unwrap();
    assert_eq!(said(&farm).await, format!("{}:3", ordered.code));
    let gone = along(&farm, parcel, &["packed", "handed_over"]).await;
    assert_eq!(gone.status, 303, "{}", gone.words());
    assert_eq!(said(&farm).await, format!("{}:2,{}:3", instead.code, ordered.code));
}

#[actix_web::test]
async fn what_was_called_back_does_not_leave_before_other_goods_lie_in_the_box() {
    let farm = farm().await;
    let bad = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let order = order(&farm, 2).await;
    let parcel = &order.parcels[0];
    assert_eq!(along(&farm, parcel, &["placed", "confirmed", "packed"]).await.status, 303);
    assert_eq!(said(&farm).await, format!("{}:2", bad.code));
    sql(&farm.shop, &format!("INSERT INTO recalls (lot_id, reason, by_office) VALUES ({}, 'mốc', false)", bad.id))
        .await;
    let pressed = along(&farm, parcel, &["packed", "handed_over"]).await;
    let carrier = [("kind", "carrier"), ("carrier", "GHN"), ("tracking", "")];
    let given = farm.member.post(&format!("/sell/parcels/{}/handover", parcel.code), &carrier).await;
    for refused in [pressed, given] {
        assert_eq!(refused.status, 409, "{}", refused.words());
        assert!(refused.texts("[role=alert]").join(" ").contains("lô đã thu hồi"), "{}", refused.words());
    }
    assert_eq!(count(&farm.shop, "handovers").await, 0);
    let good = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    assert_eq!(press(&farm, parcel, &[]).await.status, 303);
    assert_eq!(said(&farm).await, format!("{}:2", good.code));
    let gone = along(&farm, parcel, &["packed", "handed_over"]).await;
    assert_eq!(gone.status, 303, "{}", gone.words());
}

#[actix_web::test]
async fn of_what_does_not_come_no_lot_is_said() {
    let farm = farm().await;
    let honey = build::goods(&farm.shop, farm.producer, "Mật ong", 90_000, 50).await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let order = placed::order(&farm.shop, &[(farm.fish, 5), (honey, 1)], "carrier").await;
    let parcel = &order.parcels[0];
    let line = OrderLineId(line_of(&farm, parcel).await);
    let less = |qty| Cut { line, less: Less::Pieces(qty) };
    assert_eq!(press(&farm, parcel, &[(&format!("lot-{line}"), &lot.id.to_string())]).await.status, 303);
    assert!(said(&farm).await.contains(&format!("{}:5", lot.code)), "{}", said(&farm).await);
    cut(&farm.shop, "a", parcel.id, &[less(2)]).await.unwrap();
    assert_eq!(press(&farm, parcel, &[]).await.status, 303, "the page proposes what comes");
    assert!(said(&farm).await.contains(&format!("{}:3", lot.code)), "{}", said(&farm).await);
    cut(&farm.shop, "b", parcel.id, &[less(3)]).await.unwrap();
    let page = farm.member.get(&url(parcel)).await;
    assert_eq!(page.texts("form fieldset").len(), 1, "only honey comes: {}", page.words());
}

#[actix_web::test]
async fn a_lot_that_ran_out_is_not_taken_by_its_number_unless_the_box_has_left() {
    let farm = farm().await;
    let old = lot_of(&farm.shop, farm.producer, farm.fish.product, NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()).await;
    let order = order(&farm, 1).await;
    let parcel = &order.parcels[0];
    let line = line_of(&farm, parcel).await;
    let (lot, qty, id) = (format!("lot-{line}"), format!("qty-{line}"), old.id.to_string());
    let fields = [(lot.as_str(), id.as_str()), (qty.as_str(), "1")];
    let before = everything(&farm.shop).await;
    let refused = farm.member.post(&url(parcel), &fields).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    assert!(refused.texts("[role=alert]").join(" ").contains("đã hết hạn"), "{}", refused.words());
    assert_eq!(everything(&farm.shop).await, before);
    // Who packs without a look does not take it either.
    assert_eq!(along(&farm, parcel, &["placed", "confirmed", "packed"]).await.status, 303);
    let made = words(&farm.shop, &format!("SELECT code AS words FROM lots WHERE id <> {}", old.id)).await;
    assert_eq!(said(&farm).await, format!("{made}:1"));
    // And of a box that left without any.
    sql(&farm.shop, "DELETE FROM lot_lines").await;
    sql(&farm.shop, &format!("UPDATE parcels SET state = 'handed_over' WHERE id = {}", parcel.id)).await;
    assert_eq!(farm.member.post(&url(parcel), &fields).await.status, 303, "it was good when it left, perhaps");
    assert_eq!(said(&farm).await, format!("{}:1", old.code));
}
