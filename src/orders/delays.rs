//! Parcels whose harvest was put off: their days move with it, each buyer is told once, and may keep or cancel.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, SmallInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::lock;
use super::messages::{sms, track_link};
use super::{queries, words};
use crate::delivery::quote::next_round;
use crate::error::Result;
use crate::kernel::ids::{HarvestDelayId, OrderLineId, ParcelId};
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::kept::Keep as _;
use crate::platform::locales::Args;
use crate::platform::{Ground, wording};
use crate::schema::{delayed_parcels, harvest_delays, parcels};

/// Puts off every parcel that waits for a harvest that was put off. An order that is being placed waits for the harvest's
/// lock and then finds other days than its buyer saw, so none is missed.
#[derive(Serialize, Deserialize)]
pub struct PutOffParcels {
    pub delay: HarvestDelayId,
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    parcel: ParcelId,
}

impl Job for PutOffParcels {
    const KIND: &'static str = "put_off_parcels";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let waiting: Vec<Waiting> = diesel::sql_query(
            "SELECT DISTINCT l.parcel_id AS parcel FROM harvest_delays d \
             JOIN order_lines l ON l.harvest_id = d.harvest_id AND l.qty > l.qty_off + l.swapped \
             JOIN parcels p ON p.id = l.parcel_id AND p.state IN ('awaiting_payment', 'placed', 'confirmed', 'packed') \
             JOIN orders o ON o.id = p.order_id AND o.placed_at <= d.at \
             WHERE d.id = $1 AND NOT EXISTS ( \
               SELECT FROM delayed_parcels x WHERE x.delay_id = d.id AND x.parcel_id = l.parcel_id) \
             ORDER BY l.parcel_id",
        )
        .bind::<BigInt, _>(self.delay.0)
        .load(&mut conn)
        .await?;
        for Waiting { parcel } in waiting {
            let delay = self.delay;
            conn.transaction(async |conn| put_off(conn, delay, parcel).await).await?;
        }
        // All that are moved, not only those of this run: one before may have ended in between. Each message is sent once.
        let moved: Vec<ParcelId> = delayed_parcels::table
            .select(delayed_parcels::parcel_id)
            .filter(delayed_parcels::delay_id.eq(self.delay))
            .load(&mut conn)
            .await?;
        for parcel in moved {
            tell(&mut conn, &ground, self.delay, parcel).await?;
        }
        Ok(())
    }
}

