//! What becomes of a refund that is due: sent, done with a proof, or failed and to be tried another way.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::refund::Way;
use super::{lock, owed, parcel_money};
use crate::error::{Error, Result};
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, ProducerId, RefundId, TransferId};
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::schema::{bank_accounts, postings, refunds, transfers};

/// Where the money of a refund came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The market: from its bank account, or in cash by a note.
    Bank,
    /// Stripe.
    Card,
    /// The household that was paid, or gave it back all the same.
    Household,
}

impl From {
    /// Tail of a Fluent key, `refund-from-…`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            From::Bank => "bank",
            From::Card => "card",
            From::Household => "household",
        }
    }
}

/// Notes that a provider has the refund: `reference` is its name there. A refund that is further already stays.
pub async fn sent(conn: &mut Conn, id: RefundId, reference: &str) -> Result<()> {
    let due = refunds::table.filter(refunds::id.eq(id).and(refunds::state.eq("due")));
    diesel::update(due).set((refunds::state.eq("sent"), refunds::provider_ref.eq(reference))).execute(conn).await?;
    Ok(())
}

/// Notes that the buyer has the money, with what proves it. `false` when that was known. Call it inside a transaction.
///
/// # Locks
/// The refund.
pub async fn done(conn: &mut Conn, id: RefundId, from: From, proof: &str, by: Option<AccountId>) -> Result<bool> {
    let refund = lock::refund(conn, id).await?.ok_or(Error::NotFound)?;
    if refund.state == "done" {
        return Ok(false);
    }
    diesel::update(refunds::table.find(id))
        .set((
            refunds::state.eq("done"),
            refunds::proof.eq(proof),
            refunds::done_by.eq(by),
            refunds::done_at.eq(diesel::dsl::now),
        ))
        .execute(conn)
        .await?;
    let paid_by = match (from, refund.parcel_id) {
        (From::Bank, _) => Account::Bank,
        (From::Card, _) => Account::Card,
        (From::Household, Some(parcel)) => Account::WithHousehold(parcel_money::load(conn, parcel).await?.producer),
        (From::Household, None) => {
            Account::WithHousehold(household_of(conn, refund.transfer_id).await?.ok_or_else(|| {
                Error::Internal(anyhow::anyhow!("refund {id} is of no parcel and of no household's account"))
            })?)
        }
    };
    let posting = Posting::new("refund_done", again(conn, id).await?)
        .of_order(refund.order_id)
        .by(by)
        .memo(proof)
        .debit(Account::RefundsDue, refund.parcel_id, refund.amount)
        .credit(paid_by, refund.parcel_id, refund.amount);
    posting::post(conn, posting).await?;
    jobs::record(conn, &Event::RefundDone { refund: id }).await?;
    Ok(true)
}

/// The household to whose account a transfer came.
async fn household_of(conn: &mut Conn, transfer: Option<TransferId>) -> Result<Option<ProducerId>> {
    let Some(transfer) = transfer else { return Ok(None) };
    let account = transfers::table.inner_join(bank_accounts::table).filter(transfers::id.eq(transfer));
    Ok(account.select(bank_accounts::producer_id).first(conn).await?)
}

/// Notes that the provider could not send it: it waits for the office to try another way. One that was thought done is
/// booked back.
///
/// # Locks
/// The refund.
pub async fn failed(conn: &mut Conn, id: RefundId, why: &str) -> Result<()> {
    let refund = lock::refund(conn, id).await?.ok_or(Error::NotFound)?;
    if refund.state == "failed" || refund.state == "due" {
        return Ok(());
    }
    diesel::update(refunds::table.find(id))
        .set((
            refunds::state.eq("failed"),
            refunds::why_failed.eq(why),
            refunds::done_at.eq(None::<chrono::DateTime<chrono::Utc>>),
        ))
        .execute(conn)
        .await?;
    if refund.state == "done" {
        let posting = Posting::new("refund_failed", again(conn, id).await?)
            .of_order(refund.order_id)
            .memo(why)
            .debit(Account::Card, refund.parcel_id, refund.amount)
            .credit(Account::RefundsDue, refund.parcel_id, refund.amount);
        posting::post(conn, posting).await?;
    }
    Ok(())
}

/// A refund with how often it was booked back: each new try is a posting of its own.
async fn again(conn: &mut Conn, id: RefundId) -> Result<String> {
    let like = format!("refund_failed:{id}/%");
    let failures: i64 = postings::table.filter(postings::key.like(like)).count().get_result(conn).await?;
    Ok(format!("{id}/{failures}"))
}

/// The side a refund is paid from when nothing else is said: who was paid pays back.
pub async fn usual(conn: &mut Conn, id: RefundId) -> Result<From> {
    let method: Option<String> = refunds::table.select(refunds::method).find(id).first(conn).await.optional()?;
    let method = method.ok_or(Error::NotFound)?;
    Ok(match owed::household(conn, id).await? {
        Some(_) => From::Household,
        None if method == Way::Card.as_str() => From::Card,
        None => From::Bank,
    })
}
