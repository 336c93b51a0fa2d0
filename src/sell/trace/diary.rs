//! `/sell/trace`: what was done today, in three taps, and what was done before.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use chrono::{Days, NaiveDate};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::kernel::ids::{DiaryLineId, PictureId, PlotId, ProductId};
use crate::kernel::paging::Cursor;
use crate::media::{self, ingest};
use crate::platform::forms::Form;
use crate::platform::upload::{self, UploadError};
use crate::platform::views::Page;
use crate::platform::{Shop, secrets};
use crate::sell::behalf::Thing;
use crate::sell::http::desk;
use crate::sell::pages::Desk;
use crate::trace::diary::{self, Line, NewLine, WriteError};
use crate::trace::lot::{self, Choice};
use crate::trace::plot::{self, Plot};
use crate::trace::work::{self, Work};

const PAGE: usize = 20;
/// Nobody remembers better what was done longer ago.
const OLDEST_DAYS: u64 = 400;
const LONGEST_WAIT: i32 = 365;

/// A button.
#[derive(Serialize)]
struct WorkChoice {
    word: &'static str,
    key: String,
    chosen: bool,
}

#[derive(Serialize)]
struct DiaryPage {
    desk: Desk,
    /// Those in use.
    plots: Vec<Plot>,
    /// The one that the form is about.
    plot: Option<Plot>,
    works: Vec<WorkChoice>,
    products: Vec<Choice>,
    form: Form,
    token: String,
    today: NaiveDate,
    lines: Vec<Line>,
    next: Option<String>,
    first: bool,
    /// Fluent key of why nothing was written.
    refused: Option<&'static str>,
}

impl Page for DiaryPage {
    const TEMPLATE: &'static str = "sell/trace/diary.html";
}

#[derive(Deserialize)]
pub struct Asked {
    plot: Option<String>,
    after: Option<String>,
}

/// `GET /sell/trace`
pub async fn show(member: Member, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let plot = asked.plot.as_deref().and_then(|id| id.parse().ok()).map(PlotId);
    let after = asked.after.as_deref().and_then(|cursor| cursor.parse().ok());
    let page = page(&member, &shop, plot, after, Form::default(), None).await?;
    member.visitor.page(&shop, &page)
}

async fn page(
    member: &Member,
    shop: &Shop,
    chosen: Option<PlotId>,
    after: Option<Cursor>,
    form: Form,
    refused: Option<&'static str>,
) -> Result<DiaryPage> {
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let mut plots = plot::list(&mut conn, member.producer).await?;
    let products = lot::choices(&mut conn, member.producer).await?;
    let (lines, next) = diary::list(&mut conn, member.producer, None, after, PAGE).await?;
    drop(conn);
    plots.retain(|p| p.closed_at.is_none());
    // Where something was done the last time, most likely something is done again.
    let last = chosen.or_else(|| lines.as_slice().first().map(|line| line.plot_id));
    let plot = plots.iter().find(|p| Some(p.id) == last).or_else(|| plots.as_slice().first()).cloned();
    let works = plot.as_ref().map_or(&[][..], |p| Work::at(p.kind()));
    let token = secrets::form_token_of(form.raw("token"));
    Ok(DiaryPage {
        desk,
        works: works
            .iter()
            .map(|w| WorkChoice {
                word: w.as_str(),
                key: work::key(w.as_str()),
                chosen: form.raw("work") == w.as_str(),
            })
            .collect(),
        plots,
        plot,
        products,
        form,
        token,
        today: shop.clock.today(),
        lines,
        next: next.map(|cursor| format!("after={cursor}")),
        first: after.is_none(),
        refused,
    })
}

/// `POST /sell/trace/diary`: one line, with a photo or without.
pub async fn write(member: Member, shop: Shop, request: HttpRequest, payload: web::Payload) -> Result<HttpResponse> {
    upload::admit(&shop, member.account).await?;
    let (fields, file) =
        match upload::read(&shop, &request, payload, &member.visitor.sender(), ingest::MOST_BYTES).await {
            Ok(upload) => (upload.fields, upload.file),
            Err(UploadError::Busy) => return Err(Error::Busy),
            Err(why) => {
                let mut form = Form::default();
                let (status, sentence) = match why {
                    UploadError::TooLarge(fields) => {
                        form = sent(&fields);
                        form.refuse("photo", "media-too-large");
                        (StatusCode::PAYLOAD_TOO_LARGE, "trace-diary-not-written")
                    }
                    _ => (StatusCode::BAD_REQUEST, "error-form-unreadable"),
                };
                let plot = form.raw("plot").trim().parse().ok().map(PlotId);
                let page = page(&member, &shop, plot, None, form, Some(sentence)).await?;
                return member.visitor.page_with(&shop, &page, status);
            }
        };
    let mut form = sent(&fields);
    let typed = read(&mut form, &member, shop.clock.today());
    let plot = form.raw("plot").trim().parse().ok().map(PlotId);
    let Some(mut line) = typed else { return refuse(&member, &shop, plot, form).await };
    if !file.is_empty() {
        match photo(&shop, file).await {
            Ok(picture) => line.picture = Some(picture),
            Err(PhotoError::Refused(sentence)) => {
                form.refuse("photo", sentence);
                return refuse(&member, &shop, plot, form).await;
            }
            Err(PhotoError::Failed(error)) => return Err(error),
        }
    }
    let mut conn = shop.db.conn().await?;
    let written = conn
        .transaction(async |conn| {
            let id = diary::write(conn, &line).await?;
            Thing::DiaryLine(id).made(conn, &member, "diary.written", id.to_string()).await?;
            Ok::<bool, WriteError>(lot::any_too_soon(conn, id).await?)
        })
        .await;
    drop(conn);
    match written {
        // The lots carry it in the list, and buyers read it under the label's code at once.
        Ok(true) => Ok(member.visitor.go(&shop, "/sell/trace/lots", Some("trace-diary-written-too-soon"))),
        Ok(false) => {
            let back = format!("/sell/trace?plot={}", line.plot);
            Ok(member.visitor.go(&shop, &back, Some("trace-diary-written")))
        }
        Err(WriteError::NotFound | WriteError::Already) => Err(Error::NotFound),
        Err(WriteError::Failed(error)) => Err(error),
    }
}

