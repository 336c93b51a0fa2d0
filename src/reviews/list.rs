//! Reviews as those read them who answer for them: the household and the office.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{ParcelId, ProducerId, ReviewId};
use crate::kernel::paging::{Cursor, cut, first};
use crate::orders::parcel;
use crate::platform::db::Conn;

#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Review {
    #[diesel(sql_type = BigInt)]
    pub id: ReviewId,
    #[diesel(sql_type = SmallInt)]
    pub stars: i16,
    #[diesel(sql_type = Text)]
    pub words: String,
    /// Empty for a buyer who is not named.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub changed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    pub withdrawn: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub hidden_at: Option<DateTime<Utc>>,
    /// Who of the office hid it.
    #[diesel(sql_type = Text)]
    pub hidden_by: String,
    /// One of [`super::hide::REASONS`].
    #[diesel(sql_type = Nullable<Text>)]
    pub hidden_why: Option<String>,
    #[diesel(sql_type = Text)]
    pub hidden_words: String,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    pub parcel_id: ParcelId,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    pub producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    pub producer_slug: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Text)]
    pub product_slug: String,
    #[diesel(sql_type = Text)]
    pub product_vi: String,
    #[diesel(sql_type = Text)]
    pub product_en: String,
    /// The household's answer; empty without one.
    #[diesel(sql_type = Text)]
    pub reply: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub reply_at: Option<DateTime<Utc>>,
    /// Whether the household may still write or better its answer.
    #[diesel(sql_type = Bool)]
    pub answerable: bool,
    /// The office is asked to look at it.
    #[diesel(sql_type = Bool)]
    pub reported: bool,
    /// What the office answered when the household asked last; empty where it did not.
    #[diesel(sql_type = Text)]
    pub answer: String,
    /// Nought for what waits for the household's answer, one for the rest.
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    rank: i64,
}

impl Review {
    /// What its household calls the parcel.
    #[must_use]
    pub fn parcel_code(&self) -> String {
        parcel::code(self.parcel_id)
    }
}

/// A review with what stands beside it in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub r: Review,
    pub parcel_code: String,
}

impl From<Review> for Row {
    fn from(r: Review) -> Self {
        Row { parcel_code: r.parcel_code(), r }
    }
}

/// What waits for the household's answer comes first.
const RANK: &str = "(y.review_id IS NOT NULL OR r.hidden_at IS NOT NULL)::int::bigint";

/// What every reading of reviews `r` selects; the rest of a statement follows.
fn select() -> String {
    format!(
        "SELECT r.id, r.stars, r.words, r.name, r.made_at, r.changed_at, r.withdrawn_at IS NOT NULL AS withdrawn, r.hidden_at, \
                coalesce(w.name, '') AS hidden_by, r.hidden_why, r.hidden_words, r.parcel_id, r.producer_id, \
                h.slug AS producer_slug, h.name_vi AS producer_vi, h.name_en AS producer_en, \
                p.slug AS product_slug, p.name_vi AS product_vi, p.name_en AS product_en, \
                coalesce(y.words, '') AS reply, y.made_at AS reply_at, \
                r.hidden_at IS NULL AND coalesce(y.made_at > now() - interval '24 hours', true) AS answerable, \
                EXISTS (SELECT FROM review_reports x WHERE x.review_id = r.id AND x.settled_at IS NULL) AS reported, \
                coalesce((SELECT x.answer FROM review_reports x WHERE x.review_id = r.id AND x.side = 'household' \
                          ORDER BY x.id DESC LIMIT 1), '') AS answer, \
                {RANK} AS rank \
         FROM reviews r JOIN products p ON p.id = r.product_id JOIN producers h ON h.id = r.producer_id \
         LEFT JOIN review_replies y ON y.review_id = r.id LEFT JOIN accounts w ON w.id = r.hidden_by"
    )
}

/// One review.
pub async fn find(conn: &mut Conn, id: ReviewId) -> Result<Option<Review>> {
    let one = diesel::sql_query(format!("{} WHERE r.id = $1", select())).bind::<BigInt, _>(id.0);
    Ok(one.get_result(conn).await.optional()?)
}

/// A page of a household's, those without an answer first, then the latest; and where the next one begins.
pub async fn of_household(
    conn: &mut Conn,
    producer: ProducerId,
    after: Option<Cursor>,
    most: usize,
) -> Result<(Vec<Review>, Option<Cursor>)> {
    let after = after.unwrap_or(Cursor { key: -1, id: 0 });
    let mut rows: Vec<Review> = diesel::sql_query(format!(
        "{} WHERE r.producer_id = $1 AND r.withdrawn_at IS NULL AND ({RANK}, -r.id) > ($2, -($3::bigint)) \
         ORDER BY {RANK}, r.id DESC LIMIT $4",
        select()
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(after.key)
    .bind::<BigInt, _>(after.id.saturating_abs())
    .bind::<BigInt, _>(i64::try_from(most + 1).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, most, |row| Cursor { key: row.rank, id: row.id.0 });
    Ok((rows, next))
}

/// Which of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    /// The office is asked to look at it.
    Reported,
    Hidden,
}

impl Which {
    pub const ALL: [Which; 3] = [Which::All, Which::Reported, Which::Hidden];

    /// The word in addresses and Fluent keys (`reviews-which-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Which::All => "all",
            Which::Reported => "reported",
            Which::Hidden => "hidden",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|which| which.as_str() == word).unwrap_or_default()
    }

    const fn sql(self) -> &'static str {
        match self {
            Which::All => "true",
            Which::Reported => {
                "EXISTS (SELECT FROM review_reports x WHERE x.review_id = r.id AND x.settled_at IS NULL)"
            }
            Which::Hidden => "r.hidden_at IS NOT NULL",
        }
    }
}

/// A page of all that were written, the latest first, and where the next one begins.
pub async fn all(
    conn: &mut Conn,
    which: Which,
    after: Option<Cursor>,
    most: usize,
) -> Result<(Vec<Review>, Option<Cursor>)> {
    let mut rows: Vec<Review> = diesel::sql_query(format!(
        "{} WHERE r.withdrawn_at IS NULL AND {} AND r.id < $1 ORDER BY r.id DESC LIMIT $2",
        select(),
        which.sql()
    ))
    .bind::<BigInt, _>(after.map_or(i64::MAX, |cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(most + 1).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, most, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

/// Why the office was asked to look at a review, and what it answered.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Report {
    #[diesel(sql_type = Text)]
    pub side: String,
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub settled_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub settled_by: String,
    #[diesel(sql_type = Nullable<Bool>)]
    pub hidden: Option<bool>,
    #[diesel(sql_type = Text)]
    pub answer: String,
}

/// The latest first: `most` of them, and whether there are more.
pub async fn reports(conn: &mut Conn, id: ReviewId, most: usize) -> Result<(Vec<Report>, bool)> {
    let rows: Vec<Report> = diesel::sql_query(
        "SELECT x.side, x.words, x.made_at, x.settled_at, coalesce(a.name, '') AS settled_by, x.hidden, x.answer \
         FROM review_reports x LEFT JOIN accounts a ON a.id = x.settled_by WHERE x.review_id = $1 ORDER BY x.id DESC LIMIT $2",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(first(rows, most))
}
