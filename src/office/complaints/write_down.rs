//! Writing a complaint down for a buyer who calls or comes: the same complaint, with a note of the office on how it came. A
//! picture is welcome and not asked for: who calls has none to send.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::pages::WritePage;
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::complaints::ask::{self, About, Asked, Asking};
use crate::complaints::complaint;
use crate::complaints::open::{self, New, OpenError};
use crate::complaints::say::{self, Said, SayError, Side};
use crate::complaints::talk::{self, Talk};
use crate::complaints::tell::TellWritten;
use crate::error::{Error, Result};
use crate::kernel::ids::ComplaintId;
use crate::orders::queries;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::jobs::{self, NewJob};
use crate::platform::{Shop, signals};

const MOST_HOW: usize = 200;

/// The parcel that somebody calls about.
async fn about(clerk: &Clerk, conn: &mut Conn, code: &str, number: i16) -> Result<About> {
    let order = queries::by_code(conn, code).await?.ok_or(Error::NotFound)?;
    About::load(conn, order, number, clerk.visitor.lang).await
}

fn page(shop: &Shop, about: About, form: Form, photos: &[String]) -> WritePage {
    let buyer = about.order.buyer_name.clone();
    WritePage { asking: Asking::of(shop, about, form, photos), buyer }
}

fn at(id: ComplaintId) -> String {
    format!("/office/complaints/{id}")
}

/// `GET /office/orders/{code}/parcels/{number}/complaint`: the form, or the complaint that is open.
pub async fn ask(clerk: Clerk, shop: Shop, of: web::Path<(String, i16)>) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let mut conn = shop.db.conn().await?;
    let about = about(&clerk, &mut conn, &code, number).await?;
    drop(conn);
    if let Some(open) = about.open {
        return Ok(clerk.visitor.go(&shop, &at(open), Some("complaint-open-already")));
    }
    clerk.visitor.page(&shop, &page(&shop, about, Form::default(), &[]))
}

/// `POST /office/orders/{code}/parcels/{number}/complaint`: `kind`, `wish`, `words` as the buyer said them, `how` they came.
pub async fn submit(
    clerk: Clerk,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i16)>,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let mut conn = shop.db.conn().await?;
    let about = about(&clerk, &mut conn, &code, number).await?;
    drop(conn);
    let mut talk = talk::read(&clerk.visitor, &shop, &request, payload).await?;
    let how = talk.form.line("how", MOST_HOW);
    let asked = ask::read(&about, &mut talk, false);
    let (Some(Asked { token, words, kind, wish }), Some(how)) = (asked, how) else {
        return again(&clerk, &shop, about, talk);
    };
    let photos = talk.photos.clone();
    let (parcel, producer) = (about.parcel, about.producer);
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            let new = New {
                token: &token,
                parcel,
                kind: &kind,
                wish,
                words: &words,
                photos: &photos,
                account: None,
                heard: true,
            };
            let id = open::open(conn, &new).await?;
            // The same form again is the complaint that it opened.
            if complaint::messages(conn, id, true).await?.len() == 1 {
                let note =
                    Said { side: Side::Office, account: Some(clerk.account), inner: true, words: &how, photos: &[] };
                say::say(conn, id, &note).await.map_err(|error| match error {
                    SayError::Failed(error) => OpenError::Failed(error),
                    SayError::NotFound | SayError::Ended => OpenError::NotFound,
                })?;
                let tell = NewJob::of(&TellWritten { complaint: id }).map_err(Error::from)?.once(id.to_string());
                jobs::enqueue(conn, &[tell]).await?;
                signals::send(conn, signals::EVENTS).await?;
                let act = clerk.act("complaint.written").of(producer).on(complaint::code(id)).because(&how);
                acts::record(conn, &act).await?;
            }
            Ok::<ComplaintId, OpenError>(id)
        })
        .await;
    drop(conn);
    match outcome {
        Ok(id) => Ok(clerk.visitor.go(&shop, &at(id), Some("complaint-written-down"))),
        Err(OpenError::Another(id)) => Ok(clerk.visitor.go(&shop, &at(id), Some("complaint-open-already"))),
        Err(OpenError::NotFound) => Err(Error::NotFound),
        Err(OpenError::Failed(error)) => Err(error),
        Err(OpenError::NotNow | OpenError::NoPhoto) => {
            talk.form.refuse("kind", "complaint-not-now");
            again(&clerk, &shop, about, talk)
        }
    }
}

fn again(clerk: &Clerk, shop: &Shop, about: About, talk: Talk) -> Result<HttpResponse> {
    let page = page(shop, about, talk.form, &talk.photos);
    clerk.visitor.page_with(shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
}
