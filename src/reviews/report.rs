//! Asking the office to look at a review. It stays where it is meanwhile: everybody's words are shown until somebody decides.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, ProducerId, ReviewId};
use crate::platform::db::Conn;
use crate::schema::review_reports;

pub const MOST_WORDS: usize = 600;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Household,
    Visitor,
    /// The market itself: a phrase that no product may claim stands in the words.
    Phrase,
    /// The market itself: the buyer may be one of the household.
    Kin,
}

impl Side {
    /// The word in the database and in Fluent keys (`review-report-by-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Household => "household",
            Side::Visitor => "visitor",
            Side::Phrase => "phrase",
            Side::Kin => "kin",
        }
    }
}

/// Asks the office to look at a review; while it is asked already, once is enough. Call it inside a transaction.
///
/// # Locks
/// The review.
///
/// # Refuses
/// With [`Error::NotFound`] one that was taken back or is hidden, and with `owner` another household's.
pub async fn report(
    conn: &mut Conn,
    id: ReviewId,
    side: Side,
    owner: Option<ProducerId>,
    account: Option<AccountId>,
    words: &str,
) -> Result<()> {
    let review = lock::review(conn, id).await?.ok_or(Error::NotFound)?;
    let there = review.withdrawn_at.is_none() && review.hidden_why.is_none();
    if !there || owner.is_some_and(|owner| owner != review.producer) {
        return Err(Error::NotFound);
    }
    write(conn, id, side, account, words).await
}

/// Writes it down.
pub(super) async fn write(
    conn: &mut Conn,
    id: ReviewId,
    side: Side,
    account: Option<AccountId>,
    words: &str,
) -> Result<()> {
    diesel::insert_into(review_reports::table)
        .values((
            review_reports::review_id.eq(id),
            review_reports::side.eq(side.as_str()),
            review_reports::account_id.eq(account),
            review_reports::words.eq(words),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
