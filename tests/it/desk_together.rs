//! The household's desk under many hands: two members, two households of one order, a form full of other people's names.

use crate::buyer::{number, sound, text};
use crate::desk::{everything, facts, one_order, press, state_url};
use crate::support::{self, build, placed};
use diesel_async::RunQueryDsl as _;

#[actix_web::test]
async fn two_members_who_want_different_things_at_once_leave_one_of_them_done() {
    let (shop, _, first, placed, _) = one_order("carrier").await;
    let second = shop.signed_in(build::member(&shop, placed.parcels[0].producer).await).await;
    let jar = build::goods(&shop, placed.parcels[0].producer, "Mật ong", 150_000, 50).await;
    for round in 0..6 {
        let parcel = placed::order(&shop, &[(jar, 1)], "carrier").await.parcels.remove(0);
        let url = state_url(&parcel);
        // Handing over takes the goods out of stock, giving up puts them back: never both.
        for (from, to) in [("placed", "confirmed"), ("confirmed", "packed")] {
            assert_eq!(first.post(&url, &[("from", from), ("to", to)]).await.status, 303);
        }
        let given_up = [("from", "packed"), ("to", "unfulfillable"), ("reason", "spoiled")];
        let (a, b) = futures_util::join!(
            first.post(&url, &[("from", "packed"), ("to", "handed_over")]),
            second.post(&url, &given_up)
        );
        let won = [a.status, b.status];
        assert!(won == [303, 409] || won == [409, 303], "round {round}: {won:?}");
        sound(&shop).await;
    }
    // Cash and refusal at once: either the money is in, or nobody has to pay.
    for round in 0..6 {
        let parcel = placed::order(&shop, &[(jar, 1)], "round").await.parcels.remove(0);
        let url = state_url(&parcel);
        for (from, to) in [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over")] {
            assert_eq!(first.post(&url, &[("from", from), ("to", to)]).await.status, 303);
        }
        let cash = format!("/sell/parcels/{}/cash", parcel.code);
        let refused = [("from", "handed_over"), ("to", "refused")];
        let (a, b) = futures_util::join!(first.post(&cash, &[]), second.post(&url, &refused));
        let won = [a.status, b.status];
        assert!(won == [303, 409] || won == [409, 303], "round {round}: {won:?}");
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn cash_is_the_parcels_sum_once_whatever_a_form_says() {
    let (shop, account, member, placed, _) = one_order("carrier").await;
    let parcel = &placed.parcels[0];
    let cash = format!("/sell/parcels/{}/cash", parcel.code);
    for step in 0..3 {
        // Ticked too early, the cash stays due: it only comes with the delivery.
        let desk = member.get("/sell").await;
        assert_eq!(member.submit(&desk, &state_url(parcel), &[("cash", "1")]).await.status, 303, "step {step}");
        assert_eq!(facts(&shop, parcel.id).await.payment, "due", "step {step}");
    }
    let odd = [("amount", "1"), ("cash", "999999999"), ("total", "0"), ("state", "void"), ("settled_by", "1")];
    let (a, b, c) = futures_util::join!(member.post(&cash, &odd), member.post(&cash, &odd), member.post(&cash, &odd));
    assert_eq!([a.status, b.status, c.status], [303; 3]);
    let once = facts(&shop, parcel.id).await;
    assert_eq!((once.payment.as_str(), once.settled_by, once.state.as_str()), ("collected", account.0, "handed_over"));
    let amounts = text(&shop, "SELECT string_agg(amount::text, ',') FROM payments").await;
    assert_eq!(amounts, "216000", "neither more nor less nor twice");
    // Delivered with its cash after the cash was noted is no mistake.
    let delivered = [("from", "handed_over"), ("to", "delivered"), ("cash", "1")];
    assert_eq!(member.post(&state_url(parcel), &delivered).await.status, 303);
    assert_eq!(facts(&shop, parcel.id).await.settled_by, account.0);
    sound(&shop).await;
}

#[actix_web::test]
async fn each_household_of_an_order_sees_and_moves_its_own_part_only() {
    let shop = support::shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 10).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 10).await;
    let placed = placed::order(&shop, &[(fish, 2), (honey, 1)], "carrier").await;
    let (first, second) = (&placed.parcels[0], &placed.parcels[1]);
    let a = shop.signed_in(build::member(&shop, lua).await).await;
    let b = shop.signed_in(build::member(&shop, loi).await).await;
    for (member, own, theirs, goods) in [(&a, first, second, "Mật ong"), (&b, second, first, "Cá thính")] {
        for path in ["/sell", "/sell/parcels", &format!("/sell/parcels/{}", own.code)] {
            let page = member.get(path).await;
            assert!(page.body.contains(&own.code), "{path}");
            assert!(!page.body.contains(goods) && !page.body.contains(&theirs.code), "{path} shows the other's part");
            assert!(!page.words().contains("386.000"), "{path} shows the sum of the whole order");
        }
        assert_eq!(member.get(&format!("/sell/parcels/{}", theirs.code)).await.status, 404);
        assert_eq!(member.get(&format!("/sell/parcels/{}", placed.code)).await.status, 404);
        let before = everything(&shop).await;
        for fields in [
            vec![("from", "placed"), ("to", "confirmed")],
            vec![("from", "placed"), ("to", "unfulfillable"), ("reason", "short")],
        ] {
            assert_eq!(member.post(&state_url(theirs), &fields).await.status, 404);
        }
        assert_eq!(member.post(&format!("/sell/parcels/{}/cash", theirs.code), &[]).await.status, 404);
        assert_eq!(everything(&shop).await, before);
        // One's own parcel with all of the other's names in the form.
        let (id, whose) = (theirs.id.to_string(), theirs.producer.to_string());
        let mixed = [
            ("from", "placed"),
            ("to", "confirmed"),
            ("parcel", id.as_str()),
            ("parcels[]", id.as_str()),
            ("code", theirs.code.as_str()),
            ("producer", whose.as_str()),
        ];
        assert_eq!(member.post(&state_url(own), &mixed).await.status, 303);
    }
    // Both at once: each moves its own.
    let (one, other) = (state_url(first), state_url(second));
    let (x, y) = futures_util::join!(
        a.post(&one, &[("from", "confirmed"), ("to", "unfulfillable"), ("reason", "short")]),
        b.post(&other, &[("from", "confirmed"), ("to", "packed")])
    );
    assert_eq!((x.status, y.status), (303, 303));
    let states = "SELECT string_agg(state, ',' ORDER BY number) FROM parcels";
    assert_eq!(text(&shop, states).await, "unfulfillable,packed");
    assert_eq!(text(&shop, "SELECT string_agg(state, ',' ORDER BY id) FROM payments").await, "void,due");
    sound(&shop).await;
}

