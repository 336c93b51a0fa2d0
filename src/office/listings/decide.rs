//! One decision on one listing, with its line in the log: what a clerk presses on its page, and each of many at once.

use serde_json::json;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::catalog::revision::decide::{self, DecideError, Verdict};
use crate::catalog::revision::state::RevisionState;
use crate::kernel::ids::RevisionId;
use crate::office::inbox::claims::{self, Whence};
use crate::platform::db::Conn;

/// Decides on what was seen as `seq`. Call it inside a transaction.
///
/// # Refuses
/// What another clerk holds, and what [`decide::decide`] refuses.
pub async fn decide(
    conn: &mut Conn,
    clerk: &Clerk,
    id: RevisionId,
    seq: i32,
    verdict: &Verdict,
) -> Result<Whence, DecideError> {
    let from = claims::settle(conn, "listing", id.0, clerk.account).await?;
    let before = decide::decide(conn, id, seq, verdict, clerk.account).await?;
    let (act, why) = told(verdict);
    let act = clerk.act(act).of(before.producer).on(&before.content.name).because(why);
    let stood = |state: RevisionState| json!({ "revision": id, "state": state.as_str() });
    acts::record(conn, &act.changed(stood(before.state), stood(verdict.becomes()))).await?;
    Ok(from)
}

/// How the log calls it, and why it was done.
fn told(verdict: &Verdict) -> (&'static str, &str) {
    match verdict {
        Verdict::Approve => ("listing.approved", ""),
        Verdict::Return(why) => ("listing.returned", why),
        Verdict::Refuse(why) => ("listing.refused", why),
    }
}

/// What a clerk reads who could not decide; `None` for what is no refusal.
#[must_use]
pub const fn sentence(refused: &DecideError) -> Option<&'static str> {
    match refused {
        DecideError::Decided(RevisionState::Draft) => Some("office-listing-taken-back"),
        DecideError::Decided(_) => Some("office-listing-decided"),
        DecideError::Changed => Some("office-listing-changed"),
        DecideError::Unsound => Some("office-listing-unsound"),
        DecideError::Failed(crate::error::Error::Conflict(sentence)) => Some(*sentence),
        DecideError::NotFound | DecideError::Failed(_) => None,
    }
}
