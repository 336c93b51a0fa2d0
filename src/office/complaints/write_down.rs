//! Writing a complaint down for a buyer who calls or comes: the same complaint, with a note of the office on how it came. A
//! picture is welcome and not asked for: who calls has none to send.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::pages::WritePage;
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::complaints::complaint;
use crate::complaints::kind::{self, Kind};
use crate::complaints::open::{self, New, OpenError, WISHES};
use crate::complaints::pages::Choice;
use crate::complaints::say::{self, Said, SayError, Side};
use crate::complaints::talk::{self, MOST_PHOTOS, Talk};
use crate::complaints::tell::TellWritten;
use crate::error::{Error, Result};
use crate::kernel::ids::{ComplaintId, ParcelId, ProducerId};
use crate::orders::queries::{self, OrderRow};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::jobs::{self, NewJob};
use crate::platform::{Shop, secrets, signals};
use crate::schema::{parcels, producers};

const MOST_HOW: usize = 200;

/// The parcel that somebody calls about.
struct About {
    order: OrderRow,
    parcel: ParcelId,
    number: i16,
    producer: ProducerId,
    household: String,
    /// What may be said of it now.
    kinds: Vec<Kind>,
    open: Option<ComplaintId>,
}

async fn about(clerk: &Clerk, conn: &mut Conn, code: &str, number: i16) -> Result<About> {
    let order = queries::by_code(conn, code).await?.ok_or(Error::NotFound)?;
    let found: Option<(ParcelId, ProducerId, String, String)> = parcels::table
        .inner_join(producers::table)
        .select((parcels::id, producers::id, producers::name_vi, producers::name_en))
        .filter(parcels::order_id.eq(order.id).and(parcels::number.eq(number)))
        .first(conn)
        .await
        .optional()?;
    let (parcel, producer, name_vi, name_en) = found.ok_or(Error::NotFound)?;
    let stands = open::stands(conn, parcel).await?.ok_or(Error::NotFound)?;
    let mut kinds = kind::list(conn).await?;
    kinds.retain(|kind| kind.fits(stands));
    let open = open::open_of(conn, parcel).await?;
    let household = clerk.visitor.lang.pick(&name_vi, &name_en).to_owned();
    Ok(About { order, parcel, number, producer, household, kinds, open })
}

fn page(shop: &Shop, about: About, mut form: Form, photos: &[String]) -> WritePage {
    let token = secrets::form_token_of(form.raw("token"));
    form.set("token", token);
    WritePage {
        order_code: about.order.code,
        number: about.number,
        household: about.household,
        buyer: about.order.buyer_name,
        kinds: about.kinds.into_iter().map(Choice::from).collect(),
        wishes: WISHES,
        form,
        photos: photos.len(),
        kept: talk::sealed(shop, photos),
        most_photos: MOST_PHOTOS,
    }
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
    let words = talk.words();
    let how = talk.form.line("how", MOST_HOW);
    let kind = about.kinds.iter().find(|kind| kind.word == talk.form.raw("kind")).cloned();
    if kind.is_none() {
        talk.form.refuse("kind", if about.kinds.is_empty() { "complaint-not-now" } else { "field-choose" });
    }
    let wish = WISHES.into_iter().find(|wish| *wish == talk.form.raw("wish"));
    if wish.is_none() {
        talk.form.refuse("wish", "field-choose");
    }
    let token = secrets::form_token_of(talk.form.raw("token"));
    let (Some(words), Some(how), Some(kind), Some(wish), true) = (words, how, kind, wish, talk.form.ok()) else {
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
