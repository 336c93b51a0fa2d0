//! Orders as the office reads them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::kernel::ids::{OrderId, ParcelId, PaymentId};
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut, first};
use crate::kernel::phone::Phone;
use crate::kernel::text;
use crate::orders::parcel::{self, ParcelState};
use crate::payments::parcel_money::PAID;
use crate::platform::db::Conn;

pub const PAGE: usize = 25;

/// The numbers of the day.
#[derive(QueryableByName, Serialize)]
pub struct Numbers {
    #[diesel(sql_type = BigInt)]
    pub orders_today: i64,
    #[diesel(sql_type = BigInt)]
    pub sum_today: Money,
    #[diesel(sql_type = BigInt)]
    pub waiting_long: i64,
    #[diesel(sql_type = BigInt)]
    pub households: i64,
    /// Households that wait for the office's yes.
    #[diesel(sql_type = BigInt)]
    pub applications: i64,
    #[diesel(sql_type = BigInt)]
    pub dead_letters: i64,
}

pub async fn count_today(conn: &mut Conn) -> Result<Numbers> {
    Ok(diesel::sql_query(
        "WITH today AS (SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') \
                               AT TIME ZONE 'Asia/Ho_Chi_Minh' AS start), \
         fresh AS (SELECT count(*) AS n, coalesce(sum(total), 0)::bigint AS total FROM orders, today \
                   WHERE placed_at >= today.start) \
         SELECT fresh.n AS orders_today, fresh.total AS sum_today, \
                (SELECT count(*) FROM parcels WHERE state = 'placed' AND state_since < now() - interval '24 hours') \
                  AS waiting_long, \
                (SELECT count(*) FROM producers WHERE listed) AS households, \
                (SELECT count(*) FROM producers WHERE approved_at IS NULL AND suspended_at IS NULL AND refused_at IS NULL) AS applications, \
                (SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL) AS dead_letters \
         FROM fresh",
    )
    .get_result(conn)
    .await?)
}

/// A parcel that no household has confirmed for a day.
#[derive(QueryableByName, Serialize)]
pub struct Waiting {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
}

/// As many as the first page shows; the file has all.
pub const WAITING_SHOWN: usize = 20;

/// Those that wait longest: `most` of them, and whether there are more.
pub async fn list_waiting_long(conn: &mut Conn, most: usize) -> Result<(Vec<Waiting>, bool)> {
    let rows: Vec<Waiting> = diesel::sql_query(
        "SELECT o.code, pr.slug, pr.name_vi, pr.name_en, pr.phone, p.total, p.state_since AS since \
         FROM parcels p JOIN orders o ON o.id = p.order_id JOIN producers pr ON pr.id = p.producer_id \
         WHERE p.state = 'placed' AND p.state_since < now() - interval '24 hours' ORDER BY p.state_since, p.id LIMIT $1",
    )
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}

/// What the office looks for, told from how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    Anything,
    Code(String),
    /// By what its household calls it.
    Parcel(String),
    Phone(String),
    Name(String),
}

impl Sought {
    pub fn read(typed: &str) -> Self {
        let typed = text::tidy(typed);
        let bare = typed.to_ascii_uppercase().replace(' ', "");
        let code = bare.split('-').next().unwrap_or_default();
        if typed.is_empty() {
            return Sought::Anything;
        }
        if code.len() == 9 && code.starts_with("LT") && code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Sought::Code(code.to_owned());
        }
        if let Some(parcel) = parcel::parse_code(&bare) {
            return Sought::Parcel(parcel.to_string());
        }
        if !typed.chars().any(char::is_alphabetic)
            && let Some(phone) = Phone::normalise(&typed)
        {
            return Sought::Phone(phone.as_str().to_owned());
        }
        Sought::Name(text::fold(&typed))
    }

    /// Its condition, with `$1` for its value.
    const fn condition(&self) -> &'static str {
        match self {
            Sought::Anything => "$1 = ''",
            Sought::Code(_) => "o.code = $1",
            Sought::Parcel(_) => "o.id = (SELECT order_id FROM parcels WHERE id = $1::bigint)",
            Sought::Phone(_) => "o.buyer_phone = $1",
            Sought::Name(_) => "folded(o.buyer_name) LIKE '%' || $1 || '%'",
        }
    }

    fn value(&self) -> &str {
        match self {
            Sought::Anything => "",
            Sought::Code(value) | Sought::Parcel(value) | Sought::Phone(value) | Sought::Name(value) => value,
        }
    }
}

