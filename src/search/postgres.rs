//! Search in the database itself: on a bare machine, and whenever the engine beside it is absent, slow or behind.

use diesel::sql_types::{Array, BigInt, Jsonb, Text};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::RunQueryDsl;

use super::engine::{Ask, Found, Named, PAGE, SearchEngine, by_beginning};
use crate::catalog::list::filter::Sort;
use crate::catalog::list::tally::{self, Row, Tally};
use crate::catalog::list::words::{Word, Words, beginning};
use crate::catalog::statement::{Bind, Statement};
use crate::error::{Error, Result};
use crate::kernel::ids::{ProducerId, ProductId};
use crate::platform::db::Db;

/// The shelf's word vectors, by their index.
pub struct Postgres<'a> {
    pub db: &'a Db,
}

impl SearchEngine for Postgres<'_> {
    type Failure = Error;
    const NAME: &'static str = "postgres";

    async fn goods(&self, ask: &Ask<'_>) -> Result<Found> {
        #[derive(QueryableByName)]
        struct Answer {
            #[diesel(sql_type = Jsonb)]
            rows: serde_json::Value,
            #[diesel(sql_type = Array<BigInt>)]
            goods: Vec<i64>,
        }
        let mut conn = self.db.conn().await?;
        let answer: Answer = statement(ask).query().get_result(&mut conn).await?;
        let rows: Vec<Row> = serde_json::from_value(answer.rows).map_err(anyhow::Error::new)?;
        Ok(Found { goods: answer.goods.into_iter().map(ProductId).collect(), tally: Tally::of(rows) })
    }

    async fn named(&self, words: &Words, most: usize) -> Result<Named> {
        #[derive(QueryableByName)]
        struct Answer {
            #[diesel(sql_type = Array<BigInt>)]
            goods: Vec<i64>,
            #[diesel(sql_type = Array<BigInt>)]
            producers: Vec<i64>,
            #[diesel(sql_type = Array<Text>)]
            pages: Vec<String>,
        }
        let mut conn = self.db.conn().await?;
        let answer: Answer = named(words, most).query().get_result(&mut conn).await?;
        Ok(Named {
            goods: answer.goods.into_iter().map(ProductId).collect(),
            producers: answer.producers.into_iter().map(ProducerId).collect(),
            pages: answer.pages,
        })
    }
}

/// One pass over what the words find: the counts and a page of it come from the same rows.
#[must_use]
pub fn statement(ask: &Ask<'_>) -> Statement {
    let mut statement = Statement::default();
    let fit = Fit::of(&mut statement, ask.words, ask.by_beginning());
    let columns = tally::columns(&mut statement, ask.filter, ask.directory);
    let (near, nearest) = match ask.near() {
        Some(communes) => {
            let codes = communes.into_iter().map(|(commune, _)| commune.code.clone()).collect();
            let codes = statement.bind(Bind::Texts(codes));
            (format!(" AND s.commune_code = ANY({codes})"), format!("array_position({codes}, commune_code), "))
        }
        None => (String::new(), String::new()),
    };
    let order = match ask.filter.sort {
        Sort::Rank => format!("{nearest}tone DESC, place DESC, rank DESC, product_id DESC"),
        Sort::Price => "from_price, product_id".to_owned(),
        Sort::PriceDown => "from_price DESC, product_id DESC".to_owned(),
        Sort::New => "listed_at DESC, product_id DESC".to_owned(),
    };
    let skip = statement.bind(Bind::BigInt(i64::try_from(ask.filter.page * PAGE).unwrap_or(i64::MAX)));
    statement.push(&format!(
        "WITH found AS MATERIALIZED ( \
           SELECT {columns}, s.product_id, s.from_price, s.rank, s.listed_at, {} AS tone, {} AS place \
           FROM shelf s WHERE {}{near}), \
         alike AS MATERIALIZED ( \
           SELECT category, commune_code, producer_kind, certificates, stars, in_season, in_stock, band, missed, \
                  count(*) AS n, min(from_price) AS low, max(from_price) AS high \
           FROM found GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9), \
         counts AS ({}), \
         page AS (SELECT product_id, row_number() OVER (ORDER BY {order}) AS nth FROM found WHERE missed = 0 \
                  ORDER BY {order} LIMIT {PAGE} OFFSET {skip}) \
         SELECT (SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM counts c) AS rows, \
                ARRAY(SELECT product_id FROM page ORDER BY nth) AS goods",
        fit.tone,
        fit.place,
        fit.found,
        tally::SETS
    ));
    statement
}

