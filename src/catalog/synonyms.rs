//! What else things are called: the list that travels with the program, written into Postgres once for each state of it.
//!
//! Synonyms go into what a product is found by, not into what is looked for, so that every search engine finds alike, and
//! with their accents: "lạc" is a peanut, "lác" is not.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::platform::db::Conn;
use crate::platform::secrets::hex;
use crate::schema::{synonyms, synonyms_versions};

const LIST: &str = include_str!("../../assets/search/synonyms.tsv");

/// Two processes that start at once load one after the other.
const LOCK: &str = "SELECT pg_advisory_xact_lock(4242003)";

/// Brings the table to the state of the list in this program; says whether there was anything to do. The shelf takes the
/// words up when it is next written.
pub async fn load(conn: &mut Conn) -> Result<bool> {
    let version = hex(Sha256::digest(LIST).get(..8).unwrap_or_default());
    conn.transaction(async |conn| {
        diesel::sql_query(LOCK).execute(conn).await?;
        let known = synonyms_versions::table.filter(synonyms_versions::version.eq(&version)).count();
        if known.get_result::<i64>(conn).await? > 0 {
            return Ok(false);
        }
        diesel::delete(synonyms::table).execute(conn).await?;
        let (words, also): (Vec<&str>, Vec<&str>) = rows().unzip();
        diesel::sql_query("INSERT INTO synonyms (words, also) SELECT * FROM unnest($1, $2)")
            .bind::<Array<Text>, _>(words)
            .bind::<Array<Text>, _>(also)
            .execute(conn)
            .await?;
        diesel::delete(synonyms_versions::table).execute(conn).await?;
        diesel::insert_into(synonyms_versions::table)
            .values(synonyms_versions::version.eq(version))
            .execute(conn)
            .await?;
        diesel::sql_query("UPDATE schedules SET next_at = now() WHERE kind = 'refresh_season'").execute(conn).await?;
        Ok(true)
    })
    .await
}

/// Words, and what else they are called.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    LIST.lines().skip(1).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::text::{tidy, toned};

    #[test]
    fn the_list_is_whole_and_says_nothing_twice() {
        let mut seen = std::collections::BTreeSet::new();
        assert_eq!(rows().count(), LIST.lines().count() - 1);
        for (words, also) in rows() {
            assert_eq!(words, tidy(words).to_lowercase());
            assert!(!also.trim().is_empty() && seen.insert(toned(words)), "{words}");
            assert!(also.split(',').all(|name| toned(name) != toned(words)), "{words}");
        }
    }
}
