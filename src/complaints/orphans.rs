//! Throws away private pictures that no row names: kept before a form was judged that never came back, or taken in anew.

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::orders::photo;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;

/// Names asked of Postgres at once.
const CHUNK: usize = 500;

/// Pictures that are a day old and named by nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepPhotos {}

impl Job for SweepPhotos {
    const KIND: &'static str = "sweep_photos";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        // Nobody can name one any more while this looks: a form's seal opens half a day only, see `photo::nameable`.
        let old = photo::kept_before(&ground, ground.clock.now() - Duration::days(1)).await?;
        let mut swept = 0;
        for names in old.chunks(CHUNK) {
            let mut conn = ground.db.conn().await?;
            let orphans = unnamed(&mut conn, names).await?;
            drop(conn);
            for name in orphans {
                photo::discard(&ground, &name).await?;
                swept += 1;
            }
        }
        tracing::info!(swept, "private pictures that nothing names thrown away");
        Ok(())
    }
}

/// Those of these names that stand in no row. A shop that names none at all may have lost its database, and throws nothing away.
async fn unnamed(conn: &mut Conn, names: &[String]) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "WITH named AS MATERIALIZED (SELECT file AS name FROM proofs WHERE file IS NOT NULL \
           UNION ALL SELECT unnest(photos) FROM complaint_messages) \
         SELECT x.name FROM unnest($1) AS x (name) \
         WHERE x.name NOT IN (SELECT named.name FROM named) AND EXISTS (SELECT FROM named)",
    )
    .bind::<Array<Text>, _>(names)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}
