//! Words that the office forbids are looked for in what is on the market already, too: each product that says them waits at
//! the office as if somebody had reported it, and waits no more once the words are allowed again.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::flag::{self, NewFlag};
use crate::catalog::revision::phrases;
use crate::error::Result;
use crate::kernel::ids::{AccountId, ProductId};
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::{Ground, secrets, signals};

/// The kind of such a flag; no visitor can choose it.
pub const KIND: &str = "phrase";
/// Products read at once.
const BATCH: i64 = 500;

/// Has what was ever approved read for these words.
pub async fn look(conn: &mut Conn, words: &str) -> Result<()> {
    jobs::enqueue(conn, &[NewJob::of(&FlagPhrase { words: words.to_owned() })?]).await?;
    signals::send(conn, signals::EVENTS).await?;
    Ok(())
}

/// Answers what waits because of words that are allowed again.
pub async fn let_go(conn: &mut Conn, words: &str, why: &str, by: AccountId) -> Result<()> {
    diesel::sql_query(
        "UPDATE flags SET state = 'dismissed', reason = $3, resolved_by = $4, resolved_at = now() \
         WHERE kind = $1 AND words = $2 AND state = 'open'",
    )
    .bind::<Text, _>(KIND)
    .bind::<Text, _>(words)
    .bind::<Text, _>(why)
    .bind::<BigInt, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// A product with the texts that a revision of it is read in: see
/// [`claims`](crate::catalog::revision::content::Content::claims).
#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = BigInt)]
    id: ProductId,
    #[diesel(sql_type = Array<Text>)]
    texts: Vec<String>,
}

/// The next products after one. What its household has hidden may be shown again without being looked at, so it is read too.
async fn said(conn: &mut Conn, after: ProductId) -> Result<Vec<Said>> {
    Ok(diesel::sql_query(
        "SELECT p.id, array_remove(ARRAY[p.name_vi, p.name_en, p.description_vi, p.description_en, p.ingredients_vi, \
                    p.ingredients_en, p.storage_vi, p.storage_en, p.origin], NULL) \
                || ARRAY(SELECT k.name_vi FROM packs k WHERE k.product_id = p.id AND k.withdrawn_at IS NULL) AS texts \
         FROM products p WHERE p.state <> 'draft' AND p.id > $1 ORDER BY p.id LIMIT $2",
    )
    .bind::<BigInt, _>(after.0)
    .bind::<BigInt, _>(BATCH)
    .load(conn)
    .await?)
}

/// Flags every product that says some words, once while its flag is open.
#[derive(Debug, Serialize, Deserialize)]
pub struct FlagPhrase {
    pub words: String,
}

impl Job for FlagPhrase {
    const KIND: &'static str = "flag_phrase";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        // Allowed again meanwhile.
        if !phrases::all(&mut conn).await?.contains(&self.words) {
            return Ok(());
        }
        let who_hash = secrets::keyed_hash(&ground.config.secret_key, &format!("flag:phrase:{}", self.words));
        let phrase = [self.words];
        let (mut after, mut flagged) = (ProductId(0), 0);
        loop {
            let products = said(&mut conn, after).await?;
            let Some(last) = products.last() else { break };
            after = last.id;
            for product in &products {
                if product.texts.iter().any(|text| phrases::found(&phrase, text).is_some()) {
                    let [words] = &phrase;
                    let new = NewFlag {
                        product: product.id,
                        kind: KIND,
                        words: words.clone(),
                        phone: None,
                        who_hash: who_hash.clone(),
                    };
                    flag::raise(&mut conn, &new).await?;
                    flagged += 1;
                }
            }
        }
        tracing::info!(flagged, "goods on the market that say forbidden words");
        Ok(())
    }
}
