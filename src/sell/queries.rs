//! What the desk reads. Every query is bound to the households of the member who asks.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Int4, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::parcels::{Parcel, assemble};
use crate::accounts::actors::Member;
use crate::accounts::role::Role;
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderLineId, PackId, ParcelId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut};
use crate::orders::parcel::{self, ParcelState};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// No desk shows more in one state at once; the rest is in the list of all parcels.
const MOST_ON_DESK: i64 = 200;
const PAGE: usize = 20;

#[derive(QueryableByName)]
pub struct ParcelRow {
    #[diesel(sql_type = BigInt)]
    pub id: ParcelId,
    #[diesel(sql_type = BigInt)]
    pub producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub delivery_kind: String,
    #[diesel(sql_type = Text)]
    pub delivery_name_vi: String,
    #[diesel(sql_type = Text)]
    pub delivery_name_en: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub pickup_hours_vi: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub pickup_hours_en: Option<String>,
    #[diesel(sql_type = Date)]
    pub expected_from: NaiveDate,
    #[diesel(sql_type = Date)]
    pub expected_to: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub goods_total: Money,
    #[diesel(sql_type = BigInt)]
    pub shipping_fee: Money,
    #[diesel(sql_type = BigInt)]
    pub discount: Money,
    /// What was taken off since it was placed; the total is without it.
    #[diesel(sql_type = BigInt)]
    pub off: Money,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
    #[diesel(sql_type = Timestamptz)]
    pub placed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub confirm_by: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub state_since: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub buyer_name: String,
    #[diesel(sql_type = Text)]
    pub buyer_phone: String,
    #[diesel(sql_type = Text)]
    pub commune_name: String,
    #[diesel(sql_type = Text)]
    pub province_name: String,
    #[diesel(sql_type = Text)]
    pub street: String,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Text)]
    pub payment_method: String,
    /// The household is paid by the buyer itself.
    #[diesel(sql_type = Bool)]
    pub direct: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub payment_state: Option<String>,
    #[diesel(sql_type = Bool)]
    pub long_over: bool,
}

/// A household sees a parcel once nothing keeps it from packing: what waits for its buyer's money is not there yet, and
/// what was never paid for never was.
///
/// A buyer's phone and street are shown as long as delivery may need them, and 30 days more.
const PARCEL: &str = "SELECT p.id, p.producer_id, p.state, p.delivery_kind, \
       p.delivery_name_vi, p.delivery_name_en, pp.hours_vi AS pickup_hours_vi, pp.hours_en AS pickup_hours_en, \
       p.expected_from, p.expected_to, p.goods_total, p.shipping_fee, p.discount, off.off, p.total - off.off AS total, o.placed_at, p.confirm_by, p.state_since, \
       o.buyer_name, o.buyer_phone, o.commune_name, o.province_name, o.street, o.note, o.payment_method, \
       o.settlement = 'direct' AS direct, pay.state AS payment_state, \
       (p.state IN ('delivered', 'refused', 'cancelled', 'unfulfillable') \
        AND p.state_since < now() - interval '30 days') AS long_over \
     FROM parcels p JOIN orders o ON o.id = p.order_id AND p.state NOT IN ('awaiting_payment', 'expired') \
       AND NOT (p.state = 'cancelled' AND EXISTS (SELECT FROM parcel_diary d WHERE d.parcel_id = p.id \
                AND d.from_state = 'awaiting_payment' AND d.to_state = 'cancelled')) \
     CROSS JOIN LATERAL (SELECT coalesce(sum(l.paid_off), 0)::bigint AS off FROM order_lines l WHERE l.parcel_id = p.id) off \
     LEFT JOIN pickup_points pp ON pp.id = p.pickup_point_id \
     LEFT JOIN LATERAL (SELECT y.state FROM payments y WHERE y.parcel_id = p.id AND y.method = 'cod' \
                        ORDER BY y.id DESC LIMIT 1) pay ON true ";

