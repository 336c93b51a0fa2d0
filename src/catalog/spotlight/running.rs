//! What runs now, as pages show it. Asked of Postgres at most every few seconds by each process, and at once after a change:
//! so each begins and ends within seconds of its minute, whether a job runs or not.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::slot::{Place, Slot, Who};
use crate::accounts::actors::Visitor;
use crate::catalog::card;
use crate::error::Result;
use crate::kernel::ids::{CategoryId, ProducerId, ProductId};
use crate::kernel::lang::Lang;
use crate::platform::Ground;
use crate::platform::db::Conn;

/// Seconds for which an answer holds: how late a spotlight may begin or end.
const HOLDS: i64 = 5;

/// A spotlight whose time it is, with what it shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shown {
    pub id: i64,
    slot: String,
    lang: Option<String>,
    audience: String,
    area: Option<String>,
    pub category: Option<CategoryId>,
    pub product: Option<ProductId>,
    pub title_vi: String,
    pub title_en: String,
    pub reason_vi: String,
    pub reason_en: String,
    /// Hash of its own picture.
    pub picture: Option<String>,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    /// Of these three, one.
    pub card: Option<Value>,
    pub household: Option<Household>,
    pub collection: Option<Gathered>,
}

/// A household that a spotlight shows.
#[derive(Clone, Debug, Serialize, Deserialize, QueryableByName)]
pub struct Household {
    #[diesel(sql_type = BigInt)]
    id: ProducerId,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub commune: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub since_year: Option<i16>,
    #[diesel(sql_type = BigInt)]
    pub goods: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
}

/// A collection that a spotlight leads to.
#[derive(Clone, Debug, Serialize, Deserialize, QueryableByName)]
pub struct Gathered {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub title_vi: String,
    #[diesel(sql_type = Text)]
    pub title_en: String,
    #[diesel(sql_type = Text)]
    pub lead_vi: String,
    #[diesel(sql_type = Text)]
    pub lead_en: String,
    #[diesel(sql_type = BigInt)]
    pub goods: i64,
    /// Of the first of its goods.
    #[diesel(sql_type = Nullable<Text>)]
    pub picture: Option<String>,
}

/// Who looks at a page.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub lang: Lang,
    pub who: Who,
    /// Where their last order went; known of nobody else.
    pub place: Option<Place>,
}

impl Viewer {
    /// Asks nothing: what it needs came with the session.
    #[must_use]
    pub fn of(visitor: &Visitor) -> Self {
        let who = match &visitor.account {
            None => Who::Guest,
            Some(account) if account.ordered => Who::Returning,
            Some(_) => Who::Newcomer,
        };
        let place = visitor.account.as_ref().and_then(|account| {
            Some(Place { commune: account.last_commune.clone()?, province: account.last_province.clone()? })
        });
        Viewer { lang: visitor.lang, who, place }
    }
}

impl Shown {
    /// Whether it is for this slot and whoever looks.
    #[must_use]
    pub fn is_for(&self, slot: Slot, viewer: &Viewer) -> bool {
        let near = |area: &String| viewer.place.as_ref().is_some_and(|place| place.is_in(area));
        self.slot == slot.as_str()
            && self.lang.as_ref().is_none_or(|lang| lang == viewer.lang.code())
            && self.called_in(viewer.lang)
            && viewer.who.is_of(&self.audience)
            && self.area.as_ref().is_none_or(near)
    }

    /// Whether it has a name in a language. Goods and households are called by their own names in both; what the office has
    /// gathered has the title that the office gave it.
    fn called_in(&self, lang: Lang) -> bool {
        lang == Lang::Vi
            || !self.title_en.is_empty()
            || self.collection.as_ref().is_none_or(|gathered| !gathered.title_en.is_empty())
    }

    /// How narrow the area is that it is for: of a commune more than of a province, of everywhere nothing.
    #[must_use]
    pub fn narrow(&self) -> usize {
        self.area.as_ref().map_or(0, String::len)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    slot: String,
    #[diesel(sql_type = Nullable<Text>)]
    lang: Option<String>,
    #[diesel(sql_type = Text)]
    audience: String,
    #[diesel(sql_type = Nullable<Text>)]
    area: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    category_id: Option<CategoryId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    product_id: Option<ProductId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    producer_id: Option<ProducerId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    collection_id: Option<i64>,
    #[diesel(sql_type = Text)]
    title_vi: String,
    #[diesel(sql_type = Text)]
    title_en: String,
    #[diesel(sql_type = Text)]
    reason_vi: String,
    #[diesel(sql_type = Text)]
    reason_en: String,
    #[diesel(sql_type = Nullable<Text>)]
    picture: Option<String>,
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Date)]
    ends_on: NaiveDate,
}

/// Everything that runs now, kept for a few seconds.
pub async fn now(ground: &Ground) -> Result<Vec<Shown>> {
    let beat = ground.clock.now().timestamp() / HOLDS;
    let ask = async || at(&mut *ground.db.conn().await?, None).await;
    ground.shelf.exact(&format!("spotlights {beat}"), ask).await
}

