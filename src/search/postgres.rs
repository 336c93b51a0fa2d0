//! Search in the database itself: on a bare machine, and whenever the engine beside it is absent, slow or behind.

use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Text};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::RunQueryDsl;

use super::engine::{Ask, Found, Named, Naming, PAGE, SearchEngine, by_beginning};
use crate::catalog::list::filter::{Filter, MOST_PAGES, Sort};
use crate::catalog::list::listing::conditions;
use crate::catalog::list::tally::{self, Facet, Row, Tally};
use crate::catalog::list::words::{Word, Words, beginning, whole};
use crate::catalog::shelf::LISTED;
use crate::catalog::statement::{Bind, Statement};
use crate::error::{Error, Result};
use crate::kernel::ids::{ProducerId, ProductId};
use crate::platform::db::Db;
use crate::platform::kept::Keep as _;

/// So many of what is found are weighed exactly: all that can be paged through. Weighing takes longer than finding, and tens of
/// thousands have a word like "cá".
const WEIGHED: usize = PAGE * MOST_PAGES;

/// Terms of the shelf, by their index; the best of what they find by the shelf's own word vectors.
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
        let query = statement(ask).query();
        let answer: Answer = if one_of_few(ask.filter) {
            query.kept().get_result(&mut conn).await?
        } else {
            query.get_result(&mut conn).await?
        };
        let rows: Vec<Row> = serde_json::from_value(answer.rows).map_err(anyhow::Error::new)?;
        Ok(Found { goods: answer.goods.into_iter().map(ProductId).collect(), tally: Tally::of(rows) })
    }

    async fn named(&self, naming: &Naming<'_>) -> Result<Named> {
        #[derive(QueryableByName)]
        struct Answer {
            #[diesel(sql_type = Array<BigInt>)]
            goods: Vec<i64>,
            #[diesel(sql_type = Array<BigInt>)]
            producers: Vec<i64>,
            #[diesel(sql_type = Array<Text>)]
            pages: Vec<String>,
            #[diesel(sql_type = Array<Text>)]
            texts: Vec<String>,
        }
        let mut conn = self.db.conn().await?;
        let answer: Answer = named(naming).query().kept().get_result(&mut conn).await?;
        Ok(Named {
            goods: answer.goods.into_iter().map(ProductId).collect(),
            producers: answer.producers.into_iter().map(ProducerId).collect(),
            pages: answer.pages,
            texts: answer.texts,
        })
    }
}

/// Whether the plan is kept: without filters the text varies by the words' number and whether they have accents, some thirty in
/// all.
fn one_of_few(filter: &Filter) -> bool {
    !filter.narrowed() && filter.sort == Sort::Rank
}

