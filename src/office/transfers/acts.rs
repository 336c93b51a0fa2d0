//! `POST /office/money/transfers/{id}/{act}`: what a clerk does with a transfer.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde_json::json;

use super::show::{self, Pressed, Refused};
use super::{queries, suggest};
use crate::accounts::actors::Clerk;
use crate::accounts::acts::{self, Act as Logged};
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::ids::TransferId;
use crate::kernel::money::Money;
use crate::office::inbox::{claims, reasons};
use crate::orders::code;
use crate::payments::receive::Why;
use crate::payments::transfer::resolve::{Act, Done, Excess, ResolveError, resolve};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::schema::transfers;

const LONGEST_WHY: usize = 300;

pub async fn submit(clerk: Clerk, shop: Shop, path: web::Path<(i64, String)>, mut form: Form) -> Result<HttpResponse> {
    let (id, word) = path.into_inner();
    let id = TransferId(id);
    let (act, flash) = read(&word, &form).ok_or(Error::NotFound)?;
    let name = logged(&act);
    reasons::fill(&mut *shop.db.conn().await?, &mut form, "transfer", "why").await?;
    let Some(why) = form.optional_line("why", LONGEST_WHY) else {
        let pressed = Pressed { act: &word, form, refused: None };
        return show::page(&clerk, &shop, id, pressed, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let unsaid = why.is_empty();
    // Who closes the page must not leave half of it to chance: the task goes on.
    let (ground, by) = (shop.clone(), clerk.account);
    let done = actix_web::rt::spawn(async move {
        let mut conn = ground.db.conn().await?;
        conn.transaction(async |conn| {
            let from = claims::settle(conn, "transfer", id.0, by).await?;
            let before: Option<String> =
                transfers::table.find(id).select(transfers::state).first(conn).await.optional()?;
            let evidence = evidence(conn, id, &act).await?;
            if resolve(conn, id, &act, &why, by).await? == Done::Now {
                if why.is_empty() && evidence.is_none() {
                    return Err(ResolveError::NoReason);
                }
                let (amount, state): (Money, String) =
                    transfers::table.find(id).select((transfers::amount, transfers::state)).first(conn).await?;
                let now = match &act {
                    Act::Apply { code, .. } => json!({ "state": state, "amount": amount, "code": code::parse(code) }),
                    _ => json!({ "state": state, "amount": amount }),
                };
                let act = Logged::new(name, Some(by)).on(id.to_string()).because(&why);
                let act = match evidence {
                    Some(evidence) => act.shown_by(evidence),
                    None => act,
                };
                acts::record(conn, &act.changed(json!({ "state": before }), now)).await?;
            }
            Ok::<_, ResolveError>(from)
        })
        .await
    });
    match done.await.map_err(|error| Error::Internal(anyhow::anyhow!("a transfer: {error}")))? {
        Ok(from) => {
            tracing::info!(transfer = %id, act = word, clerk = %by, "transfer resolved");
            Ok(claims::go(&clerk, &shop, &from, &format!("/office/money/transfers/{id}"), flash))
        }
        Err(ResolveError::NotFound) => Err(Error::NotFound),
        Err(ResolveError::Failed(Error::Conflict(key))) => {
            let refused = Some(Refused { key, amount: Money::ZERO });
            show::page(&clerk, &shop, id, Pressed { act: &word, form, refused }, StatusCode::CONFLICT).await
        }
        Err(ResolveError::Failed(error)) => Err(error),
        Err(refused) => {
            // What is too much does not fit, so it will be asked why as well.
            if unsaid && matches!(refused, ResolveError::NoReason | ResolveError::TooMuch(_)) {
                form.refuse("why", "transfer-no-reason");
            }
            if matches!(refused, ResolveError::NoSuchOrder) {
                form.refuse("code", "transfer-no-order");
            }
            let told = sentence(&refused);
            let status = told.map_or(StatusCode::UNPROCESSABLE_ENTITY, |(.., status)| status);
            let refused = told.map(|(key, amount, _)| Refused { key, amount });
            show::page(&clerk, &shop, id, Pressed { act: &word, form, refused }, status).await
        }
    }
}

/// What speaks for it by itself; `None` where a clerk has to say why: what is applied names the order and is the sum that it still
/// asks, or is kept for the buyer of that order.
async fn evidence(conn: &mut Conn, id: TransferId, act: &Act) -> Result<Option<Evidence>> {
    let (code, excess) = match act {
        Act::Payout => return Ok(Some(Evidence::CardPayout)),
        Act::Apply { code, excess } => (code, excess),
        Act::Refund | Act::Credit | Act::Ignore | Act::Reopen => return Ok(None),
    };
    let transfer = queries::load(conn, id).await?;
    let suggested = suggest::suggest(&transfer, &queries::waiting(conn, &transfer.codes).await?);
    let suggested = suggested.into_iter().find(|order| code::parse(code).as_deref() == Some(order.code.as_str()));
    Ok(suggested.and_then(|order| match order.why {
        "named" if transfer.left_to_pay == Some(transfer.amount) => Some(Evidence::Fits),
        "credit" if excess.is_none() => Some(Evidence::OwnCredit),
        _ => None,
    }))
}

/// How the log calls it.
const fn logged(act: &Act) -> &'static str {
    match act {
        Act::Apply { .. } => "transfer.applied",
        Act::Refund => "transfer.refunded",
        Act::Credit => "transfer.credited",
        Act::Ignore => "transfer.ignored",
        Act::Payout => "transfer.payout",
        Act::Reopen => "transfer.reopened",
    }
}

/// The act and what is said when it is done.
fn read(word: &str, form: &Form) -> Option<(Act, &'static str)> {
    Some(match word {
        "applied" => {
            let excess = match form.raw("excess") {
                "refund" => Some(Excess::Refund),
                "credit" => Some(Excess::Credit),
                _ => None,
            };
            (Act::Apply { code: form.raw("code").to_owned(), excess }, "transfer-done-applied")
        }
        "refunded" => (Act::Refund, "transfer-done-refunded"),
        "credited" => (Act::Credit, "transfer-done-credited"),
        "ignored" => (Act::Ignore, "transfer-done-ignored"),
        "payout" => (Act::Payout, "transfer-done-payout"),
        "open" => (Act::Reopen, "transfer-done-open"),
        _ => return None,
    })
}

/// What the page says at its top; `None` for what stands beside the field.
const fn sentence(refused: &ResolveError) -> Option<(&'static str, Money, StatusCode)> {
    let (key, amount, status) = match refused {
        ResolveError::NoReason | ResolveError::NoSuchOrder => return None,
        ResolveError::TooMuch(amount) => ("transfer-too-much", *amount, StatusCode::UNPROCESSABLE_ENTITY),
        ResolveError::NoPayout => ("transfer-no-payout", Money::ZERO, StatusCode::CONFLICT),
        ResolveError::OwnWord => ("transfer-own-word", Money::ZERO, StatusCode::CONFLICT),
        ResolveError::NotAsked => ("transfer-not-asked", Money::ZERO, StatusCode::CONFLICT),
        ResolveError::ShortAndLate => ("transfer-short-late", Money::ZERO, StatusCode::CONFLICT),
        ResolveError::OtherBuyer => ("transfer-other-buyer", Money::ZERO, StatusCode::CONFLICT),
        ResolveError::Unwanted(Why::Twice) => ("transfer-paid-already", Money::ZERO, StatusCode::CONFLICT),
        ResolveError::Unwanted(_) => ("transfer-goods-gone", Money::ZERO, StatusCode::CONFLICT),
        ResolveError::Moved | ResolveError::NotFound | ResolveError::Failed(_) => {
            ("transfer-moved", Money::ZERO, StatusCode::CONFLICT)
        }
    };
    Some((key, amount, status))
}
