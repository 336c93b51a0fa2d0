//! `/sell/trace/lots/{lot}/labels`: small labels with the lot's code, for a sheet of stickers or a roll of 58 mm.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::accounts::actors::Member;
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::views::Page;
use crate::sell::http::desk;
use crate::sell::pages::Desk;
use crate::trace::lot::{self, Lot};

/// Stickers on a sheet of A4: three across, eight down.
const SHEET: u32 = 24;
const MOST: u32 = 96;

#[derive(Serialize)]
struct LabelsPage {
    desk: Desk,
    lot: Lot,
    spaced: String,
    /// One for each label.
    labels: Vec<u32>,
    n: u32,
    /// For a roll rather than a sheet.
    roll: bool,
    host: String,
}

impl Page for LabelsPage {
    const TEMPLATE: &'static str = "sell/trace/labels.html";
}

#[derive(Deserialize)]
pub struct Asked {
    n: Option<String>,
    paper: Option<String>,
}

/// `GET /sell/trace/lots/{lot}/labels?paper=a4|58&n=24`
pub async fn show(
    member: Member,
    shop: Shop,
    code: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let roll = asked.paper.as_deref() == Some("58");
    let n = asked.n.as_deref().and_then(|n| n.trim().parse().ok()).unwrap_or(if roll { 1 } else { SHEET });
    let n = n.clamp(1, MOST);
    let mut conn = shop.db.conn().await?;
    let lot = lot::find(&mut conn, &code, Some(&member.producers)).await?.ok_or(Error::NotFound)?;
    let desk = desk(&mut conn, &member).await?;
    drop(conn);
    let host = shop.config.base_url.split_once("://").map_or("", |(_, host)| host).to_owned();
    let page = LabelsPage { desk, spaced: lot.spaced(), lot, labels: (1..=n).collect(), n, roll, host };
    member.visitor.page(&shop, &page)
}