/// Everything that runs at a moment, or now by Postgres' clock: one query when nothing does, four at the most. What is for a
/// commune that is served no more waits until somebody gives it another area.
pub async fn at(conn: &mut Conn, moment: Option<DateTime<Utc>>) -> Result<Vec<Shown>> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT o.id, o.slot, o.lang, o.audience, o.area, o.category_id, o.product_id, o.producer_id, o.collection_id, o.title_vi, \
                o.title_en, o.reason_vi, o.reason_en, f.hash AS picture, \
                (o.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS starts_on, \
                ((o.ends_at - interval '1 second') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS ends_on \
         FROM spotlights o LEFT JOIN pictures f ON f.id = o.picture_id \
         WHERE o.stopped_at IS NULL AND o.starts_at <= coalesce($1, now()) AND o.ends_at > coalesce($1, now()) \
           AND NOT EXISTS (SELECT FROM communes c WHERE c.code = o.area AND NOT c.served) \
         ORDER BY o.position, o.id LIMIT 300",
    )
    .bind::<Nullable<Timestamptz>, _>(moment)
    .load(conn)
    .await?;
    let products: HashSet<ProductId> = rows.iter().filter_map(|row| row.product_id).collect();
    let producers: HashSet<ProducerId> = rows.iter().filter_map(|row| row.producer_id).collect();
    let collections: HashSet<i64> = rows.iter().filter_map(|row| row.collection_id).collect();
    let cards = to_be_had(card::load(conn, &products.into_iter().collect::<Vec<_>>()).await?);
    let households = households(conn, producers.iter().map(|id| id.0).collect()).await?;
    let gathered = gathered(conn, collections.into_iter().collect(), moment).await?;
    let shown = rows.into_iter().filter_map(|row| {
        let card = cards.iter().find(|card| Some(card.id) == row.product_id);
        let shown = Shown {
            card: card.and_then(|card| serde_json::to_value(card).ok()),
            household: households.iter().find(|h| Some(h.id) == row.producer_id).cloned(),
            collection: gathered.iter().find(|c| Some(c.id) == row.collection_id).cloned(),
            id: row.id,
            slot: row.slot,
            lang: row.lang,
            audience: row.audience,
            area: row.area,
            category: row.category_id,
            product: row.product_id,
            title_vi: row.title_vi,
            title_en: row.title_en,
            reason_vi: row.reason_vi,
            reason_en: row.reason_en,
            picture: row.picture,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        };
        let there = shown.card.is_some() || shown.household.is_some() || shown.collection.is_some();
        there.then_some(shown)
    });
    Ok(shown.collect())
}

/// Cards of what can be bought today.
fn to_be_had(cards: Vec<card::Card>) -> Vec<card::Card> {
    cards.into_iter().filter(|card| card.left > 0 && card.away.is_none()).collect()
}

/// Of these households those that sell something today.
async fn households(conn: &mut Conn, ids: Vec<i64>) -> Result<Vec<Household>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(diesel::sql_query(
        "SELECT r.id, r.slug, r.name_vi, r.name_en, r.kind, m.name AS commune, r.since_year, f.hash AS picture, s.goods \
         FROM producers r JOIN communes m ON m.code = r.commune_code LEFT JOIN pictures f ON f.id = r.picture_id \
         CROSS JOIN LATERAL (SELECT count(*) AS goods FROM shelf s WHERE s.producer_id = r.id AND s.in_stock) s \
         WHERE r.id = ANY($1) AND r.listed AND away_until(r.away_from, r.away_to) IS NULL AND s.goods > 0",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await?)
}

/// Of these collections those that are open and have something to sell.
async fn gathered(conn: &mut Conn, ids: Vec<i64>, moment: Option<DateTime<Utc>>) -> Result<Vec<Gathered>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(diesel::sql_query(
        "SELECT c.id, c.slug, c.title_vi, c.title_en, c.lead_vi, c.lead_en, g.goods, f.hash AS picture FROM collections c \
         CROSS JOIN LATERAL (SELECT count(*) AS goods FROM collection_products x JOIN shelf s ON s.product_id = x.product_id \
                             WHERE x.collection_id = c.id AND s.in_stock) g \
         LEFT JOIN LATERAL ( \
           SELECT f.hash FROM collection_products x JOIN shelf s ON s.product_id = x.product_id AND s.in_stock \
           JOIN product_pictures pp ON pp.product_id = x.product_id AND pp.position = 0 JOIN pictures f ON f.id = pp.picture_id \
           WHERE x.collection_id = c.id ORDER BY x.position, x.product_id LIMIT 1) f ON true \
         WHERE c.id = ANY($1) AND g.goods > 0 AND c.starts_at <= coalesce($2, now()) AND c.ends_at > coalesce($2, now())",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Nullable<Timestamptz>, _>(moment)
    .load(conn)
    .await?)
}
