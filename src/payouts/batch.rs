//! The payouts of a day: one for each household that is owed enough and has a bank account.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::due::{OPEN, claimed, standing};
use super::{lines, lock};
use crate::error::Result;
use crate::kernel::ids::{AccountId, BankAccountId, PayoutBatchId, PayoutId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::{payout_batches, payouts};

/// A household that is to be paid, and for which entries.
#[derive(QueryableByName)]
struct Owed {
    #[diesel(sql_type = BigInt)]
    producer: ProducerId,
    #[diesel(sql_type = BigInt)]
    account: BankAccountId,
    #[diesel(sql_type = BigInt)]
    amount: Money,
    #[diesel(sql_type = Array<BigInt>)]
    entries: Vec<i64>,
}

/// Makes the payouts of a day and answers with how many are new. Making it again adds who was not in it and changes
/// nothing else. No payout is more than its household is owed in all: a minus that would count later is taken off at once.
/// What a household owes, and what is less than the minimum, stays unclaimed and is carried over.
/// Call it inside a transaction.
///
/// # Locks
/// The making of batches, alone.
pub async fn make(conn: &mut Conn, day: NaiveDate, by: Option<AccountId>) -> Result<usize> {
    lock::making(conn).await?;
    let owed: Vec<Owed> = diesel::sql_query(format!(
        "SELECT s.producer_id AS producer, b.id AS account, s.amount, array_agg(o.id ORDER BY o.id) AS entries \
         FROM ({standing}) s JOIN bank_accounts b ON b.producer_id = s.producer_id AND b.ended_at IS NULL \
         JOIN ({OPEN}) o ON o.producer_id = s.producer_id AND {claimed} \
         WHERE s.payable AND s.amount >= greatest((SELECT payout_minimum FROM money_settings), 1) \
           AND NOT EXISTS (SELECT FROM payouts y JOIN payout_batches t ON t.id = y.batch_id \
             WHERE t.day = $1 AND y.producer_id = s.producer_id AND y.state IN ('due', 'paid')) \
         GROUP BY s.producer_id, b.id, s.amount ORDER BY s.producer_id",
        standing = standing("true"),
        claimed = claimed()
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await?;
    if owed.is_empty() {
        return Ok(0);
    }
    let batch = of_day(conn, day, by).await?;
    for household in &owed {
        let payout: PayoutId = diesel::insert_into(payouts::table)
            .values((
                payouts::batch_id.eq(batch.0),
                payouts::producer_id.eq(household.producer),
                payouts::bank_account_id.eq(household.account),
                payouts::amount.eq(household.amount),
            ))
            .returning(payouts::id)
            .get_result(conn)
            .await?;
        diesel::sql_query("INSERT INTO payout_entries (entry_id, payout_id) SELECT unnest($1), $2")
            .bind::<Array<BigInt>, _>(&household.entries)
            .bind::<BigInt, _>(payout.0)
            .execute(conn)
            .await?;
        lines::freeze(conn, payout).await?;
    }
    Ok(owed.len())
}

async fn of_day(conn: &mut Conn, day: NaiveDate, by: Option<AccountId>) -> Result<PayoutBatchId> {
    diesel::insert_into(payout_batches::table)
        .values((payout_batches::day.eq(day), payout_batches::made_by.eq(by)))
        .on_conflict(payout_batches::day)
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(payout_batches::table.select(payout_batches::id).filter(payout_batches::day.eq(day)).first(conn).await?)
}

/// How a household stands before the batch of a day.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// What a payout of the day would be; negative: it owes.
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Bool)]
    pub has_account: bool,
    /// It has a payout of this day already.
    #[diesel(sql_type = Bool)]
    pub in_batch: bool,
    /// It would get a payout now.
    #[diesel(sql_type = Bool)]
    pub ready: bool,
}

/// Who would be paid if the batch of a day were made now, and who would have to wait and why.
pub async fn list_standing(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Standing>> {
    Ok(diesel::sql_query(format!(
        "SELECT s.*, s.has_account AND NOT s.in_batch AND s.payable \
                AND s.amount >= greatest((SELECT payout_minimum FROM money_settings), 1) AS ready \
         FROM (SELECT h.slug, h.name_vi, h.name_en, n.amount, n.payable, \
                EXISTS (SELECT FROM bank_accounts b WHERE b.producer_id = h.id AND b.ended_at IS NULL) AS has_account, \
                EXISTS (SELECT FROM payouts y JOIN payout_batches t ON t.id = y.batch_id \
                  WHERE t.day = $1 AND y.producer_id = h.id AND y.state IN ('due', 'paid')) AS in_batch \
         FROM ({}) n JOIN producers h ON h.id = n.producer_id WHERE n.amount <> 0) s ORDER BY ready DESC, s.name_vi",
        standing("true")
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await?)
}
