//! The buyer has the box: four digits from the buyer's page, typed in at the door, or a picture.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::behalf::Thing;
use super::move_on::{Move, MoveError, move_on};
use super::parcel_page::{Forms, refuse};
use super::queries;
use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::orders::parcel::ParcelState;
use crate::orders::photo::{self, PhotoError};
use crate::orders::receipt;
use crate::people::erase::DropPhotos;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::jobs::{self, NewJob};
use crate::platform::throttle::{self, Limit};
use crate::platform::upload::{self, UploadError};

/// Four digits are 10,000 guesses: at this pace, weeks.
const TRIES: Limit = Limit { name: "receive-code", hits: 8, seconds: 3600 };

/// `POST /sell/parcels/{code}/receive`: the buyer's `code`; `cash` came with it.
pub async fn submit(member: Member, shop: Shop, code: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    throttle::check(&shop, &mut conn, TRIES, &parcel.code).await?;
    if !receipt::fits(&shop.config.secret_key, parcel.id, form.raw("code")) {
        form.refuse("code", "sell-receive-wrong");
        let forms = Forms { receive: form, ..Forms::default() };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return refuse(conn, &member, &shop, &code, forms, status, "sell-receive-wrong").await;
    }
    let asked =
        Move { cash: form.ticked("cash"), ..Move::of(&parcel, ParcelState::HandedOver, ParcelState::Delivered) };
    let today = shop.clock.today();
    let outcome = conn
        .transaction(async |conn| {
            move_on(conn, &asked, &member, today).await?;
            receipt::note_code(conn, parcel.id, member.account).await?;
            Ok::<_, MoveError>(())
        })
        .await;
    let here = format!("/sell/parcels/{}", parcel.code);
    match outcome {
        Ok(()) => Ok(member.visitor.go(&shop, &here, Some("sell-receive-done"))),
        Err(MoveError::Already) => Ok(member.visitor.go(&shop, &here, Some("sell-already-done"))),
        Err(MoveError::NotFound) => Err(Error::NotFound),
        Err(MoveError::Failed(error)) => Err(error),
        Err(
            MoveError::MovedOn(_)
            | MoveError::NotWeighed
            | MoveError::Recalled
            | MoveError::TooSoon
            | MoveError::Illegal
            | MoveError::CashCollected,
        ) => {
            let forms = Forms { receive: form, ..Forms::default() };
            refuse(conn, &member, &shop, &code, forms, StatusCode::CONFLICT, "sell-moved-on").await
        }
    }
}

/// `POST /sell/parcels/{code}/photo`: of a parcel that has left, before its buyer has it or after.
pub async fn submit_photo(
    member: Member,
    shop: Shop,
    request: HttpRequest,
    code: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    drop(conn);
    upload::admit(&shop, member.account).await?;
    let upload = upload::read(&shop, &request, payload, &member.visitor.sender(), photo::MOST_BYTES).await;
    let kept = match upload {
        _ if !matches!(parcel.stands, ParcelState::HandedOver | ParcelState::Delivered) => Err("sell-moved-on"),
        Err(UploadError::Busy) => return Err(Error::Busy),
        Err(UploadError::TooLarge(_)) => Err("sell-photo-large"),
        Err(UploadError::Unreadable) => Err("sell-photo-none"),
        Ok(upload) if upload.file.is_empty() => Err("sell-photo-none"),
        Ok(upload) => match photo::keep(&shop, &upload.file).await {
            Ok(name) => Ok(name),
            Err(PhotoError::NotAPicture) => Err("sell-photo-none"),
            Err(PhotoError::TooManyPixels) => Err("media-too-many-pixels"),
            Err(PhotoError::Failed(error)) => return Err(error),
        },
    };
    let mut conn = shop.db.conn().await?;
    match kept {
        Ok(name) => {
            conn.transaction(async |conn| {
                let before = Thing::Parcel(parcel.id).before(conn, &member).await?;
                if let Some(old) = receipt::note_photo(conn, parcel.id, &name, member.account).await? {
                    let gone = NewJob::of(&DropPhotos { names: vec![old] }).map_err(Error::from)?;
                    jobs::enqueue(conn, &[gone]).await?;
                }
                before.log(conn, &member, "parcel.photo", &parcel.code).await
            })
            .await?;
            let here = format!("/sell/parcels/{}", parcel.code);
            Ok(member.visitor.go(&shop, &here, Some("sell-photo-done")))
        }
        Err(sentence) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            refuse(conn, &member, &shop, &code, Forms::default(), status, sentence).await
        }
    }
}

/// `GET /sell/parcels/{code}/photo`
pub async fn photo(member: Member, shop: Shop, code: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    photo::show(&shop, &mut conn, parcel.id).await
}
