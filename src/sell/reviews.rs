//! `/sell/reviews`: what buyers say of the household's goods, its answer, and the way to ask the office to look at one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use super::behalf::Thing;
use super::http::desk;
use super::pages::Desk;
use crate::accounts::actors::Member;
use crate::catalog::revision::phrases;
use crate::catalog::stars::{self, Rating};
use crate::error::{Error, Result};
use crate::kernel::ids::ReviewId;
use crate::kernel::paging::Cursor;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::reviews::list::{self, Review, Row};
use crate::reviews::reply::{self, ReplyError};
use crate::reviews::report::{self, Side};

const PAGE: usize = 20;

#[derive(Serialize)]
struct ListPage {
    desk: Desk,
    rating: Option<Rating>,
    rows: Vec<Row>,
    /// Of the one that came back: `words-{id}` to answer it, `report-{id}` to have it looked at.
    form: Form,
    /// Only the one that came back is shown.
    alone: bool,
    next: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "sell/reviews.html";
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
}

async fn page(
    member: &Member,
    shop: &Shop,
    (rows, next): (Vec<Review>, Option<Cursor>),
    back: Option<(Form, StatusCode)>,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let rating = stars::of_producer(&mut conn, member.producer, member.visitor.lang).await?;
    let desk = desk(&mut conn, member).await?;
    drop(conn);
    let alone = back.is_some();
    let (form, status) = back.unwrap_or((Form::default(), StatusCode::OK));
    let page = ListPage {
        desk,
        rating,
        rows: rows.into_iter().map(Row::from).collect(),
        form,
        alone,
        next: next.map(|cursor| format!("after={cursor}")),
    };
    member.visitor.page_with(shop, &page, status)
}

/// `GET /sell/reviews?after=`: those without an answer first.
pub async fn list(member: Member, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let rows = list::of_household(&mut conn, member.producer, asked.after.parse().ok(), PAGE).await?;
    drop(conn);
    page(&member, &shop, rows, None).await
}

/// A review of one of the member's households that is still there.
async fn own(member: &Member, shop: &Shop, id: i64) -> Result<Review> {
    let found = list::find(&mut *shop.db.conn().await?, ReviewId(id)).await?;
    found.filter(|r| !r.withdrawn && member.producers.contains(&r.producer_id)).ok_or(Error::NotFound)
}

/// `POST /sell/reviews/{id}`: `words-{id}`, the household's answer, or a better one within a day.
pub async fn reply(member: Member, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let found = own(&member, &shop, *id).await?;
    let field = format!("words-{id}");
    let Some(words) = form.optional_lines(&field, reply::MOST_WORDS).filter(|words| !words.is_empty()) else {
        form.refuse(&field, "field-required");
        return page(&member, &shop, (vec![found], None), Some((form, StatusCode::UNPROCESSABLE_ENTITY))).await;
    };
    let mut conn = shop.db.conn().await?;
    // It stands on the product's page: what its description may not claim, an answer below it may not either.
    let banned = phrases::all(&mut conn).await?;
    if phrases::found(&banned, &words).is_some() {
        drop(conn);
        form.refuse(&field, "listing-claim");
        return page(&member, &shop, (vec![found], None), Some((form, StatusCode::UNPROCESSABLE_ENTITY))).await;
    }
    let outcome = conn
        .transaction(async |conn| {
            let before = Thing::Review(found.id).before(conn, &member).await?;
            reply::reply(conn, found.id, found.producer_id, member.account, &words).await?;
            before.log(conn, &member, "review.answered", format!("DG{}", found.id)).await.map_err(ReplyError::from)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(()) => Ok(member.visitor.go(&shop, "/sell/reviews", Some("review-replied"))),
        Err(ReplyError::Failed(error)) => Err(error),
        Err(ReplyError::NotFound) => Err(Error::NotFound),
        Err(ReplyError::Over) => {
            form.refuse(&field, "review-reply-over");
            page(&member, &shop, (vec![found], None), Some((form, StatusCode::CONFLICT))).await
        }
    }
}

/// `POST /sell/reviews/{id}/report`: `report-{id}` on what law or decency has against it.
pub async fn report(member: Member, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let found = own(&member, &shop, *id).await?;
    let field = format!("report-{id}");
    let Some(words) = form.optional_lines(&field, report::MOST_WORDS).filter(|words| !words.is_empty()) else {
        form.refuse(&field, "field-required");
        return page(&member, &shop, (vec![found], None), Some((form, StatusCode::UNPROCESSABLE_ENTITY))).await;
    };
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| {
        let (owner, by) = (Some(found.producer_id), Some(member.account));
        let before = Thing::Review(found.id).before(conn, &member).await?;
        report::report(conn, found.id, Side::Household, owner, by, &words).await?;
        before.log(conn, &member, "review.reported", format!("DG{}", found.id)).await
    })
    .await?;
    drop(conn);
    Ok(member.visitor.go(&shop, "/sell/reviews", Some("review-report-thanks")))
}
