//! What the office puts forward: planned, shown in its time and to whom it is for, counted, reported.

mod collections;
mod counting;
mod desk;
mod report;
mod running;

use market::kernel::ids::ProducerId;

use super::buyer::{execute, number, text};
use super::households::clerk_as;
use super::support::{self, Answer, Client, TestShop, build};

async fn promoter(shop: &TestShop) -> Client {
    shop.signed_in(clerk_as(shop, "promoter").await).await
}

/// The address of a product or a household.
async fn slug(shop: &TestShop, table: &str, id: i64) -> String {
    text(shop, &format!("SELECT slug FROM {table} WHERE id = {id}")).await
}

/// Moments around now as a browser's field has them, by Postgres' clock in Vietnam.
async fn hours(shop: &TestShop, from_now: i64) -> String {
    text(
        shop,
        &format!(
            "SELECT to_char((now() + interval '{from_now} hours') AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD\"T\"HH24:MI')"
        ),
    )
    .await
}

/// Plans a spotlight that began an hour ago and ends in a day; `with` goes over the usual fields.
async fn plan(shop: &TestShop, clerk: &Client, kind: &str, of: &str, with: &[(&str, &str)]) -> Answer {
    let (from, to) = (hours(shop, -1).await, hours(shop, 24).await);
    let usual = [
        ("kind", kind),
        ("of", of),
        ("slot", "home_shelf"),
        ("starts_at", &from),
        ("ends_at", &to),
        ("position", "1"),
        ("lang", ""),
        ("audience", "all"),
        ("reason_vi", "Đang độ ngọt"),
        ("reason_en", "At its sweetest"),
        ("why", "Họp ngày 20/11"),
    ];
    let mut fields: Vec<(&str, &str)> = usual
        .iter()
        .map(|(name, value)| (*name, with.iter().find(|(n, _)| n == name).map_or(*value, |(_, v)| *v)))
        .collect();
    fields.extend(with.iter().filter(|(name, _)| usual.iter().all(|(n, _)| n != name)));
    clerk.post("/office/spotlights/new", &fields).await
}

/// Makes the pages anew, as a signal from the table does in a shop that runs.
fn look_again(shop: &TestShop) {
    shop.ground.shelf.outdate();
}

/// What the home page shows in the office's name.
async fn picked(shop: &TestShop, client: &Client, lang: &str) -> Vec<String> {
    look_again(shop);
    client.get(&format!("/?lang={lang}")).await.texts("section[aria-labelledby=picked] h3")
}

async fn household(shop: &TestShop, name: &str) -> ProducerId {
    build::producer(shop, name).await
}
