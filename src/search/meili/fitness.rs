//! Whether the engine is fit to answer: its index is whole, holds as much as the shelf, and is not behind. Found out beside the
//! requests, every two seconds while there are any; until it is known, the database answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::indexes::Names;
use crate::error::Result;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::meili::{Meili, Standby};

/// A change that has waited so long is on pages that are asked of the database, and would be missing here.
const MOST_BEHIND: i64 = 5;
/// An engine that cannot even say how much it holds in this time is not fit.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Debug, QueryableByName)]
struct Shelf {
    #[diesel(sql_type = Bool)]
    ready: bool,
    #[diesel(sql_type = BigInt)]
    goods: i64,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    oldest: Option<i64>,
}

async fn shelf(conn: &mut Conn, names: &Names) -> Result<Shelf> {
    Ok(diesel::sql_query(
        "SELECT EXISTS (SELECT FROM search_indexes WHERE uid = $1 AND ready_at IS NOT NULL) AS ready, \
                (SELECT count(*) FROM shelf) AS goods, count(*) AS waiting, \
                extract(epoch FROM now() - min(since))::bigint AS oldest \
         FROM search_changes",
    )
    .bind::<Text, _>(&names.goods)
    .get_result(conn)
    .await?)
}

/// Whether the index holds as many goods as the shelf, give or take what waits.
pub async fn as_many(conn: &mut Conn, meili: &Meili, names: &Names) -> anyhow::Result<bool> {
    let held = meili.count(&names.goods).await?.unwrap_or(0);
    let shelf = shelf(conn, names).await?;
    Ok(same(held, &shelf))
}

fn same(held: u64, shelf: &Shelf) -> bool {
    i64::try_from(held).is_ok_and(|held| held.abs_diff(shelf.goods) <= shelf.waiting.unsigned_abs())
}

/// The engine when it may be asked now. A look that is due is taken beside the request, which does not wait for it.
#[must_use]
pub fn fit(ground: &Ground) -> Option<&Arc<Standby>> {
    let standby = ground.engine.as_ref()?;
    if standby.look_due(Instant::now()) {
        let (ground, standby) = (ground.clone(), standby.clone());
        tokio::spawn(async move { find_out(&ground, &standby).await });
    }
    standby.fit().then_some(standby)
}

/// Looks, and tells all requests what was found.
pub async fn find_out(ground: &Ground, standby: &Standby) {
    let fit = match tokio::time::timeout(PATIENCE, look(ground, standby)).await {
        Ok(Ok(fit)) => fit,
        Ok(Err(error)) => {
            tracing::debug!(error = format!("{error:#}"), "the search engine is not fit");
            false
        }
        Err(_) => false,
    };
    if fit != standby.fit() {
        tracing::info!(fit, "the search engine");
    }
    standby.found(fit, Instant::now());
}

async fn look(ground: &Ground, standby: &Standby) -> anyhow::Result<bool> {
    let names = Names::of_this_version(&standby.prefix)?;
    let shelf = shelf(&mut *ground.db.conn().await?, &names).await?;
    if !shelf.ready || shelf.oldest.is_some_and(|seconds| seconds > MOST_BEHIND) {
        return Ok(false);
    }
    let held = standby.meili.count(&names.goods).await?.unwrap_or(0);
    Ok(same(held, &shelf))
}
