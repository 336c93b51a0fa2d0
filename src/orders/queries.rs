//! Orders as pages, messages and lists read them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::corrected::{self, Change};
use super::handover::{self, Handover};
use super::parcel::ParcelState;
use super::receipt;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, HarvestId, OrderId, OrderLineId, ParcelId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::schema::{communes, harvests, order_lines, orders, parcel_diary, parcels, producers};

/// The order itself.
#[derive(Clone, Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub struct OrderRow {
    pub id: OrderId,
    pub code: String,
    pub account_id: Option<AccountId>,
    pub buyer_name: String,
    pub buyer_phone: String,
    pub buyer_email: Option<String>,
    pub lang: String,
    pub commune_name: String,
    pub province_name: String,
    pub street: String,
    pub note: String,
    pub payment_method: String,
    pub goods_total: Money,
    pub shipping_total: Money,
    pub discount_total: Money,
    pub total: Money,
    pub placed_at: DateTime<Utc>,
    /// When an order that is paid in advance was paid.
    pub paid_at: Option<DateTime<Utc>>,
}

impl OrderRow {
    /// The language it was placed in.
    #[must_use]
    pub fn lang(&self) -> Lang {
        Lang::parse(&self.lang).unwrap_or_default()
    }
}

/// One household's parcel with all that is in it and all that happened to it.
#[derive(Clone, Debug)]
pub struct ParcelView {
    pub row: ParcelRow,
    pub state: ParcelState,
    pub producer_slug: String,
    pub producer_vi: String,
    pub producer_en: String,
    pub lines: Vec<LineRow>,
    /// What was corrected since it was placed.
    pub changes: Vec<Change>,
    /// To whom it was given.
    pub handover: Option<Handover>,
    /// `code`, `photo`: that its buyer has it.
    pub proofs: Vec<String>,
    pub diary: Vec<DiaryRow>,
    /// Harvests of its lines that are picked only if enough is ordered, and when that is decided.
    pub decisions: Vec<(HarvestId, DateTime<Utc>)>,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = parcels)]
pub struct ParcelRow {
    pub id: ParcelId,
    pub producer_id: ProducerId,
    pub number: i16,
    pub state: String,
    pub delivery_kind: String,
    pub delivery_name_vi: String,
    pub delivery_name_en: String,
    pub expected_from: NaiveDate,
    pub expected_to: NaiveDate,
    pub goods_total: Money,
    pub shipping_fee: Money,
    pub discount: Money,
    pub total: Money,
    /// What was taken off before it was paid.
    pub cut: Money,
}

impl ParcelView {
    /// What the buyer pays less than when it was placed.
    #[must_use]
    pub fn off(&self) -> Money {
        self.changes.iter().map(|c| c.paid_off).sum()
    }
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = order_lines)]
pub struct LineRow {
    pub id: OrderLineId,
    pub parcel_id: ParcelId,
    pub product_slug: String,
    pub name_vi: String,
    pub name_en: String,
    pub pack_name_vi: String,
    pub pack_name_en: String,
    pub picture_hash: Option<String>,
    pub price: Money,
    pub qty: i32,
    pub total: Money,
    pub weight_band: Option<i32>,
    pub final_g: Option<i32>,
    /// The harvest it was sold ahead of.
    pub harvest_id: Option<HarvestId>,
    /// The day on which it was ordered, of goods made to order.
    pub made_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = parcel_diary)]
