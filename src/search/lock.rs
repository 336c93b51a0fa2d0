//! Who feeds the index: one at a time among all processes, so that what the engine is told arrives in the order it happened.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;

use super::changes::Change;
use crate::error::Result;
use crate::platform::db::Conn;

/// The lock of the session, not of a transaction: the engine works meanwhile, and no transaction may wait for it.
const KEY: i64 = 4_242_004;

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Takes the turn if it is free. Whoever has it gives it back with [`give_back`] on the same connection; a process that
/// dies gives it back with its connection.
pub async fn take_turn(conn: &mut Conn) -> Result<bool> {
    let row: Taken = diesel::sql_query(format!("SELECT pg_try_advisory_lock({KEY}) AS taken")).get_result(conn).await?;
    Ok(row.taken)
}

pub async fn give_back(conn: &mut Conn) -> Result<()> {
    diesel::sql_query(format!("SELECT pg_advisory_unlock({KEY})")).execute(conn).await?;
    Ok(())
}

/// Ticks off changes that were told, except those that have changed again since, or are changing now.
pub async fn tick_off(conn: &mut Conn, told: &[Change]) -> Result<()> {
    let kinds: Vec<&str> = told.iter().map(|change| change.kind.as_str()).collect();
    let keys: Vec<&str> = told.iter().map(|change| change.key.as_str()).collect();
    let seqs: Vec<i64> = told.iter().map(|change| change.seq).collect();
    diesel::sql_query(
        "DELETE FROM search_changes WHERE (kind, key) IN ( \
           SELECT c.kind, c.key FROM search_changes c \
           JOIN unnest($1, $2, $3) AS told (kind, key, seq) ON c.kind = told.kind AND c.key = told.key AND c.seq = told.seq \
           FOR UPDATE OF c SKIP LOCKED)",
    )
    .bind::<diesel::sql_types::Array<Text>, _>(kinds)
    .bind::<diesel::sql_types::Array<Text>, _>(keys)
    .bind::<diesel::sql_types::Array<diesel::sql_types::BigInt>, _>(seqs)
    .execute(conn)
    .await?;
    Ok(())
}
