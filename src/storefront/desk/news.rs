//! `/office/news`: a list, a form, a look at what was typed, every version.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{File, PIECE, all, at, text, word};
use crate::catalog::revision::phrases;
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::NewsId;
use crate::kernel::lang::Lang;
use crate::kernel::text::slug;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::sheet::Cell;
use crate::platform::views::{Page, Rendered};
use crate::storefront::markdown;
use crate::storefront::news::{self, Edition, Headline, Piece, SaveError};

const MOST_TITLE: usize = 120;
/// Both languages and their accents fit into one form.
const MOST_BODY: usize = 4_000;
const MOST_WHY: usize = 300;

#[derive(Serialize)]
struct ListPage {
    news: Vec<Headline>,
    next: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "storefront/desk/news_list.html";
}

#[derive(Serialize)]
struct EditPage {
    id: Option<NewsId>,
    slug: String,
    form: Form,
    versions: Vec<Edition>,
    /// What was typed, as it would be read.
    look: Option<Look>,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

#[derive(Serialize)]
struct Look {
    title: String,
    body: Rendered,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "storefront/desk/news.html";
}

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
}

/// `GET /office/news`
pub async fn list(clerk: Clerk, shop: Shop, after: web::Query<After>) -> Result<HttpResponse> {
    let (news, next) = news::all(&mut *shop.db.conn().await?, after.after.parse().ok(), news::PAGE).await?;
    clerk.visitor.page(&shop, &ListPage { news, next: next.map(|cursor| format!("after={cursor}")) })
}

const NEWS: File = File { name: "tin-tuc", head: &["news-title", "office-col-state", "news-publish"] };

fn cells(lang: Lang, row: Headline) -> Vec<Cell> {
    let state = match (row.out, row.publish_at) {
        (true, _) => "news-out",
        (false, Some(_)) => "news-later",
        (false, None) => "news-draft",
    };
    vec![text(lang.pick(&row.title_vi, &row.title_en)), word(lang, "", state), row.publish_at.map_or(Cell::Empty, at)]
}

/// `GET /office/news.{kind}`
pub async fn files(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| news::all(&mut conn, after, PIECE).await).await?;
    drop(conn);
    NEWS.respond(&clerk, &shop, &kind, found, cells).await
}

/// `GET /office/news/new`
pub async fn new(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    page(&clerk, &shop, None, Form::default(), None, None, StatusCode::OK).await
}

/// `GET /office/news/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let id = NewsId(*id);
    let mut conn = shop.db.conn().await?;
    // Before the text: one that is written between the two is found to have moved.
    let version = news::version(&mut conn, id).await?;
    let piece = news::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let moment = |at: DateTime<Utc>| in_vietnam(at).format("%Y-%m-%dT%H:%M").to_string();
    let form = Form::blank(&[
        ("title_vi", &piece.title_vi),
        ("title_en", &piece.title_en),
        ("body_vi", &piece.body_vi),
        ("body_en", &piece.body_en),
        ("publish_at", &piece.publish_at.map(moment).unwrap_or_default()),
        ("version", &version.to_string()),
    ]);
    page(&clerk, &shop, Some(id), form, None, None, StatusCode::OK).await
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: Option<NewsId>,
    form: Form,
    look: Option<Look>,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let (mut versions, mut slug) = (Vec::new(), String::new());
    if let Some(id) = id {
        let mut conn = shop.db.conn().await?;
        slug = news::find(&mut conn, id).await?.ok_or(Error::NotFound)?.slug;
        versions = news::versions(&mut conn, id).await?;
    }
    clerk.visitor.page_with(shop, &EditPage { id, slug, form, versions, look, refused }, status)
}

/// `POST /office/news/new`
pub async fn make(clerk: Clerk, shop: Shop, form: Form) -> Result<HttpResponse> {
    save(&clerk, &shop, None, form).await
}

/// `POST /office/news/{id}`: over the version that was shown.
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    save(&clerk, &shop, Some(NewsId(*id)), form).await
}

/// Saves what was typed, or, by the button `look`, shows it only.
async fn save(clerk: &Clerk, shop: &Shop, id: Option<NewsId>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let kept = match id {
        Some(id) => Some(news::find(&mut conn, id).await?.ok_or(Error::NotFound)?.slug),
        None => None,
    };
    if form.ticked("look") {
        drop(conn);
        let lang = clerk.visitor.lang;
        let look = Look {
            title: lang.pick(form.raw("title_vi"), form.raw("title_en")).to_owned(),
            body: markdown::render(lang.pick(form.raw("body_vi"), form.raw("body_en")), &shop.config.operator),
        };
        return page(clerk, shop, id, form, Some(look), None, StatusCode::OK).await;
    }
    let banned = phrases::all(&mut conn).await?;
    let Some((piece, why)) = read(&mut form, kept, &banned) else {
        drop(conn);
        return page(clerk, shop, id, form, None, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let seen = form.raw("version").trim().parse().unwrap_or(-1);
    let saved = conn.transaction(async |conn| news::save(conn, id, seen, &piece, clerk.account, &why).await).await;
    drop(conn);
    match saved {
        Ok(id) => Ok(clerk.visitor.go(shop, &format!("/office/news/{id}"), Some("news-saved"))),
        Err(SaveError::Failed(error)) => Err(error),
        Err(SaveError::Taken) => {
            form.refuse("title_vi", "news-taken");
            page(clerk, shop, id, form, None, None, StatusCode::CONFLICT).await
        }
        Err(SaveError::Moved) => page(clerk, shop, id, form, None, Some("text-moved"), StatusCode::CONFLICT).await,
    }
}

fn read(form: &mut Form, kept: Option<String>, banned: &[String]) -> Option<(Piece, String)> {
    let (title_vi, title_en) = (form.line("title_vi", MOST_TITLE), form.optional_line("title_en", MOST_TITLE));
    let (body_vi, body_en) = (form.optional_lines("body_vi", MOST_BODY), form.optional_lines("body_en", MOST_BODY));
    if body_vi.as_ref().is_some_and(String::is_empty) {
        form.refuse("body_vi", "field-required");
    }
    for (name, text) in [("title_vi", &title_vi), ("title_en", &title_en), ("body_vi", &body_vi), ("body_en", &body_en)]
    {
        if text.as_ref().is_some_and(|text| phrases::found(banned, text).is_some()) {
            form.refuse(name, "spotlight-claim");
        }
    }
    let publish_at =
        if form.raw("publish_at").trim().is_empty() { Some(None) } else { form.moment("publish_at").map(Some) };
    let why = form.line("why", MOST_WHY);
    let title_vi = title_vi?;
    let slug =
        kept.unwrap_or_else(|| slug(&title_vi).chars().take(80).collect::<String>().trim_matches('-').to_owned());
    if slug.is_empty() {
        form.refuse("title_vi", "field-required");
    }
    if !form.ok() {
        return None;
    }
    let piece =
        Piece { slug, title_vi, title_en: title_en?, body_vi: body_vi?, body_en: body_en?, publish_at: publish_at? };
    Some((piece, why?))
}
