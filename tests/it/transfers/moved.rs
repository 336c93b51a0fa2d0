//! Buyers who were shown an account that was changed before they paid.

use diesel_async::AsyncConnection as _;
use market::error::Error;
use market::kernel::ids::{OrderId, ProducerId};
use market::kernel::money::Money;
use market::kernel::settlement::Settlement;
use market::payments::bank_account;
use market::payments::bank_claims;
use market::payments::open::{self, Opening};
use market::payments::payment::Method;
use market::payments::refund_account::Account;

use super::super::buyer::{execute, number, put, ready, text};
use super::super::money::support::{order, parcel, states};
use super::super::support::{TestShop, build};
use super::support::{self, Came, MARKET, all_sound, sepay, stand};

const MOVED: &str = "SELECT count(*) FROM messages WHERE body LIKE '%tài khoản nhận tiền đã đổi%'";
const WAIT: &str = "SELECT count(*) FROM messages WHERE body LIKE '%tài khoản nhận tiền đang được xem lại%'";

async fn market_has(shop: &TestShop, account: &str, holder: &str) {
    bank_account::set(&mut *shop.conn().await, None, "970405", account, holder).await.unwrap();
    shop.work_off().await;
}

#[actix_web::test]
async fn who_was_shown_the_account_before_is_told_and_sees_the_new_one() {
    let (shop, fish) = support::stall(50).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let paid = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, &paid)).await;
    order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    let here = format!("/orders/{code}");
    let before = buyer.get(&here).await;
    assert!(before.words().contains(MARKET) && before.texts("#pay .note.warn").is_empty(), "{}", before.words());

    // Another name at the same number: the code that was kept is right.
    market_has(&shop, MARKET, "PHONG KINH TE LT").await;
    assert_eq!(number(&shop, MOVED).await, 0);
    assert!(buyer.get(&here).await.texts("#pay .note.warn").is_empty());

    market_has(&shop, "7777777777", "PHONG KINH TE LT").await;
    assert_eq!(number(&shop, MOVED).await, 1, "not who has paid, nor who pays at the door");
    let told = text(&shop, "SELECT concat_ws(' ', recipient, body) FROM messages ORDER BY id DESC LIMIT 1").await;
    for part in ["+84912345678", &code, "113.000", &format!("/track?code={code}")] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("7777777777"), "whoever writes numbers in messages is no market: {told}");
    for (lang, said) in [("en", "has changed since you ordered"), ("vi", "đã đổi sau khi bạn đặt đơn")] {
        for path in [format!("{here}?lang={lang}"), format!("{here}/payment?lang={lang}")] {
            let page = buyer.get(&path).await;
            assert!(page.texts("#pay .note.warn").join(" ").contains(said), "{path}: {}", page.body);
            assert!(page.body.contains("7777777777") && !page.body.contains(MARKET), "{path}");
        }
    }

    // Who orders now has seen no other number.
    let late = shop.guest();
    let after = order(&shop, &late, &[(fish, 2)], "bank_transfer").await;
    assert!(late.get(&format!("/orders/{after}")).await.texts("#pay .note.warn").is_empty());
    market_has(&shop, "7777777777", "PHONG KINH TE LT").await;
    assert_eq!(number(&shop, MOVED).await, 1, "nothing was changed");

    // What comes to the one before pays as ever, and nobody is told any more.
    sepay(&shop, &Came::new(2, 113_000, &code)).await;
    assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
    market_has(&shop, MARKET, "PHONG KINH TE LT").await;
    let again = format!("{MOVED} AND body LIKE '%{after}%'");
    assert_eq!((number(&shop, MOVED).await, number(&shop, &again).await), (2, 1), "back again is another change");
    assert!(buyer.get(&here).await.texts("#pay .note.warn").is_empty());
    all_sound(&shop).await;
}

#[actix_web::test]
async fn changed_twice_before_anybody_is_told_is_told_once() {
    let (shop, fish) = support::stall(50).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let mut conn = shop.conn().await;
    for account in ["7777777777", "8888888888"] {
        bank_account::set(&mut conn, None, "970405", account, "PHONG KINH TE").await.unwrap();
    }
    shop.work_off().await;
    assert_eq!(number(&shop, MOVED).await, 1);
    // There and back: the page has shown another one in between.
    bank_account::set(&mut conn, None, "970405", MARKET, "PHONG KINH TE").await.unwrap();
    shop.work_off().await;
    assert_eq!(number(&shop, MOVED).await, 2);
    let page = buyer.get(&format!("/orders/{code}")).await;
    assert!(page.words().contains(MARKET) && page.texts("#pay .note.warn").len() == 1, "{}", page.words());
}

/// The account of a household turns out to be another one's, while an order waits to be paid there.
async fn given_away(shop: &TestShop) -> ProducerId {
    let (squats, owns) = (build::producer(shop, "Nhà khai trước").await, build::producer(shop, "Bà Lụa").await);
    let account =
        Account { bin: "970405".to_owned(), number: "5555555555".to_owned(), holder: "TRAN THI LUA".to_owned() };
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(squats), &account.bin, &account.number, "TRAN VAN BEN").await.unwrap();
    let fish = build::goods(shop, squats, "Cá thính", 98_000, 50).await;
    order(shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let clerk = build::clerk(shop).await;
    conn.transaction(async |conn| bank_claims::give(conn, owns, None, &account, clerk, "Bà Lụa cho xem sổ").await)
        .await
        .unwrap();
    squats
}

