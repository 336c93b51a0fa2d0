//! Calling a lot back: once and for good. A note may add to it, nothing takes it away.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, LotId, ProducerId};
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::refusal;
use crate::schema::{recall_notes, recalls};

/// Who calls back.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// A member, of a lot of these households.
    Member {
        account: AccountId,
        producers: &'a [ProducerId],
    },
    Office(AccountId),
}

impl By<'_> {
    const fn account(self) -> AccountId {
        match self {
            By::Member { account, .. } | By::Office(account) => account,
        }
    }

    const fn owners(&self) -> Option<&[ProducerId]> {
        match self {
            By::Member { producers, .. } => Some(producers),
            By::Office(_) => None,
        }
    }

    const fn office(self) -> bool {
        matches!(self, By::Office(_))
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RecallError {
    #[error("no such lot")]
    NotFound,
    #[error("already recalled")]
    Already,
    /// A note on a lot that nobody has called back.
    #[error("not recalled")]
    NotRecalled,
    #[error(transparent)]
    Failed(Error),
}
refusal!(RecallError);

/// Calls a lot back and records that its buyers must be told. Call it inside a transaction.
///
/// # Locks
/// The lot: who packs it at this moment is either seen by the messages or refused.
///
/// # Refuses
/// A lot that is not there or not `by`'s, and one that was called back before.
pub async fn recall(conn: &mut Conn, id: LotId, reason: &str, by: By<'_>) -> Result<(), RecallError> {
    let lot = lock::lot(conn, id, by.owners()).await?.ok_or(RecallError::NotFound)?;
    let written = diesel::insert_into(recalls::table)
        .values((
            recalls::lot_id.eq(lot),
            recalls::reason.eq(reason),
            recalls::by_office.eq(by.office()),
            recalls::account_id.eq(by.account()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if written == 0 {
        return Err(RecallError::Already);
    }
    jobs::record(conn, &Event::LotRecalled { lot }).await.map_err(Error::from)?;
    Ok(())
}

/// Adds to what is said of a recall: what was found out, what buyers should do.
///
/// # Refuses
/// A lot that is not there or not `by`'s, and one that was never called back.
pub async fn note(conn: &mut Conn, id: LotId, words: &str, by: By<'_>) -> Result<(), RecallError> {
    let lot = lock::lot(conn, id, by.owners()).await?.ok_or(RecallError::NotFound)?;
    if recalls::table.find(lot).count().get_result::<i64>(conn).await? == 0 {
        return Err(RecallError::NotRecalled);
    }
    diesel::insert_into(recall_notes::table)
        .values((
            recall_notes::lot_id.eq(lot),
            recall_notes::words.eq(words),
            recall_notes::by_office.eq(by.office()),
            recall_notes::account_id.eq(by.account()),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
