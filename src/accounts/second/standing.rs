//! Whether a clerk has a second factor.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::platform::db::Conn;

/// How it stands.
#[derive(Debug, QueryableByName, Serialize)]
pub struct Standing {
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
    /// Codes on paper that nobody has used.
    #[diesel(sql_type = BigInt)]
    pub codes_left: i64,
}

/// The second factor of an account; `None` when it has none.
pub async fn find(conn: &mut Conn, account: AccountId) -> Result<Option<Standing>> {
    Ok(diesel::sql_query(
        "SELECT f.since, (SELECT count(*) FROM recovery_codes c WHERE c.account_id = f.account_id AND c.used_at IS NULL) \
                AS codes_left FROM second_factors f WHERE f.account_id = $1",
    )
    .bind::<BigInt, _>(account.0)
    .get_result(conn)
    .await
    .optional()?)
}

/// Whether this account is asked for a code after its password: a clerk who has one.
pub async fn asked_of(conn: &mut Conn, account: AccountId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        asked: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM second_factors WHERE account_id = $1) \
            AND EXISTS (SELECT FROM clerks WHERE account_id = $1) AS asked",
    )
    .bind::<BigInt, _>(account.0)
    .get_result(conn)
    .await?;
    Ok(row.asked)
}
