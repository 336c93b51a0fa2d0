//! Takes a table over, in one transaction: all rows that can be, and none when the register has moved since it was shown.

use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::keep;
use super::weigh::{self, Fate, Weighed};
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::error::Error;
use crate::kernel::ids::AccountId;
use crate::office::inbox::claims;
use crate::office::own;
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::producers::papers::PaperError;
use crate::producers::register_many::{self, Row};

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
/// The import, the claims of the papers that wait and are checked, then the households, each in the order of their numbers.
///
/// # Refuses
/// With [`claims::HELD`] a paper that another clerk looks at: it is theirs to answer; with [`own::OWN`] a file that writes
/// something of the clerk's own household.
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
    let rows = weigh::weigh(conn, &kept.rows, today).await?;
    if digest(&rows) != seen {
        return Err(TakeError::Moved);
    }
    if checked {
        let waits = |row: &&Weighed| matches!(row.fate, Fate::Waiting | Fate::Corrected);
        let mut papers: Vec<i64> = rows.iter().filter(waits).filter_map(|row| row.paper).map(|paper| paper.0).collect();
        papers.sort_unstable();
        claims::settle_all(conn, "paper", &papers, clerk).await?;
    }
    let written: Vec<Row<'_>> = rows
        .iter()
        .filter(|row| match row.fate {
            Fate::Added | Fate::Corrected => true,
            Fate::Waiting => checked,
            Fate::Wrong | Fate::Same => false,
        })
        .filter_map(|row| Some(Row { producer: row.producer?, paper: row.paper, entry: row.entry.as_ref()? }))
        .collect();
    let households: Vec<i64> = written.iter().map(|row| row.producer.0).collect();
    own::refuse(conn, "household", &households, clerk).await?;
    let done = written.len();
    match register_many::write(conn, &written, clerk, checked).await {
        Ok(()) => {}
        Err(PaperError::Failed(error)) => return Err(error.into()),
        Err(_) => return Err(TakeError::Moved),
    }
    let act = Act::new("papers.imported", Some(clerk)).on(&kept.file_name).shown_by(Evidence::File);
    acts::record(conn, &act.changed(serde_json::Value::Null, json!({ "rows": done, "checked": checked }))).await?;
    Ok(done)
}
