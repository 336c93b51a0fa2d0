//! Reading the books through, when the office asks.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::accounts::actors::Treasurer;
use crate::error::Result;
use crate::orders::check::Fault;
use crate::payments::books;
use crate::platform::Shop;
use crate::platform::views::Page;

#[derive(Serialize)]
pub struct BooksPage {
    pub faults: Vec<Fault>,
}

impl Page for BooksPage {
    const TEMPLATE: &'static str = "office/money/books.html";
}

/// `POST /office/money/books`: looks now, and shows what does not add up.
pub async fn check(clerk: Treasurer, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let faults = books::check(&mut conn).await?;
    drop(conn);
    clerk.visitor.page(&shop, &BooksPage { faults })
}