/// The words as a query, each of these weights.
fn terms(words: &Words, weights: &str, joint: &str, open: bool) -> String {
    let last = words.each.len() - 1;
    let terms = words.each.iter().enumerate().map(|(nth, word)| {
        let star = if open && nth == last { "*" } else { "" };
        let colon = if star.is_empty() && weights.is_empty() { "" } else { ":" };
        format!("{}{colon}{star}{weights}", word.folded)
    });
    terms.collect::<Vec<_>>().join(joint)
}

/// The query that finds what has all the words.
#[must_use]
pub fn query(words: &Words, by_beginning: bool) -> String {
    terms(words, "", " & ", by_beginning)
}

/// Which of these queries is the first that finds anything.
pub async fn first_with_goods(db: &Db, queries: &[String]) -> Result<Option<usize>> {
    #[derive(QueryableByName)]
    struct First {
        #[diesel(sql_type = BigInt)]
        nth: i64,
    }
    if queries.is_empty() {
        return Ok(None);
    }
    let first: Option<First> = diesel::sql_query(
        "SELECT r.nth - 1 AS nth FROM unnest($1) WITH ORDINALITY AS r (query, nth) \
         WHERE EXISTS (SELECT FROM shelf s WHERE s.words @@ r.query::tsquery) ORDER BY r.nth LIMIT 1",
    )
    .bind::<Array<Text>, _>(queries)
    .get_result(&mut *db.conn().await?)
    .await
    .optional()?;
    Ok(first.and_then(|first| usize::try_from(first.nth).ok()))
}

/// How well words fit a row `s` of the shelf, as SQL.
struct Fit {
    found: String,
    /// The same as `place` for the words with the accents that were typed; the same for all rows when none were.
    tone: String,
    /// The more, the better the places where the words are: names before other names, category, household, commune,
    /// and these before the places of old.
    place: String,
}

impl Fit {
    fn of(statement: &mut Statement, words: &Words, by_beginning: bool) -> Self {
        let folded = |weights: &str, joint: &str, open: bool| terms(words, weights, joint, open);
        let mut matches = |query: String| format!("s.words @@ {}::tsquery", statement.bind(Bind::Text(query)));
        let found = matches(query(words, by_beginning));
        let last = words.each.len() - 1;
        // What each word is worth where it stands, a name most.
        let mut worth = |spelled: fn(&Word) -> &str, by_beginning: bool| {
            let each = words.each.iter().enumerate().map(|(nth, word)| {
                let star = if by_beginning && nth == last { "*" } else { "" };
                let worth = [("A", 6), ("AB", 4), ("ABC", 2), ("ABCD", 1)].map(|(weights, n)| {
                    format!(" WHEN {} THEN {n}", matches(format!("{}:{star}{weights}", spelled(word))))
                });
                format!("CASE{} ELSE 0 END", worth.concat())
            });
            each.collect::<Vec<_>>().join(" + ")
        };
        // An expression in any case: a bare number in ORDER BY would name a column.
        let tone = if words.marked() { worth(|word| &word.toned, false) } else { "0 + 0".to_owned() };
        let each = worth(|word| &word.folded, by_beginning);
        // And more when a name has them whole and one after the other, or the category is called so too.
        let more = [(folded("A", " <-> ", false), 2), (folded("A", " & ", false), 1), (folded("C", " & ", false), 1)]
            .map(|(query, n)| format!(" + ({})::int * {n}", matches(query)));
        let place = format!("({each}{})", more.concat());
        Fit { found, tone, place }
    }
}

/// What bears a name like these words.
#[must_use]
pub fn named(words: &Words, most: usize) -> Statement {
    let mut statement = Statement::default();
    let fit = Fit::of(&mut statement, words, by_beginning(words, true));
    let like = |statement: &mut Statement, column: &str| {
        let each: Vec<String> = words
            .each
            .iter()
            .map(|word| format!("{column} LIKE {}", statement.bind(Bind::Text(beginning(&word.folded)))))
            .collect();
        each.join(" AND ")
    };
    let producers = like(&mut statement, "(r.name_folded || m.folded || ' ')");
    let titles = like(&mut statement, "(' ' || g.folded)");
    statement.push(&format!(
        "SELECT ARRAY(SELECT s.product_id FROM shelf s WHERE {} ORDER BY {} DESC, {} DESC, s.rank DESC LIMIT {most}) AS goods, \
                ARRAY(SELECT r.id FROM producers r JOIN communes m ON m.code = r.commune_code \
                      WHERE r.suspended_at IS NULL AND {producers} ORDER BY r.id LIMIT {most}) AS producers, \
                ARRAY(SELECT g.slug FROM (SELECT slug, fold(string_agg(title, ' ')) AS folded FROM pages GROUP BY slug) g \
                      WHERE {titles} ORDER BY g.slug LIMIT {most}) AS pages",
        fit.found, fit.tone, fit.place
    ));
    statement
}
