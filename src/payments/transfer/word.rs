//! Somebody says that money came, having seen it at the bank, before the bank tells us: a clerk, or a household of its account.

use diesel_async::AsyncConnection as _;

use super::foresee::{Foreseen, foresee};
use super::note::{self, NoteError, Noted, Weight};
use super::second_look;
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
    /// The same is said already, and waits for somebody else to look at it.
    #[error("said already")]
    Waits,
    #[error(transparent)]
    Note(NoteError),
    #[error(transparent)]
    Failed(Error),
}
refusal!(WordError);

/// What would become of a word.
#[derive(Clone, Debug)]
pub struct Looked {
    pub fate: Foreseen,
    /// A clerk has said the same, and this is the second look that it waits for.
    pub seconds: bool,
}

/// What would become of a word.
///
/// # Refuses
/// See [`WordError`].
pub async fn look(conn: &mut Conn, told: &Told, whose: Whose) -> Result<Looked, WordError> {
    let named = note::named(conn, &told.content).await?;
    let account = note::account_of(conn, &told.to, &named).await.map_err(told_no)?;
    let waits = match named.as_slice() {
        [(order, _)] => second_look::waits(conn, *order, account.producer_id, told.amount).await?,
        _ => None,
    };
    let seconds = whose == Whose::Household && waits.is_some_and(|word| word.noted_by != told.by);
    // What it is the second look at is no other telling of it: what follows is that it pays, whatever number both give.
    let alone = if seconds { Told { bank_reference: None, ..told.clone() } } else { told.clone() };
    let fate = foresee(conn, vec![alone], &account).await?.pop();
    let fate = fate.ok_or_else(|| Error::Internal(anyhow::anyhow!("one word, no fate")))?;
    if fate.what == "twice" {
        return Err(WordError::Paid);
    }
    if waits.is_some() && !seconds && fate.what != "known" {
        return Err(WordError::Waits);
    }
    Ok(Looked { fate, seconds })
}

/// Whose word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Another clerk looks, where the office wants it.
    Clerk,
    /// Of the household's own account, into which nobody else can look: it waits for nobody, and a clerk's word that does
    /// waits no longer.
    Household,
}

/// Takes a word. The same form sent again is the same transfer. See [`second_look`] for what it may wait for.
///
/// # Locks
/// As [`note::note`].
///
/// # Refuses
/// See [`WordError`].
pub async fn take(conn: &mut Conn, told: &Told, whose: Whose) -> Result<Noted, WordError> {
    conn.transaction(async |conn| {
        let named = note::named(conn, &told.content).await?;
        for (order, _) in &named {
            orders_lock::whole(conn, *order).await?;
        }
        look(conn, told, whose).await?;
        let waits = match (told.by, named.as_slice()) {
            (Some(by), [(order, _)]) if whose == Whose::Clerk => {
                !second_look::asked(conn, *order, told.amount, by).await?.is_empty()
            }
            _ => false,
        };
        let weight = match whose {
            Whose::Household => Weight::Seconds,
            Whose::Clerk if waits => Weight::Waits,
            Whose::Clerk => Weight::Pays,
        };
        note::note_as(conn, told, weight).await.map_err(told_no)
    })
    .await
}

fn told_no(error: NoteError) -> WordError {
    match error {
        NoteError::Failed(error) => WordError::Failed(error),
        refused => WordError::Note(refused),
    }
}
