//! Goods that are sent again because of a complaint: the household says that they are on their way; where it does not, the office
//! ends it, as sent or as settled another way.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::say::Side;
use super::tell::TellReplaced;
use crate::error::Error;
use crate::kernel::ids::{AccountId, ComplaintId};
use crate::platform::db::Conn;
use crate::platform::jobs::{self, NewJob};
use crate::platform::signals;
use crate::refusal;
use crate::schema::{complaints, replacements};

#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    #[error("no such complaint")]
    NotFound,
    /// Nothing is to be sent again, or it was dealt with before.
    #[error("nothing is owed")]
    NothingOwed,
    #[error(transparent)]
    Failed(Error),
}
refusal!(ReplaceError);

/// Says that the goods were sent again, or that it was settled another way; the buyer is told. Of what nobody noted in its day
/// the office may still say it. Call it inside a transaction: of two at once one is first.
///
/// # Refuses
/// A complaint that is not there, and one by which nothing is owed (any more).
pub async fn end(conn: &mut Conn, id: ComplaintId, sent: bool, side: Side, by: AccountId) -> Result<(), ReplaceError> {
    let owed: Option<bool> =
        complaints::table.select(complaints::replace_by.is_not_null()).find(id).first(conn).await.optional()?;
    if !owed.ok_or(ReplaceError::NotFound)? {
        return Err(ReplaceError::NothingOwed);
    }
    let row = (replacements::complaint_id.eq(id), replacements::ended_by.eq(by), replacements::sent.eq(sent));
    let mut written =
        diesel::insert_into(replacements::table).values(row).on_conflict_do_nothing().execute(conn).await?;
    if written == 0 && side == Side::Office {
        let unknown = replacements::table.find(id).filter(replacements::sent.is_null());
        let known =
            (replacements::ended_at.eq(diesel::dsl::now), replacements::ended_by.eq(by), replacements::sent.eq(sent));
        written = diesel::update(unknown).set(known).execute(conn).await?;
    }
    if written == 0 {
        return Err(ReplaceError::NothingOwed);
    }
    let tell = NewJob::of(&TellReplaced { complaint: id }).map_err(Error::from)?.once(id.to_string());
    jobs::enqueue(conn, &[tell]).await?;
    signals::send(conn, signals::EVENTS).await.map_err(Error::from)?;
    Ok(())
}
