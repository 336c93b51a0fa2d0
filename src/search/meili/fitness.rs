//! Whether the engine is fit to answer: its indexes are whole, hold as much as the shop has, and are not behind. Found out
//! beside the requests, every two seconds while there are any; until it is known, the database answers.

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
pub const PATIENCE: Duration = Duration::from_secs(2);
/// How long a request waits for a look.
const MOMENT: Duration = Duration::from_millis(300);

#[derive(Debug, QueryableByName)]
struct Shelf {
    #[diesel(sql_type = Bool)]
    ready: bool,
    #[diesel(sql_type = BigInt)]
    goods: i64,
    #[diesel(sql_type = BigInt)]
    households: i64,
    #[diesel(sql_type = BigInt)]
    help: i64,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    oldest: Option<i64>,
}

async fn shelf(conn: &mut Conn, names: &Names) -> Result<Shelf> {
    Ok(diesel::sql_query(
        "SELECT EXISTS (SELECT FROM search_indexes WHERE uid = $1 AND ready_at IS NOT NULL) AS ready, \
                (SELECT count(*) FROM shelf) AS goods, \
                (SELECT count(*) FROM producers WHERE listed) AS households, \
                (SELECT count(DISTINCT slug) FROM pages) AS help, count(*) AS waiting, \
                extract(epoch FROM now() - min(since))::bigint AS oldest \
         FROM search_changes",
    )
    .bind::<Text, _>(&names.goods)
    .get_result(conn)
    .await?)
}

/// Whether the indexes hold as much as the shop has, give or take what waits.
pub async fn as_many(conn: &mut Conn, meili: &Meili, names: &Names) -> anyhow::Result<bool> {
    let held = held(meili, names).await?;
    let shelf = shelf(conn, names).await?;
    Ok(same(held, &shelf))
}

/// How many goods, households and help pages the indexes hold.
async fn held(meili: &Meili, names: &Names) -> anyhow::Result<[u64; 3]> {
    let mut held = [0; 3];
    for (held, uid) in held.iter_mut().zip([&names.goods, &names.households, &names.help]) {
        *held = meili.count(uid).await?.unwrap_or(0);
    }
    Ok(held)
}

fn same(held: [u64; 3], shelf: &Shelf) -> bool {
    held.into_iter()
        .zip([shelf.goods, shelf.households, shelf.help])
        .all(|(held, there)| i64::try_from(held).is_ok_and(|held| held.abs_diff(there) <= shelf.waiting.unsigned_abs()))
}

/// The engine when it may be asked now. A look that is due is taken beside the request, which does not wait for it; only who
/// comes after a quiet while, when nothing is known, waits a moment.
pub async fn fit(ground: &Ground) -> Option<&Arc<Standby>> {
    let standby = ground.engine.as_ref()?;
    let now = Instant::now();
    if standby.look_due(now) {
        let look = {
            let (ground, standby) = (ground.clone(), standby.clone());
            tokio::spawn(async move { find_out(&ground, &standby).await })
        };
        if !standby.known(now) {
            // Not in time, or not at all: then it stays unknown, and the database answers.
            let _ = tokio::time::timeout(MOMENT, look).await;
        }
    }
    standby.fit(Instant::now()).then_some(standby)
}

/// Looks, and tells all requests what was found.
pub async fn find_out(ground: &Ground, standby: &Standby) {
    let looked = Instant::now();
    let fit = match tokio::time::timeout(PATIENCE, look(ground, standby)).await {
        Ok(Ok(fit)) => fit,
        Ok(Err(error)) => {
            tracing::debug!(error = format!("{error:#}"), "the search engine is not fit");
            false
        }
        Err(_) => false,
    };
    if standby.found(fit, looked, Instant::now()) {
        tracing::info!(fit, "the search engine");
    }
}

async fn look(ground: &Ground, standby: &Standby) -> anyhow::Result<bool> {
    let names = Names::of_this_version(&standby.prefix)?;
    let shelf = shelf(&mut *ground.db.conn().await?, &names).await?;
    if !shelf.ready || shelf.oldest.is_some_and(|seconds| seconds > MOST_BEHIND) {
        return Ok(false);
    }
    Ok(same(held(&standby.meili, &names).await?, &shelf))
}
