//! What an index has still to be told: written by triggers in the transaction of the change, one row per thing.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
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
    /// By the database's clock. What changes later grows the number.
    #[diesel(sql_type = Timestamptz)]
    pub read_at: DateTime<Utc>,
}

/// The number of the youngest of them; 0 when there are none.
pub async fn youngest(conn: &mut Conn) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Youngest {
        #[diesel(sql_type = BigInt)]
        seq: i64,
    }
    let youngest: Youngest =
        diesel::sql_query("SELECT coalesce(max(seq), 0) AS seq FROM search_changes").get_result(conn).await?;
    Ok(youngest.seq)
}

/// The oldest of them up to a number.
pub async fn waiting(conn: &mut Conn, to: i64, most: i64) -> Result<Vec<Change>> {
    let oldest = "SELECT kind, key, seq, statement_timestamp() AS read_at FROM search_changes \
                  WHERE seq <= $1 ORDER BY seq LIMIT $2";
    Ok(diesel::sql_query(oldest).bind::<BigInt, _>(to).bind::<BigInt, _>(most).load(conn).await?)
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
