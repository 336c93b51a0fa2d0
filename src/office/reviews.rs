//! `/office/reviews`: what buyers say of goods, and the office's decision on what somebody asked it to look at.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::ids::ReviewId;
use crate::kernel::lang::Lang;
use crate::office::inbox::claims::{self, Held};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::reviews::hide::{self, HideError, REASONS};
use crate::reviews::kin;
use crate::reviews::list::{self, Report, Review, Row, Which};
use crate::reviews::report::Side;

const PAGE: usize = 25;
/// Reports of one review on its page; the file has all.
const REPORTS: usize = 50;
const MOST_WORDS: usize = 600;
/// The noun under which it is claimed.
const NOUN: &str = "review";

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Row>,
    which: &'static str,
    all: [&'static str; 3],
    next: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "office/reviews.html";
}

#[derive(Serialize)]
struct ShowPage {
    #[serde(flatten)]
    row: Row,
    reports: Vec<Report>,
    /// There are more than are shown.
    more_reports: bool,
    /// What it may be hidden for.
    whys: [&'static str; 4],
    held: Vec<Held>,
    form: Form,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "office/review.html";
}

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    pub which: String,
    #[serde(default)]
    after: String,
}

/// `GET /office/reviews`: the latest first.
pub async fn list(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let which = Which::parse(&filter.which);
    let mut conn = shop.db.conn().await?;
    let (rows, next) = list::all(&mut conn, which, filter.after.parse().ok(), PAGE).await?;
    drop(conn);
    let page = ListPage {
        rows: rows.into_iter().map(Row::from).collect(),
        which: which.as_str(),
        all: Which::ALL.map(Which::as_str),
        next: next.map(|cursor| format!("which={}&after={cursor}", which.as_str())),
    };
    clerk.visitor.page(&shop, &page)
}

pub(super) async fn find(shop: &Shop, id: i64) -> Result<Review> {
    let found = list::find(&mut *shop.db.conn().await?, ReviewId(id)).await?;
    found.filter(|review| !review.withdrawn).ok_or(Error::NotFound)
}

/// Why the office was asked to look at a review, in the reader's words, the latest first: `most` of it, and whether there is more.
pub(super) async fn reports(conn: &mut Conn, lang: Lang, id: ReviewId, most: usize) -> Result<(Vec<Report>, bool)> {
    let (mut reports, more) = list::reports(conn, id, most).await?;
    for hint in reports.iter_mut().filter(|report| report.side == Side::Kin.as_str()) {
        hint.words = kin::said(lang, &hint.words);
    }
    Ok((reports, more))
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    review: Review,
    form: Form,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (reports, more_reports) = reports(&mut conn, clerk.visitor.lang, review.id, REPORTS).await?;
    let held = claims::held(&mut conn, &[(NOUN, review.id.0)], clerk.account).await?;
    drop(conn);
    let page = ShowPage { row: Row::from(review), reports, more_reports, whys: REASONS, held, form, refused };
    clerk.visitor.page_with(shop, &page, status)
}

/// `GET /office/reviews/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let review = find(&shop, *id).await?;
    page(&clerk, &shop, review, Form::default(), None, StatusCode::OK).await
}

/// What a clerk decides.
#[derive(Clone, Copy)]
enum Verdict {
    Hide(&'static str),
    Keep,
    Lift,
}

/// The decision, or a sentence beside each field that is wrong.
fn read(form: &mut Form) -> Option<(Verdict, String)> {
    let words = form.optional_lines("words", MOST_WORDS);
    if words.as_deref() == Some("") {
        form.refuse("words", "field-required");
    }
    let verdict = match form.raw("act") {
        "hide" => REASONS.into_iter().find(|why| *why == form.raw("why")).map(Verdict::Hide),
        "keep" => Some(Verdict::Keep),
        "lift" => Some(Verdict::Lift),
        _ => None,
    };
    if verdict.is_none() {
        form.refuse("why", "field-choose");
    }
    if form.ok() { verdict.zip(words) } else { None }
}

/// `POST /office/reviews/{id}`: `act` is `hide` (with `why`), `keep` or `lift`; each with `words`.
pub async fn submit(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let review = find(&shop, *id).await?;
    let Some((verdict, words)) = read(&mut form) else {
        return page(&clerk, &shop, review, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut conn = shop.db.conn().await?;
    let done = conn
        .transaction(async |conn| {
            let from = claims::settle(conn, NOUN, review.id.0, clerk.account).await?;
            let shown = json!({ "review": review.id, "hidden": false });
            let hidden = |why: &str| json!({ "review": review.id, "hidden": true, "hidden_why": why });
            let (act, before, after) = match verdict {
                Verdict::Hide(why) => {
                    hide::hide(conn, review.id, why, &words, clerk.account).await?;
                    ("review.hidden", shown, hidden(why))
                }
                Verdict::Keep => {
                    hide::keep(conn, review.id, &words, clerk.account).await?;
                    ("review.kept", Value::Null, shown)
                }
                Verdict::Lift => {
                    let why = hide::lift(conn, review.id).await?;
                    ("review.lifted", hidden(&why), shown)
                }
            };
            let act = clerk.act(act).of(review.producer_id).on(format!("DG{}", review.id));
            acts::record(conn, &act.changed(before, after).because(&words)).await?;
            Ok::<_, HideError>(from)
        })
        .await;
    drop(conn);
    let sentence = match done {
        Ok(from) => {
            let here = format!("/office/reviews/{}", review.id);
            return Ok(claims::go(&clerk, &shop, &from, &here, "review-decided"));
        }
        Err(HideError::NotFound) => return Err(Error::NotFound),
        Err(HideError::Decided) => "review-decided-before",
        Err(HideError::Failed(Error::Conflict(held))) => held,
        Err(HideError::Failed(error)) => return Err(error),
    };
    let again = find(&shop, *id).await?;
    page(&clerk, &shop, again, form, Some(sentence), StatusCode::CONFLICT).await
}
