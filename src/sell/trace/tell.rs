//! Telling the buyers of a lot that it was called back: a message for each order, in batches, each once.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{LotId, OrderId};
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::orders::messages::{plain, sms, track_link};
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::locales::Args;
use crate::platform::{Ground, wording};
use crate::trace::code;

/// As many messages are written by one job, which must end long before its lease does.
const BATCH: i64 = 100;

/// Tells the buyers whose orders come after `after`, and leaves the rest to the next job.
#[derive(Serialize, Deserialize)]
pub struct TellRecalled {
    pub lot: LotId,
    pub after: i64,
}

#[derive(QueryableByName)]
struct Buyer {
    #[diesel(sql_type = BigInt)]
    order_id: OrderId,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = Text)]
    lot: String,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    producer_vi: String,
    #[diesel(sql_type = Text)]
    producer_en: String,
    #[diesel(sql_type = Text)]
    call: String,
    #[diesel(sql_type = Text)]
    reason: String,
}

impl Job for TellRecalled {
    const KIND: &'static str = "tell_recalled";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let buyers: Vec<Buyer> = diesel::sql_query(
            "SELECT o.id AS order_id, o.code, o.buyer_phone AS phone, o.lang, l.code AS lot, l.name_vi, l.name_en, \
                    h.name_vi AS producer_vi, h.name_en AS producer_en, h.phone AS call, r.reason \
             FROM lots l JOIN recalls r ON r.lot_id = l.id JOIN producers h ON h.id = l.producer_id JOIN orders o \
               ON o.id IN (SELECT x.order_id FROM lot_lines n JOIN order_lines x ON x.id = n.order_line_id \
                           JOIN parcels p ON p.id = x.parcel_id \
                           WHERE n.lot_id = l.id \
                             AND p.state IN ('placed', 'confirmed', 'packed', 'handed_over', 'delivered')) \
             WHERE l.id = $1 AND o.id > $2 ORDER BY o.id LIMIT $3",
        )
        .bind::<BigInt, _>(self.lot.0)
        .bind::<BigInt, _>(self.after)
        .bind::<BigInt, _>(BATCH)
        .load(&mut conn)
        .await?;
        for buyer in &buyers {
            let lang = Lang::parse(&buyer.lang).unwrap_or_default();
            let args = Args::from([
                ("lot".into(), code::spaced(&buyer.lot).into()),
                ("goods".into(), lang.pick(&buyer.name_vi, &buyer.name_en).to_owned().into()),
                ("household".into(), lang.pick(&buyer.producer_vi, &buyer.producer_en).to_owned().into()),
                ("phone".into(), Phone::stored(&buyer.call).to_string().into()),
                ("reason".into(), buyer.reason.clone().into()),
                ("link".into(), track_link(&ground, &buyer.code).into()),
            ]);
            let text = wording::text(&mut conn, lang, "trace-sms-recalled", args).await?;
            let key = format!("recall:{}:order:{}", self.lot, buyer.order_id);
            sms(&mut conn, key, &buyer.phone, plain(&text)).await?;
        }
        if let Some(last) = buyers.last().filter(|_| i64::try_from(buyers.len()) == Ok(BATCH)) {
            let (lot, after) = (self.lot, last.order_id.0);
            let next = NewJob::of(&TellRecalled { lot, after })?.once(format!("{lot}:{after}"));
            jobs::enqueue(&mut conn, &[next]).await?;
        }
        Ok(())
    }
}
