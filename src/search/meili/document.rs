//! What the engine is told of a product, a household, a help page. A product's document is made of its row on the shelf and of
//! nothing else, so both engines know the same, and a row that has not changed is a document that has not.

use std::collections::HashSet;

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Integer, SmallInt, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::catalog::list::band;
use crate::catalog::statement::{Bind, Statement};
use crate::error::Result;
use crate::kernel::season::Season;
use crate::kernel::text::{fold, toned};
use crate::platform::db::Conn;
use crate::platform::secrets::hex;

/// Grows when documents of the same things look different: a new number makes a new index.
pub const VERSION: u32 = 4;

/// A product as the engine keeps it. Words stand folded, and toned in the fields that end so: the engine itself would
/// fold "cá" and "cà" into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Goods {
    pub id: i64,
    /// What it is: those words of its names that say so.
    pub itself: String,
    /// The same words, folded and toned.
    pub itself_toned: String,
    pub name: String,
    pub name_toned: String,
    /// What else it is called, in either language.
    pub also: String,
    pub also_toned: String,
    /// Category path, household, commune.
    pub about: String,
    pub about_toned: String,
    /// The places of the time before July 2025.
    pub former: String,
    pub former_toned: String,
    /// Numbers as text: they are names here.
    pub top_category: String,
    pub category: String,
    pub commune: String,
    pub kind: String,
    pub certificates: Vec<String>,
    /// OCOP stars in force.
    pub stars: i16,
    /// Whole đồng, of the pack a card tells the price of.
    pub price: i64,
    pub per_kg: i64,
    /// Which of the bands of price, from 0.
    pub band: i32,
    /// Months of its season, 1 to 12.
    pub months: Vec<u32>,
    pub in_season: bool,
    pub in_stock: bool,
    /// Orders of the last 30 days.
    pub sold: i32,
    /// The order of lists without its last part, which is `listed`: together they are more than the engine's numbers,
    /// which are floating, can tell apart.
    pub standing: i64,
    /// Seconds since 1970.
    pub listed: i64,
    /// Tells two documents apart without comparing them.
    pub stamp: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = BigInt)]
    top_category: i64,
    #[diesel(sql_type = BigInt)]
    category: i64,
    #[diesel(sql_type = Text)]
    commune: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Array<Text>)]
    certificates: Vec<String>,
    #[diesel(sql_type = SmallInt)]
    stars: i16,
    #[diesel(sql_type = BigInt)]
    price: i64,
    #[diesel(sql_type = BigInt)]
    per_kg: i64,
    #[diesel(sql_type = Integer)]
    band: i32,
    #[diesel(sql_type = Integer)]
    season: Season,
    #[diesel(sql_type = Bool)]
    in_season: bool,
    #[diesel(sql_type = Bool)]
    in_stock: bool,
    #[diesel(sql_type = Integer)]
    sold: i32,
    #[diesel(sql_type = BigInt)]
    standing: i64,
    #[diesel(sql_type = BigInt)]
    listed: i64,
}

/// Which products.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    These(&'a [i64]),
    /// So many with greater ids, in their order.
    After(i64, i64),
}

/// Documents of what is on the shelf, in the order of ids; what is not on it has none.
pub async fn goods(conn: &mut Conn, which: Which<'_>) -> Result<Vec<Goods>> {
    let mut statement = Statement::default();
    let (wanted, most) = match which {
        Which::These(ids) => (format!("s.product_id = ANY({})", statement.bind(Bind::BigInts(ids.to_vec()))), i64::MAX),
        Which::After(id, most) => (format!("s.product_id > {}", statement.bind(Bind::BigInt(id))), most),
    };
    let most = statement.bind(Bind::BigInt(most));
    statement.push(&format!(
        "SELECT s.product_id AS id, s.words::text AS words, s.top_category_id AS top_category, s.category_id AS category, \
           s.commune_code AS commune, s.producer_kind AS kind, s.certificates, s.stars, s.from_price AS price, s.per_kg, \
           {} AS band, s.season, s.in_season, s.in_stock, s.sold_30d AS sold, s.rank >> 34 AS standing, \
           extract(epoch FROM s.listed_at)::bigint AS listed \
         FROM shelf s WHERE {wanted} ORDER BY s.product_id LIMIT {most}",
        band::NTH
    ));
    let rows: Vec<Row> = statement.query().load(conn).await?;
    Ok(rows.into_iter().map(Goods::from).collect())
}

