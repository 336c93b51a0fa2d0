//! An identity ends with its day. Every hour, so that nobody sells under a card that ran out.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use crate::accounts::acts::{self, Act};
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;

#[derive(Debug, Serialize, Deserialize)]
pub struct ExpireIdentities {}

impl Job for ExpireIdentities {
    const KIND: &'static str = "expire_identities";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let ended = conn.transaction(async |conn| expire(conn).await).await?;
        if !ended.is_empty() {
            tracing::info!(ended = ended.len(), "identities ran out");
        }
        Ok(())
    }
}

/// Ends what is past its last day in Vietnam, by Postgres' clock. Call it inside a transaction.
pub async fn expire(conn: &mut Conn) -> Result<Vec<ProducerId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        producer_id: ProducerId,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "UPDATE identities SET state = 'expired' \
         WHERE state = 'verified' AND verified_until < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date RETURNING producer_id",
    )
    .load(conn)
    .await?;
    for row in &rows {
        acts::record(conn, &Act::new("identity.expired", None).of(row.producer_id)).await?;
    }
    Ok(rows.into_iter().map(|row| row.producer_id).collect())
}
