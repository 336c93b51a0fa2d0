//! Goods from a spreadsheet: looked at, mended in the page, taken over once however often it is sent.

mod files;
mod foreign;
mod job;
mod round;
mod table;
mod words;

use market::kernel::ids::ProducerId;
use reqwest::Method;
use reqwest::header::ORIGIN;
use reqwest::multipart::{Form, Part};

use crate::listing::text;
use crate::support::{self, Answer, Client, TestShop, build};

pub const HEAD: &str = "Mã hàng,Tên hàng,Nhóm hàng,Quy cách,Khối lượng (g),Giá,Còn bán,Giới thiệu";

/// A shop with one household and one of its own.
pub async fn stall() -> (TestShop, ProducerId, Client) {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    (shop, producer, member)
}

pub async fn send(shop: &TestShop, client: &Client, name: &str, bytes: Vec<u8>) -> Answer {
    let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
    client.send(client.request(Method::POST, "/sell/import").header(ORIGIN, &shop.url).multipart(form)).await
}

/// Sends rows below the usual head; the address of what they would do.
pub async fn table(shop: &TestShop, client: &Client, rows: &[&str]) -> String {
    let csv = format!("{HEAD}\n{}\n", rows.join("\n"));
    let answer = send(shop, client, "hang.csv", csv.into_bytes()).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer.location().unwrap()
}

/// Presses begin on the page as it is shown.
pub async fn begin(client: &Client, page: &str) -> Answer {
    let shown = client.get(page).await;
    client.submit(&shown, page, &[]).await
}

/// Presses begin, lets the job work, and looks again.
pub async fn taken(shop: &TestShop, client: &Client, page: &str) -> Answer {
    let begun = begin(client, page).await;
    assert_eq!(begun.status, 303, "{}", begun.words());
    shop.work_off().await;
    client.get(page).await
}

/// Everything that a household sells or has begun, as one text.
pub async fn goods(shop: &TestShop, producer: ProducerId) -> String {
    let query = format!(
        "SELECT string_agg(x, '; ' ORDER BY x) FROM ( \
           SELECT p.name_vi || '/' || k.name_vi || '/' || k.price || '/' || (k.on_hand - k.reserved) AS x \
           FROM products p JOIN packs k ON k.product_id = p.id \
           WHERE p.producer_id = {producer} AND k.withdrawn_at IS NULL \
           UNION ALL SELECT 'draft ' || (v.content ->> 'name') || ' ' || jsonb_array_length(v.content -> 'packs') \
           FROM products p JOIN revisions v ON v.product_id = p.id \
           WHERE p.producer_id = {producer} AND p.state = 'draft') t"
    );
    text(shop, &query).await
}

/// All that an import could write, as one number.
pub const EVERYTHING: &str = "SELECT md5(concat((SELECT string_agg(x::text, ';' ORDER BY id) FROM products x), \
     (SELECT string_agg(x::text, ';' ORDER BY id) FROM revisions x), \
     (SELECT string_agg(x::text, ';' ORDER BY id) FROM packs x), (SELECT count(*) FROM price_changes), \
     (SELECT string_agg(x::text, ';' ORDER BY id) FROM stock_entries x), \
     (SELECT string_agg(x::text, ';' ORDER BY id) FROM imports x), \
     (SELECT string_agg(x::text, ';' ORDER BY import_id, n) FROM import_rows x), \
     (SELECT string_agg(x::text, ';' ORDER BY producer_id, code) FROM pack_codes x)))";