#[derive(QueryableByName)]
pub struct LineRow {
    #[diesel(sql_type = BigInt)]
    pub parcel_id: ParcelId,
    #[diesel(sql_type = BigInt)]
    pub id: OrderLineId,
    /// What was ordered.
    #[diesel(sql_type = BigInt)]
    pub pack: PackId,
    /// What comes instead of pieces of the line before.
    #[diesel(sql_type = Bool)]
    pub instead: bool,
    #[diesel(sql_type = Int4)]
    pub qty: i32,
    #[diesel(sql_type = Int4)]
    pub comes: i32,
    #[diesel(sql_type = Int4)]
    pub short: i32,
    #[diesel(sql_type = Int4)]
    pub extra: i32,
    #[diesel(sql_type = Bool)]
    pub packed: bool,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub pack_name_vi: String,
    #[diesel(sql_type = Text)]
    pub pack_name_en: String,
    #[diesel(sql_type = BigInt)]
    pub price: Money,
    /// What the pieces that come as ordered were said to weigh together.
    #[diesel(sql_type = BigInt)]
    pub said_g: i64,
    /// By so many per cent they may weigh less, when they are sold by final weight.
    #[diesel(sql_type = Nullable<Int4>)]
    pub weight_band: Option<i32>,
    #[diesel(sql_type = Nullable<Int4>)]
    pub final_g: Option<i32>,
    /// The days on which the harvest it was sold ahead of is sent.
    #[diesel(sql_type = Nullable<Date>)]
    pub ships_from: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub ships_to: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    pub made: bool,
}

/// A household the member may act for.
#[derive(Clone, Debug, Serialize)]
pub struct Household {
    pub id: ProducerId,
    pub name: String,
    pub phone: String,
    pub current: bool,
    /// Parcels that wait to be confirmed.
    pub waiting: i64,
    /// What this member may do there.
    pub role: Role,
    /// A clerk acts for it.
    pub clerk: bool,
}

#[derive(QueryableByName)]
struct HouseholdRow {
    #[diesel(sql_type = BigInt)]
    id: ProducerId,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
}

/// The member's households, by name.
pub async fn list_households(conn: &mut Conn, member: &Member, lang: Lang) -> Result<Vec<Household>> {
    let own: Vec<i64> = member.producers.iter().map(|id| id.0).collect();
    let rows: Vec<HouseholdRow> = diesel::sql_query(
        "SELECT h.id, h.name_vi, h.name_en, h.phone, \
                (SELECT count(*) FROM parcels p WHERE p.producer_id = h.id AND p.state = 'placed') AS waiting \
         FROM producers h WHERE h.id = ANY($1) ORDER BY h.name_vi, h.id",
    )
    .bind::<Array<BigInt>, _>(own)
    .kept()
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Household {
            id: row.id,
            name: lang.pick(&row.name_vi, &row.name_en).to_owned(),
            phone: row.phone,
            current: row.id == member.producer,
            waiting: row.waiting,
            role: member.role_in(row.id).unwrap_or(Role::Packer),
            clerk: member.clerk,
        })
        .collect())
}

async fn with_lines(conn: &mut Conn, rows: Vec<ParcelRow>, lang: Lang) -> Result<Vec<Parcel>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    let lines: Vec<LineRow> = diesel::sql_query(
        "SELECT l.parcel_id, l.id, l.pack_id AS pack, false AS instead, l.qty - l.qty_off - l.swapped AS qty, l.qty - l.qty_off AS comes, \
                l.qty_off AS short, l.extra, l.packed_qty >= l.qty - l.qty_off AS packed, l.name_vi, l.name_en, \
                l.pack_name_vi, l.pack_name_en, l.price, (l.qty - l.qty_off - l.swapped)::bigint * l.net_weight_g AS said_g, \
                l.weight_band, l.final_g, h.ships_from, h.ships_to, l.made_on IS NOT NULL AS made \
         FROM order_lines l LEFT JOIN harvests h ON h.id = l.harvest_id WHERE l.parcel_id = ANY($1) \
         UNION ALL \
         SELECT l.parcel_id, l.id, l.pack_id, true, c.swapped, 0, 0, 0, false, c.instead_vi, c.instead_en, '', '', c.pack_price, \
                0::bigint, NULL, NULL, NULL, NULL, false \
         FROM correction_lines c JOIN order_lines l ON l.id = c.line_id WHERE l.parcel_id = ANY($1) AND c.swapped > 0 \
         ORDER BY parcel_id, id, instead",
    )
    .bind::<Array<BigInt>, _>(ids)
    .kept()
    .load(conn)
    .await?;
    Ok(assemble(rows, lines, lang))
}

