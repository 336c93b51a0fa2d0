//! Collections: a list of them, and a form in which each line names a product by its address or its whole name.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Deserialize;

use super::form::{moment, told};
use super::pages::{CollectionPage, CollectionsPage};
use crate::accounts::actors::Clerk;
use crate::catalog::revision::phrases;
use crate::catalog::spotlight::collection::{self, Kept, MOST_GOODS, Said, SaveError};
use crate::error::{Error, Result};
use crate::kernel::ids::{CollectionId, ProductId};
use crate::kernel::text::{fold, slug};
use crate::office::moved::moved;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;

const MOST_TITLE: usize = 80;
const MOST_LEAD: usize = 600;
const MOST_WHY: usize = 300;
/// Of the field that names the goods.
const MOST_LINES: usize = 12_000;

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
}

/// `GET /office/collections?after=`
pub async fn list(clerk: Clerk, shop: Shop, after: web::Query<After>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (collections, next) = collection::list(&mut conn, after.after.parse().ok(), collection::PAGE).await?;
    drop(conn);
    let next = next.map(|cursor| format!("after={cursor}"));
    clerk.visitor.page(&shop, &CollectionsPage { collections, next })
}

/// `GET /office/collections/new`
pub async fn new(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    let now = shop.clock.now();
    let last = now.checked_add_signed(TimeDelta::days(30)).unwrap_or(now);
    let form = Form::blank(&[("starts_at", &moment(now)), ("ends_at", &moment(last))]);
    page(&clerk, &shop, None, String::new(), form, Vec::new(), StatusCode::OK)
}

/// `GET /office/collections/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let kept = collection::find(&mut conn, CollectionId(*id)).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let form = filled(&kept);
    page(&clerk, &shop, Some(*id), kept.said.slug, form, Vec::new(), StatusCode::OK)
}

/// The form of one that is there.
fn filled(kept: &Kept) -> Form {
    let said = &kept.said;
    Form::blank(&[
        ("seq", &kept.seq.to_string()),
        ("title_vi", &said.title_vi),
        ("title_en", &said.title_en),
        ("lead_vi", &said.lead_vi),
        ("lead_en", &said.lead_en),
        ("starts_at", &moment(said.starts_at)),
        ("ends_at", &moment(said.ends_at)),
        ("goods", &kept.goods.join("\n")),
    ])
}

/// What the fields are called, for whoever is told that somebody else has changed them.
const FIELDS: [(&str, &str); 7] = [
    ("title_vi", "spotlight-title-vi"),
    ("title_en", "spotlight-title-en"),
    ("lead_vi", "collection-lead-vi"),
    ("lead_en", "collection-lead-en"),
    ("starts_at", "office-voucher-starts"),
    ("ends_at", "office-voucher-ends"),
    ("goods", "collection-goods"),
];

/// The form as it was typed, beside what somebody else has written meanwhile; saved once more it is written over that.
async fn meanwhile(clerk: &Clerk, shop: &Shop, id: CollectionId, mut form: Form) -> Result<HttpResponse> {
    let kept = collection::find(&mut *shop.db.conn().await?, id).await?.ok_or(Error::NotFound)?;
    let moved = moved(&form, &filled(&kept), &FIELDS, |name, value| match name {
        "starts_at" | "ends_at" => told(value),
        "goods" => value.replace('\n', ", "),
        _ => value.to_owned(),
    });
    // Both wrote the same.
    if moved.is_empty() {
        return Ok(clerk.visitor.go(shop, &format!("/office/collections/{id}"), Some("collection-saved")));
    }
    form.set("seq", kept.seq.to_string());
    let page =
        CollectionPage { id: Some(id.0), slug: kept.said.slug, form, unknown: Vec::new(), most: MOST_GOODS, moved };
    clerk.visitor.page_with(shop, &page, StatusCode::CONFLICT)
}

fn page(
    clerk: &Clerk,
    shop: &Shop,
    id: Option<i64>,
    slug: String,
    form: Form,
    unknown: Vec<String>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let page = CollectionPage { id, slug, form, unknown, most: MOST_GOODS, moved: Vec::new() };
    clerk.visitor.page_with(shop, &page, status)
}

/// `POST /office/collections/new`
pub async fn make(clerk: Clerk, shop: Shop, form: Form) -> Result<HttpResponse> {
    save(&clerk, &shop, None, form).await
}

/// `POST /office/collections/{id}`
pub async fn change(clerk: Clerk, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    save(&clerk, &shop, Some(CollectionId(*id)), form).await
}

