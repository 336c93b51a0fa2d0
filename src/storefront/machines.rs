//! What crawlers and phones ask for: `robots.txt` and the web app's manifest.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use serde_json::json;

use crate::accounts::actors::Visitor;
use crate::error::Result;
use crate::platform::{Shop, assets, locales};

const HOURS: &str = "public, max-age=3600";

/// `GET /robots.txt`: everything may be read but what is a person's own.
pub async fn robots(shop: Shop) -> HttpResponse {
    let own =
        ["/account", "/cart", "/checkout", "/office", "/orders/", "/places", "/search", "/sell", "/suggest", "/track"];
    let mut text = "User-agent: *\n".to_owned();
    for path in own {
        text.push_str(&format!("Disallow: {path}\n"));
    }
    text.push_str(&format!("\nSitemap: {}/sitemap.xml\n", shop.config.base_url));
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header((CACHE_CONTROL, HOURS)).body(text)
}

/// `GET /manifest.webmanifest`
pub async fn manifest(visitor: Visitor) -> Result<HttpResponse> {
    let say = |key| locales::text(visitor.lang, key);
    let icon = |path: &str, size: &str, kind: &str| {
        assets::url(path).map(|src| json!({ "src": src, "sizes": size, "type": kind, "purpose": "any" }))
    };
    let icons: Vec<_> = [
        icon("img/icon-192.png", "192x192", "image/png"),
        icon("img/icon-512.png", "512x512", "image/png"),
        icon("img/favicon.svg", "any", "image/svg+xml"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let manifest = json!({
        "name": say("site-name"),
        "short_name": say("site-name"),
        "description": say("site-description"),
        "lang": visitor.lang.code(),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#FBF7EF",
        "theme_color": "#1E6B3C",
        "icons": icons,
    });
    let text = serde_json::to_string(&manifest).map_err(anyhow::Error::from)?;
    Ok(HttpResponse::Ok()
        .content_type("application/manifest+json")
        .insert_header((CACHE_CONTROL, "private, max-age=3600"))
        .body(text))
}
