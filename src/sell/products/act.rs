//! Buttons beside a product: off the shelf and back, begin a change, take it back from the office, throw it away.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::queries;
use super::show::{self, Said};
use crate::accounts::actors::Seller;
use crate::catalog::revision::begin::{self, BeginError};
use crate::catalog::revision::lock;
use crate::catalog::revision::save::{self, SaveError};
use crate::error::{Error, Result};
use crate::kernel::ids::ProductId;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::schema::products;
use crate::sell::behalf::Thing;

/// `POST /sell/products/{id}/shelf`: `to=hidden` or `to=on_sale`. What was never approved stays where it is.
pub async fn shelf(Seller(member): Seller, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    let product = ProductId(*id);
    let (from, to, flash) = match form.raw("to") {
        "hidden" => ("on_sale", "hidden", "listing-hidden"),
        "on_sale" => ("hidden", "on_sale", "listing-shown"),
        _ => return Err(Error::BadRequest("error-form-unreadable")),
    };
    let mut conn = shop.db.conn().await?;
    let refused = conn
        .transaction(async |conn| {
            // Whoever takes it off the market locks it too.
            let state = lock::product(conn, member.producer, product).await?;
            if state.is_none_or(|state| state == "draft") {
                return Err(Error::NotFound);
            }
            let head = queries::head(conn, member.producer, product).await?;
            if to == "on_sale"
                && let Some(off) = head.and_then(|head| head.off_by)
            {
                return Ok(Some(match off.as_str() {
                    "office" => "listing-off-office",
                    "mend" => "listing-off-mend",
                    _ => "listing-taken-down",
                }));
            }
            let before = Thing::Product(product).before(conn, &member).await?;
            // Of a second press nothing is told: it stood so already.
            diesel::update(products::table.filter(products::id.eq(product.0).and(products::state.eq(from))))
                .set((products::state.eq(to), products::updated_at.eq(diesel::dsl::now)))
                .execute(conn)
                .await?;
            let act = if to == "hidden" { "product.hidden" } else { "product.shown" };
            before.log(conn, &member, act, product.to_string()).await?;
            Ok::<Option<&'static str>, Error>(None)
        })
        .await?;
    drop(conn);
    if refused.is_some() {
        let said = Said { refused, ..Said::default() };
        return show::refuse(&shop, &member, product, StatusCode::CONFLICT, said).await;
    }
    let back =
        if form.raw("back") == "list" { "/sell/products".to_owned() } else { format!("/sell/products/{product}") };
    Ok(member.visitor.go(&shop, &back, Some(flash)))
}

/// `POST /sell/products/{id}/revision`: `do=begin` a change, `take-back` what waits, `discard` what is open.
pub async fn revision(Seller(member): Seller, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    let product = ProductId(*id);
    let back = format!("/sell/products/{product}");
    let mut conn = shop.db.conn().await?;
    let (producer, account) = (member.producer, member.account);
    let done = match form.raw("do") {
        "begin" => {
            let begun = conn
                .transaction(async |conn| {
                    let before = Thing::Product(product).before(conn, &member).await?;
                    begin::change(conn, producer, product, account).await?;
                    Ok::<(), BeginError>(before.log(conn, &member, "product.change", product.to_string()).await?)
                })
                .await;
            return match begun {
                Ok(()) => Ok(member.visitor.go(&shop, &format!("{back}#write"), None)),
                Err(BeginError::Failed(error)) => Err(error),
                Err(_) => Err(Error::NotFound),
            };
        }
        "take-back" => conn
            .transaction(async |conn| {
                let before = Thing::Product(product).before(conn, &member).await?;
                save::take_back(conn, producer, product).await?;
                Ok::<(), SaveError>(before.log(conn, &member, "product.taken-back", product.to_string()).await?)
            })
            .await
            .map(|()| (back, "listing-taken-back")),
        "discard" => conn
            .transaction(async |conn| {
                let before = Thing::Product(product).before(conn, &member).await?;
                save::discard(conn, producer, product).await?;
                Ok::<(), SaveError>(before.log(conn, &member, "product.discarded", product.to_string()).await?)
            })
            .await
            .map(|()| ("/sell/products".to_owned(), "listing-discarded")),
        _ => return Err(Error::BadRequest("error-form-unreadable")),
    };
    drop(conn);
    match done {
        Ok((to, flash)) => Ok(member.visitor.go(&shop, &to, Some(flash))),
        Err(SaveError::NotFound) => Err(Error::NotFound),
        Err(SaveError::Failed(error)) => Err(error),
        Err(SaveError::NotOpen | SaveError::Stale(_) | SaveError::Lacks(_)) => {
            let said = Said { refused: Some("listing-moved-on"), ..Said::default() };
            show::refuse(&shop, &member, product, StatusCode::CONFLICT, said).await
        }
    }
}