/// What waits at a desk.
pub struct Waiting {
    pub parcels: Vec<Parcel>,
    /// Of each state that has more than a desk shows: how many more.
    pub more: Vec<(ParcelState, i64)>,
}

impl Waiting {
    /// How many more of this state there are.
    pub fn more_of(&self, state: ParcelState) -> i64 {
        self.more.iter().find(|(other, _)| *other == state).map_or(0, |(_, more)| *more)
    }
}

/// Which parcels `x` of the household `$1` wait in one of the states `$2`: one that was delivered waits for its cash.
const WAITS: &str = "x.producer_id = $1 AND x.state = ANY($2) AND (x.state <> 'delivered' OR \
     (SELECT y.state FROM payments y WHERE y.parcel_id = x.id AND y.method = 'cod' ORDER BY y.id DESC LIMIT 1) = 'due')";

/// What waits for this household in these states, oldest first, and so many of each state at most that none hides another:
/// what nobody ever ends shall not hide what came this morning.
pub async fn list_waiting(
    conn: &mut Conn,
    producer: ProducerId,
    states: &[ParcelState],
    lang: Lang,
) -> Result<Waiting> {
    let words: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    // One more of each state than is shown says that there are more.
    let mut rows: Vec<ParcelRow> = diesel::sql_query(format!(
        "{PARCEL} WHERE p.id IN ( \
           SELECT n.id FROM (SELECT x.id, row_number() OVER (PARTITION BY x.state ORDER BY x.id) AS nth \
                             FROM parcels x WHERE {WAITS}) n WHERE n.nth <= $3 + 1) \
         ORDER BY p.id"
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Array<Text>, _>(&words)
    .bind::<BigInt, _>(MOST_ON_DESK)
    .kept()
    .load(conn)
    .await?;
    let mut seen = BTreeMap::<String, i64>::new();
    rows.retain(|row| {
        let seen = seen.entry(row.state.clone()).or_default();
        *seen += 1;
        *seen <= MOST_ON_DESK
    });
    let cut = seen.values().any(|seen| *seen > MOST_ON_DESK);
    let more = if cut { count_more(conn, producer, &words).await? } else { Vec::new() };
    Ok(Waiting { parcels: with_lines(conn, rows, lang).await?, more })
}

/// How many of each state wait besides those that are shown.
async fn count_more(conn: &mut Conn, producer: ProducerId, states: &[&str]) -> Result<Vec<(ParcelState, i64)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        state: String,
        #[diesel(sql_type = BigInt)]
        more: i64,
    }
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT x.state, count(*) - $3 AS more FROM parcels x WHERE {WAITS} GROUP BY x.state HAVING count(*) > $3"
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Array<Text>, _>(states)
    .bind::<BigInt, _>(MOST_ON_DESK)
    .kept()
    .load(conn)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((ParcelState::parse(&row.state)?, row.more))).collect())
}

/// Which parcels go round with the household `$1` on the day `$2`.
const GOES_ROUND: &str = "p.producer_id = $1 AND p.delivery_kind = 'round' \
     AND p.state IN ('confirmed', 'packed', 'handed_over') AND $2 BETWEEN p.expected_from AND p.expected_to";

