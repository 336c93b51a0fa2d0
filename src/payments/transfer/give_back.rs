//! A transfer that goes back to who sent it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::diary;
use super::kinds::TransferState;
use crate::error::Result;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, RefundId};
use crate::kernel::money::Money;
use crate::kernel::text::fold;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::payments::banks;
use crate::payments::lock::LockedTransfer;
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::schema::refunds;

/// Where the payer's bank said the money came from, as far as it can be paid back to.
fn payer(transfer: &LockedTransfer) -> Option<(&'static str, String, String)> {
    let bin = banks::by_word(transfer.payer_bank.as_deref()?)?.bin;
    let number: String = transfer.payer_account.as_deref()?.chars().filter(char::is_ascii_alphanumeric).collect();
    let holder = fold(transfer.payer_name.as_deref()?).to_uppercase();
    ((4..=19).contains(&number.len()) && holder.len() >= 2).then_some((bin, number, holder))
}

/// Makes the refund of a transfer, `amount` of it, which is booked in `from` now. The buyer is told. Call it inside a
/// transaction that holds the transfer.
pub async fn give_back(
    conn: &mut Conn,
    transfer: &LockedTransfer,
    amount: Money,
    from: Account,
    reason: &str,
    by: Option<AccountId>,
) -> Result<RefundId> {
    let to = payer(transfer);
    let (bin, number, holder) = to.map_or((None, None, None), |(b, n, h)| (Some(b), Some(n), Some(h)));
    let refund: RefundId = diesel::insert_into(refunds::table)
        .values((
            refunds::key.eq(format!("transfer:{}", transfer.id)),
            refunds::order_id.eq(transfer.order_id),
            refunds::transfer_id.eq(transfer.id),
            refunds::amount.eq(amount),
            refunds::method.eq("bank_transfer"),
            refunds::reason.eq(reason),
            refunds::to_bin.eq(bin),
            refunds::to_number.eq(number),
            refunds::to_holder.eq(holder),
            refunds::made_by.eq(by),
        ))
        .returning(refunds::id)
        .get_result(conn)
        .await?;
    let due = Posting::new("refund", refund)
        .of_order(transfer.order_id)
        .by(by)
        .memo(reason)
        .debit(from, None, amount)
        .credit(Account::RefundsDue, None, amount);
    posting::post(conn, due).await?;
    diary::advance(conn, transfer.id, TransferState::Refunded, by, reason).await?;
    jobs::record(conn, &Event::RefundMade { refund }).await?;
    Ok(refund)
}
