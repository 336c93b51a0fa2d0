//! Writing into the books, in the transaction of what is booked.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::account::Account;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, OrderId, ParcelId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::schema::{entries, postings};

/// Something that happened to money, about to be booked.
#[derive(Clone, Debug)]
pub struct Posting {
    key: String,
    kind: &'static str,
    order: Option<OrderId>,
    by: Option<AccountId>,
    memo: String,
    for_day: Option<NaiveDate>,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    account: Account,
    parcel: Option<ParcelId>,
    amount: Money,
}

impl Posting {
    /// `kind` is the word in the database (`paid`, `earned`, ...); with `of`, what it happened to, it is the key.
    #[must_use]
    pub fn new(kind: &'static str, of: impl std::fmt::Display) -> Self {
        let key = format!("{kind}:{of}");
        Posting { key, kind, order: None, by: None, memo: String::new(), for_day: None, entries: Vec::new() }
    }

    #[must_use]
    pub fn of_order(mut self, order: Option<OrderId>) -> Self {
        self.order = order;
        self
    }

    #[must_use]
    pub fn by(mut self, account: Option<AccountId>) -> Self {
        self.by = account;
        self
    }

    #[must_use]
    pub fn memo(mut self, memo: impl Into<String>) -> Self {
        self.memo = memo.into();
        self
    }

    /// The day that it is about, where that is not the day on which it is written.
    #[must_use]
    pub fn for_day(mut self, day: NaiveDate) -> Self {
        self.for_day = Some(day);
        self
    }

    /// More of what is ours, or less of what is owed. Nothing is written for zero; a negative amount is a credit.
    #[must_use]
    pub fn debit(mut self, account: Account, parcel: Option<ParcelId>, amount: Money) -> Self {
        if amount != Money::ZERO {
            self.entries.push(Entry { account, parcel, amount });
        }
        self
    }

    /// Less of what is ours, or more of what is owed.
    #[must_use]
    pub fn credit(self, account: Account, parcel: Option<ParcelId>, amount: Money) -> Self {
        self.debit(account, parcel, -amount)
    }

    fn off_by(&self) -> Money {
        self.entries.iter().map(|e| e.amount).sum()
    }
}

/// Books it; `false` when this key was booked before, and nothing is written. A posting without entries is not written.
pub async fn post(conn: &mut Conn, posting: Posting) -> Result<bool> {
    if posting.off_by() != Money::ZERO {
        return Err(Error::Internal(anyhow::anyhow!("posting {} is off by {}", posting.key, posting.off_by())));
    }
    if posting.entries.is_empty() {
        return Ok(false);
    }
    let written: Option<i64> = diesel::insert_into(postings::table)
        .values((
            postings::key.eq(&posting.key),
            postings::kind.eq(posting.kind),
            postings::order_id.eq(posting.order),
            postings::by_account.eq(posting.by),
            postings::memo.eq(&posting.memo),
            postings::for_day.eq(posting.for_day),
        ))
        .on_conflict(postings::key)
        .do_nothing()
        .returning(postings::id)
        .get_result(conn)
        .await
        .optional()?;
    let Some(id) = written else { return Ok(false) };
    let rows: Vec<_> = posting
        .entries
        .iter()
        .map(|entry| {
            (
                entries::posting_id.eq(id),
                entries::account.eq(entry.account.as_str()),
                entries::producer_id.eq(entry.account.producer()),
                entries::parcel_id.eq(entry.parcel),
                entries::amount.eq(entry.amount),
            )
        })
        .collect();
    diesel::insert_into(entries::table).values(rows).execute(conn).await?;
    Ok(true)
}

/// Whether this was booked.
pub async fn booked(conn: &mut Conn, kind: &'static str, of: impl std::fmt::Display) -> Result<bool> {
    let key = format!("{kind}:{of}");
    Ok(diesel::select(diesel::dsl::exists(postings::table.filter(postings::key.eq(key)))).get_result(conn).await?)
}
