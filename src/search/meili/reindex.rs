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
use super::{compare, fill};
use crate::platform::Ground;
use crate::platform::meili::Standby;

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
    fill::fill(&ground.db, meili, &next, |n| progress.inc(n)).await?;
    for (uid, settings) in names.each() {
        // The place to put it in, where there was none yet.
        if meili.count(uid).await?.is_none() {
            meili.make(uid, &settings).await?;
        }
    }
    for ((old, _), (new, _)) in names.each().into_iter().zip(next.each()) {
        meili.swap(old, new).await?;
    }
    {
        let mut conn = ground.db.conn().await?;
        fill::ready(&mut conn, &names).await?;
        fill::forget(&mut conn, &next).await?;
    }
    for (uid, _) in next.each() {
        meili.drop(uid).await?;
    }
    // A change that a running shop told the old index while the new one was filled.
    let mended = compare::compare(&ground.db, meili, &names).await?;
    let mut feeder = Feeder::new(ground.clone(), standby.clone());
    while !feeder.turn().await? {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    progress.finish_and_clear();
    Ok(Reindexed { goods: meili.count(&names.goods).await?.unwrap_or(0), mended })
}
