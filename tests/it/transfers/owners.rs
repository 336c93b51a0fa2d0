//! One number of two owners: whose money it is that comes there.

use diesel_async::AsyncConnection as _;
use market::accounts::acts::Act as Logged;
use market::kernel::ids::ProducerId;
use market::kernel::settlement::Settlement;
use market::payments::bank_account::{self, ChangeError};
use market::payments::refund_account::Account;

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, order, states};
use super::super::support::{TestShop, build};
use super::support::{self, Came, MARKET, act, all_sound, apply, last_transfer, sepay, stand};

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
        sepay(&shop, &Came::new(id, 113_000, &code).to("0912345678")).await;
        assert_eq!(states(&shop, &code).await, "placed", "{owner}: {}", stand(&shop).await);
        let own = format!(
            "SELECT sum(e.amount) FROM entries e JOIN postings g ON g.id = e.posting_id \
             WHERE g.kind = 'came' AND e.account = 'with_household' AND e.producer_id = {owner}"
        );
        assert_eq!(number(&shop, &own).await, 113_000);
    }
    all_sound(&shop).await;
}

async fn change(shop: &TestShop, house: ProducerId, account: &str, shared: bool) -> Result<bool, ChangeError> {
    let account = Account { bin: "970405".to_owned(), number: account.to_owned(), holder: "TRAN VAN BEN".to_owned() };
    let mut conn = shop.conn().await;
    let act = Logged::new("bank.changed", None).of(house);
    let changed =
        conn.transaction(async |conn| bank_account::change(conn, Some(house), &account, shared, act).await).await?;
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
    let typed = [("bank", "Agribank"), ("number", MARKET), ("holder", "Hợp tác xã")];
    let asked = clerk.submit(&page, &here, &typed).await;
    assert_eq!(asked.status, 409);
    assert!(asked.words().contains("đang là của chợ"), "{}", asked.words());
    assert_eq!(asked.attributes("#f-number", "value"), [MARKET]);
    assert_eq!(asked.attributes("input[name=shared]", "value"), ["yes"]);
    assert_eq!(number(&shop, "SELECT count(*) FROM bank_accounts").await, 1);
    let mut said = typed.to_vec();
    said.push(("shared", "yes"));
    assert_eq!(clerk.submit(&asked, &here, &said).await.status, 303);
    // And the market's own, where a household has it already.
    let settings = "/office/money/settings/account";
    let other = build::producer(&shop, "Ông Lợi").await;
    change(&shop, other, "21510001234567", false).await.unwrap();
    let typed = [("bank", "Agribank"), ("number", "21510001234567"), ("holder", "Phòng Kinh tế")];
    let asked = clerk.post(settings, &typed).await;
    assert_eq!(asked.status, 409);
    let mut said = typed.to_vec();
    said.push(("shared", "yes"));
    assert_eq!(clerk.post(settings, &said).await.status, 303);
    // The money of an order is the market's all the same.
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(1, 113_000, &code).to("21510001234567")).await;
    assert_eq!(states(&shop, &code).await, "placed", "{}", stand(&shop).await);
    all_sound(&shop).await;
}
