//! The only place that locks complaints: after the order and the parcel, before the payment.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::state::State;
use crate::error::{Error, Result};
use crate::kernel::ids::ComplaintId;
use crate::platform::db::Conn;
use crate::schema::complaints;

/// The state of a complaint that nobody else moves until this transaction ends.
///
/// # Locks
/// The complaint; order and parcel come before, payment after.
pub async fn complaint(conn: &mut Conn, id: ComplaintId) -> Result<Option<State>> {
    let found: Option<String> =
        complaints::table.select(complaints::state).find(id).for_update().first(conn).await.optional()?;
    let Some(word) = found else { return Ok(None) };
    let state = State::parse(&word).ok_or_else(|| Error::Internal(anyhow::anyhow!("complaint {id} is {word}")))?;
    Ok(Some(state))
}

/// Marks as reminded what nobody has answered in half of the time for it, at most so many, and says which. What another runner
/// has in hand is left to it.
///
/// # Locks
/// Those complaints.
pub async fn unanswered(conn: &mut Conn, most: i64) -> Result<Vec<ComplaintId>> {
    #[derive(QueryableByName)]
    struct Due {
        #[diesel(sql_type = BigInt)]
        id: ComplaintId,
    }
    let due: Vec<Due> = diesel::sql_query(
        "UPDATE complaints SET reminded_at = now() WHERE id IN ( \
           SELECT id FROM complaints WHERE state = 'open' AND reminded_at IS NULL \
             AND now() > opened_at + (answer_by - opened_at) / 2 ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) \
         RETURNING id",
    )
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(due.into_iter().map(|row| row.id).collect())
}
