//! `POST /sell/products/{id}`: one form for all of it, so that a photo moved without script takes along what was typed.
//! `do` says which button: `save`, `submit`, `auto` for script, or what is done with a photo.

use std::mem;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde_json::json;

use super::posted::{self, AttachError, Posted, Refused};
use super::show::{self, Said};
use super::{fields, pictures};
use crate::accounts::actors::{Member, Seller};
use crate::catalog::revision::content::Content;
use crate::catalog::revision::save::{self, SaveError};
use crate::catalog::revision::{defaults, load};
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::ProductId;
use crate::kernel::lang::Lang;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::locales::{self, Args};
use crate::producers::certificate;
use crate::sell::behalf::Thing;

const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `POST /sell/products/{id}`
pub async fn submit(
    Seller(member): Seller,
    shop: Shop,
    id: web::Path<i64>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let product = ProductId(*id);
    let mut conn = shop.db.conn().await?;
    let latest = load::latest(&mut conn, member.producer, product).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let mut posted = posted::read(&member, &shop, &request, payload).await?;
    let mut conn = shop.db.conn().await?;
    // A photo costs a minute of a weak signal and cannot be kept in a form: it stays, whatever else is refused.
    let photo_refused = photos(&mut conn, &member, product, &mut posted).await?;
    let Posted { mut form, .. } = posted;
    let all = defaults::all(&mut conn).await?;
    let papers = certificate::shown(&mut conn, member.producer, shop.clock.today()).await?;
    let kinds: Vec<String> = papers.into_iter().map(|paper| paper.kind).collect();
    let content = fields::read(&mut form, &latest.content, &all, &kinds);
    let seq = form.raw("seq").parse().unwrap_or(0);
    let wish = form.raw("do").to_owned();
    if wish == "auto" {
        let saved = write(&mut conn, &member, product, seq, &content).await;
        drop(conn);
        return told(&member, &shop, &form, saved);
    }
    drop(conn);
    if !form.ok() {
        let said = Said {
            form: Some(form),
            refused: Some("listing-typed-wrong"),
            photo_refused,
            typed: Some(content),
            needs: Some(vec![]),
            seq: Some(seq),
            ..Said::default()
        };
        return show::refuse(&shop, &member, product, UNPROCESSABLE, said).await;
    }
    let mut conn = shop.db.conn().await?;
    match write(&mut conn, &member, product, seq, &content).await {
        Ok(_) => {}
        Err(SaveError::Stale(_)) => {
            drop(conn);
            let said = Said {
                form: Some(form),
                refused: Some("listing-stale"),
                photo_refused,
                typed: Some(content),
                needs: Some(vec![]),
                ..Said::default()
            };
            return show::refuse(&shop, &member, product, StatusCode::CONFLICT, said).await;
        }
        Err(other) => return closed(&member, &shop, product, other).await,
    }
    let back = format!("/sell/products/{product}");
    if let Some(act) = pictures::parse(&wish) {
        pictures::apply(&mut conn, &member, product, &act).await?;
        return Ok(member.visitor.go(&shop, &format!("{back}#photos"), None));
    }
    if wish != "submit" {
        if !photo_refused.is_empty() {
            drop(conn);
            return show::refuse(&shop, &member, product, UNPROCESSABLE, Said { photo_refused, ..Said::default() })
                .await;
        }
        return Ok(member.visitor.go(&shop, &back, Some("listing-saved")));
    }
    let today = shop.clock.today();
    let sent = conn
        .transaction(async |conn| {
            let before = Thing::Product(product).before(conn, &member).await?;
            save::submit(conn, member.producer, product, today).await?;
            Ok::<(), SaveError>(before.log(conn, &member, "product.sent", product.to_string()).await?)
        })
        .await;
    drop(conn);
    match sent {
        Ok(()) => Ok(member.visitor.go(&shop, &back, Some("listing-submitted"))),
        Err(SaveError::Lacks(needs)) => {
            let claim = needs.iter().any(|need| need.words.is_some());
            let refused = Some(if claim { "listing-claims" } else { "listing-lacks" });
            let said = Said { refused, photo_refused, needs: Some(needs), ..Said::default() };
            show::refuse(&shop, &member, product, UNPROCESSABLE, said).await
        }
        Err(other) => closed(&member, &shop, product, other).await,
    }
}

async fn photos(conn: &mut Conn, member: &Member, product: ProductId, posted: &mut Posted) -> Result<Vec<Refused>> {
    match posted::attach(conn, member, product, &posted.pictures).await {
        Ok(()) => Ok(mem::take(&mut posted.refused)),
        Err(AttachError::Refused(sentence)) => {
            posted.refused.push(Refused::all(sentence));
            Ok(mem::take(&mut posted.refused))
        }
        // Nothing is open to put them in; the text says so too.
        Err(AttachError::NotFound) => Ok(Vec::new()),
        Err(AttachError::Failed(error)) => Err(error),
    }
}

async fn write(
    conn: &mut Conn,
    member: &Member,
    product: ProductId,
    seq: i32,
    content: &Content,
) -> Result<i32, SaveError> {
    conn.transaction(async |conn| {
        let before = Thing::Product(product).before(conn, member).await?;
        let seq = save::save(conn, member.producer, product, member.account, seq, content).await?;
        before.log(conn, member, "product.saved", product.to_string()).await?;
        Ok::<i32, SaveError>(seq)
    })
    .await
}

/// The answer to script: when it was saved and under which number, or in words why not.
fn told(member: &Member, shop: &Shop, form: &Form, saved: Result<i32, SaveError>) -> Result<HttpResponse> {
    let why = |status: StatusCode, key: &str| {
        Ok(HttpResponse::build(status).json(json!({"refused": locales::text(member.visitor.lang, key)})))
    };
    match saved {
        Ok(seq) => {
            let at = in_vietnam(shop.clock.now()).format("%H:%M").to_string();
            let why = form.faults().next().map(|(_, key)| partly(member.visitor.lang, &key));
            Ok(HttpResponse::Ok().json(json!({"seq": seq, "at": at, "whole": form.ok(), "why": why})))
        }
        Err(SaveError::NotFound) => Err(Error::NotFound),
        // What both phones wrote is shown to whoever presses the button.
        Err(SaveError::Stale(_)) => {
            let refused = locales::text(member.visitor.lang, "listing-stale-short");
            Ok(HttpResponse::Conflict().json(json!({"refused": refused, "stale": true})))
        }
        Err(SaveError::NotOpen | SaveError::Lacks(_)) => why(StatusCode::CONFLICT, "listing-not-open"),
        Err(SaveError::Failed(error)) => Err(error),
    }
}

/// What is said when something could not be read, and all the rest was saved.
fn partly(lang: Lang, key: &str) -> String {
    let why = locales::text(lang, key);
    locales::text_with(lang, "listing-saved-partly", &Args::from([("why".into(), why.into())]))
}

/// It is not the household's to write in any more.
async fn closed(member: &Member, shop: &Shop, product: ProductId, why: SaveError) -> Result<HttpResponse> {
    match why {
        SaveError::Failed(error) => Err(error),
        SaveError::NotFound => Err(Error::NotFound),
        SaveError::NotOpen | SaveError::Stale(_) | SaveError::Lacks(_) => {
            let said = Said { refused: Some("listing-not-open"), ..Said::default() };
            show::refuse(shop, member, product, StatusCode::CONFLICT, said).await
        }
    }
}
