//! `/office/takedowns`: what authorities order off the market, with its hours.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::catalog::takedown::{self, Request, Stop, Takedown, TakedownError};
use crate::error::{Error, Result};
use crate::kernel::clock;
use crate::kernel::ids::{ProductId, TakedownId};
use crate::office::inbox::claims::{self, Held, Whence};
use crate::office::own;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::letters;
use crate::schema::products;

const PAGE: usize = 25;

#[derive(Serialize)]
struct TakedownsPage {
    rows: Vec<Takedown>,
    /// It shows the one that was asked for.
    only: bool,
    /// Query of what is looked at.
    query: String,
    /// Who looks at which of them.
    held: Vec<Held>,
    next: Option<String>,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for TakedownsPage {
    const TEMPLATE: &'static str = "office/takedowns.html";
}

#[derive(Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    after: String,
    /// The number of one, as the inbox leads to it.
    #[serde(default)]
    pub only: String,
    /// The address of the product that a request is about, as a report of it leads here.
    #[serde(default)]
    product: String,
}

impl Filter {
    fn of(id: TakedownId) -> Self {
        Filter { only: id.to_string(), ..Filter::default() }
    }
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    filter: &Filter,
    form: Form,
    refused: Option<&'static str>,
) -> Result<TakedownsPage> {
    let mut conn = shop.db.conn().await?;
    let only = filter.only.parse().ok().map(TakedownId);
    let (rows, next) = takedown::list(&mut conn, only, filter.after.parse().ok(), PAGE).await?;
    let items: Vec<_> = rows.iter().map(|t| ("takedown", t.id.0)).collect();
    let held = claims::held(&mut conn, &items, clerk.account).await?;
    Ok(TakedownsPage {
        only: only.is_some(),
        query: only.map(|id| format!("only={id}")).unwrap_or_default(),
        held,
        rows,
        next: next.map(|cursor| format!("after={cursor}")),
        form,
        refused,
    })
}

/// `GET /office/takedowns`
pub async fn list(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let now = clock::in_vietnam(shop.clock.now()).format("%Y-%m-%dT%H:%M").to_string();
    let about: String = filter.product.chars().filter(|c| !c.is_control()).take(200).collect();
    let form = Form::blank(&[("asked_at", &now), ("product", &about), ("stop_product", &about)]);
    clerk.visitor.page(&shop, &page(&clerk, &shop, &filter, form, None).await?)
}

/// The product that an address or its last part names.
async fn product(conn: &mut Conn, typed: &str) -> Result<Option<ProductId>> {
    let path = typed.trim().split(['?', '#']).next().unwrap_or_default();
    let slug = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let found: Option<i64> =
        products::table.select(products::id).filter(products::slug.eq(slug)).first(conn).await.optional()?;
    Ok(found.map(ProductId))
}

/// Days since a request came; what is older is a slip of the keyboard.
const OLDEST: i64 = 366;

/// When the request came, as a browser's field sends it; not in the future.
fn moment(form: &mut Form, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let typed = form.raw("asked_at").trim();
    let local = NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M:%S"));
    let at =
        local.ok().and_then(clock::from_vietnam).filter(|at| *at <= now && *at > now - chrono::Duration::days(OLDEST));
    if at.is_none() {
        form.refuse("asked_at", "takedown-when-wrong");
    }
    at
}

