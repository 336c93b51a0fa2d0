//! "Mưa, lùi 2 ngày": everybody who waits is told once, and may keep or cancel.

use super::ahead::window;
use crate::buyer::{code, execute, fingerprint, number, press, put, ready, sound, text};
use crate::support::build::{self, Goods};
use crate::support::{self, Client, TestShop};

async fn orchard() -> (TestShop, Client, Goods, String) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 0).await;
    let harvest = window(&shop, guava.pack, 20_000).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    (shop, member, guava, format!("/sell/harvests/{harvest}"))
}

async fn buys(shop: &TestShop, goods: &[(Goods, i32)]) -> (Client, String) {
    let buyer = shop.guest();
    for (goods, qty) in goods {
        put(&buyer, *goods, *qty).await;
    }
    let code = code(&press(&buyer, &ready(&buyer).await).await);
    (buyer, code)
}

const RAIN: [(&str, &str); 2] = [("delay_days", "2"), ("delay_reason", "mưa <to>")];

#[actix_web::test]
async fn rain_puts_everybody_off_once_and_each_may_keep_or_cancel() {
    let (shop, member, guava, own) = orchard().await;
    let honey = build::goods(&shop, guava.producer, "Mật ong", 150_000, 5).await;
    let (patient, kept) = buys(&shop, &[(guava, 1)]).await;
    let (hurried, cancelled) = buys(&shop, &[(guava, 2)]).await;
    let (both, mixed) = buys(&shop, &[(guava, 3), (honey, 1)]).await;
    let (other, other_code) = buys(&shop, &[(honey, 1)]).await;
    let before = "SELECT string_agg(expected_from || ' ' || expected_to, ';' ORDER BY id) FROM parcels";
    let later = "SELECT string_agg((expected_from - CASE WHEN id < 4 THEN 2 ELSE 0 END) || ' ' || \
                 (expected_to - CASE WHEN id < 4 THEN 2 ELSE 0 END), ';' ORDER BY id) FROM parcels";
    let days = text(&shop, before).await;
    let page = member.get(&own).await;
    let answer = member.submit(&page, &format!("{own}/delay"), &RAIN).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    // The button once more, on the page from before: nothing is put off twice.
    let again = member.submit(&page, &format!("{own}/delay"), &RAIN).await;
    assert_eq!(again.status, 409, "{}", again.words());
    shop.work_off().await;
    execute(&shop, "INSERT INTO jobs (kind, payload) SELECT 'put_off_parcels', jsonb_build_object('delay', id) FROM harvest_delays").await;
    shop.work_off().await;
    assert_eq!(text(&shop, later).await, days, "two days for those who wait, none for the other");
    assert_eq!(text(&shop, "SELECT concat(ships_from, ' ', ships_to) FROM harvests").await, "2026-12-07 2026-12-14");
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'delay:%'").await, 3);
    let sms = text(&shop, "SELECT body FROM messages WHERE dedupe_key LIKE 'delay:%' ORDER BY id LIMIT 1").await;
    assert!(sms.contains("lùi ngày hái 2 ngày (mưa <to>)") && sms.contains(&kept), "{sms}");
    assert!(other.get(&format!("/orders/{other_code}")).await.attributes("button[name=answer]", "value").is_empty());

    let url = format!("/orders/{kept}/delay");
    let page = patient.get(&format!("/orders/{kept}")).await;
    assert!(page.words().contains("mưa <to>") && page.words().contains("lùi 2 ngày"), "{}", page.words());
    assert_eq!(page.attributes("button[name=answer]", "value"), ["keep", "cancel"]);
    for _ in 0..2 {
        assert_eq!(patient.submit(&page, &url, &[("answer", "keep")]).await.status, 303);
    }
    assert_eq!(patient.submit(&page, &url, &[("answer", "cancel")]).await.status, 409, "it was kept");
    assert!(patient.get(&format!("/orders/{kept}")).await.words().contains("Bạn đã chọn chờ"));

    let url = format!("/orders/{cancelled}/delay");
    let page = hurried.get(&format!("/orders/{cancelled}")).await;
    for _ in 0..2 {
        assert_eq!(hurried.submit(&page, &url, &[("answer", "cancel")]).await.status, 303);
    }
    assert_eq!(text(&shop, "SELECT state FROM parcels WHERE id = 2").await, "unfulfillable");
    assert_eq!(text(&shop, "SELECT state FROM payments WHERE parcel_id = 2").await, "void");

    let url = format!("/orders/{mixed}/delay");
    let page = both.get(&format!("/orders/{mixed}")).await;
    assert_eq!(both.submit(&page, &url, &[("answer", "cancel")]).await.status, 303);
    assert_eq!(text(&shop, "SELECT state FROM parcels WHERE id = 3").await, "placed", "the honey still comes");
    assert_eq!(number(&shop, "SELECT cut FROM parcels WHERE id = 3").await, 90_000);
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 1_000);
    sound(&shop).await;
}

