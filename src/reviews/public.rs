//! What everybody reads of a product's reviews, and the way to ask the office to look at one.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::list::{self, Review};
use super::pages::{ListPage, ReportPage};
use super::report::{self, MOST_WORDS, Side};
use crate::accounts::actors::Visitor;
use crate::catalog::stars;
use crate::error::{Error, Result};
use crate::flags::flag;
use crate::kernel::ids::ReviewId;
use crate::platform::Shop;
use crate::platform::forms::{self, Form};
use crate::platform::throttle::{self, Limit};

const PAGE: usize = 20;
const BY_ADDRESS: Limit = Limit { name: "review-report", hits: 6, seconds: 3600 };

/// `GET /products/{slug}/reviews?after=`
pub async fn show(visitor: Visitor, shop: Shop, slug: web::Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let after = forms::asked(request.query_string(), "after").and_then(|after| after.parse().ok());
    let mut conn = shop.db.conn().await?;
    let product = flag::product(&mut conn, &slug).await?.ok_or(Error::NotFound)?;
    let rating = stars::of_product(&mut conn, product.id, visitor.lang).await?;
    let (said, next) = stars::said(&mut conn, product.id, after, PAGE).await?;
    drop(conn);
    let here = format!("/products/{}/reviews", *slug);
    let page = ListPage {
        name: visitor.lang.pick(&product.name_vi, &product.name_en).to_owned(),
        rating,
        said,
        next: next.map(|cursor| format!("{here}?after={cursor}")),
        first: after.map(|_| here),
        slug: slug.into_inner(),
    };
    visitor.page(&shop, &page)
}

/// A review that everybody can read on the page of this product.
async fn shown(shop: &Shop, slug: &str, id: i64) -> Result<Review> {
    let mut conn = shop.db.conn().await?;
    flag::product(&mut conn, slug).await?.ok_or(Error::NotFound)?;
    let review = list::find(&mut conn, ReviewId(id)).await?;
    let there = |review: &Review| review.product_slug == slug && !review.withdrawn && review.hidden_at.is_none();
    review.filter(there).ok_or(Error::NotFound)
}

fn page(visitor: &Visitor, shop: &Shop, review: Review, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let page = ReportPage {
        name: visitor.lang.pick(&review.product_vi, &review.product_en).to_owned(),
        id: review.id.0,
        slug: review.product_slug,
        stars: review.stars,
        words: review.words,
        form,
    };
    visitor.page_with(shop, &page, status)
}

/// `GET /products/{slug}/reviews/{id}/report`
pub async fn ask(visitor: Visitor, shop: Shop, of: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (slug, id) = of.into_inner();
    let review = shown(&shop, &slug, id).await?;
    page(&visitor, &shop, review, Form::default(), StatusCode::OK)
}

/// `POST /products/{slug}/reviews/{id}/report`: `words` on what law or decency has against it.
pub async fn submit(
    visitor: Visitor,
    shop: Shop,
    of: web::Path<(String, i64)>,
    mut form: Form,
) -> Result<HttpResponse> {
    let (slug, id) = of.into_inner();
    let review = shown(&shop, &slug, id).await?;
    let Some(words) = form.optional_lines("words", MOST_WORDS).filter(|words| !words.is_empty()) else {
        form.refuse("words", "field-required");
        return page(&visitor, &shop, review, form, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, BY_ADDRESS, &visitor.address).await?;
    conn.transaction(async |conn| report::report(conn, review.id, Side::Visitor, None, None, &words).await).await?;
    drop(conn);
    Ok(visitor.go(&shop, &format!("/products/{slug}/reviews"), Some("review-report-thanks")))
}
