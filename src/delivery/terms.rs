//! What quotes stand on, read for one buyer's commune and the households of one cart: five queries, however many parcels.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::RunQueryDsl;

use super::quote::{self, DeliveryOption, Load, PickupPoint, Place, Rate, Round, Zone};
use super::rates;
use crate::error::Result;
use crate::kernel::ids::{PickupPointId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::schema::{pickup_points, producer_pickup_points, rounds};

/// The terms for one buyer and several households.
#[derive(Clone, Debug)]
pub struct Terms {
    rates: Vec<Rate>,
    buyer: Place,
    households: HashMap<ProducerId, Place>,
    rounds: HashMap<ProducerId, Round>,
    points: HashMap<ProducerId, Vec<PickupPoint>>,
    today: NaiveDate,
}

impl Terms {
    /// Every way this household's parcel can get to the buyer; none when its goods may not travel so far.
    #[must_use]
    pub fn options(&self, household: ProducerId, load: &Load) -> Vec<DeliveryOption> {
        let Some(home) = self.households.get(&household) else { return Vec::new() };
        let points = self.points.get(&household).map(Vec::as_slice).unwrap_or_default();
        let round = self.rounds.get(&household).copied();
        quote::options(&self.rates, home, &self.buyer, load, round, points, self.today)
    }

    /// How far the buyer is from this household.
    #[must_use]
    pub fn zone(&self, household: ProducerId) -> Option<Zone> {
        self.households.get(&household).map(|home| quote::zone(home, &self.buyer))
    }
}

#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = BigInt)]
    producer: ProducerId,
    #[diesel(sql_type = Text)]
    commune: String,
    #[diesel(sql_type = Bool)]
    served: bool,
    #[diesel(sql_type = Text)]
    zone: String,
}

impl PlaceRow {
    fn place(self) -> Place {
        let zone = Zone::parse(&self.zone).unwrap_or(Zone::Nationwide);
        Place { commune: self.commune, served: self.served, zone }
    }
}

/// Reads the terms. `None` when there is no such commune.
pub async fn load(
    conn: &mut Conn,
    commune: &str,
    households: &[ProducerId],
    today: NaiveDate,
) -> Result<Option<Terms>> {
    let ids: Vec<i64> = households.iter().map(|id| id.0).collect();
    // The buyer's commune comes as household 0.
    let rows: Vec<PlaceRow> = diesel::sql_query(
        "SELECT w.producer, c.code AS commune, c.served, coalesce(z.zone, 'nationwide') AS zone \
         FROM (SELECT 0::bigint AS producer, $1 AS code \
               UNION ALL SELECT id, commune_code FROM producers WHERE id = ANY($2)) w \
         JOIN communes c ON c.code = w.code LEFT JOIN delivery_zone_provinces z ON z.province_code = c.province_code",
    )
    .bind::<Text, _>(commune)
    .bind::<Array<BigInt>, _>(&ids)
    .kept()
    .load(conn)
    .await?;
    let mut places: HashMap<ProducerId, Place> = rows.into_iter().map(|row| (row.producer, row.place())).collect();
    let Some(buyer) = places.remove(&ProducerId(0)) else { return Ok(None) };
    Ok(Some(Terms {
        rates: rates::on(conn, today).await?,
        buyer,
        households: places,
        rounds: rounds_to(conn, commune, households).await?,
        points: points_of(conn, households).await?,
        today,
    }))
}

async fn rounds_to(conn: &mut Conn, commune: &str, households: &[ProducerId]) -> Result<HashMap<ProducerId, Round>> {
    let rows: Vec<(ProducerId, i32, Money, Option<Money>)> = rounds::table
        .select((rounds::producer_id, rounds::weekdays, rounds::fee, rounds::free_from))
        .filter(rounds::commune_code.eq(commune).and(rounds::producer_id.eq_any(households)))
        .filter(rounds::stopped_at.is_null())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(who, weekdays, fee, free_from)| (who, Round { weekdays, fee, free_from })).collect())
}

async fn points_of(conn: &mut Conn, households: &[ProducerId]) -> Result<HashMap<ProducerId, Vec<PickupPoint>>> {
    type Row = (ProducerId, PickupPointId, String, String, String, String, String, Money);
    let rows: Vec<Row> = producer_pickup_points::table
        .inner_join(pickup_points::table)
        .select((
            producer_pickup_points::producer_id,
            pickup_points::id,
            pickup_points::name_vi,
            pickup_points::name_en,
            pickup_points::address,
            pickup_points::hours_vi,
            pickup_points::hours_en,
            pickup_points::fee,
        ))
        .filter(producer_pickup_points::producer_id.eq_any(households).and(pickup_points::closed_at.is_null()))
        .order(pickup_points::id)
        .load(conn)
        .await?;
    let mut points: HashMap<ProducerId, Vec<PickupPoint>> = HashMap::new();
    for (who, id, name_vi, name_en, address, hours_vi, hours_en, fee) in rows {
        points.entry(who).or_default().push(PickupPoint { id, name_vi, name_en, address, hours_vi, hours_en, fee });
    }
    Ok(points)
}
