//! What delivery costs, below `/office/setup/delivery`: a carrier's rates by zone and day.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Days, NaiveDate};
use diesel_async::AsyncConnection as _;
use serde::Serialize;
use serde_json::json;

use super::try_delivery::{self, Answer, Near, Tried};
use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::delivery::quote::Zone;
use crate::delivery::rates::{self, AddError, Kept, NewRate, Prices};
use crate::error::{Error, Result};
use crate::kernel::lang::Lang;
use crate::kernel::money::{Money, group_digits};
use crate::kernel::paging::first;
use crate::kernel::weight;
use crate::office::households::choose::Household;
use crate::platform::Shop;
use crate::platform::forms::{Form, weight_sentence};
use crate::platform::views::Page;

const HERE: &str = "/office/setup/delivery";
const MOST_WHY: usize = 300;
const MOST_FEE: i64 = 10_000_000;
/// A ton.
const MOST_GRAMS: i32 = 1_000_000;
const MOST_DAYS: i32 = 60;
const MOST_AHEAD: Days = Days::new(366);

#[derive(Serialize)]
struct DeliveryPage {
    now: Vec<Kept>,
    later: Vec<Kept>,
    households: Vec<Household>,
    form: Form,
    tried: Option<Tried>,
    /// The places of which one is to be chosen.
    near: Vec<Near>,
}

impl Page for DeliveryPage {
    const TEMPLATE: &'static str = "office/setup/delivery.html";
}

/// `GET /office/setup/delivery`: the rates, and a box to try them in.
pub async fn show(clerk: Clerk, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let lang = clerk.visitor.lang;
    let mut form = Form::read(request.query_string().as_bytes());
    let mut conn = shop.db.conn().await?;
    let (now, later) = rates::now_and_later(&mut conn, today).await?.into_iter().partition(|kept| kept.now);
    let Answer { tried, near } = try_delivery::answer(&mut conn, &mut form, lang, today).await?;
    let households = crate::office::households::choose::list(&mut conn, lang, form.raw("household")).await?;
    drop(conn);
    if !form.has("day") {
        form.set("day", today.to_string());
    }
    let status = if form.ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    clerk.visitor.page_with(&shop, &DeliveryPage { now, later, households, form, tried, near }, status)
}

#[derive(Serialize)]
struct RatePage {
    zone: &'static str,
    kept: Vec<Kept>,
    /// There are more than are shown.
    more: bool,
    form: Form,
    refused: Option<&'static str>,
}

impl Page for RatePage {
    const TEMPLATE: &'static str = "office/setup/delivery_rate.html";
}

fn filled(lang: Lang, prices: &Prices, today: NaiveDate) -> Form {
    let money = |sum: Money| group_digits(sum.amount());
    Form::blank(&[
        ("base_fee", &money(prices.base_fee)),
        ("base_weight", &weight::typed(lang, prices.base_weight_g.into())),
        ("step_fee", &money(prices.step_fee)),
        ("step_weight", &weight::typed(lang, prices.step_weight_g.into())),
        ("fragile_fee", &money(prices.fragile_fee)),
        ("cold_fee", &money(prices.cold_fee)),
        ("days_min", &prices.days_min.to_string()),
        ("days_max", &prices.days_max.to_string()),
        ("from_day", &today.to_string()),
    ])
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    zone: Zone,
    posted: Option<Form>,
    refused: Option<&'static str>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let wanted = rates::SHOWN.saturating_add(1);
    let (kept, more) = first(rates::of(&mut *shop.db.conn().await?, zone, today, wanted).await?, rates::SHOWN);
    let now = kept.iter().find(|k| k.now).or(kept.first());
    let mut form =
        posted.unwrap_or_else(|| now.map_or_else(Form::default, |k| filled(clerk.visitor.lang, &k.prices, today)));
    // Who was told of a change sees it below, and may go on from there.
    form.set("seen", kept.first().map_or(0, |k| k.id).to_string());
    clerk.visitor.page_with(shop, &RatePage { zone: zone.code(), kept, more, form, refused }, status)
}

fn named(code: &str) -> Result<Zone> {
    Zone::parse(code).ok_or(Error::NotFound)
}

