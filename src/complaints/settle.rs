//! How a complaint ends: money or goods, an agreement, a refusal with its reason, or the buyer takes it back.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use super::state::State;
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, ComplaintId, ParcelId, RefundId};
use crate::orders::lock as orders_lock;
use crate::payments::refund::{self, Part, RefundError, Way, Wish};
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::refusal;
use crate::schema::complaints;

/// What comes of it.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// So much of the parcel goes back, this way.
    Refund {
        part: Part,
        way: Way,
    },
    /// The household sends it again by this day.
    Replacement {
        by: NaiveDate,
    },
    /// Buyer and household agreed on something else.
    Agreed,
    Refused,
    /// By the buyer.
    Withdrawn,
}

impl Outcome {
    /// The word in the database and in Fluent keys (`complaint-outcome-…`).
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Outcome::Refund { .. } => "refund",
            Outcome::Replacement { .. } => "replacement",
            Outcome::Agreed => "agreed",
            Outcome::Refused => "refused",
            Outcome::Withdrawn => "withdrawn",
        }
    }

    const fn state(&self) -> State {
        match self {
            Outcome::Refund { .. } | Outcome::Replacement { .. } | Outcome::Agreed => State::Settled,
            Outcome::Refused => State::Refused,
            Outcome::Withdrawn => State::Withdrawn,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    #[error("no such complaint")]
    NotFound,
    #[error("it has ended")]
    Ended,
    /// The money does not go back like this; nothing was done.
    #[error(transparent)]
    Refund(RefundError),
    #[error(transparent)]
    Failed(Error),
}
refusal!(SettleError);

/// Ends a complaint, with the refund in the same act; which one. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, complaint, payment.
///
/// # Refuses
/// A complaint that is not there or has ended, and a refund that cannot be made.
pub async fn settle(
    conn: &mut Conn,
    id: ComplaintId,
    outcome: &Outcome,
    words: &str,
    by: Option<AccountId>,
) -> Result<Option<RefundId>, SettleError> {
    let parcel: Option<ParcelId> =
        complaints::table.select(complaints::parcel_id).find(id).first(conn).await.optional()?;
    let parcel = parcel.ok_or(SettleError::NotFound)?;
    orders_lock::parcel(conn, parcel, None).await?.ok_or(SettleError::NotFound)?;
    let state = lock::complaint(conn, id).await?.ok_or(SettleError::NotFound)?;
    if !state.waits() {
        return Err(SettleError::Ended);
    }
    let refund = match outcome {
        Outcome::Refund { part, way } => {
            let wish = Wish {
                key: format!("complaint:{id}"),
                parcel,
                part: part.clone(),
                way: Some(*way),
                reason: words.chars().take(200).collect(),
                by,
            };
            Some(refund::refund(conn, &wish).await.map_err(|error| match error {
                RefundError::Failed(error) => SettleError::Failed(error),
                refused => SettleError::Refund(refused),
            })?)
        }
        _ => None,
    };
    write(conn, id, outcome, words, refund, by).await?;
    Ok(refund)
}

async fn write(
    conn: &mut Conn,
    id: ComplaintId,
    outcome: &Outcome,
    words: &str,
    refund: Option<RefundId>,
    by: Option<AccountId>,
) -> Result<(), Error> {
    let replace_by = match outcome {
        Outcome::Replacement { by } => Some(*by),
        _ => None,
    };
    diesel::update(complaints::table.find(id))
        .set((
            complaints::state.eq(outcome.state().as_str()),
            complaints::closed_at.eq(diesel::dsl::now),
            complaints::closed_by.eq(by),
            complaints::outcome.eq(outcome.as_str()),
            complaints::outcome_words.eq(words),
            complaints::refund_id.eq(refund),
            complaints::replace_by.eq(replace_by),
        ))
        .execute(conn)
        .await?;
    jobs::record(conn, &Event::ComplaintEnded { complaint: id }).await?;
    Ok(())
}
