//! The nightly look at every document.

use serde::{Deserialize, Serialize};

use super::indexes::Names;
use super::{compare, generations};
use crate::platform::Ground;
use crate::platform::jobs::Job;
use crate::platform::meili::Failure;

/// Finds what no feeding has put right: a document lost or added by other hands.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompareIndex {}

impl Job for CompareIndex {
    const KIND: &'static str = "compare_index";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let Some(standby) = &ground.engine else { return Ok(()) };
        let names = Names::of_this_version(&standby.prefix)?;
        if !generations::standing(&mut *ground.db.conn().await?, &names).await?.ready {
            return Ok(());
        }
        let wrong = match compare::compare(&ground.db, &standby.meili, &names).await {
            // When it is back, whoever feeds it looks at the numbers.
            Err(error) if error.is::<Failure>() => {
                tracing::warn!(%error, "the search index was not compared with the shelf");
                return Ok(());
            }
            compared => compared?,
        };
        generations::compared(&mut *ground.db.conn().await?, &names, wrong).await?;
        metrics::gauge!("market_search_compare_wrong").set(u32::try_from(wrong).unwrap_or(u32::MAX));
        tracing::info!(wrong, "the search index was compared with the shelf");
        Ok(())
    }
}
