//! Throws away carts that nobody can come back to.

use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::platform::Ground;
use crate::platform::jobs::Job;

/// A guest's cookie has run out, so its cart is nobody's.
#[derive(Serialize, Deserialize)]
pub struct SweepCarts {}

impl Job for SweepCarts {
    const KIND: &'static str = "sweep_carts";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let carts = diesel::sql_query(
            "DELETE FROM carts WHERE token_hash IS NOT NULL AND touched_at < now() - interval '60 days'",
        )
        .execute(&mut conn)
        .await?;
        tracing::info!(carts, "guests' carts swept");
        Ok(())
    }
}
