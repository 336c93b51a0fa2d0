//! The buyer's side: saying what is wrong with a parcel, following it, taking it back.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::ask::{self, About, Asked, Asking};
use super::complaint::{self, Complaint};
use super::open::{self, New, OpenError};
use super::pages::{NewPage, Reply, ShowPage, Thread, path};
use super::photos;
use super::say::{self, Said, SayError, Side};
use super::settle::{self, Outcome, SettleError};
use super::talk::{self, Talk};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::ids::ComplaintId;
use crate::orders::access::opened;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};

/// Each is told to a household by SMS, and may bring pictures.
const SAID: Limit = Limit { name: "complaint", hits: 20, seconds: 3600 };

async fn about(visitor: &Visitor, shop: &Shop, request: &HttpRequest, code: &str, number: i16) -> Result<About> {
    let order = opened(visitor, shop, request, code).await?;
    About::load(&mut *shop.db.conn().await?, order, number, visitor.lang).await
}

fn new_page(shop: &Shop, about: About, form: Form, photos: &[String]) -> NewPage {
    NewPage { asking: Asking::of(shop, about, form, photos) }
}

/// `GET /orders/{code}/parcels/{number}/complaint`: the form, or the complaint that is open.
pub async fn ask(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i16)>,
) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let about = about(&visitor, &shop, &request, &code, number).await?;
    if let Some(open) = about.open {
        return Ok(visitor.go(&shop, &path(&about.order.code, open), None));
    }
    visitor.page(&shop, &new_page(&shop, about, Form::default(), &[]))
}

/// `POST /orders/{code}/parcels/{number}/complaint`: `kind`, `wish`, `words`, up to four `photos`.
pub async fn submit(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i16)>,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let about = about(&visitor, &shop, &request, &code, number).await?;
    throttle::check(&shop, &mut *shop.db.conn().await?, SAID, &about.order.code).await?;
    let mut talk = talk::read(&visitor, &shop, &request, payload).await?;
    let Some(Asked { token, words, kind, wish }) = ask::read(&about, &mut talk, true) else {
        return again(&visitor, &shop, about, talk);
    };
    let account = visitor.account.as_ref().map(|account| account.id);
    let (parcel, photos) = (about.parcel, talk.photos.clone());
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            let (kind, words, photos) = (&kind, words.as_str(), photos.as_slice());
            let new = New { token: &token, parcel, kind, wish, words, photos, account, heard: false };
            open::open(conn, &new).await
        })
        .await;
    drop(conn);
    match outcome {
        Ok(id) => Ok(visitor.go(&shop, &path(&about.order.code, id), Some("complaint-sent"))),
        Err(OpenError::Another(id)) => {
            Ok(visitor.go(&shop, &path(&about.order.code, id), Some("complaint-open-already")))
        }
        Err(OpenError::NotFound) => Err(Error::NotFound),
        Err(OpenError::Failed(error)) => Err(error),
        Err(OpenError::NotNow) => {
            talk.form.refuse("kind", "complaint-not-now");
            again(&visitor, &shop, about, talk)
        }
        Err(OpenError::NoPhoto) => {
            talk.form.refuse("photos", "complaint-photo-needed");
            again(&visitor, &shop, about, talk)
        }
    }
}

fn again(visitor: &Visitor, shop: &Shop, about: About, talk: Talk) -> Result<HttpResponse> {
    let page = new_page(shop, about, talk.form, &talk.photos);
    visitor.page_with(shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
}

/// The complaint that an order's path names.
async fn of_order(visitor: &Visitor, shop: &Shop, request: &HttpRequest, code: &str, id: i64) -> Result<Complaint> {
    let order = opened(visitor, shop, request, code).await?;
    let found = complaint::find(&mut *shop.db.conn().await?, ComplaintId(id)).await?;
    found.filter(|complaint| complaint.order_id == order.id).ok_or(Error::NotFound)
}

async fn page(shop: &Shop, c: Complaint, reply: Reply, refused: Option<&'static str>) -> Result<ShowPage> {
    let here = path(&c.order_code, c.id);
    let thread = Thread::load(&mut *shop.db.conn().await?, c, false, here).await?;
    Ok(ShowPage { thread, reply, refused })
}

/// `GET /orders/{code}/complaints/{id}`
pub async fn show(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i64)>,
) -> Result<HttpResponse> {
    let (code, id) = of.into_inner();
    let found = of_order(&visitor, &shop, &request, &code, id).await?;
    visitor.page(&shop, &page(&shop, found, Reply::default(), None).await?)
}

