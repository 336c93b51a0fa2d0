//! One number of two owners: whose money it is that comes there.

use diesel_async::AsyncConnection as _;
use market::accounts::acts::Act as Logged;
use market::kernel::ids::ProducerId;
use market::kernel::settlement::Settlement;
use market::payments::bank_account::{self, ChangeError};
use market::payments::bank_claims;
use market::payments::refund_account::Account;
use market::payments::transfer::resolve::{Act, ResolveError};

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, order, states};
use super::super::support::{Answer, Client, TestShop, build};
use super::support::{self, Came, MARKET, act, all_sound, apply, casso, last_transfer, sepay, stand};

/// As it was filled in before anybody looked whose number it is.
async fn also(shop: &TestShop, house: ProducerId, bin: &str, account: &str) {
    let sql = format!(
        "INSERT INTO bank_accounts (producer_id, bin, number, holder, shared) VALUES ({house}, '{bin}', '{account}', 'X X', true)"
    );
    execute(shop, &sql).await;
}

#[actix_web::test]
async fn a_household_with_the_markets_number_gets_none_of_its_money() {
    let (shop, fish) = support::stall(50).await;
    let stranger = build::producer(&shop, "Người lạ").await;
    also(&shop, stranger, "970405", MARKET).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, &code)).await;
    assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
    // Without a code it is the market's too, and a clerk can give it to an order.
    let other = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(2, 113_000, "mua ca")).await;
    let clerk = build::clerk(&shop).await;
    act(&shop, last_transfer(&shop).await, &apply(&other), "", clerk).await.unwrap();
    assert_eq!(states(&shop, &other).await, "placed");
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "with_household").await), (226_000, 0));
    all_sound(&shop).await;
}

#[actix_web::test]
async fn of_two_households_with_one_number_the_order_says_whose_it_is() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    // Both took their phone for a number, each at a bank of their own.
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(lua), "970405", "0912345678", "TRAN THI LUA").await.unwrap();
    bank_account::set(&mut conn, Some(loi), "970436", "0912345678", "NGUYEN VAN LOI").await.unwrap();
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let honey = build::goods(&shop, loi, "Mật ong", 98_000, 50).await;
    for (id, (goods, owner)) in (1..).zip([(fish, lua), (honey, loi)]) {
        let code = order(&shop, &shop.guest(), &[(goods, 1)], "bank_transfer").await;
        sepay(&shop, &Came::new(id, 113_000, &code).to("0912345678").at(None)).await;
        assert_eq!(states(&shop, &code).await, "placed", "{owner}: {}", stand(&shop).await);
        let own = format!(
            "SELECT sum(e.amount) FROM entries e JOIN postings g ON g.id = e.posting_id \
             WHERE g.kind = 'came' AND e.account = 'with_household' AND e.producer_id = {owner}"
        );
        assert_eq!(number(&shop, &own).await, 113_000);
    }
    all_sound(&shop).await;
}

/// What came to a household's account.
fn came_to(house: ProducerId) -> String {
    format!(
        "SELECT coalesce(sum(e.amount), 0) FROM entries e JOIN postings g ON g.id = e.posting_id \
         WHERE g.kind = 'came' AND e.account = 'with_household' AND e.producer_id = {house}"
    )
}

#[actix_web::test]
async fn money_without_a_code_goes_by_the_bank_too() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let (lua, loi) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(lua), "970405", "0912345678", "TRAN THI LUA").await.unwrap();
    bank_account::set(&mut conn, Some(loi), "970436", "0912345678", "NGUYEN VAN LOI").await.unwrap();
    drop(conn);
    // The bank says whose it is, though the other was there first.
    sepay(&shop, &Came::new(1, 50_000, "mua mat").to("0912345678").at(Some("Vietcombank"))).await;
    casso(&shop, &Came::new(2, 60_000, "mua ca").to("0912345678").at(Some("Agribank"))).await;
    assert_eq!((number(&shop, &came_to(loi)).await, number(&shop, &came_to(lua)).await), (50_000, 60_000));
    // Without a bank, with one by a name that nobody knows, and with a third one: nobody's, until somebody has looked.
    for (id, bank) in (3..).zip([None, Some("Ngân hàng xã"), Some("BIDV")]) {
        let answer = sepay(&shop, &Came::new(id, 70_000, "mua ca").to("0912345678").at(bank)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    // Neither does the only account of a number take what came to another bank.
    bank_account::set(&mut *shop.conn().await, Some(lua), "970405", "1111111111", "TRAN THI LUA").await.unwrap();
    sepay(&shop, &Came::new(6, 70_000, "mua ca").to("1111111111").at(Some("BIDV"))).await;
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 2);
    assert_eq!(number(&shop, "SELECT count(*) FROM webhooks WHERE outcome = 'which_bank'").await, 4);
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let desk = clerk.get("/office/money").await;
    let words = desk.words();
    assert!(words.contains("Có tiền vào (thông báo số 3)") && words.contains("(thông báo số 6)"), "{words}");
    let notices = desk.attributes("[aria-labelledby=odd] a[href*='/webhooks/']", "href");
    assert_eq!(notices.len(), 4, "each leads to what the bank sent: {notices:?}");
    assert_eq!(clerk.get(&notices[0]).await.status, 200);
    all_sound(&shop).await;
}

