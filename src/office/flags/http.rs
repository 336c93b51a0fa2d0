//! One flag, with the product and those raised on it before; and its resolution.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;
use serde_json::json;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::catalog::takedown::{Stop, TakedownError};
use crate::error::{Error, Result};
use crate::flags::resolve::{Outcome, ResolveError, resolve};
use crate::kernel::ids::{FlagId, ProducerId, ProductId};
use crate::office::inbox::claims::{self, Held};
use crate::office::inbox::reasons::{self, Reason};
use crate::office::takedowns;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const MOST_REASON: usize = 500;

#[derive(Serialize, QueryableByName)]
struct Flag {
    #[diesel(sql_type = BigInt)]
    id: FlagId,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = Nullable<Text>)]
    phone: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    made_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    who: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    resolved_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    producer: ProducerId,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    product: ProductId,
    #[diesel(sql_type = Text)]
    product_slug: String,
    /// What is hidden has no page to look at.
    #[diesel(sql_type = Text)]
    product_state: String,
    #[diesel(sql_type = Text)]
    product_vi: String,
    #[diesel(sql_type = Text)]
    product_en: String,
    #[diesel(sql_type = Text)]
    producer_slug: String,
    #[diesel(sql_type = Text)]
    producer_vi: String,
    #[diesel(sql_type = Text)]
    producer_en: String,
    #[diesel(sql_type = Text)]
    producer_phone: String,
    /// Others on the same product that are open, and that were right.
    #[diesel(sql_type = BigInt)]
    others: i64,
    #[diesel(sql_type = BigInt)]
    upheld: i64,
}

#[derive(Serialize)]
struct FlagPage {
    flag: Flag,
    reasons: Vec<Reason>,
    held: Vec<Held>,
    form: Form,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

impl Page for FlagPage {
    const TEMPLATE: &'static str = "office/inbox/flag.html";
}

async fn load(conn: &mut Conn, id: FlagId) -> Result<Flag> {
    let found = diesel::sql_query(
        "SELECT f.id, f.kind, f.words, f.phone, f.made_at, f.state, f.reason, coalesce(a.name, '') AS who, f.resolved_at, \
                p.producer_id AS producer, p.id AS product, p.slug AS product_slug, p.state AS product_state, p.name_vi AS product_vi, p.name_en AS product_en, \
                r.slug AS producer_slug, r.name_vi AS producer_vi, r.name_en AS producer_en, r.phone AS producer_phone, \
                (SELECT count(*) FROM flags o WHERE o.product_id = p.id AND o.id <> f.id AND o.state = 'open') AS others, \
                (SELECT count(*) FROM flags o WHERE o.product_id = p.id AND o.id <> f.id AND o.state = 'upheld') AS upheld \
         FROM flags f JOIN products p ON p.id = f.product_id JOIN producers r ON r.id = p.producer_id \
         LEFT JOIN accounts a ON a.id = f.resolved_by WHERE f.id = $1",
    )
    .bind::<BigInt, _>(id.0);
    found.get_result(conn).await.optional()?.ok_or(Error::NotFound)
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: FlagId,
    form: Form,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let flag = load(&mut conn, id).await?;
    let reasons = reasons::offered(&mut conn, &["flag"]).await?;
    let held = claims::held(&mut conn, &[("flag", id.0)], clerk.account).await?;
    drop(conn);
    clerk.visitor.page_with(shop, &FlagPage { flag, reasons, held, form, refused }, status)
}

/// `GET /office/flags/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    page(&clerk, &shop, FlagId(*id), Form::default(), None, StatusCode::OK).await
}

/// What was pressed, and where it was right, whether the product goes off sale: until the office lifts that (`Some(false)`), or until
/// it is mended (`Some(true)`).
fn pressed(word: &str) -> (Option<Outcome>, Option<bool>) {
    match word {
        "stop" => (Some(Outcome::Upheld), Some(false)),
        "mend" => (Some(Outcome::Upheld), Some(true)),
        word => (Outcome::parse(word), None),
    }
}

fn stopped(refused: TakedownError) -> ResolveError {
    match refused {
        TakedownError::Failed(error) => ResolveError::Failed(error),
        TakedownError::NotFound => ResolveError::NotFound,
        TakedownError::Already | TakedownError::MovedOn => {
            ResolveError::Failed(Error::Conflict("takedown-stopped-already"))
        }
    }
}

/// `POST /office/flags/{id}`: `outcome` is `dismissed`, or what is done where it was right: `stop` takes the product off sale,
/// `mend` does so until a change of it is approved, `upheld` leaves it there; with the reason, which the household reads when its
/// product goes.
pub async fn submit(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = FlagId(*id);
    let mut conn = shop.db.conn().await?;
    let flag = load(&mut conn, id).await?;
    reasons::fill(&mut conn, &mut form, "flag", "reason").await?;
    drop(conn);
    let (outcome, until_mended) = pressed(form.raw("outcome"));
    let reason = form.line("reason", MOST_REASON);
    if outcome.is_none() {
        form.refuse("reason", "field-choose");
    }
    let (Some(outcome), Some(reason)) = (outcome, reason) else {
        return page(&clerk, &shop, id, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "flag", id.0, clerk.account).await?;
            resolve(conn, id, outcome, &reason, clerk.account).await?;
            if let Some(until_mended) = until_mended {
                let stop = Stop { product: flag.product, reason: &reason, until_mended };
                takedowns::take_off(conn, &shop, &clerk, &stop).await.map_err(stopped)?;
            }
            let act = clerk.act("flag.resolved").of(flag.producer).on(&flag.product_vi).because(&reason);
            let now = json!({ "flag": id, "state": outcome.as_str() });
            acts::record(conn, &act.changed(json!({ "flag": id, "state": flag.state }), now)).await?;
            Ok::<_, ResolveError>(from)
        })
        .await;
    drop(conn);
    match done {
        Ok(from) => Ok(claims::go(&clerk, &shop, &from, &format!("/office/flags/{id}"), "flag-resolved")),
        Err(ResolveError::NotFound) => Err(Error::NotFound),
        Err(ResolveError::Resolved) => {
            page(&clerk, &shop, id, form, Some("flag-resolved-before"), StatusCode::CONFLICT).await
        }
        Err(ResolveError::Failed(Error::Conflict(sentence))) => {
            page(&clerk, &shop, id, form, Some(sentence), StatusCode::CONFLICT).await
        }
        Err(ResolveError::Failed(error)) => Err(error),
    }
}
