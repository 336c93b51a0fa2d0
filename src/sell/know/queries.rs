//! The questions that the pages ask. Each is bound to one household. Those about a span are planned for that span each time: a
//! plan for any span takes a month for two years, and is three times slower where a household has sold much.

use chrono::{Days, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::figures::period::Period;
use crate::figures::sold::{SEEN, Whose, lines, sold};
use crate::kernel::ids::{HarvestId, ProducerId, ProductId};
use crate::kernel::money::Money;
use crate::kernel::season::Season;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// As many packs as the list of what runs low shows.
const LOW: i64 = 20;
/// So few left are few, however slowly it sells.
const FEW: i32 = 5;
/// Days whose sales tell how fast a pack sells.
pub const PACE: u64 = 14;

/// Before there was any order: for what counts since ever.
pub const EVER: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The days from the first on and before the second.
#[derive(Clone, Copy, Debug)]
pub struct Span(pub NaiveDate, pub NaiveDate);

#[derive(Clone, Debug, QueryableByName)]
pub struct Sum {
    #[diesel(sql_type = Date)]
    pub start: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub orders: i64,
    #[diesel(sql_type = BigInt)]
    pub goods: Money,
}

/// What was sold in each day, week or month of a span; those without a sale are left out.
pub async fn sums(conn: &mut Conn, producer: ProducerId, span: Span, period: Period) -> Result<Vec<Sum>> {
    Ok(diesel::sql_query(format!(
        "{sold} SELECT date_trunc($4, day::timestamp)::date AS start, count(*) AS orders, sum(goods)::bigint AS goods \
         FROM sold GROUP BY 1",
        sold = sold(Whose::Household),
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(span.0)
    .bind::<Date, _>(span.1)
    .bind::<Text, _>(period.as_str())
    .load(conn)
    .await?)
}

/// One product's part of a day, week or month.
#[derive(Clone, Debug, QueryableByName)]
pub struct Part {
    #[diesel(sql_type = Date)]
    pub start: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub product: ProductId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// Packs.
    #[diesel(sql_type = BigInt)]
    pub qty: i64,
    #[diesel(sql_type = BigInt)]
    pub grams: i64,
    #[diesel(sql_type = BigInt)]
    pub goods: Money,
}

/// What was sold of each product. A parcel's money is parted among its lines as the buyer paid for them, less what went
/// back of each.
pub async fn parts(conn: &mut Conn, producer: ProducerId, span: Span, period: Period) -> Result<Vec<Part>> {
    Ok(diesel::sql_query(format!(
        "{sold}{lines}, parts AS ( \
           SELECT date_trunc($4, day::timestamp)::date AS start, product_id, sum(qty)::bigint AS qty, \
                  sum(grams)::bigint AS grams, round(sum(goods))::bigint AS goods FROM lines GROUP BY 1, 2) \
         SELECT n.start, p.id AS product, p.name_vi, p.name_en, n.qty, n.grams, n.goods \
         FROM parts n JOIN products p ON p.id = n.product_id AND p.producer_id = $1",
        sold = sold(Whose::Household),
        lines = lines(Whose::Household),
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(span.0)
    .bind::<Date, _>(span.1)
    .bind::<Text, _>(period.as_str())
    .load(conn)
    .await?)
}

#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Buyers {
    /// Different phones that ordered in the span.
    #[diesel(sql_type = BigInt)]
    pub all: i64,
    /// Those of them that have ordered from the household more than once by its end.
    #[diesel(sql_type = BigInt)]
    pub back: i64,
}

pub async fn buyers(conn: &mut Conn, producer: ProducerId, span: Span) -> Result<Buyers> {
    Ok(diesel::sql_query(format!(
        "{sold}, phones AS (SELECT count(*) AS n, max(day) AS latest FROM sold GROUP BY buyer_phone) \
         SELECT count(*) AS all, count(*) FILTER (WHERE n > 1) AS back FROM phones WHERE latest >= $4",
        sold = sold(Whose::Household),
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(EVER)
    .bind::<Date, _>(span.1)
    .bind::<Date, _>(span.0)
    .get_result(conn)
    .await?)
}

/// How the parcels of a span ended that did not come to be sold.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Ends {
    /// All that the household ever saw.
    #[diesel(sql_type = BigInt)]
    pub all: i64,
    #[diesel(sql_type = BigInt)]
    pub refused: i64,
    #[diesel(sql_type = BigInt)]
    pub given_up: i64,
    #[diesel(sql_type = BigInt)]
    pub cancelled: i64,
}

pub async fn ends(conn: &mut Conn, producer: ProducerId, span: Span) -> Result<Ends> {
    Ok(diesel::sql_query(format!(
        "SELECT count(*) AS all, count(*) FILTER (WHERE p.state = 'refused') AS refused, \
                count(*) FILTER (WHERE p.state = 'unfulfillable') AS given_up, \
                count(*) FILTER (WHERE p.state = 'cancelled') AS cancelled \
         FROM parcels p JOIN orders o ON o.id = p.order_id WHERE p.producer_id = $1 AND {SEEN} \
           AND o.placed_at >= $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
           AND o.placed_at < $3::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'"
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(span.0)
    .bind::<Date, _>(span.1)
    .get_result(conn)
    .await?)
}

/// The stars that a product was given in a month.
#[derive(Clone, Debug, QueryableByName)]
pub struct Given {
    /// The month's first day.
    #[diesel(sql_type = Date)]
    pub start: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub product: ProductId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = BigInt)]
    pub reviews: i64,
    /// All of them together.
    #[diesel(sql_type = BigInt)]
    pub stars: i64,
}

/// What buyers gave each product in each month of a span; those without a review are left out.
pub async fn given(conn: &mut Conn, producer: ProducerId, span: Span) -> Result<Vec<Given>> {
    Ok(diesel::sql_query(
        "SELECT date_trunc('month', r.made_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS start, r.product_id AS product, \
                p.name_vi, p.name_en, count(*) AS reviews, sum(r.stars)::bigint AS stars \
         FROM reviews r JOIN products p ON p.id = r.product_id \
         WHERE r.producer_id = $1 AND r.withdrawn_at IS NULL AND r.hidden_at IS NULL \
           AND r.made_at >= $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
           AND r.made_at < $3::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' GROUP BY 1, 2, 3, 4",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(span.0)
    .bind::<Date, _>(span.1)
    .load(conn)
    .await?)
}

#[derive(Clone, Debug, QueryableByName)]
pub struct Low {
    #[diesel(sql_type = BigInt)]
    pub product: ProductId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Text)]
    pub pack_vi: String,
    #[diesel(sql_type = Text)]
    pub pack_en: String,
    #[diesel(sql_type = Int4)]
    pub left: i32,
    /// So many at least are bought at once.
    #[diesel(sql_type = Int4)]
    pub least: i32,
    /// In the last [`PACE`] days.
    #[diesel(sql_type = BigInt)]
    pub sold: i64,
}

/// Packs on sale of which few are left, fewer than are bought at once, or than were sold in the last [`PACE`] days; the fewest first. Not those
/// that sell ahead of a harvest or are made to order meanwhile.
pub async fn low(conn: &mut Conn, producer: ProducerId, today: NaiveDate) -> Result<Vec<Low>> {
    Ok(diesel::sql_query(format!(
        "{sold}{lines}, pace AS (SELECT pack_id, sum(qty)::bigint AS sold FROM lines GROUP BY pack_id) \
         SELECT p.id AS product, p.name_vi, p.name_en, k.name_vi AS pack_vi, \
                pack_english(k.name_vi, k.name_en) AS pack_en, k.on_hand - k.reserved AS left, coalesce(c.sold, 0) AS sold, \
                k.min_qty AS least \
         FROM products p JOIN packs k ON k.product_id = p.id AND k.withdrawn_at IS NULL \
         LEFT JOIN pace c ON c.pack_id = k.id \
         WHERE p.producer_id = $1 AND p.state = 'on_sale' \
           AND k.on_hand - k.reserved <= greatest($4, coalesce(c.sold, 0), k.min_qty - 1) \
           AND NOT EXISTS (SELECT FROM offers o WHERE o.pack_id = k.id AND o.source <> 'stock') \
         ORDER BY 6, 7 DESC, k.id LIMIT $5",
        sold = sold(Whose::Household),
        lines = lines(Whose::Household),
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(today - Days::new(PACE))
    .bind::<Date, _>(today + Days::new(1))
    .bind::<Int4, _>(FEW)
    .bind::<BigInt, _>(LOW)
    .kept()
    .load(conn)
    .await?)
}

/// The months in which a product is there.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Grown {
    #[diesel(sql_type = BigInt)]
    pub product: ProductId,
    #[diesel(sql_type = Int4)]
    pub season: Season,
}

/// Of everything that the household ever sold, too.
pub async fn grown(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Grown>> {
    Ok(diesel::sql_query("SELECT p.id AS product, p.season FROM products p WHERE p.producer_id = $1")
        .bind::<BigInt, _>(producer.0)
        .kept()
        .load(conn)
        .await?)
}

/// A harvest that was sold ahead, and what it brought.
#[derive(Clone, Debug, QueryableByName)]
pub struct Harvested {
    #[diesel(sql_type = BigInt)]
    pub id: HarvestId,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// The day on which it could first be ordered.
    #[diesel(sql_type = Date)]
    pub opens: NaiveDate,
    #[diesel(sql_type = Date)]
    pub ships_to: NaiveDate,
    /// More may still be ordered.
    #[diesel(sql_type = Bool)]
    pub taking: bool,
    #[diesel(sql_type = BigInt)]
    pub grams: i64,
    #[diesel(sql_type = BigInt)]
    pub goods: Money,
    /// Of the harvest of the same product before it, if there was one in the span.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub before_grams: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub before_goods: Option<Money>,
    /// The product had a harvest before the span.
    #[diesel(sql_type = Bool)]
    pub older: bool,
}

/// The harvests that opened in a span, the newest first, with what was ordered of each within it and stayed sold. One for which
/// too few ordered was none.
pub async fn harvested(conn: &mut Conn, producer: ProducerId, span: Span) -> Result<Vec<Harvested>> {
    Ok(diesel::sql_query(format!(
        "{sold}{lines}, brought AS ( \
           SELECT l.harvest_id AS id, sum(n.grams)::bigint AS grams, round(sum(n.goods))::bigint AS goods \
           FROM lines n JOIN order_lines l ON l.id = n.line_id WHERE l.harvest_id IS NOT NULL GROUP BY 1) \
         SELECT h.id, p.name_vi, p.name_en, (h.opens_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS opens, h.ships_to, \
                h.state <> 'closed' AND h.closes_at >= $3::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS taking, \
                coalesce(b.grams, 0) AS grams, coalesce(b.goods, 0) AS goods, \
                lag(coalesce(b.grams, 0)) OVER w AS before_grams, lag(coalesce(b.goods, 0)) OVER w AS before_goods, \
                EXISTS (SELECT FROM harvests e WHERE e.product_id = h.product_id AND e.state <> 'failed' \
                          AND e.opens_at < $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') AS older \
         FROM harvests h JOIN products p ON p.id = h.product_id AND p.producer_id = $1 LEFT JOIN brought b ON b.id = h.id \
         WHERE h.state <> 'failed' AND h.opens_at >= $2::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
           AND h.opens_at < $3::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
         WINDOW w AS (PARTITION BY h.product_id ORDER BY h.opens_at, h.id) ORDER BY h.opens_at DESC, h.id DESC",
        sold = sold(Whose::Household),
        lines = lines(Whose::Household),
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(span.0)
    .bind::<Date, _>(span.1)
    .load(conn)
    .await?)
}