async fn change(shop: &TestShop, house: ProducerId, account: &str, shared: bool) -> Result<bool, ChangeError> {
    let account = Account { bin: "970405".to_owned(), number: account.to_owned(), holder: "TRAN VAN BEN".to_owned() };
    let mut conn = shop.conn().await;
    let act = Logged::new("bank.changed", None).of(house);
    let changed = conn
        .transaction(async |conn| {
            let seen = bank_account::of_households(conn, &[house]).await?.pop().map(|now| now.id);
            bank_account::change(conn, Some(house), seen, &account, shared, act).await
        })
        .await?;
    Ok(changed.is_some())
}

#[actix_web::test]
async fn nobody_takes_an_account_that_is_somebody_elses() {
    let (shop, _) = support::stall(1).await;
    let (a, b) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Ông Lợi").await);
    let live = "SELECT count(*) FROM bank_accounts WHERE ended_at IS NULL";
    assert!(matches!(change(&shop, a, MARKET, false).await, Err(ChangeError::Taken)));
    // Two at once: whoever comes first has it, whatever the program looked at before.
    let (one, two) = futures_util::join!(change(&shop, a, "5555555555", false), change(&shop, b, "5555555555", false));
    let taken = [&one, &two].into_iter().filter(|done| matches!(done, Err(ChangeError::Taken))).count();
    assert_eq!((taken, number(&shop, live).await), (1, 2), "{one:?} {two:?}");
    let mut conn = shop.conn().await;
    let other = if one.is_ok() { b } else { a };
    let straight = bank_account::set(&mut conn, Some(other), "970405", "5555555555", "X X").await;
    assert!(matches!(straight, Err(ChangeError::Taken)), "{straight:?}");
    // The office says that it is so; then the name alone is changed without asking again.
    assert!(change(&shop, other, "5555555555", true).await.unwrap());
    assert!(!change(&shop, other, "5555555555", false).await.unwrap(), "the same again is nothing new");
    execute(&shop, "UPDATE bank_accounts SET holder = 'TRAN BEN' WHERE ended_at IS NULL").await;
    assert!(change(&shop, other, "5555555555", false).await.unwrap());
    assert_eq!(number(&shop, live).await, 3);
}

