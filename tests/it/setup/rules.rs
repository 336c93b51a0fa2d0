//! Rules hold from their day, within their bounds, and never leave buyers without a way to pay.

use market::kernel::clock::Clock;
use market::payments::rule::Rule;

use super::{HOSTILE, office, save};
use crate::buyer::{execute, number, put, ready, text};
use crate::households::clerk_as;
use crate::money::support::{market_account, order, pay, payment, states};
use crate::support::{self, build};

const WHY: (&str, &str) = ("why", "Họp ngày 20/11");

#[actix_web::test]
async fn a_deadline_holds_at_once_for_whoever_orders_next() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let first = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    let here = "/office/setup/rules/confirm_hours";
    let done = save(&admin, here, &[("value", "10"), WHY]).await;
    assert_eq!((done.status, done.location().as_deref()), (303, Some("/office/setup/rules")), "{}", done.words());
    let second = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    let hours = |code: &str| {
        format!(
            "SELECT extract(epoch FROM p.confirm_by - p.state_since)::bigint / 3600 FROM parcels p JOIN orders o ON o.id = p.order_id WHERE o.code = '{code}'"
        )
    };
    assert_eq!((number(&shop, &hours(&first)).await, number(&shop, &hours(&second)).await), (24, 10));
    let words = admin.get("/office/setup/rules").await.words();
    assert!(words.contains("10 giờ"), "{words}");
    let told = "SELECT concat_ws('|', act, before::text, after::text, why) FROM acts WHERE act LIKE 'rule.%'";
    assert_eq!(text(&shop, told).await, "rule.changed|{\"confirm_hours\": 24}|{\"confirm_hours\": 10}|Họp ngày 20/11");
    let past = admin.get(here).await.words();
    assert!(past.contains("Họp ngày 20/11"), "{past}");
}

#[actix_web::test]
async fn a_planned_change_holds_on_its_day_and_can_be_taken_back() {
    let (shop, admin) = office().await;
    let here = "/office/setup/rules/payout_days";
    let before = number(&shop, "SELECT payout_days FROM money_settings").await;
    assert_eq!(save(&admin, here, &[("value", "7"), ("from_day", "2026-11-25"), WHY]).await.status, 303);
    assert_eq!(save(&admin, here, &[("value", "9"), ("from_day", "2026-11-26"), WHY]).await.status, 303);
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT payout_days FROM money_settings").await, before, "its day has not come");
    let list = admin.get("/office/setup/rules").await;
    assert!(list.words().contains("Từ 25/11/2026: 7 ngày"), "{}", list.words());
    assert!(admin.get("/office/setup").await.words().contains("2 thay đổi đã hẹn ngày"));
    let second = number(&shop, "SELECT max(id) FROM rule_changes").await;
    let back = format!("/office/setup/plans/{second}");
    // Not without a reason, and what was too long for one is kept.
    let long = "x".repeat(301);
    for unsaid in [" ", long.as_str()] {
        let refused = admin.submit(&list, &back, &[("why", unsaid)]).await;
        assert_eq!((refused.status, refused.texts(&format!("#why-{second}-why")).len()), (422, 1), "{unsaid}");
        assert!(refused.form(&back).contains(&("why".to_owned(), unsaid.to_owned())), "{unsaid}");
    }
    let mistaken = ("why", "Gõ nhầm ngày");
    assert_eq!(admin.submit(&list, &back, &[mistaken]).await.status, 303);
    assert_eq!(admin.post(&back, &[mistaken]).await.status, 409, "taken back is taken back");
    assert_eq!(admin.post(&back, &[]).await.status, 409, "nor is a reason asked for any more");
    assert_eq!(admin.post("/office/setup/plans/999999999999", &[mistaken]).await.status, 409);

    // The day has come, in another process of the same shop.
    let later = chrono::TimeZone::with_ymd_and_hms(&chrono::Utc, 2026, 11, 27, 5, 0, 0).unwrap();
    let tomorrow =
        support::open_at(Clock::Stopped(later), shop.database_url.clone(), shop.ground.files.clone(), |_| {}, |_| {});
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('apply_rules', '{}')").await;
    tomorrow.work_off().await;
    assert_eq!(number(&shop, "SELECT payout_days FROM money_settings").await, 7);
    assert_eq!(
        text(&shop, "SELECT string_agg(act, ' ' ORDER BY id) FROM acts").await,
        "rule.planned rule.planned rule.withdrawn rule.applied"
    );
    assert_eq!(text(&shop, "SELECT why FROM acts WHERE act = 'rule.withdrawn'").await, "Gõ nhầm ngày");
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('apply_rules', '{}')").await;
    tomorrow.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 4, "once");
}

