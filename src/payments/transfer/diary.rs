//! A transfer moves on, and its diary says who moved it and why.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::kinds::{Problem, TransferState};
use crate::error::Result;
use crate::kernel::ids::{AccountId, OrderId, PaymentId, TransferId};
use crate::platform::db::Conn;
use crate::schema::{transfer_diary, transfers};

/// Writes a line into the diary.
pub async fn write(
    conn: &mut Conn,
    transfer: TransferId,
    to: TransferState,
    by: Option<AccountId>,
    note: &str,
) -> Result<()> {
    diesel::insert_into(transfer_diary::table)
        .values((
            transfer_diary::transfer_id.eq(transfer),
            transfer_diary::to_state.eq(to.as_str()),
            transfer_diary::account_id.eq(by),
            transfer_diary::note.eq(note),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Moves a transfer to a state, with a line in the diary.
pub async fn advance(
    conn: &mut Conn,
    transfer: TransferId,
    to: TransferState,
    by: Option<AccountId>,
    note: &str,
) -> Result<()> {
    diesel::update(transfers::table.find(transfer)).set(transfers::state.eq(to.as_str())).execute(conn).await?;
    write(conn, transfer, to, by, note).await
}

/// Says of an open transfer what is wrong, and which order it is about.
pub async fn problem(conn: &mut Conn, transfer: TransferId, order: Option<OrderId>, problem: Problem) -> Result<()> {
    diesel::update(transfers::table.find(transfer))
        .set((transfers::problem.eq(problem.as_str()), transfers::order_id.eq(order)))
        .execute(conn)
        .await?;
    Ok(())
}

/// A transfer pays a payment, or a part of it.
pub async fn applied(
    conn: &mut Conn,
    transfer: TransferId,
    order: OrderId,
    payment: PaymentId,
    by: Option<AccountId>,
    note: &str,
) -> Result<()> {
    diesel::update(transfers::table.find(transfer))
        .set((
            transfers::state.eq(TransferState::Applied.as_str()),
            transfers::order_id.eq(order),
            transfers::payment_id.eq(payment),
            transfers::problem.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    write(conn, transfer, TransferState::Applied, by, note).await
}

/// How many lines there are: what makes the key of a posting that may come again.
pub async fn length(conn: &mut Conn, transfer: TransferId) -> Result<i64> {
    let lines = transfer_diary::table.filter(transfer_diary::transfer_id.eq(transfer));
    Ok(lines.count().get_result(conn).await?)
}
