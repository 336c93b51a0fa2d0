//! Indexes made anew while the old ones go on answering: filled aside, put in their place between two searches, compared
//! once more. For `market reindex`.

use std::sync::Arc;
use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use indicatif::ProgressBar;

use super::feed::Feeder;
use super::indexes::Names;
use super::{compare, fill, generations};
use crate::platform::Ground;
use crate::platform::meili::Standby;
use crate::search::lock::{self, Turn};

/// One that was cut off just now may still hold its place.
const MAKER: Duration = Duration::from_secs(3);
/// A feeder's turn is short, unless it fills an index that was not there.
const FEEDER: Duration = Duration::from_secs(1800);

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reindexed {
    /// Products in the new index.
    pub goods: u64,
    /// Things that had changed meanwhile and were told again.
    pub mended: usize,
}

/// Makes the indexes anew. Cut off at any moment, it changes nothing, and goes on where it stopped when called again.
pub async fn reindex(ground: &Ground, standby: &Arc<Standby>, progress: &ProgressBar) -> anyhow::Result<Reindexed> {
    #[derive(QueryableByName)]
    struct Shelf {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let shelf: Shelf =
        diesel::sql_query("SELECT count(*) AS n FROM shelf").get_result(&mut *ground.db.conn().await?).await?;
    progress.set_length(u64::try_from(shelf.n).unwrap_or(0));
    let meili = &standby.meili;
    let names = Names::of_this_version(&standby.prefix)?;
    let next = names.next();
    // Its locks end with it, also when this is cut off.
    let mut own = ground.db.own().await?;
    anyhow::ensure!(lock::wait(&mut own, Turn::Making, MAKER).await?, "the search index is being made anew already");
    fill::fill(&ground.db, meili, &next, |n| progress.inc(n)).await?;
    // From here on nobody tells the old indexes anything: what changes waits for the new ones.
    anyhow::ensure!(lock::wait(&mut own, Turn::Feeding, FEEDER).await?, "the search index is fed without an end");
    // What a running shop told the old indexes while the new ones were filled, or before a filling that was cut off went on.
    let mended = compare::compare(&ground.db, meili, &next).await?;
    if !fill::there(meili, &names).await? {
        // A place to put them in.
        generations::retire(&mut own, &names).await?;
        for (uid, settings) in names.each() {
            meili.make(uid, &settings).await?;
        }
    }
    // First of all: cut off after the swap, the next filling must not go on with what are then the old ones.
    generations::forget(&mut own, &next).await?;
    let (old, new) = (names.each(), next.each());
    let pairs: Vec<(&str, &str)> = old.iter().zip(&new).map(|((old, _), (new, _))| (*old, *new)).collect();
    meili.swap(&pairs).await?;
    generations::ready(&mut own, &names).await?;
    Feeder::new(ground.clone(), standby.clone()).feed(&mut own, &names).await?;
    for (uid, _) in next.each() {
        meili.drop(uid).await?;
    }
    progress.finish_and_clear();
    Ok(Reindexed { goods: meili.count(&names.goods).await?.unwrap_or(0), mended })
}
