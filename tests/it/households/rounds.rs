//! A household's own rounds: it sets them itself, checkout offers them at once, and what was ordered stays as it was ordered.

use super::*;
use crate::buyer::{press, put, ready};
use crate::support;

const HERE: &str = "/sell/household/rounds";
/// Tuesdays and Fridays.
const NEW: [(&str, &str); 5] =
    [("commune-08761", "on"), ("day-2", "on"), ("day-5", "on"), ("fee", "8k"), ("free_from", "300k")];

async fn owner(shop: &TestShop) -> (ProducerId, Client) {
    let house = build::producer(shop, "Bà Lụa").await;
    let client = shop.signed_in(build::member(shop, house).await).await;
    (house, client)
}

async fn path(shop: &TestShop) -> String {
    format!("{HERE}/{}", number(shop, "SELECT max(id) AS n FROM rounds").await)
}

/// What is kept of the rounds.
async fn kept(shop: &TestShop) -> String {
    let sql = "SELECT coalesce(string_agg(concat_ws('|', commune_code, weekdays, fee, free_from, (stopped_at IS NOT NULL)::text), \
               ', ' ORDER BY id), '') AS word FROM rounds";
    word(shop, sql).await
}

#[actix_web::test]
async fn a_round_is_offered_at_once_and_an_order_keeps_it() {
    let shop = support::shop().await;
    let (house, desk) = owner(&shop).await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let way = format!("delivery-{house}");
    let offered = async || ready(&buyer).await.attributes(&format!("input[name={way}]"), "value");
    assert!(!offered().await.contains(&"round".to_owned()));
    let page = desk.get(HERE).await;
    let added = desk.submit(&page, HERE, &NEW).await;
    assert_eq!(added.status, 303, "{}", added.words());
    assert_eq!(kept(&shop).await, "08761|18|8000|300000|false");
    assert!(offered().await.contains(&"round".to_owned()), "at once");
    let page = ready(&buyer).await;
    let page = buyer.submit(&page, "/checkout", &[(way.as_str(), "round"), ("step", "quote")]).await;
    assert!(press(&buyer, &page).await.status == 303);
    // The clock stands at Monday the 23rd.
    let promised = "SELECT concat_ws('|', delivery_kind, expected_from, shipping_fee) AS word FROM parcels";
    assert_eq!(word(&shop, promised).await, "round|2026-11-24|8000");

    // Other days and another fee are for new orders.
    let own = path(&shop).await;
    let page = desk.get(&own).await;
    assert!(page.words().contains("1 gói đã đặt theo chuyến này giữ nguyên"), "{}", page.words());
    let changed = desk.submit(&page, &own, &[("day-2", ""), ("fee", "12.000"), ("free_from", "")]).await;
    assert_eq!(changed.status, 303, "{}", changed.words());
    assert_eq!(kept(&shop).await, "08761|16|12000|false");
    assert_eq!(word(&shop, promised).await, "round|2026-11-24|8000");
    put(&buyer, fish, 1).await;
    assert!(ready(&buyer).await.words().contains("12.000"), "{}", ready(&buyer).await.words());

    // Stopped, it says before and after what becomes of the parcel that waits.
    let list = desk.get(HERE).await.words();
    assert!(list.contains("1 gói đã đặt theo chuyến này, gói cuối hẹn ngày 24/11/2026"), "{list}");
    for _ in 0..2 {
        assert_eq!(desk.post(&format!("{own}/state"), &[("stop", "1")]).await.status, 303);
        let list = desk.get(HERE).await.words();
        assert!(list.contains("còn 1 gói đặt từ trước vẫn giao như đã hẹn"), "{list}");
        assert!(list.contains("Các gói đã đặt vẫn giao như đã hẹn"), "the sentence on top: {list}");
    }
    assert!(!offered().await.contains(&"round".to_owned()));
    let moved = [("from", "placed"), ("to", "confirmed")];
    assert_eq!(desk.post("/sell/parcels/G1/state", &moved).await.status, 303);
    assert!(desk.get("/sell/rounds?day=2026-11-24").await.words().contains("G1"), "it is driven all the same");
    assert_eq!(word(&shop, promised).await, "round|2026-11-24|8000");
    assert_eq!(desk.post(&format!("{own}/state"), &[]).await.status, 303);
    assert!(offered().await.contains(&"round".to_owned()));
}

