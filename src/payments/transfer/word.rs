//! A clerk says that money came, having seen it at the bank, before the bank tells us.

use diesel_async::AsyncConnection as _;

use super::foresee::{Foreseen, foresee};
use super::note::{self, NoteError, Noted};
use super::told::Told;
use crate::error::Error;
use crate::orders::lock as orders_lock;
use crate::platform::db::Conn;
use crate::refusal;

#[derive(Debug, thiserror::Error)]
pub enum WordError {
    /// The order is paid: what the clerk has seen is what paid it, or the bank will tell of more.
    #[error("paid")]
    Paid,
    #[error(transparent)]
    Note(NoteError),
    #[error(transparent)]
    Failed(Error),
}
refusal!(WordError);

/// What would become of a clerk's word.
pub async fn look(conn: &mut Conn, told: &Told) -> Result<Foreseen, WordError> {
    let named = note::named(conn, &told.content).await?;
    let account = note::account_of(conn, &told.to, &named).await?.ok_or(WordError::Note(NoteError::UnknownAccount))?;
    let fate = foresee(conn, std::slice::from_ref(told), &account).await?.pop();
    let fate = fate.ok_or_else(|| Error::Internal(anyhow::anyhow!("one word, no fate")))?;
    if fate.what == "twice" { Err(WordError::Paid) } else { Ok(fate) }
}

/// Takes a clerk's word. The same form sent again is the same transfer.
///
/// # Locks
/// As [`note::note`].
///
/// # Refuses
/// See [`WordError`].
pub async fn take(conn: &mut Conn, told: &Told) -> Result<Noted, WordError> {
    conn.transaction(async |conn| {
        for (order, _) in note::named(conn, &told.content).await? {
            orders_lock::whole(conn, order).await?;
        }
        look(conn, told).await?;
        note::note(conn, told).await.map_err(|error| match error {
            NoteError::Failed(error) => WordError::Failed(error),
            refused => WordError::Note(refused),
        })
    })
    .await
}
