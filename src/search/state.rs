//! How search is: which engine answers, and how far its index is behind the shelf. For the office and for what watches the
//! shop.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Integer, Nullable, Timestamptz};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::platform::db::Conn;

/// Which engine answers now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Answering {
    /// [`super::engine::SearchEngine::NAME`]
    pub engine: &'static str,
    /// Whether an index is fed from `search_changes`. Where none is, what is recorded there waits for nothing.
    pub indexed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    #[serde(flatten)]
    pub answering: Answering,
    /// Things that have changed since the index was told of them; 0 without an index.
    pub waiting: i64,
    /// For how long the first of them has waited, in seconds.
    pub oldest_seconds: Option<i64>,
    /// The last time that every document was compared; `None` without an index, and until its first night.
    pub compared: Option<Compared>,
}

/// What a look at every document found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Compared {
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Documents that were missing, other or too many; they were told again.
    #[diesel(sql_type = Integer)]
    pub wrong: i32,
}

pub async fn load(conn: &mut Conn, answering: Answering) -> Result<State> {
    #[derive(QueryableByName)]
    struct Behind {
        #[diesel(sql_type = BigInt)]
        waiting: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        oldest_seconds: Option<i64>,
    }
    if !answering.indexed {
        return Ok(State { answering, waiting: 0, oldest_seconds: None, compared: None });
    }
    let Behind { waiting, oldest_seconds } = diesel::sql_query(
        "SELECT count(*) AS waiting, greatest(0, extract(epoch FROM clock_timestamp() - min(since)))::bigint \
                AS oldest_seconds FROM search_changes",
    )
    .get_result(conn)
    .await?;
    let compared: Option<Compared> = diesel::sql_query(
        "SELECT compared_at AS at, wrong FROM search_indexes WHERE compared_at IS NOT NULL \
         ORDER BY compared_at DESC LIMIT 1",
    )
    .get_result(conn)
    .await
    .optional()?;
    // `greatest` of nothing is 0.
    Ok(State { answering, waiting, oldest_seconds: oldest_seconds.filter(|_| waiting > 0), compared })
}
