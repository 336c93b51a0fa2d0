//! What an index has still to be told: written by triggers in the transaction of the change, one row per thing.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::platform::db::Conn;

/// A thing that has changed. Its number grows when it changes again.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Change {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
}

/// The oldest of them.
pub async fn waiting(conn: &mut Conn, most: i64) -> Result<Vec<Change>> {
    Ok(diesel::sql_query("SELECT kind, key, seq FROM search_changes ORDER BY seq LIMIT $1")
        .bind::<BigInt, _>(most)
        .load(conn)
        .await?)
}

/// Says that these have changed, whether they did or not: for what a comparison found wrong.
pub async fn again(conn: &mut Conn, kind: &str, keys: &[String]) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO search_changes (kind, key) SELECT $1, x FROM unnest($2) AS x ORDER BY 2 \
         ON CONFLICT (kind, key) DO UPDATE SET seq = nextval('search_changes_seq')",
    )
    .bind::<Text, _>(kind)
    .bind::<Array<Text>, _>(keys)
    .execute(conn)
    .await?;
    Ok(())
}
