//! `GET /places`: what the commune field offers while someone types.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::queries;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::platform::Shop;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    province: String,
    #[serde(default)]
    lang: String,
}

#[derive(Serialize)]
struct Found {
    code: String,
    label: String,
    /// `Xã Lập Thạch`
    name: String,
    province: String,
    province_name: String,
    /// The former names that led here.
    was: Option<String>,
}

/// Ten communes at most. Places change with a release, so any cache may keep the answer for a day.
pub async fn suggest(shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let lang = Lang::parse(&asked.lang).unwrap_or_default();
    let province = Some(asked.province.as_str()).filter(|p| !p.is_empty());
    let mut conn = shop.db.conn().await?;
    let found = queries::suggest(&mut conn, &asked.q, province, 10).await?;
    let found: Vec<Found> = found
        .into_iter()
        .map(|s| Found {
            label: s.label(lang),
            name: s.commune.full_name(),
            was: s.was,
            code: s.commune.code,
            province: s.commune.province_code,
            province_name: s.commune.province_name,
        })
        .collect();
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=86400")).json(found))
}
