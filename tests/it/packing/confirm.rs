//! A household has so long to confirm: reminded at half time, given up after it, once however many workers look.

use market::payments::unconfirmed::FollowUnconfirmed;
use market::platform::jobs::Job as _;

use super::super::buyer::{execute, number, sound, text};
use super::super::money::support::{balance, both, house, order, parcel, pay, payment, states};
use super::super::support::placed;
use super::super::support::{TestShop, build};

async fn look(shop: &TestShop) {
    FollowUnconfirmed {}.run(shop.ground.clone()).await.unwrap();
}

/// As if the parcels had been placed so many minutes earlier.
async fn pass(shop: &TestShop, minutes: i32) {
    let earlier = format!("make_interval(mins => {minutes})");
    let sql = format!("UPDATE parcels SET confirm_by = confirm_by - {earlier}, state_since = state_since - {earlier}");
    execute(shop, &sql).await;
}

async fn told(shop: &TestShop, what: &str) -> i64 {
    number(shop, &format!("SELECT count(*) FROM messages WHERE dedupe_key LIKE 'parcel:%:{what}:%'")).await
}

#[actix_web::test]
async fn reminded_at_half_time_and_given_up_at_the_end() {
    for shop in both().await {
        execute(&shop, "UPDATE money_settings SET confirm_hours = 10").await;
        let lua = house(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
        for _ in 0..2 {
            build::member(&shop, lua).await;
        }
        let buyer = shop.guest();
        let code = order(&shop, &buyer, &[(fish, 2)], "bank_transfer").await;
        assert_eq!(number(&shop, "SELECT count(confirm_by) FROM parcels").await, 0, "nobody sees it yet");
        pay(&shop, payment(&shop, &code).await, None).await;
        let left = "SELECT extract(epoch FROM confirm_by - now())::int / 60 FROM parcels";
        assert!((598..=600).contains(&number(&shop, left).await));
        pass(&shop, 299).await;
        look(&shop).await;
        assert_eq!(told(&shop, "remind").await, 0);
        pass(&shop, 2).await;
        futures_util::future::join_all((0..4).map(|_| look(&shop))).await;
        assert_eq!(told(&shop, "remind").await, 2, "each member once");
        assert_eq!(states(&shop, &code).await, "placed");
        pass(&shop, 298).await;
        look(&shop).await;
        assert_eq!(states(&shop, &code).await, "placed");
        pass(&shop, 2).await;
        futures_util::future::join_all((0..4).map(|_| look(&shop))).await;
        assert_eq!(states(&shop, &code).await, "unfulfillable");
        assert_eq!(told(&shop, "unconfirmed").await, 2);
        let total = number(&shop, "SELECT total FROM parcels").await;
        assert_eq!(balance(&shop, "refunds_due").await, -total);
        assert_eq!(number(&shop, "SELECT reserved FROM packs").await, 0);
        assert_eq!(number(&shop, "SELECT count(*) FROM parcel_diary WHERE to_state = 'unfulfillable'").await, 1);
        shop.work_off().await;
        let sms = text(&shop, "SELECT string_agg(body, '|') FROM messages WHERE recipient = '+84912345678'").await;
        assert!(sms.contains("Quá giờ mà nhà chưa nhận đơn"), "{sms}");
        let page = buyer.get(&format!("/orders/{code}")).await.words();
        assert!(page.contains("Quá giờ mà nhà chưa nhận đơn"), "{page}");
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn confirmed_and_given_up_at_once_is_one_of_both() {
    let [shop, _] = both().await;
    let lua = house(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 90).await;
    let desk = shop.signed_in(build::member(&shop, lua).await).await;
    for _ in 0..6 {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
        let id = parcel(&shop, &code, 1).await;
        pass(&shop, 24 * 60 + 1).await;
        let path = format!("/sell/parcels/G{id}/state");
        let (pressed, ()) =
            futures_util::join!(desk.post(&path, &[("from", "placed"), ("to", "confirmed")]), look(&shop));
        match states(&shop, &code).await.as_str() {
            "confirmed" => assert_eq!(pressed.status, 303),
            "unfulfillable" => assert_eq!(pressed.status, 409, "{}", pressed.words()),
            other => panic!("{other}"),
        }
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn the_share_confirmed_in_time_is_shown_to_the_household_and_the_office() {
    let [shop, _] = both().await;
    let lua = house(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 90).await;
    let desk = shop.signed_in(build::member(&shop, lua).await).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    assert!(!desk.get("/sell").await.words().contains("đúng hẹn"));
    let mut parcels = Vec::new();
    for _ in 0..5 {
        parcels.push(placed::order(&shop, &[(fish, 1)], "carrier").await.parcels.remove(0));
    }
    for parcel in &parcels[..3] {
        let fields = [("from", "placed"), ("to", "confirmed")];
        assert_eq!(desk.post(&format!("/sell/parcels/{}/state", parcel.code), &fields).await.status, 303);
    }
    // The third one came too late, the fourth was missed, the fifth waits, one of last year does not count.
    execute(&shop, &format!("UPDATE parcels SET confirm_by = now() - interval '1 hour' WHERE id = {}", parcels[2].id))
        .await;
    execute(&shop, &format!("UPDATE parcels SET confirm_by = now() - interval '1 hour' WHERE id = {}", parcels[3].id))
        .await;
    look(&shop).await;
    assert!(desk.get("/sell").await.words().contains("nhận đơn đúng hẹn 2/4 lần (50%)"));
    let slug = text(&shop, &format!("SELECT slug FROM producers WHERE id = {lua}")).await;
    assert!(clerk.get(&format!("/office/producers/{slug}")).await.words().contains("2/4 (50%)"));
    // What others ended is no answer that it owed: a harvest that failed, a buyer who would not wait. What it gave up is one.
    for (actor, reason) in [("system", "other: Đợt không đủ"), ("buyer", "weather: Mưa lớn"), ("member", "short")]
    {
        let id = placed::order(&shop, &[(fish, 1)], "carrier").await.parcels.remove(0).id;
        let end = format!("UPDATE parcels SET state = 'unfulfillable' WHERE id = {id}");
        execute(&shop, &end).await;
        let told = "INSERT INTO parcel_diary (parcel_id, from_state, to_state, actor, reason)";
        execute(&shop, &format!("{told} VALUES ({id}, 'placed', 'unfulfillable', '{actor}', '{reason}')")).await;
    }
    let words = desk.get("/sell").await.words();
    assert!(words.contains("nhận đơn đúng hẹn 2/5 lần (40%)"), "{words}");
    execute(&shop, "UPDATE parcels SET confirm_by = now() - interval '91 days'").await;
    assert!(!desk.get("/sell").await.words().contains("đúng hẹn"));
}

/// No road leads a parcel to its household without a time to confirm it by.
#[actix_web::test]
async fn nobody_chooses_the_systems_reason() {
    let [shop, _] = both().await;
    let lua = house(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 90).await;
    let desk = shop.signed_in(build::member(&shop, lua).await).await;
    let parcel = placed::order(&shop, &[(fish, 1)], "carrier").await.parcels.remove(0);
    let fields = [("from", "placed"), ("to", "unfulfillable"), ("reason", "not-confirmed")];
    let refused = desk.post(&format!("/sell/parcels/{}/state", parcel.code), &fields).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    assert!(!refused.body.contains("not-confirmed"));
    assert_eq!(number(&shop, "SELECT count(*) FROM parcels WHERE confirm_by IS NOT NULL").await, 1);
}
