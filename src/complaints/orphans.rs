//! Throws away private pictures that no row names: kept before a form was judged that never came back, or taken in anew.

use serde::{Deserialize, Serialize};

use crate::orders::photo;
use crate::platform::jobs::Job;
use crate::platform::{Ground, orphans};

/// Every picture that a row names, of doors and of complaints. Nobody can name another any more when it is a day old: a form's
/// seal opens half a day only, see `photo::nameable`.
const NAMED: &str = "SELECT file AS name FROM proofs WHERE file IS NOT NULL \
    UNION ALL SELECT unnest(photos) FROM complaint_messages";

/// Pictures that are a day old and named by nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct SweepPhotos {}

impl Job for SweepPhotos {
    const KIND: &'static str = "sweep_photos";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let swept = orphans::sweep(&ground, photo::FOLDER, NAMED).await?;
        tracing::info!(swept, "private pictures that nothing names thrown away");
        Ok(())
    }
}
