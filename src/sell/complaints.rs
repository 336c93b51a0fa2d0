//! `/sell/complaints`: what buyers say of the household's parcels, and its answer.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use super::behalf::Thing;
use super::http::desk;
use super::pages::Desk;
use crate::accounts::actors::Member;
use crate::complaints::complaint::{self, Complaint};
use crate::complaints::http::reply;
use crate::complaints::list::{self, Which};
use crate::complaints::pages::{Reply, Row, Thread};
use crate::complaints::replace::{self, ReplaceError};
use crate::complaints::say::{self, Said, SayError, Side};
use crate::complaints::{photos, talk};
use crate::error::{Error, Result};
use crate::kernel::ids::ComplaintId;
use crate::platform::Shop;
use crate::platform::views::Page;

const PAGE: usize = 25;

#[derive(Serialize)]
struct ListPage {
    desk: Desk,
    rows: Vec<Row>,
    which: &'static str,
    all: [&'static str; 4],
    next: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "sell/complaints.html";
}

#[derive(Serialize)]
struct ShowPage {
    desk: Desk,
    #[serde(flatten)]
    thread: Thread,
    reply: Reply,
    refused: Option<&'static str>,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "sell/complaint.html";
}

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    which: String,
    #[serde(default)]
    after: String,
}

/// `GET /sell/complaints`
pub async fn list(member: Member, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let which = Which::parse(&filter.which);
    let mut conn = shop.db.conn().await?;
    let (rows, next) = list::list(&mut conn, Some(member.producer), which, filter.after.parse().ok(), PAGE).await?;
    let desk = desk(&mut conn, &member).await?;
    drop(conn);
    let page = ListPage {
        desk,
        rows: rows.into_iter().map(Row::from).collect(),
        which: which.as_str(),
        all: Which::ALL.map(Which::as_str),
        next: next.map(|cursor| format!("which={}&after={cursor}", which.as_str())),
    };
    member.visitor.page(&shop, &page)
}

/// A complaint about a parcel of one of the member's households.
async fn own(member: &Member, shop: &Shop, id: i64) -> Result<Complaint> {
    let found = complaint::find(&mut *shop.db.conn().await?, ComplaintId(id)).await?;
    found.filter(|c| member.producers.contains(&c.producer_id)).ok_or(Error::NotFound)
}

async fn page(
    member: &Member,
    shop: &Shop,
    c: Complaint,
    reply: Reply,
    refused: Option<&'static str>,
) -> Result<ShowPage> {
    let mut conn = shop.db.conn().await?;
    let here = format!("/sell/complaints/{}", c.id);
    let thread = Thread::load(&mut conn, c, false, here).await?;
    Ok(ShowPage { desk: desk(&mut conn, member).await?, thread, reply, refused })
}

/// `GET /sell/complaints/{id}`
pub async fn show(member: Member, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let found = own(&member, &shop, *id).await?;
    member.visitor.page(&shop, &page(&member, &shop, found, Reply::default(), None).await?)
}

/// `POST /sell/complaints/{id}`: `words` and `photos`, the household's answer.
pub async fn submit(
    member: Member,
    shop: Shop,
    request: HttpRequest,
    id: web::Path<i64>,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let found = own(&member, &shop, *id).await?;
    let mut talk = talk::read(&member.visitor, &shop, &request, payload).await?;
    let words = talk.words();
    let (Some(words), true) = (words, talk.form.ok()) else {
        let page = page(&member, &shop, found, reply(&shop, talk), None).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let said = Said {
        side: Side::Household,
        account: Some(member.account),
        inner: false,
        words: &words,
        photos: &talk.photos,
    };
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            let before = Thing::Complaint(found.id).before(conn, &member).await?;
            say::say(conn, found.id, &said).await?;
            before.log(conn, &member, "complaint.answered", found.code()).await.map_err(SayError::from)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(()) => Ok(member.visitor.go(&shop, &format!("/sell/complaints/{}", found.id), Some("complaint-said"))),
        Err(SayError::Failed(error)) => Err(error),
        Err(SayError::NotFound) => Err(Error::NotFound),
        Err(SayError::Ended) => {
            let again = own(&member, &shop, *id).await?;
            let page = page(&member, &shop, again, reply(&shop, talk), Some("complaint-ended")).await?;
            member.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
    }
}

/// `POST /sell/complaints/{id}/replacement`: the goods are on their way again.
pub async fn replaced(member: Member, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let found = own(&member, &shop, *id).await?;
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let before = Thing::Complaint(found.id).before(conn, &member).await?;
            replace::end(conn, found.id, true, Side::Household, member.account).await?;
            before.log(conn, &member, "complaint.replaced", found.code()).await.map_err(ReplaceError::from)
        })
        .await;
    drop(conn);
    match done {
        Ok(()) => {
            Ok(member.visitor.go(&shop, &format!("/sell/complaints/{}", found.id), Some("complaint-again-noted")))
        }
        Err(ReplaceError::Failed(error)) => Err(error),
        Err(ReplaceError::NotFound) => Err(Error::NotFound),
        Err(ReplaceError::NothingOwed) => {
            let again = own(&member, &shop, *id).await?;
            let page = page(&member, &shop, again, Reply::default(), Some("complaint-nothing-owed")).await?;
            member.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
    }
}

/// `GET /sell/complaints/{id}/photos/{message}/{nth}`
pub async fn photo(member: Member, shop: Shop, of: web::Path<(i64, i64, usize)>) -> Result<HttpResponse> {
    let (id, message, nth) = of.into_inner();
    let found = own(&member, &shop, id).await?;
    photos::show(&shop, found.id, (message, nth), false).await
}
