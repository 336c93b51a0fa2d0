//! `/sell/rounds?day=2026-11-28`: the sheet for a household's own round: where it stops, in what order, what to collect.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::http::desk;
use super::pages::Desk;
use super::parcels::Parcel;
use super::queries::{self, RoundSum};
use crate::accounts::actors::Member;
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::money::Money;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms;
use crate::platform::kept::Keep as _;
use crate::platform::views::Page;

/// As many days as fit above the sheet.
const DAYS: i64 = 7;

/// A day on which boxes go round.
#[derive(Debug, Serialize, diesel::QueryableByName)]
pub struct RoundDay {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub parcels: i64,
}

/// The stops of one commune, one after the other.
#[derive(Debug, Serialize)]
pub struct Place {
    pub name: String,
    pub stops: Vec<Parcel>,
}

#[derive(Serialize)]
pub struct RoundsPage {
    pub desk: Desk,
    pub day: NaiveDate,
    pub days: Vec<RoundDay>,
    pub places: Vec<Place>,
    pub stops: i64,
    /// Stops that are not on the sheet: it would be too long.
    pub more: i64,
    /// The cash to come home with.
    pub collect: Money,
}

impl Page for RoundsPage {
    const TEMPLATE: &'static str = "sell/rounds.html";
}

#[derive(Deserialize)]
pub struct Asked {
    day: Option<String>,
}

/// `GET /sell/rounds`: the day asked for, or the next one on which something goes round.
pub async fn show(member: Member, shop: Shop, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let days = list_days(&mut conn, member.producer, today).await?;
    let typed = asked.day.as_deref().and_then(forms::day_of);
    let next = || days.iter().map(|d| d.day).find(|day| *day >= today).or_else(|| days.last().map(|d| d.day));
    let day = typed.or_else(next).unwrap_or(today);
    let parcels = queries::list_round(&mut conn, member.producer, day, member.visitor.lang).await?;
    let RoundSum { stops, collect } = queries::sum_round(&mut conn, member.producer, day).await?;
    drop(conn);
    let more = stops.saturating_sub(i64::try_from(parcels.len()).unwrap_or(i64::MAX));
    let mut places: Vec<Place> = Vec::new();
    for parcel in parcels {
        match places.last_mut().filter(|place| place.name == parcel.commune) {
            Some(place) => place.stops.push(parcel),
            None => places.push(Place { name: parcel.commune.clone(), stops: vec![parcel] }),
        }
    }
    member.visitor.page(&shop, &RoundsPage { desk, day, days, places, stops, more, collect })
}

/// The next days, and as many of those that are past as there is room for.
async fn list_days(conn: &mut Conn, producer: ProducerId, today: NaiveDate) -> Result<Vec<RoundDay>> {
    Ok(diesel::sql_query(
        "SELECT day, parcels FROM ( \
           SELECT expected_from AS day, count(*) AS parcels FROM parcels \
           WHERE producer_id = $1 AND delivery_kind = 'round' AND state IN ('confirmed', 'packed', 'handed_over') \
           GROUP BY expected_from ORDER BY expected_from < $3, abs(expected_from - $3) LIMIT $2) x ORDER BY day",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(DAYS)
    .bind::<Date, _>(today)
    .kept()
    .load(conn)
    .await?)
}
