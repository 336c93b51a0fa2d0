//! What a buyer does, as steps of other journeys, and what the tables say about it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use market::kernel::lang::Lang;
use market::payments::books;
use market::platform::locales;

use super::support::build::Goods;
use super::support::{Answer, Client, TestShop};

pub const WHO: [(&str, &str); 5] = [
    ("phone", "0912 345 678"),
    ("name", "Nguyễn Thu Hà"),
    ("province", "25"),
    ("commune", "lap thach"),
    ("street", "Thôn Đồi, cạnh nhà văn hóa"),
];

/// Puts packs into the cart.
pub async fn put(client: &Client, goods: Goods, qty: i32) -> Answer {
    let answer = client.post("/cart/lines", &[("pack", &goods.pack.to_string()), ("qty", &qty.to_string())]).await;
    assert_eq!((answer.status, answer.location().as_deref()), (303, Some("/cart")), "{}", answer.words());
    answer
}

/// The checkout filled in, with fees and the whole sum, ready for the button.
pub async fn ready(client: &Client) -> Answer {
    let page = client.get("/checkout").await;
    assert_eq!(page.status, 200, "{:?}", page.location());
    let mut fields = WHO.to_vec();
    fields.push(("step", "quote"));
    let page = client.submit(&page, "/checkout", &fields).await;
    assert_eq!(page.status, 200, "{}", page.words());
    page
}

/// Presses the button.
pub async fn press(client: &Client, page: &Answer) -> Answer {
    client.submit(page, "/checkout", &[]).await
}

/// The code in the way to the order's page.
pub fn code(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.words());
    let path = answer.location().unwrap();
    path.strip_prefix("/orders/").unwrap().strip_suffix("?placed=1").unwrap().to_owned()
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The one number that a query answers with.
pub async fn number(shop: &TestShop, sql: &str) -> i64 {
    let row: Number =
        diesel::sql_query(format!("SELECT ({sql})::bigint AS n")).get_result(&mut shop.conn().await).await.unwrap();
    row.n
}

/// Changes rows behind the shop's back.
pub async fn execute(shop: &TestShop, sql: &str) {
    diesel::sql_query(sql).execute(&mut shop.conn().await).await.unwrap();
}

/// Units and money add up.
pub async fn sound(shop: &TestShop) {
    let faults = books::faults(&mut *shop.conn().await).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    t: String,
}

/// The one text that a query answers with.
pub async fn text(shop: &TestShop, sql: &str) -> String {
    let row: Words =
        diesel::sql_query(format!("SELECT ({sql})::text AS t")).get_result(&mut shop.conn().await).await.unwrap();
    row.t
}

/// Everything that buying and selling could write, as one word: the same word, nothing written.
pub async fn fingerprint(shop: &TestShop) -> String {
    let tables = [
        "orders",
        "parcels",
        "order_lines",
        "parcel_diary",
        "payments",
        "packs",
        "harvests",
        "harvest_delays",
        "delayed_parcels",
        "stock_entries",
        "cart_lines",
        "carts",
    ];
    let sums = tables.map(|t| format!("(SELECT string_agg(md5(x::text), ',' ORDER BY md5(x::text)) FROM {t} x)"));
    text(shop, &format!("SELECT md5(concat_ws('|', {}, (SELECT count(*) FROM events)))", sums.join(", "))).await
}

/// The Vietnamese sentence of this key, blanks made plain, as [`Answer::texts`] reads it.
pub fn say(key: &str, args: &[(&'static str, &str)]) -> String {
    let args = args.iter().map(|(name, value)| ((*name).into(), (*value).to_owned().into())).collect();
    locales::text_with(Lang::Vi, key, &args).replace('\u{a0}', " ")
}

/// Where the household works on this parcel of an order.
pub async fn desk_path(shop: &TestShop, order: &str, nth: i16) -> String {
    let id = format!(
        "SELECT p.id FROM parcels p JOIN orders o ON o.id = p.order_id WHERE o.code = '{order}' AND p.number = {nth}"
    );
    format!("/sell/parcels/G{}", number(shop, &id).await)
}