pub struct DiaryRow {
    pub parcel_id: ParcelId,
    pub to_state: String,
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// A whole order.
#[derive(Clone, Debug)]
pub struct OrderView {
    pub order: OrderRow,
    pub parcels: Vec<ParcelView>,
}

pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<OrderRow>> {
    Ok(orders::table.select(OrderRow::as_select()).filter(orders::code.eq(code)).first(conn).await.optional()?)
}

pub async fn by_id(conn: &mut Conn, id: OrderId) -> Result<Option<OrderRow>> {
    Ok(orders::table.select(OrderRow::as_select()).find(id).first(conn).await.optional()?)
}

/// The households of an order.
pub async fn producers_of(conn: &mut Conn, order: OrderId) -> Result<Vec<ProducerId>> {
    let of_order = parcels::table.select(parcels::producer_id).filter(parcels::order_id.eq(order));
    Ok(of_order.order(parcels::number).load(conn).await?)
}

/// The parcel of an order by its number.
pub async fn parcel_of(conn: &mut Conn, order: OrderId, number: i16) -> Result<Option<ParcelId>> {
    let of_order = parcels::table.filter(parcels::order_id.eq(order).and(parcels::number.eq(number)));
    Ok(of_order.select(parcels::id).first(conn).await.optional()?)
}

/// The parcels of an order with lines, diaries, changes and what is known of their way: six queries, and one more for what is sold ahead.
pub async fn whole(conn: &mut Conn, order: OrderRow) -> Result<OrderView> {
    let rows: Vec<(ParcelRow, String, String, String)> = parcels::table
        .inner_join(producers::table)
        .select((ParcelRow::as_select(), producers::slug, producers::name_vi, producers::name_en))
        .filter(parcels::order_id.eq(order.id))
        .order(parcels::number)
        .load(conn)
        .await?;
    let ids: Vec<ParcelId> = rows.iter().map(|(row, ..)| row.id).collect();
    let lines: Vec<LineRow> = order_lines::table
        .select(LineRow::as_select())
        .filter(order_lines::order_id.eq(order.id))
        .order(order_lines::id)
        .load(conn)
        .await?;
    let diary: Vec<DiaryRow> = parcel_diary::table
        .select(DiaryRow::as_select())
        .filter(parcel_diary::parcel_id.eq_any(&ids))
        .order(parcel_diary::id)
        .load(conn)
        .await?;
    let decisions = undecided(conn, &lines).await?;
    let changes = corrected::of_parcels(conn, &ids).await?;
    let kept = handover::of_parcels(conn, &ids).await?;
    let proofs = receipt::kinds(conn, &ids).await?;
    let parcels = rows
        .into_iter()
        .map(|(row, producer_slug, producer_vi, producer_en)| {
            let state = ParcelState::parse(&row.state)
                .ok_or_else(|| Error::Internal(anyhow::anyhow!("parcel {} is {}", row.id, row.state)))?;
            let lines: Vec<LineRow> = lines.iter().filter(|l| l.parcel_id == row.id).cloned().collect();
            let waits = |harvest| lines.iter().any(|l| l.harvest_id == Some(harvest));
            let decisions = decisions.iter().filter(|(harvest, _)| waits(*harvest)).copied().collect();
            let diary = diary.iter().filter(|d| d.parcel_id == row.id).cloned().collect();
            let changes = changes.iter().filter(|c| c.parcel == row.id).cloned().collect();
            let handover = kept.iter().find(|(parcel, _)| *parcel == row.id).map(|(_, kept)| kept.clone());
            let proofs = proofs.iter().filter(|(parcel, _)| *parcel == row.id).map(|(_, kind)| kind.clone()).collect();
            Ok(ParcelView {
                row,
                state,
                producer_slug,
                producer_vi,
                producer_en,
                lines,
                changes,
                handover,
                proofs,
                diary,
                decisions,
            })
        })
        .collect::<Result<_>>()?;
    Ok(OrderView { order, parcels })
}

/// The harvests that these lines are of and of which it is not decided yet whether they are picked.
async fn undecided(conn: &mut Conn, lines: &[LineRow]) -> Result<Vec<(HarvestId, DateTime<Utc>)>> {
    let ids: Vec<HarvestId> = lines.iter().filter_map(|l| l.harvest_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let open = harvests::id.eq_any(ids).and(harvests::state.eq("open")).and(harvests::decide_at.is_not_null());
    Ok(harvests::table.select((harvests::id, harvests::decide_at.assume_not_null())).filter(open).load(conn).await?)
}

/// Where a buyer had things sent the last time.
#[derive(Clone, Debug, Queryable)]
pub struct LastOrder {
    pub buyer_name: String,
    pub buyer_phone: String,
    pub buyer_email: Option<String>,
    pub province_code: String,
    pub commune_code: String,
    pub commune_name: String,
    pub street: String,
}

/// The details of an account's last order.
pub async fn last_of(conn: &mut Conn, account: AccountId) -> Result<Option<LastOrder>> {
    Ok(orders::table
        .inner_join(communes::table)
        .select((
            orders::buyer_name,
            orders::buyer_phone,
            orders::buyer_email,
            communes::province_code,
            orders::commune_code,
            orders::commune_name,
            orders::street,
        ))
        .filter(orders::account_id.eq(account))
        .order(orders::id.desc())
        .first(conn)
        .await
        .optional()?)
}

/// A line of an account's list of orders.
#[derive(Clone, Debug, QueryableByName)]
pub struct ListedOrder {
    #[diesel(sql_type = BigInt)]
    pub id: OrderId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Timestamptz)]
    pub placed_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
    /// Names of what was bought, in both languages.
    #[diesel(sql_type = Array<Text>)]
    pub names_vi: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    pub names_en: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    pub states: Vec<String>,
    /// How each of its parcels travels.
    #[diesel(sql_type = Array<Text>)]
    pub kinds: Vec<String>,
}

/// An account's orders, newest first, older than `before`.
pub async fn list(conn: &mut Conn, account: AccountId, before: Option<i64>, size: usize) -> Result<Vec<ListedOrder>> {
    let limit = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(1);
    Ok(diesel::sql_query(
        "SELECT o.id, o.code, o.placed_at, o.total, \
           ARRAY(SELECT l.name_vi FROM order_lines l WHERE l.order_id = o.id ORDER BY l.id) AS names_vi, \
           ARRAY(SELECT l.name_en FROM order_lines l WHERE l.order_id = o.id ORDER BY l.id) AS names_en, \
           ARRAY(SELECT p.state FROM parcels p WHERE p.order_id = o.id ORDER BY p.number) AS states, \
           ARRAY(SELECT p.delivery_kind FROM parcels p WHERE p.order_id = o.id ORDER BY p.number) AS kinds \
         FROM orders o WHERE o.account_id = $1 AND ($2 IS NULL OR o.id < $2) ORDER BY o.id DESC LIMIT $3",
    )
    .bind::<BigInt, _>(account.0)
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(limit)
    .kept()
    .load(conn)
    .await?)
}
