//! Figures follow the orders: each event about one has its day counted anew. A second count of a day costs some
//! milliseconds, and no count may be left out because another is under way: that one may have looked before.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::{check, count};
use crate::kernel::events::Event;
use crate::kernel::ids::{CorrectionId, OrderId, ParcelId, RefundId};
use crate::platform::Ground;
use crate::platform::db::{self, Conn};
use crate::platform::jobs::Job;
use crate::platform::kept::Keep as _;

/// What moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    Order(OrderId),
    Parcel(ParcelId),
    Refund(RefundId),
    Correction(CorrectionId),
}

impl Moved {
    /// What an event tells of, where figures depend on it.
    #[must_use]
    pub const fn by(event: &Event) -> Option<Self> {
        match event {
            Event::OrderPlaced { order } => Some(Moved::Order(*order)),
            Event::ParcelMoved { parcel, .. } => Some(Moved::Parcel(*parcel)),
            Event::RefundMade { refund } => Some(Moved::Refund(*refund)),
            Event::ParcelCorrected { correction } => Some(Moved::Correction(*correction)),
            _ => None,
        }
    }

    /// The day on which its order was placed; `None` of money that belongs to no order.
    async fn day(self, conn: &mut Conn) -> QueryResult<Option<NaiveDate>> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Date)]
            day: NaiveDate,
        }
        let (of, id) = match self {
            Moved::Order(id) => ("o.id = $1", id.0),
            Moved::Parcel(id) => ("o.id = (SELECT order_id FROM parcels WHERE id = $1)", id.0),
            Moved::Refund(id) => ("o.id = (SELECT order_id FROM refunds WHERE id = $1)", id.0),
            Moved::Correction(id) => (
                "o.id = (SELECT p.order_id FROM corrections c JOIN parcels p ON p.id = c.parcel_id WHERE c.id = $1)",
                id.0,
            ),
        };
        let row: Option<Row> = diesel::sql_query(format!(
            "SELECT (o.placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day FROM orders o WHERE {of}"
        ))
        .bind::<BigInt, _>(id)
        .kept()
        .get_result(conn)
        .await
        .optional()?;
        Ok(row.map(|row| row.day))
    }
}

/// Counts the day of what moved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CountSales {
    pub of: Moved,
}

impl Job for CountSales {
    const KIND: &'static str = "count_sales";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        if let Some(day) = self.of.day(&mut conn).await? {
            count::recount(&mut conn, day, day + Days::new(1)).await?;
        }
        Ok(())
    }
}

/// The nightly look: days whose figures are not what their orders say are counted anew, and told as an error. The first one
/// counts a shop that had orders before there were figures.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompareFigures {}

impl Job for CompareFigures {
    const KIND: &'static str = "compare_figures";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let mut mended = 0_u32;
        for (from, until) in count::months(&mut conn).await? {
            let days = conn
                .transaction(async |conn| {
                    db::take_time(conn).await?;
                    check::differing(conn, from, until).await
                })
                .await?;
            for day in days {
                tracing::error!(day = %day.day, expected = day.expected, found = day.found, "figures were not the orders'");
                count::recount(&mut conn, day.day, day.day + Days::new(1)).await?;
                mended += 1;
            }
        }
        metrics::gauge!("market_figure_faults").set(f64::from(mended));
        Ok(())
    }
}
