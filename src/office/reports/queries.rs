//! What the reports ask of the figures. Each is one query, of as many rows as there are days and products, however many
//! orders there were.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::period::{Span, Spans};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::locales::{self, Args};

/// Days back in which a household that sells has sold something.
pub const ACTIVE_DAYS: i32 = 30;

/// The figures `f` with what they are of.
pub const FIGURES: &str = "figures f JOIN products p ON p.id = f.product_id JOIN categories c ON c.id = p.category_id \
     JOIN producers h ON h.id = p.producer_id JOIN communes m ON m.code = h.commune_code";

/// A period in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName, Serialize, Deserialize)]
#[serde(default)]
pub struct Numbers {
    /// Orders of which something is sold.
    #[diesel(sql_type = BigInt)]
    pub orders: i64,
    #[diesel(sql_type = BigInt)]
    pub goods: Money,
    #[diesel(sql_type = BigInt)]
    pub grams: i64,
    /// Households that sold something in the last [`ACTIVE_DAYS`] days of it.
    #[diesel(sql_type = BigInt)]
    pub households: i64,
    /// Parcels that a household ever saw, and how those ended that were not sold.
    #[diesel(sql_type = BigInt)]
    pub seen: i64,
    #[diesel(sql_type = BigInt)]
    pub refused: i64,
    #[diesel(sql_type = BigInt)]
    pub given_up: i64,
    #[diesel(sql_type = BigInt)]
    pub cancelled: i64,
    /// Complaints whose time to be settled ran out in it, or that were settled before. One that was taken back in time is
    /// none, and one whose time still runs is not judged yet.
    #[diesel(sql_type = BigInt)]
    pub complaints: i64,
    /// Those that had a first answer in time, the decision being one; and those that were settled in time.
    #[diesel(sql_type = BigInt)]
    pub answered: i64,
    #[diesel(sql_type = BigInt)]
    pub settled: i64,
}

/// The numbers of a period, of the one before and of the same a year ago.
pub async fn numbers(conn: &mut Conn, spans: &Spans) -> Result<[Numbers; 3]> {
    let of = [spans.now, spans.before, spans.year_ago];
    let rows: Vec<Numbers> = diesel::sql_query(format!(
        "SELECT coalesce(d.orders, 0)::bigint AS orders, coalesce(g.goods, 0)::bigint AS goods, \
                coalesce(g.grams, 0)::bigint AS grams, a.households, coalesce(d.seen, 0)::bigint AS seen, \
                coalesce(d.refused, 0)::bigint AS refused, coalesce(d.given_up, 0)::bigint AS given_up, \
                coalesce(d.cancelled, 0)::bigint AS cancelled, k.complaints, k.answered, k.settled \
         FROM unnest($1, $2) WITH ORDINALITY AS s (since, until, n) \
         CROSS JOIN LATERAL (SELECT sum(goods) AS goods, sum(grams) AS grams FROM figures \
              WHERE day >= s.since AND day < s.until) g \
         CROSS JOIN LATERAL (SELECT sum(orders) AS orders, sum(seen) AS seen, sum(refused) AS refused, \
              sum(given_up) AS given_up, sum(cancelled) AS cancelled FROM figure_days \
              WHERE day >= s.since AND day < s.until) d \
         CROSS JOIN LATERAL (SELECT count(DISTINCT p.producer_id) AS households FROM figures f \
              JOIN products p ON p.id = f.product_id \
              WHERE f.day >= s.until - {ACTIVE_DAYS} AND f.day < s.until AND f.bought > 0) a \
         CROSS JOIN LATERAL (SELECT count(*) AS complaints, \
                count(*) FILTER (WHERE coalesce(c.answered_at, c.closed_at) <= c.answer_by) AS answered, \
                count(*) FILTER (WHERE c.closed_at <= c.settle_by) AS settled FROM complaints c \
              WHERE c.settle_by >= s.since::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
                AND c.settle_by < s.until::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
                AND (c.closed_at IS NOT NULL OR c.settle_by < now()) \
                AND NOT (c.state = 'withdrawn' AND c.closed_at <= c.settle_by)) k \
         ORDER BY s.n"
    ))
    .bind::<Array<Date>, _>(of.map(|span| span.from).to_vec())
    .bind::<Array<Date>, _>(of.map(|span| span.until).to_vec())
    .kept()
    .load(conn)
    .await?;
    let mut rows = rows.into_iter();
    Ok([(); 3].map(|()| rows.next().unwrap_or_default()))
}

