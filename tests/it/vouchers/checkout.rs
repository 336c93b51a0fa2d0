//! At the checkout: a refusal stands beside the field and writes nothing, what is taken off is the same on page, paper and
//! in the tables, and what ran out meanwhile is said before anything is paid.

use chrono::{TimeDelta, Utc};
use market::kernel::money::Money;
use market::vouchers::voucher::Off;

use super::super::buyer::{code, execute, fingerprint, number, press, put, ready, sound, text};
use super::super::checkout::field;
use super::super::money::support::market_account;
use super::super::support::{self, build};
use super::support::{percent, ready_with, used, voucher, with_code};

#[actix_web::test]
async fn what_it_takes_off_is_the_same_everywhere() {
    let shop = support::shop().await;
    market_account(&shop).await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
    let off = Off::Percent { percent: 10, most: Some(Money::dong(30_000)) };
    let id = voucher(&shop, "LAPTHACH10", off, |t| t.minimum = Money::dong(100_000)).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    put(&buyer, honey, 1).await;
    let page = ready_with(&buyer, " lập thạch 10 ").await;
    let terms = page.texts("#voucher-terms").join(" ");
    for part in ["Giảm 10 %", "30.000 ₫", "mọi nhà trong chợ", "100.000 ₫", "Chợ tặng"] {
        assert!(terms.contains(part), "{part}: {terms}");
    }
    // 248.000 of goods, 15.000 of delivery each, 24.800 off: 9.800 and 15.000.
    assert_eq!(field(&page, "seen_total"), "253200");
    let words = page.words();
    for part in ["− 9.800 ₫", "− 15.000 ₫", "− 24.800 ₫", "253.200 ₫"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let email = [("email", "ha@example.com"), ("payment", "bank_transfer")];
    let placed = code(&buyer.submit(&page, "/checkout", &email).await);
    shop.work_off().await;
    assert_eq!(used(&shop, id).await, 1, "once for the order, not once for each parcel");
    assert_eq!(number(&shop, "SELECT amount FROM voucher_uses").await, 24_800);
    assert_eq!(number(&shop, "SELECT amount FROM payments").await, 253_200);
    let parcels = "SELECT string_agg(discount || '/' || total, ' ' ORDER BY number) FROM parcels";
    assert_eq!(text(&shop, parcels).await, "9800/103200 15000/150000");
    assert_eq!(text(&shop, "SELECT discount_total || discount_borne_by FROM orders").await, "24800market");
    let order = buyer.get(&format!("/orders/{placed}")).await.words();
    assert!(order.contains("− 24.800 ₫") && order.contains("253.200 ₫"), "{order}");
    let sms = text(&shop, "SELECT body FROM messages WHERE channel = 'sms' AND recipient = '+84912345678'").await;
    assert!(sms.contains("253.200"), "{sms}");
    let mail = text(&shop, "SELECT body FROM messages WHERE channel = 'mail'").await.replace('\u{a0}', " ");
    assert!(mail.contains("− 24.800 ₫") && mail.contains("253.200 ₫"), "{mail}");
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let office = clerk.get(&format!("/office/orders/{placed}")).await.words();
    assert!(office.contains("mã LAPTHACH10") && office.contains("− 24.800 ₫"), "{office}");
    let english = buyer.get(&format!("/orders/{placed}?lang=en")).await.words();
    assert!(english.contains("Discount− 24.800 ₫"), "{english}");
    sound(&shop).await;
}

#[actix_web::test]
async fn each_refusal_stands_beside_the_field_keeps_what_was_typed_and_writes_nothing() {
    let shop = support::shop().await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let hour = TimeDelta::hours(1);
    voucher(&shop, "SOM", percent(10), |t| t.starts_at = Utc::now() + hour).await;
    voucher(&shop, "MUON", percent(10), |t| t.ends_at = Utc::now() - hour / 2).await;
    voucher(&shop, "DUNG", percent(10), |_| {}).await;
    voucher(&shop, "HETLUOT", percent(10), |t| t.total_limit = Some(1)).await;
    execute(&shop, "UPDATE vouchers SET stopped_at = now() WHERE code = 'DUNG'").await;
    execute(&shop, "UPDATE vouchers SET used = 1 WHERE code = 'HETLUOT'").await;
    voucher(&shop, "LON", percent(10), |t| t.minimum = Money::dong(100_000)).await;
    voucher(&shop, "CUALOI", percent(10), |t| t.household = Some(loi)).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = ready(&buyer).await;
    let before = fingerprint(&shop).await;
    for (typed, why) in [
        ("KHONGCO", "Không có mã"),
        ("x", "Không có mã"),
        ("日本", "Không có mã"),
        ("'; DROP TABLE vouchers --", "Không có mã"),
        ("som", "dùng được từ"),
        ("Muộn", "hết hạn"),
        ("DUNG", "hết hạn"),
        ("hết lượt", "hết lượt"),
        ("lớn ", "thêm 2.000 ₫"),
        ("CUALOI", "Ông Lợi"),
    ] {
        for step in ["quote", ""] {
            let fields = [("voucher", typed), ("step", step), ("payment", "cod")];
            let answer = buyer.submit(&page, "/checkout", &fields).await;
            assert_eq!(answer.status, 422, "{typed} {step}: {}", answer.words());
            let beside = answer.texts("#voucher-why").join(" ");
            assert!(beside.contains(why), "{typed}: {beside}");
            assert_eq!(field(&answer, "voucher"), typed);
            assert_eq!(field(&answer, "seen_total"), "113000", "the page goes on without it");
            assert_eq!(fingerprint(&shop).await, before, "{typed} wrote something");
        }
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM voucher_uses").await, 0);
    // Emptied, the order goes through.
    let refused = buyer.submit(&page, "/checkout", &[("voucher", "som")]).await;
    code(&buyer.submit(&refused, "/checkout", &[("voucher", "  ")]).await);
}

#[actix_web::test]
async fn one_that_was_only_typed_is_shown_before_it_is_used() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let id = voucher(&shop, "TET10", percent(10), |_| {}).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = ready(&buyer).await;
    let answer = buyer.submit(&page, "/checkout", &[("voucher", "tet10")]).await;
    assert_eq!(answer.status, 409, "{}", answer.words());
    assert!(answer.words().contains("Giảm giá: 0 ₫ nay là 9.800 ₫"), "{}", answer.words());
    assert_eq!(used(&shop, id).await, 0);
    code(&press(&buyer, &answer).await);
    assert_eq!(number(&shop, "SELECT total FROM orders").await, 103_200);
    assert_eq!(used(&shop, id).await, 1);
}

#[actix_web::test]
async fn one_that_ran_out_meanwhile_is_said_and_the_next_press_goes_without_it() {
    for (spoil, why) in [
        ("UPDATE vouchers SET stopped_at = now()", "hết hạn"),
        ("UPDATE vouchers SET total_limit = 3, used = 3", "hết lượt"),
        ("UPDATE vouchers SET minimum = 100000", "thêm 2.000 ₫"),
    ] {
        let shop = support::shop().await;
        let house = build::producer(&shop, "Bà Lụa").await;
        let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
        voucher(&shop, "TET10", percent(10), |_| {}).await;
        let buyer = shop.guest();
        put(&buyer, fish, 1).await;
        let page = ready_with(&buyer, "TET10").await;
        execute(&shop, spoil).await;
        let before = fingerprint(&shop).await;
        let answer = press(&buyer, &page).await;
        assert_eq!(answer.status, 409, "{spoil}: {}", answer.words());
        let said = answer.texts("[role=alert]").join(" ");
        for part in ["Mã TET10 không dùng được nữa", why, "103.200 ₫ nay là 113.000 ₫"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!((field(&answer, "voucher").as_str(), fingerprint(&shop).await), ("", before));
        code(&press(&buyer, &answer).await);
        assert_eq!(number(&shop, "SELECT total FROM orders").await, 113_000);
        assert_eq!(number(&shop, "SELECT count(*) FROM voucher_uses").await, 0);
        // What was spoilt behind the books' back is put right before they are asked.
        execute(&shop, "UPDATE vouchers SET used = (SELECT count(*) FROM voucher_uses)").await;
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn a_phone_has_its_share_and_a_forged_page_gets_no_more() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let id = voucher(&shop, "TET10", percent(10), |t| t.phone_limit = Some(1)).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = ready_with(&buyer, "TET10").await;
    // What was seen decides nothing: the form can say what it likes.
    let forged = field(&page, "seen").replace("@9800", "@97000");
    let cheap = [("seen", forged.as_str()), ("seen_total", "16000")];
    assert_eq!(buyer.submit(&page, "/checkout", &cheap).await.status, 409);
    code(&press(&buyer, &page).await);
    put(&buyer, fish, 1).await;
    let again = with_code(&buyer, "TET10", "0912 345 678").await;
    assert_eq!(again.status, 422);
    assert!(again.texts("#voucher-why")[0].contains("đã dùng hết lượt"), "{}", again.words());
    let other = with_code(&buyer, "TET10", "0987 654 321").await;
    assert_eq!(other.status, 200, "{}", other.words());
    // The phone that has had its share is put in at the last moment.
    let answer = buyer.submit(&other, "/checkout", &[("phone", "0912345678")]).await;
    assert_eq!(answer.status, 409, "{}", answer.words());
    assert_eq!(used(&shop, id).await, 1);
}

#[actix_web::test]
async fn whoever_guesses_codes_is_slowed_down_and_can_still_buy() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    voucher(&shop, "TET10", percent(10), |_| {}).await;
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = ready(&buyer).await;
    execute(&shop, "INSERT INTO throttles (key, hits, resets_at) VALUES ('voucher-address:127.0.0.1', 119, now() + interval '9 minutes')").await;
    let guess = [("voucher", "DOAN1"), ("step", "quote")];
    assert_eq!(buyer.submit(&page, "/checkout", &guess).await.status, 422);
    // From now on a right one is no better than a wrong one.
    let right = [("voucher", "TET10"), ("step", "quote")];
    let slowed = buyer.submit(&page, "/checkout", &right).await;
    assert_eq!(slowed.status, 429, "{}", slowed.words());
    assert!(slowed.texts("#voucher-why")[0].contains("quá nhiều lần thử"), "{}", slowed.words());
    assert_eq!(field(&slowed, "voucher"), "TET10");
    assert!(!slowed.header("retry-after").is_empty());
    assert_eq!(buyer.submit(&page, "/checkout", &[("voucher", "TET10")]).await.status, 429);
    code(&buyer.submit(&slowed, "/checkout", &[("voucher", "")]).await);
}
