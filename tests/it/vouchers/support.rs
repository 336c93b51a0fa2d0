//! A voucher to try, and a buyer before the button with one.

use chrono::{TimeDelta, Utc};
use market::kernel::ids::VoucherId;
use market::kernel::money::Money;
use market::vouchers::code::Code;
use market::vouchers::make::{self, NewVoucher};
use market::vouchers::voucher::{Bearer, Off, Terms};

use super::super::buyer::{WHO, number};
use super::super::support::{Answer, Client, TestShop};

/// So much of a hundred, without a most.
pub const fn percent(percent: i32) -> Off {
    Off::Percent { percent, most: None }
}

/// A voucher of the whole market that is open for a day, borne by the market; `change` makes it another.
pub async fn voucher(shop: &TestShop, code: &str, off: Off, change: impl FnOnce(&mut Terms)) -> VoucherId {
    let mut terms = Terms {
        household: None,
        off,
        minimum: Money::ZERO,
        starts_at: Utc::now() - TimeDelta::hours(1),
        ends_at: Utc::now() + TimeDelta::days(1),
        total_limit: None,
        phone_limit: None,
        borne_by: Bearer::Market,
    };
    change(&mut terms);
    let new = NewVoucher { code: Code::parse(code).unwrap(), terms, note: String::new(), made_by: None };
    make::make(&mut *shop.conn().await, &new).await.unwrap()
}

/// The checkout filled in with this voucher applied, as far as the page after the button that applies it.
pub async fn with_code(client: &Client, code: &str, phone: &str) -> Answer {
    let page = client.get("/checkout").await;
    assert_eq!(page.status, 200, "{:?}", page.location());
    let mut fields = WHO.to_vec();
    fields.extend([("phone", phone), ("voucher", code), ("step", "quote")]);
    client.submit(&page, "/checkout", &fields).await
}

/// The same, and the voucher takes something off.
pub async fn ready_with(client: &Client, code: &str) -> Answer {
    let page = with_code(client, code, "0912 345 678").await;
    assert_eq!(page.status, 200, "{}", page.words());
    assert_eq!(page.texts("#voucher-terms").len(), 1, "{}", page.words());
    page
}

/// How often the voucher counts as used; the counter and the rows say the same.
pub async fn used(shop: &TestShop, voucher: VoucherId) -> i64 {
    let counter = number(shop, &format!("SELECT used FROM vouchers WHERE id = {voucher}")).await;
    let live = format!("SELECT count(*) FROM voucher_uses WHERE voucher_id = {voucher} AND released_at IS NULL");
    assert_eq!(counter, number(shop, &live).await, "the counter is off");
    counter
}
