//! The household's answer: one, which it may better for a day.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId, ReviewId};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::review_replies;

pub const MOST_WORDS: usize = 600;

#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    /// No such review, another household's, or one that was taken back or hidden.
    #[error("no such review")]
    NotFound,
    #[error("it was answered more than a day ago")]
    Over,
    #[error(transparent)]
    Failed(Error),
}
refusal!(ReplyError);

/// Writes the answer of a household, or the better one of the same day. Call it inside a transaction.
///
/// # Locks
/// The review: of two at once the second betters the first.
///
/// # Refuses
/// See [`ReplyError`].
pub async fn reply(
    conn: &mut Conn,
    id: ReviewId,
    owner: ProducerId,
    account: AccountId,
    words: &str,
) -> Result<(), ReplyError> {
    #[derive(QueryableByName)]
    struct Before {
        #[diesel(sql_type = Bool)]
        fresh: bool,
    }
    let review = lock::review(conn, id).await?.filter(|review| review.producer == owner).ok_or(ReplyError::NotFound)?;
    if review.withdrawn_at.is_some() || review.hidden_why.is_some() {
        return Err(ReplyError::NotFound);
    }
    let before: Option<Before> = diesel::sql_query(
        "SELECT made_at > now() - interval '24 hours' AS fresh FROM review_replies WHERE review_id = $1",
    )
    .bind::<BigInt, _>(id.0)
    .get_result(conn)
    .await
    .optional()?;
    let said = (review_replies::account_id.eq(account), review_replies::words.eq(words));
    match before {
        None => {
            diesel::insert_into(review_replies::table)
                .values((review_replies::review_id.eq(id), said))
                .execute(conn)
                .await?;
        }
        Some(Before { fresh: true }) => {
            diesel::update(review_replies::table.find(id))
                .set((said, review_replies::changed_at.eq(diesel::dsl::now)))
                .execute(conn)
                .await?;
        }
        Some(Before { fresh: false }) => return Err(ReplyError::Over),
    }
    Ok(())
}