#[derive(QueryableByName, Serialize)]
pub struct OrderRow {
    #[diesel(sql_type = BigInt)]
    pub id: OrderId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Timestamptz)]
    pub placed_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub buyer_name: String,
    #[diesel(sql_type = Text)]
    pub payment_method: String,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
    #[diesel(sql_type = BigInt)]
    pub parcels: i64,
    /// The household, when there is one only.
    #[diesel(sql_type = Text)]
    pub household_vi: String,
    #[diesel(sql_type = Text)]
    pub household_en: String,
    /// The states its parcels are in, each as the tail of a Fluent key and the way such a parcel travels.
    #[diesel(sql_type = Jsonb)]
    pub states: serde_json::Value,
}

/// A page of orders, newest first.
pub async fn list_orders(
    conn: &mut Conn,
    sought: &Sought,
    state: Option<ParcelState>,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<OrderRow>, Option<Cursor>)> {
    let mut rows: Vec<OrderRow> = diesel::sql_query(format!(
        "WITH found AS ( \
           SELECT o.id, o.code, o.placed_at, o.buyer_name, o.payment_method, o.total FROM orders o \
           WHERE {} AND o.id < $2 \
             AND ($3 IS NULL OR EXISTS (SELECT FROM parcels p WHERE p.order_id = o.id AND p.state = $3)) \
           ORDER BY o.id DESC LIMIT {}) \
         SELECT f.*, count(*) AS parcels, min(pr.name_vi) AS household_vi, min(pr.name_en) AS household_en, \
                jsonb_agg(DISTINCT jsonb_build_array(replace(p.state, '_', '-'), p.delivery_kind)) AS states \
         FROM found f JOIN parcels p ON p.order_id = f.id JOIN producers pr ON pr.id = p.producer_id \
         GROUP BY f.id, f.code, f.placed_at, f.buyer_name, f.payment_method, f.total ORDER BY f.id DESC",
        sought.condition(),
        size.saturating_add(1)
    ))
    .bind::<Text, _>(sought.value())
    .bind::<BigInt, _>(after.map_or(i64::MAX, |cursor| cursor.id))
    .bind::<Nullable<Text>, _>(state.map(ParcelState::as_str))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

#[derive(QueryableByName, Serialize)]
pub struct Order {
    #[diesel(sql_type = BigInt)]
    pub id: OrderId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Timestamptz)]
    pub placed_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub buyer_name: String,
    #[diesel(sql_type = Text)]
    pub buyer_phone: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub buyer_email: Option<String>,
    #[diesel(sql_type = Text)]
    pub street: String,
    #[diesel(sql_type = Text)]
    pub commune_name: String,
    #[diesel(sql_type = Text)]
    pub province_name: String,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Text)]
    pub payment_method: String,
    #[diesel(sql_type = BigInt)]
    pub goods_total: Money,
    #[diesel(sql_type = BigInt)]
    pub shipping_total: Money,
    #[diesel(sql_type = BigInt)]
    pub discount_total: Money,
    /// The voucher it was placed with.
    #[diesel(sql_type = Text)]
    pub voucher: String,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
}

pub async fn load_order(conn: &mut Conn, code: &str) -> Result<Order> {
    let order: Option<Order> = diesel::sql_query(
        "SELECT id, code, placed_at, buyer_name, buyer_phone, buyer_email, street, commune_name, province_name, note, \
                payment_method, goods_total, shipping_total, discount_total, total, \
                coalesce((SELECT v.code FROM voucher_uses u JOIN vouchers v ON v.id = u.voucher_id \
                           WHERE u.order_id = o.id), '') AS voucher \
         FROM orders o WHERE code = $1",
    )
    .bind::<Text, _>(code)
    .get_result(conn)
    .await
    .optional()?;
    order.ok_or(Error::NotFound)
}

#[derive(QueryableByName, Serialize)]
pub struct ParcelRow {
    #[diesel(sql_type = BigInt)]
    pub id: ParcelId,
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub delivery_vi: String,
    #[diesel(sql_type = Text)]
    pub delivery_en: String,
    #[diesel(sql_type = Date)]
    pub expected_from: NaiveDate,
    #[diesel(sql_type = Date)]
    pub expected_to: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub shipping_fee: Money,
    #[diesel(sql_type = BigInt)]
    pub discount: Money,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    /// Its buyer has paid for it.
    #[diesel(sql_type = Bool)]
    pub paid: bool,
}

pub async fn list_parcels(conn: &mut Conn, order: OrderId) -> Result<Vec<ParcelRow>> {
    Ok(diesel::sql_query(format!(
        "SELECT p.id, p.number, replace(p.state, '_', '-') AS state, p.delivery_kind AS kind, \
                p.delivery_name_vi AS delivery_vi, p.delivery_name_en AS delivery_en, p.expected_from, p.expected_to, \
                p.shipping_fee, p.discount, p.total, pr.slug, pr.name_vi, pr.name_en, pr.phone, {PAID} AS paid \
         FROM parcels p JOIN producers pr ON pr.id = p.producer_id WHERE p.order_id = $1 ORDER BY p.number"
    ))
    .bind::<BigInt, _>(order.0)
    .load(conn)
    .await?)
}

