//! The job that makes a report: counts the month and those it is compared with anew first, so that what came late is in
//! it, then reads everything in one view of the database.

use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::content::Content;
use super::{books, keep};
use crate::error::{Error, Result};
use crate::figures::count;
use crate::kernel::ids::MonthlyReportId;
use crate::office::reports::board;
use crate::office::reports::period::{By, Spans};
use crate::office::reports::queries::{self, Dim};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::signals;

/// Steps of the work, for the progress bar.
pub const STEPS: i32 = 5;
/// Households that sold; were there more, the rest stands in one line.
const MOST_HOUSEHOLDS: i64 = 500;
/// Goods that sold most, and the rest in one line.
const MOST_PRODUCTS: i64 = 20;

#[derive(Debug, Serialize, Deserialize)]
pub struct MakeMonthlyReport {
    pub report: MonthlyReportId,
}

/// Has a report made.
pub async fn enqueue(conn: &mut Conn, report: MonthlyReportId) -> Result<()> {
    let job = NewJob::of(&MakeMonthlyReport { report })?.once(report.to_string());
    jobs::enqueue(conn, &[job]).await?;
    signals::send(conn, signals::EVENTS).await?;
    Ok(())
}

impl Job for MakeMonthlyReport {
    const KIND: &'static str = "make_monthly_report";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let head = match keep::find(&mut conn, self.report).await {
            Ok(head) if head.made_at.is_none() => head,
            Ok(_) | Err(Error::NotFound) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let today = ground.clock.today();
        let spans = Spans::of(By::Month, head.month, today);
        for span in [spans.now, spans.before, spans.year_ago] {
            count::recount(&mut conn, span.from, span.until).await?;
        }
        // Another connection tells how far it is: what this one writes is seen only at its end.
        let mut told = ground.db.conn().await?;
        keep::step(&mut told, self.report, 1).await?;
        let content = conn
            .transaction(async |conn| {
                diesel::sql_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(conn).await?;
                let board = board::load(conn, &spans).await?;
                keep::step(&mut told, self.report, 2).await?;
                let households = queries::parts(conn, &spans, Dim::Household, MOST_HOUSEHOLDS).await?;
                let products = queries::parts(conn, &spans, Dim::Product, MOST_PRODUCTS).await?;
                keep::step(&mut told, self.report, 3).await?;
                let books = books::load(conn, head.month).await?;
                keep::step(&mut told, self.report, 4).await?;
                Ok::<_, Error>(Content { month: head.month, day: today, board, households, products, books })
            })
            .await?;
        keep::finish(&mut conn, self.report, &content).await?;
        Ok(())
    }
}
