//! Harvests as pages read them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::kernel::ids::{HarvestId, ProducerId, ProductId};
use crate::kernel::lang::Lang;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// The season page shows no more.
const MOST_COMING: i64 = 40;

/// A harvest and what it is of. Weights are in grams.
#[derive(Clone, Debug, Serialize, Deserialize, QueryableByName)]
pub struct Harvest {
    #[diesel(sql_type = BigInt)]
    pub id: HarvestId,
    #[diesel(sql_type = BigInt)]
    pub product: ProductId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub opens_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub closes_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub expected_g: i64,
    #[diesel(sql_type = BigInt)]
    pub cap_g: i64,
    #[diesel(sql_type = BigInt)]
    pub promised_g: i64,
    /// What of it waits for its buyers' money.
    #[diesel(sql_type = BigInt)]
    pub unpaid_g: i64,
    #[diesel(sql_type = Date)]
    pub ships_from: NaiveDate,
    #[diesel(sql_type = Date)]
    pub ships_to: NaiveDate,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub minimum_g: Option<i64>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub decide_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub state: String,
    /// Its window is open now.
    #[diesel(sql_type = Bool)]
    pub taking: bool,
    /// Its window has not opened yet.
    #[diesel(sql_type = Bool)]
    pub coming: bool,
    /// Parcels that wait for it.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
}

impl Harvest {
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_vi, &self.name_en)
    }

    /// Grams that are still to be ordered before it is picked, beside what is not paid yet; nothing once that is certain.
    #[must_use]
    pub fn missing_g(&self) -> Option<i64> {
        let minimum = self.minimum_g.filter(|_| self.state == "open")?;
        Some(minimum.saturating_sub(self.promised_g - self.unpaid_g).max(0))
    }

    /// Grams that can still be ordered ahead.
    #[must_use]
    pub const fn left_g(&self) -> i64 {
        self.cap_g.saturating_sub(self.promised_g)
    }
}

const HARVEST: &str = "SELECT h.id, h.product_id AS product, p.slug, p.name_vi, p.name_en, r.name_vi AS producer_vi, \
       r.name_en AS producer_en, \
       (SELECT f.hash FROM product_pictures x JOIN pictures f ON f.id = x.picture_id \
         WHERE x.product_id = p.id ORDER BY x.position LIMIT 1) AS picture, \
       h.opens_at, h.closes_at, h.expected_g, h.cap_g, h.promised_g, \
       (SELECT coalesce(sum((l.qty - l.qty_off - l.swapped)::bigint * l.net_weight_g), 0)::bigint \
         FROM order_lines l JOIN parcels a ON a.id = l.parcel_id AND a.state = 'awaiting_payment' \
         WHERE l.harvest_id = h.id) AS unpaid_g, h.ships_from, h.ships_to, h.minimum_g, h.decide_at, h.state, \
       h.state IN ('open', 'going') AND h.opens_at <= now() AND h.closes_at > now() AS taking, \
       h.state IN ('open', 'going') AND h.opens_at > now() AS coming, \
       (SELECT count(DISTINCT l.parcel_id) FROM order_lines l JOIN parcels a ON a.id = l.parcel_id \
         WHERE l.harvest_id = h.id AND a.state IN ('awaiting_payment', 'placed', 'confirmed', 'packed')) AS waiting \
     FROM harvests h JOIN products p ON p.id = h.product_id JOIN producers r ON r.id = p.producer_id";

/// A page of a household's harvests, newest first, and where the next one begins.
pub async fn list(
    conn: &mut Conn,
    producer: ProducerId,
    after: Option<Cursor>,
    most: usize,
) -> Result<(Vec<Harvest>, Option<Cursor>)> {
    let before = after.map_or(i64::MAX, |cursor| cursor.id);
    let mut rows: Vec<Harvest> =
        diesel::sql_query(format!("{HARVEST} WHERE p.producer_id = $1 AND h.id < $2 ORDER BY h.id DESC LIMIT $3"))
            .bind::<BigInt, _>(producer.0)
            .bind::<BigInt, _>(before)
            .bind::<BigInt, _>(i64::try_from(most + 1).unwrap_or(i64::MAX))
            .kept()
            .load(conn)
            .await?;
    let next = cut(&mut rows, most, |row| Cursor { key: row.id.0, id: row.id.0 });
    Ok((rows, next))
}

/// A harvest of this household.
pub async fn find(conn: &mut Conn, producer: ProducerId, id: HarvestId) -> Result<Option<Harvest>> {
    Ok(diesel::sql_query(format!("{HARVEST} WHERE p.producer_id = $1 AND h.id = $2"))
        .bind::<BigInt, _>(producer.0)
        .bind::<BigInt, _>(id.0)
        .kept()
        .get_result(conn)
        .await
        .optional()?)
}

/// The window of a product that is open now or opens next.
pub async fn of_product(conn: &mut Conn, product: ProductId) -> Result<Option<Harvest>> {
    Ok(diesel::sql_query(format!(
        "{HARVEST} WHERE h.product_id = $1 AND h.state IN ('open', 'going') AND h.closes_at > now() \
         ORDER BY h.closes_at LIMIT 1"
    ))
    .bind::<BigInt, _>(product.0)
    .kept()
    .get_result(conn)
    .await
    .optional()?)
}

/// What can be ordered ahead in the whole market, what ships first in front.
pub async fn coming(conn: &mut Conn) -> Result<Vec<Harvest>> {
    Ok(diesel::sql_query(format!(
        "{HARVEST} JOIN shelf s ON s.product_id = p.id \
         WHERE h.state IN ('open', 'going') AND h.closes_at > now() ORDER BY h.ships_from, h.id LIMIT {MOST_COMING}"
    ))
    .kept()
    .load(conn)
    .await?)
}

/// A product that may have a harvest.
#[derive(Clone, Debug, Queryable)]
pub struct Grown {
    pub id: ProductId,
    pub name_vi: String,
    pub name_en: String,
}

/// A household's products, by name.
pub async fn products(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Grown>> {
    use crate::schema::products;
    Ok(products::table
        .select((products::id, products::name_vi, products::name_en))
        .filter(products::producer_id.eq(producer.0).and(products::state.ne("draft")))
        .order((products::name_vi, products::id))
        .limit(500)
        .load(conn)
        .await?)
}