#[actix_web::test]
async fn an_account_that_turns_out_to_be_anothers_is_told_at_once() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let squats = given_away(&shop).await;
    shop.work_off().await;
    assert_eq!((number(&shop, WAIT).await, number(&shop, MOVED).await), (1, 0));
    bank_account::set(&mut *shop.conn().await, Some(squats), "970436", "6666666666", "TRAN VAN BEN").await.unwrap();
    shop.work_off().await;
    assert_eq!((number(&shop, WAIT).await, number(&shop, MOVED).await), (1, 1));
}

#[actix_web::test]
async fn what_is_changed_while_buyers_are_being_told_is_told_too() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let squats = given_away(&shop).await;
    // A process has the job, and has read that there is none.
    let at_work = "UPDATE jobs SET attempts = 1, leased_until = now() + interval '1 minute' WHERE kind = 'tell_moved'";
    execute(&shop, at_work).await;
    bank_account::set(&mut *shop.conn().await, Some(squats), "970436", "6666666666", "TRAN VAN BEN").await.unwrap();
    shop.work_off().await;
    assert_eq!((number(&shop, WAIT).await, number(&shop, MOVED).await), (0, 1));
}

#[actix_web::test]
async fn an_order_that_was_placed_while_the_account_was_changed_is_told() {
    let (shop, fish) = support::stall(50).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    bank_account::set(&mut *shop.conn().await, None, "970405", "7777777777", "PHONG KINH TE").await.unwrap();
    // The change began before the order did, and was done when it had read the account.
    execute(&shop, "UPDATE bank_accounts SET ended_at = ended_at - interval '1 hour' WHERE ended_at IS NOT NULL").await;
    shop.work_off().await;
    assert_eq!(number(&shop, MOVED).await, 1);
    let page = buyer.get(&format!("/orders/{code}")).await;
    assert_eq!(page.texts("#pay .note.warn").len(), 1, "{}", page.words());
}

#[actix_web::test]
async fn however_many_wait_each_is_told_once_in_their_language() {
    let (shop, fish) = support::stall(50).await;
    order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    // Of these others there is nothing but what is asked of them.
    execute(&shop, "ALTER TABLE payments DISABLE TRIGGER payments_guard_parts").await;
    execute(
        &shop,
        "WITH o AS (INSERT INTO orders (code, token, buyer_name, buyer_phone, lang, commune_code, commune_name, \
             province_name, street, payment_method, goods_total, shipping_total, total) \
           SELECT 'LT' || lpad(n::text, 7, '0'), lpad(n::text, 32, '0'), 'Hà', '+84912345678', \
             CASE n % 2 WHEN 0 THEN 'vi' ELSE 'en' END, commune_code, commune_name, province_name, street, \
             payment_method, 0, 0, 0 FROM orders, generate_series(1, 205) n RETURNING id, code) \
         INSERT INTO payments (order_id, method, amount, payee_id, content, expires_at) \
         SELECT o.id, 'bank_transfer', 1000, b.id, o.code, now() + interval '1 day' FROM o, bank_accounts b",
    )
    .await;
    for _ in 0..2 {
        market_has(&shop, "7777777777", "PHONG KINH TE").await;
        let told = "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'moved:%'";
        let english = format!("{told} AND body LIKE 'Order LT% has changed%'");
        assert_eq!((number(&shop, told).await, number(&shop, &english).await), (206, 103));
    }
}

#[actix_web::test]
async fn an_account_that_goes_after_transfers_were_offered_refuses_in_words() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    let id = OrderId(number(&shop, "SELECT id FROM orders").await);
    let parcels = [(parcel(&shop, &code, 1).await, house, Money::dong(113_000))];
    let (method, settlement) = (Method::BankTransfer, Settlement::Direct);
    let opening = Opening { order: id, code: &code, method, settlement, parcels: &parcels, card_minutes: 30 };
    let refused = shop.conn().await.transaction(async |conn| open::open(conn, &opening).await).await;
    assert!(matches!(refused, Err(Error::Conflict("order-pay-no-account"))), "{refused:?}");
    assert_eq!(number(&shop, "SELECT count(*) FROM payments WHERE method = 'bank_transfer'").await, 0);
}

#[actix_web::test]
async fn that_an_account_goes_in_the_moment_of_ordering_is_said_beside_the_way_to_pay() {
    const SAID: &str = "Cách trả tiền này hiện chưa dùng được";
    let (shop, fish) = support::stall(50).await;
    let (buyer, late) = (shop.guest(), shop.guest());
    let code = order(&shop, &buyer, &[(fish, 1)], "cod").await;
    put(&late, fish, 1).await;
    let page = ready(&late).await;
    // Offered, and gone before it is written whom to pay.
    execute(
        &shop,
        "CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
           UPDATE bank_accounts SET ended_at = now() WHERE ended_at IS NULL; RETURN NULL; END $$",
    )
    .await;
    for after in ["INSERT ON orders", "UPDATE OF state ON payments"] {
        let trigger = format!("CREATE TRIGGER meanwhile AFTER {after} FOR EACH ROW EXECUTE FUNCTION meanwhile()");
        execute(&shop, &trigger).await;
    }
    let refused = late.submit(&page, "/checkout", &[("payment", "bank_transfer")]).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    assert!(refused.words().contains(SAID), "{}", refused.words());
    let refused = buyer.post(&format!("/orders/{code}/payment"), &[("method", "bank_transfer")]).await;
    assert!(refused.words().contains(SAID), "{}: {}", refused.status, refused.words());
    let stands = "SELECT count(*) FROM payments WHERE method = 'cod' AND state = 'due'";
    assert_eq!((number(&shop, "SELECT count(*) FROM orders").await, number(&shop, stands).await), (1, 1));
}
