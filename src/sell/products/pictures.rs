//! The photos of an open revision, one by one, as script sends and moves them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::json;

use super::posted::{self, AttachError, Refused};
use super::show::{self, Said};
use crate::accounts::actors::{Member, Seller};
use crate::catalog::revision::load::{self, Shown};
use crate::catalog::revision::pictures::{self, Act, PictureError};
use crate::error::{Error, Result};
use crate::kernel::ids::{PictureId, ProductId};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::{Shop, locales};
use crate::sell::behalf::Thing;

/// What script is told after each change.
#[derive(Serialize)]
struct There {
    seq: i32,
    pictures: Vec<Shown>,
    /// Why the last photo is not among them, in words.
    refused: Option<String>,
}

/// The number of the open revision and its pictures.
pub async fn there(conn: &mut Conn, member: &Member, product: ProductId) -> Result<(i32, Vec<Shown>)> {
    let found = load::latest(conn, member.producer, product).await?.ok_or(Error::NotFound)?;
    Ok((found.seq, found.pictures))
}

/// `POST /sell/products/{id}/pictures`: takes photos in and puts them behind the others.
pub async fn add(
    Seller(member): Seller,
    shop: Shop,
    id: web::Path<i64>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let product = ProductId(*id);
    let mut conn = shop.db.conn().await?;
    // Whose product it is comes before the work.
    there(&mut conn, &member, product).await?;
    drop(conn);
    let posted = posted::read(&member, &shop, &request, payload).await?;
    // Script sends it again by itself.
    if posted.busy && posted::by_script(&request) {
        return Err(Error::Busy);
    }
    let mut conn = shop.db.conn().await?;
    let mut refused = posted.refused;
    // Script sends a photo each time: one without a byte is left out on the way.
    if refused.is_empty() && posted.pictures.is_empty() && posted::by_script(&request) {
        refused.push(Refused::all("media-not-a-picture"));
    }
    match posted::attach(&mut conn, &member, product, &posted.pictures).await {
        Ok(()) => {}
        Err(AttachError::Refused(sentence)) => refused.push(Refused::all(sentence)),
        Err(AttachError::NotFound) => return Err(Error::Conflict("listing-not-open")),
        Err(AttachError::Failed(error)) => return Err(error),
    }
    let (seq, pictures) = there(&mut conn, &member, product).await?;
    drop(conn);
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if !posted::by_script(&request) {
        if !refused.is_empty() {
            return show::refuse(&shop, &member, product, status, Said { photo_refused: refused, ..Said::default() })
                .await;
        }
        return Ok(member.visitor.go(&shop, &format!("/sell/products/{product}"), Some("listing-photos-added")));
    }
    let refused = refused.first().map(|refused| locales::text(member.visitor.lang, refused.key));
    Ok(HttpResponse::build(status).json(There { seq, pictures, refused }))
}

/// `POST /sell/products/{id}/pictures/act`: `do=to-7-2` (to the second place), `cover-7`, `remove-7`, or `order-7.5.9`.
pub async fn act(
    Seller(member): Seller,
    shop: Shop,
    id: web::Path<i64>,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse> {
    let product = ProductId(*id);
    let wish = parse(form.raw("do")).ok_or(Error::BadRequest("error-form-unreadable"))?;
    let mut conn = shop.db.conn().await?;
    there(&mut conn, &member, product).await?;
    apply(&mut conn, &member, product, &wish).await?;
    let (seq, pictures) = there(&mut conn, &member, product).await?;
    if posted::by_script(&request) {
        return Ok(HttpResponse::Ok().json(json!({"seq": seq, "pictures": pictures})));
    }
    Ok(member.visitor.go(&shop, &format!("/sell/products/{product}"), None))
}

/// Does it; what is at the office already is told so.
pub async fn apply(conn: &mut Conn, member: &Member, product: ProductId, wish: &Act) -> Result<()> {
    let done = conn
        .transaction(async |conn| {
            let before = Thing::Product(product).before(conn, member).await?;
            pictures::act(conn, member.producer, product, wish).await?;
            Ok::<(), PictureError>(before.log(conn, member, "product.photos", product.to_string()).await?)
        })
        .await;
    match done {
        Ok(()) => Ok(()),
        Err(PictureError::Failed(error)) => Err(error),
        Err(_) => Err(Error::Conflict("listing-not-open")),
    }
}

/// What a button means.
#[must_use]
pub fn parse(wish: &str) -> Option<Act> {
    let (verb, rest) = wish.split_once('-')?;
    let id = || rest.parse().ok().map(PictureId);
    match verb {
        "to" => {
            let (id, place) = rest.split_once('-')?;
            Some(Act::To(PictureId(id.parse().ok()?), place.parse().ok()?))
        }
        "cover" => id().map(Act::Cover),
        "remove" => id().map(Act::Remove),
        "order" if rest.len() < 400 => {
            rest.split('.').map(|id| id.parse().ok().map(PictureId)).collect::<Option<_>>().map(Act::Order)
        }
        _ => None,
    }
}
