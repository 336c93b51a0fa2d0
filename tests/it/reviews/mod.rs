//! Who received something says how it is; its household answers; the office hides what law or decency forbids, and nothing else.

mod buyer;
mod desks;
mod know;
mod own;
mod public;

use market::kernel::ids::ProductId;

use crate::buyer::{number, text};
use crate::complaints::Sold;

/// The product of that order.
pub async fn product(sold: &Sold) -> ProductId {
    ProductId(number(&sold.shop, "SELECT min(product_id) FROM order_lines").await)
}

pub fn form(sold: &Sold) -> String {
    format!("/orders/{}/parcels/1/review", sold.code)
}

/// Its page in the shop.
pub async fn page(sold: &Sold) -> String {
    format!("/products/{}", text(&sold.shop, "SELECT min(product_slug) FROM order_lines").await)
}

/// So many stars with these words and the buyer's name; the review's number.
pub async fn judge(sold: &Sold, stars: &str, words: &str) -> i64 {
    let product = product(sold).await;
    let (field, said) = (format!("stars-{product}"), format!("words-{product}"));
    let sent = sold.buyer.post(&form(sold), &[(&field, stars), (&said, words), ("named", "1")]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    number(&sold.shop, "SELECT max(id) FROM reviews").await
}

/// How many reviews count, and their stars together.
pub async fn counted(sold: &Sold) -> String {
    text(&sold.shop, "SELECT string_agg(reviews || '/' || stars, ' ') FROM product_stars").await
}
