//! Takes a table over, in one transaction: all rows that can be, and none when the register has moved since it was shown.

use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::keep;
use super::weigh::{self, Fate, Weighed};
use crate::accounts::acts::{self, Act};
use crate::error::Error;
use crate::kernel::ids::AccountId;
use crate::office::inbox::claims;
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::producers::papers::{self, Answer, PaperError};
use crate::producers::register;

#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// Somebody wrote in the register after the page was shown.
    #[error("not what the clerk saw")]
    Moved,
    #[error("taken over already")]
    Taken,
    #[error(transparent)]
    Failed(Error),
}
crate::refusal!(TakeError);

/// What the page has shown, as a few letters.
#[must_use]
pub fn digest(weighed: &[Weighed]) -> String {
    let said: Vec<_> = weighed.iter().map(|w| (w.line, w.fate, w.paper, &w.entry)).collect();
    let said = serde_json::to_vec(&said).unwrap_or_default();
    secrets::hex(&Sha256::digest(said))
}

/// Takes over what can be; `checked`: the clerk has the decision itself in hand. Returns how many rows. Call it inside a
/// transaction.
///
/// # Locks
/// The import, the claim of each paper that waits and is checked, then each household, in the order of their numbers.
///
/// # Refuses
/// With [`claims::HELD`] a paper that another clerk looks at: it is theirs to answer.
pub async fn take(
    conn: &mut Conn,
    id: i64,
    clerk: AccountId,
    today: NaiveDate,
    seen: &str,
    checked: bool,
) -> Result<usize, TakeError> {
    let kept = keep::load(conn, id).await?;
    if !keep::taken(conn, id).await? {
        return Err(TakeError::Taken);
    }
    let mut rows = weigh::weigh(conn, &kept.rows, today).await?;
    if digest(&rows) != seen {
        return Err(TakeError::Moved);
    }
    if checked {
        let waits = |row: &&Weighed| matches!(row.fate, Fate::Waiting | Fate::Corrected);
        let mut papers: Vec<i64> = rows.iter().filter(waits).filter_map(|row| row.paper).map(|paper| paper.0).collect();
        papers.sort_unstable();
        for paper in papers {
            claims::settle(conn, "paper", paper, clerk).await?;
        }
    }
    rows.sort_by_key(|row| row.producer);
    let mut done = 0;
    for row in &rows {
        let (Some(producer), Some(entry)) = (row.producer, &row.entry) else { continue };
        let written = match (row.fate, row.paper) {
            (Fate::Added, _) => register::add(conn, producer, entry, clerk, checked).await.map(|_| ()),
            (Fate::Corrected, Some(paper)) => match register::correct(conn, paper, entry, clerk, None).await {
                Ok(()) if checked => match papers::answer(conn, producer, paper, clerk, &Answer::Checked).await {
                    // It was checked before: the correction is all there was to do.
                    Err(PaperError::Answered) => Ok(()),
                    said => said,
                },
                said => said,
            },
            (Fate::Waiting, Some(paper)) if checked => {
                papers::answer(conn, producer, paper, clerk, &Answer::Checked).await
            }
            _ => continue,
        };
        match written {
            Ok(()) => done += 1,
            Err(PaperError::Failed(error)) => return Err(error.into()),
            Err(_) => return Err(TakeError::Moved),
        }
    }
    let act = Act::new("papers.imported", Some(clerk)).on(&kept.file_name);
    acts::record(conn, &act.changed(serde_json::Value::Null, json!({ "rows": done, "checked": checked }))).await?;
    Ok(done)
}