#[actix_web::test]
async fn a_day_has_one_plan_of_a_rule_and_its_page_takes_it_back() {
    let (shop, admin) = office().await;
    let here = "/office/setup/rules/cod_order_cap";
    let day = ("from_day", "2026-12-05");
    assert_eq!(save(&admin, here, &[("value", "0"), day, WHY]).await.status, 303);
    let second = save(&admin, here, &[("value", "6.000.000"), day, WHY]).await;
    assert_eq!((second.status, second.texts("#from_day-why").len()), (422, 1), "{}", second.words());
    assert_eq!(second.attributes("#value", "value"), ["6.000.000"], "what was typed is kept");
    let waiting = "SELECT count(*) FROM rule_changes WHERE applied_at IS NULL AND withdrawn_at IS NULL";
    assert_eq!(number(&shop, waiting).await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 1, "nothing was written");
    // On another day, and of another rule, it may be.
    assert_eq!(save(&admin, here, &[("value", "6.000.000"), ("from_day", "2026-12-06"), WHY]).await.status, 303);
    assert_eq!(save(&admin, "/office/setup/rules/payout_days", &[("value", "7"), day, WHY]).await.status, 303);
    let first = number(&shop, "SELECT min(id) FROM rule_changes").await;
    let back = format!("/office/setup/plans/{first}");
    let page = admin.get(here).await;
    assert_eq!(admin.submit(&page, &back, &[("why", "Hẹn nhầm ngày")]).await.status, 303);
    assert!(admin.get(here).await.texts(&format!("#why-{first}")).is_empty(), "no more to be taken back");
    assert_eq!(save(&admin, here, &[("value", "6.000.000"), day, WHY]).await.status, 303, "the day is free again");
}

#[actix_web::test]
async fn of_two_clerks_who_change_what_they_saw_one_is_told() {
    let (shop, admin) = office().await;
    let other = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let here = "/office/setup/rules/transfer_hours";
    let (mine, theirs) = (admin.get(here).await, other.get(here).await);
    let (a, b) = futures_util::join!(
        admin.submit(&mine, here, &[("value", "12"), WHY]),
        other.submit(&theirs, here, &[("value", "36"), WHY])
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let (told, who, typed) = if a.status == 409 { (a, &admin, "12") } else { (b, &other, "36") };
    assert!(told.words().contains("Vừa có người khác đổi chỗ này"), "{}", told.words());
    assert_eq!(told.attributes("#value", "value"), [typed], "what was typed is kept");
    // Having seen it, they may still want theirs.
    assert_eq!(who.submit(&told, here, &[]).await.status, 303);
    assert_eq!(number(&shop, "SELECT transfer_hours FROM money_settings").await.to_string(), typed);
    assert_eq!(save(&admin, here, &[WHY]).await.status, 409, "no change is none");
    assert_eq!(number(&shop, "SELECT count(*) FROM rule_changes").await, 2);
}

#[actix_web::test]
async fn the_last_way_to_pay_stays_and_who_chose_another_keeps_it() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    // Transfers and cards are on, but nobody could pay so: cash is the last.
    let cash = "/office/setup/rules/cod_on";
    let last = save(&admin, cash, &[("value", "off"), WHY]).await;
    assert_eq!(last.status, 409);
    assert!(last.words().contains("cách trả tiền cuối cùng"), "{}", last.words());
    let said = admin.get("/office/setup").await.words();
    assert!(said.contains("1 cách trả tiền đang bật"), "what nobody can pay by is none: {said}");
    let list = admin.get("/office/setup/rules").await.words();
    assert!(list.contains("chợ chưa có tài khoản ngân hàng") && list.contains("chưa nối với Stripe"), "{list}");

    market_account(&shop).await;
    let waiting = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let transfers = "/office/setup/rules/transfer_on";
    assert_eq!(save(&admin, transfers, &[("value", "off"), ("why", "Ngân hàng bảo trì")]).await.status, 303);
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = ready(&buyer).await;
    assert_eq!(page.attributes("input[name=payment]:not([disabled])", "value"), ["cod"]);
    assert_eq!(buyer.submit(&page, "/checkout", &[("payment", "bank_transfer")]).await.status, 422);
    pay(&shop, payment(&shop, &waiting).await, None).await;
    assert_eq!(states(&shop, &waiting).await, "placed", "an order that waits for its transfer takes it");
    assert_eq!(save(&admin, cash, &[("value", "off"), WHY]).await.status, 409, "the last one");
    assert_eq!(save(&admin, transfers, &[("value", "on"), WHY]).await.status, 303);
    assert_eq!(save(&admin, cash, &[("value", "off"), WHY]).await.status, 303);
    let page = ready(&buyer).await;
    assert_eq!(page.attributes("input[name=payment]:not([disabled])", "value"), ["bank_transfer"]);
    let mut conn = shop.conn().await;
    let none = "UPDATE money_settings SET cod_on = false, transfer_on = false, card_on = false";
    assert!(
        diesel_async::RunQueryDsl::execute(diesel::sql_query(none), &mut conn).await.is_err(),
        "nor behind its back"
    );
}

