//! A payout was sent: noted once, with the bank's reference, and never more than is owed.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::payout::PayoutState;
use super::{due, lock};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ParcelId, PayoutId, ProducerId};
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{payout_entries, payouts};

#[derive(Debug, thiserror::Error)]
pub enum PayError {
    #[error("no such payout")]
    NotFound,
    /// It was noted before, with this reference.
    #[error("paid before, with {0}")]
    Already(String),
    /// It was undone, or the bank sent it back.
    #[error("the payout is {0:?}")]
    MovedOn(PayoutState),
    /// What it claimed is worth this.
    #[error("only {0} is owed")]
    NotOwed(Money),
    /// Something was taken off since it was made, as for a refund, only this is left to be paid, and nothing else comes that
    /// the rest could be taken off.
    #[error("only {0} is owed by now")]
    Fallen(Money),
    #[error(transparent)]
    Failed(Error),
}
refusal!(PayError);

/// What of a household's account a payout settles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    account: Account,
    parcel: Option<ParcelId>,
    amount: Money,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    account: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    parcel: Option<ParcelId>,
    #[diesel(sql_type = BigInt)]
    amount: Money,
}

/// Notes that a payout was sent. Call it inside a transaction.
///
/// # Locks
/// The payout.
///
/// # Refuses
/// See [`PayError`].
pub async fn pay(conn: &mut Conn, id: PayoutId, reference: &str, by: AccountId) -> Result<(), PayError> {
    note(conn, id, reference, by, false).await
}

/// Notes that a payout had been sent before something was taken off: what is too much is taken off the next one. Call it
/// inside a transaction.
///
/// # Locks
/// The payout.
///
/// # Refuses
/// As [`pay`], but for [`PayError::Fallen`].
pub async fn sent_before(conn: &mut Conn, id: PayoutId, reference: &str, by: AccountId) -> Result<(), PayError> {
    note(conn, id, reference, by, true).await
}

async fn note(conn: &mut Conn, id: PayoutId, reference: &str, by: AccountId, sent: bool) -> Result<(), PayError> {
    let payout = lock::payout(conn, id).await?.ok_or(PayError::NotFound)?;
    match payout.state {
        PayoutState::Due => {}
        PayoutState::Paid => return Err(PayError::Already(payout.reference)),
        other => return Err(PayError::MovedOn(other)),
    }
    let settled = settled(conn, id, payout.producer).await?;
    let owed: Money = settled.iter().map(|s| -s.amount).sum();
    if owed != payout.amount {
        return Err(PayError::NotOwed(owed));
    }
    // What no payout has claimed was booked since: what is positive waits for the next one, and what is negative is taken off
    // that, as long as so much is owed.
    let since = due::in_all(conn, payout.producer).await?;
    if since < Money::ZERO && !sent {
        return Err(PayError::Fallen((payout.amount + since).max(Money::ZERO)));
    }
    diesel::update(payouts::table.find(id))
        .set((
            payouts::state.eq(PayoutState::Paid.as_str()),
            payouts::reference.eq(reference),
            payouts::settled_at.eq(diesel::dsl::now),
            payouts::settled_by.eq(by),
        ))
        .execute(conn)
        .await?;
    let sent = Posting::new("payout", id).by(Some(by)).memo(reference).credit(Account::Bank, None, payout.amount);
    let sent = settled.iter().fold(sent, |sent, s| sent.credit(s.account, s.parcel, s.amount));
    posting::post(conn, sent).await?;
    Ok(())
}

/// What the claimed entries of a payout say, summed by account and parcel; debits are positive.
pub(super) async fn settled(conn: &mut Conn, id: PayoutId, producer: ProducerId) -> Result<Vec<Settled>> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT e.account, e.parcel_id AS parcel, sum(e.amount)::bigint AS amount \
         FROM payout_entries c JOIN entries e ON e.id = c.entry_id \
         WHERE c.payout_id = $1 GROUP BY e.account, e.parcel_id ORDER BY e.parcel_id, e.account",
    )
    .bind::<BigInt, _>(id.0)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let account = match row.account.as_str() {
                "payable" => Account::Payable(producer),
                "delivery" => Account::Delivery(producer),
                "with_household" => Account::WithHousehold(producer),
                other => return Err(Error::Internal(anyhow::anyhow!("payout {id} claims an entry on {other}"))),
            };
            Ok(Settled { account, parcel: row.parcel, amount: row.amount })
        })
        .collect()
}

/// Takes back a posting of [`pay`]: the same accounts, the other way.
pub(super) fn reverse(posting: Posting, settled: &[Settled], amount: Money) -> Posting {
    let posting = posting.debit(Account::Bank, None, amount);
    settled.iter().fold(posting, |posting, s| posting.debit(s.account, s.parcel, s.amount))
}

/// What a payout paid for is owed again.
pub(super) async fn let_go(conn: &mut Conn, id: PayoutId) -> Result<()> {
    diesel::delete(payout_entries::table.filter(payout_entries::payout_id.eq(id))).execute(conn).await?;
    Ok(())
}
