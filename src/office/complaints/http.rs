//! The list, one complaint with all that was said, the office's words and its decision.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::about;
use super::decide::{self, Left};
use super::pages::{ListPage, ShowPage};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::complaints::complaint::{self, Complaint};
use crate::complaints::http::reply;
use crate::complaints::list::{self, Which};
use crate::complaints::pages::{Reply, Row, Thread};
use crate::complaints::replace::{self, ReplaceError};
use crate::complaints::say::{self, Said, SayError, Side};
use crate::complaints::settle::{self, Outcome, SettleError};
use crate::complaints::{photos, talk};
use crate::error::{Error, Result};
use crate::kernel::ids::ComplaintId;
use crate::office::inbox::claims;
use crate::office::money::refund_form;
use crate::orders::queries;
use crate::payments::parcel_money;
use crate::payments::refund::Way;
use crate::platform::Shop;
use crate::platform::forms::Form;

const PAGE: usize = 25;

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    pub which: String,
    #[serde(default)]
    after: String,
}

/// `GET /office/complaints`: what waits, the most urgent first.
pub async fn list(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let which = Which::parse(&filter.which);
    let mut conn = shop.db.conn().await?;
    let (rows, next) = list::list(&mut conn, None, which, filter.after.parse().ok(), PAGE).await?;
    drop(conn);
    let page = ListPage {
        rows: rows.into_iter().map(Row::from).collect(),
        which: which.as_str(),
        all: Which::ALL.map(Which::as_str),
        next: next.map(|cursor| format!("which={}&after={cursor}", which.as_str())),
    };
    clerk.visitor.page(&shop, &page)
}

pub(super) async fn find(shop: &Shop, id: i64) -> Result<Complaint> {
    complaint::find(&mut *shop.db.conn().await?, ComplaintId(id)).await?.ok_or(Error::NotFound)
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    c: Complaint,
    reply: Reply,
    mut decision: Form,
    refused: Option<&'static str>,
) -> Result<ShowPage> {
    let mut conn = shop.db.conn().await?;
    let order = queries::by_id(&mut conn, c.order_id).await?.ok_or(Error::NotFound)?;
    let money = parcel_money::load(&mut conn, c.parcel_id).await?;
    let here = format!("/office/complaints/{}", c.id);
    let ways = match order.payment_method.as_str() {
        "card" => vec![Way::Card, Way::BankTransfer, Way::Cash],
        "bank_transfer" => vec![Way::BankTransfer, Way::Cash],
        _ => vec![Way::Cash, Way::BankTransfer],
    };
    if !decision.has("outcome") {
        decision.set("outcome", if c.wish == "replacement" { "replacement" } else { "refund" });
    }
    let held = claims::held(&mut conn, &[("complaint", c.id.0)], clerk.account).await?;
    let about = about::load(&mut conn, c.parcel_id).await?;
    let goods = about::goods(&mut conn, c.parcel_id, clerk.visitor.lang).await?;
    let of_order = about::of_order(&mut conn, c.order_id).await?;
    let back = of_order.iter().find(|other| other.id == c.id).and_then(|own| own.refund);
    let thread = Thread::load(&mut conn, c, true, here).await?;
    Ok(ShowPage {
        thread,
        held,
        reply,
        decision,
        goods_left: money.goods_left(),
        shipping_left: money.shipping_left(),
        ways,
        buyer_phone: order.buyer_phone,
        about,
        goods,
        back,
        refused,
    })
}

/// `GET /office/complaints/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let found = find(&shop, *id).await?;
    clerk.visitor.page(&shop, &page(&clerk, &shop, found, Reply::default(), Form::default(), None).await?)
}

