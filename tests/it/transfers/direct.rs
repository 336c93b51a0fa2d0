//! Nobody holds others' money: each parcel is paid to its own household's account.

use market::kernel::settlement::Settlement;
use market::payments::bank_account;
use market::payments::refund_sent::{self, From};
use market::payments::transfer::resolve::Act;

use super::super::buyer::{execute, number, text};
use super::super::households::member_as;
use super::super::money::support::{balance, order, parcel, states};
use super::super::support::build::{self, Goods};
use super::super::support::{Client, TestShop};
use super::support::{self, Came, act, all_sound, last_transfer, sepay, stand};
use diesel_async::AsyncConnection as _;
use market::kernel::ids::{ProducerId, RefundId};

#[actix_web::test]
async fn each_parcel_is_paid_to_its_own_household_and_the_other_runs_out() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(lua), "970405", "1111111111", "TRAN THI LUA").await.unwrap();
    bank_account::set(&mut conn, Some(loi), "970436", "2222222222", "NGUYEN VAN LOI").await.unwrap();
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 150_000, 50).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1), (honey, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, &code).to("1111111111")).await;
    assert_eq!(states(&shop, &code).await, "placed awaiting_payment", "{}", stand(&shop).await);
    // The fish's money at the honey's account pays nothing.
    sepay(&shop, &Came::new(2, 113_000, &code).to("2222222222")).await;
    assert_eq!(stand(&shop).await, "applied, open short");
    let clerk = build::clerk(&shop).await;
    act(&shop, last_transfer(&shop).await, &Act::Refund, "nhầm tài khoản", clerk).await.unwrap();
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "with_household").await), (0, 226_000));
    // Who got it sends it back.
    let refund = RefundId(number(&shop, "SELECT id FROM refunds").await);
    let from = refund_sent::usual(&mut conn, refund).await.unwrap();
    assert_eq!(from, From::Household);
    conn.transaction(async |conn| refund_sent::done(conn, refund, from, "FT1", Some(clerk)).await).await.unwrap();
    let of_loi = format!("SELECT sum(amount) FROM entries WHERE account = 'with_household' AND producer_id = {loi}");
    assert_eq!(number(&shop, &of_loi).await, 0);
    execute(&shop, "UPDATE payments SET expires_at = now() - interval '1 second' WHERE state = 'due'").await;
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('expire_unpaid', '{}')").await;
    shop.work_off().await;
    assert_eq!(states(&shop, &code).await, "placed expired");
    // The household has changed its account; what comes to the old one is still its own.
    bank_account::set(&mut conn, Some(loi), "970436", "3333333333", "NGUYEN VAN LOI").await.unwrap();
    sepay(&shop, &Came::new(3, 165_000, &code).to("2222222222")).await;
    assert_eq!(states(&shop, &code).await, "placed placed", "{}", stand(&shop).await);
    all_sound(&shop).await;
}

/// A shop where households are paid themselves, one with an account and fish, and its owner.
async fn paid_itself() -> (TestShop, ProducerId, Goods, Client) {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let lua = build::producer(&shop, "Bà Lụa").await;
    bank_account::set(&mut *shop.conn().await, Some(lua), "970405", "1111111111", "TRAN THI LUA").await.unwrap();
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let owner = shop.signed_in(build::member(&shop, lua).await).await;
    (shop, lua, fish, owner)
}

#[actix_web::test]
async fn a_household_says_that_money_came_to_its_own_account() {
    let (shop, lua, fish, owner) = paid_itself().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let (path, here) = ("/sell/money/received", format!("/sell/money/received?order={code}"));
    assert_eq!(
        owner.get("/sell/money").await.attributes("[aria-labelledby=awaited] a", "href"),
        std::slice::from_ref(&here)
    );
    let page = owner.get(&here).await;
    assert_eq!(page.attributes("#f-amount", "value"), ["113000"], "{}", page.words());
    // Nobody else can look into that account.
    let seller = shop.signed_in(member_as(&shop, lua, "seller").await).await;
    let money = seller.get("/sell/money").await;
    assert!(money.words().contains(&code) && money.attributes("[aria-labelledby=awaited] a", "href").is_empty());
    assert_eq!(seller.get(&here).await.status, 403);
    let beside = build::producer(&shop, "Nhà bên cạnh").await;
    let neighbour = shop.signed_in(build::member(&shop, beside).await).await;
    assert_eq!(neighbour.get(&here).await.status, 404);
    assert_eq!(neighbour.post(path, &[("order", &code)]).await.status, 404);
    let acting = shop.signed_in(build::clerk(&shop).await).await;
    let slug = text(&shop, &format!("SELECT slug FROM producers WHERE id = {lua}")).await;
    assert_eq!(acting.post(&format!("/office/producers/{slug}/act"), &[]).await.status, 303);
    assert_eq!(acting.get(&here).await.status, 403);

    // Looked at twice.
    let odd = owner.submit(&page, path, &[("at", "-9999-01-01T00:00")]).await;
    assert_eq!(odd.status, 422, "{}", odd.words());
    let look = owner.submit(&page, path, &[("at", "2026-11-23T08:00")]).await;
    assert_eq!(look.status, 200, "{}", look.words());
    assert!(look.words().contains(&format!("Trả đủ đơn {code}")), "{}", look.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 0, "looking writes nothing");
    let (a, b) = futures_util::join!(owner.submit(&look, path, &[]), owner.submit(&look, path, &[]));
    assert_eq!((a.status, b.status), (303, 303), "{} {}", a.words(), b.words());
    assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
    assert_eq!((balance(&shop, "with_household").await, balance(&shop, "bank").await), (113_000, 0));
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act = 'transfer.received'").await, 1);
    assert!(owner.get("/sell/money").await.texts("[aria-labelledby=awaited]").is_empty());
    // The bank tells of the same.
    sepay(&shop, &Came::new(1, 113_000, &code).to("1111111111")).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers WHERE confirmed_by_bank").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 1);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn what_is_paid_to_the_market_is_no_households_to_confirm() {
    let (shop, fish) = support::stall(5).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    bank_account::set(&mut *shop.conn().await, Some(fish.producer), "970405", "1111111111", "TRAN THI LUA")
        .await
        .unwrap();
    let owner = shop.signed_in(build::member(&shop, fish.producer).await).await;
    assert_eq!(owner.get(&format!("/sell/money/received?order={code}")).await.status, 404);
    assert!(owner.get("/sell/money").await.texts("[aria-labelledby=awaited]").is_empty());
}

