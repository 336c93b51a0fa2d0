//! What a clerk does with a transfer that pays no order by itself. Each act says who and why in the transfer's diary, and
//! done again changes nothing.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::kinds::TransferState;
use super::matching::{self, Match};
use super::{card_payouts, diary, give_back, note, second_look, split};
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, OrderId, PaymentId, ProducerId, TransferId};
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::orders::code;
use crate::payments::lock::{self, LockedTransfer};
use crate::payments::receive::{self, News, Outcome, Why};
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::refusal;
use crate::schema::{bank_accounts, orders, transfers};

/// What happens to what is too much for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    Refund,
    Credit,
}

/// What a clerk wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// It pays this order, whole or in part.
    Apply { code: String, excess: Option<Excess> },
    /// Back to its payer.
    Refund,
    /// Kept for the buyer's next order.
    Credit,
    /// None of ours.
    Ignore,
    /// Stripe's payout, which is in the books by Stripe's own word.
    Payout,
    /// Looked at again.
    Reopen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Now,
    /// It was so already.
    Before,
}

#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    #[error("no such transfer")]
    NotFound,
    /// It is resolved another way, or cannot go there.
    #[error("moved on")]
    Moved,
    #[error("no such order")]
    NoSuchOrder,
    /// The order asks for no transfer to the account that this came to.
    #[error("not asked")]
    NotAsked,
    /// Late, and too little to take the goods again.
    #[error("too little, too late")]
    ShortAndLate,
    /// A credit pays orders of its own buyer only, and those that its content names.
    #[error("another buyer's")]
    OtherBuyer,
    /// So much is too much, and nobody said what to do with it.
    #[error("{0} too much")]
    TooMuch(Money),
    /// The order is paid, or its goods are gone.
    #[error("unwanted")]
    Unwanted(Why),
    #[error("nobody said why")]
    NoReason,
    /// Stripe has paid out no such sum that the bank has not told of.
    #[error("no such payout")]
    NoPayout,
    /// It is this clerk's own word, and another must look at it.
    #[error("own word")]
    OwnWord,
    #[error(transparent)]
    Failed(Error),
}
refusal!(ResolveError);

/// Does what a clerk wants; `why` stands in the diary. Call it inside a transaction.
///
/// # Locks
/// Order, parcels, stock, payments, and last the transfer.
///
/// # Refuses
/// See [`ResolveError`].
pub async fn resolve(
    conn: &mut Conn,
    id: TransferId,
    act: &Act,
    why: &str,
    by: AccountId,
) -> Result<Done, ResolveError> {
    let before: Option<Option<OrderId>> =
        transfers::table.select(transfers::order_id).find(id).first(conn).await.optional()?;
    let own = before.ok_or(ResolveError::NotFound)?;
    let target = match act {
        Act::Apply { code, .. } => Some(order_called(conn, code).await?),
        _ => own,
    };
    // All that paying or giving back may lock, before the transfer, which comes last everywhere.
    if let Some(order) = target {
        receive::hold(conn, order).await?;
    }
    let transfer = lock::transfer(conn, id).await?.ok_or(ResolveError::NotFound)?;
    let state = transfer.state()?;
    let uses = match state {
        TransferState::Open => !matches!(act, Act::Ignore | Act::Reopen),
        TransferState::Credited => matches!(act, Act::Apply { .. }),
        _ => false,
    };
    if uses {
        let pays = target.filter(|_| matches!(act, Act::Apply { .. }));
        second_look::pass(conn, &transfer, pays, by).await?;
    }
    let by = Some(by);
    match (act, state) {
        (Act::Apply { .. }, TransferState::Applied) if transfer.order_id == target => Ok(Done::Before),
        (Act::Refund, TransferState::Refunded)
        | (Act::Credit, TransferState::Credited)
        | (Act::Ignore | Act::Payout, TransferState::Ignored)
        | (Act::Reopen, TransferState::Open) => Ok(Done::Before),
        (Act::Apply { excess, .. }, TransferState::Open | TransferState::Credited) => {
            let order = target.ok_or(ResolveError::NoSuchOrder)?;
            apply(conn, &transfer, order, *excess, why, by).await?;
            Ok(Done::Now)
        }
        (Act::Refund, TransferState::Open | TransferState::Credited) => {
            let reason = said(why)?;
            let from = if state == TransferState::Open { Account::Unmatched } else { Account::Credit };
            give_back::give_back(conn, &transfer, transfer.amount, from, reason, by).await?;
            Ok(Done::Now)
        }
        (Act::Credit, TransferState::Open) => {
            credit(conn, &transfer, said(why)?, by).await?;
            Ok(Done::Now)
        }
        (Act::Ignore, TransferState::Open) => {
            let (from, to) = (Account::Unmatched, Account::Adjustment);
            set_aside(conn, &transfer, "ignored", (from, to), TransferState::Ignored, said(why)?, by).await?;
            Ok(Done::Now)
        }
        (Act::Payout, TransferState::Open) => {
            let payout = card_payouts::claim(conn, &transfer).await?.ok_or(ResolveError::NoPayout)?;
            // Booked when Stripe told of it: the bank's word would count it twice.
            let (from, to) = (Account::Unmatched, Account::Bank);
            set_aside(conn, &transfer, "payout_seen", (from, to), TransferState::Ignored, &payout, by).await?;
            Ok(Done::Now)
        }
        (Act::Reopen, TransferState::Ignored) => {
            reopen(conn, &transfer, said(why)?, by).await?;
            Ok(Done::Now)
        }
        _ => Err(ResolveError::Moved),
    }
}

