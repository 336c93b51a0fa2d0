//! How those who bought them judge goods: the stars of a product or a household, and what was said. Written by the slice of
//! reviews; it stands here because pages of goods show it.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::kernel::ids::{ProducerId, ProductId};
use crate::kernel::lang::Lang;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// As many of the latest as the page of a product shows.
const LATEST: usize = 5;

/// An average and of how many it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rating {
    pub reviews: i64,
    /// To a tenth, as people write it: `4,6`.
    pub average: String,
    #[serde(skip)]
    tenths: i64,
}

impl Rating {
    /// Of so many reviews with so many stars together; `None` without any.
    #[must_use]
    pub fn of(reviews: i64, stars: i64, lang: Lang) -> Option<Self> {
        if reviews <= 0 {
            return None;
        }
        let tenths = tenths(reviews, stars);
        Some(Rating { reviews, average: told(tenths, if lang == Lang::Vi { ',' } else { '.' }), tenths })
    }

    /// `4.6`, for machines.
    #[must_use]
    pub fn plain(&self) -> String {
        told(self.tenths, '.')
    }
}

/// The average in tenths, rounded; nought without any.
#[must_use]
pub fn tenths(reviews: i64, stars: i64) -> i64 {
    if reviews <= 0 { 0 } else { stars.saturating_mul(20).saturating_add(reviews) / reviews.saturating_mul(2) }
}

fn told(tenths: i64, mark: char) -> String {
    format!("{}{mark}{}", tenths / 10, tenths % 10)
}

/// What one buyer said, as everybody may read it.
#[derive(Clone, Debug, Serialize, Deserialize, QueryableByName)]
pub struct Said {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Nought when it is hidden.
    #[diesel(sql_type = SmallInt)]
    pub stars: i16,
    #[diesel(sql_type = Text)]
    pub words: String,
    /// Empty for a buyer who is not named.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub changed: bool,
    /// Why the office hid it: the tail of a Fluent key (`review-why-…`).
    #[diesel(sql_type = Nullable<Text>)]
    pub hidden: Option<String>,
    #[diesel(sql_type = Text)]
    pub hidden_words: String,
    /// The household's answer; empty without one.
    #[diesel(sql_type = Text)]
    pub reply: String,
}

/// What everybody may read of reviews `r`; a statement's conditions follow.
const SAID: &str = "SELECT r.id, CASE WHEN r.hidden_at IS NULL THEN r.stars ELSE 0::smallint END AS stars, \
        CASE WHEN r.hidden_at IS NULL THEN r.words ELSE '' END AS words, \
        CASE WHEN r.hidden_at IS NULL THEN r.name ELSE '' END AS name, \
        r.made_at, r.changed_at IS NOT NULL AND r.hidden_at IS NULL AS changed, r.hidden_why AS hidden, r.hidden_words, \
        CASE WHEN r.hidden_at IS NULL THEN coalesce(y.words, '') ELSE '' END AS reply \
     FROM reviews r LEFT JOIN review_replies y ON y.review_id = r.id";

/// A product as its buyers judge it.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    pub reviews: i64,
    /// All stars together.
    pub stars: i64,
    /// What was said last, the latest first.
    pub latest: Vec<Said>,
}

impl Judged {
    /// From the columns of a statement, its latest ones as [`latest`] reads them.
    pub fn of(reviews: i64, stars: i64, latest: serde_json::Value) -> Result<Self> {
        Ok(Judged { reviews, stars, latest: serde_json::from_value(latest).map_err(anyhow::Error::from)? })
    }
}

/// An expression for the latest reviews of the product of this number, as JSON: so the page of a product asks no query more.
#[must_use]
pub fn latest(product: &str) -> String {
    format!(
        "(SELECT coalesce(jsonb_agg(to_jsonb(v) ORDER BY v.id DESC), '[]') FROM ( \
            {SAID} WHERE r.product_id = {product} AND r.withdrawn_at IS NULL ORDER BY r.id DESC LIMIT {LATEST}) v)"
    )
}

/// How a product is judged; `None` before the first review.
pub async fn of_product(conn: &mut Conn, product: ProductId, lang: Lang) -> Result<Option<Rating>> {
    rating(conn, "s.product_id = $1", product.0, lang).await
}

/// A page of what was said of a product, the latest first, and where the next one begins.
pub async fn said(
    conn: &mut Conn,
    product: ProductId,
    after: Option<Cursor>,
    most: usize,
) -> Result<(Vec<Said>, Option<Cursor>)> {
    let mut rows: Vec<Said> = diesel::sql_query(format!(
        "{SAID} WHERE r.product_id = $1 AND r.withdrawn_at IS NULL AND r.id < $2 ORDER BY r.id DESC LIMIT $3"
    ))
    .bind::<BigInt, _>(product.0)
    .bind::<BigInt, _>(after.map_or(i64::MAX, |cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(most + 1).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, most, |row| Cursor { key: row.id, id: row.id });
    Ok((rows, next))
}

/// How the goods of a household are judged together; `None` before the first review.
pub async fn of_producer(conn: &mut Conn, producer: ProducerId, lang: Lang) -> Result<Option<Rating>> {
    rating(conn, "p.producer_id = $1", producer.0, lang).await
}

async fn rating(conn: &mut Conn, which: &str, id: i64, lang: Lang) -> Result<Option<Rating>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        reviews: i64,
        #[diesel(sql_type = BigInt)]
        stars: i64,
    }
    let row: Row = diesel::sql_query(format!(
        "SELECT coalesce(sum(s.reviews), 0)::bigint AS reviews, coalesce(sum(s.stars), 0)::bigint AS stars \
         FROM product_stars s JOIN products p ON p.id = s.product_id WHERE {which}"
    ))
    .bind::<BigInt, _>(id)
    .kept()
    .get_result(conn)
    .await?;
    Ok(Rating::of(row.reviews, row.stars, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_rounded_to_a_tenth() {
        let told = |reviews, stars, lang| Rating::of(reviews, stars, lang).map(|rating| rating.average);
        assert_eq!(told(0, 0, Lang::Vi), None);
        assert_eq!(told(1, 5, Lang::Vi).as_deref(), Some("5,0"));
        assert_eq!(told(3, 14, Lang::Vi).as_deref(), Some("4,7"));
        assert_eq!(told(20, 91, Lang::En).as_deref(), Some("4.6"), "a half goes up");
        assert_eq!(Rating::of(3, 10, Lang::Vi).map(|rating| rating.plain()).as_deref(), Some("3.3"));
    }
}