/// `POST /office/takedowns`: `product`, `authority`, `reference`, `reason`, `asked_at`; with `now`, hidden at once. With `by` of
/// `office` what the office decides by itself: `stop_product`, `stop_how` of `stop` or `mend`, `stop_reason`.
pub async fn note(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    if form.raw("by") == "office" {
        return stop(clerk, shop, form).await;
    }
    let mut conn = shop.db.conn().await?;
    let found = product(&mut conn, form.raw("product")).await?;
    if found.is_none() {
        form.refuse("product", "takedown-product-unknown");
    }
    let (authority, reference) = (form.line("authority", 120), form.line("reference", 80));
    let (reason, asked_at) = (form.line("reason", 500), moment(&mut form, shop.clock.now()));
    let (Some(product), Some(authority), Some(reference), Some(reason), Some(asked_at)) =
        (found, authority, reference, reason, asked_at)
    else {
        drop(conn);
        let page = page(&clerk, &shop, &Filter::default(), form, Some("takedown-not-noted")).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let hide = form.ticked("now");
    let outcome = conn
        .transaction(async |conn| {
            own::refuse(conn, "product", &[product.0], clerk.account).await?;
            let request = Request { product, authority: &authority, reference: &reference, reason: &reason, asked_at };
            let id = takedown::note(conn, &request, clerk.account).await?;
            log(conn, &clerk, "takedown.noted", id, None, &reason).await?;
            if hide {
                takedown::hide(conn, id, clerk.account).await?;
                log(conn, &clerk, "takedown.hidden", id, Some("open"), &reason).await?;
                tell(conn, &shop, id).await?;
            }
            Ok::<Whence, TakedownError>(Whence::default())
        })
        .await;
    drop(conn);
    answer(&clerk, &shop, form, outcome, if hide { "takedown-hidden" } else { "takedown-noted" }).await
}

async fn stop(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = product(&mut conn, form.raw("stop_product")).await?;
    if found.is_none() {
        form.refuse("stop_product", "takedown-product-unknown");
    }
    let until_mended = match form.raw("stop_how") {
        "mend" => Some(true),
        "stop" => Some(false),
        _ => {
            form.refuse("stop_how", "field-choose");
            None
        }
    };
    let (Some(product), Some(until_mended), Some(reason)) = (found, until_mended, form.line("stop_reason", 500)) else {
        drop(conn);
        let page = page(&clerk, &shop, &Filter::default(), form, Some("takedown-not-noted")).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let outcome = conn
        .transaction(async |conn| {
            own::refuse(conn, "product", &[product.0], clerk.account).await?;
            take_off(conn, &shop, &clerk, &Stop { product, reason: &reason, until_mended }).await?;
            Ok::<Whence, TakedownError>(Whence::default())
        })
        .await;
    drop(conn);
    if matches!(outcome, Err(TakedownError::Already)) {
        form.refuse("stop_product", "takedown-stopped-already");
        let page = page(&clerk, &shop, &Filter::default(), form, Some("takedown-not-noted")).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT);
    }
    answer(&clerk, &shop, form, outcome, "takedown-hidden").await
}

/// Takes a product off by the office's own decision, logs it and tells the household. Call it inside a transaction.
pub(super) async fn take_off(
    conn: &mut Conn,
    shop: &Shop,
    clerk: &Clerk,
    stop: &Stop<'_>,
) -> Result<(), TakedownError> {
    let id = takedown::stop(conn, stop, clerk.account).await?;
    log(conn, clerk, "takedown.stopped", id, None, stop.reason).await?;
    tell(conn, shop, id).await
}

/// `POST /office/takedowns/{id}/{act}`: `hide`, or `lift` with `why`.
pub async fn act(clerk: Clerk, shop: Shop, of: web::Path<(i64, String)>, mut form: Form) -> Result<HttpResponse> {
    let (id, act) = of.into_inner();
    let id = TakedownId(id);
    let why = match act.as_str() {
        "hide" => None,
        "lift" => Some(form.line("why", 500)),
        _ => return Err(Error::NotFound),
    };
    if why == Some(None) {
        // There is such a form beside each request.
        let (typed, wrong) = (form.raw("why").to_owned(), form.fault("why").unwrap_or("field-required").to_owned());
        let field = format!("why-{id}");
        form.set(&field, typed);
        form.refuse(&field, &wrong);
        let page = page(&clerk, &shop, &Filter::of(id), form, None).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let lift = why.flatten();
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, "takedown", id.0, clerk.account).await?;
            let before = takedown::find(conn, id).await?.ok_or(TakedownError::NotFound)?;
            if let Some(why) = &lift {
                takedown::lift(conn, id, clerk.account, why).await?;
                log(conn, &clerk, "takedown.lifted", id, Some(state(&before)), why).await?;
            } else {
                takedown::hide(conn, id, clerk.account).await?;
                log(conn, &clerk, "takedown.hidden", id, Some(state(&before)), &before.reason).await?;
            }
            tell(conn, &shop, id).await?;
            Ok::<Whence, TakedownError>(from)
        })
        .await;
    drop(conn);
    let done = if lift.is_some() { "takedown-lifted" } else { "takedown-hidden" };
    answer(&clerk, &shop, form, outcome, done).await
}

/// How a request stands, as the log keeps it (`log-state-…`).
const fn state(of: &Takedown) -> &'static str {
    match (of.hidden_at, of.lifted_at) {
        (_, Some(_)) => "lifted",
        (Some(_), None) => "followed",
        (None, None) => "open",
    }
}

async fn log(
    conn: &mut Conn,
    clerk: &Clerk,
    act: &'static str,
    id: TakedownId,
    before: Option<&'static str>,
    why: &str,
) -> Result<(), TakedownError> {
    let of = takedown::find(conn, id).await?.ok_or(TakedownError::NotFound)?;
    let now = json!({ "state": state(&of) });
    let before = before.map_or(Value::Null, |state| json!({ "state": state }));
    acts::record(conn, &clerk.act(act).of(of.producer).on(of.slug).because(why).changed(before, now)).await?;
    Ok(())
}

/// Tells the household, by SMS, what of its goods was taken off the market by whom and why, or that this has ended.
async fn tell(conn: &mut Conn, shop: &Shop, id: TakedownId) -> Result<(), TakedownError> {
    let of = takedown::find(conn, id).await?.ok_or(TakedownError::NotFound)?;
    if of.hidden_at.is_none() {
        return Ok(());
    }
    // The letters end the reason's sentence themselves.
    let reason = of.reason.trim_end_matches('.');
    let (letter, why) = if of.lifted_at.is_some() {
        let letter = if of.by_office { "household-sms-stop-over" } else { "household-sms-takedown-over" };
        (letter, format!("{}: {}", of.name_vi, of.lifted_why.trim_end_matches('.')))
    } else if of.by_office {
        let letter = if of.until_mended { "household-sms-to-mend" } else { "household-sms-stopped" };
        (letter, format!("{}: {reason}", of.name_vi))
    } else {
        ("household-sms-takedown", format!("{}, {} {}: {reason}", of.name_vi, of.authority, of.reference))
    };
    Ok(letters::tell(conn, shop, of.producer, letter, &why).await?)
}

async fn answer(
    clerk: &Clerk,
    shop: &Shop,
    mut form: Form,
    outcome: Result<Whence, TakedownError>,
    done: &'static str,
) -> Result<HttpResponse> {
    let sentence = match outcome {
        Ok(from) => return Ok(claims::go(clerk, shop, &from, "/office/takedowns", done)),
        Err(TakedownError::Failed(Error::Conflict(held))) => held,
        Err(TakedownError::NotFound) => return Err(Error::NotFound),
        Err(TakedownError::Failed(error)) => return Err(error),
        Err(TakedownError::Already) => {
            form.refuse("product", "takedown-already");
            "takedown-not-noted"
        }
        Err(TakedownError::MovedOn) => "takedown-moved-on",
    };
    let page = page(clerk, shop, &Filter::default(), form, Some(sentence)).await?;
    clerk.visitor.page_with(shop, &page, StatusCode::CONFLICT)
}
