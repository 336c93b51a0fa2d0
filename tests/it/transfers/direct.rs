//! Nobody holds others' money: each parcel is paid to its own household's account.

use market::kernel::settlement::Settlement;
use market::payments::bank_account;
use market::payments::refund_sent::{self, From};
use market::payments::transfer::resolve::{Act, Done, ResolveError};

use super::super::buyer::{execute, number, text};
use super::super::households::member_as;
use super::super::money::support::{balance, order, parcel, states};
use super::super::support::build::{self, Goods};
use super::super::support::{Client, TestShop};
use super::support::{self, Came, act, all_sound, apply, last_transfer, sepay, stand};
use diesel_async::AsyncConnection as _;
use market::kernel::ids::{AccountId, ProducerId, RefundId};

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
    sepay(&shop, &Came::new(2, 113_000, &code).to("2222222222").at(Some("Vietcombank"))).await;
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
    sepay(&shop, &Came::new(3, 165_000, &code).to("2222222222").at(Some("Vietcombank"))).await;
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
    let why = [("act_why", "Chủ nhà gọi nhờ")];
    assert_eq!(acting.post(&format!("/office/producers/{slug}/act"), &why).await.status, 303);
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

/// A clerk notes the order's money, and another one, who is returned, may look.
async fn noted_by_a_clerk(shop: &TestShop, code: &str) -> AccountId {
    let clerk = shop.signed_in(build::clerk(shop).await).await;
    let other = build::clerk(shop).await;
    shop.signed_in(other).await;
    let office = "/office/money/received";
    let form = clerk.get(&format!("{office}?order={code}")).await;
    let look = clerk.submit(&form, office, &[("amount", "113.000")]).await;
    assert_eq!(clerk.submit(&look, office, &[]).await.status, 303);
    other
}

/// Nobody else can look into its account, so its word is the second look that a clerk's waits for.
#[actix_web::test]
async fn a_household_settles_what_a_clerk_has_noted_of_its_account() {
    let (shop, _, fish, owner) = paid_itself().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    noted_by_a_clerk(&shop, &code).await;
    assert_eq!(
        (stand(&shop).await.as_str(), states(&shop, &code).await.as_str()),
        ("open second_look", "awaiting_payment")
    );
    let path = "/sell/money/received";
    for (lang, words) in
        [("en", "it stays one payment and is not counted twice"), ("vi", "vẫn là một khoản, không tính hai lần")]
    {
        let look = owner.submit(&owner.get(&format!("{path}?order={code}&lang={lang}")).await, path, &[]).await;
        assert_eq!(look.status, 200, "{}", look.words());
        assert!(look.texts("section .note").join(" ").contains(words), "{}", look.words());
    }
    let look = owner.submit(&owner.get(&format!("{path}?order={code}")).await, path, &[]).await;
    assert!(look.words().contains(&format!("Trả đủ đơn {code}")), "{}", look.words());
    assert_eq!(stand(&shop).await, "open second_look", "looking writes nothing");
    for _ in 0..2 {
        assert_eq!(owner.submit(&look, path, &[]).await.status, 303, "again it is the same");
    }
    assert_eq!((stand(&shop).await.as_str(), states(&shop, &code).await.as_str()), ("applied", "placed"));
    let who =
        "SELECT count(*) FROM transfers t JOIN members m ON m.account_id = t.looked_by WHERE t.noted_by <> t.looked_by";
    assert_eq!(number(&shop, who).await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act = 'transfer.received'").await, 2, "each said so");
    assert_eq!(balance(&shop, "with_household").await, 113_000, "once");
    // The bank tells of the same.
    sepay(&shop, &Came::new(1, 113_000, &code).to("1111111111")).await;
    assert_eq!((stand(&shop).await.as_str(), balance(&shop, "with_household").await), ("applied", 113_000));
    all_sound(&shop).await;
}

/// The same sum of another household is other money; what was noted on the account that a household had before is its own.
#[actix_web::test]
async fn a_households_word_is_about_its_own_accounts_whichever_it_has_now() {
    let (shop, lua, fish, owner) = paid_itself().await;
    let loi = build::producer(&shop, "Ông Lợi").await;
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(loi), "970436", "2222222222", "NGUYEN VAN LOI").await.unwrap();
    let honey = build::goods(&shop, loi, "Mật ong", 98_000, 50).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1), (honey, 1)], "bank_transfer").await;
    let path = "/sell/money/received";
    let desk = shop.signed_in(build::clerk(&shop).await).await;
    shop.signed_in(build::clerk(&shop).await).await;
    let office = "/office/money/received";
    let form = desk.get(&format!("{office}?order={code}")).await;
    let to = number(&shop, &format!("SELECT id FROM bank_accounts WHERE producer_id = {lua}")).await.to_string();
    let look = desk.submit(&form, office, &[("amount", "113.000"), ("account", &to)]).await;
    assert_eq!(desk.submit(&look, office, &[]).await.status, 303);
    let beside = shop.signed_in(build::member(&shop, loi).await).await;
    let look = beside.submit(&beside.get(&format!("{path}?order={code}")).await, path, &[]).await;
    assert!(look.status == 200 && look.texts("section .note").is_empty(), "{}", look.words());
    assert_eq!(beside.submit(&look, path, &[]).await.status, 303);
    assert_eq!(stand(&shop).await, "open second_look, applied");
    bank_account::set(&mut conn, Some(lua), "970405", "3333333333", "TRAN THI LUA").await.unwrap();
    let look = owner.submit(&owner.get(&format!("{path}?order={code}")).await, path, &[]).await;
    assert_eq!(look.texts("section .note").len(), 1, "{}", look.words());
    assert_eq!(owner.submit(&look, path, &[]).await.status, 303);
    assert_eq!(
        (stand(&shop).await.as_str(), states(&shop, &code).await.as_str()),
        ("applied, applied", "placed placed")
    );
    all_sound(&shop).await;
}