#[actix_web::test]
async fn rain_falls_on_a_closed_harvest_too_but_not_on_one_that_failed() {
    let (shop, member, guava, own) = orchard().await;
    let (buyer, code) = buys(&shop, &[(guava, 1)]).await;
    assert_eq!(member.post(&format!("{own}/close"), &[]).await.status, 303);
    let page = member.get(&own).await;
    let answer = member.submit(&page, &format!("{own}/delay"), &RAIN).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    shop.work_off().await;
    assert_eq!(text(&shop, "SELECT concat(state, ' ', ships_from) FROM harvests").await, "closed 2026-12-07");
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'delay:%'").await, 1);
    let page = buyer.get(&format!("/orders/{code}")).await;
    assert_eq!(buyer.submit(&page, &format!("/orders/{code}/delay"), &[("answer", "cancel")]).await.status, 303);
    // Nobody waits any more: there is nothing to put off.
    let page = member.get(&own).await;
    assert!(page.attributes("#delay_days", "name").is_empty(), "{}", page.words());
    execute(&shop, "INSERT INTO harvest_moves VALUES ('closed', 'failed')").await;
    execute(&shop, "UPDATE harvests SET state = 'failed'").await;
    let fields = [("from", "2026-12-07"), RAIN[0], RAIN[1]];
    let failed = member.post(&format!("{own}/delay"), &fields).await;
    assert_eq!(failed.status, 409, "{}", failed.words());
    sound(&shop).await;
}

#[actix_web::test]
async fn who_is_about_to_press_when_it_rains_is_told_the_new_days() {
    let (shop, member, guava, own) = orchard().await;
    let buyer = shop.guest();
    put(&buyer, guava, 1).await;
    let page = ready(&buyer).await;
    let desk = member.get(&own).await;
    assert_eq!(member.submit(&desk, &format!("{own}/delay"), &RAIN).await.status, 303);
    let told = press(&buyer, &page).await;
    assert_eq!(told.status, 409);
    assert!(told.words().contains("từ 07/12 đến 14/12"), "{}", told.words());
    code(&press(&buyer, &told).await);
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) FROM delayed_parcels").await, 0, "it was placed by the new days");
    sound(&shop).await;
}

#[actix_web::test]
async fn a_parcel_of_two_harvests_waits_for_the_later_one_and_each_is_answered_by_itself() {
    let (shop, member, guava, first) = orchard().await;
    let lotus = build::goods(&shop, guava.producer, "Củ sen", 40_000, 0).await;
    let second = window(&shop, lotus.pack, 20_000).await;
    execute(
        &shop,
        &format!("UPDATE harvests SET ships_from = '2026-12-10', ships_to = '2026-12-14' WHERE id = {second}"),
    )
    .await;
    let (buyer, order) = buys(&shop, &[(guava, 1), (lotus, 1)]).await;
    let days = "SELECT concat(expected_from, ' ', expected_to) FROM parcels";
    let before = text(&shop, days).await;
    let page = member.get(&first).await;
    assert_eq!(member.submit(&page, &format!("{first}/delay"), &RAIN).await.status, 303);
    shop.work_off().await;
    assert_eq!(text(&shop, days).await, before, "the lotus is later still");
    let second = format!("/sell/harvests/{second}");
    let page = member.get(&second).await;
    assert_eq!(member.submit(&page, &format!("{second}/delay"), &RAIN).await.status, 303);
    shop.work_off().await;
    let later = "SELECT concat(expected_from - 2, ' ', expected_to - 2) FROM parcels";
    assert_eq!(text(&shop, later).await, before);
    let url = format!("/orders/{order}/delay");
    let page = buyer.get(&format!("/orders/{order}")).await;
    assert_eq!(page.attributes("input[name=delay]", "value"), ["1", "2"]);
    let said = |delay, answer| [("parcel", "1"), ("delay", delay), ("answer", answer)];
    assert_eq!(buyer.post(&url, &said("2", "keep")).await.status, 303);
    assert_eq!(buyer.post(&url, &said("1", "cancel")).await.status, 303);
    assert_eq!(buyer.post(&url, &said("3", "cancel")).await.status, 404);
    assert_eq!(text(&shop, "SELECT concat(state, ' ', cut) FROM parcels").await, "placed 30000");
    assert_eq!(text(&shop, "SELECT string_agg(promised_g::text, ' ' ORDER BY id) FROM harvests").await, "0 1000");
    sound(&shop).await;
}

