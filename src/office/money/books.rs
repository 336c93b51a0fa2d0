//! Reading the books through, when the office asks.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
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
    pub at: DateTime<Utc>,
    /// All that did not add up; of very many the first are kept one by one.
    pub count: i32,
    pub faults: Vec<Row>,
}

impl Page for BooksPage {
    const TEMPLATE: &'static str = "office/money/books.html";
}

/// `POST /office/money/books`: looks now, and leads to what does not add up.
pub async fn check(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (id, faults) = books::check(&mut conn).await?;
    let found = clerk.act("books.checked").changed(Value::Null, json!({ "faults": faults.len() }));
    acts::record(&mut conn, &found.shown_by(Evidence::Reading)).await?;
    drop(conn);
    Ok(clerk.visitor.go(&shop, &format!("/office/money/books/{id}"), None))
}

/// `GET /office/money/books/{id}`: what one reading found.
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (reading, faults) = books::reading(&mut conn, *id).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let lang = clerk.visitor.lang;
    let row = |fault: &Fault| Row {
        rule: fault.name(lang),
        place: fault.place_name(lang),
        expected: fault.expected,
        found: fault.found,
    };
    let page = BooksPage { at: reading.at, count: reading.faults, faults: faults.iter().map(row).collect() };
    clerk.visitor.page(&shop, &page)
}
