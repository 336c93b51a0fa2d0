//! At half of the time for the first answer a household that has not answered is reminded, once.

use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use super::tell::tell_household;
use super::{complaint, lock};
use crate::platform::Ground;
use crate::platform::jobs::Job;

/// As many are reminded in one go.
const BATCH: i64 = 50;

#[derive(Serialize, Deserialize)]
pub struct RemindOfComplaints {}

impl Job for RemindOfComplaints {
    const KIND: &'static str = "remind_of_complaints";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        conn.transaction(async |conn| {
            let due = lock::unanswered(conn, BATCH).await?;
            for id in due {
                let Some(complaint) = complaint::find(conn, id).await? else { continue };
                let key = format!("complaint-reminded:{id}");
                tell_household(conn, &ground, &complaint, "complaint-sms-household-remind", &key).await?;
            }
            anyhow::Ok(())
        })
        .await
    }
}
