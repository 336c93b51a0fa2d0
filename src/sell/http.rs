//! The desk's pages and buttons.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::Datelike as _;
use diesel_async::AsyncConnection as _;
use serde::Deserialize;

use super::behalf::Thing;
use super::move_on::{Move, MoveError, move_on};
use super::pages::{Choice, Desk, Group, ParcelsPage, TodayPage};
use super::parcel_page::{self, Forms, refuse};
use super::picks::list_picks;
use super::queries::{self, Waiting};
use crate::accounts::actors::{Member, add_cookie};
use crate::error::{Error, Result};
use crate::kernel::ids::ProducerId;
use crate::kernel::paging::Cursor;
use crate::orders::parcel::ParcelState;
use crate::orders::reason::Reason;
use crate::orders::reliability;
use crate::payments::collect::{CollectError, With, collect};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::producers::checklist;

/// `GET /sell`: what waits today, grouped by what to do about it.
pub async fn today(member: Member, shop: Shop) -> Result<HttpResponse> {
    let lang = member.visitor.lang;
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let open = queries::list_waiting(&mut conn, member.producer, &OPEN, lang).await?;
    let to_pack = [ParcelState::Placed, ParcelState::Confirmed];
    let mut picks = list_picks(&mut conn, member.producer, &to_pack, lang).await?;
    let reliability = reliability::of_household(&mut conn, member.producer).await?;
    let facts = checklist::load(&mut conn, member.producer, shop.clock.today()).await?;
    drop(conn);
    let day = shop.clock.today();
    let quiet = open.parcels.is_empty();
    // What hangs on the tree until then is nobody's work today.
    picks.retain(|pick| pick.ships.is_none_or(|ships| ships.from <= day));
    let page = TodayPage {
        desk,
        weekday: day.weekday().number_from_monday(),
        today: day.format("%d/%m").to_string(),
        groups: groups(open),
        picks,
        percent: reliability.percent(),
        reliability,
        quiet,
        missing: facts.open(),
        opened: facts.approved,
        suspended: facts.suspended,
        suspends_on: facts.suspends_on,
        suspends_why: facts.suspends_why,
        form: Form::default(),
        back: "/sell".to_owned(),
    };
    member.visitor.page(&shop, &page)
}

/// What is not ended yet; of what was delivered, where the cash is not in.
const OPEN: [ParcelState; 5] =
    [ParcelState::Placed, ParcelState::Confirmed, ParcelState::Packed, ParcelState::HandedOver, ParcelState::Delivered];

fn groups(open: Waiting) -> Vec<Group> {
    const LOOKS: [(&str, &str); 5] =
        [("new", "new"), ("pack", "going"), ("hand-over", "going"), ("way", "done"), ("cash", "done")];
    let mut groups: Vec<Group> = LOOKS
        .into_iter()
        .zip(OPEN)
        .map(|((name, look), state)| {
            let more = open.more_of(state);
            Group { name, look, state: state.as_str(), parcels: Vec::new(), more, all: more }
        })
        .collect();
    for parcel in open.parcels {
        let place = OPEN.iter().position(|state| *state == parcel.stands);
        if let Some(group) = place.and_then(|i| groups.get_mut(i)) {
            group.parcels.push(parcel);
            group.all += 1;
        }
    }
    groups
}

#[derive(Deserialize)]
pub struct Filter {
    state: Option<String>,
    after: Option<String>,
}

/// `GET /sell/parcels`: every parcel there ever was.
pub async fn parcels(member: Member, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let state = filter.state.as_deref().and_then(ParcelState::parse);
    let after: Option<Cursor> = filter.after.as_deref().and_then(|text| text.parse().ok());
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let (parcels, next) = queries::list_all(&mut conn, member.producer, state, after, member.visitor.lang).await?;
    drop(conn);
    let word = state.map(ParcelState::as_str).unwrap_or_default();
    let page = ParcelsPage {
        desk,
        parcels,
        states: ParcelState::ALL
            .iter()
            .filter(|s| s.known_to_household())
            .map(|s| Choice { word: s.as_str(), key: s.as_str().replace('_', "-"), chosen: Some(*s) == state })
            .collect(),
        state: word,
        next: next.map(|cursor| format!("state={word}&after={cursor}")),
    };
    member.visitor.page(&shop, &page)
}

/// `GET /sell/parcels/{code}`
pub async fn parcel(member: Member, shop: Shop, code: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    let page = parcel_page::load(&mut conn, &member, &shop, parcel, Forms::default(), None).await?;
    member.visitor.page(&shop, &page)
}

