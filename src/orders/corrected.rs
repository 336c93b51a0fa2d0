//! What is different from the order as it was placed: pieces that do not come, others that come instead, a lower price.
//! Payments write it, with the money that follows; it is read here for pages and messages.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::words;
use crate::error::Result;
use crate::kernel::ids::{CorrectionId, ParcelId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::weight;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::locales::{self, Args};

/// What one correction did to one line.
#[derive(Clone, Debug, diesel::QueryableByName)]
pub struct Change {
    #[diesel(sql_type = BigInt)]
    pub correction: CorrectionId,
    #[diesel(sql_type = BigInt)]
    pub parcel: ParcelId,
    #[diesel(sql_type = Text)]
    reason: String,
    /// `member`, `clerk` or `system`.
    #[diesel(sql_type = Text)]
    actor: String,
    /// How the refund stands that went with it, of a parcel that was paid.
    #[diesel(sql_type = Nullable<Text>)]
    refund: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    pack_name_vi: String,
    #[diesel(sql_type = Text)]
    pack_name_en: String,
    #[diesel(sql_type = Integer)]
    qty_off: i32,
    #[diesel(sql_type = Integer)]
    swapped: i32,
    #[diesel(sql_type = Integer)]
    extra: i32,
    #[diesel(sql_type = Text)]
    instead_vi: String,
    #[diesel(sql_type = Text)]
    instead_en: String,
    /// What was weighed.
    #[diesel(sql_type = Nullable<Integer>)]
    final_g: Option<i32>,
    #[diesel(sql_type = BigInt)]
    pub paid_off: Money,
}

/// The changes of these parcels, in the order in which they were made.
pub async fn of_parcels(conn: &mut Conn, parcels: &[ParcelId]) -> Result<Vec<Change>> {
    let ids: Vec<i64> = parcels.iter().map(|id| id.0).collect();
    Ok(diesel::sql_query(
        "SELECT c.id AS correction, c.parcel_id AS parcel, c.reason, c.actor, r.state AS refund, c.at, l.name_vi, l.name_en, l.pack_name_vi, \
                l.pack_name_en, x.qty_off, x.swapped, x.extra, x.instead_vi, x.instead_en, x.final_g, x.paid_off \
         FROM corrections c JOIN correction_lines x ON x.correction_id = c.id JOIN order_lines l ON l.id = x.line_id \
         LEFT JOIN refunds r ON r.id = c.refund_id \
         WHERE c.parcel_id = ANY($1) ORDER BY c.id, l.id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .kept()
    .load(conn)
    .await?)
}

impl Change {
    /// `thiếu 1 Mật ong, hũ 500 g`
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let (name, pack) = (lang.pick(&self.name_vi, &self.name_en), lang.pick(&self.pack_name_vi, &self.pack_name_en));
        let (key, n) = match (self.qty_off, self.swapped, self.extra) {
            (n @ 1.., ..) => ("order-change-short", n),
            (_, n @ 1.., _) => ("order-change-swap", n),
            (_, _, n @ 1..) => ("order-change-extra", n),
            _ if self.final_g.is_some() => ("order-change-weighed", 0),
            _ => ("order-change-less", 0),
        };
        let args = Args::from([
            ("n".into(), n.into()),
            ("goods".into(), format!("{name}, {pack}").into()),
            ("weight".into(), weight::written(lang, self.final_g.unwrap_or_default().into()).into()),
            ("instead".into(), lang.pick(&self.instead_vi, &self.instead_en).to_owned().into()),
        ]);
        locales::text_with(lang, key, &args)
    }
}

/// A change as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeCard {
    pub words: String,
    pub reason: String,
    /// Tail of a Fluent key (`parcel-by-…`).
    pub actor: String,
    /// Tail of a Fluent key (`refund-is-…`), of a parcel that was paid.
    pub refund: Option<String>,
    pub at: DateTime<Utc>,
    /// What the buyer pays less.
    pub off: Money,
}

impl ChangeCard {
    #[must_use]
    pub fn of(lang: Lang, change: &Change) -> Self {
        let reason = words::reason(lang, &change.reason);
        ChangeCard {
            words: change.words(lang),
            reason,
            actor: change.actor.clone(),
            refund: change.refund.clone(),
            at: change.at,
            off: change.paid_off,
        }
    }
}
