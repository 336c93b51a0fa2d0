//! `/sell/household/rounds`: to which communes the household drives itself, on which days and for how much. What is set here
//! holds for orders from now on; what was ordered keeps its day and its fee.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::{Member, Owner};
use crate::delivery::quote::Round;
use crate::delivery::rounds::{self, Commune, OwnRound, RoundError};
use crate::error::{Error, Result};
use crate::kernel::ids::RoundId;
use crate::kernel::money::{Money, group_digits};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::sell::behalf::Thing;
use crate::sell::http::desk;
use crate::sell::pages::Desk;

const HERE: &str = "/sell/household/rounds";
/// More is mistyped: for this a taxi goes there. The table holds it too.
const MOST_FEE: i64 = 1_000_000;
const MOST_GOODS: i64 = 1_000_000_000;

/// A box to tick.
#[derive(Serialize)]
struct Tick {
    /// What its field's name ends in.
    word: String,
    /// Empty for a weekday, which has a key.
    name: String,
    ticked: bool,
}

/// A round as the list shows it.
#[derive(Serialize)]
struct Card {
    #[serde(flatten)]
    round: OwnRound,
    /// 1 is Monday.
    days: Vec<i32>,
}

impl Card {
    fn of(round: OwnRound) -> Self {
        Card { days: days(round.weekdays).collect(), round }
    }
}

#[derive(Serialize)]
struct RoundsPage {
    desk: Desk,
    rounds: Vec<Card>,
    communes: Vec<Tick>,
    days: Vec<Tick>,
    /// A commune is left to drive to, or what was asked is to be shown again.
    ask: bool,
    form: Form,
}

impl Page for RoundsPage {
    const TEMPLATE: &'static str = "sell/own_rounds.html";
}

#[derive(Serialize)]
struct RoundPage {
    desk: Desk,
    r: Card,
    days: Vec<Tick>,
    form: Form,
    /// Somebody changed it meanwhile.
    meanwhile: bool,
}

impl Page for RoundPage {
    const TEMPLATE: &'static str = "sell/own_round.html";
}

/// The weekdays of a mask; 1 is Monday.
fn days(weekdays: i32) -> impl Iterator<Item = i32> {
    (1..=7).filter(move |day| weekdays & (1 << (day - 1)) != 0)
}

fn day_field(day: i32) -> String {
    format!("day-{day}")
}

fn day_ticks(form: &Form) -> Vec<Tick> {
    let tick = |day: i32| Tick { word: day.to_string(), name: String::new(), ticked: form.ticked(&day_field(day)) };
    (1..=7).map(tick).collect()
}

/// The codes of the communes that are ticked.
fn ticked_communes(form: &Form) -> Vec<String> {
    form.names().filter_map(|name| name.strip_prefix("commune-")).map(str::to_owned).collect()
}

/// What holds on the round, as the form says it.
fn read(form: &mut Form) -> Option<Round> {
    let weekdays = (1..=7).filter(|day| form.ticked(&day_field(*day))).fold(0, |mask, day| mask | (1 << (day - 1)));
    if weekdays == 0 {
        form.refuse("days", "round-days-none");
    }
    let fee = Money::parse(form.raw("fee")).filter(|fee| (0..=MOST_FEE).contains(&fee.amount()));
    if fee.is_none() {
        form.refuse("fee", "round-fee-wrong");
    }
    let free_from = match form.raw("free_from").trim() {
        "" => Some(None),
        typed => Money::parse(typed).filter(|sum| (1..=MOST_GOODS).contains(&sum.amount())).map(Some),
    };
    if free_from.is_none() {
        form.refuse("free_from", "field-money-wrong");
    }
    Some(Round { weekdays, fee: fee?, free_from: free_from? }).filter(|_| form.ok())
}

/// The form of a round as it stands.
fn filled(round: &OwnRound) -> Form {
    let free_from = round.free_from.map(|sum| group_digits(sum.amount())).unwrap_or_default();
    let mut form = Form::blank(&[("fee", &group_digits(round.fee.amount())), ("free_from", &free_from)]);
    for day in days(round.weekdays) {
        form.set(&day_field(day), "on");
    }
    form
}

async fn list_page(member: &Member, shop: &Shop, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let own = rounds::list(&mut conn, member.producer).await?;
    let left = rounds::communes_left(&mut conn, member.producer).await?;
    drop(conn);
    let ticked = ticked_communes(&form);
    let communes: Vec<Tick> = left
        .into_iter()
        .map(|Commune { code, name }| Tick { ticked: ticked.contains(&code), word: code, name })
        .collect();
    let page = RoundsPage {
        desk,
        rounds: own.into_iter().map(Card::of).collect(),
        ask: !communes.is_empty() || !form.ok(),
        communes,
        days: day_ticks(&form),
        form,
    };
    member.visitor.page_with(shop, &page, status)
}