/// One pass over what the words find: the counts and a page of it come from the same rows. Only the likeliest of them are
/// weighed for the order of fitness. Rows that are alike, also in their band of price, are counted by their number, and all
/// filters but the price are looked at once for each such number.
#[must_use]
pub fn statement(ask: &Ask<'_>) -> Statement {
    let mut statement = Statement::default();
    let fit = Fit::of(&mut statement, ask.words, ask.by_beginning(), one_of_few(ask.filter));
    let (of_price, others): (Vec<_>, Vec<_>) = conditions(&mut statement, ask.filter, ask.directory)
        .into_iter()
        .partition(|(facet, _)| *facet == Facet::Price);
    let (near, nearest) = match ask.near() {
        Some(communes) => {
            let codes = communes.into_iter().map(|(commune, _)| commune.code.clone()).collect();
            let codes = statement.bind(Bind::Texts(codes));
            (format!(" WHERE s.commune_code = ANY({codes})"), Some(format!("array_position({codes}, s.commune_code)")))
        }
        None => (String::new(), None),
    };
    // None is below 0. Asked for those that equal it the planner expects one row in two hundred, joins them one by one with all
    // kinds, and takes thirty times as long.
    let kept = if others.is_empty() && nearest.is_none() {
        "found f WHERE f.missed < 1"
    } else {
        "found f JOIN kinds k ON k.alike = f.alike WHERE f.missed < 1 AND k.missed < 1"
    };
    // A constant is not grouped by: it would be computed and compared for every row.
    let (priced, apart) = if of_price.is_empty() { ("0", "1") } else { ("s.missed", "1, 2") };
    // Where all kinds are counted only those that are found are looked at, by their numbers.
    let looked_at = if others.is_empty() && nearest.is_none() { "NOT MATERIALIZED" } else { "MATERIALIZED" };
    let found = |order: &str| format!("SELECT f.product_id FROM {kept} ORDER BY {order}");
    let (likely, page) = match ask.filter.sort {
        Sort::Rank => (fit.likely.as_str(), fit.best(kept, nearest.as_ref().map(|_| "k.nearest"))),
        Sort::Price => ("0", found("f.from_price, f.product_id")),
        Sort::PriceDown => ("0", found("f.from_price DESC, f.product_id DESC")),
        Sort::New => ("0", found(&format!("{LISTED} DESC, f.product_id DESC"))),
    };
    // What is not referred to is not worked out.
    let rows =
        if ask.counted { "(SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM counts c)" } else { "'[]'::jsonb" };
    let skip = statement.bind(Bind::BigInt(i64::try_from(ask.filter.page * PAGE).unwrap_or(i64::MAX)));
    statement.push(&format!(
        "WITH found AS MATERIALIZED ( \
           SELECT s.product_id, s.alike, s.rank, s.from_price, {} AS missed, {likely} AS likely \
           FROM shelf_terms s WHERE {}), \
         kinds AS {looked_at} (SELECT s.*, {} AS missed, {} AS nearest FROM shelf_alike s{near}), \
         alike AS MATERIALIZED ( \
           SELECT {}, s.band, a.missed + s.missed AS missed, a.n, a.low, a.high \
           FROM (SELECT s.alike, {priced} AS missed, count(*) AS n, min(s.from_price) AS low, max(s.from_price) AS high \
                 FROM found s GROUP BY {apart}) a \
           JOIN kinds s ON s.alike = a.alike), \
         counts AS ({}) \
         SELECT {rows} AS rows, \
                ARRAY({page} LIMIT {PAGE} OFFSET {skip}) AS goods",
        tally::missed(&of_price),
        fit.found,
        tally::missed(&others),
        nearest.as_deref().unwrap_or("0"),
        tally::traits(ask.filter),
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
         WHERE EXISTS (SELECT FROM shelf_terms s WHERE s.words @@ r.query::tsquery) ORDER BY r.nth LIMIT 1",
    )
    .bind::<Array<Text>, _>(queries)
    .kept()
    .get_result(&mut *db.conn().await?)
    .await
    .optional()?;
    Ok(first.and_then(|first| usize::try_from(first.nth).ok()))
}

/// Whether one of these words has its accents in none of these goods. What lacks an accent is met by a word that has more of them:
/// "ruôt" by "ruột". The last word may be the beginning of one when it is `open`.
pub async fn lacks_accents(db: &Db, goods: &[ProductId], words: &[Word], open: bool) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = Bool)]
        lacks: bool,
    }
    let last = words.len().saturating_sub(1);
    let marked = words.iter().enumerate().filter(|(_, word)| word.marked());
    let patterns: Vec<String> = marked.map(|(nth, word)| accents(word, open && nth == last)).collect();
    let answer: Answer = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM unnest($2) AS w (pattern) WHERE NOT EXISTS ( \
           SELECT FROM shelf s, unnest(tsvector_to_array(s.words)) AS x (word) \
           WHERE s.product_id = ANY($1) AND starts_with(x.word, '~') AND x.word ~ w.pattern)) AS lacks",
    )
    .bind::<Array<BigInt>, _>(goods.iter().map(|id| id.0).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(patterns)
    .kept()
    .get_result(&mut *db.conn().await?)
    .await?;
    Ok(answer.lacks)
}

/// A pattern for what has at least the accents of a word, as a word vector has it: the same letters, each with what was typed on
/// it or more, and the same tone if there is one.
fn accents(word: &Word, open: bool) -> String {
    let letters = word.toned.trim_end_matches(|c: char| ('1'..='5').contains(&c));
    let tone = word.toned.strip_prefix(letters).unwrap_or_default();
    let letters: String = letters.chars().map(|c| format!("{c}[0-9]*")).collect();
    let more = if open { "[a-z0-9]*" } else { "" };
    format!("^~{letters}{more}{tone}[0-9]*$")
}

/// What stands before a word that says what a thing is: see `catalog::shelf`.
const ITSELF: &str = "=";

/// How well words fit, as SQL.
struct Fit {
    /// Of a row `s` of the shelf's terms: whether it has them all.
    found: String,
    /// Of such a row: how many of the words its name has, with the accents that were typed; cheap enough for every one that is
    /// found.
    likely: String,
    /// Of a row `s` of the shelf: the same as `place` for the words with the accents that were typed; the same for all rows when
    /// none were.
    tone: String,
    /// Of a row `s` of the shelf: the more, the better the places where the words are: those that say what it is, names, other
    /// names, category, household, commune, and last the places of old.
    place: String,
}

/// A query of words, as SQL. A plan that is kept would read it anew for each row; in a select of its own it is read once. Any
/// other plan is made for these very words, and must see how many rows they find: with a filter it would join these row by row
/// with all kinds there are, and take seconds.
fn read(query: &str, kept: bool) -> String {
    if kept { format!("(SELECT {query}::tsquery)") } else { format!("{query}::tsquery") }
}

