//! What is too much of a transfer becomes a transfer of its own, to be refunded or kept.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::diary;
use super::kinds::TransferState;
use crate::error::Result;
use crate::kernel::ids::{AccountId, TransferId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: TransferId,
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: Money,
}

/// Splits so much off a transfer; the new one is open, of the same order, and names the same orders.
pub async fn split(conn: &mut Conn, of: TransferId, amount: Money, by: Option<AccountId>) -> Result<TransferId> {
    let row: Id = diesel::sql_query(
        "INSERT INTO transfers (source, external_id, account_id, amount, content, payer_name, payer_account, payer_bank, \
                                came_at, noted_by, looked_by, confirmed_by_bank, order_id, codes, state, problem, part_of) \
         SELECT source, 'part of ' || id, account_id, $2, content, payer_name, payer_account, payer_bank, came_at, noted_by, \
                looked_by, confirmed_by_bank, order_id, codes, 'open', 'over', id FROM transfers WHERE id = $1 RETURNING id",
    )
    .bind::<BigInt, _>(of.0)
    .bind::<BigInt, _>(amount.amount())
    .get_result(conn)
    .await?;
    diary::write(conn, row.id, TransferState::Open, by, "").await?;
    Ok(row.id)
}

/// How much was split off a transfer.
pub async fn split_off(conn: &mut Conn, of: TransferId) -> Result<Money> {
    let row: Sum =
        diesel::sql_query("SELECT coalesce(sum(amount), 0)::bigint AS sum FROM transfers WHERE part_of = $1")
            .bind::<BigInt, _>(of.0)
            .get_result(conn)
            .await?;
    Ok(row.sum)
}