async fn round_page(
    member: &Member,
    shop: &Shop,
    id: RoundId,
    posted: Option<Form>,
    meanwhile: bool,
    status: StatusCode,
) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, member).await?;
    let round = rounds::find(&mut conn, member.producer, id).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let mut form = posted.unwrap_or_else(|| filled(&round));
    // Who was told of a change sees it above, and may go on from there.
    form.set("seq", round.seq.to_string());
    let page = RoundPage { desk, r: Card::of(round), days: day_ticks(&form), form, meanwhile };
    member.visitor.page_with(shop, &page, status)
}

/// `GET /sell/household/rounds`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    list_page(&member, &shop, Form::default(), StatusCode::OK).await
}

/// `POST /sell/household/rounds`: a round to each commune ticked (`commune-08761`), on the days ticked (`day-1` is Monday).
pub async fn add(Owner(member): Owner, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let terms = read(&mut form);
    let ticked = ticked_communes(&form);
    let mut conn = shop.db.conn().await?;
    let left = rounds::communes_left(&mut conn, member.producer).await?;
    let own = rounds::list(&mut conn, member.producer).await?;
    if ticked.is_empty() {
        form.refuse("communes", "round-communes-none");
    }
    for code in &ticked {
        if own.iter().any(|round| round.commune == *code) {
            form.refuse("communes", "round-double");
        } else if !left.iter().any(|commune| commune.code == *code) {
            form.refuse("communes", "field-choose");
        }
    }
    let made = match terms.filter(|_| form.ok()) {
        None => Err(RoundError::Taken),
        Some(terms) => {
            conn.transaction(async |conn| {
                for made in rounds::add(conn, member.producer, &ticked, terms).await? {
                    Thing::Round(made.id).made(conn, &member, "round.added", made.commune_name).await?;
                }
                Ok::<(), RoundError>(())
            })
            .await
        }
    };
    drop(conn);
    match made {
        Ok(()) => Ok(member.visitor.go(&shop, HERE, Some("round-added"))),
        Err(RoundError::Failed(error)) => Err(error),
        Err(_) => {
            if form.ok() {
                // Somebody of the household was quicker.
                form.refuse("communes", "round-double");
            }
            list_page(&member, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `GET /sell/household/rounds/{id}`
pub async fn one(Owner(member): Owner, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    round_page(&member, &shop, RoundId(*id), None, false, StatusCode::OK).await
}

/// `POST /sell/household/rounds/{id}`: other days, another fee; `seq` says which round was seen.
pub async fn change(Owner(member): Owner, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let id = RoundId(*id);
    let Some(terms) = read(&mut form) else {
        return round_page(&member, &shop, id, Some(form), false, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // What is no number was never on a page of ours.
    let seen = form.raw("seq").parse().unwrap_or(-1);
    let mut conn = shop.db.conn().await?;
    let changed = conn
        .transaction(async |conn| {
            let round = rounds::find(conn, member.producer, id).await?.ok_or(RoundError::NotFound)?;
            let before = Thing::Round(id).before(conn, &member).await?;
            rounds::change(conn, member.producer, id, terms, seen).await?;
            Ok::<(), RoundError>(before.log(conn, &member, "round.changed", round.commune_name).await?)
        })
        .await;
    drop(conn);
    match changed {
        Ok(()) => Ok(member.visitor.go(&shop, HERE, Some("round-changed"))),
        Err(RoundError::NotFound) => Err(Error::NotFound),
        Err(RoundError::Failed(error)) => Err(error),
        Err(RoundError::Meanwhile | RoundError::Taken) => {
            round_page(&member, &shop, id, Some(form), true, StatusCode::CONFLICT).await
        }
    }
}

/// `POST /sell/household/rounds/{id}/state`: `stop=1` stops it, else it is driven (again).
pub async fn drive(Owner(member): Owner, shop: Shop, id: web::Path<i64>, form: Form) -> Result<HttpResponse> {
    let (id, stop) = (RoundId(*id), form.ticked("stop"));
    let mut conn = shop.db.conn().await?;
    let stands = conn
        .transaction(async |conn| {
            let before = Thing::Round(id).before(conn, &member).await?;
            let round = rounds::drive(conn, member.producer, id, !stop).await?;
            let act = if stop { "round.stopped" } else { "round.driven" };
            before.log(conn, &member, act, round.commune_name.clone()).await?;
            Ok::<OwnRound, RoundError>(round)
        })
        .await;
    drop(conn);
    let round = match stands {
        Ok(round) => round,
        Err(RoundError::Failed(error)) => return Err(error),
        Err(_) => return Err(Error::NotFound),
    };
    let done = match (stop, round.open > 0) {
        (false, _) => "round-driven",
        (true, false) => "round-stopped",
        (true, true) => "round-stopped-open",
    };
    Ok(member.visitor.go(&shop, HERE, Some(done)))
}
