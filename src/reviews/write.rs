//! A buyer's own acts: judging what came in a parcel, changing it for thirty days, taking it back.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::kin::{self, Kin};
use super::{lock, report};
use crate::catalog::revision::phrases;
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, ParcelId, ProductId, ReviewId};
use crate::orders::lock as orders_lock;
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::refusal;
use crate::schema::{orders, reviews};

pub const MOST_WORDS: usize = 1_000;

/// A product of a parcel, and what its buyer has said of it so far.
#[derive(Clone, Debug, QueryableByName)]
pub struct Bought {
    #[diesel(sql_type = BigInt)]
    pub product: ProductId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub review: Option<ReviewId>,
    #[diesel(sql_type = SmallInt)]
    pub stars: i16,
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Text)]
    pub shown_as: String,
    #[diesel(sql_type = Bool)]
    pub withdrawn: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub hidden: Option<String>,
    #[diesel(sql_type = Text)]
    pub hidden_words: String,
    /// Its thirty days are not over.
    #[diesel(sql_type = Bool)]
    pub fresh: bool,
}

impl Bought {
    /// Fluent key of why nothing more can be said of it; `None` while something can.
    #[must_use]
    pub fn closed(&self) -> Option<&'static str> {
        match self.review {
            None => None,
            Some(_) if self.withdrawn => Some("review-withdrawn-note"),
            Some(_) if self.hidden.is_some() => Some("review-hidden-note"),
            Some(_) if !self.fresh => Some("review-over-note"),
            Some(_) => None,
        }
    }
}

/// The goods of a parcel that came, each product once.
pub async fn bought(conn: &mut Conn, parcel: ParcelId) -> Result<Vec<Bought>, Error> {
    Ok(diesel::sql_query(
        "SELECT DISTINCT ON (l.product_id) l.product_id AS product, l.name_vi, l.name_en, l.picture_hash AS picture, \
                r.id AS review, coalesce(r.stars, 0::smallint) AS stars, coalesce(r.words, '') AS words, \
                coalesce(r.name, '') AS shown_as, r.withdrawn_at IS NOT NULL AS withdrawn, r.hidden_why AS hidden, \
                coalesce(r.hidden_words, '') AS hidden_words, coalesce(r.made_at > now() - interval '30 days', true) AS fresh \
         FROM order_lines l LEFT JOIN reviews r ON r.parcel_id = l.parcel_id AND r.product_id = l.product_id \
         WHERE l.parcel_id = $1 AND l.qty > l.qty_off + l.swapped ORDER BY l.product_id, l.id",
    )
    .bind::<BigInt, _>(parcel.0)
    .load(conn)
    .await?)
}

/// How somebody judges one product.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub product: ProductId,
    /// From 1 to 5.
    pub stars: i16,
    /// At most [`MOST_WORDS`] letters; may be empty.
    pub words: String,
}

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// No such parcel, or a product that is not in it.
    #[error("no such thing was bought")]
    NotFound,
    #[error("it was not received")]
    NotReceived,
    /// It is one of the household that sold.
    #[error("nobody judges their own goods")]
    Own,
    /// Taken back, hidden, or its thirty days are over; the Fluent key of the sentence.
    #[error("nothing more can be said of product {0}")]
    Closed(ProductId, &'static str),
    #[error(transparent)]
    Failed(Error),
}
refusal!(WriteError);

/// Writes how a buyer judges goods of a parcel: what is new is told to the household, what was said before is changed. The same
/// again changes nothing. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, review: of two at once the second changes what the first said.
///
/// # Refuses
/// See [`WriteError`]; nothing is written then.
pub async fn write(
    conn: &mut Conn,
    parcel: ParcelId,
    account: Option<AccountId>,
    name: &str,
    verdicts: &[Verdict],
) -> Result<(), WriteError> {
    let parcel = orders_lock::parcel(conn, parcel, None).await?.ok_or(WriteError::NotFound)?;
    let kept = orders::table.find(parcel.order).filter(orders::erased_at.is_null());
    if kept.count().get_result::<i64>(conn).await? == 0 {
        return Err(WriteError::NotFound);
    }
    if parcel.state != ParcelState::Delivered {
        return Err(WriteError::NotReceived);
    }
    let kin = kin::of(conn, parcel.id, account).await?;
    if kin == Kin::Own {
        return Err(WriteError::Own);
    }
    // In the order of products, for each adds to the stars of its own.
    let goods: BTreeMap<ProductId, Bought> =
        bought(conn, parcel.id).await?.into_iter().map(|one| (one.product, one)).collect();
    let mut verdicts: Vec<&Verdict> = verdicts.iter().collect();
    verdicts.sort_by_key(|verdict| verdict.product);
    let banned = phrases::all(conn).await?;
    let mut first = None;
    for verdict in verdicts {
        let before = goods.get(&verdict.product).ok_or(WriteError::NotFound)?;
        if let Some(sentence) = before.closed() {
            return Err(WriteError::Closed(verdict.product, sentence));
        }
        let told = (reviews::stars.eq(verdict.stars), reviews::words.eq(&verdict.words), reviews::name.eq(name));
        let id = match before.review {
            None => {
                let of = (
                    reviews::parcel_id.eq(parcel.id),
                    reviews::producer_id.eq(parcel.producer),
                    reviews::product_id.eq(verdict.product),
                    reviews::account_id.eq(account),
                );
                let id: ReviewId = diesel::insert_into(reviews::table)
                    .values((of, told))
                    .returning(reviews::id)
                    .get_result(conn)
                    .await?;
                first = first.or(Some(id));
                if let Kin::Perhaps(why) = kin {
                    let phrase = phrases::found(&banned, &verdict.words);
                    report::write(conn, id, report::Side::Kin, None, &kin::kept(why, phrase)).await?;
                }
                id
            }
            Some(id) => {
                let same = (before.stars, before.words.as_str(), before.shown_as.as_str());
                if same == (verdict.stars, verdict.words.as_str(), name) {
                    continue;
                }
                // Taken back or hidden meanwhile.
                let now = lock::review(conn, id).await?.ok_or(WriteError::NotFound)?;
                if now.withdrawn_at.is_some() {
                    return Err(WriteError::Closed(verdict.product, "review-withdrawn-note"));
                }
                if now.hidden_why.is_some() {
                    return Err(WriteError::Closed(verdict.product, "review-hidden-note"));
                }
                diesel::update(reviews::table.find(id))
                    .set((told, reviews::changed_at.eq(diesel::dsl::now)))
                    .execute(conn)
                    .await?;
                id
            }
        };
        if verdict.words != before.words
            && let Some(phrase) = phrases::found(&banned, &verdict.words)
        {
            report::write(conn, id, report::Side::Phrase, None, phrase).await?;
        }
    }
    if let Some(review) = first {
        jobs::record(conn, &Event::ReviewsWritten { parcel: parcel.id, review }).await.map_err(Error::from)?;
    }
    Ok(())
}

/// Takes a review back: words and name go, and its stars count no more. Twice is once. Call it inside a transaction.
///
/// # Locks
/// The review.
///
/// # Refuses
/// One that is not of this parcel.
pub async fn withdraw(conn: &mut Conn, id: ReviewId, parcel: ParcelId) -> Result<(), Error> {
    let review = lock::review(conn, id).await?.filter(|review| review.parcel == parcel).ok_or(Error::NotFound)?;
    if review.withdrawn_at.is_none() {
        diesel::update(reviews::table.find(id))
            .set((reviews::withdrawn_at.eq(diesel::dsl::now), reviews::words.eq(""), reviews::name.eq("")))
            .execute(conn)
            .await?;
    }
    Ok(())
}
