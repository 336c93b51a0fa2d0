//! The only place that locks reviews: after the order and the parcel.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{ParcelId, ProducerId, ReviewId};
use crate::platform::db::Conn;
use crate::schema::reviews;

/// A review that nobody else changes until this transaction ends.
#[derive(Clone, Debug, Queryable)]
pub struct Locked {
    pub parcel: ParcelId,
    pub producer: ProducerId,
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Why the office hid it.
    pub hidden_why: Option<String>,
}

/// # Locks
/// The review; order and parcel come before.
pub async fn review(conn: &mut Conn, id: ReviewId) -> Result<Option<Locked>> {
    Ok(reviews::table
        .select((reviews::parcel_id, reviews::producer_id, reviews::withdrawn_at, reviews::hidden_why))
        .find(id)
        .for_update()
        .first(conn)
        .await
        .optional()?)
}
