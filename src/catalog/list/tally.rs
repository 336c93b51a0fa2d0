//! How many goods each filter value would show, with all the other filters as they are: one pass over the list.

use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::band;
use super::filter::{Base, Filter};
use super::listing::{conditions, wherever};
use crate::catalog::directory::Directory;
use crate::catalog::statement::{Bind, Statement};
use crate::error::Result;
use crate::platform::Ground;
use crate::platform::db::Conn;

/// A filter with values to choose from. Its bit is set in `missed` when it is what keeps a row out of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    Category,
    Commune,
    Kind,
    Certificate,
    Stars,
    Season,
    Stock,
    Price,
}

impl Facet {
    #[must_use]
    pub const fn bit(self) -> i32 {
        match self {
            Facet::Category => 1,
            Facet::Commune => 2,
            Facet::Kind => 4,
            Facet::Certificate => 8,
            Facet::Stars => 16,
            Facet::Season => 32,
            Facet::Stock => 64,
            Facet::Price => 128,
        }
    }
}

/// The counts of one list. Values that nothing has are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub total: i64,
    pub categories: BTreeMap<i64, i64>,
    pub communes: BTreeMap<String, i64>,
    pub kinds: BTreeMap<String, i64>,
    pub certificates: BTreeMap<String, i64>,
    /// By exactly so many stars.
    pub stars: BTreeMap<i64, i64>,
    pub in_season: i64,
    pub in_stock: i64,
    /// By which of the bands of price, from 0.
    pub bands: BTreeMap<i32, i64>,
    /// The lowest and the highest price, whatever prices are asked for.
    pub low: Option<i64>,
    pub high: Option<i64>,
}

/// So many rows alike in one thing that is counted by, or in none of them.
#[derive(Debug, QueryableByName, Deserialize)]
pub struct Row {
    #[diesel(sql_type = Integer)]
    missed: i32,
    #[diesel(sql_type = Integer)]
    facet: i32,
    #[diesel(sql_type = Nullable<BigInt>)]
    category: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    commune_code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    producer_kind: Option<String>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    certificates: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    stars: Option<i16>,
    #[diesel(sql_type = Nullable<Bool>)]
    in_season: Option<bool>,
    #[diesel(sql_type = Nullable<Bool>)]
    in_stock: Option<bool>,
    #[diesel(sql_type = Nullable<Integer>)]
    band: Option<i32>,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    low: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    high: Option<i64>,
}

/// The counts, from memory when somebody asked the same before; they may be a few seconds behind the list.
pub async fn load(ground: &Ground, conn: &mut Conn, filter: &Filter, directory: &Directory) -> Result<Tally> {
    ground.shelf.recent(&filter.key(), async || count(conn, filter, directory).await).await
}

/// The counts, from the database.
pub async fn count(conn: &mut Conn, filter: &Filter, directory: &Directory) -> Result<Tally> {
    Ok(Tally::of(statement(filter, directory).query().load::<Row>(conn).await?))
}

impl Tally {
    #[must_use]
    pub fn of(rows: Vec<Row>) -> Self {
        let mut tally = Tally::default();
        for row in rows {
            add(&mut tally, row);
        }
        tally
    }
}

/// A large market has few kinds of rows, so those alike in all that is counted by are counted first and once; the sets are
/// made of what is left.
#[must_use]
pub fn statement(filter: &Filter, directory: &Directory) -> Statement {
    let mut statement = Statement::default();
    let about: Vec<String> = match filter.base {
        Base::Market => vec![],
        Base::Top(top) | Base::Second { top, .. } => {
            vec![format!("s.top_category_id = {}", statement.bind(Bind::BigInt(top.0)))]
        }
    };
    let missed = missed(&conditions(&mut statement, filter, directory));
    statement.push(&format!(
        "WITH alike AS MATERIALIZED ( \
           SELECT {}, {} AS band, {missed} AS missed, count(*) AS n, min(s.from_price) AS low, max(s.from_price) AS high \
           FROM shelf s{} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) {SETS}",
        traits(filter),
        band::NTH,
        wherever(&about)
    ));
    statement
}

/// What a row `s` of the shelf is counted by, but for its price. Rows with the same `alike` have the same in all of it.
#[must_use]
pub fn traits(filter: &Filter) -> String {
    let category = if filter.base == Base::Market { "s.top_category_id" } else { "s.category_id" };
    format!("{category} AS category, s.commune_code, s.producer_kind, s.certificates, s.stars, s.in_season, s.in_stock")
}

/// The bits of those of these conditions that keep a row `s` out of the list.
#[must_use]
pub fn missed(conditions: &[(Facet, String)]) -> String {
    let missed: Vec<String> =
        conditions.iter().map(|(facet, sql)| format!("CASE WHEN {sql} THEN 0 ELSE {} END", facet.bit())).collect();
    if missed.is_empty() { "0".to_owned() } else { missed.join(" + ") }
}

/// Makes [`Row`]s of `alike`, which has all [`traits`], `band`, `missed`, and of the rows alike in them `n`, `low` and `high`.
///
/// A row that two filters keep out counts for nothing; one that a single filter keeps out counts for that filter's own
/// values only. `facet` tells the grouping set: a zero bit is the column that is grouped by.
pub const SETS: &str = "SELECT missed, \
       GROUPING(category, commune_code, producer_kind, certificates, stars, in_season, in_stock, band) AS facet, \
       category, commune_code, producer_kind, certificates, stars, in_season, in_stock, band, \
       sum(n)::bigint AS n, min(low) AS low, max(high) AS high \
     FROM alike WHERE missed & (missed - 1) = 0 \
     GROUP BY missed, GROUPING SETS \
       ((category), (commune_code), (producer_kind), (certificates), (stars), (in_season), (in_stock), (band), ())";

fn add(tally: &mut Tally, row: Row) {
    let counts_for = |facet: Facet| row.missed == 0 || row.missed == facet.bit();
    let n = row.n;
    match row.facet {
        0b0111_1111 if counts_for(Facet::Category) => {
            if let Some(id) = row.category {
                *tally.categories.entry(id).or_default() += n;
            }
        }
        0b1011_1111 if counts_for(Facet::Commune) => {
            if let Some(code) = row.commune_code {
                *tally.communes.entry(code).or_default() += n;
            }
        }
        0b1101_1111 if counts_for(Facet::Kind) => {
            if let Some(kind) = row.producer_kind {
                *tally.kinds.entry(kind).or_default() += n;
            }
        }
        0b1110_1111 if counts_for(Facet::Certificate) => {
            for kind in row.certificates.unwrap_or_default() {
                *tally.certificates.entry(kind).or_default() += n;
            }
        }
        0b1111_0111 if counts_for(Facet::Stars) => {
            if let Some(stars) = row.stars {
                *tally.stars.entry(i64::from(stars)).or_default() += n;
            }
        }
        0b1111_1011 if counts_for(Facet::Season) && row.in_season == Some(true) => tally.in_season += n,
        0b1111_1101 if counts_for(Facet::Stock) && row.in_stock == Some(true) => tally.in_stock += n,
        0b1111_1110 if counts_for(Facet::Price) => {
            if let Some(band) = row.band {
                *tally.bands.entry(band).or_default() += n;
            }
        }
        0b1111_1111 => {
            if row.missed == 0 {
                tally.total += n;
            }
            if counts_for(Facet::Price) {
                tally.low = [tally.low, row.low].into_iter().flatten().min();
                tally.high = [tally.high, row.high].into_iter().flatten().max();
            }
        }
        _ => {}
    }
}
