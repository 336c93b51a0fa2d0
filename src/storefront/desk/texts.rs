//! `/office/pages`: the texts of the shop, the legal ones among them. What people agree to is for
//! administrators only. Every version stays, and the log says who wrote it why.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, MOST, at, text, word};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::paging::first;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::sheet::Cell;
use crate::platform::views::{Page, Rendered};
use crate::schema::pages;
use crate::storefront::markdown;
use crate::storefront::news::Version;
use crate::storefront::plan::{self, Planned, WriteError, Written};

const MOST_TITLE: usize = 120;
const MOST_BODY: usize = 6_500;
const MOST_WHY: usize = 300;
/// Texts on the page; the file has all.
const SHOWN: usize = 200;

#[derive(Serialize, QueryableByName)]
struct Listed {
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    /// When the next version stands there, where one is planned.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    coming_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct ListPage {
    texts: Vec<Listed>,
    /// There are more than are shown.
    more: bool,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "storefront/desk/texts.html";
}

#[derive(Serialize)]
struct EditPage {
    slug: String,
    text_lang: String,
    form: Form,
    versions: Vec<Version>,
    look: Option<Rendered>,
    /// What waits for its time, and how it will look.
    planned: Option<Planned>,
    planned_look: Option<Rendered>,
    /// Fluent key of what the last press did, or why it did nothing.
    refused: Option<&'static str>,
    /// It did nothing.
    bad: bool,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "storefront/desk/text.html";
}

/// The first `most` texts by their address, and whether there are more.
async fn texts(conn: &mut Conn, most: usize) -> Result<(Vec<Listed>, bool)> {
    let rows: Vec<Listed> = diesel::sql_query(
        "SELECT g.slug, g.lang, g.title, g.version, g.updated_at, p.publish_at AS coming_at FROM pages g \
         LEFT JOIN page_plans p ON p.slug = g.slug AND p.lang = g.lang AND p.applied_at IS NULL AND p.withdrawn_at IS NULL \
         ORDER BY g.slug, g.lang DESC LIMIT $1",
    )
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}

/// `GET /office/pages`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let (texts, more) = texts(&mut *shop.db.conn().await?, SHOWN).await?;
    clerk.visitor.page(&shop, &ListPage { texts, more })
}

const TEXTS: File = File {
    name: "trang",
    head: &["list-address-of-page", "spotlight-lang", "news-title", "list-version", "list-changed-at", "list-planned"],
};

fn cells(lang: Lang, row: Listed) -> Vec<Cell> {
    vec![
        text(format!("/pages/{}", row.slug)),
        word(lang, "spotlight-lang-", &row.lang),
        text(row.title),
        Cell::Number(row.version.into()),
        at(row.updated_at),
        row.coming_at.map_or(Cell::Empty, at),
    ]
}

/// `GET /office/pages.{kind}`
pub async fn files(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let found = texts(&mut *shop.db.conn().await?, MOST).await?;
    TEXTS.respond(&clerk, &shop, &kind, found.into(), cells).await
}

