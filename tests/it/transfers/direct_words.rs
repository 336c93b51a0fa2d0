//! Where every household is paid itself, no sentence says that the market has the money or gives it back: not to the buyer,
//! not to the household, not to the office.

use market::kernel::settlement::Settlement;
use market::payments::bank_account;
use market::payments::transfer::resolve::Act;

use super::super::buyer::{execute, number, text};
use super::super::money::support::{order, parcel, states};
use super::super::support::build;
use super::super::support::{Client, TestShop};
use super::support::{self, Came, act, last_transfer, sepay};

/// What is true only where the market is paid.
const WRONG: [&str; 12] = [
    "chợ chuyển khoản lại",
    "chợ hoàn",
    "chợ trả lại",
    "chợ sẽ chuyển",
    "chợ đang chuyển",
    "chợ đang giữ",
    "chợ giữ 1",
    "phần chênh chợ",
    "chợ chưa có số tài khoản của nhà mình",
    "we transfer it back",
    "we will transfer",
    "we keep 1",
];

fn right(words: &str, place: &str) {
    let words = words.to_lowercase();
    for wrong in WRONG {
        assert!(!words.contains(wrong), "{place} says {wrong:?}: {words}");
    }
}

async fn look(client: &Client, paths: &[String]) {
    for path in paths {
        for lang in ["vi", "en"] {
            let page = client.get(&format!("{path}?lang={lang}")).await;
            assert_eq!(page.status, 200, "{path}");
            right(&page.words(), path);
        }
    }
    // As before.
    client.get(&format!("{}?lang=vi", paths[0])).await;
}

async fn messages(shop: &TestShop) {
    shop.work_off().await;
    let all =
        text(shop, "SELECT coalesce(string_agg(subject || ' ' || body, ' | ' ORDER BY id), '') FROM messages").await;
    right(&all, "a message");
}

#[actix_web::test]
async fn nobody_reads_that_the_market_gives_back_what_a_household_has() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let lua = build::producer(&shop, "Bà Lụa").await;
    let owner = shop.signed_in(build::member(&shop, lua).await).await;
    look(&owner, &["/sell/money".to_owned()]).await;
    bank_account::set(&mut *shop.conn().await, Some(lua), "970405", "1111111111", "TRAN THI LUA").await.unwrap();
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let clerk = build::clerk(&shop).await;
    let (office, buyer) = (shop.signed_in(clerk).await, shop.guest());

    let code = order(&shop, &buyer, &[(fish, 2)], "bank_transfer").await;
    let own = format!("/orders/{code}");
    look(&buyer, std::slice::from_ref(&own)).await;
    let due = number(&shop, "SELECT amount FROM payments WHERE state = 'due'").await;
    sepay(&shop, &Came::new(1, due, &code).to("1111111111")).await;
    assert_eq!(states(&shop, &code).await, "placed");
    messages(&shop).await;
    let paid = "SELECT count(*) FROM messages WHERE body LIKE '%nhà nông đã nhận%'";
    assert_eq!(number(&shop, paid).await, 1, "and who has it is said");

    // One piece is missing, and then all of it.
    let id = parcel(&shop, &code, 1).await;
    let line = number(&shop, &format!("SELECT id FROM order_lines WHERE parcel_id = {id}")).await;
    let desk = format!("/sell/parcels/G{id}");
    let page = owner.get(&desk).await;
    let missing = format!("short-{line}");
    let fixed =
        owner.submit(&page, &format!("{desk}/correction"), &[(missing.as_str(), "1"), ("reason", "short")]).await;
    assert_eq!(fixed.status, 303, "{}", fixed.words());
    let done = owner.get(&desk).await.words();
    assert!(done.contains("nhà mình trả lại người mua"), "{done}");
    right(&done, "the household's desk");
    messages(&shop).await;
    let fields = [("from", "placed"), ("to", "unfulfillable"), ("reason", "short"), ("words", "")];
    let given_up = owner.post(&format!("{desk}/state"), &fields).await;
    assert_eq!(given_up.status, 303, "{}", given_up.words());
    messages(&shop).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM refunds WHERE state = 'due'").await, 2);
    let told = "SELECT count(*) FROM messages WHERE body LIKE '%nhà nông sẽ chuyển lại%'";
    assert!(number(&shop, told).await > 0, "who gives it back is said");
    let words = buyer.get(&own).await.words();
    assert!(words.contains("nhà nông chuyển khoản lại trong 3 ngày làm việc"), "{words}");
    look(&buyer, std::slice::from_ref(&own)).await;
    let account = [("bank", "Agribank"), ("number", "2700205112233"), ("holder", "Nguyễn Thu Hà")];
    assert_eq!(buyer.post(&format!("{own}/refund-account"), &account).await.status, 303);
    look(&buyer, std::slice::from_ref(&own)).await;
    execute(&shop, "UPDATE refunds SET state = 'sent'").await;
    look(&buyer, std::slice::from_ref(&own)).await;
    execute(&shop, "UPDATE refunds SET state = 'failed', why_failed = 'x'").await;
    look(&buyer, std::slice::from_ref(&own)).await;

    // Another order is taken back, and what came for it twice is kept.
    let other = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(2, 113_000, &other).to("1111111111")).await;
    sepay(&shop, &Came::new(3, 113_000, &other).to("1111111111")).await;
    act(&shop, last_transfer(&shop).await, &Act::Credit, "khách dặn giữ", clerk).await.unwrap();
    let cancelled = buyer.post(&format!("/orders/{other}/cancellation"), &[]).await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.words());
    let page = buyer.get(&format!("/orders/{other}")).await.words();
    assert!(page.contains("Nhà nông đang giữ 113.000"), "{page}");
    right(&page, "a cancelled order");
    messages(&shop).await;
    look(&buyer, &[format!("/orders/{other}")]).await;

    look(&owner, &["/sell/money".to_owned(), desk, "/sell/parcels".to_owned(), "/sell/harvests/new".to_owned()]).await;
    let refund = format!("/office/money/refunds/{}", number(&shop, "SELECT min(id) FROM refunds").await);
    let desks = ["/office/money", "/office/money/refunds", "/office/money/transfers", "/office/money/settings"];
    let mut desks: Vec<String> = desks.map(str::to_owned).into();
    desks.extend([refund, format!("/office/orders/{code}"), format!("/office/orders/{other}")]);
    look(&office, &desks).await;
    let list = office.get("/office/money/refunds").await.words();
    assert!(list.contains("nhà nông tự trả"), "{list}");
}