/// The reason of what no order and no payout accounts for.
const fn said(why: &str) -> Result<&str, ResolveError> {
    if why.is_empty() { Err(ResolveError::NoReason) } else { Ok(why) }
}

async fn order_called(conn: &mut Conn, typed: &str) -> Result<OrderId, ResolveError> {
    let code = code::parse(typed).ok_or(ResolveError::NoSuchOrder)?;
    let found = orders::table.select(orders::id).filter(orders::code.eq(code)).first(conn).await.optional()?;
    found.ok_or(ResolveError::NoSuchOrder)
}

/// Moves the whole sum between two accounts of the books; may happen again, so the key counts the diary's lines.
async fn set_aside(
    conn: &mut Conn,
    transfer: &LockedTransfer,
    kind: &'static str,
    (from, to): (Account, Account),
    state: TransferState,
    why: &str,
    by: Option<AccountId>,
) -> Result<(), Error> {
    let line = diary::length(conn, transfer.id).await?;
    let moved = Posting::new(kind, format!("transfer/{}/{line}", transfer.id))
        .of_order(transfer.order_id)
        .by(by)
        .memo(why)
        .debit(from, None, transfer.amount)
        .credit(to, None, transfer.amount);
    posting::post(conn, moved).await?;
    diary::advance(conn, transfer.id, state, by, why).await
}

async fn credit(conn: &mut Conn, transfer: &LockedTransfer, why: &str, by: Option<AccountId>) -> Result<(), Error> {
    let (from, to) = (Account::Unmatched, Account::Credit);
    set_aside(conn, transfer, "credited", (from, to), TransferState::Credited, why, by).await?;
    jobs::record(conn, &Event::CreditKept { transfer: transfer.id }).await?;
    Ok(())
}

/// What was none of ours waits again.
pub(super) async fn reopen(
    conn: &mut Conn,
    transfer: &LockedTransfer,
    why: &str,
    by: Option<AccountId>,
) -> Result<(), Error> {
    let payout = card_payouts::let_go(conn, transfer.id).await?;
    let from = if payout { Account::Bank } else { Account::Adjustment };
    set_aside(conn, transfer, "reopened", (from, Account::Unmatched), TransferState::Open, why, by).await
}

/// Whose account the money came to; `None`: the market's.
async fn owner(conn: &mut Conn, transfer: &LockedTransfer) -> Result<Option<ProducerId>, Error> {
    let account = bank_accounts::table.select(bank_accounts::producer_id).find(transfer.account_id);
    Ok(account.first(conn).await?)
}

