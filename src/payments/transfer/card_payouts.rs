//! Stripe pays out to the market's bank account, and the bank tells of the same money as of any transfer. Which of the two is
//! which, a clerk says; the sum is in the books once.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::TransferId;
use crate::payments::lock::LockedTransfer;
use crate::platform::db::Conn;
use crate::schema::card_movements;

/// Payouts of so much, to the account `$2`, which the bank has not told of.
const UNSEEN: &str = "SELECT m.id FROM card_movements m JOIN bank_accounts b ON b.id = $2 AND b.producer_id IS NULL \
     WHERE m.kind = 'payout' AND m.outcome = 'booked' AND m.transfer_id IS NULL AND m.amount = -$1 ORDER BY m.at, m.id LIMIT 1";

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = Text)]
    source: String,
}

/// Whether a transfer of so much to this account may be a payout of Stripe.
pub async fn likely(conn: &mut Conn, transfer: TransferId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let found: Found = diesel::sql_query(
        "SELECT count(*) AS n FROM transfers t JOIN bank_accounts b ON b.id = t.account_id AND b.producer_id IS NULL \
         JOIN card_movements m ON m.kind = 'payout' AND m.outcome = 'booked' AND m.transfer_id IS NULL \
              AND m.amount = -t.amount WHERE t.id = $1 AND t.state = 'open' AND t.part_of IS NULL",
    )
    .bind::<BigInt, _>(transfer.0)
    .get_result(conn)
    .await?;
    Ok(found.n > 0)
}

/// Says that a transfer is the oldest payout of its sum; answers with Stripe's name for it, or `None` when there is none.
/// Call it inside a transaction that holds the transfer.
pub(super) async fn claim(conn: &mut Conn, transfer: &LockedTransfer) -> Result<Option<String>> {
    let sql = format!(
        "UPDATE card_movements SET transfer_id = $3 WHERE id = ({UNSEEN}) AND transfer_id IS NULL \
         RETURNING 'Stripe ' || source AS source"
    );
    let claimed: Option<Claimed> = diesel::sql_query(sql)
        .bind::<BigInt, _>(transfer.amount)
        .bind::<BigInt, _>(transfer.account_id.0)
        .bind::<BigInt, _>(transfer.id.0)
        .get_result(conn)
        .await
        .optional()?;
    Ok(claimed.map(|row| row.source))
}

/// Takes that back; `false` when the transfer was no payout.
pub(super) async fn let_go(conn: &mut Conn, transfer: TransferId) -> Result<bool> {
    let own = card_movements::table.filter(card_movements::transfer_id.eq(transfer));
    let freed = diesel::update(own).set(card_movements::transfer_id.eq(None::<TransferId>)).execute(conn).await?;
    Ok(freed > 0)
}
