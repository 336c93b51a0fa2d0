//! One decision on one listing, with its line in the log: what a clerk presses on its page, and each of many at once.

use serde_json::json;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::catalog::revision::decide::{self, DecideError, Verdict};
use crate::catalog::revision::state::RevisionState;
use crate::kernel::ids::RevisionId;
use crate::office::inbox::claims::{self, Whence};
use crate::office::inbox::reasons;
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// As long as a reason may be, sentences that were chosen included.
const MOST_WORDS: usize = 900;

/// What the clerk decided: `verdict` is `approve`, `return` or `refuse`, and `words`, with what was chosen from the reasons, says
/// why to whom it goes back. `None` when something is missing, which then stands beside `words`.
pub async fn read(conn: &mut Conn, form: &mut Form) -> crate::error::Result<Option<Verdict>> {
    reasons::fill(conn, form, "listing", "words").await?;
    Ok(verdict(form))
}

fn verdict(form: &mut Form) -> Option<Verdict> {
    let words = form.optional_lines("words", MOST_WORDS)?;
    let verdict = match form.raw("verdict") {
        "approve" => return Some(Verdict::Approve),
        "return" => Verdict::Return,
        "refuse" => Verdict::Refuse,
        _ => {
            form.refuse("words", "field-choose");
            return None;
        }
    };
    if words.is_empty() {
        form.refuse("words", "office-listing-say-why");
        return None;
    }
    Some(verdict(words))
}

/// Decides on what was seen as `seq`; `approved`: what spoke for it where it is approved. Call it inside a transaction.
///
/// # Refuses
/// What another clerk holds, and what [`decide::decide`] refuses.
pub async fn decide(
    conn: &mut Conn,
    clerk: &Clerk,
    id: RevisionId,
    seq: i32,
    verdict: &Verdict,
    approved: Evidence,
) -> Result<Whence, DecideError> {
    let from = claims::settle(conn, "listing", id.0, clerk.account).await?;
    let before = decide::decide(conn, id, seq, verdict, clerk.account).await?;
    let act = match verdict {
        Verdict::Approve => clerk.act("listing.approved").shown_by(approved),
        Verdict::Return(why) => clerk.act("listing.returned").because(why),
        Verdict::Refuse(why) => clerk.act("listing.refused").because(why),
    };
    let act = act.of(before.producer).on(&before.content.name);
    let stood = |state: RevisionState| json!({ "revision": id, "state": state.as_str() });
    acts::record(conn, &act.changed(stood(before.state), stood(verdict.becomes()))).await?;
    Ok(from)
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