async fn save(clerk: &Clerk, shop: &Shop, id: Option<CollectionId>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    // Its address stays as it was made: people have it in their messages.
    let kept = match id {
        Some(id) => Some(collection::find(&mut conn, id).await?.ok_or(Error::NotFound)?.said.slug),
        None => None,
    };
    let banned = phrases::all(&mut conn).await?;
    let said = read(&mut form, kept.clone(), &banned);
    let (goods, unknown) = goods(&mut conn, &mut form).await?;
    let why = form.line("why", MOST_WHY);
    let slug = kept.unwrap_or_default();
    let (Some(said), Some(why), true) = (said, why, form.ok()) else {
        drop(conn);
        return page(clerk, shop, id.map(|id| id.0), slug, form, unknown, StatusCode::UNPROCESSABLE_ENTITY);
    };
    // A form without it was not made by the page: it saw nothing.
    let over = id.map(|id| (id, form.raw("seq").parse().unwrap_or(-1)));
    let saved =
        conn.transaction(async |conn| collection::save(conn, over, &said, &goods, clerk.account, &why).await).await;
    drop(conn);
    match saved {
        Ok(id) => {
            shop.shelf.outdate();
            Ok(clerk.visitor.go(shop, &format!("/office/collections/{id}"), Some("collection-saved")))
        }
        Err(SaveError::Taken) => {
            form.refuse("title_vi", "collection-taken");
            page(clerk, shop, id.map(|id| id.0), slug, form, unknown, StatusCode::CONFLICT)
        }
        Err(SaveError::Meanwhile) => match id {
            Some(id) => meanwhile(clerk, shop, id, form).await,
            None => Err(Error::NotFound),
        },
        Err(SaveError::Failed(error)) => Err(error),
    }
}

fn read(form: &mut Form, kept: Option<String>, banned: &[String]) -> Option<Said> {
    // Its page is for readers of both languages.
    let (title_vi, title_en) = (form.line("title_vi", MOST_TITLE), form.line("title_en", MOST_TITLE));
    let (lead_vi, lead_en) = (form.optional_lines("lead_vi", MOST_LEAD), form.optional_lines("lead_en", MOST_LEAD));
    for (name, text) in [("title_vi", &title_vi), ("title_en", &title_en), ("lead_vi", &lead_vi), ("lead_en", &lead_en)]
    {
        if text.as_ref().is_some_and(|text| phrases::found(banned, text).is_some()) {
            form.refuse(name, "spotlight-claim");
        }
    }
    if lead_vi.as_ref().is_some_and(|lead| !lead.is_empty()) && lead_en.as_deref() == Some("") {
        form.refuse("lead_en", "field-required");
    }
    let (starts_at, ends_at) = (form.moment("starts_at"), form.moment("ends_at"));
    if let (Some(from), Some(to)) = (starts_at, ends_at)
        && to <= from
    {
        form.refuse("ends_at", "office-voucher-ends-early");
    }
    let title_vi = title_vi?;
    let slug =
        kept.unwrap_or_else(|| slug(&title_vi).chars().take(80).collect::<String>().trim_matches('-').to_owned());
    if slug.is_empty() {
        form.refuse("title_vi", "field-required");
    }
    Some(Said {
        slug,
        title_vi,
        title_en: title_en?,
        lead_vi: lead_vi?,
        lead_en: lead_en?,
        starts_at: starts_at?,
        ends_at: ends_at?,
    })
}

#[derive(diesel::QueryableByName)]
struct Named {
    #[diesel(sql_type = BigInt)]
    id: ProductId,
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = Text)]
    folded: String,
}

/// The products that the lines name, in their order, and the lines that name none.
async fn goods(conn: &mut Conn, form: &mut Form) -> Result<(Vec<ProductId>, Vec<String>)> {
    let Some(lines) = form.optional_lines("goods", MOST_LINES) else { return Ok((Vec::new(), Vec::new())) };
    // A whole address, a slug, or a name.
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let slugs: Vec<&str> = lines
        .iter()
        .map(|line| {
            line.rsplit_once("/products/").map_or(*line, |(_, slug)| slug.split(['?', '#']).next().unwrap_or(slug))
        })
        .collect();
    let folded: Vec<String> = lines.iter().map(|line| fold(line)).collect();
    let found: Vec<Named> = diesel::sql_query(
        "SELECT p.id, p.slug, folded(p.name_vi) AS folded FROM products p \
         WHERE p.state = 'on_sale' AND (p.slug = ANY($1) OR folded(p.name_vi) = ANY($2)) ORDER BY p.id LIMIT 2000",
    )
    .bind::<Array<Text>, _>(slugs.clone())
    .bind::<Array<Text>, _>(folded.clone())
    .load(conn)
    .await?;
    let (mut ids, mut unknown) = (Vec::new(), Vec::new());
    for ((line, slug), folded) in lines.iter().zip(slugs).zip(&folded) {
        let by_slug = found.iter().find(|named| named.slug == slug);
        let mut by_name = found.iter().filter(|named| named.folded == *folded);
        // A name that two households use names neither.
        let only = by_name.next().filter(|_| by_name.next().is_none());
        match by_slug.or(only) {
            Some(named) if ids.contains(&named.id) => {}
            Some(named) => ids.push(named.id),
            None => unknown.push((*line).to_owned()),
        }
    }
    if !unknown.is_empty() {
        form.refuse("goods", "collection-goods-unknown");
    } else if ids.is_empty() {
        form.refuse("goods", "field-required");
    } else if ids.len() > MOST_GOODS {
        form.refuse("goods", "collection-goods-many");
    }
    Ok((ids, unknown))
}