#[actix_web::test]
async fn the_household_the_other_clerk_and_the_bank_at_once_pay_once() {
    let (shop, _, fish, owner) = paid_itself().await;
    let path = "/sell/money/received";
    for n in 1..=4 {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        let other = noted_by_a_clerk(&shop, &code).await;
        let word = last_transfer(&shop).await;
        let look = owner.submit(&owner.get(&format!("{path}?order={code}")).await, path, &[]).await;
        let (pays, came) = (apply(&code), Came::new(n, 113_000, &code).to("1111111111"));
        let (said, looked, told) = futures_util::join!(
            owner.submit(&look, path, &[]),
            act(&shop, word, &pays, "", other),
            sepay(&shop, &came)
        );
        assert!([303, 409].contains(&said.status), "{}", said.words());
        looked.unwrap();
        assert_eq!(told.status, 200, "{}", told.body);
        assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
        assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, n, "{}", stand(&shop).await);
        assert_eq!(balance(&shop, "with_household").await, n * 113_000);
    }
    all_sound(&shop).await;
}

#[actix_web::test]
async fn a_sum_that_does_not_fit_waits_for_a_clerk_once_its_household_has_looked() {
    let (shop, _, fish, owner) = paid_itself().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let (path, office) = ("/sell/money/received", "/office/money/received");
    let clerk = build::clerk(&shop).await;
    let desk = shop.signed_in(clerk).await;
    shop.signed_in(build::clerk(&shop).await).await;
    let form = desk.get(&format!("{office}?order={code}")).await;
    let look = desk.submit(&form, office, &[("amount", "100.000")]).await;
    assert_eq!(desk.submit(&look, office, &[]).await.status, 303);
    let word = last_transfer(&shop).await;
    assert!(matches!(act(&shop, word, &apply(&code), "", clerk).await, Err(ResolveError::OwnWord)));
    let look = owner.submit(&owner.get(&format!("{path}?order={code}")).await, path, &[("amount", "100.000")]).await;
    assert_eq!(owner.submit(&look, path, &[]).await.status, 303);
    assert_eq!(stand(&shop).await, "open short");
    assert!(!desk.get("/office/inbox").await.words().contains("Chờ người khác xem lại"));
    assert_eq!(act(&shop, word, &apply(&code), "", clerk).await.unwrap(), Done::Now, "somebody else has looked");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn who_noted_it_as_a_clerk_is_no_second_look_as_the_household() {
    let (shop, lua, fish, _) = paid_itself().await;
    let both = build::member(&shop, lua).await;
    execute(&shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({both}, 'finance')")).await;
    let desk = shop.signed_in(both).await;
    shop.signed_in(build::clerk(&shop).await).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let (path, office) = ("/sell/money/received", "/office/money/received");
    let form = desk.get(&format!("{office}?order={code}")).await;
    let look = desk.submit(&form, office, &[("amount", "113.000")]).await;
    assert_eq!(desk.submit(&look, office, &[]).await.status, 303);
    let said = desk.submit(&desk.get(&format!("{path}?order={code}")).await, path, &[]).await;
    assert_eq!(said.status, 409, "{}", said.words());
    assert!(said.texts(".note.bad").join(" ").contains("do chính anh chị ghi"), "{}", said.words());
    assert_eq!(
        (stand(&shop).await.as_str(), states(&shop, &code).await.as_str()),
        ("open second_look", "awaiting_payment")
    );
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
        assert_eq!(page.attributes("input[name=from]", "value"), ["bank", "cash", "household"]);
        assert_eq!(page.attributes("input[name=from][checked]", "value"), ["household"]);
        let done = desk.submit(&page, &format!("{here}/done"), &[("proof", &format!("FT{n}"))]).await;
        assert_eq!(done.status, 303, "{}", done.words());
    }
    let of_lua = format!("SELECT sum(amount) FROM entries WHERE account = 'with_household' AND producer_id = {lua}");
    assert_eq!((number(&shop, &of_lua).await, balance(&shop, "bank").await), (0, 0));
    assert!(owner.get("/sell/money").await.texts("[aria-labelledby=owed]").is_empty());
    all_sound(&shop).await;
}