/// The text as it stands: title, body, version.
async fn load(conn: &mut Conn, slug: &str, lang: &str) -> Result<(String, String, i32)> {
    let row = pages::table.find((slug, lang)).select((pages::title, pages::body, pages::version));
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// What the form begins with, from the query.
#[derive(Deserialize)]
pub struct Asked {
    /// The number of a plan that was taken back; else the page as it stands.
    #[serde(default)]
    plan: String,
}

/// `GET /office/pages/{slug}/{lang}`
pub async fn show(
    clerk: Clerk,
    shop: Shop,
    path: web::Path<(String, String)>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let (slug, lang) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let (title, body, version) = load(&mut conn, &slug, &lang).await?;
    let taken = match asked.plan.parse() {
        Ok(id) => plan::taken_back(&mut conn, &slug, &lang, id).await?,
        Err(_) => None,
    };
    drop(conn);
    let (title, body, why) = taken.map_or((title, body, String::new()), |plan| (plan.title, plan.body, plan.why));
    let form = Form::blank(&[("title", &title), ("body", &body), ("why", &why), ("version", &version.to_string())]);
    page(&clerk, &shop, slug, lang, form, None, None, StatusCode::OK).await
}

#[expect(clippy::too_many_arguments, reason = "a page of one text, once")]
async fn page(
    clerk: &Clerk,
    shop: &Shop,
    slug: String,
    lang: String,
    form: Form,
    look: Option<Rendered>,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let versions = diesel::sql_query(
        "SELECT v.version, v.title, v.body, v.since AS at, coalesce(a.name, '') AS who, coalesce(x.why, '') AS why \
         FROM page_versions v LEFT JOIN LATERAL ( \
           SELECT x.account_id, x.why FROM acts x WHERE x.act = 'page.saved' AND x.subject = v.slug || '/' || v.lang \
             AND x.after ->> 'version' = v.version::text ORDER BY x.id LIMIT 1) x ON true \
         LEFT JOIN accounts a ON a.id = x.account_id WHERE v.slug = $1 AND v.lang = $2 ORDER BY v.version DESC LIMIT 50",
    )
    .bind::<Text, _>(&slug)
    .bind::<Text, _>(&lang)
    .load(&mut conn)
    .await?;
    let planned = plan::waiting(&mut conn, &slug, &lang).await?;
    drop(conn);
    let planned_look = planned.as_ref().map(|planned| markdown::render(&planned.body, &shop.config.operator));
    let page = EditPage {
        slug,
        text_lang: lang,
        form,
        versions,
        look,
        planned,
        planned_look,
        refused,
        bad: status != StatusCode::OK,
    };
    clerk.visitor.page_with(shop, &page, status)
}

/// The moment from which on the text stands: `Some(None)` for now. Refused when it is over.
fn publish_at(form: &mut Form, now: DateTime<Utc>) -> Option<Option<DateTime<Utc>>> {
    if form.raw("publish_at").trim().is_empty() {
        return Some(None);
    }
    let at = form.moment("publish_at")?;
    if at <= now {
        form.refuse("publish_at", "text-publish-past");
        return None;
    }
    Some(Some(at))
}

/// `POST /office/pages/{slug}/{lang}`: saves over the version that was shown, now or from a moment on, or, by the button `look`,
/// shows only.
pub async fn save(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>, mut form: Form) -> Result<HttpResponse> {
    let (slug, lang) = path.into_inner();
    load(&mut *shop.db.conn().await?, &slug, &lang).await?;
    if form.ticked("look") {
        let look = markdown::render(form.raw("body"), &shop.config.operator);
        return page(&clerk, &shop, slug, lang, form, Some(look), None, StatusCode::OK).await;
    }
    let (title, body) = (form.line("title", MOST_TITLE), form.optional_lines("body", MOST_BODY));
    if body.as_ref().is_some_and(String::is_empty) {
        form.refuse("body", "field-required");
    }
    let why = form.line("why", MOST_WHY);
    let later = publish_at(&mut form, shop.clock.now());
    let (Some(title), Some(body), Some(why), Some(later), true) = (title, body, why, later, form.ok()) else {
        return page(&clerk, &shop, slug, lang, form, None, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let seen: i32 = form.raw("version").trim().parse().unwrap_or(0);
    let mut conn = shop.db.conn().await?;
    let new = Written { slug: &slug, lang: &lang, title: &title, body: &body, why: &why, by: clerk.account };
    let saved = conn
        .transaction(async |conn| match later {
            None => plan::save(conn, &new, seen).await,
            Some(at) => plan::plan(conn, &new, seen, at).await,
        })
        .await;
    drop(conn);
    let refused = match saved {
        Ok(()) => {
            let said = if later.is_some() { "text-planned" } else { "text-saved" };
            return Ok(clerk.visitor.go(&shop, &format!("/office/pages/{slug}/{lang}"), Some(said)));
        }
        Err(WriteError::Moved) => "text-moved",
        Err(WriteError::Waits) => "text-plan-waits",
        Err(WriteError::Failed(error)) => return Err(error),
    };
    page(&clerk, &shop, slug, lang, form, None, Some(refused), StatusCode::CONFLICT).await
}

/// `POST /office/pages/{slug}/{lang}/plans/{id}`: takes back what was to stand there later, with a reason. The page that it
/// leads to has its words in the form again, for whoever wants to go on with them.
pub async fn take_back(
    clerk: Clerk,
    shop: Shop,
    path: web::Path<(String, String, i64)>,
    mut typed: Form,
) -> Result<HttpResponse> {
    let (slug, lang, id) = path.into_inner();
    let mut conn = shop.db.conn().await?;
    let (title, body, version) = load(&mut conn, &slug, &lang).await?;
    let Some(why) = typed.line("back_why", MOST_WHY) else {
        if plan::waiting(&mut conn, &slug, &lang).await?.is_none_or(|planned| planned.id != id) {
            return Err(Error::Conflict("text-plan-gone"));
        }
        drop(conn);
        let mut form = Form::blank(&[("title", &title), ("body", &body), ("version", &version.to_string())]);
        form.keep_from(&typed, &["back_why"]);
        return page(&clerk, &shop, slug, lang, form, None, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (at, by) = ((slug.as_str(), lang.as_str()), (clerk.account, why.as_str()));
    let taken = conn.transaction(async |conn| plan::withdraw(conn, at, id, by).await).await?;
    drop(conn);
    let taken = taken.ok_or(Error::Conflict("text-plan-gone"))?;
    let there = format!("/office/pages/{slug}/{lang}?plan={}", taken.id);
    Ok(clerk.visitor.go(&shop, &there, Some("text-plan-back")))
}
