//! Throws away pictures that nothing shows: taken in, and then never used or taken out again.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use crate::kernel::ids::PictureId;
use crate::media::picture::{self, Kind, WIDTHS};
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::{Ground, files};

/// As many at once as one run takes; the next one goes on.
const MOST: i64 = 500;

/// Pictures that no row has named for 24 hours.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepPictures {}

#[derive(QueryableByName)]
struct Orphan {
    #[diesel(sql_type = BigInt)]
    id: PictureId,
    #[diesel(sql_type = Text)]
    hash: String,
}

impl Job for SweepPictures {
    const KIND: &'static str = "sweep_pictures";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let unnamed = unnamed(&mut conn).await?;
        let orphans: Vec<Orphan> = diesel::sql_query(format!(
            "SELECT p.id, p.hash FROM pictures p WHERE p.created_at < now() - interval '24 hours' AND {unnamed} \
             ORDER BY p.id LIMIT $1"
        ))
        .bind::<BigInt, _>(MOST)
        .load(&mut conn)
        .await?;
        let mut swept = 0;
        for orphan in orphans {
            swept += throw_away(&mut conn, &ground.files, &unnamed, &orphan).await?;
        }
        tracing::info!(swept, "pictures that nothing shows thrown away");
        Ok(())
    }
}

/// What remembers a picture by its hash, without a foreign key: an order and a lot show it after its product is gone.
const BY_HASH: [&str; 2] = ["order_lines", "lots"];

/// No row of any table names picture `p`. The tables are asked of Postgres, so that one made tomorrow is not forgotten.
async fn unnamed(conn: &mut Conn) -> anyhow::Result<String> {
    #[derive(QueryableByName)]
    struct Reference {
        #[diesel(sql_type = Text)]
        clause: String,
    }
    let references: Vec<Reference> = diesel::sql_query(
        "SELECT format('NOT EXISTS (SELECT FROM %s x WHERE x.%I = p.id)', c.conrelid::regclass, a.attname) AS clause \
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         WHERE c.contype = 'f' AND c.confrelid = 'pictures'::regclass ORDER BY 1",
    )
    .load(conn)
    .await?;
    anyhow::ensure!(!references.is_empty(), "no table names pictures");
    let by_hash = BY_HASH.map(|table| format!("NOT EXISTS (SELECT FROM {table} x WHERE x.picture_hash = p.hash)"));
    Ok(references.into_iter().map(|r| r.clause).chain(by_hash).collect::<Vec<_>>().join(" AND "))
}

/// The files go before the row's end is seen: who sends the same photo meanwhile waits for it, finds no row, and writes
/// both anew. The other way round it could get a row without files.
async fn throw_away(conn: &mut Conn, files: &files::Files, unnamed: &str, orphan: &Orphan) -> anyhow::Result<usize> {
    conn.transaction(async |conn| {
        let gone = diesel::sql_query(format!("DELETE FROM pictures p WHERE p.id = $1 AND {unnamed}"))
            .bind::<BigInt, _>(orphan.id.0)
            .execute(conn)
            .await?;
        if gone > 0 {
            for width in WIDTHS {
                for kind in [Kind::Webp, Kind::Jpg] {
                    files.delete(&picture::file_name(&orphan.hash, width, kind)).await?;
                }
            }
        }
        anyhow::Ok(gone)
    })
    .await
}
