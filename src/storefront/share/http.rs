//! `/share/{kind}/{slug}.jpg`: drawn when it is first asked for, kept, drawn again when what it tells has changed.

use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use tokio::sync::Semaphore;

use super::draw;
use super::subject::{self, Subject};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::media::picture::{Kind, file_name, hash_of};
use crate::platform::{Ground, Shop, forms};

/// Counted up when cards are drawn another way.
const STYLE: &str = "1";
/// A card takes a processor a good part of a second, so each process draws one at a time.
static DRAWING: Semaphore = Semaphore::const_new(1);
/// Whoever asks may ask again.
const PATIENCE: Duration = Duration::from_secs(8);
/// Sites ask again now and then; then the tag spares the picture.
const HOUR: &str = "public, max-age=3600";

/// `GET /share/{kind}/{slug}.jpg?lang=`: of pages that anybody can open now.
pub async fn show(request: HttpRequest, shop: Shop, what: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (kind, slug) = what.into_inner();
    let lang = forms::asked(request.query_string(), "lang").and_then(|code| Lang::parse(&code)).unwrap_or(Lang::Vi);
    let mut conn = shop.db.conn().await?;
    let subject = subject::find(&mut conn, &kind, &slug, lang).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let told = serde_json::to_string(&(STYLE, &subject)).map_err(anyhow::Error::from)?;
    let mark = hash_of(told.as_bytes());
    let etag = format!("\"{mark}\"");
    let held = request.headers().get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let unchanged = held.is_some_and(|held| held.split(',').any(|e| e.trim().trim_start_matches("W/") == etag));
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((CACHE_CONTROL, HOUR))
        .insert_header((CONTENT_TYPE, "image/jpeg"))
        .insert_header((ETAG, etag));
    if unchanged {
        return Ok(response.finish());
    }
    // One file for each page and language, written over: the disk holds no card that nobody shows any more.
    let file = format!("share-{kind}-{slug}-{}", lang.code());
    Ok(response.body(card(&shop, &file, &mark, subject).await?))
}

/// The card from the disk when it is still this one, else drawn.
async fn card(ground: &Ground, file: &str, mark: &str, subject: Subject) -> Result<Bytes> {
    if let Some(card) = kept(ground, file, mark).await? {
        return Ok(card);
    }
    let turn = tokio::time::timeout(PATIENCE, DRAWING.acquire()).await.map_err(|_| Error::Busy)?;
    let turn = turn.map_err(anyhow::Error::from)?;
    // Somebody may have drawn it meanwhile.
    if let Some(card) = kept(ground, file, mark).await? {
        return Ok(card);
    }
    let photo = match &subject.picture {
        Some(hash) => ground.files.get(&file_name(hash, 1280, Kind::Jpg)).await?,
        None => None,
    };
    let drawn = tokio::task::spawn_blocking(move || draw::card(&subject, photo.as_deref())).await;
    let drawn = drawn.map_err(anyhow::Error::from)??;
    let mut whole = mark.as_bytes().to_vec();
    whole.extend_from_slice(&drawn);
    ground.files.put(file, whole).await?;
    drop(turn);
    Ok(drawn.into())
}

/// A kept file begins with the mark of what it tells.
async fn kept(ground: &Ground, file: &str, mark: &str) -> Result<Option<Bytes>> {
    let found = ground.files.get(file).await?;
    Ok(found.filter(|bytes| bytes.starts_with(mark.as_bytes())).map(|bytes| bytes.slice(mark.len()..)))
}
