//! `/sell/harvests`: the list, a new one, a change, and the end of one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Deserialize;

use super::form;
use super::pages::{Choice, HarvestCard, HarvestPage, HarvestsPage};
use crate::accounts::actors::{Member, Seller};
use crate::catalog::harvest::queries::{self, Harvest};
use crate::catalog::harvest::state::HarvestState;
use crate::catalog::harvest::write::{self, HarvestError};
use crate::error::{Error, Result};
use crate::kernel::ids::{HarvestId, ProductId};
use crate::kernel::paging::Cursor;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::sell::behalf::Thing;
use crate::sell::http::desk;

const PAGE: usize = 20;
const NEW: &str = "/sell/harvests/new";

#[derive(Deserialize)]
pub struct At {
    after: Option<String>,
}

/// `GET /sell/harvests`
pub async fn list(Seller(member): Seller, shop: Shop, at: web::Query<At>) -> Result<HttpResponse> {
    let after: Option<Cursor> = at.after.as_deref().and_then(|text| text.parse().ok());
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let (harvests, next) = queries::list(&mut conn, member.producer, after, PAGE).await?;
    drop(conn);
    let lang = member.visitor.lang;
    let page = HarvestsPage {
        desk,
        harvests: harvests.iter().map(|h| HarvestCard::of(h, lang)).collect(),
        next: next.map(|cursor| cursor.to_string()),
        later: after.is_some(),
    };
    member.visitor.page(&shop, &page)
}

#[derive(Deserialize)]
pub struct Of {
    product: Option<String>,
}

/// `GET /sell/harvests/new`, of the product that a link names.
pub async fn new(Seller(member): Seller, shop: Shop, of: web::Query<Of>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let mut blank = Form::default();
    blank.set("opens_on", shop.clock.today().to_string());
    blank.set("product", of.product.clone().unwrap_or_default());
    let page = page(&mut conn, &member, None, blank, None).await?;
    drop(conn);
    member.visitor.page(&shop, &page)
}

/// `POST /sell/harvests/new`
pub async fn open(Seller(member): Seller, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let product = form.id("product").map(ProductId);
    let terms = form::read(&mut form, shop.clock.today(), None);
    let mut conn = shop.db.conn().await?;
    let outcome = match (product, terms) {
        (Some(product), Some(terms)) => {
            conn.transaction(async |conn| {
                let id = write::open(conn, member.producer, product, &terms).await?;
                Thing::Harvest(id).made(conn, &member, "harvest.opened", id.to_string()).await?;
                Ok::<HarvestId, HarvestError>(id)
            })
            .await
        }
        _ => return again(conn, &member, &shop, None, form, None).await,
    };
    match outcome {
        Ok(id) => Ok(member.visitor.go(&shop, &format!("/sell/harvests/{id}"), Some("sell-harvest-opened"))),
        Err(why) => refused(conn, &member, &shop, None, form, why).await,
    }
}

/// `GET /sell/harvests/{harvest}`
pub async fn show(Seller(member): Seller, shop: Shop, id: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let harvest = own(&mut conn, &member, &id).await?;
    let filled = form::of(&harvest);
    let page = page(&mut conn, &member, Some(&harvest), filled, None).await?;
    drop(conn);
    member.visitor.page(&shop, &page)
}

/// `POST /sell/harvests/{harvest}`
pub async fn change(Seller(member): Seller, shop: Shop, id: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let harvest = own(&mut conn, &member, &id).await?;
    let Some(terms) = form::read(&mut form, shop.clock.today(), Some(&harvest)) else {
        return again(conn, &member, &shop, Some(&harvest), form, None).await;
    };
    let (producer, id) = (member.producer, harvest.id);
    let outcome = conn
        .transaction(async |conn| {
            let before = Thing::Harvest(id).before(conn, &member).await?;
            write::change(conn, producer, id, &terms).await?;
            Ok::<(), HarvestError>(before.log(conn, &member, "harvest.changed", id.to_string()).await?)
        })
        .await;
    match outcome {
        Ok(()) => Ok(member.visitor.go(&shop, &format!("/sell/harvests/{}", harvest.id), Some("sell-harvest-changed"))),
        Err(why) => refused(conn, &member, &shop, Some(&harvest), form, why).await,
    }
}