async fn apply(
    conn: &mut Conn,
    transfer: &LockedTransfer,
    order: OrderId,
    excess: Option<Excess>,
    why: &str,
    by: Option<AccountId>,
) -> Result<(), ResolveError> {
    let owner = owner(conn, transfer).await?;
    if transfer.state()? == TransferState::Credited {
        same_buyer(conn, transfer, order).await?;
        let used = Posting::new("credit_used", format!("transfer/{}", transfer.id))
            .of_order(Some(order))
            .by(by)
            .memo(why)
            .debit(Account::Credit, None, transfer.amount)
            .credit(Account::Unmatched, None, transfer.amount);
        posting::post(conn, used).await?;
    }
    let candidates: Vec<_> = note::candidates(conn, &[order], owner).await?.into_iter().map(|(_, c)| c).collect();
    let payment = match matching::choose(&candidates, transfer.amount) {
        Match::Pays { payment, .. } => {
            pay(conn, payment, transfer.amount, by).await?;
            payment
        }
        Match::Short(payment) => {
            if !receive::receive_part(conn, payment, transfer.amount).await? {
                return Err(ResolveError::ShortAndLate);
            }
            payment
        }
        Match::Over(payment, too_much) => {
            let excess = excess.ok_or(ResolveError::TooMuch(too_much))?;
            pay(conn, payment, transfer.amount - too_much, by).await?;
            diary::applied(conn, transfer.id, order, payment, by, why).await?;
            set_excess_aside(conn, transfer.id, too_much, excess, why, by).await?;
            return Ok(());
        }
        Match::Twice => return Err(ResolveError::Unwanted(Why::Twice)),
        Match::NotAsked => return Err(ResolveError::NotAsked),
    };
    Ok(diary::applied(conn, transfer.id, order, payment, by, why).await?)
}

async fn pay(conn: &mut Conn, payment: PaymentId, amount: Money, by: Option<AccountId>) -> Result<(), ResolveError> {
    let news = News { payment, amount, from: Account::Unmatched, charge: None, by };
    match receive::receive(conn, &news).await? {
        Outcome::Paid => Ok(()),
        Outcome::Unwanted(why) => Err(ResolveError::Unwanted(why)),
        Outcome::Before => Err(ResolveError::Unwanted(Why::Twice)),
    }
}

async fn set_excess_aside(
    conn: &mut Conn,
    of: TransferId,
    amount: Money,
    excess: Excess,
    why: &str,
    by: Option<AccountId>,
) -> Result<(), Error> {
    let part = split::split(conn, of, amount, by).await?;
    let part = lock::transfer(conn, part).await?.ok_or(Error::NotFound)?;
    match excess {
        Excess::Refund => {
            let reason = if why.is_empty() { "over" } else { why };
            give_back::give_back(conn, &part, amount, Account::Unmatched, reason, by).await.map(drop)
        }
        Excess::Credit => credit(conn, &part, why, by).await,
    }
}

/// A credit is its buyer's: by the phone of the order it came for, where it came for one. Who pays several orders at once
/// has named whose it is: each of them may be of another buyer.
async fn same_buyer(conn: &mut Conn, transfer: &LockedTransfer, order: OrderId) -> Result<(), ResolveError> {
    let Some(came_for) = transfer.order_id else { return Ok(()) };
    let found: Vec<(OrderId, String, String)> = orders::table
        .select((orders::id, orders::code, orders::buyer_phone))
        .filter(orders::id.eq_any([came_for, order]))
        .load(conn)
        .await?;
    if found.iter().any(|(id, code, _)| *id == order && transfer.codes.contains(code)) {
        return Ok(());
    }
    let mut phones = found.iter().map(|(.., phone)| phone);
    // An erased order has none.
    let one = phones.next().is_some_and(|first| !first.is_empty() && phones.all(|other| other == first));
    if one { Ok(()) } else { Err(ResolveError::OtherBuyer) }
}