/// A word with its accents, as a word vector has it.
fn toned(word: &Word) -> String {
    if word.marked() { format!("~{}", word.toned) } else { word.folded.clone() }
}

impl Fit {
    fn of(statement: &mut Statement, words: &Words, by_beginning: bool, kept: bool) -> Self {
        let folded = |weights: &str, joint: &str, open: bool| terms(words, weights, joint, open);
        let mut text = |query: String| statement.bind(Bind::Text(query));
        let last = words.each.len() - 1;
        let star = |nth: usize| if by_beginning && nth == last { ":*" } else { "" };
        let found = format!("s.words @@ {}", read(&text(query(words, by_beginning)), kept));
        let marked = words.marked();
        let likely = if marked || !by_beginning {
            let spelled: fn(&Word) -> String = if marked { toned } else { |word| word.folded.clone() };
            let any = words.each.iter().map(|word| format!("'{}'", spelled(word))).collect::<Vec<_>>().join(" | ");
            // One word more is as much more as the first: these vectors have no places to weigh. One call for all words, and not
            // one for each.
            format!("ts_rank(s.names, {})", read(&text(any), kept))
        } else {
            // A rank would count each name that begins so.
            let each = words.each.iter().enumerate().map(|(nth, word)| {
                format!("(s.names @@ {})::int", read(&text(format!("'{}'{}", word.folded, star(nth))), kept))
            });
            each.collect::<Vec<_>>().join(" + ")
        };
        let mut matches = |query: String| format!("s.words @@ {}", read(&text(query), kept));
        // What each word is worth where it stands; the first place it has counts.
        let mut worth = |spelled: fn(&Word) -> String, by_beginning: bool, places: &[(&str, i32)]| {
            let each = words.each.iter().enumerate().map(|(nth, word)| {
                let open = if by_beginning && nth == last { "*" } else { "" };
                let worth: Vec<String> = places
                    .iter()
                    .map(|(place, n)| {
                        let (sign, weights) = if *place == ITSELF { (ITSELF, "ABCD") } else { ("", *place) };
                        format!(" WHEN {} THEN {n}", matches(format!("'{sign}{}':{open}{weights}", spelled(word))))
                    })
                    .collect();
                format!("CASE{} ELSE 0 END", worth.concat())
            });
            each.collect::<Vec<_>>().join(" + ")
        };
        let finely = [("A", 6), ("AB", 4), ("ABC", 2), ("ABCD", 1)];
        // An expression in any case: a bare number in ORDER BY would name a column.
        let tone = if marked { worth(toned, false, &finely) } else { "0 + 0".to_owned() };
        // What a thing is made of may stand in its name too, and even be all of it.
        let each = worth(|word| word.folded.clone(), by_beginning, &[&[(ITSELF, 10)], finely.as_slice()].concat());
        // And more when a name has them whole and one after the other, or the category is called so too.
        let more = [(folded("A", " <-> ", false), 2), (folded("A", " & ", false), 1), (folded("C", " & ", false), 1)]
            .map(|(query, n)| format!(" + ({})::int * {n}", matches(query)));
        let place = format!("({each}{})", more.concat());
        Fit { found, likely, tone, place }
    }

    /// The ids of `rows` as `f`, the best first: the likeliest [`WEIGHED`] in their exact order. They have `product_id`, `likely`
    /// and `rank`; `nearest`, when it counts, comes before all that.
    fn best(&self, rows: &str, nearest: Option<&str>) -> String {
        let (shown, first) = match nearest {
            Some(nearest) => (format!(", {nearest}"), "nearest, "),
            None => (String::new(), ""),
        };
        format!(
            "SELECT s.product_id \
             FROM (SELECT f.product_id{shown} FROM {rows} \
                   ORDER BY {first}f.likely DESC, f.rank DESC, f.product_id DESC LIMIT {WEIGHED}) b \
             JOIN shelf s ON s.product_id = b.product_id \
             ORDER BY {first}{} DESC, {} DESC, s.rank DESC, s.product_id DESC",
            self.tone, self.place
        )
    }
}

