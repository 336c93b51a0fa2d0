//! A harvest failed: whatever was ordered of it is taken off its parcels, and what was paid for it goes back. What waits for
//! its money then is given up as if its time were over (see `expire`), and money that comes afterwards goes back.

use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::correct::{self, CorrectError, Correction, Cut, Less};
use crate::kernel::ids::{HarvestId, OrderLineId, ParcelId};
use crate::kernel::lang::Lang;
use crate::orders::advance::By;
use crate::orders::reason::Reason;
use crate::platform::Ground;
use crate::platform::jobs::Job;
use crate::platform::locales;

/// Lets go of what waits for a harvest that failed; runs all the time. Each line once, by the key of its correction.
#[derive(Serialize, Deserialize)]
pub struct LetGo {}

#[derive(diesel::QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    harvest: HarvestId,
    #[diesel(sql_type = BigInt)]
    parcel: ParcelId,
    #[diesel(sql_type = BigInt)]
    line: OrderLineId,
    #[diesel(sql_type = Integer)]
    qty: i32,
    #[diesel(sql_type = Text)]
    lang: String,
}

impl Job for LetGo {
    const KIND: &'static str = "let_go";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let waiting: Vec<Waiting> = diesel::sql_query(
            "SELECT h.id AS harvest, l.parcel_id AS parcel, l.id AS line, l.qty - l.qty_off - l.swapped AS qty, o.lang \
             FROM harvests h JOIN order_lines l ON l.harvest_id = h.id AND l.qty > l.qty_off + l.swapped \
             JOIN parcels p ON p.id = l.parcel_id AND p.state IN ('placed', 'confirmed', 'packed') \
             JOIN orders o ON o.id = l.order_id \
             WHERE h.state = 'failed' ORDER BY h.id, l.parcel_id, l.id LIMIT 1000",
        )
        .load(&mut conn)
        .await?;
        // One parcel that errs stands first the next time too: it shall not keep the others waiting.
        let mut failed = None;
        for lines in waiting.chunk_by(|a, b| (a.harvest, a.parcel) == (b.harvest, b.parcel)) {
            let Some(first) = lines.first() else { continue };
            let lang = Lang::parse(&first.lang).unwrap_or_default();
            let asked = Correction {
                key: format!("failed:{}:{}", first.harvest, first.line),
                parcel: first.parcel,
                cuts: lines.iter().map(|l| Cut { line: l.line, less: Less::Pieces(l.qty) }).collect(),
                reason: Reason::Other.stored(&locales::text(lang, "harvest-failed-reason")),
                by: By::System,
            };
            match conn.transaction(async |conn| correct::correct(conn, &asked).await).await {
                Ok(_) => {}
                Err(CorrectError::Failed(error)) => {
                    tracing::error!(parcel = %asked.parcel, %error, "not let go");
                    failed = Some(error);
                }
                // It moved on since it was read: the next run looks again.
                Err(why) => tracing::warn!(parcel = %asked.parcel, %why, "not let go"),
            }
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }
}