#[actix_web::test]
async fn a_delay_is_the_households_and_its_answer_the_buyers() {
    let (shop, member, guava, own) = orchard().await;
    let (_, order) = buys(&shop, &[(guava, 1)]).await;
    let page = member.get(&own).await;
    let url = format!("{own}/delay");
    let before = fingerprint(&shop).await;
    for (days, reason) in [("0", "mưa"), ("61", "mưa"), ("", "mưa"), ("hai", "mưa"), ("2", ""), ("2", " ")] {
        let answer = member.submit(&page, &url, &[("delay_days", days), ("delay_reason", reason)]).await;
        assert_eq!(answer.status, 422, "{days} {reason}");
        assert_eq!(answer.texts(".why").len(), 1, "{}", answer.words());
        assert_eq!(answer.attributes("#delay_days", "value"), [days]);
    }
    let neighbour = build::producer(&shop, "Nhà bên").await;
    let neighbour = shop.signed_in(build::member(&shop, neighbour).await).await;
    assert_eq!(neighbour.submit(&page, &url, &RAIN).await.status, 404);
    assert_eq!(fingerprint(&shop).await, before);
    assert_eq!(member.submit(&page, &url, &RAIN).await.status, 303);
    shop.work_off().await;
    let stranger = shop.guest();
    for answer in ["keep", "cancel"] {
        let fields = [("parcel", "1"), ("delay", "1"), ("answer", answer)];
        assert_eq!(stranger.post(&format!("/orders/{order}/delay"), &fields).await.status, 404);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM delayed_parcels WHERE answer IS NULL").await, 1);
}

#[actix_web::test]
async fn what_has_left_cannot_be_cancelled_for_rain() {
    let (shop, member, guava, own) = orchard().await;
    let (buyer, order) = buys(&shop, &[(guava, 1)]).await;
    let page = member.get(&own).await;
    assert_eq!(member.submit(&page, &format!("{own}/delay"), &RAIN).await.status, 303);
    shop.work_off().await;
    let old = buyer.get(&format!("/orders/{order}")).await;
    for (from, to) in [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over")] {
        assert_eq!(member.post("/sell/parcels/G1/state", &[("from", from), ("to", to)]).await.status, 303);
    }
    let late = buyer.submit(&old, &format!("/orders/{order}/delay"), &[("answer", "cancel")]).await;
    assert_eq!(late.status, 409);
    assert!(late.words().contains("không hủy được nữa"), "{}", late.words());
    sound(&shop).await;
}

#[actix_web::test]
async fn a_parcel_that_the_household_brings_comes_on_a_day_it_drives() {
    let (shop, member, guava, own) = orchard().await;
    let house = guava.producer;
    // Wednesdays and Saturdays; the harvest is picked from Saturday 5 to Saturday 12 December.
    let round =
        format!("INSERT INTO rounds (producer_id, commune_code, weekdays, fee) VALUES ({house}, '08761', 36, 0)");
    execute(&shop, &round).await;
    let buyer = shop.guest();
    put(&buyer, guava, 1).await;
    let page = ready(&buyer).await;
    let chosen = [(&*format!("delivery-{house}"), "round"), ("step", "quote")];
    let page = buyer.submit(&page, "/checkout", &chosen).await;
    let order = code(&press(&buyer, &page).await);
    assert_eq!(member.post("/sell/parcels/G1/state", &[("from", "placed"), ("to", "confirmed")]).await.status, 303);
    let days = "SELECT concat(delivery_kind, ' ', expected_from, ' ', expected_to) FROM parcels";
    assert_eq!(text(&shop, days).await, "round 2026-12-05 2026-12-12");
    let rain = async |later: &str| {
        let page = member.get(&own).await;
        let asked = [("delay_days", later), ("delay_reason", "mưa")];
        assert_eq!(member.submit(&page, &format!("{own}/delay"), &asked).await.status, 303);
        shop.work_off().await;
    };
    // Picked from Monday 7 to Monday 14: the next days it drives are Wednesdays.
    rain("2").await;
    assert_eq!(text(&shop, days).await, "round 2026-12-09 2026-12-16");
    let sheet = member.get("/sell/rounds?day=2026-12-09").await;
    assert!(sheet.words().contains("G1"), "{}", sheet.words());
    assert!(!member.get("/sell/rounds?day=2026-12-07").await.words().contains("G1"));
    let told = "SELECT body FROM messages WHERE dedupe_key LIKE 'delay:%' ORDER BY id DESC LIMIT 1";
    assert!(text(&shop, told).await.contains("09/12"), "{}", text(&shop, told).await);
    assert!(buyer.get(&format!("/orders/{order}")).await.words().contains("09/12"));
    // A day more, and it is in time for the same Wednesdays.
    rain("1").await;
    assert_eq!(text(&shop, days).await, "round 2026-12-09 2026-12-16");
    // Nobody drives there any more: the days move as the harvest does, and the household sees them.
    execute(&shop, "DELETE FROM rounds").await;
    rain("3").await;
    assert_eq!(text(&shop, days).await, "round 2026-12-12 2026-12-19");
    sound(&shop).await;
}
