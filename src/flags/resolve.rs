//! The office's answer to a flag: it was right or it was not, and why.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::error::Error;
use crate::kernel::ids::{AccountId, FlagId};
use crate::platform::db::Conn;
use crate::refusal;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was said is right; whether its product goes off sale is told by a takedown of the same moment.
    Upheld,
    Dismissed,
}

impl Outcome {
    /// The word in the database, in forms and in Fluent keys (`flag-state-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Upheld => "upheld",
            Outcome::Dismissed => "dismissed",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Outcome::Upheld, Outcome::Dismissed].into_iter().find(|outcome| outcome.as_str() == word)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    #[error("no such flag")]
    NotFound,
    /// Another clerk was quicker.
    #[error("it is resolved already")]
    Resolved,
    #[error(transparent)]
    Failed(Error),
}
refusal!(ResolveError);

#[derive(QueryableByName)]
struct State {
    #[diesel(sql_type = Text)]
    state: String,
}

/// Resolves an open flag. Of two at once one is told that it was too late. Call it inside a transaction.
pub async fn resolve(
    conn: &mut Conn,
    id: FlagId,
    outcome: Outcome,
    reason: &str,
    by: AccountId,
) -> Result<(), ResolveError> {
    let changed = diesel::sql_query(
        "UPDATE flags SET state = $2, reason = $3, resolved_by = $4, resolved_at = now() WHERE id = $1 AND state = 'open'",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Text, _>(outcome.as_str())
    .bind::<Text, _>(reason)
    .bind::<BigInt, _>(by.0)
    .execute(conn)
    .await?;
    if changed > 0 {
        return Ok(());
    }
    let stands: Option<State> = diesel::sql_query("SELECT state FROM flags WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .get_result(conn)
        .await
        .optional()?;
    Err(match stands {
        Some(State { state }) => {
            tracing::info!(flag = %id, state, "flag was resolved before");
            ResolveError::Resolved
        }
        None => ResolveError::NotFound,
    })
}