#[actix_web::test]
async fn what_is_typed_into_a_refusal_stays_and_odd_texts_do_no_harm() {
    let (shop, _, member, placed, _) = one_order("round").await;
    let url = state_url(&placed.parcels[0]);
    let before = everything(&shop).await;
    let long = "ố".repeat(201);
    let fields = [("from", "placed"), ("to", "unfulfillable"), ("reason", "weather"), ("words", long.as_str())];
    let answer = member.post(&url, &fields).await;
    assert_eq!(answer.status, 422);
    assert_eq!(everything(&shop).await, before);
    assert_eq!(answer.attributes("input[name=words]", "value")[0], long);
    assert_eq!(answer.attributes("input[name=reason][checked]", "value"), ["weather"]);
    assert_eq!(answer.texts(".why").len(), 1, "{}", answer.words());
    let honey = build::goods(&shop, placed.parcels[0].producer, "Mật ong", 150_000, 5).await;
    let gone = placed::order(&shop, &[(honey, 1)], "round").await.parcels.remove(0);
    for (from, to) in [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over")] {
        assert_eq!(member.post(&state_url(&gone), &[("from", from), ("to", to)]).await.status, 303);
    }
    let fields = [("from", "handed_over"), ("to", "refused"), ("words", long.as_str())];
    let answer = member.post(&state_url(&gone), &fields).await;
    assert_eq!((answer.status, answer.texts(".why").len()), (422, 1), "{}", answer.words());
    assert_eq!(answer.attributes("input[name=words]", "value"), [long.as_str()]);
    let before = everything(&shop).await;
    for back in ["//evil.example", "/sell/\r\nX: y", "https://evil.example", "/sellers", "/sell/\\evil"] {
        let fields = [("from", "placed"), ("to", "placed"), ("back", back)];
        assert_eq!(member.post(&url, &fields).await.status, 409, "{back}");
    }
    assert_eq!(everything(&shop).await, before);
    let fields = [
        ("from", "placed"),
        ("to", "unfulfillable"),
        ("reason", "other"),
        ("words", " mưa\u{0}\u{202e} to\n"),
        ("back", "//evil.example"),
    ];
    assert_eq!(member.post(&url, &fields).await.location().as_deref(), Some("/sell"));
    assert_eq!(text(&shop, "SELECT reason FROM parcel_diary WHERE to_state = 'unfulfillable'").await, "other: mưa to");
}

#[actix_web::test]
async fn a_line_and_a_payment_are_of_their_parcels_own_order() {
    let (shop, _, _, placed, _) = one_order("carrier").await;
    let jar = build::goods(&shop, placed.parcels[0].producer, "Mật ong", 150_000, 50).await;
    placed::order(&shop, &[(jar, 1)], "carrier").await;
    let mut conn = shop.conn().await;
    for statement in [
        "UPDATE order_lines SET order_id = (SELECT max(id) FROM orders) WHERE order_id = (SELECT min(id) FROM orders)",
        "UPDATE payments SET order_id = (SELECT max(id) FROM orders) WHERE order_id = (SELECT min(id) FROM orders)",
    ] {
        let refused = diesel::sql_query(statement).execute(&mut conn).await;
        assert!(refused.is_err(), "{statement}");
    }
}

#[actix_web::test]
async fn whoever_picks_up_need_not_say_where_they_live() {
    let (_, _, member, placed, _) = one_order("pickup").await;
    let page = format!("/sell/parcels/{}", placed.parcels[0].code);
    for path in ["/sell", page.as_str(), "/sell/parcels"] {
        let body = member.get(path).await.body;
        assert!(body.contains("Nguyễn Thu Hà") && !body.contains("Số 12 ngõ Đồi"), "{path}");
    }
    press(&member, &placed.parcels[0]).await;
    let sheet = member.get("/sell/picking").await.body;
    assert!(sheet.contains("0912 345 678") && !sheet.contains("Số 12 ngõ Đồi"));
}

#[actix_web::test]
async fn cash_that_came_with_a_delivery_somebody_noted_without_it_is_taken_once() {
    let (shop, _, member, placed, _) = one_order("round").await;
    let state = format!("/sell/parcels/{}/state", placed.parcels[0].code);
    for (from, to) in
        [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over"), ("handed_over", "delivered")]
    {
        assert_eq!(member.post(&state, &[("from", from), ("to", to)]).await.status, 303, "{to}");
    }
    let collected = "SELECT count(*) FROM payments WHERE state = 'collected'";
    assert_eq!(number(&shop, collected).await, 0);
    let page = [("from", "handed_over"), ("to", "delivered"), ("cash", "1")];
    for _ in 0..2 {
        assert_eq!(member.post(&state, &page).await.status, 303);
        assert_eq!(number(&shop, collected).await, 1);
    }
}
