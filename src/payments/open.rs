//! What is owed when an order is placed, or when its buyer changes to another method.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Timestamptz};
use diesel_async::RunQueryDsl;

use super::bank_account;
use super::payment::Method;
use crate::error::{Error, Result};
use crate::kernel::ids::{BankAccountId, OrderId, ParcelId, PaymentId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::settlement::Settlement;
use crate::platform::db::Conn;
use crate::schema::{payment_parcels, payments};

/// An order whose payments are to be opened.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    pub order: OrderId,
    pub code: &'a str,
    pub method: Method,
    pub settlement: Settlement,
    /// Each parcel with what the buyer pays for it.
    pub parcels: &'a [(ParcelId, ProducerId, Money)],
    /// How long a card may take.
    pub card_minutes: i32,
}

impl Opening<'_> {
    fn total(&self) -> Money {
        self.parcels.iter().map(|(.., amount)| *amount).sum()
    }

    /// The parcels that cost something.
    fn asked(&self) -> impl Iterator<Item = &(ParcelId, ProducerId, Money)> {
        self.parcels.iter().filter(|(.., amount)| *amount > Money::ZERO)
    }
}

/// Opens the payments of an order: one per parcel for cash and where households are paid directly, else one for all.
/// What costs nothing is not asked for.
///
/// # Refuses
/// [`Error::Conflict`] where whoever is to be paid by transfer has no account any more.
pub async fn open(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    if opening.total() == Money::ZERO {
        return Ok(());
    }
    match (opening.method, opening.settlement) {
        (Method::Cod, _) => cash(conn, opening).await,
        (Method::BankTransfer, Settlement::Operator) => transfer(conn, opening).await,
        (Method::BankTransfer, Settlement::Direct) => transfers(conn, opening).await,
        (Method::Card, _) => card(conn, opening).await,
    }
}

/// A payment about to be written.
#[derive(Insertable)]
#[diesel(table_name = payments)]
struct New<'a> {
    order_id: OrderId,
    parcel_id: Option<ParcelId>,
    method: &'static str,
    amount: Money,
    payee_id: Option<BankAccountId>,
    content: Option<&'a str>,
    expires_at: Option<DateTime<Utc>>,
}

impl<'a> New<'a> {
    fn of(opening: &Opening<'a>, parcel_id: Option<ParcelId>, amount: Money) -> Self {
        let (order_id, method) = (opening.order, opening.method.as_str());
        New { order_id, parcel_id, method, amount, payee_id: None, content: None, expires_at: None }
    }
}

async fn cash(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    let due = opening.asked().map(|(parcel, _, amount)| New::of(opening, Some(*parcel), *amount)).collect();
    write(conn, opening, due).await
}

async fn transfer(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    let payee = bank_account::of_market(conn).await?.ok_or_else(missing)?;
    let whole = New {
        payee_id: Some(payee.id),
        content: Some(opening.code),
        expires_at: Some(deadline(conn, opening.order).await?.at),
        ..New::of(opening, None, opening.total())
    };
    write(conn, opening, vec![whole]).await
}

async fn transfers(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    let producers: Vec<ProducerId> = opening.parcels.iter().map(|(_, producer, _)| *producer).collect();
    let accounts = bank_account::of_households(conn, &producers).await?;
    let expires_at = Some(deadline(conn, opening.order).await?.at);
    let due = opening
        .asked()
        .map(|(parcel, producer, amount)| {
            let payee = accounts.iter().find(|a| a.producer_id == Some(*producer)).ok_or_else(missing)?;
            let (payee_id, content) = (Some(payee.id), Some(opening.code));
            Ok(New { payee_id, content, expires_at, ..New::of(opening, Some(*parcel), *amount) })
        })
        .collect::<Result<_>>()?;
    write(conn, opening, due).await
}

async fn card(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    let deadline: DateTime<Utc> = diesel::select(
        sql::<Timestamptz>("now() + make_interval(mins => ").bind::<Integer, _>(opening.card_minutes).sql(")"),
    )
    .get_result(conn)
    .await?;
    let whole = New { expires_at: Some(deadline), ..New::of(opening, None, opening.total()) };
    write(conn, opening, vec![whole]).await
}

/// Writes payments, each with the parcels it pays for.
async fn write(conn: &mut Conn, opening: &Opening<'_>, due: Vec<New<'_>>) -> Result<()> {
    let written: Vec<(PaymentId, Option<ParcelId>)> = diesel::insert_into(payments::table)
        .values(due)
        .returning((payments::id, payments::parcel_id))
        .get_results(conn)
        .await?;
    let parts: Vec<_> = written
        .iter()
        .flat_map(|(payment, own)| {
            let covered = opening.asked().filter(move |(parcel, ..)| own.is_none_or(|own| own == *parcel));
            covered.map(move |(parcel, _, amount)| {
                (
                    payment_parcels::payment_id.eq(*payment),
                    payment_parcels::parcel_id.eq(*parcel),
                    payment_parcels::amount.eq(*amount),
                )
            })
        })
        .collect();
    diesel::insert_into(payment_parcels::table).values(parts).execute(conn).await?;
    Ok(())
}

/// Until when a transfer may come, by Postgres' clock, which also decides when it is over.
#[derive(QueryableByName)]
struct Deadline {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    past: bool,
}

/// Goods that wait for money wait from the order on, however often its buyer changes how to pay. Those that are with their
/// household, to be paid at the door, are not kept by it.
async fn deadline(conn: &mut Conn, order: OrderId) -> Result<Deadline> {
    Ok(diesel::sql_query(
        "SELECT x.at, x.at <= now() AS past FROM ( \
           SELECT CASE WHEN EXISTS (SELECT FROM parcels p WHERE p.order_id = o.id AND p.state = 'awaiting_payment') \
                       THEN o.placed_at ELSE now() END + make_interval(hours => s.transfer_hours) AS at \
           FROM orders o CROSS JOIN money_settings s WHERE o.id = $1) x",
    )
    .bind::<BigInt, _>(order.0)
    .get_result(conn)
    .await?)
}

/// Whether an order's goods have waited for money as long as they do for any: a card that is begun before that has its
/// minutes, and nothing is begun afterwards.
pub async fn kept_long(conn: &mut Conn, order: OrderId) -> Result<bool> {
    Ok(deadline(conn, order).await?.past)
}

/// It was there when the way of paying was offered: the office has given it to somebody else in this moment.
fn missing() -> Error {
    Error::Conflict("order-pay-no-account")
}
