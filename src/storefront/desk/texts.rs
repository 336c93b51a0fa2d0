//! `/office/pages`: the texts of the shop, the legal ones among them. What people agree to is for
//! administrators only. Every version stays, and the log says who wrote it why.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::{Page, Rendered};
use crate::schema::pages;
use crate::storefront::markdown;
use crate::storefront::news::Version;

const MOST_TITLE: usize = 120;
const MOST_BODY: usize = 6_500;
const MOST_WHY: usize = 300;

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
}

#[derive(Serialize)]
struct ListPage {
    texts: Vec<Listed>,
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
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "storefront/desk/text.html";
}

/// `GET /office/pages`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let texts = diesel::sql_query(
        "SELECT slug, lang, title, version, updated_at FROM pages ORDER BY slug, lang DESC LIMIT 200",
    )
    .load(&mut conn)
    .await?;
    drop(conn);
    clerk.visitor.page(&shop, &ListPage { texts })
}

/// The text as it stands: title, body, version.
async fn load(conn: &mut Conn, slug: &str, lang: &str) -> Result<(String, String, i32)> {
    let row = pages::table.find((slug, lang)).select((pages::title, pages::body, pages::version));
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// `GET /office/pages/{slug}/{lang}`
pub async fn show(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (slug, lang) = path.into_inner();
    let (title, body, version) = load(&mut *shop.db.conn().await?, &slug, &lang).await?;
    let form = Form::blank(&[("title", &title), ("body", &body), ("version", &version.to_string())]);
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
    drop(conn);
    clerk.visitor.page_with(shop, &EditPage { slug, text_lang: lang, form, versions, look, refused }, status)
}

/// `POST /office/pages/{slug}/{lang}`: saves over the version that was shown, or, by the button `look`, shows only.
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
    let (Some(title), Some(body), Some(why), true) = (title, body, why, form.ok()) else {
        return page(&clerk, &shop, slug, lang, form, None, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let seen: i32 = form.raw("version").trim().parse().unwrap_or(0);
    let mut conn = shop.db.conn().await?;
    let saved = conn
        .transaction(async |conn| {
            let row = pages::table.find((&slug, &lang)).filter(pages::version.eq(seen));
            let now: Option<i32> = diesel::update(row)
                .set((pages::title.eq(&title), pages::body.eq(&body), pages::updated_at.eq(diesel::dsl::now)))
                .returning(pages::version)
                .get_result(conn)
                .await
                .optional()?;
            let Some(now) = now else { return Ok(false) };
            let act = Act::new("page.saved", Some(clerk.account)).on(format!("{slug}/{lang}")).because(&why);
            let act = act.changed(Value::Null, json!({ "version": now }));
            acts::record(conn, &act).await?;
            Ok::<bool, Error>(true)
        })
        .await?;
    drop(conn);
    if !saved {
        return page(&clerk, &shop, slug, lang, form, None, Some("text-moved"), StatusCode::CONFLICT).await;
    }
    Ok(clerk.visitor.go(&shop, &format!("/office/pages/{slug}/{lang}"), Some("text-saved")))
}
