//! Throws away what has had its time: expired sessions, run-out throttles, events long acted on, last words that never went.

use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::jobs::Job;
use super::{Ground, messages, sessions, throttle};

#[derive(Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "sweep";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let sessions = sessions::sweep(&mut conn).await?;
        let throttles = throttle::sweep(&mut conn).await?;
        let events = diesel::sql_query("DELETE FROM events WHERE dispatched_at < now() - interval '30 days'")
            .execute(&mut conn)
            .await?;
        let last_words = messages::forget_last_words(&mut conn).await?;
        tracing::info!(sessions, throttles, events, last_words, "swept");
        Ok(())
    }
}