#[actix_web::test]
async fn the_office_is_asked_before_two_share_an_account() {
    let (shop, fish) = support::stall(1).await;
    let house = fish.producer;
    let slug = text(&shop, &format!("SELECT slug FROM producers WHERE id = {house}")).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let here = format!("/office/money/households/{slug}");
    let page = clerk.get(&here).await;
    assert!(page.attributes("input[name=shared]", "value").is_empty());
    let why = ("why", "Họp tổ 20/11");
    let typed = [("bank", "Agribank"), ("number", MARKET), ("holder", "Hợp tác xã"), why];
    let asked = clerk.submit(&page, &here, &typed).await;
    assert_eq!(asked.status, 409);
    assert!(asked.words().contains("đang là của chợ"), "{}", asked.words());
    assert_eq!(asked.attributes("#f-number", "value"), [MARKET]);
    assert_eq!(asked.attributes("input[name=shared]", "value"), ["yes"]);
    assert_eq!(number(&shop, "SELECT count(*) FROM bank_accounts").await, 1);
    let mut said = typed.to_vec();
    said.push(("shared", "yes"));
    assert_eq!(clerk.submit(&asked, &here, &said).await.status, 303);
    let told = "SELECT string_agg(why, '|' ORDER BY id) FROM acts WHERE act IN ('bank.changed', 'settings.account') AND account_id IS NOT NULL";
    assert_eq!(text(&shop, told).await, why.1);
    // And the market's own, where a household has it already.
    let settings = "/office/money/settings/account";
    let other = build::producer(&shop, "Ông Lợi").await;
    change(&shop, other, "21510001234567", false).await.unwrap();
    let typed = [("bank", "Agribank"), ("number", "21510001234567"), ("holder", "Phòng Kinh tế"), why];
    let asked = clerk.submit(&clerk.get("/office/money/settings").await, settings, &typed[..3]).await;
    assert_eq!((asked.status, asked.texts("#f-account-why-why").len()), (422, 1), "{}", asked.words());
    assert_eq!(asked.attributes("#f-number", "value"), ["21510001234567"], "what was typed stays");
    let asked = clerk.submit(&asked, settings, &typed).await;
    assert_eq!(asked.status, 409);
    let mut said = typed.to_vec();
    said.push(("shared", "yes"));
    assert_eq!(clerk.submit(&asked, settings, &said).await.status, 303);
    // The money of an order is the market's all the same.
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, &code).to("21510001234567")).await;
    assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn of_two_clerks_at_once_the_second_is_told_what_the_first_has_written() {
    let (shop, fish) = support::stall(1).await;
    let house = fish.producer;
    let slug = text(&shop, &format!("SELECT slug FROM producers WHERE id = {house}")).await;
    let (one, two) = (shop.signed_in(build::clerk(&shop).await).await, shop.signed_in(build::clerk(&shop).await).await);
    let household = format!("/office/money/households/{slug}");
    // A household without an account, the same with one, and the market's own.
    for (n, from, to, whose) in [
        (1, household.as_str(), household.as_str(), house.to_string()),
        (2, household.as_str(), household.as_str(), house.to_string()),
        (3, "/office/money/settings", "/office/money/settings/account", "NULL".to_owned()),
    ] {
        let live = format!(
            "SELECT string_agg(number, ' ') FROM bank_accounts \
             WHERE ended_at IS NULL AND producer_id IS NOT DISTINCT FROM {whose}"
        );
        let [first, second, third, fourth] = [1, 2, 3, 4].map(|m| format!("2151000{n}{m}"));
        let why = ("why", "Hộ gọi xin đổi");
        let write = async |clerk: &Client, seen: &Answer, account: &str| {
            clerk.submit(seen, to, &[("bank", "BIDV"), ("number", account), ("holder", "TRAN VAN BEN"), why]).await
        };
        let (seen, late) = (one.get(from).await, two.get(from).await);
        assert_eq!(write(&one, &seen, &first).await.status, 303, "{from}");
        assert_eq!(write(&two, &late, &first).await.status, 303, "both wrote the same: there is nothing to tell");
        let told = write(&two, &late, &second).await;
        assert_eq!(told.status, 409, "{from}: {}", told.words());
        assert_eq!(text(&shop, &live).await, first, "nothing is written over unseen");
        assert!(told.texts("[role=alert] dd").contains(&first), "{}", told.words());
        assert_eq!(told.attributes("#f-number", "value"), [second.as_str()], "what was typed stays");
        assert_eq!(write(&two, &told, &second).await.status, 303, "who was told goes on from there");
        assert_eq!(text(&shop, &live).await, second);
        // In one moment.
        let (seen, late) = (one.get(from).await, two.get(from).await);
        let (a, b) = futures_util::join!(write(&one, &seen, &third), write(&two, &late, &fourth));
        let mut both = [a.status, b.status];
        both.sort_unstable();
        assert_eq!(both, [303, 409], "{from}: {} {}", a.words(), b.words());
        let won = if a.status == 303 { third } else { fourth };
        assert_eq!(text(&shop, &live).await, won);
    }
}