impl From<Row> for Goods {
    fn from(row: Row) -> Self {
        let ([name, also, about, former], itself) = (texts(&row.words), itself(&row.words));
        let mut goods = Goods {
            id: row.id,
            itself: itself.folded,
            itself_toned: itself.toned,
            name: name.folded,
            name_toned: name.toned,
            also: also.folded,
            also_toned: also.toned,
            about: about.folded,
            about_toned: about.toned,
            former: former.folded,
            former_toned: former.toned,
            top_category: row.top_category.to_string(),
            category: row.category.to_string(),
            commune: row.commune,
            kind: row.kind,
            certificates: row.certificates,
            stars: row.stars,
            price: row.price,
            per_kg: row.per_kg,
            band: row.band,
            months: (1..=12).filter(|month| row.season.has(*month)).collect(),
            in_season: row.in_season,
            in_stock: row.in_stock,
            sold: row.sold,
            standing: row.standing,
            listed: row.listed,
            stamp: String::new(),
        };
        goods.stamp = stamp(&goods);
        goods
    }
}

/// Of the document without its stamp.
fn stamp<T: std::fmt::Debug>(document: &T) -> String {
    hex(Sha256::digest(format!("{document:?}")).get(..8).unwrap_or_default())
}

/// Words of one weight, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Words {
    folded: String,
    toned: String,
}

/// The texts of a word vector as Postgres writes one (`'ca':1A,7C '~ca1':1A`): names, other names, about, former places. What
/// stands behind a `~` has its accents.
fn texts(vector: &str) -> [Words; 4] {
    let mut texts: [Words; 4] = Default::default();
    for (_, marked, weight, word) in placed(vector) {
        let Some(words) = texts.get_mut(weight) else { continue };
        add(if marked { &mut words.toned } else { &mut words.folded }, word);
    }
    texts
}

fn add(text: &mut String, word: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

/// The text about it alone, every word with the accents that it has.
fn spelled(vector: &str) -> String {
    let mut words: Vec<(u32, &str)> = Vec::new();
    for (place, _, weight, word) in placed(vector) {
        if weight != ABOUT {
            continue;
        }
        // A word with accents follows itself without them.
        if words.last().is_some_and(|(last, _)| *last == place) {
            words.pop();
        }
        words.push((place, word));
    }
    words.into_iter().map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

/// Where the text about it stands among the [`texts`].
const ABOUT: usize = 2;

/// Every word in its order: its place, whether it has its accents, which of the [`texts`] it is of, and the word.
fn placed(vector: &str) -> Vec<(u32, bool, usize, &str)> {
    let mut placed: Vec<(u32, bool, usize, &str)> = Vec::new();
    for entry in vector.split(' ') {
        let Some((word, places)) = entry.split_once(':') else { continue };
        let word = word.trim_matches('\'');
        let (word, marked) = word.strip_prefix('~').map_or((word, false), |toned| (toned, true));
        for place in places.split(',') {
            let digits = place.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let weight = match place.strip_prefix(digits) {
                Some("A") => 0,
                Some("B") => 1,
                Some("C") => ABOUT,
                // Postgres leaves the lowest weight out.
                _ => 3,
            };
            placed.push((digits.parse().unwrap_or(0), marked, weight, word));
        }
    }
    placed.sort_unstable();
    placed
}

/// The words after an `=`: those that the vector has without one are folded, and all of them are said to be toned.
fn itself(vector: &str) -> Words {
    let bare = vector.split(' ').filter_map(|entry| entry.split_once(':')).map(|(word, _)| word.trim_matches('\''));
    let bare: HashSet<&str> = bare.collect();
    let mut words = Words::default();
    for word in vector.split(' ').filter_map(|entry| entry.strip_prefix("'=")?.strip_suffix('\'')) {
        add(&mut words.toned, word);
        // Who types "ca1" has typed keys, and means no word that looks so.
        if bare.contains(word) {
            add(&mut words.folded, word);
        }
    }
    words
}

/// A household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Household {
    pub id: i64,
    pub name: String,
    pub name_toned: String,
    pub commune: String,
    pub commune_toned: String,
    pub stamp: String,
}

/// Documents of those who may sell: of these, or of all.
pub async fn households(conn: &mut Conn, these: Option<&[i64]>) -> Result<Vec<Household>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        commune: String,
    }
    let mut statement = Statement::default();
    let wanted = these.map(|ids| format!(" AND r.id = ANY({})", statement.bind(Bind::BigInts(ids.to_vec()))));
    statement.push(&format!(
        "SELECT r.id, r.name_vi || ' ' || r.name_en AS name, m.name AS commune FROM producers r \
         JOIN communes m ON m.code = r.commune_code WHERE r.listed{} ORDER BY r.id",
        wanted.unwrap_or_default()
    ));
    let rows: Vec<Row> = statement.query().load(conn).await?;
    let documents = rows.into_iter().map(|row| {
        let mut document = Household {
            id: row.id,
            name: fold(&row.name),
            name_toned: toned(&row.name),
            commune: fold(&row.commune),
            commune_toned: toned(&row.commune),
            stamp: String::new(),
        };
        document.stamp = stamp(&document);
        document
    });
    Ok(documents.collect())
}

