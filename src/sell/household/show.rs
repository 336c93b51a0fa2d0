//! The household itself: its checklist, the ways to its pages, and what was done in its name.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::{Member, Owner};
use crate::accounts::acts::{self, Done};
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::views::Page;
use crate::producers::checklist::{self, Facts, Item};
use crate::producers::standing::{self, StandingError};
use crate::sell::pages::Desk;
use crate::sell::queries;

/// As many acts as a phone shows at once.
const LATEST: usize = 12;

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
    let (acts, _) = acts::of_household(&mut conn, member.producer, LATEST).await?;
    let desk = Desk::of(queries::list_households(&mut conn, &member, lang).await?);
    drop(conn);
    let page = HouseholdPage { desk, items: facts.items(), open: facts.open().len(), facts, acts };
    member.visitor.page(&shop, &page)
}

/// `POST /sell/household/again`: asks the office once more, after it turned the application down.
pub async fn ask_again(Owner(member): Owner, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let act = member.act("household.again");
    let asked = conn.transaction(async |conn| standing::ask_again(conn, member.producer, act).await).await;
    drop(conn);
    match asked {
        Ok(()) => Ok(member.visitor.go(&shop, "/sell/household", Some("household-asked-again"))),
        Err(StandingError::Failed(error)) => Err(error),
        // Pressed twice, or the office was quicker: the page says how it stands.
        Err(_) => Err(Error::Conflict("household-again-not")),
    }
}