#[actix_web::test]
async fn a_household_is_told_what_it_has_to_give_back() {
    let (shop, lua, fish, owner) = paid_itself().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, &code).to("1111111111")).await;
    let parcel = format!("/sell/parcels/G{}", parcel(&shop, &code, 1).await);
    let fields = [("from", "placed"), ("to", "unfulfillable"), ("reason", "short"), ("words", "")];
    let given_up = owner.post(&format!("{parcel}/state"), &fields).await;
    assert_eq!(given_up.status, 303, "{}", given_up.words());
    // Who packs sees no money.
    member_as(&shop, lua, "packer").await;
    shop.work_off().await;
    let told = "SELECT coalesce(string_agg(body, '|'), '') FROM messages WHERE dedupe_key LIKE 'refund:%:owed:%'";
    let sms = text(&shop, told).await;
    assert!(sms.contains(&code) && sms.contains("chuyển trả người mua 113.000") && !sms.contains('|'), "{sms}");
    let words = owner.get("/sell/money").await.words();
    assert!(words.contains("Nhà mình phải trả lại người mua") && words.contains("Chưa có số tài khoản"), "{words}");
    assert!(!words.contains("Nhà mình còn nợ chợ"), "the buyer's money is no debt to the market: {words}");
    let account = "UPDATE refunds SET to_bin = '970436', to_number = '1023456789', to_holder = 'NGUYEN THU HA'";
    execute(&shop, account).await;
    let page = owner.get("/sell/money").await;
    assert_eq!(page.attributes("[aria-labelledby=owed] .qr img", "src").len(), 1);
    assert!(page.words().contains(&format!("HOAN TIEN {code}")), "{}", page.words());
    // Neither is it another household's, nor the market's where the market was paid.
    let beside = build::producer(&shop, "Nhà bên cạnh").await;
    let neighbour = shop.signed_in(build::member(&shop, beside).await).await;
    assert!(!neighbour.get("/sell/money").await.words().contains("113.000"));

    // What came for nothing, to its account, of no parcel.
    sepay(&shop, &Came::new(2, 113_000, &code).to("1111111111")).await;
    let clerk = build::clerk(&shop).await;
    act(&shop, last_transfer(&shop).await, &Act::Refund, "trả hai lần", clerk).await.unwrap();
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'refund:%:owed:%'").await, 2);
    let desk = shop.signed_in(clerk).await;
    for (n, refund) in [1, 2].into_iter().zip(["SELECT min(id) FROM refunds", "SELECT max(id) FROM refunds"]) {
        let here = format!("/office/money/refunds/{}", number(&shop, refund).await);
        let page = desk.get(&here).await;
        assert_eq!(page.attributes("input[name=from]", "value"), ["bank", "household"]);
        assert_eq!(page.attributes("input[name=from][checked]", "value"), ["household"]);
        let done = desk.submit(&page, &format!("{here}/done"), &[("proof", &format!("FT{n}"))]).await;
        assert_eq!(done.status, 303, "{}", done.words());
    }
    let of_lua = format!("SELECT sum(amount) FROM entries WHERE account = 'with_household' AND producer_id = {lua}");
    assert_eq!((number(&shop, &of_lua).await, balance(&shop, "bank").await), (0, 0));
    assert!(owner.get("/sell/money").await.texts("[aria-labelledby=owed]").is_empty());
    all_sound(&shop).await;
}