/// `POST /sell/parcels/{code}/state`: one press of a button. The form says from where to where, so that an old page
/// cannot move a parcel on twice.
pub async fn advance(member: Member, shop: Shop, code: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    let ends = (ParcelState::parse(form.raw("from")), ParcelState::parse(form.raw("to")));
    let (Some(from), Some(to)) = ends else {
        return refuse(
            conn,
            &member,
            &shop,
            &code,
            moving(form),
            StatusCode::UNPROCESSABLE_ENTITY,
            "sell-move-illegal",
        )
        .await;
    };
    let Some(reason) = reason(&mut form, to) else {
        let sentence = "sell-reason-needed";
        return refuse(conn, &member, &shop, &code, moving(form), StatusCode::UNPROCESSABLE_ENTITY, sentence).await;
    };
    let asked = Move { reason, cash: form.ticked("cash"), ..Move::of(&parcel, from, to) };
    let today = shop.clock.today();
    let outcome = conn.transaction(async |conn| move_on(conn, &asked, &member, today).await).await;
    let sentence = match outcome {
        Ok(()) => return Ok(member.visitor.go(&shop, back(&form), Some(done(to)))),
        Err(MoveError::Already) => return Ok(member.visitor.go(&shop, back(&form), Some("sell-already-done"))),
        Err(MoveError::NotFound) => return Err(Error::NotFound),
        Err(MoveError::Failed(error)) => return Err(error),
        Err(MoveError::MovedOn(_)) => "sell-moved-on",
        Err(MoveError::NotWeighed) => "sell-weigh-first",
        Err(MoveError::Recalled) => "sell-move-recalled",
        Err(MoveError::TooSoon) => "sell-move-too-soon",
        Err(MoveError::Illegal) => "sell-move-illegal",
        Err(MoveError::CashCollected) => "sell-cash-was-collected",
    };
    refuse(conn, &member, &shop, &code, moving(form), StatusCode::CONFLICT, sentence).await
}

/// `POST /sell/parcels/{code}/cash`: the cash of a parcel is in the household's hands, or `with=carrier`, which hands it
/// on to the market and does so only where the market is paid.
pub async fn cash(member: Member, shop: Shop, code: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let parcel = queries::load_parcel(&mut conn, &member, &code, member.visitor.lang).await?;
    let with = if form.raw("with") == "carrier" && parcel.kind == "carrier" { With::Carrier } else { With::Household };
    let outcome = conn
        .transaction(async |conn| {
            let before = Thing::Parcel(parcel.id).before(conn, &member).await?;
            collect(conn, parcel.id, parcel.producer, with, member.account).await?;
            Ok::<(), CollectError>(before.log(conn, &member, "parcel.cash", &parcel.code).await?)
        })
        .await;
    let sentence = match outcome {
        Ok(()) => return Ok(member.visitor.go(&shop, back(&form), Some("sell-done-cash"))),
        Err(CollectError::Already) => return Ok(member.visitor.go(&shop, back(&form), Some("sell-already-done"))),
        Err(CollectError::Failed(error)) => return Err(error),
        Err(CollectError::NotFound | CollectError::Void) => "sell-cash-none",
        Err(CollectError::TooEarly(_)) => "sell-cash-early",
        Err(CollectError::Direct) => "sell-cash-direct",
    };
    refuse(conn, &member, &shop, &code, moving(form), StatusCode::CONFLICT, sentence).await
}

/// `POST /sell/household`: a member of several households turns to another one's desk.
pub async fn switch(member: Member, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let chosen = form.id("household").map(ProducerId).filter(|id| member.producers.contains(id));
    let chosen = chosen.ok_or(Error::NotFound)?;
    let mut response = member.visitor.go(&shop, "/sell", None);
    add_cookie(&mut response, &Member::household_cookie(&shop, chosen));
    Ok(response)
}

/// What stands above every page of the desk.
pub async fn desk(conn: &mut Conn, member: &Member) -> Result<Desk> {
    Ok(Desk::of(queries::list_households(conn, member, member.visitor.lang).await?))
}

fn moving(form: Form) -> Forms {
    Forms { moving: form, ..Forms::default() }
}

/// The reason as the diary keeps it; `None` when one is needed and not given.
fn reason(form: &mut Form, to: ParcelState) -> Option<String> {
    let words = form.optional_line("words", 200)?;
    if to != ParcelState::Unfulfillable {
        return Some(if to == ParcelState::Refused { words } else { String::new() });
    }
    let Some(reason) = Reason::chosen(form.raw("reason")) else {
        form.refuse("reason", "sell-reason-choose");
        return None;
    };
    if reason == Reason::Other && words.is_empty() {
        form.refuse("words", "sell-reason-words");
        return None;
    }
    Some(reason.stored(&words))
}

/// Where the button stood; only pages of the desk.
fn back(form: &Form) -> &str {
    let back = form.raw("back");
    if back == "/sell" || back.starts_with("/sell/") { back } else { "/sell" }
}

/// What was done, in words for the next page.
const fn done(to: ParcelState) -> &'static str {
    match to {
        ParcelState::Confirmed => "sell-done-confirmed",
        ParcelState::Packed => "sell-done-packed",
        ParcelState::HandedOver => "sell-done-handed-over",
        ParcelState::Delivered => "sell-done-delivered",
        ParcelState::Refused => "sell-done-refused",
        _ => "sell-done-unfulfillable",
    }
}