async fn refuse(member: &Member, shop: &Shop, plot: Option<PlotId>, form: Form) -> Result<HttpResponse> {
    let page = page(member, shop, plot, None, form, Some("trace-diary-not-written")).await?;
    member.visitor.page_with(shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
}

enum PhotoError {
    Refused(&'static str),
    Failed(Error),
}

async fn photo(shop: &Shop, file: Bytes) -> Result<PictureId, PhotoError> {
    media::ingest(shop, file).await.map(|picture| picture.id).map_err(|why| match why {
        media::IngestError::Failed(error) => PhotoError::Failed(error),
        why => PhotoError::Refused(why.sentence()),
    })
}

/// The fields of a form that came with a file.
fn sent(fields: &BTreeMap<String, String>) -> Form {
    let values: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Form::blank(&values)
}

/// The line that was typed; `None` when something in it is refused.
fn read(form: &mut Form, member: &Member, today: NaiveDate) -> Option<NewLine> {
    let plot = form.id("plot").map(PlotId);
    let work = Work::parse(form.raw("work"));
    if work.is_none() {
        form.refuse("work", "trace-diary-choose");
    }
    if form.raw("day").trim().is_empty() {
        form.set("day", today.to_string());
    }
    let day = form.day("day");
    let oldest = today.checked_sub_days(Days::new(OLDEST_DAYS)).unwrap_or(today);
    if day.is_some_and(|day| day > today || day < oldest) {
        form.refuse("day", "trace-day-wrong");
    }
    let product = match form.raw("product").trim() {
        "" => None,
        _ => form.id("product").map(ProductId),
    };
    let material = form.optional_line("material", 80);
    let words = form.optional_line("words", 300);
    let (work, mut wait_days) = (work?, None);
    if work.asks_wait() {
        if material.as_deref() == Some("") {
            form.refuse("material", "trace-diary-with-what");
        }
        wait_days = form.number("wait_days", 0, LONGEST_WAIT);
    }
    if work == Work::Other && words.as_deref() == Some("") {
        form.refuse("words", "trace-diary-say");
    }
    if !secrets::is_form_token(form.raw("token")) {
        form.refuse("work", "trace-form-old");
    }
    if !form.ok() {
        return None;
    }
    Some(NewLine {
        producer: member.producer,
        plot: plot?,
        product,
        day: day?,
        work,
        material: material.filter(|_| work.takes_material()).unwrap_or_default(),
        wait_days: wait_days.and_then(|days| i16::try_from(days).ok()),
        words: words?,
        picture: None,
        token: form.raw("token").to_owned(),
        account: Some(member.account),
    })
}

/// `POST /sell/trace/diary/{id}/strike`: a wrong line is struck through, with a reason.
pub async fn strike(member: Member, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let line = DiaryLineId(*id);
    if !diary::owned(&mut *shop.db.conn().await?, member.producer, line).await? {
        return Err(Error::NotFound);
    }
    let Some(reason) = form.line("reason", 200) else {
        form.set("line", line.to_string());
        let page = page(&member, &shop, None, None, form, Some("trace-strike-needs-reason")).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut conn = shop.db.conn().await?;
    let struck = conn
        .transaction(async |conn| {
            let before = Thing::DiaryLine(line).before(conn, &member).await?;
            diary::strike(conn, member.producer, line, &reason, member.account).await?;
            Ok::<(), WriteError>(before.log(conn, &member, "diary.struck", line.to_string()).await?)
        })
        .await;
    drop(conn);
    match struck {
        Ok(()) => Ok(member.visitor.go(&shop, "/sell/trace", Some("trace-struck"))),
        Err(WriteError::Already) => Ok(member.visitor.go(&shop, "/sell/trace", Some("trace-struck-before"))),
        Err(WriteError::NotFound) => Err(Error::NotFound),
        Err(WriteError::Failed(error)) => Err(error),
    }
}