/// `POST /office/complaints/{id}`: `words` and `photos`; with `inner`, for the office only.
pub async fn submit(
    clerk: Clerk,
    shop: Shop,
    request: HttpRequest,
    id: web::Path<i64>,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let found = find(&shop, *id).await?;
    let mut talk = talk::read(&clerk.visitor, &shop, &request, payload).await?;
    let words = talk.words();
    let (Some(words), true) = (words, talk.form.ok()) else {
        let page = page(&clerk, &shop, found, reply(&shop, talk), Form::default(), None).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let inner = talk.form.ticked("inner");
    let said = Said { side: Side::Office, account: Some(clerk.account), inner, words: &words, photos: &talk.photos };
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            claims::hold(conn, "complaint", found.id.0, clerk.account).await?;
            say::say(conn, found.id, &said).await?;
            let act = clerk.act(if inner { "complaint.noted" } else { "complaint.answered" });
            let act = act.of(found.producer_id).on(found.code()).shown_by(Evidence::Said);
            acts::record(conn, &act).await.map_err(SayError::from)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(()) => Ok(clerk.visitor.go(&shop, &format!("/office/complaints/{}", found.id), Some("complaint-said"))),
        Err(SayError::Failed(Error::Conflict(held))) => {
            let page = page(&clerk, &shop, found, reply(&shop, talk), Form::default(), Some(held)).await?;
            clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
        Err(SayError::Failed(error)) => Err(error),
        Err(SayError::NotFound) => Err(Error::NotFound),
        Err(SayError::Ended) => {
            let again = find(&shop, *id).await?;
            let page = page(&clerk, &shop, again, reply(&shop, talk), Form::default(), Some("complaint-ended")).await?;
            clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
    }
}

/// `POST /office/complaints/{id}/decision`: once; money goes back in the same act.
pub async fn decide(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let found = find(&shop, *id).await?;
    let mut conn = shop.db.conn().await?;
    let money = parcel_money::load(&mut conn, found.parcel_id).await?;
    let left = Left { goods: money.goods_left(), shipping: money.shipping_left() };
    let Some((outcome, words)) = decide::read(&mut form, left, shop.clock.today()) else {
        drop(conn);
        let page = page(&clerk, &shop, found, Reply::default(), form, Some("complaint-not-decided")).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let settled = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "complaint", found.id.0, clerk.account).await?;
            let refund = settle::settle(conn, found.id, &outcome, &words, Some(clerk.account)).await?;
            let now = match (&outcome, refund) {
                (Outcome::Refund { way, .. }, Some(refund)) => {
                    json!({ "outcome": outcome.as_str(), "refund": refund.0, "way": way.as_str() })
                }
                _ => json!({ "outcome": outcome.as_str() }),
            };
            let act = clerk
                .act("complaint.decided")
                .of(found.producer_id)
                .on(found.code())
                .changed(Value::Null, now)
                .because(&words);
            acts::record(conn, &act).await?;
            Ok::<_, SettleError>(from)
        })
        .await;
    drop(conn);
    let refused = match settled {
        Ok(from) => {
            let here = format!("/office/complaints/{}", found.id);
            return Ok(claims::go(&clerk, &shop, &from, &here, "complaint-decided"));
        }
        Err(SettleError::Failed(Error::Conflict(held))) => Some(held),
        Err(SettleError::Failed(error)) => return Err(error),
        Err(SettleError::NotFound) => return Err(Error::NotFound),
        Err(SettleError::Ended) => Some("complaint-ended"),
        Err(SettleError::Refund(why)) => refund_form::told(&mut form, "share", &why),
    };
    let again = find(&shop, *id).await?;
    let page = page(&clerk, &shop, again, Reply::default(), form, refused).await?;
    clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
}

/// `POST /office/complaints/{id}/replacement`: how what was to be sent again ended: `end` is `sent` or `other`, and `words` say why
/// the office says so and not the household.
pub async fn replaced(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let found = find(&shop, *id).await?;
    let sent = match form.raw("end") {
        "sent" => Some(true),
        "other" => Some(false),
        _ => {
            form.refuse("end", "field-choose");
            None
        }
    };
    let words = form.line("words", decide::MOST_WORDS);
    let (Some(sent), Some(words)) = (sent, words) else {
        let page = page(&clerk, &shop, found, Reply::default(), form, None).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "complaint", found.id.0, clerk.account).await?;
            replace::end(conn, found.id, sent, Side::Office, clerk.account).await?;
            let act = clerk.act(if sent { "complaint.replaced" } else { "complaint.unreplaced" });
            acts::record(conn, &act.of(found.producer_id).on(found.code()).because(&words)).await?;
            Ok::<_, ReplaceError>(from)
        })
        .await;
    drop(conn);
    let sentence = match done {
        Ok(from) => {
            let here = format!("/office/complaints/{}", found.id);
            return Ok(claims::go(&clerk, &shop, &from, &here, "complaint-again-noted"));
        }
        Err(ReplaceError::NothingOwed) => "complaint-nothing-owed",
        Err(ReplaceError::Failed(Error::Conflict(held))) => held,
        Err(ReplaceError::Failed(error)) => return Err(error),
        Err(ReplaceError::NotFound) => return Err(Error::NotFound),
    };
    let again = find(&shop, *id).await?;
    let page = page(&clerk, &shop, again, Reply::default(), form, Some(sentence)).await?;
    clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
}

/// `GET /office/complaints/{id}/photos/{message}/{nth}`
pub async fn photo(_clerk: Clerk, shop: Shop, of: web::Path<(i64, i64, usize)>) -> Result<HttpResponse> {
    let (id, message, nth) = of.into_inner();
    photos::show(&shop, ComplaintId(id), (message, nth), true).await
}
