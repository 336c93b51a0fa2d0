//! Throws away scans that no paper names: kept before a form was refused or a database went down, or taken anew by a clerk.

use serde::{Deserialize, Serialize};

use super::papers;
use crate::platform::jobs::Job;
use crate::platform::{Ground, orphans};

/// Every scan that a paper names; its row is written within the request that keeps it.
const NAMED: &str = "SELECT scan_name AS name FROM certificates WHERE scan_name IS NOT NULL";

/// Scans that are a day old and of no paper.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepPapers {}

impl Job for SweepPapers {
    const KIND: &'static str = "sweep_papers";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let swept = orphans::sweep(&ground, papers::FOLDER, NAMED).await?;
        tracing::info!(swept, "scans that no paper names thrown away");
        Ok(())
    }
}
