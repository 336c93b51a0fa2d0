//! The office sets the market up, and buyers and households see what it has set.

mod categories;
mod communes;
mod delivery;
mod forms;
mod hours;
mod messages;
mod points;
mod rules;
mod units;

use crate::households::clerk_as;
use crate::support::{self, Answer, Client, TestShop};

/// A shop and an admin at its office.
pub async fn office() -> (TestShop, Client) {
    let shop = support::shop().await;
    let admin = shop.signed_in(clerk_as(&shop, "admin").await).await;
    (shop, admin)
}

/// Fills in the form of a page that posts to itself.
pub async fn save(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = client.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.words());
    client.submit(&page, path, fields).await
}

/// What the world may send: none of it is a fault of ours, and none is written.
pub const HOSTILE: [&str; 7] =
    ["", "-1", "99999999999999999999", "1e9", "\u{0}", "<script>alert(1)</script>", "';DROP TABLE acts;--"];
