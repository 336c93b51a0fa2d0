//! `/office/lots`: every lot and every recall, to read; a moderator calls a lot back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::text;
use crate::orders::parcel::{self, ParcelState};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::trace::diary::{self, Line};
use crate::trace::lines::{self, Went};
use crate::trace::lot::{self, Lot, Note, Sought};
use crate::trace::recall::{self, By, RecallError};
use crate::trace::{code, gtin};

const PAGE: usize = 25;

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    lot: Lot,
    spaced: String,
}

#[derive(Serialize)]
struct LotsPage {
    lots: Vec<Row>,
    q: String,
    recalled: bool,
    /// What is asked for, as a query.
    query: String,
    next: Option<String>,
}

impl Page for LotsPage {
    const TEMPLATE: &'static str = "office/lots.html";
}

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    recalled: String,
    #[serde(default)]
    after: String,
}

/// What is asked for, read from how it is written.
pub struct Asked {
    q: String,
    code: Option<String>,
    words: String,
    recalled: bool,
}

impl Asked {
    #[must_use]
    pub fn read(filter: &Filter) -> Self {
        let q: String = text::tidy(&filter.q).chars().take(80).collect();
        let code = code::parse(&q);
        let words = if code.is_some() { String::new() } else { text::fold(&q) };
        Asked { q, code, words, recalled: !filter.recalled.is_empty() }
    }

    #[must_use]
    pub fn sought(&self) -> Sought<'_> {
        Sought { producer: None, code: self.code.as_deref(), words: &self.words, recalled: self.recalled }
    }
}

/// `GET /office/lots`: by code, or by part of a product's or a household's name.
pub async fn list(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let asked = Asked::read(&filter);
    let mut conn = shop.db.conn().await?;
    let (lots, next) = lot::list(&mut conn, &asked.sought(), filter.after.parse().ok(), PAGE).await?;
    drop(conn);
    let Asked { q, recalled, .. } = asked;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", &q);
    if recalled {
        query.append_pair("recalled", "1");
    }
    let query = query.finish();
    let next = next.map(|cursor| format!("{query}&after={cursor}"));
    let lots = lots.into_iter().map(|lot| Row { spaced: lot.spaced(), lot }).collect();
    clerk.visitor.page(&shop, &LotsPage { lots, q, recalled, query, next })
}

/// A parcel that some of the lot went into.
#[derive(Serialize)]
struct WentRow {
    code: String,
    state: String,
    kind: String,
    qty: i32,
    failed: bool,
}

impl WentRow {
    fn of(went: Went) -> Self {
        WentRow {
            code: parcel::code(went.parcel),
            failed: ParcelState::parse(&went.state).is_some_and(ParcelState::failed),
            state: went.state.replace('_', "-"),
            kind: went.kind,
            qty: went.qty,
        }
    }
}

#[derive(Serialize)]
struct LotPage {
    lot: Lot,
    spaced: String,
    gtin: Option<String>,
    lines: Vec<Line>,
    went: Vec<WentRow>,
    notes: Vec<Note>,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for LotPage {
    const TEMPLATE: &'static str = "office/lot.html";
}

/// `GET /office/lots/{lot}`
pub async fn show(clerk: Clerk, shop: Shop, code: web::Path<String>) -> Result<HttpResponse> {
    let page = page(&shop, &code, Form::default(), None).await?;
    clerk.visitor.page(&shop, &page)
}

async fn page(shop: &Shop, code: &str, form: Form, refused: Option<&'static str>) -> Result<LotPage> {
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, code, None).await?.ok_or(Error::NotFound)?;
    let lines = diary::of_lot(&mut conn, lot.id).await?;
    let went = lines::of_lot(&mut conn, lot.id, lines::SHOWN).await?.into_iter().map(WentRow::of).collect();
    let notes = if lot.recalled_at.is_some() { lot::notes(&mut conn, lot.id).await? } else { Vec::new() };
    drop(conn);
    Ok(LotPage {
        spaced: lot.spaced(),
        gtin: lot.gtin.as_deref().map(|g| gtin::shown(g).to_owned()),
        lines,
        went,
        notes,
        form,
        refused,
        lot,
    })
}

/// `POST /office/lots/{lot}/recall`: for good.
pub async fn recall(clerk: Clerk, shop: Shop, code: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let reason = form.line("reason", 300);
    if !form.ticked("sure") {
        form.refuse("sure", "trace-recall-sure-needed");
    }
    let (Some(reason), true) = (reason, form.ok()) else { return refuse(&clerk, &shop, &code, form).await };
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, &code, None).await?.ok_or(Error::NotFound)?;
    let by = By::Office(clerk.account);
    let act = clerk.act("lot.recalled").of(lot.producer_id).on(lot.spaced()).because(&reason);
    let outcome = conn
        .transaction(async |conn| {
            recall::recall(conn, lot.id, &reason, by).await?;
            Ok::<(), RecallError>(acts::record(conn, &act).await?)
        })
        .await;
    drop(conn);
    tracing::info!(lot = lot.code, clerk = %clerk.account, "lot recalled");
    answer(&clerk, &shop, &lot, form, outcome, "trace-recalled").await
}

/// `POST /office/lots/{lot}/note`: adds to what is said of a recall.
pub async fn note(clerk: Clerk, shop: Shop, code: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let Some(words) = form.line("words", 300) else { return refuse(&clerk, &shop, &code, form).await };
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, &code, None).await?.ok_or(Error::NotFound)?;
    let by = By::Office(clerk.account);
    let act = clerk.act("lot.noted").of(lot.producer_id).on(lot.spaced()).because(&words);
    let outcome = conn
        .transaction(async |conn| {
            recall::note(conn, lot.id, &words, by).await?;
            Ok::<(), RecallError>(acts::record(conn, &act).await?)
        })
        .await;
    drop(conn);
    answer(&clerk, &shop, &lot, form, outcome, "trace-recall-noted").await
}

async fn refuse(clerk: &Clerk, shop: &Shop, code: &str, form: Form) -> Result<HttpResponse> {
    let page = page(shop, code, form, Some("trace-recall-not-done")).await?;
    clerk.visitor.page_with(shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
}

async fn answer(
    clerk: &Clerk,
    shop: &Shop,
    lot: &Lot,
    form: Form,
    outcome: Result<(), RecallError>,
    done: &'static str,
) -> Result<HttpResponse> {
    let sentence = match outcome {
        Ok(()) => return Ok(clerk.visitor.go(shop, &format!("/office/lots/{}", lot.code), Some(done))),
        Err(RecallError::NotFound) => return Err(Error::NotFound),
        Err(RecallError::Failed(error)) => return Err(error),
        Err(RecallError::Already) => "trace-recalled-before",
        Err(RecallError::NotRecalled) => "trace-recall-none",
    };
    let page = page(shop, &lot.code, form, Some(sentence)).await?;
    clerk.visitor.page_with(shop, &page, StatusCode::CONFLICT)
}
