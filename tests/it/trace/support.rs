//! A farm with a plot and a diary, and what its tables say.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use market::kernel::ids::{ProducerId, ProductId};
use market::platform::secrets;
use market::trace::make::{self, Made, NewLot};

use crate::support::build::{self, Goods};
use crate::support::{self, Answer, Client, TestShop};

/// A buyer's phone.
pub const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 9; SM-J260G) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36";

pub struct Farm {
    pub shop: TestShop,
    pub producer: ProducerId,
    pub member: Client,
    /// Fish, kept for 180 days.
    pub fish: Goods,
    pub plot: i64,
}

/// Bà Lụa's: one pond, one product.
pub async fn farm() -> Farm {
    farm_in(support::shop().await).await
}

pub async fn farm_in(shop: TestShop) -> Farm {
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let fish = build::goods(&shop, producer, "Cá thính trắm", 98_000, 500).await;
    sql(&shop, &format!("UPDATE products SET shelf_life_days = 180 WHERE id = {}", fish.product)).await;
    let plot = plot(&shop, producer, "Ao trước nhà", "pond").await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    Farm { shop, producer, member, fish, plot }
}

pub async fn plot(shop: &TestShop, producer: ProducerId, name: &str, kind: &str) -> i64 {
    number(
        shop,
        &format!(
            "INSERT INTO plots (producer_id, name, kind, commune_code) VALUES ({producer}, '{name}', '{kind}', '08761') \
             RETURNING id AS n"
        ),
    )
    .await
}

/// A line of the diary, `ago` days before the shop's today; extra columns and values as SQL writes them.
pub async fn done(farm: &Farm, ago: i32, work: &str, columns: &str, values: &str) -> i64 {
    number(
        &farm.shop,
        &format!(
            "INSERT INTO farm_diary (producer_id, plot_id, day, work, token{columns}) \
             VALUES ({}, {}, DATE '2026-11-23' - {ago}, '{work}', '{}'{values}) RETURNING id AS n",
            farm.producer,
            farm.plot,
            secrets::form_token()
        ),
    )
    .await
}

/// The shop's today.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A lot of a household's first product, made today.
pub async fn lot(shop: &TestShop, producer: ProducerId) -> Made {
    let product = number(shop, &format!("SELECT min(id) AS n FROM products WHERE producer_id = {producer}")).await;
    lot_of(shop, producer, ProductId(product), today()).await
}

pub async fn lot_of(shop: &TestShop, producer: ProducerId, product: ProductId, made_on: NaiveDate) -> Made {
    make_lot(shop, &NewLot::of(producer, product, made_on, secrets::form_token())).await
}

pub async fn make_lot(shop: &TestShop, new: &NewLot) -> Made {
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| make::make(conn, new).await).await.unwrap()
}

pub async fn sql(shop: &TestShop, statement: &str) {
    diesel::sql_query(statement).execute(&mut shop.conn().await).await.unwrap();
}

/// What a statement that the database must refuse is told: the name of the rule.
pub async fn refused(shop: &TestShop, statement: &str) -> String {
    let error = diesel::sql_query(statement).execute(&mut shop.conn().await).await.unwrap_err();
    match error {
        diesel::result::Error::DatabaseError(_, told) => told.constraint_name().unwrap_or(told.message()).to_owned(),
        other => panic!("{statement}: {other}"),
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The one number, called `n`, that a statement answers with.
pub async fn number(shop: &TestShop, statement: &str) -> i64 {
    let row: Number = diesel::sql_query(statement).get_result(&mut shop.conn().await).await.unwrap();
    row.n
}

pub async fn count(shop: &TestShop, table: &str) -> i64 {
    number(shop, &format!("SELECT count(*) AS n FROM {table}")).await
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    words: String,
}

/// The one text, called `words`, that a query answers with.
pub async fn words(shop: &TestShop, query: &str) -> String {
    let row: Words = diesel::sql_query(query).get_result(&mut shop.conn().await).await.unwrap();
    row.words
}

/// Every row of the slice as one text.
pub async fn everything(shop: &TestShop) -> String {
    words(
        shop,
        "SELECT md5(concat((SELECT string_agg(t::text, ';' ORDER BY id) FROM plots t), \
                (SELECT string_agg(t::text, ';' ORDER BY id) FROM farm_diary t), \
                (SELECT string_agg(t::text, ';' ORDER BY line_id) FROM farm_diary_strikes t), \
                (SELECT string_agg(t::text, ';' ORDER BY id) FROM lots t), \
                (SELECT string_agg(t::text, ';' ORDER BY lot_id, line_id) FROM lot_diary t), \
                (SELECT string_agg(t::text, ';' ORDER BY order_line_id, lot_id) FROM lot_lines t), \
                (SELECT string_agg(t::text, ';' ORDER BY lot_id) FROM recalls t), \
                (SELECT string_agg(t::text, ';' ORDER BY id) FROM recall_notes t))) AS words",
    )
    .await
}

/// Reads a page as a browser that calls itself so.
pub async fn read_as(client: &Client, agent: &str, path: &str) -> Answer {
    client.send(client.request(reqwest::Method::GET, path).header("user-agent", agent)).await
}

/// Sends the diary's form as a browser does, with a file or without.
pub async fn write(client: &Client, fields: &[(&str, &str)], photo: Option<Vec<u8>>) -> Answer {
    let mut form = reqwest::multipart::Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let file = reqwest::multipart::Part::bytes(photo.unwrap_or_default()).file_name("IMG_2041.jpg");
    let request = client.request(reqwest::Method::POST, "/sell/trace/diary");
    client.send(request.multipart(form.part("photo", file))).await
}

/// The order's page as its buyer finds it: by a code that can be read aloud, and the phone's last digits.
pub async fn order_page(shop: &TestShop, guest: &Client, code: &str) -> Answer {
    let spoken = market::orders::code::draw();
    sql(shop, &format!("UPDATE orders SET code = '{spoken}' WHERE code = '{code}'")).await;
    let found = guest.post("/track", &[("code", &spoken), ("digits", "5678")]).await;
    assert_eq!(found.status, 303, "{}", found.words());
    guest.get(&found.location().unwrap()).await
}
