//! Serves the renditions. Their names say their content, so a browser asks once and never again.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};

use super::picture;
use crate::error::{Error, Result};
use crate::platform::Shop;

/// `GET /media/{name}`
pub async fn serve(request: HttpRequest, shop: Shop, name: web::Path<String>) -> Result<HttpResponse> {
    let kind = picture::kind_of(&name).ok_or(Error::NotFound)?;
    let etag = format!("\"{name}\"");
    let held = request.headers().get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let unchanged = held.is_some_and(|held| held.split(',').any(|e| e.trim().trim_start_matches("W/") == etag));
    let bytes = if unchanged { None } else { Some(shop.files.get(&name).await?.ok_or(Error::NotFound)?) };
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((CONTENT_TYPE, kind.mime()))
        .insert_header((ETAG, etag))
        // Opened by itself, the file may run nothing and pass for no page of ours.
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'"));
    Ok(match bytes {
        Some(bytes) => response.body(bytes),
        None => response.finish(),
    })
}