/// A help page in both languages: of each its title, what else it is called, headings among it, and its text, whose words stand
/// together, with accents or without. English words have no accents worth keeping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Help {
    /// Its slug.
    pub id: String,
    pub title_vi: String,
    pub title_vi_toned: String,
    pub also_vi: String,
    pub also_vi_toned: String,
    pub text_vi: String,
    pub text_vi_toned: String,
    pub title_en: String,
    pub also_en: String,
    pub text_en: String,
    pub stamp: String,
}

/// Documents of the pages there are: of these, or of all.
pub async fn help(conn: &mut Conn, these: Option<&[String]>) -> Result<Vec<Help>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        slug: String,
        #[diesel(sql_type = Text)]
        vi: String,
        #[diesel(sql_type = Text)]
        en: String,
    }
    let mut statement = Statement::default();
    let wanted = these.map(|slugs| format!(" WHERE slug = ANY({})", statement.bind(Bind::Texts(slugs.to_vec()))));
    statement.push(&format!(
        "SELECT slug, coalesce(max(words::text) FILTER (WHERE lang = 'vi'), '') AS vi, \
                coalesce(max(words::text) FILTER (WHERE lang = 'en'), '') AS en \
         FROM pages{} GROUP BY slug ORDER BY slug",
        wanted.unwrap_or_default()
    ));
    let rows: Vec<Row> = statement.query().load(conn).await?;
    let documents = rows.into_iter().map(|row| {
        let ([title, also, text, _], [title_en, also_en, text_en, _]) = (texts(&row.vi), texts(&row.en));
        let mut document = Help {
            id: row.slug,
            title_vi: title.folded,
            title_vi_toned: title.toned,
            also_vi: also.folded,
            also_vi_toned: also.toned,
            text_vi: text.folded,
            text_vi_toned: spelled(&row.vi),
            title_en: title_en.folded,
            also_en: also_en.folded,
            text_en: text_en.folded,
            stamp: String::new(),
        };
        document.stamp = stamp(&document);
        document
    });
    Ok(documents.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_vector_gives_its_texts_back() {
        let [name, also, about, former] = texts(
            "'1':4A '~ca1':1A,6C '~hu4':3A '~thinh1':2A '~xa4':8 'ca':1A,6C 'hu':3A 'mam':5B 'thinh':2A,7C 'xa':8",
        );
        assert_eq!((name.folded.as_str(), name.toned.as_str()), ("ca thinh hu 1", "ca1 thinh1 hu4"));
        assert_eq!((also.folded.as_str(), also.toned.as_str()), ("mam", ""));
        assert_eq!((about.folded.as_str(), about.toned.as_str()), ("ca thinh", "ca1"));
        assert_eq!((former.folded.as_str(), former.toned.as_str()), ("xa", "xa4"));
        assert_eq!(texts(""), <[Words; 4]>::default());
        let vector = "'=ca' '=ca1' '~ca1':1A 'ca':1A";
        let page = "'~tho7i2':3C 'khi':2C 'thoi':3C '~khi2':9A 'so':1A 'xau':4C '~xau1':4C";
        assert_eq!(spelled(page), "khi tho7i2 xau1");
        let itself = itself(vector);
        assert_eq!((itself.folded.as_str(), itself.toned.as_str()), ("ca", "ca ca1"));
        assert_eq!(texts(vector)[0].folded, "ca");
    }
}