/// `GET /office/setup/delivery/zones/{zone}`
pub async fn rate(clerk: Clerk, shop: Shop, zone: web::Path<String>) -> Result<HttpResponse> {
    page(&clerk, &shop, named(&zone)?, None, None, StatusCode::OK).await
}

fn fee(form: &mut Form, name: &str) -> Option<Money> {
    let fee = Money::parse(form.raw(name)).filter(|fee| (0..=MOST_FEE).contains(&fee.amount()));
    if fee.is_none() {
        form.refuse(name, "field-money-wrong");
    }
    fee
}

/// Grams of a typed weight, refused beside it when it is none.
pub(super) fn grams(form: &mut Form, name: &str) -> Option<i32> {
    let grams = weight::parse(form.raw(name)).filter(|grams| (1..=MOST_GRAMS).contains(grams));
    if grams.is_none() {
        let sentence = weight_sentence(form.raw(name), "delivery-weight-wrong");
        form.refuse(name, sentence);
    }
    grams
}

fn prices(form: &mut Form) -> Option<Prices> {
    let (base_fee, step_fee) = (fee(form, "base_fee"), fee(form, "step_fee"));
    let (fragile_fee, cold_fee) = (fee(form, "fragile_fee"), fee(form, "cold_fee"));
    let (base_weight, step_weight) = (grams(form, "base_weight"), grams(form, "step_weight"));
    let days = |form: &mut Form, name: &str| form.number(name, 0, MOST_DAYS).and_then(|n| i16::try_from(n).ok());
    let (days_min, days_max) = (days(form, "days_min"), days(form, "days_max"));
    if let (Some(least), Some(most)) = (days_min, days_max)
        && most < least
    {
        form.refuse("days_max", "delivery-days-turned");
        return None;
    }
    Some(Prices {
        base_fee: base_fee?,
        base_weight_g: base_weight?,
        step_fee: step_fee?,
        step_weight_g: step_weight?,
        fragile_fee: fragile_fee?,
        cold_fee: cold_fee?,
        days_min: days_min?,
        days_max: days_max?,
    })
}

/// `POST /office/setup/delivery/zones/{zone}`: a rate from a day on.
pub async fn add(clerk: Clerk, shop: Shop, zone: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let zone = named(&zone)?;
    let today = shop.clock.today();
    let prices = prices(&mut form);
    let day = form.day("from_day");
    if day.is_some_and(|day| day < today || today.checked_add_days(MOST_AHEAD).is_some_and(|last| day > last)) {
        form.refuse("from_day", "rule-day-wrong");
    }
    let why = form.line("why", MOST_WHY);
    let seen = form.raw("seen").parse().unwrap_or(-1);
    let (Some(prices), Some(from_day), Some(why), true) = (prices, day, why, form.ok()) else {
        return page(&clerk, &shop, zone, Some(form), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let new = NewRate { zone, from_day, prices, why, seen, by: clerk.account };
    let mut conn = shop.db.conn().await?;
    let before = rates::of(&mut conn, zone, from_day, rates::SHOWN).await?.into_iter().find(|kept| kept.now);
    let added = conn
        .transaction(async |conn| {
            rates::add(conn, &new).await?;
            let mut after = json!(new.prices);
            if let Some(facts) = after.as_object_mut() {
                facts.insert("from_day".to_owned(), json!(new.from_day));
            }
            let act = clerk.act("delivery.rate").on(zone.code()).because(&new.why);
            let before = json!(before.as_ref().map(|kept| kept.prices));
            Ok::<(), AddError>(acts::record(conn, &act.changed(before, after)).await?)
        })
        .await;
    drop(conn);
    match added {
        Ok(()) => {
            tracing::info!(zone = zone.code(), from = %new.from_day, clerk = %clerk.account, "delivery rate added");
            Ok(clerk.visitor.go(&shop, HERE, Some("delivery-rate-added")))
        }
        Err(AddError::Failed(error)) => Err(error),
        Err(AddError::Meanwhile) => {
            page(&clerk, &shop, zone, Some(form), Some("setup-meanwhile"), StatusCode::CONFLICT).await
        }
    }
}
