//! Tells the buyer that a parcel was corrected: what is different, why, and what is to be paid now or goes back.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{CorrectionId, OrderId, ParcelId, RefundId};
use crate::kernel::money::Money;
use crate::orders::messages::{plain, sms, track_link};
use crate::orders::{corrected, queries, words};
use crate::platform::jobs::Job;
use crate::platform::locales::Args;
use crate::platform::{Ground, wording};
use crate::schema::{corrections, parcels, producers};

#[derive(Serialize, Deserialize)]
pub struct TellCorrected {
    pub correction: CorrectionId,
}

#[derive(Queryable)]
struct Row {
    parcel: ParcelId,
    order: OrderId,
    reason: String,
    off: Money,
    refund: Option<RefundId>,
    left: Money,
    household_vi: String,
    household_en: String,
}

impl Job for TellCorrected {
    const KIND: &'static str = "tell_corrected";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let row: Option<Row> = corrections::table
            .inner_join(parcels::table.inner_join(producers::table))
            .select((
                parcels::id,
                parcels::order_id,
                corrections::reason,
                corrections::paid_off,
                corrections::refund_id,
                parcels::total - parcels::cut,
                producers::name_vi,
                producers::name_en,
            ))
            .filter(corrections::id.eq(self.correction))
            .first(&mut conn)
            .await
            .optional()?;
        let Some(row) = row else { return Ok(()) };
        let Some(order) = queries::by_id(&mut conn, row.order).await? else { return Ok(()) };
        let changes = corrected::of_parcels(&mut conn, &[row.parcel]).await?;
        let lang = order.lang();
        let own = changes.iter().filter(|c| c.correction == self.correction);
        let what: Vec<String> = own.map(|c| c.words(lang)).collect();
        let money = match (row.off, row.refund) {
            (Money::ZERO, _) => "none",
            (_, Some(_)) => "back",
            (_, None) => "less",
        };
        let args = Args::from([
            ("code".into(), order.code.clone().into()),
            ("household".into(), lang.pick(&row.household_vi, &row.household_en).to_owned().into()),
            ("what".into(), plain(&what.join("; ")).into()),
            ("reason".into(), words::reason(lang, &row.reason).into()),
            ("money".into(), money.into()),
            ("off".into(), plain(&row.off.to_string()).into()),
            ("left".into(), plain(&row.left.to_string()).into()),
            ("link".into(), track_link(&ground, &order.code).into()),
        ]);
        let text = wording::text(&mut conn, lang, "order-sms-corrected", args).await?;
        sms(&mut conn, format!("corrected:{}", self.correction), &order.buyer_phone, text).await
    }
}