#[actix_web::test]
async fn mistakes_stand_beside_their_fields_and_no_commune_has_two_rounds() {
    let shop = support::shop().await;
    let (house, desk) = owner(&shop).await;
    let with = |name: &'static str, value: &'static str| {
        let mut fields = NEW.to_vec();
        fields.retain(|(other, _)| *other != name);
        fields.push((name, value));
        fields
    };
    let without = |names: &[&str]| NEW.into_iter().filter(|(name, _)| !names.contains(name)).collect::<Vec<_>>();
    for (fields, beside) in [
        (with("fee", ""), "fee"),
        (with("fee", "-1"), "fee"),
        (with("fee", "1.000.001"), "fee"),
        (with("fee", "mười nghìn"), "fee"),
        (with("free_from", "0"), "free_from"),
        (with("free_from", "99999999999999999999"), "free_from"),
        (without(&["day-2", "day-5"]), "days"),
        (without(&["commune-08761"]), "communes"),
        (with("commune-99999", "on"), "communes"),
    ] {
        let refused = desk.post(HERE, &fields).await;
        assert_eq!(refused.status, 422, "{fields:?}: {}", refused.words());
        assert_eq!(refused.texts(&format!("#{beside}-why")).len(), 1, "{fields:?}: {}", refused.words());
        let typed = fields.iter().find(|(name, _)| *name == "fee").map_or("", |(_, value)| value);
        assert_eq!(refused.attributes("#fee", "value"), [typed], "what was typed is kept");
        assert_eq!(refused.attributes("input[name=day-2][checked]", "name").len(), usize::from(beside != "days"));
    }
    assert_eq!(kept(&shop).await, "");
    // Two presses make one; the second one is told.
    let (a, b) = tokio::join!(desk.post(HERE, &NEW), desk.post(HERE, &NEW));
    let mut pressed = [a.status, b.status];
    pressed.sort_unstable();
    assert_eq!(pressed, [303, 422], "{} {}", a.words(), b.words());
    for (lang, said) in [("en", "You have a round to this commune already"), ("vi", "đã có chuyến tới xã này")]
    {
        desk.get(&format!("{HERE}?lang={lang}")).await;
        let double = desk.post(HERE, &NEW).await;
        assert_eq!(double.status, 422, "{}", double.words());
        assert!(double.texts("#communes-why").join(" ").contains(said), "{}", double.words());
    }
    let twice =
        format!("INSERT INTO rounds (producer_id, commune_code, weekdays, fee) VALUES ({house}, '08761', 1, 0)");
    let twice = diesel::sql_query(twice).execute(&mut shop.conn().await).await;
    assert!(twice.unwrap_err().to_string().contains("rounds_producer_id_commune_code_key"));
    // Over a change that was not seen: told what it is now, and on from there.
    let own = path(&shop).await;
    let stale = desk.get(&own).await;
    assert_eq!(desk.submit(&stale, &own, &[("fee", "9k")]).await.status, 303);
    let meanwhile = desk.submit(&stale, &own, &[("fee", "11k")]).await;
    assert_eq!(meanwhile.status, 409, "{}", meanwhile.words());
    assert!(meanwhile.texts("[role=alert]").join(" ").contains("9.000"), "{}", meanwhile.words());
    assert_eq!(meanwhile.attributes("#fee", "value"), ["11k"]);
    for (name, value) in [("seq", "x"), ("seq", ""), ("seq", "99999999999")] {
        assert_eq!(desk.submit(&meanwhile, &own, &[(name, value)]).await.status, 409, "{name}={value}");
    }
    assert_eq!(desk.submit(&meanwhile, &own, &[("fee", "-5")]).await.status, 422);
    assert_eq!(desk.submit(&meanwhile, &own, &[]).await.status, 303);
    assert_eq!(kept(&shop).await, "08761|18|11000|300000|false");
}

#[actix_web::test]
async fn another_households_round_is_not_found_and_only_the_owner_sets_one() {
    let shop = support::shop().await;
    let (house, desk) = owner(&shop).await;
    assert_eq!(desk.post(HERE, &NEW).await.status, 303);
    let own = path(&shop).await;
    let beside = build::producer(&shop, "Nhà bên").await;
    let neighbour = shop.signed_in(build::member(&shop, beside).await).await;
    for id in [own.clone(), format!("{HERE}/999999"), format!("{HERE}/999999999999999999")] {
        assert_eq!(neighbour.get(&id).await.status, 404, "{id}");
        let fields = [("seq", "0"), ("day-1", "on"), ("fee", "0")];
        assert_eq!(neighbour.post(&id, &fields).await.status, 404, "{id}");
        assert_eq!(neighbour.post(&id, &[("seq", "0")]).await.status, 404, "{id}");
        for stop in ["1", ""] {
            assert_eq!(neighbour.post(&format!("{id}/state"), &[("stop", stop)]).await.status, 404, "{id}");
        }
    }
    assert!(!neighbour.get(HERE).await.body.contains(&own));
    for role in ["seller", "packer"] {
        let other = shop.signed_in(member_as(&shop, house, role).await).await;
        let page = other.get(HERE).await;
        assert_eq!((page.status, page.texts("form.form").len()), (200, 0), "{role}: {}", page.words());
        assert!(page.words().contains("Thứ Ba, Thứ Sáu"), "{}", page.words());
        for at in [HERE.to_owned(), own.clone(), format!("{own}/state")] {
            assert_eq!(other.post(&at, &NEW).await.status, 403, "{role} {at}");
        }
    }
    assert_eq!(kept(&shop).await, "08761|18|8000|300000|false");
    // The same commune is free for the neighbour.
    assert_eq!(neighbour.post(HERE, &NEW).await.status, 303);
}
