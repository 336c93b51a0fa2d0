//! Payouts as both desks read them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::due::{HELD, OPEN};
use super::payout::PayoutState;
use crate::error::{Error, Result};
use crate::kernel::ids::{PayoutId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;

/// A payout, its household, and the account it goes to.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Payout {
    #[diesel(sql_type = BigInt)]
    pub id: PayoutId,
    /// The day of its batch.
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub producer: ProducerId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Text)]
    pub state: String,
    /// The bank's.
    #[diesel(sql_type = Text)]
    pub reference: String,
    /// Why it was undone or came back.
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub settled_at: Option<DateTime<Utc>>,
    /// Who noted it.
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Text)]
    pub bin: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub holder: String,
    /// The household has another account by now, or none.
    #[diesel(sql_type = Bool)]
    pub outdated: bool,
    /// It is to be sent, and more than is owed by now, of what comes later too: something was taken off since it was made.
    #[diesel(sql_type = Bool)]
    pub fallen: bool,
}

impl Payout {
    #[must_use]
    pub fn state(&self) -> Option<PayoutState> {
        PayoutState::parse(&self.state)
    }

    /// What stands in the transfer: capitals without accents, and short enough for every bank.
    #[must_use]
    pub fn content(&self) -> String {
        format!("CHO LAP THACH P{}", self.id)
    }
}

/// Payouts with all that is read of them; `which` says of which ones and in what order.
fn payouts(which: &str) -> String {
    format!(
        "SELECT y.id, t.day, y.producer_id AS producer, h.slug, h.name_vi, h.name_en, y.amount, y.state, \
                y.reference, y.note, y.settled_at, coalesce(a.name, '') AS who, b.bin, b.number, b.holder, \
                b.ended_at IS NOT NULL AS outdated, \
                CASE WHEN y.state = 'due' THEN coalesce((SELECT sum(o.amount) FROM ({OPEN}) o \
                    WHERE o.producer_id = y.producer_id), 0) \
                    + coalesce((SELECT sum(h.amount) FROM ({HELD}) h WHERE h.producer_id = y.producer_id), 0) > 0 \
                ELSE false END AS fallen \
         FROM payouts y JOIN payout_batches t ON t.id = y.batch_id JOIN producers h ON h.id = y.producer_id \
         JOIN bank_accounts b ON b.id = y.bank_account_id LEFT JOIN accounts a ON a.id = y.settled_by {which}"
    )
}

pub async fn load(conn: &mut Conn, id: PayoutId) -> Result<Payout> {
    let found: Option<Payout> =
        diesel::sql_query(payouts("WHERE y.id = $1")).bind::<BigInt, _>(id.0).get_result(conn).await.optional()?;
    found.ok_or(Error::NotFound)
}

/// The payouts of one batch, by the household's name.
pub async fn list_of_day(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Payout>> {
    Ok(diesel::sql_query(payouts("WHERE t.day = $1 ORDER BY h.name_vi, y.id")).bind::<Date, _>(day).load(conn).await?)
}

/// Those of all days that are still to be sent, the oldest first.
pub async fn list_due(conn: &mut Conn) -> Result<Vec<Payout>> {
    Ok(diesel::sql_query(payouts("WHERE y.state = 'due' ORDER BY t.day, h.name_vi, y.id")).load(conn).await?)
}

/// A household's latest payouts, without those that were undone before they were sent.
pub async fn list_of_household(conn: &mut Conn, producer: ProducerId, most: i64) -> Result<Vec<Payout>> {
    Ok(diesel::sql_query(payouts("WHERE y.producer_id = $1 AND y.state <> 'undone' ORDER BY y.id DESC LIMIT $2"))
        .bind::<BigInt, _>(producer.0)
        .bind::<BigInt, _>(most)
        .load(conn)
        .await?)
}

/// Those of a household that are made and not sent yet, the latest first.
pub async fn list_due_of(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Payout>> {
    Ok(diesel::sql_query(payouts("WHERE y.producer_id = $1 AND y.state = 'due' ORDER BY y.id DESC"))
        .bind::<BigInt, _>(producer.0)
        .load(conn)
        .await?)
}

/// A page of what was sent to a household, what came back too, the latest first.
pub async fn list_sent_to(
    conn: &mut Conn,
    producer: ProducerId,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Payout>, Option<Cursor>)> {
    let sent =
        "WHERE y.producer_id = $1 AND y.state NOT IN ('due', 'undone') AND y.id < $2 ORDER BY y.id DESC LIMIT $3";
    let mut rows: Vec<Payout> = diesel::sql_query(payouts(sent))
        .bind::<BigInt, _>(producer.0)
        .bind::<BigInt, _>(after.map_or(i64::MAX, |cursor| cursor.id))
        .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
        .load(conn)
        .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

/// The payouts of a day, added up.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Batch {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// Without those that were undone.
    #[diesel(sql_type = BigInt)]
    pub payouts: i64,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    /// Still to be sent.
    #[diesel(sql_type = BigInt)]
    pub due: i64,
    #[diesel(sql_type = Text)]
    pub who: String,
}

/// The latest batches first.
pub async fn list_batches(conn: &mut Conn, most: i64) -> Result<Vec<Batch>> {
    Ok(diesel::sql_query(
        "SELECT t.day, count(y.id) FILTER (WHERE y.state <> 'undone') AS payouts, \
                coalesce(sum(y.amount) FILTER (WHERE y.state IN ('due', 'paid')), 0)::bigint AS amount, \
                count(y.id) FILTER (WHERE y.state = 'due') AS due, coalesce(a.name, '') AS who \
         FROM payout_batches t LEFT JOIN payouts y ON y.batch_id = t.id LEFT JOIN accounts a ON a.id = t.made_by \
         GROUP BY t.id, a.id ORDER BY t.day DESC LIMIT $1",
    )
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?)
}
