//! Nobody judges the goods of their own household, whichever way they bought them.

use super::{counted, form, product};
use crate::buyer::{WHO, code, execute, number, put, text};
use crate::complaints::{Sold, deliver, delivered, sold_to};
use crate::households::clerk_as;
use crate::money::support::{house, parcel};
use crate::support::build::{self, Goods};
use crate::support::{self, Client, TestShop};

/// Orders a jar, the phone written so, and has it brought.
async fn bought(shop: TestShop, buyer: Client, goods: Goods, member: Client, phone: &str) -> Sold {
    put(&buyer, goods, 1).await;
    let mut fields: Vec<(&str, &str)> = WHO.iter().copied().filter(|(name, _)| *name != "phone").collect();
    fields.extend([("phone", phone), ("step", "quote")]);
    let page = buyer.submit(&buyer.get("/checkout").await, "/checkout", &fields).await;
    assert_eq!(page.status, 200, "{}", page.words());
    let code = code(&buyer.submit(&page, "/checkout", &[("payment", "cod")]).await);
    shop.work_off().await;
    let parcel = parcel(&shop, &code, 1).await;
    deliver(Sold { shop, house: goods.producer, member, buyer, code, parcel, paid: false }).await
}

/// It is not judged, and says why.
async fn refused(sold: &Sold) {
    let asked = sold.buyer.get(&form(sold)).await;
    assert!(asked.status == 200 && asked.words().contains("Đơn này do người của"), "{}", asked.words());
    assert!(asked.attributes("input[type=radio]", "value").is_empty());
    let field = format!("stars-{}", product(sold).await);
    let sent = sold.buyer.post(&form(sold), &[(&field, "5")]).await;
    assert!(sent.status == 409 && sent.words().contains("Đơn này do người của"), "{}", sent.words());
    assert_eq!(number(&sold.shop, "SELECT count(*) FROM reviews").await, 0);
    assert_eq!(number(&sold.shop, "SELECT count(*) FROM product_stars").await, 0);
}

#[actix_web::test]
async fn a_guest_order_with_the_phone_of_a_member_is_not_judged_however_it_is_written() {
    let mut shop = support::shop().await;
    let lua = house(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, lua, "Mật ong", 150_000, 50).await;
    let member = build::member(&shop, lua).await;
    let packer = build::account_with(&shop, "Trần Thị Lụa", Some("+84987654321")).await;
    execute(&shop, &format!("INSERT INTO members (account_id, producer_id, role) VALUES ({packer}, {lua}, 'packer')"))
        .await;
    execute(&shop, &format!("UPDATE producers SET phone = '+84976543210' WHERE id = {lua}")).await;
    // A member's own phone, and the one that buyers call.
    for phone in ["0987654321", "+84987654321", "0987 654 321", "+84 98 765 43 21", "0976.543.210"] {
        let (guest, desk) = (shop.guest(), shop.signed_in(member).await);
        let sold = bought(shop, guest, honey, desk, phone).await;
        refused(&sold).await;
        shop = sold.shop;
    }
    // Another household's goods they judge as anybody does.
    let loi = house(&shop, "Ông Lợi").await;
    let fish = build::goods(&shop, loi, "Cá thính", 98_000, 50).await;
    let desk = shop.signed_in(build::member(&shop, loi).await).await;
    let guest = shop.guest();
    let sold = bought(shop, guest, fish, desk, "0987654321").await;
    let field = format!("stars-{}", fish.product);
    let sent = sold.buyer.post(&form(&sold), &[(&field, "4")]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    assert_eq!(counted(&sold).await, "1/4");
}

#[actix_web::test]
async fn a_member_judges_nothing_of_the_household_under_any_phone() {
    let shop = support::shop().await;
    let account = build::account(&shop, "Trần Văn Bền").await;
    let buyer = shop.signed_in(account).await;
    let mut sold = deliver(sold_to(shop, buyer, "cod").await).await;
    let joined =
        format!("INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {}, 'seller')", sold.house);
    execute(&sold.shop, &joined).await;
    refused(&sold).await;
    // Ordered without an account, and judged by who signs in as one of the household in that browser.
    sold.code = market::orders::code::draw();
    execute(&sold.shop, &format!("UPDATE orders SET account_id = NULL, code = '{}'", sold.code)).await;
    let found = sold.buyer.post("/track", &[("code", &*sold.code), ("digits", "5678")]).await;
    assert_eq!(found.status, 303, "{}", found.words());
    refused(&sold).await;
}

#[actix_web::test]
async fn what_only_hints_at_the_household_is_shown_and_the_office_is_asked_to_look() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    execute(shop, "UPDATE accounts SET email = 'lua@example.com' WHERE id IN (SELECT account_id FROM members)").await;
    execute(shop, "UPDATE orders SET buyer_email = 'Lua@example.com'").await;
    super::judge(&sold, "5", "Ngon nhất vùng.").await;
    super::judge(&sold, "5", "Ngon nhất huyện.").await;
    assert_eq!(counted(&sold).await, "1/5", "it stands until somebody decides");
    assert_eq!(text(shop, "SELECT string_agg(side, ' ') FROM review_reports").await, "kin");
    let clerk = shop.signed_in(clerk_as(shop, "moderator").await).await;
    let waits = clerk.get("/office/inbox?kind=review").await.texts("[data-keys] tbody tr");
    assert_eq!(waits.len(), 1, "{waits:?}");
    let id = number(shop, "SELECT max(id) FROM reviews").await;
    let page = clerk.get(&format!("/office/reviews/{id}")).await;
    assert!(page.words().contains("Email của đơn này là email của một người trong nhà bán"), "{}", page.words());
    let english = clerk.get(&format!("/office/reviews/{id}?lang=en")).await.words();
    assert!(english.contains("The e-mail of this order is that of a member of the household"), "{english}");
    assert!(!english.contains("Email của đơn"), "{english}");
}

#[actix_web::test]
async fn a_refund_to_the_account_of_the_household_hints_at_it() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    execute(
        shop,
        "INSERT INTO refunds (key, order_id, payment_id, amount, method, reason, to_bin, to_number, to_holder) \
         SELECT 'k', y.order_id, y.id, 1000, 'bank_transfer', 'x', b.bin, b.number, b.holder \
         FROM payments y, bank_accounts b WHERE b.producer_id IS NOT NULL ORDER BY y.id LIMIT 1",
    )
    .await;
    execute(shop, "INSERT INTO banned_phrases (words) VALUES ('chữa bệnh') ON CONFLICT DO NOTHING").await;
    super::judge(&sold, "5", "Ngon, chữa bệnh được.").await;
    let words = text(shop, "SELECT string_agg(side || ' ' || words, '|') FROM review_reports").await;
    assert_eq!(words, "kin review-kin-bank\nchữa bệnh", "one question is open, and asks both in no language");
    let clerk = shop.signed_in(clerk_as(shop, "moderator").await).await;
    let here = format!("/office/reviews/{}", number(shop, "SELECT max(id) FROM reviews").await);
    for (lang, hint, phrase) in [
        ("vi", "Tài khoản nhận tiền hoàn của đơn này", "Có câu không được quảng cáo: chữa bệnh"),
        ("en", "The account for this order’s refund", "A claim that is not allowed stands in it: chữa bệnh"),
    ] {
        let words = clerk.get(&format!("{here}?lang={lang}")).await.words();
        assert!(words.contains(hint) && words.contains(phrase), "{lang}: {words}");
    }
}
