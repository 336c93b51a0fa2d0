//! What is owed when an order is placed, or when its buyer changes to another method.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;

use super::bank_account;
use super::payment::Method;
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderId, ParcelId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::settlement::Settlement;
use crate::platform::db::Conn;
use crate::schema::{money_settings, payments};

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
}

/// Opens the payments of an order: one per parcel for cash and where households are paid directly, else one for all.
/// What costs nothing is not asked for.
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

async fn cash(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    let due: Vec<_> = opening
        .parcels
        .iter()
        .filter(|(.., amount)| *amount > Money::ZERO)
        .map(|(parcel, _, amount)| {
            (
                payments::order_id.eq(opening.order),
                payments::parcel_id.eq(*parcel),
                payments::method.eq(opening.method.as_str()),
                payments::amount.eq(*amount),
            )
        })
        .collect();
    diesel::insert_into(payments::table).values(due).execute(conn).await?;
    Ok(())
}

async fn transfer(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    let payee = bank_account::of_market(conn).await?.ok_or_else(|| missing(opening))?;
    let deadline = transfer_deadline(conn).await?;
    diesel::insert_into(payments::table)
        .values((
            payments::order_id.eq(opening.order),
            payments::method.eq(opening.method.as_str()),
            payments::amount.eq(opening.total()),
            payments::payee_id.eq(payee.id),
            payments::content.eq(opening.code),
            payments::expires_at.eq(deadline),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

async fn transfers(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    let producers: Vec<ProducerId> = opening.parcels.iter().map(|(_, producer, _)| *producer).collect();
    let accounts = bank_account::of_households(conn, &producers).await?;
    let deadline = transfer_deadline(conn).await?;
    let due: Vec<_> = opening
        .parcels
        .iter()
        .filter(|(.., amount)| *amount > Money::ZERO)
        .map(|(parcel, producer, amount)| {
            let payee = accounts.iter().find(|a| a.producer_id == Some(*producer)).ok_or_else(|| missing(opening))?;
            Ok((
                payments::order_id.eq(opening.order),
                payments::parcel_id.eq(*parcel),
                payments::method.eq(opening.method.as_str()),
                payments::amount.eq(*amount),
                payments::payee_id.eq(payee.id),
                payments::content.eq(opening.code),
                payments::expires_at.eq(deadline),
            ))
        })
        .collect::<Result<_>>()?;
    diesel::insert_into(payments::table).values(due).execute(conn).await?;
    Ok(())
}

async fn card(conn: &mut Conn, opening: &Opening<'_>) -> Result<()> {
    let deadline = sql::<Nullable<Timestamptz>>("now() + make_interval(mins => ").bind::<Integer, _>(opening.card_minutes).sql(")");
    diesel::insert_into(payments::table)
        .values((
            payments::order_id.eq(opening.order),
            payments::method.eq(opening.method.as_str()),
            payments::amount.eq(opening.total()),
            payments::expires_at.eq(deadline),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// By Postgres' clock, which also decides when it is over.
async fn transfer_deadline(conn: &mut Conn) -> Result<chrono::DateTime<chrono::Utc>> {
    Ok(money_settings::table
        .select(sql::<Timestamptz>("now() + make_interval(hours => transfer_hours)"))
        .first(conn)
        .await?)
}

fn missing(opening: &Opening<'_>) -> Error {
    Error::Internal(anyhow::anyhow!("order {} is to be paid to an account that is not there", opening.code))
}