#[derive(QueryableByName, Serialize)]
pub struct LineRow {
    #[diesel(sql_type = BigInt)]
    pub parcel_id: ParcelId,
    #[diesel(sql_type = Int4)]
    pub qty: i32,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub pack_vi: String,
    #[diesel(sql_type = Text)]
    pub pack_en: String,
    #[diesel(sql_type = BigInt)]
    pub price: Money,
    #[diesel(sql_type = BigInt)]
    pub total: Money,
}

pub async fn list_lines(conn: &mut Conn, order: OrderId) -> Result<Vec<LineRow>> {
    Ok(diesel::sql_query(
        "SELECT parcel_id, qty, name_vi, name_en, pack_name_vi AS pack_vi, pack_name_en AS pack_en, price, total \
         FROM order_lines WHERE order_id = $1 ORDER BY id",
    )
    .bind::<BigInt, _>(order.0)
    .load(conn)
    .await?)
}

#[derive(QueryableByName, Serialize)]
pub struct PaymentRow {
    #[diesel(sql_type = BigInt)]
    pub id: PaymentId,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub number: Option<i16>,
    #[diesel(sql_type = Text)]
    pub method: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    /// What of it has come.
    #[diesel(sql_type = BigInt)]
    pub received: Money,
    /// As in the table, or `part` and `refunded`, which are worth a word of their own.
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub settled_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub who: String,
    /// Of a card's holder who wants the money back: `open`, `lost`, or empty.
    #[diesel(sql_type = Text)]
    pub dispute: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub disputed_at: Option<DateTime<Utc>>,
    /// What Stripe calls the payment.
    #[diesel(sql_type = Text)]
    pub charge: String,
}

pub async fn list_payments(conn: &mut Conn, order: OrderId) -> Result<Vec<PaymentRow>> {
    Ok(diesel::sql_query(
        "SELECT y.id, p.number, y.method, y.amount, y.received, y.settled_at, \
                CASE WHEN y.received > 0 AND y.refunded = y.received THEN 'refunded' \
                     WHEN y.state = 'due' AND y.received > 0 THEN 'part' ELSE y.state END AS state, coalesce(a.name, '') AS who, \
                CASE WHEN y.disputed_at IS NULL THEN '' WHEN y.dispute_lost THEN 'lost' ELSE 'open' END AS dispute, \
                y.disputed_at, coalesce(y.provider_charge, '') AS charge \
         FROM payments y LEFT JOIN parcels p ON p.id = y.parcel_id LEFT JOIN accounts a ON a.id = y.settled_by \
         WHERE y.order_id = $1 ORDER BY y.id",
    )
    .bind::<BigInt, _>(order.0)
    .load(conn)
    .await?)
}

#[derive(QueryableByName)]
pub struct DiaryRow {
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub actor: String,
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// The diaries of all parcels of an order, latest first.
pub async fn list_diary(conn: &mut Conn, order: OrderId) -> Result<Vec<DiaryRow>> {
    Ok(diesel::sql_query(
        "SELECT p.number, p.delivery_kind AS kind, replace(d.to_state, '_', '-') AS state, d.actor, \
                coalesce(a.name, '') AS who, d.reason, d.at \
         FROM parcels p JOIN parcel_diary d ON d.parcel_id = p.id LEFT JOIN accounts a ON a.id = d.account_id \
         WHERE p.order_id = $1 ORDER BY d.at DESC, d.id DESC",
    )
    .bind::<BigInt, _>(order.0)
    .load(conn)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_says_what_is_sought() {
        assert_eq!(Sought::read("  "), Sought::Anything);
        assert_eq!(Sought::read("lt7k2m9qx"), Sought::Code("LT7K2M9QX".to_owned()));
        assert_eq!(Sought::read(" lt7k2 m9qx "), Sought::Code("LT7K2M9QX".to_owned()));
        assert_eq!(Sought::read("LT7K2M9QX-2"), Sought::Code("LT7K2M9QX".to_owned()));
        assert_eq!(Sought::read("0912 345 678"), Sought::Phone("+84912345678".to_owned()));
        assert_eq!(Sought::read("Nguyễn Thu Hà"), Sought::Name("nguyen thu ha".to_owned()));
        assert_eq!(Sought::read("100%"), Sought::Name("100".to_owned()));
    }
}
