//! Telling a household what its buyers say: one message for a parcel, by day.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{ParcelId, ProducerId, ReviewId};
use crate::kernel::lang::Lang;
use crate::orders::parcel;
use crate::platform::jobs::Job;
use crate::platform::locales::{self, Args};
use crate::platform::messages::{self, NewMessage};
use crate::platform::{Ground, wording};
use crate::producers::numbers;

/// A message names as many goods.
const NAMED: usize = 2;

/// Tells the household of a parcel of the reviews from this one on.
#[derive(Serialize, Deserialize)]
pub struct TellReviewsWritten {
    pub parcel: ParcelId,
    pub review: ReviewId,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = BigInt)]
    producer: ProducerId,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = SmallInt)]
    stars: i16,
}

/// `Mật ong 5 sao, Bưởi 4 sao…`
fn what(lang: Lang, lines: &[Line]) -> String {
    let told = lines.iter().take(NAMED).map(|line| {
        let name = lang.pick(&line.name_vi, &line.name_en).to_owned();
        let args = Args::from([("name".into(), name.into()), ("n".into(), i64::from(line.stars).into())]);
        locales::text_with(lang, "review-of", &args)
    });
    let told = told.collect::<Vec<_>>().join(", ");
    if lines.len() > NAMED { format!("{told}…") } else { told }
}

impl Job for TellReviewsWritten {
    const KIND: &'static str = "tell_reviews_written";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        // The worst first: that is what a household should read.
        let lines: Vec<Line> = diesel::sql_query(
            "SELECT r.producer_id AS producer, p.name_vi, p.name_en, r.stars FROM reviews r JOIN products p ON p.id = r.product_id \
             WHERE r.parcel_id = $1 AND r.id >= $2 AND r.withdrawn_at IS NULL AND r.hidden_at IS NULL ORDER BY r.stars, r.id",
        )
        .bind::<BigInt, _>(self.parcel.0)
        .bind::<BigInt, _>(self.review.0)
        .load(&mut conn)
        .await?;
        // Taken back before anybody was told.
        let Some(producer) = lines.as_slice().first().map(|line| line.producer) else { return Ok(()) };
        let mut many = Vec::new();
        for (_, phone, lang) in numbers::of(&mut conn, &[producer]).await? {
            let args = Args::from([
                ("parcel".into(), parcel::code(self.parcel).into()),
                ("what".into(), what(lang, &lines).into()),
                ("link".into(), format!("{}/sell/reviews", ground.config.base_url).into()),
            ]);
            many.push(NewMessage {
                dedupe_key: format!("review:{}:{phone}", self.review),
                channel: "sms",
                body: wording::text(&mut conn, lang, "review-sms-household", args).await?,
                recipient: phone,
                subject: String::new(),
                body_html: None,
            });
        }
        messages::post_by_day(&mut conn, &many, ground.clock.now()).await
    }
}
