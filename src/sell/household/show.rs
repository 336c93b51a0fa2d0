//! The household itself: its checklist, the ways to its pages, and what was done in its name.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::accounts::actors::Member;
use crate::accounts::acts::{self, Done};
use crate::error::Result;
use crate::platform::Shop;
use crate::platform::views::Page;
use crate::producers::checklist::{self, Facts, Item};
use crate::sell::pages::Desk;
use crate::sell::queries;

/// As many acts as a phone shows at once.
const LATEST: i64 = 12;

#[derive(Serialize)]
struct HouseholdPage {
    desk: Desk,
    facts: Facts,
    items: Vec<Item>,
    open: usize,
    acts: Vec<Done>,
}

impl Page for HouseholdPage {
    const TEMPLATE: &'static str = "sell/household.html";
}

/// `GET /sell/household`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    let lang = member.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let facts = checklist::load(&mut conn, member.producer, shop.clock.today()).await?;
    let acts = acts::of_household(&mut conn, member.producer, LATEST).await?;
    let desk = Desk::of(queries::list_households(&mut conn, &member, lang).await?);
    drop(conn);
    let page = HouseholdPage { desk, items: facts.items(), open: facts.open().len(), facts, acts };
    member.visitor.page(&shop, &page)
}