/// `POST /orders/{code}/complaints/{id}`: `words` and `photos`.
pub async fn submit_words(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i64)>,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let (code, id) = of.into_inner();
    let found = of_order(&visitor, &shop, &request, &code, id).await?;
    throttle::check(&shop, &mut *shop.db.conn().await?, SAID, &found.order_code).await?;
    let mut talk = talk::read(&visitor, &shop, &request, payload).await?;
    let words = talk.words();
    let account = visitor.account.as_ref().map(|account| account.id);
    let here = path(&found.order_code, found.id);
    let (Some(words), true) = (words, talk.form.ok()) else {
        let reply = reply(&shop, talk);
        return visitor.page_with(&shop, &page(&shop, found, reply, None).await?, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let said = Said { side: Side::Buyer, account, inner: false, words: &words, photos: &talk.photos };
    let mut conn = shop.db.conn().await?;
    let outcome = conn.transaction(async |conn| say::say(conn, found.id, &said).await).await;
    drop(conn);
    match outcome {
        Ok(()) => Ok(visitor.go(&shop, &here, Some("complaint-said"))),
        Err(SayError::Failed(error)) => Err(error),
        Err(SayError::NotFound) => Err(Error::NotFound),
        Err(SayError::Ended) => {
            let again = of_order(&visitor, &shop, &request, &code, id).await?;
            let page = page(&shop, again, reply(&shop, talk), Some("complaint-ended")).await?;
            visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
    }
}

/// A form to say something as it comes back.
#[must_use]
pub fn reply(shop: &Shop, talk: Talk) -> Reply {
    Reply { photos: talk.photos.len(), kept: talk::sealed(shop, &talk.photos), form: talk.form }
}

/// `POST /orders/{code}/complaints/{id}/withdrawal`
pub async fn withdraw(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i64)>,
) -> Result<HttpResponse> {
    let (code, id) = of.into_inner();
    let found = of_order(&visitor, &shop, &request, &code, id).await?;
    let account = visitor.account.as_ref().map(|account| account.id);
    let here = path(&found.order_code, found.id);
    let mut conn = shop.db.conn().await?;
    let outcome =
        conn.transaction(async |conn| settle::settle(conn, found.id, &Outcome::Withdrawn, "", account).await).await;
    drop(conn);
    match outcome {
        Ok(_) => Ok(visitor.go(&shop, &here, Some("complaint-withdrawn"))),
        Err(SettleError::Ended) if found.outcome.as_deref() == Some("withdrawn") => Ok(visitor.go(&shop, &here, None)),
        Err(SettleError::Failed(error)) => Err(error),
        Err(SettleError::NotFound) => Err(Error::NotFound),
        Err(SettleError::Ended | SettleError::Refund(_)) => {
            let again = of_order(&visitor, &shop, &request, &code, id).await?;
            let page = page(&shop, again, Reply::default(), Some("complaint-ended")).await?;
            visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
    }
}

/// `GET /orders/{code}/complaints/{id}/photos/{message}/{nth}`
pub async fn photo(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i64, i64, usize)>,
) -> Result<HttpResponse> {
    let (code, id, message, nth) = of.into_inner();
    let found = of_order(&visitor, &shop, &request, &code, id).await?;
    photos::show(&shop, found.id, (message, nth), false).await
}