/// The office has given an account to the household whose it is, while an order of the other one waits for its money.
#[actix_web::test]
async fn an_unpaid_order_shows_the_account_that_is_its_households_now() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let (squats, owns) = (build::producer(&shop, "Nhà khai trước").await, build::producer(&shop, "Bà Lụa").await);
    let moved =
        Account { bin: "970405".to_owned(), number: "5555555555".to_owned(), holder: "TRAN THI LUA".to_owned() };
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(squats), &moved.bin, &moved.number, "TRAN VAN BEN").await.unwrap();
    let fish = build::goods(&shop, squats, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let (here, received) = (format!("/orders/{code}"), format!("/sell/money/received?order={code}"));
    let page = buyer.get(&here).await;
    assert!(
        page.words().contains("5555555555") && page.attributes("#pay .qr img", "src").len() == 1,
        "{}",
        page.words()
    );
    let owner = shop.signed_in(build::member(&shop, squats).await).await;
    assert_eq!(owner.get(&received).await.status, 200);
    let clerk = build::clerk(&shop).await;
    conn.transaction(async |conn| bank_claims::give(conn, owns, None, &moved, clerk, "Bà Lụa cho xem sổ").await)
        .await
        .unwrap();

    // It has none: no code to scan, no number, and a plain sentence instead.
    for (lang, sentence) in [("en", "Please do not pay to the old number"), ("vi", "Bạn đừng chuyển vào số cũ")]
    {
        for path in [here.clone(), format!("{here}/payment")] {
            let page = buyer.get(&format!("{path}?lang={lang}")).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.texts("#pay .note.warn").join(" ").contains(sentence), "{path}: {}", page.body);
            assert!(page.texts("#pay h3").join(" ").contains("Nhà khai trước"), "whose it is");
            assert!(page.attributes("#pay .qr img", "src").is_empty() && !page.body.contains("5555555555"), "{path}");
        }
    }
    assert_eq!(owner.get(&received).await.status, 404, "nor is there an account that it could look into");

    // What comes there all the same is with the other household, and pays nothing by itself.
    sepay(&shop, &Came::new(1, 113_000, &code).to("5555555555")).await;
    assert_eq!(
        (stand(&shop).await.as_str(), states(&shop, &code).await.as_str()),
        ("open unknown", "awaiting_payment")
    );
    assert_eq!((number(&shop, &came_to(owns)).await, number(&shop, &came_to(squats)).await), (113_000, 0));
    let transfer = last_transfer(&shop).await;
    assert!(matches!(act(&shop, transfer, &apply(&code), "", clerk).await, Err(ResolveError::NotAsked)));
    act(&shop, transfer, &Act::Refund, "tài khoản đã đổi chủ", clerk).await.unwrap();

    // It names another: that is what the order asks for, and what pays it.
    bank_account::set(&mut conn, Some(squats), "970436", "7777777777", "TRAN VAN BEN").await.unwrap();
    let page = buyer.get(&here).await;
    assert!(page.words().contains("7777777777") && page.words().contains("đã đổi sau khi"), "{}", page.words());
    assert_eq!(page.attributes("#pay .qr img", "src").len(), 1);
    assert_eq!(owner.get(&received).await.status, 200);
    let desk = shop.signed_in(clerk).await;
    let offered = desk.get(&format!("/office/money/received?order={code}")).await.texts("#account option");
    assert!(offered.len() == 1 && offered[0].contains("7777777777"), "{offered:?}");
    sepay(&shop, &Came::new(2, 113_000, &code).to("7777777777").at(Some("Vietcombank"))).await;
    assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
    all_sound(&shop).await;
}

/// A household that changes its own account: what is on its way to the one before is still its own.
#[actix_web::test]
async fn an_unpaid_order_follows_its_household_to_another_account_and_the_one_before_still_pays() {
    let shop = support::shop_with(|config| config.settlement = Settlement::Direct).await;
    let lua = build::producer(&shop, "Bà Lụa").await;
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(lua), "970405", "1111111111", "TRAN THI LUA").await.unwrap();
    let fish = build::goods(&shop, lua, "Cá thính", 98_000, 50).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let other = order(&shop, &shop.guest(), &[(fish, 2)], "bank_transfer").await;
    bank_account::set(&mut conn, Some(lua), "970436", "3333333333", "TRAN THI LUA").await.unwrap();
    let page = buyer.get(&format!("/orders/{code}")).await;
    assert!(page.words().contains("3333333333") && !page.body.contains("1111111111"), "{}", page.words());
    sepay(&shop, &Came::new(1, 113_000, &code).to("1111111111")).await;
    assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
    // Money without a code is thought to be for what the household waits for, to whichever of its accounts it came.
    let left = number(&shop, "SELECT amount FROM payments WHERE state = 'due'").await;
    sepay(&shop, &Came::new(2, left, "mua ca").to("3333333333").at(Some("Vietcombank"))).await;
    assert_eq!(stand(&shop).await, "applied, open unknown");
    let desk = shop.signed_in(build::clerk(&shop).await).await;
    let page = desk.get(&format!("/office/money/transfers/{}", last_transfer(&shop).await)).await;
    assert_eq!(page.attributes("#code", "value"), [other], "{}", page.words());
    all_sound(&shop).await;
}
