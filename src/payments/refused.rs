//! Notices that were refused, counted by day and reason: nothing of what a stranger sent is kept.

use diesel::sql_types::{Date, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::platform::Ground;

/// Counts one. Whoever sent it does not wait for that.
pub fn note(ground: &Ground, provider: &'static str, why: &'static str) {
    let ground = ground.clone();
    tokio::spawn(async move {
        let written = async {
            diesel::sql_query(
                "INSERT INTO webhook_refusals AS r (provider, day, why) VALUES ($1, $2, $3) \
                 ON CONFLICT (provider, day, why) DO UPDATE SET times = least(r.times, 1000000000) + 1, last_at = now()",
            )
            .bind::<Text, _>(provider)
            .bind::<Date, _>(ground.clock.today())
            .bind::<Text, _>(why)
            .execute(&mut *ground.db.conn().await?)
            .await?;
            Result::<()>::Ok(())
        };
        if let Err(error) = written.await {
            tracing::warn!(%error, "a refused notice was not counted");
        }
    });
}
