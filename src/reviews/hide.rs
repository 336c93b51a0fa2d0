//! What the office decides of a review: to hide it, to leave it although somebody asked, to show it again.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock::{self, Locked};
use crate::error::Error;
use crate::kernel::ids::{AccountId, ReviewId};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{review_reports, reviews};

/// Law and decency, and nothing else: that somebody is not content is no reason.
pub const REASONS: [&str; 4] = ["law", "insult", "private", "lewd"];

#[derive(Debug, thiserror::Error)]
pub enum HideError {
    #[error("no such review")]
    NotFound,
    /// It is not as the page showed it: hidden already, shown already, or nobody asks any more.
    #[error("it was decided before")]
    Decided,
    #[error(transparent)]
    Failed(Error),
}
refusal!(HideError);

async fn locked(conn: &mut Conn, id: ReviewId) -> Result<Locked, HideError> {
    lock::review(conn, id).await?.filter(|review| review.withdrawn_at.is_none()).ok_or(HideError::NotFound)
}

/// Hides it for one of [`REASONS`], which stands in its place with these words; who asked for it is answered with them. Call it
/// inside a transaction.
///
/// # Locks
/// The review.
///
/// # Refuses
/// One that was taken back, and one that is hidden.
pub async fn hide(conn: &mut Conn, id: ReviewId, why: &str, words: &str, by: AccountId) -> Result<(), HideError> {
    if locked(conn, id).await?.hidden_why.is_some() {
        return Err(HideError::Decided);
    }
    diesel::update(reviews::table.find(id))
        .set((
            reviews::hidden_at.eq(diesel::dsl::now),
            reviews::hidden_by.eq(Some(by)),
            reviews::hidden_why.eq(why),
            reviews::hidden_words.eq(words),
        ))
        .execute(conn)
        .await?;
    settle(conn, id, true, words, by).await?;
    Ok(())
}

/// Leaves it as it is, and answers whoever asked. Call it inside a transaction.
///
/// # Locks
/// The review.
///
/// # Refuses
/// One that was taken back, and one that nobody asks about.
pub async fn keep(conn: &mut Conn, id: ReviewId, words: &str, by: AccountId) -> Result<(), HideError> {
    locked(conn, id).await?;
    if settle(conn, id, false, words, by).await? == 0 {
        return Err(HideError::Decided);
    }
    Ok(())
}

/// Shows it again; why it was hidden. Call it inside a transaction.
///
/// # Locks
/// The review.
///
/// # Refuses
/// One that was taken back, and one that is shown.
pub async fn lift(conn: &mut Conn, id: ReviewId) -> Result<String, HideError> {
    let why = locked(conn, id).await?.hidden_why.ok_or(HideError::Decided)?;
    diesel::update(reviews::table.find(id))
        .set((
            reviews::hidden_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            reviews::hidden_by.eq(None::<AccountId>),
            reviews::hidden_why.eq(None::<String>),
            reviews::hidden_words.eq(""),
        ))
        .execute(conn)
        .await?;
    Ok(why)
}

/// Answers the report that is open; how many there were.
async fn settle(
    conn: &mut Conn,
    id: ReviewId,
    hidden: bool,
    answer: &str,
    by: AccountId,
) -> Result<usize, diesel::result::Error> {
    let open = review_reports::table.filter(review_reports::review_id.eq(id).and(review_reports::settled_at.is_null()));
    diesel::update(open)
        .set((
            review_reports::settled_at.eq(diesel::dsl::now),
            review_reports::settled_by.eq(Some(by)),
            review_reports::hidden.eq(hidden),
            review_reports::answer.eq(answer),
        ))
        .execute(conn)
        .await
}