/// What bears a name like these words. Of the households that pass, whose number is small, the order is worked out word by
/// word; pages are found and weighed by their word vectors, one for each language.
#[must_use]
pub fn named(naming: &Naming<'_>) -> Statement {
    let Naming { words, lang, goods, others, .. } = *naming;
    let mut statement = Statement::default();
    let last = words.each.len() - 1;
    let name = "(r.name_folded || m.folded || ' ')";
    let open = naming.open();
    let mut each = |column: &str, open: bool| {
        let like = words.each.iter().enumerate().map(|(nth, word)| {
            let pattern = if open && nth == last { beginning(&word.folded) } else { whole(&word.folded) };
            format!("{column} LIKE {}", statement.bind(Bind::Text(pattern)))
        });
        like.collect::<Vec<_>>().join(" AND ")
    };
    let (found, as_typed, in_name) = (each(name, open), each(name, false), each("r.name_folded", open));
    // A commune is taken for the one that was meant however it was typed.
    let tones: Vec<String> = words
        .each
        .iter()
        .filter(|word| word.marked())
        .map(|word| {
            let (toned, folded) = (whole(&word.toned), whole(&word.folded));
            let (toned, folded) = (statement.bind(Bind::Text(toned)), statement.bind(Bind::Text(folded)));
            format!(" AND (r.name_toned LIKE {toned} OR (' ' || m.folded || ' ') LIKE {folded})")
        })
        .collect();
    let tones = tones.concat();
    let mut of_page = |query: String| format!("g.words @@ {}", read(&statement.bind(Bind::Text(query)), true));
    let accented = |weight: &str, joint: &str| {
        let each = words.each.iter().map(|word| format!("'{}':{weight}", toned(word)));
        each.collect::<Vec<_>>().join(joint)
    };
    let called_whole = of_page(terms(words, "AB", " & ", false));
    let called_exactly = of_page(accented("AB", " & "));
    let called = if naming.exactly() { called_exactly.clone() } else { of_page(terms(words, "AB", " & ", open)) };
    let titled = of_page(terms(words, "A", " & ", open));
    let says = of_page(accented("C", " <-> "));
    let lang = statement.bind(Bind::Text(lang.code().to_owned()));
    let (pages, texts) = (naming.pages(), naming.texts());
    let goods = match goods {
        0 => "SELECT NULL::bigint WHERE false".to_owned(),
        most => {
            let fit = Fit::of(&mut statement, words, by_beginning(words, naming.unfinished), true);
            let found = format!(
                "(SELECT s.product_id, s.rank, {} AS likely FROM shelf_terms s WHERE {}) f",
                fit.likely, fit.found
            );
            format!("{} LIMIT {most}", fit.best(&found, None))
        }
    };
    statement.push(&format!(
        "SELECT ARRAY({goods}) AS goods, \
                ARRAY(SELECT r.id FROM producers r JOIN communes m ON m.code = r.commune_code \
                      WHERE r.listed AND {found} \
                      ORDER BY ({as_typed}{tones}) DESC, ({as_typed}) DESC, ({in_name}) DESC, r.id LIMIT {others}) AS producers, \
                ARRAY(SELECT g.slug FROM pages g WHERE {pages} AND {called} GROUP BY g.slug \
                      ORDER BY max(({called_exactly})::int * 8 + ({called_whole})::int * 4 + (g.lang = {lang})::int * 2 \
                                   + ({titled})::int) DESC, g.slug LIMIT {others}) AS pages, \
                ARRAY(SELECT g.slug FROM pages g WHERE {texts} AND {says} \
                        AND g.slug NOT IN (SELECT g.slug FROM pages g WHERE {pages} AND {called}) \
                      GROUP BY g.slug ORDER BY bool_or(g.lang = {lang}) DESC, g.slug LIMIT {others}) AS texts"
    ));
    statement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::directory::Directory;
    use crate::kernel::lang::Lang;

    /// How many queries of words a statement has, and how many of them are read once.
    fn queries(statement: &Statement) -> (usize, usize) {
        let text = format!("{statement:?}");
        let parts: Vec<&str> = text.split("::tsquery").collect();
        let (_, before) = parts.split_last().unwrap();
        let once = before.iter().filter(|part| {
            let query = part.rsplit_once("(SELECT $").and_then(|(_, query)| query.strip_suffix("::text"));
            query.is_some_and(|nth| nth.parse::<usize>().is_ok())
        });
        (before.len(), once.count())
    }

    #[test]
    fn a_plan_that_is_kept_reads_each_query_once_and_any_other_sees_the_words() {
        let directory = Directory::default();
        for typed in ["ca", "cá thính", "thanh long lập thạch vĩnh phúc"] {
            let words = Words::parse(typed).unwrap();
            let asked = |filter: &Filter| {
                let ask = Ask { words: &words, unfinished: false, filter, counted: true, directory: &directory };
                queries(&statement(&ask))
            };
            let (lang, unfinished, speaking) = (Lang::Vi, true, true);
            let naming = Naming { words: &words, lang, unfinished, goods: 6, others: 3, speaking };
            for (all, once) in [asked(&Filter::default()), queries(&named(&naming))] {
                assert!(all > 5 && once == all, "{typed}: {once} of {all}");
            }
            let narrowed = Filter { in_stock: true, ..Filter::default() };
            let sorted = Filter { sort: Sort::Price, ..Filter::default() };
            for (all, once) in [asked(&narrowed), asked(&sorted)] {
                assert!(all > 0 && once == 0, "{typed}: {once} of {all}");
            }
        }
    }
}
