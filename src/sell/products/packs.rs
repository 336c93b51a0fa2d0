//! The packs of an approved product: what is changed here is on the shelf at once.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::fields::{self, LONGEST_PACK};
use super::show::{self, Said};
use crate::accounts::actors::{Member, Seller};
use crate::catalog::pack::{self, PackError, Wish};
use crate::catalog::revision::phrases;
use crate::error::{Error, Result};
use crate::kernel::ids::{PackId, ProductId};
use crate::kernel::money::Money;
use crate::kernel::{count, weight};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::{Form, weight_sentence};
use crate::sell::behalf::Thing;
use crate::sell::stock::queries as stock;

/// `POST /sell/products/{id}/packs`: another size.
pub async fn add(Seller(member): Seller, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let product = ProductId(*id);
    let mut conn = shop.db.conn().await?;
    let Some(wish) = read(&mut conn, &mut form).await? else {
        drop(conn);
        return refuse(&member, &shop, product, 0, form, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    let added = conn
        .transaction(async |conn| {
            let pack = pack::add(conn, member.producer, product, &wish).await?;
            Ok::<(), PackError>(Thing::Pack(pack).made(conn, &member, "pack.added", &wish.name).await?)
        })
        .await;
    drop(conn);
    match added {
        Ok(()) => Ok(done(&member, &shop, product, "listing-pack-added")),
        Err(PackError::TooMany) => {
            form.refuse("name", "listing-packs-full");
            refuse(&member, &shop, product, 0, form, StatusCode::CONFLICT, None).await
        }
        Err(PackError::Failed(error)) => Err(error),
        Err(PackError::NotFound | PackError::Moved(_) | PackError::LeastAboveDay) => Err(Error::NotFound),
    }
}

/// `POST /sell/products/{id}/packs/{pack}`: its name, price, weight, stock, and how many are sold at once.
pub async fn edit(
    Seller(member): Seller,
    shop: Shop,
    ids: web::Path<(i64, i64)>,
    mut form: Form,
) -> Result<HttpResponse> {
    let (product, pack) = (ProductId(ids.0), PackId(ids.1));
    let mut conn = shop.db.conn().await?;
    let Some(wish) = read(&mut conn, &mut form).await? else {
        drop(conn);
        return refuse(&member, &shop, product, pack.0, form, StatusCode::UNPROCESSABLE_ENTITY, None).await;
    };
    let was = (
        form.raw("price_was").parse().map_or(wish.price, Money::dong),
        form.raw("left_was").parse().unwrap_or(wish.left),
    );
    let edited = conn
        .transaction(async |conn| {
            let before = Thing::Pack(pack).before(conn, &member).await?;
            pack::edit(conn, member.producer, product, pack, member.account, was, &wish).await?;
            Ok::<(), PackError>(before.log(conn, &member, "pack.changed", &wish.name).await?)
        })
        .await;
    drop(conn);
    match edited {
        Ok(()) => Ok(done(&member, &shop, product, "listing-pack-saved")),
        Err(PackError::Moved(now)) => {
            form.set("price_was", now.price.amount().to_string());
            form.set("left_was", now.left.to_string());
            form.set("price_now", now.price.amount().to_string());
            form.set("left_now", now.left.to_string());
            refuse(&member, &shop, product, pack.0, form, StatusCode::CONFLICT, Some("listing-pack-moved")).await
        }
        Err(PackError::LeastAboveDay) => {
            form.refuse("least", "sell-how-most-few");
            refuse(&member, &shop, product, pack.0, form, StatusCode::UNPROCESSABLE_ENTITY, None).await
        }
        Err(PackError::NotFound | PackError::TooMany) => {
            let gone = gave_up(&shop, &member, pack).await?;
            Err(if gone { Error::Conflict("listing-pack-gone") } else { Error::NotFound })
        }
        Err(PackError::Failed(error)) => Err(error),
    }
}

/// `POST /sell/products/{id}/packs/{pack}/withdraw`
pub async fn withdraw(Seller(member): Seller, shop: Shop, ids: web::Path<(i64, i64)>) -> Result<HttpResponse> {
    let (product, pack) = (ProductId(ids.0), PackId(ids.1));
    let mut conn = shop.db.conn().await?;
    let gone = conn
        .transaction(async |conn| {
            let before = Thing::Pack(pack).before(conn, &member).await?;
            pack::withdraw(conn, member.producer, product, pack).await?;
            Ok::<(), PackError>(before.log(conn, &member, "pack.withdrawn", pack.to_string()).await?)
        })
        .await;
    drop(conn);
    match gone {
        Ok(()) => Ok(done(&member, &shop, product, "listing-pack-withdrawn")),
        Err(PackError::Failed(error)) => Err(error),
        // Pressed twice, or on another phone before.
        Err(_) if gave_up(&shop, &member, pack).await? => Ok(done(&member, &shop, product, "listing-pack-withdrawn")),
        Err(_) => Err(Error::NotFound),
    }
}

/// Whether it is a pack that the household sells no more.
async fn gave_up(shop: &Shop, member: &Member, pack: PackId) -> Result<bool> {
    let withdrawn = stock::withdrawn(&mut *shop.db.conn().await?, member.producer, &[pack]).await?;
    Ok(!withdrawn.is_empty())
}

/// The wish of a form; what is wrong with it stands beside its fields.
async fn read(conn: &mut Conn, form: &mut Form) -> Result<Option<Wish>> {
    let name = form.line("name", LONGEST_PACK);
    let price = fields::price_meant(form.raw("price")).map_err(|sentence| form.refuse("price", sentence)).ok();
    let typed = form.raw("weight").trim().to_owned();
    let grams = if typed.is_empty() { name.as_deref().and_then(weight::within) } else { weight::parse(&typed) };
    if grams.is_none() {
        let wrong = weight_sentence(&typed, "listing-weight-wrong");
        form.refuse("weight", if typed.is_empty() { "listing-need-weight" } else { wrong });
    }
    let left = count::parse(form.raw("left"), grams);
    if left.is_none() {
        form.refuse("left", "listing-stock-wrong");
    }
    let weight_band = fields::band(form, "by_weight", "band");
    let steps = fields::steps(form, grams);
    let banned = phrases::all(conn).await?;
    if name.as_deref().is_some_and(|name| phrases::found(&banned, name).is_some()) {
        form.refuse("name", "listing-claim");
    }
    let whole = form.ok().then_some(());
    let wish = || Some(Wish { name: name?, price: price?, net_weight_g: grams?, weight_band, steps, left: left? });
    Ok(whole.and_then(|()| wish()))
}

fn done(member: &Member, shop: &Shop, product: ProductId, flash: &str) -> HttpResponse {
    member.visitor.go(shop, &format!("/sell/products/{product}#packs"), Some(flash))
}

async fn refuse(
    member: &Member,
    shop: &Shop,
    product: ProductId,
    at: i64,
    form: Form,
    status: StatusCode,
    refused: Option<&'static str>,
) -> Result<HttpResponse> {
    let said = Said { pack_form: Some((at, form)), refused, needs: Some(vec![]), ..Said::default() };
    show::refuse(shop, member, product, status, said).await
}