#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct DaySum {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub goods: Money,
}

/// What was sold on each day of some days; those without a sale are left out.
pub async fn days(conn: &mut Conn, span: Span) -> Result<Vec<DaySum>> {
    Ok(diesel::sql_query(
        "SELECT day, sum(goods)::bigint AS goods FROM figures WHERE day >= $1 AND day < $2 GROUP BY day ORDER BY day",
    )
    .bind::<Date, _>(span.from)
    .bind::<Date, _>(span.until)
    .kept()
    .load(conn)
    .await?)
}

/// By what a report can be parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dim {
    Commune,
    Category,
    Household,
    Product,
    Week,
    Month,
}

impl Dim {
    pub const ALL: [Dim; 6] = [Dim::Commune, Dim::Category, Dim::Household, Dim::Product, Dim::Week, Dim::Month];

    /// The word in addresses and in Fluent keys (`board-dim-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Dim::Commune => "commune",
            Dim::Category => "category",
            Dim::Household => "household",
            Dim::Product => "product",
            Dim::Week => "week",
            Dim::Month => "month",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dim| dim.as_str() == word)
    }

    /// Its key, and its names in both languages, of [`FIGURES`].
    #[must_use]
    pub const fn sql(self) -> [&'static str; 3] {
        match self {
            Dim::Commune => ["m.code", "m.name", "m.name"],
            Dim::Category => ["c.slug", "c.name_vi", "c.name_en"],
            Dim::Household => ["h.slug", "h.name_vi", "h.name_en"],
            Dim::Product => [
                "p.id::text",
                "p.name_vi || ', ' || h.name_vi",
                "coalesce(nullif(p.name_en, ''), p.name_vi) || ', ' || coalesce(nullif(h.name_en, ''), h.name_vi)",
            ],
            Dim::Week => ["date_trunc('week', f.day::timestamp)::date::text", "''", "''"],
            Dim::Month => ["date_trunc('month', f.day::timestamp)::date::text", "''", "''"],
        }
    }

    /// Whether it is a stretch of time.
    #[must_use]
    pub const fn is_time(self) -> bool {
        matches!(self, Dim::Week | Dim::Month)
    }
}

/// One part of a period, beside the same part of the others.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName, Serialize, Deserialize)]
pub struct PartSum {
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = BigInt)]
    pub bought: i64,
    #[diesel(sql_type = BigInt)]
    pub grams: i64,
    #[diesel(sql_type = BigInt)]
    pub goods: Money,
    #[diesel(sql_type = BigInt)]
    pub before_goods: Money,
    #[diesel(sql_type = BigInt)]
    pub year_goods: Money,
    /// Of how many parts it is the sum, where it is all that have no line of their own; 0 for a part.
    #[diesel(sql_type = BigInt)]
    #[serde(default)]
    pub more: i64,
}

impl PartSum {
    #[must_use]
    pub fn name(&self, lang: Lang) -> String {
        if self.more > 0 {
            return locales::text_with(lang, "board-more", &Args::from([("n".into(), self.more.into())]));
        }
        lang.pick(&self.name_vi, &self.name_en).to_owned()
    }
}

