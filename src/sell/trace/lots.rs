//! `/sell/trace/lots`: the household's lots, newest first.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::accounts::actors::Member;
use crate::error::Result;
use crate::platform::Shop;
use crate::platform::views::Page;
use crate::sell::http::desk;
use crate::sell::pages::Desk;
use crate::trace::lot::{self, Lot, Sought};

const PAGE: usize = 20;

/// A lot in a list.
#[derive(Serialize)]
pub struct Row {
    #[serde(flatten)]
    pub lot: Lot,
    pub spaced: String,
    pub expired: bool,
}

impl Row {
    #[must_use]
    pub fn of(lot: Lot, today: chrono::NaiveDate) -> Self {
        Row { spaced: lot.spaced(), expired: lot.expires_on.is_some_and(|last| last < today), lot }
    }
}

#[derive(Serialize)]
struct LotsPage {
    desk: Desk,
    lots: Vec<Row>,
    next: Option<String>,
    first: bool,
}

impl Page for LotsPage {
    const TEMPLATE: &'static str = "sell/trace/lots.html";
}

#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /sell/trace/lots`
pub async fn show(member: Member, shop: Shop, after: web::Query<After>) -> Result<HttpResponse> {
    let after = after.after.as_deref().and_then(|cursor| cursor.parse().ok());
    let sought = Sought { producer: Some(member.producer), ..Sought::default() };
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let (lots, next) = lot::list(&mut conn, &sought, after, PAGE).await?;
    drop(conn);
    let today = shop.clock.today();
    let lots = lots.into_iter().map(|lot| Row::of(lot, today)).collect();
    let page = LotsPage { desk, lots, next: next.map(|cursor| format!("after={cursor}")), first: after.is_none() };
    member.visitor.page(&shop, &page)
}
