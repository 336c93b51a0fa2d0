//! A household lists its goods from a phone, the office looks at them, and buyers find them.

mod early;
mod foreign;
mod household;
mod office;
mod packs;
mod photos;
mod states;
mod together;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use market::media::ingest::jpeg;
use reqwest::Method;
use reqwest::header::{ACCEPT, ORIGIN};
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::support::{self, Answer, Client, TestShop, build};

/// A shop with one household, its member, a clerk, and the category of fermented fish.
pub struct Setting {
    pub shop: TestShop,
    pub phone: Client,
    pub clerk: Client,
}

pub async fn setting() -> Setting {
    setting_in(support::shop().await).await
}

pub async fn setting_in(shop: TestShop) -> Setting {
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    run(
        &shop,
        "WITH top AS (INSERT INTO categories (slug, name_vi, name_en) VALUES ('dac-san', 'Đặc sản', 'Specialties') RETURNING id) \
         INSERT INTO categories (parent_id, slug, name_vi, name_en, sort) \
         SELECT top.id, x.slug, x.vi, x.en, x.sort FROM top, (VALUES ('thu-cong', 'Thủ công', 'Craft', 2), \
           ('ca-thinh', 'Cá thính', 'Fermented fish', 1), ('mat-ong', 'Mật ong', 'Honey', 3)) AS x (slug, vi, en, sort)",
    )
    .await;
    let phone = shop.signed_in(build::member(&shop, producer).await).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    Setting { shop, phone, clerk }
}

pub async fn run(shop: &TestShop, statement: &str) {
    diesel::sql_query(statement).execute(&mut *shop.conn().await).await.unwrap();
}

/// The first column of one row, as text.
pub async fn text(shop: &TestShop, query: &str) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        x: String,
    }
    let query = format!("SELECT coalesce(x::text, '') AS x FROM ({query}) AS q (x)");
    let row: Option<Row> = diesel::sql_query(query).get_result(&mut *shop.conn().await).await.optional().unwrap();
    row.map(|row| row.x).unwrap_or_default()
}

pub async fn number(shop: &TestShop, query: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        x: i64,
    }
    let row: Row = diesel::sql_query(format!("SELECT coalesce(x::bigint, 0) AS x FROM ({query}) AS q (x)"))
        .get_result(&mut *shop.conn().await)
        .await
        .unwrap();
    row.x
}

/// A photo; each number is another one.
pub fn photo(seed: u8) -> Vec<u8> {
    let rgba = (0..80_u32 * 60).flat_map(|n| [seed, u8::try_from(n % 251).unwrap(), 90, 255]).collect();
    jpeg(rgba, 80, 60, 90).unwrap()
}

/// Sends a form as a browser without script does, files included.
pub async fn send(client: &Client, path: &str, fields: &[(&str, &str)], photos: &[Vec<u8>]) -> Answer {
    let mut form = Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    for bytes in photos {
        form = form.part("photos", Part::bytes(bytes.clone()).file_name("IMG_1.jpg"));
    }
    let request = client.request(Method::POST, path);
    client.send(request.multipart(form)).await
}

/// Fills the form on `page` that posts to `path`, and sends it with photos.
pub async fn fill(client: &Client, page: &Answer, path: &str, fields: &[(&str, &str)], photos: &[Vec<u8>]) -> Answer {
    let mut filled = page.form(path);
    for (name, value) in fields {
        filled.retain(|(n, _)| n != name);
        if !value.is_empty() || !name.starts_with("allergen") {
            filled.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    let pairs: Vec<(&str, &str)> = filled.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    send(client, path, &pairs, photos).await
}

/// Sends a form as script does: no files, and numbers as the answer.
pub async fn script(client: &Client, base: &str, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let request =
        client.request(Method::POST, path).header(ACCEPT, "application/json").header(ORIGIN, base).form(fields);
    let answer = client.send(request).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap_or(Value::Null))
}

pub const FISH: [(&str, &str); 4] =
    [("name", "Cá thính chép"), ("price-0", "98k"), ("pack-0", "hũ 500 g"), ("stock-0", "2 chục")];

/// Begins a product with the four answers and so many photos; its path on the desk.
pub async fn begin(setting: &Setting, answers: &[(&str, &str)], photos: u8) -> String {
    let page = setting.phone.get("/sell/products/new").await;
    assert_eq!(page.status, 200, "{}", page.words());
    let photos: Vec<Vec<u8>> = (1..=photos).map(photo).collect();
    let answer = fill(&setting.phone, &page, "/sell/products/new", answers, &photos).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer.location().unwrap()
}

/// Fills in what fermented fish needs, and sends it to the office.
pub async fn submit(setting: &Setting, path: &str) -> Answer {
    let page = setting.phone.get(path).await;
    let more = [("ingredients", "Cá chép, thính ngô, muối"), ("allergen-fish", "1"), ("do", "submit")];
    fill(&setting.phone, &page, path, &more, &[]).await
}

/// What waits at the office, the newest.
pub async fn waiting(shop: &TestShop) -> String {
    format!("/office/listings/{}", number(shop, "SELECT max(id) FROM revisions WHERE state = 'submitted'").await)
}

/// A product on sale that went the whole way; its path on the desk.
pub async fn on_sale(setting: &Setting) -> String {
    let path = begin(setting, &FISH, 2).await;
    let sent = submit(setting, &path).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let listing = waiting(&setting.shop).await;
    let page = setting.clerk.get(&listing).await;
    let approved = setting.clerk.submit(&page, &listing, &[("verdict", "approve")]).await;
    assert_eq!(approved.status, 303, "{}", approved.words());
    setting.shop.work_off().await;
    path
}
