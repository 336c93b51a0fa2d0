//! Saying something about a complaint that is open. The first word of the household or the office is its answer.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use super::state::State;
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, ComplaintId};
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::refusal;
use crate::schema::{complaint_messages, complaints};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Buyer,
    Household,
    Office,
}

impl Side {
    /// The word in the database and in Fluent keys (`complaint-side-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Buyer => "buyer",
            Side::Household => "household",
            Side::Office => "office",
        }
    }
}

/// Something said. Words or pictures, or both.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub side: Side,
    /// `None` for a buyer without an account.
    pub account: Option<AccountId>,
    /// A note that only the office reads.
    pub inner: bool,
    pub words: &'a str,
    /// Names of kept pictures.
    pub photos: &'a [String],
}

#[derive(Debug, thiserror::Error)]
pub enum SayError {
    #[error("no such complaint")]
    NotFound,
    #[error("it has ended")]
    Ended,
    #[error(transparent)]
    Failed(Error),
}
refusal!(SayError);

/// Says something, and records that the others must be told. Call it inside a transaction.
///
/// # Locks
/// The complaint.
///
/// # Refuses
/// A complaint that is not there, and one that has ended.
pub async fn say(conn: &mut Conn, id: ComplaintId, said: &Said<'_>) -> Result<(), SayError> {
    let state = lock::complaint(conn, id).await?.ok_or(SayError::NotFound)?;
    if !state.waits() {
        return Err(SayError::Ended);
    }
    if state == State::Open && said.side != Side::Buyer && !said.inner {
        diesel::update(complaints::table.find(id))
            .set((complaints::state.eq(State::Answered.as_str()), complaints::answered_at.eq(diesel::dsl::now)))
            .execute(conn)
            .await?;
    }
    write(conn, id, said).await?;
    Ok(())
}

/// Writes down what was said, and that the others must be told.
pub(super) async fn write(conn: &mut Conn, id: ComplaintId, said: &Said<'_>) -> Result<(), Error> {
    let message: i64 = diesel::insert_into(complaint_messages::table)
        .values((
            complaint_messages::complaint_id.eq(id),
            complaint_messages::side.eq(said.side.as_str()),
            complaint_messages::account_id.eq(said.account),
            complaint_messages::inner_note.eq(said.inner),
            complaint_messages::words.eq(said.words),
            complaint_messages::photos.eq(said.photos),
        ))
        .returning(complaint_messages::id)
        .get_result(conn)
        .await?;
    if !said.inner {
        jobs::record(conn, &Event::ComplaintSaid { complaint: id, message }).await?;
    }
    Ok(())
}