/// `POST /sell/harvests/{harvest}/close`
pub async fn close(Seller(member): Seller, shop: Shop, id: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let harvest = own(&mut conn, &member, &id).await?;
    let (producer, id) = (member.producer, harvest.id);
    let closed = conn
        .transaction(async |conn| {
            let before = Thing::Harvest(id).before(conn, &member).await?;
            let state = write::close(conn, producer, id).await?;
            before.log(conn, &member, "harvest.closed", id.to_string()).await?;
            Ok::<HarvestState, HarvestError>(state)
        })
        .await;
    match closed {
        Ok(HarvestState::Failed) => Ok(member.visitor.go(&shop, "/sell/harvests", Some("sell-harvest-closed-failed"))),
        Ok(_) => Ok(member.visitor.go(&shop, "/sell/harvests", Some("sell-harvest-closed"))),
        Err(why) => {
            let filled = form::of(&harvest);
            refused(conn, &member, &shop, Some(&harvest), filled, why).await
        }
    }
}

pub(super) async fn own(conn: &mut Conn, member: &Member, id: &str) -> Result<Harvest> {
    let id = HarvestId(id.parse().map_err(|_| Error::NotFound)?);
    queries::find(conn, member.producer, id).await?.ok_or(Error::NotFound)
}

async fn page(
    conn: &mut Conn,
    member: &Member,
    harvest: Option<&Harvest>,
    form: Form,
    refused: Option<&'static str>,
) -> Result<HarvestPage> {
    let lang = member.visitor.lang;
    let desk = desk(conn, member).await?;
    let products = match harvest {
        Some(_) => Vec::new(),
        None => queries::products(conn, member.producer).await?,
    };
    Ok(HarvestPage {
        desk,
        products: products.iter().map(|p| Choice::of(p, lang, form.raw("product"))).collect(),
        action: harvest.map_or_else(|| NEW.to_owned(), |h| format!("/sell/harvests/{}", h.id)),
        days_fixed: harvest.is_some_and(|h| h.promised_g > 0),
        harvest: harvest.map(|h| HarvestCard::of(h, lang)),
        form,
        refused,
    })
}

/// The page once more, with all that was typed: 422, or 409 with a sentence for what is over.
pub(super) async fn again(
    mut conn: impl std::ops::DerefMut<Target = Conn>,
    member: &Member,
    shop: &Shop,
    harvest: Option<&Harvest>,
    form: Form,
    sentence: Option<&'static str>,
) -> Result<HttpResponse> {
    let page = page(&mut conn, member, harvest, form, sentence).await?;
    drop(conn);
    let status = if sentence.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    member.visitor.page_with(shop, &page, status)
}

pub(super) async fn refused(
    mut conn: impl std::ops::DerefMut<Target = Conn>,
    member: &Member,
    shop: &Shop,
    harvest: Option<&Harvest>,
    mut form: Form,
    why: HarvestError,
) -> Result<HttpResponse> {
    match why {
        HarvestError::Failed(error) => return Err(error),
        HarvestError::NotFound => return Err(Error::NotFound),
        HarvestError::Overlaps => form.refuse("opens_on", "sell-harvest-overlaps"),
        HarvestError::Promised { .. } => form.refuse("cap", "sell-harvest-cap-promised"),
        HarvestError::DaysPromised => form.refuse("ships_from", "sell-harvest-days-promised"),
        HarvestError::MinimumPromised => form.refuse("minimum", "sell-harvest-minimum-promised"),
        HarvestError::Over => {
            // As it stands now: somebody closed it meanwhile.
            let now = match harvest {
                Some(h) => queries::find(&mut conn, member.producer, h.id).await?,
                None => None,
            };
            return again(conn, member, shop, now.as_ref(), form, Some("sell-harvest-over")).await;
        }
    }
    again(conn, member, shop, harvest, form, None).await
}
