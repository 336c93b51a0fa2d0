//! The words in use on the market: of names, categories and households on the shelf, with how often each is met. Written
//! beside the shelf, read to put spelling right with.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::platform::Ground;
use crate::platform::db::{self, Conn};
use crate::platform::jobs::Job;

/// A word as people may mean it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, QueryableByName)]
pub struct Known {
    #[diesel(sql_type = Text)]
    pub folded: String,
    /// The spelling that is met most: `thính`.
    #[diesel(sql_type = Text)]
    pub shown: String,
    /// How many texts have it.
    #[diesel(sql_type = Integer)]
    pub n: i32,
}

/// All of them, from memory; new ones are a few seconds late.
pub async fn load(ground: &Ground) -> Result<Vec<Known>> {
    ground
        .shelf
        .recent("vocabulary", async || {
            let mut conn = ground.db.conn().await?;
            Ok(diesel::sql_query("SELECT folded, shown, n FROM search_words").load(&mut conn).await?)
        })
        .await
}

/// Texts `text` whose words are kept. A word with a digit is a size, not a spelling; a single letter is neither.
const READ: &str = "SELECT fold(w.word) AS folded, mode() WITHIN GROUP (ORDER BY w.word) AS shown, count(*)::integer AS n \
     FROM texts x, LATERAL unnest(string_to_array( \
            btrim(regexp_replace(lower(normalize(x.text, NFC) COLLATE \"und-x-icu\"), '[^[:alpha:]]+', ' ', 'g')), ' ')) \
          AS w (word) \
     WHERE length(fold(w.word)) BETWEEN 2 AND 20 GROUP BY 1";

/// Writes the vocabulary anew from what is on the shelf.
pub async fn rebuild(conn: &mut Conn) -> Result<()> {
    conn.transaction(async |conn| {
        db::take_time(conn).await?;
        diesel::sql_query("DELETE FROM search_words").execute(conn).await?;
        diesel::sql_query(format!(
            "WITH texts (text) AS ( \
               SELECT p.name_vi || ' ' || p.name_en FROM shelf s JOIN products p ON p.id = s.product_id \
               UNION ALL SELECT r.name_vi || ' ' || r.name_en || ' ' || m.name FROM producers r \
                 JOIN communes m ON m.code = r.commune_code WHERE r.listed \
               UNION ALL SELECT name_vi || ' ' || name_en FROM categories \
               UNION ALL SELECT also FROM synonyms \
               UNION ALL SELECT f.name FROM former_communes f JOIN communes m ON m.code = f.commune_code WHERE m.served) \
             INSERT INTO search_words (folded, shown, n) {READ}"
        ))
        .execute(conn)
        .await?;
        QueryResult::Ok(())
    })
    .await?;
    Ok(())
}

/// Words that came since, and those nobody uses any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct RebuildVocabulary {}

impl Job for RebuildVocabulary {
    const KIND: &'static str = "rebuild_vocabulary";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        rebuild(&mut conn).await?;
        Ok(())
    }
}
