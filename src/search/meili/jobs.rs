//! The nightly look at every document.

use chrono::{Days, NaiveTime};
use serde::{Deserialize, Serialize};

use super::indexes::Names;
use super::{compare, generations};
use crate::kernel::clock::from_vietnam;
use crate::platform::Ground;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::meili::Failure;

/// When nobody searches; in Vietnam.
const NIGHT: Option<NaiveTime> = NaiveTime::from_hms_opt(2, 30, 0);

/// Has a [`CompareIndex`] wait for the coming night. Runs every hour, so that no night is forgotten, and whenever the shop was
/// started.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompareTonight {}

impl Job for CompareTonight {
    const KIND: &'static str = "compare_tonight";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        if ground.engine.is_none() {
            return Ok(());
        }
        let today = ground.clock.today();
        let nights = [Some(today), today.checked_add_days(Days::new(1))].into_iter().flatten();
        let coming = nights
            .filter_map(|day| Some((day, from_vietnam(day.and_time(NIGHT?))?)))
            .find(|(_, moment)| *moment > ground.clock.now());
        if let Some((day, moment)) = coming {
            let comparing = NewJob::of(&CompareIndex {})?.at(moment).once(day.to_string());
            jobs::enqueue(&mut *ground.db.conn().await?, &[comparing]).await?;
        }
        Ok(())
    }
}

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
