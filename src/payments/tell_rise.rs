//! Tells households that sell what a higher commission will be of, before it begins: the terms promise it, and Decree 248/2026,
//! article 8.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::kernel::ids::{CategoryId, ProducerId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::{Ground, signals, wording};

/// As many messages are written by one job, which must end long before its lease does.
const BATCH: i64 = 100;

/// Tells the households after `after` that sell in a category, or at all, of the rate that begins on `day`, and leaves the rest
/// to the next job. Of one that was taken back meanwhile nothing is told.
#[derive(Serialize, Deserialize)]
pub struct TellRise {
    pub category: Option<i64>,
    pub day: NaiveDate,
    pub after: i64,
}

/// Asks for them to be told. Call it inside the transaction that adds the rate.
pub async fn ask(conn: &mut Conn, category: Option<CategoryId>, day: NaiveDate) -> Result<()> {
    enqueue(conn, &TellRise { category: category.map(|id| id.0), day, after: 0 }).await?;
    signals::send(conn, signals::EVENTS).await?;
    Ok(())
}

async fn enqueue(conn: &mut Conn, job: &TellRise) -> anyhow::Result<()> {
    Ok(jobs::enqueue(conn, &[NewJob::of(job)?]).await?)
}

#[derive(QueryableByName)]
struct Household {
    #[diesel(sql_type = BigInt)]
    id: ProducerId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    phone: String,
    /// In percent, as it is read: `2,5`.
    #[diesel(sql_type = Text)]
    percent: String,
    /// The category; empty for all goods.
    #[diesel(sql_type = Text)]
    of: String,
}

impl Job for TellRise {
    const KIND: &'static str = "tell_rise";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let households: Vec<Household> = diesel::sql_query(
            "SELECT h.id, h.name_vi AS name, h.phone, replace(trim_scale(r.bp / 100.0)::text, '.', ',') AS percent, \
                    coalesce(c.name_vi, '') AS of \
             FROM commission_rates r LEFT JOIN categories c ON c.id = r.category_id JOIN producers h ON h.id > $3 \
             WHERE r.from_day = $2 AND r.category_id IS NOT DISTINCT FROM $1 AND h.approved_at IS NOT NULL \
               AND (c.id IS NULL OR EXISTS (SELECT FROM products p JOIN categories k ON k.id = p.category_id \
                      WHERE p.producer_id = h.id AND p.state <> 'draft' AND c.id IN (k.id, k.parent_id))) \
             ORDER BY h.id LIMIT $4",
        )
        .bind::<Nullable<BigInt>, _>(self.category)
        .bind::<Date, _>(self.day)
        .bind::<BigInt, _>(self.after)
        .bind::<BigInt, _>(BATCH)
        .load(&mut conn)
        .await?;
        let (mut after, mut letters) = (None, Vec::new());
        for household in households {
            after = Some(household.id.0);
            let kind = if household.of.is_empty() { "all" } else { "some" };
            let args = Args::from([
                ("name".into(), household.name.into()),
                ("percent".into(), household.percent.clone().into()),
                ("kind".into(), kind.to_owned().into()),
                ("goods".into(), household.of.into()),
                ("day".into(), self.day.format("%d/%m/%Y").to_string().into()),
            ]);
            letters.push(NewMessage {
                dedupe_key: format!(
                    "money-sms-rise:{}:{}:{}:{}",
                    household.id,
                    self.category.unwrap_or(0),
                    self.day,
                    household.percent
                ),
                channel: "sms",
                recipient: household.phone,
                subject: String::new(),
                body: wording::text(&mut conn, Lang::Vi, "money-sms-rise", args).await?,
                body_html: None,
            });
        }
        messages::post_by_day(&mut conn, &letters, ground.clock.now()).await?;
        if let Some(after) = after {
            enqueue(&mut conn, &TellRise { after, ..self }).await?;
        }
        Ok(())
    }
}