/// The stops of a household's own round on a day, commune by commune, street by street.
pub async fn list_round(conn: &mut Conn, producer: ProducerId, day: NaiveDate, lang: Lang) -> Result<Vec<Parcel>> {
    let rows: Vec<ParcelRow> = diesel::sql_query(format!(
        "{PARCEL} WHERE {GOES_ROUND} ORDER BY folded(o.commune_name), folded(o.street), p.id LIMIT {MOST_ON_DESK}"
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(day)
    .kept()
    .load(conn)
    .await?;
    with_lines(conn, rows, lang).await
}

/// All of a round, also what no sheet shows.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct RoundSum {
    #[diesel(sql_type = BigInt)]
    pub stops: i64,
    /// The cash to come home with.
    #[diesel(sql_type = BigInt)]
    pub collect: Money,
}

/// How often a household's own round stops on a day, and what it collects.
pub async fn sum_round(conn: &mut Conn, producer: ProducerId, day: NaiveDate) -> Result<RoundSum> {
    Ok(diesel::sql_query(format!(
        "SELECT count(*) AS stops, coalesce(sum(r.total) FILTER (WHERE r.payment_state = 'due'), 0)::bigint AS collect \
         FROM ({PARCEL} WHERE {GOES_ROUND}) r"
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(day)
    .kept()
    .get_result(conn)
    .await?)
}

/// A page of all the household's parcels, newest first.
pub async fn list_all(
    conn: &mut Conn,
    producer: ProducerId,
    state: Option<ParcelState>,
    after: Option<Cursor>,
    lang: Lang,
) -> Result<(Vec<Parcel>, Option<Cursor>)> {
    let mut rows: Vec<ParcelRow> = diesel::sql_query(format!(
        "{PARCEL} WHERE p.producer_id = $1 AND ($2 IS NULL OR p.state = $2) AND p.id < $3 \
         ORDER BY p.id DESC LIMIT {}",
        PAGE + 1
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Nullable<Text>, _>(state.map(ParcelState::as_str))
    .bind::<BigInt, _>(after.map_or(i64::MAX, |cursor| cursor.id))
    .kept()
    .load(conn)
    .await?;
    let next = cut(&mut rows, PAGE, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((with_lines(conn, rows, lang).await?, next))
}

/// A parcel of one of the member's households by its code.
pub async fn load_parcel(conn: &mut Conn, member: &Member, code: &str, lang: Lang) -> Result<Parcel> {
    let id = parcel::parse_code(code).ok_or(Error::NotFound)?;
    let own: Vec<i64> = member.producers.iter().map(|id| id.0).collect();
    let row: Option<ParcelRow> = diesel::sql_query(format!("{PARCEL} WHERE p.id = $1 AND p.producer_id = ANY($2)"))
        .bind::<BigInt, _>(id.0)
        .bind::<Array<BigInt>, _>(own)
        .kept()
        .get_result(conn)
        .await
        .optional()?;
    let row = row.ok_or(Error::NotFound)?;
    with_lines(conn, vec![row], lang).await?.pop().ok_or(Error::NotFound)
}

/// Parcels of the member's households by their codes, in the order asked for.
///
/// # Errors
/// [`Error::NotFound`] when one of them is not there or another household's: a form that mixes them does nothing.
pub async fn load_parcels(conn: &mut Conn, member: &Member, codes: &[String], lang: Lang) -> Result<Vec<Parcel>> {
    let ids: Vec<i64> =
        codes.iter().map(|c| Some(parcel::parse_code(c)?.0)).collect::<Option<_>>().ok_or(Error::NotFound)?;
    let own: Vec<i64> = member.producers.iter().map(|id| id.0).collect();
    let rows: Vec<ParcelRow> = diesel::sql_query(format!(
        "{PARCEL} WHERE p.id = ANY($1) AND p.producer_id = ANY($2) ORDER BY array_position($1, p.id)"
    ))
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Array<BigInt>, _>(own)
    .kept()
    .load(conn)
    .await?;
    if ids.iter().any(|id| !rows.iter().any(|row| row.id.0 == *id)) {
        return Err(Error::NotFound);
    }
    with_lines(conn, rows, lang).await
}

/// A line of a parcel's diary.
#[derive(QueryableByName, Serialize)]
pub struct DiaryLine {
    #[diesel(sql_type = Text)]
    pub to_state: String,
    #[diesel(sql_type = Text)]
    pub actor: String,
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// A parcel's diary, first things first. The buyer's account name stays out of it.
pub async fn list_diary(conn: &mut Conn, parcel: ParcelId) -> Result<Vec<DiaryLine>> {
    Ok(diesel::sql_query(
        "SELECT replace(d.to_state, '_', '-') AS to_state, d.actor, d.reason, d.at, \
                CASE WHEN d.actor = 'member' THEN coalesce(a.name, '') ELSE '' END AS who \
         FROM parcel_diary d LEFT JOIN accounts a ON a.id = d.account_id WHERE d.parcel_id = $1 ORDER BY d.id",
    )
    .bind::<BigInt, _>(parcel.0)
    .kept()
    .load(conn)
    .await?)
}