#[actix_web::test]
async fn what_is_out_of_bounds_is_refused_beside_its_field_and_by_sql() {
    let (shop, admin) = office().await;
    let by = number(&shop, "SELECT max(id) FROM accounts").await;
    for rule in Rule::ALL {
        let here = format!("/office/setup/rules/{}", rule.word());
        let (least, most) = rule.bounds();
        for wrong in [(least - 1).to_string(), (most + 1).to_string()].iter().map(String::as_str).chain(HOSTILE) {
            let answer = save(&admin, &here, &[("value", wrong), WHY]).await;
            assert_eq!(answer.status, 422, "{here} {wrong}");
            assert_eq!(answer.texts("#value-why").len(), 1, "{here} {wrong}");
        }
        for (value, fits) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
            let row = format!(
                "INSERT INTO rule_changes (name, follows, value, from_day, why, made_by, withdrawn_at) \
                 VALUES ('{}', {}, {value}, '2026-11-23', 'x', {by}, now())",
                rule.word(),
                1_000_000 + value
            );
            let mut conn = shop.conn().await;
            let written = diesel_async::RunQueryDsl::execute(diesel::sql_query(row), &mut conn).await;
            assert_eq!(written.is_ok(), fits, "{} {value}", rule.word());
        }
    }
    let here = "/office/setup/rules/payout_days";
    for day in ["2026-11-22", "2027-12-25", "hôm nay", "99999-01-01", ""] {
        let answer = save(&admin, here, &[("value", "3"), ("from_day", day), WHY]).await;
        assert_eq!((answer.status, answer.texts("#from_day-why").len()), (422, 1), "{day}");
    }
    let silent = save(&admin, here, &[("value", "3"), ("why", "  ")]).await;
    assert_eq!((silent.status, silent.texts("#why-why").len()), (422, 1));
    // A form that no page made has seen nothing.
    let today = ("from_day", "2026-11-23");
    assert_eq!(admin.post(here, &[("value", "3"), today, WHY]).await.status, 409);
    assert_eq!(admin.post(here, &[("value", "3"), today, WHY, ("seen", "x")]).await.status, 409);
    for nowhere in ["/office/setup/rules/vat", "/office/setup/rules/%00"] {
        assert!([400, 404].contains(&admin.get(nowhere).await.status));
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act LIKE 'rule.%'").await, 0, "nothing was written");
}

#[actix_web::test]
async fn cards_wait_as_long_as_the_office_says() {
    let (shop, admin) = office().await;
    let words = admin.get("/office/setup/rules/card_minutes").await.words();
    assert!(words.contains("31 phút"), "what the environment says: {words}");
    assert_eq!(save(&admin, "/office/setup/rules/card_minutes", &[("value", "45"), WHY]).await.status, 303);
    let set = market::payments::settings::load(&mut *shop.conn().await).await.unwrap();
    assert_eq!((set.card_minutes, set.card_minutes(31)), (Some(45), 45));
}

#[actix_web::test]
async fn all_that_can_be_set_is_found_from_one_page() {
    let (_shop, admin) = office().await;
    let page = admin.get("/office/setup").await;
    let links = page.attributes("main h2 a", "href");
    for to in [
        "/office/setup/rules",
        "/office/money/settings",
        "/office/setup/categories",
        "/office/setup/units",
        "/office/setup/communes",
        "/office/setup/delivery",
        "/office/setup/points",
        "/office/setup/hours",
        "/office/setup/messages",
        "/office/complaints/kinds",
        "/office/pages",
        "/office/phrases",
    ] {
        assert!(links.iter().any(|href| href == to), "{to}: {links:?}");
        assert_eq!(admin.get(to).await.status, 200, "{to}");
    }
}

#[actix_web::test]
async fn the_pages_ask_the_database_little() {
    let (shop, admin) = office().await;
    for path in [
        "/office/setup",
        "/office/setup/rules",
        "/office/setup/categories",
        "/office/setup/communes",
        "/office/setup/delivery",
        "/office/setup/hours",
    ] {
        admin.get(path).await;
        let before = shop.ground.db.queries();
        assert_eq!(admin.get(path).await.status, 200);
        let spent = shop.ground.db.queries() - before;
        assert!(spent <= 6, "{path}: {spent}");
    }
}