/// A period parted, what sold most first. Of more than `most` parts the rest is added up in one more.
pub async fn parts(conn: &mut Conn, spans: &Spans, dim: Dim, most: i64) -> Result<Vec<PartSum>> {
    let [key, vi, en] = dim.sql();
    Ok(diesel::sql_query(format!(
        "WITH parted AS ( \
         SELECT {key} AS key, {vi} AS name_vi, {en} AS name_en, \
                coalesce(sum(f.bought) FILTER (WHERE f.day >= $1 AND f.day < $2), 0)::bigint AS bought, \
                coalesce(sum(f.grams) FILTER (WHERE f.day >= $1 AND f.day < $2), 0)::bigint AS grams, \
                coalesce(sum(f.goods) FILTER (WHERE f.day >= $1 AND f.day < $2), 0)::bigint AS goods, \
                coalesce(sum(f.goods) FILTER (WHERE f.day >= $3 AND f.day < $4), 0)::bigint AS before_goods, \
                coalesce(sum(f.goods) FILTER (WHERE f.day >= $5 AND f.day < $6), 0)::bigint AS year_goods \
         FROM {FIGURES} \
         WHERE f.day >= $1 AND f.day < $2 OR f.day >= $3 AND f.day < $4 OR f.day >= $5 AND f.day < $6 \
         GROUP BY 1, 2, 3 \
         HAVING sum(f.goods) <> 0 OR sum(f.bought) <> 0), \
         ranked AS (SELECT x.*, row_number() OVER (ORDER BY x.goods DESC, x.before_goods DESC, x.key) AS nth FROM parted x) \
         SELECT key, name_vi, name_en, bought, grams, goods, before_goods, year_goods, 0::bigint AS more, nth \
         FROM ranked WHERE nth <= $7 \
         UNION ALL \
         SELECT '', '', '', sum(bought)::bigint, sum(grams)::bigint, sum(goods)::bigint, sum(before_goods)::bigint, \
                sum(year_goods)::bigint, count(*), $7 + 1 FROM ranked WHERE nth > $7 HAVING count(*) > 0 \
         ORDER BY nth"
    ))
    .bind::<Date, _>(spans.now.from)
    .bind::<Date, _>(spans.now.until)
    .bind::<Date, _>(spans.before.from)
    .bind::<Date, _>(spans.before.until)
    .bind::<Date, _>(spans.year_ago.from)
    .bind::<Date, _>(spans.year_ago.until)
    .bind::<BigInt, _>(most)
    .kept()
    .load(conn)
    .await?)
}

/// What a kilogram of a category brought in the last seven days, and in the seven before.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName, Serialize, Deserialize)]
pub struct Price {
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// Đồng for a kilogram; `None` where nothing with a weight was sold.
    #[diesel(sql_type = diesel::sql_types::Nullable<BigInt>)]
    pub now: Option<Money>,
    #[diesel(sql_type = diesel::sql_types::Nullable<BigInt>)]
    pub before: Option<Money>,
}

pub async fn prices(conn: &mut Conn, spans: &Spans) -> Result<Vec<Price>> {
    let (week, before) = spans.weeks();
    Ok(diesel::sql_query(
        "SELECT name_vi, name_en, round(goods * 1000 / nullif(grams, 0))::bigint AS now, \
                round(before_goods * 1000 / nullif(before_grams, 0))::bigint AS before \
         FROM (SELECT c.id, c.name_vi, c.name_en, min(coalesce(t.sort, c.sort)) AS top, min(c.sort) AS sort, \
                      sum(f.goods) FILTER (WHERE f.day >= $2) AS goods, sum(f.grams) FILTER (WHERE f.day >= $2) AS grams, \
                      sum(f.goods) FILTER (WHERE f.day < $2) AS before_goods, \
                      sum(f.grams) FILTER (WHERE f.day < $2) AS before_grams \
               FROM figures f JOIN products p ON p.id = f.product_id JOIN categories c ON c.id = p.category_id \
               LEFT JOIN categories t ON t.id = c.parent_id \
               WHERE f.day >= $1 AND f.day < $3 AND f.grams > 0 GROUP BY c.id) x ORDER BY top, sort, id",
    )
    .bind::<Date, _>(before.from)
    .bind::<Date, _>(week.from)
    .bind::<Date, _>(week.until)
    .kept()
    .load(conn)
    .await?)
}

/// What a category sold in a month.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName, Serialize, Deserialize)]
pub struct Cell {
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub goods: Money,
}

/// Categories by month, in the order of the shelf; months without a sale are left out.
pub async fn seasons(conn: &mut Conn, span: Span) -> Result<Vec<Cell>> {
    Ok(diesel::sql_query(
        "SELECT c.slug AS key, c.name_vi, c.name_en, date_trunc('month', f.day::timestamp)::date AS month, \
                sum(f.goods)::bigint AS goods \
         FROM figures f JOIN products p ON p.id = f.product_id JOIN categories c ON c.id = p.category_id \
         LEFT JOIN categories t ON t.id = c.parent_id \
         WHERE f.day >= $1 AND f.day < $2 \
         GROUP BY c.id, t.sort, 4 HAVING sum(f.goods) > 0 ORDER BY coalesce(t.sort, c.sort), c.sort, c.id, 4",
    )
    .bind::<Date, _>(span.from)
    .bind::<Date, _>(span.until)
    .kept()
    .load(conn)
    .await?)
}