/// Moves the days of one parcel, once for each delay, if it still waits: as far as this harvest is what it waits for.
async fn put_off(conn: &mut Conn, delay: HarvestDelayId, parcel: ParcelId) -> Result<()> {
    let Some(locked) = lock::parcel(conn, parcel, None).await?.filter(|p| p.state.holds_stock()) else {
        return Ok(());
    };
    let fresh = diesel::insert_into(delayed_parcels::table)
        .values((delayed_parcels::delay_id.eq(delay), delayed_parcels::parcel_id.eq(locked.id)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if fresh == 0 {
        return Ok(());
    }
    if onto_round(conn, locked.id).await? {
        return Ok(());
    }
    diesel::sql_query(
        "UPDATE parcels p SET expected_from = p.expected_from + s.first, expected_to = p.expected_to + s.last FROM ( \
           SELECT max(h.ships_from) - max(h.ships_from - o.days) AS first, max(h.ships_to) - max(h.ships_to - o.days) AS last \
           FROM harvest_delays d JOIN order_lines l ON l.parcel_id = $2 AND l.qty > l.qty_off + l.swapped \
           JOIN harvests h ON h.id = l.harvest_id \
           CROSS JOIN LATERAL (SELECT CASE WHEN h.id = d.harvest_id THEN d.days::integer ELSE 0 END AS days) o \
           WHERE d.id = $1) s \
         WHERE p.id = $2 AND s.first IS NOT NULL",
    )
    .bind::<BigInt, _>(delay.0)
    .bind::<BigInt, _>(locked.id.0)
    .kept()
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Driven {
    /// When its harvests are there, the first and the last, and never before the days that were said.
    #[diesel(sql_type = Date)]
    ready: NaiveDate,
    #[diesel(sql_type = Date)]
    late: NaiveDate,
    #[diesel(sql_type = Integer)]
    weekdays: i32,
}

/// Moves a parcel that the household brings itself to the next days on which it drives there; `false` when it goes another
/// way, or is not driven any more. Two days later nobody drives, perhaps, or it is the day that was said all the same.
async fn onto_round(conn: &mut Conn, parcel: ParcelId) -> Result<bool> {
    let driven: Option<Driven> = diesel::sql_query(
        "SELECT greatest(p.expected_from, max(h.ships_from)) AS ready, greatest(p.expected_to, max(h.ships_to)) AS late, r.weekdays \
         FROM parcels p JOIN orders o ON o.id = p.order_id \
         JOIN rounds r ON r.producer_id = p.producer_id AND r.commune_code = o.commune_code \
         JOIN order_lines l ON l.parcel_id = p.id AND l.qty > l.qty_off + l.swapped JOIN harvests h ON h.id = l.harvest_id \
         WHERE p.id = $1 AND p.delivery_kind = 'round' GROUP BY p.id, r.id",
    )
    .bind::<BigInt, _>(parcel.0)
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    let Some(Driven { ready, late, weekdays }) = driven else { return Ok(false) };
    let (Some(from), Some(to)) = (next_round(weekdays, ready), next_round(weekdays, late)) else { return Ok(false) };
    diesel::update(parcels::table.find(parcel))
        .set((parcels::expected_from.eq(from), parcels::expected_to.eq(to)))
        .execute(conn)
        .await?;
    Ok(true)
}

async fn tell(conn: &mut Conn, ground: &Ground, delay: HarvestDelayId, parcel: ParcelId) -> anyhow::Result<()> {
    let order = parcels::table.select(parcels::order_id).find(parcel).first(conn).await?;
    let Some(order) = queries::by_id(conn, order).await? else { return Ok(()) };
    let view = queries::whole(conn, order).await?;
    let Some(row) = view.parcels.iter().find(|p| p.row.id == parcel) else { return Ok(()) };
    let (days, reason): (i16, String) =
        harvest_delays::table.select((harvest_delays::days, harvest_delays::reason)).find(delay).first(conn).await?;
    let lang = view.order.lang();
    let args = Args::from([
        ("code".into(), view.order.code.clone().into()),
        ("household".into(), lang.pick(&row.producer_vi, &row.producer_en).to_owned().into()),
        ("n".into(), i32::from(days).into()),
        ("reason".into(), reason.into()),
        ("days".into(), words::days(lang, row.row.expected_from, row.row.expected_to).into()),
        ("link".into(), track_link(ground, &view.order.code).into()),
    ]);
    let text = wording::text(conn, lang, "order-sms-delayed", args).await?;
    sms(conn, format!("delay:{delay}:{parcel}"), &view.order.buyer_phone, text).await
}

/// A delay of a parcel, as its order's page tells it.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Delayed {
    #[diesel(sql_type = BigInt)]
    pub delay: HarvestDelayId,
    #[diesel(sql_type = BigInt)]
    pub parcel: ParcelId,
    /// The parcel's number in its order.
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    #[diesel(sql_type = SmallInt)]
    pub days: i16,
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// `keep` or `cancel`; empty while the buyer has not said.
    #[diesel(sql_type = Text)]
    pub answer: String,
    /// Whether the buyer may still cancel.
    #[diesel(sql_type = Bool)]
    pub open: bool,
}

/// The last delay of each harvest that these parcels wait for.
pub async fn of_parcels(conn: &mut Conn, ids: &[ParcelId]) -> Result<Vec<Delayed>> {
    Ok(diesel::sql_query(
        "SELECT DISTINCT ON (x.parcel_id, d.harvest_id) x.delay_id AS delay, x.parcel_id AS parcel, p.number, d.days, d.reason, \
                coalesce(x.answer, '') AS answer, \
                x.answer IS NULL AND p.state IN ('placed', 'confirmed', 'packed') AS open \
         FROM delayed_parcels x JOIN harvest_delays d ON d.id = x.delay_id JOIN parcels p ON p.id = x.parcel_id \
         WHERE x.parcel_id = ANY($1) ORDER BY x.parcel_id, d.harvest_id, x.delay_id DESC",
    )
    .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<_>>())
    .kept()
    .load(conn)
    .await?)
}

/// The buyer has said. `false` when that was said before, whatever it was.
pub async fn answer(conn: &mut Conn, delayed: &Delayed, keep: bool) -> Result<bool> {
    let written = diesel::update(delayed_parcels::table.find((delayed.delay, delayed.parcel)))
        .filter(delayed_parcels::answer.is_null())
        .set((
            delayed_parcels::answer.eq(if keep { "keep" } else { "cancel" }),
            delayed_parcels::answered_at.eq(diesel::dsl::now),
        ))
        .execute(conn)
        .await?;
    Ok(written > 0)
}

#[derive(QueryableByName)]
struct Piece {
    #[diesel(sql_type = BigInt)]
    line: OrderLineId,
    #[diesel(sql_type = Integer)]
    qty: i32,
}

/// The lines of a parcel that wait for the harvest that was put off, and how many pieces of each still come.
pub async fn lines(conn: &mut Conn, delayed: &Delayed) -> Result<Vec<(OrderLineId, i32)>> {
    let rows: Vec<Piece> = diesel::sql_query(
        "SELECT l.id AS line, l.qty - l.qty_off - l.swapped AS qty FROM order_lines l \
         JOIN harvest_delays d ON d.harvest_id = l.harvest_id \
         WHERE d.id = $1 AND l.parcel_id = $2 AND l.qty > l.qty_off + l.swapped ORDER BY l.id",
    )
    .bind::<BigInt, _>(delayed.delay.0)
    .bind::<BigInt, _>(delayed.parcel.0)
    .kept()
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.line, row.qty)).collect())
}
