//! Postings by hand: what no order, refund, transfer or payout books by itself. Two accounts, an amount, a reason. Never
//! changed; a wrong one is reversed.

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::account::Account;
use super::posting::{self, Posting};
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{entries, postings};

/// The most that one posting may be.
pub const MOST: Money = Money::dong(100_000_000_000);
/// How far back the day may lie: this year's and last year's books.
const OLDEST: Days = Days::new(730);
/// As many are listed on a page.
pub const LISTED: i64 = 50;

/// A posting that somebody wants to write.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The form's own: sent twice it is one posting.
    pub token: String,
    pub day: NaiveDate,
    pub debit: Account,
    pub credit: Account,
    pub amount: Money,
    pub memo: String,
    pub by: AccountId,
}

#[derive(Debug, thiserror::Error)]
pub enum ManualError {
    #[error("no such posting by hand")]
    NotFound,
    /// Both sides are the same account.
    #[error("one account twice")]
    SameAccount,
    /// Parcels, refunds or transfers stand behind it.
    #[error("not by hand")]
    NotByHand,
    /// Nothing, or more than [`MOST`].
    #[error("no amount that can be")]
    Amount,
    /// After today, or too long ago.
    #[error("no day that can be")]
    Day,
    #[error("nobody said why")]
    NoReason,
    /// It is a reversal itself, or was reversed.
    #[error("reversed")]
    Reversed,
    #[error(transparent)]
    Failed(Error),
}
refusal!(ManualError);

impl Wanted {
    /// Whether it may be written, without writing it.
    ///
    /// # Refuses
    /// See [`ManualError`].
    pub fn check(&self, today: NaiveDate) -> Result<(), ManualError> {
        if self.debit.as_str() == self.credit.as_str() {
            return Err(ManualError::SameAccount);
        }
        if !self.debit.by_hand() || !self.credit.by_hand() {
            return Err(ManualError::NotByHand);
        }
        if self.amount <= Money::ZERO || self.amount > MOST {
            return Err(ManualError::Amount);
        }
        let oldest = today.checked_sub_days(OLDEST).unwrap_or(today);
        if self.day > today || self.day < oldest {
            return Err(ManualError::Day);
        }
        if self.memo.trim().is_empty() {
            return Err(ManualError::NoReason);
        }
        Ok(())
    }
}

/// Writes a posting by hand; the same form again writes nothing and is `false`. Call it inside a transaction.
///
/// # Refuses
/// See [`ManualError`].
pub async fn write(conn: &mut Conn, wanted: &Wanted, today: NaiveDate) -> Result<bool, ManualError> {
    wanted.check(today)?;
    let posting = Posting::new("manual", &wanted.token)
        .by(Some(wanted.by))
        .memo(&wanted.memo)
        .for_day(wanted.day)
        .debit(wanted.debit, None, wanted.amount)
        .credit(wanted.credit, None, wanted.amount);
    Ok(posting::post(conn, posting).await?)
}

/// Books a posting by hand back, once. Call it inside a transaction.
///
/// # Refuses
/// [`ManualError::NotFound`], [`ManualError::Reversed`], [`ManualError::NoReason`].
pub async fn reverse(conn: &mut Conn, id: i64, memo: &str, by: AccountId, today: NaiveDate) -> Result<(), ManualError> {
    let kind: Option<String> = postings::table.select(postings::kind).find(id).first(conn).await.optional()?;
    match kind.as_deref() {
        Some("manual") => {}
        Some("reversal") => return Err(ManualError::Reversed),
        _ => return Err(ManualError::NotFound),
    }
    if memo.trim().is_empty() {
        return Err(ManualError::NoReason);
    }
    let rows: Vec<(String, Option<ProducerId>, Money)> = entries::table
        .select((entries::account, entries::producer_id, entries::amount))
        .filter(entries::posting_id.eq(id))
        .order(entries::id)
        .load(conn)
        .await?;
    let mut back = Posting::new("reversal", id).by(Some(by)).memo(memo).for_day(today);
    for (word, household, amount) in rows {
        let account = Account::parse(&word, household)
            .ok_or_else(|| Error::Internal(anyhow::anyhow!("posting {id} has an entry of {word}")))?;
        back = back.credit(account, None, amount);
    }
    if posting::post(conn, back).await? { Ok(()) } else { Err(ManualError::Reversed) }
}

/// A posting by hand, or the reversal of one, as the office reads it.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The day that it is about.
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Text)]
    pub memo: String,
    /// Tails of Fluent keys (`ledger-account-…`).
    #[diesel(sql_type = Text)]
    pub debit: String,
    #[diesel(sql_type = Text)]
    pub credit: String,
    #[diesel(sql_type = Text)]
    pub household_vi: String,
    #[diesel(sql_type = Text)]
    pub household_en: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    /// Of a reversal: what it reverses.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub reverses: Option<i64>,
    #[diesel(sql_type = Bool)]
    pub reversed: bool,
}

/// Postings by hand, newest first, those before `before`: `most`, and one more when there are more.
pub async fn list(conn: &mut Conn, before: Option<i64>, most: i64) -> Result<Vec<Row>, Error> {
    Ok(diesel::sql_query(
        "SELECT g.id, coalesce(g.for_day, (g.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS day, g.at, g.memo, \
                coalesce(a.name, '') AS who, replace(d.account, '_', '-') AS debit, replace(c.account, '_', '-') AS credit, \
                coalesce(h.name_vi, '') AS household_vi, coalesce(h.name_en, '') AS household_en, d.amount, \
                CASE WHEN g.kind = 'reversal' THEN split_part(g.key, ':', 2)::bigint END AS reverses, \
                EXISTS (SELECT FROM postings r WHERE r.key = 'reversal:' || g.id) AS reversed \
         FROM postings g JOIN entries d ON d.posting_id = g.id AND d.amount > 0 \
         JOIN entries c ON c.posting_id = g.id AND c.amount < 0 \
         LEFT JOIN producers h ON h.id = coalesce(d.producer_id, c.producer_id) LEFT JOIN accounts a ON a.id = g.by_account \
         WHERE g.kind IN ('manual', 'reversal') AND ($1 IS NULL OR g.id < $1) ORDER BY g.id DESC LIMIT $2",
    )
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(most.saturating_add(1))
    .load(conn)
    .await?)
}
