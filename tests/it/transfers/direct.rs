//! Nobody holds others' money: each parcel is paid to its own household's account.

use market::kernel::settlement::Settlement;
use market::payments::bank_account;
use market::payments::refund_sent::{self, From};
use market::payments::transfer::resolve::Act;

use super::super::buyer::{execute, number};
use super::super::money::support::{balance, order, states};
use super::super::support::build;
use super::support::{self, Came, act, all_sound, last_transfer, sepay, stand};
use diesel_async::AsyncConnection as _;
use market::kernel::ids::RefundId;

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
