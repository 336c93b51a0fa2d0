//! Throws away files of a folder that no row names: kept before a form was judged that never came back, or before a database went
//! down, or taken in anew.

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::RunQueryDsl;

use super::Ground;
use super::db::Conn;

/// Names asked of Postgres at once.
const CHUNK: usize = 500;

/// Throws away the files of `folder` that are a day old and that `named` does not select; how many they were. `named` is a SELECT
/// of the names of all files that are kept, as `name`, without their folder. A row is written within half a day of its file: after
/// a day none comes to name it.
pub async fn sweep(ground: &Ground, folder: &str, named: &str) -> anyhow::Result<usize> {
    let old = ground.files.written_before(folder, ground.clock.now() - Duration::days(1)).await?;
    let mut swept = 0;
    for names in old.chunks(CHUNK) {
        let mut conn = ground.db.conn().await?;
        let orphans = unnamed(&mut conn, named, names).await?;
        drop(conn);
        for name in orphans {
            ground.files.delete(&format!("{folder}/{name}")).await?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Those of these names that stand in no row. A shop that names none at all may have lost its database, and throws nothing away.
async fn unnamed(conn: &mut Conn, named: &str, names: &[String]) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Row> = diesel::sql_query(format!(
        "WITH named AS MATERIALIZED ({named}) SELECT x.name FROM unnest($1) AS x (name) \
         WHERE x.name NOT IN (SELECT named.name FROM named) AND EXISTS (SELECT FROM named)"
    ))
    .bind::<Array<Text>, _>(names)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}
