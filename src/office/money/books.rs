//! Reading the books through, when the office asks.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::Result;
use crate::orders::check::Fault;
use crate::payments::books;
use crate::platform::Shop;
use crate::platform::views::Page;

/// What does not add up, in the clerk's language.
#[derive(Serialize)]
pub struct Row {
    pub rule: String,
    pub place: String,
    pub expected: i64,
    pub found: i64,
}

#[derive(Serialize)]
pub struct BooksPage {
    pub faults: Vec<Row>,
}

impl Page for BooksPage {
    const TEMPLATE: &'static str = "office/money/books.html";
}

/// `POST /office/money/books`: looks now, and shows what does not add up.
pub async fn check(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let faults = books::check(&mut conn).await?;
    let found = clerk.act("books.checked").changed(Value::Null, json!({ "faults": faults.len() }));
    acts::record(&mut conn, &found).await?;
    drop(conn);
    let lang = clerk.visitor.lang;
    let row = |fault: &Fault| Row {
        rule: fault.name(lang),
        place: fault.place_name(lang),
        expected: fault.expected,
        found: fault.found,
    };
    clerk.visitor.page(&shop, &BooksPage { faults: faults.iter().map(row).collect() })
}
