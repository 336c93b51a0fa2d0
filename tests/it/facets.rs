//! Any filter at all: what is listed and what is counted is what a plain reading of the filter says, worked out here
//! from the rows by other means.

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryDsl as _;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, SmallInt, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use market::catalog::directory::{self, Directory};
use market::catalog::list::band::Band;
use market::catalog::list::filter::{Base, Filter};
use market::catalog::list::tally::Tally;
use market::catalog::list::words::Words;
use market::catalog::list::{listing, tally};
use market::catalog::shelf;
use market::kernel::text::fold;
use market::platform::db::Conn;
use market::search::engine::{Ask, PAGE, SearchEngine};
use market::search::postgres::Postgres;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::catalog::seed;
use super::support::{self, TestShop};

#[derive(Clone, Debug, QueryableByName)]
pub struct Goods {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// All that a search looks at.
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = BigInt)]
    category_id: i64,
    #[diesel(sql_type = BigInt)]
    top_id: i64,
    #[diesel(sql_type = Text)]
    category: String,
    #[diesel(sql_type = Text)]
    top: String,
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
    #[diesel(sql_type = Bool)]
    in_season: bool,
    #[diesel(sql_type = Bool)]
    in_stock: bool,
}

/// Straight from the tables that the shelf is derived from, without a word of its SQL.
const READ: &str = "SELECT p.id, concat_ws(' ', p.name_vi, p.name_en, r.name_vi, r.name_en, g.name_vi, \
       g.name_en, t.name_vi, t.name_en, m.name) AS words, g.id AS category_id, t.id AS top_id, g.slug AS category, t.slug AS top, \
       r.commune_code AS commune, r.kind, \
       (p.season & 1024) <> 0 AS in_season, \
       EXISTS (SELECT FROM packs k WHERE k.product_id = p.id AND k.on_hand > 0) AS in_stock, \
       (SELECT min(k.price) FROM packs k WHERE k.product_id = p.id) AS price, \
       ARRAY(SELECT c.kind FROM certificates c WHERE c.producer_id = r.id AND c.kind = ANY(p.certificate_kinds) \
             AND c.checked_at IS NOT NULL AND c.expires_on >= '2026-11-23') AS certificates, \
       coalesce((SELECT max(c.stars) FROM certificates c WHERE c.producer_id = r.id AND c.kind = ANY(p.certificate_kinds) \
             AND c.checked_at IS NOT NULL AND c.expires_on >= '2026-11-23'), 0::smallint) AS stars \
     FROM products p JOIN categories g ON g.id = p.category_id JOIN categories t ON t.id = g.parent_id \
     JOIN producers r ON r.id = p.producer_id JOIN communes m ON m.code = r.commune_code";

/// A query as it might stand in an address bar.
pub fn queries() -> impl Strategy<Value = (usize, String)> {
    let some = |name: &'static str, values: &[&'static str], most: usize| {
        let values = values.to_vec();
        prop_oneof![
            3 => Just(String::new()),
            2 => subsequence(values, 1..=most)
                .prop_map(move |chosen| chosen.iter().map(|v| format!("{name}={v}&")).collect::<String>()),
        ]
    };
    let price = |name: &'static str, less: i64| {
        prop_oneof![
            4 => Just(String::new()),
            1 => (5_i64..210).prop_map(move |k| format!("{name}={}&", k * 1_000 - 500)),
            1 => select(vec![50_000, 100_000, 200_000, 500_000]).prop_map(move |end| format!("{name}={}&", end - less)),
        ]
    };
    let flag = |text: &'static str| select(vec!["", "", text]).prop_map(str::to_owned);
    (
        0_usize..7,
        some("category", &["an-uong", "qua", "ca-thinh", "gao", "buoi", "nho"], 3),
        some("commune", &["08761", "08842", "08788", "08812", "08770", "08866"], 4),
        some("kind", &["household", "business_household", "cooperative_group", "cooperative"], 3),
        some("certificate", &["ocop", "vietgap", "haccp"], 2),
        some("stars", &["3", "4"], 1),
        (price("price_from", 0), price("price_to", 1)),
        (flag("season=now&"), flag("stock=in&"), flag("q=h%C5%A9&"), flag("q=ho+ga&")),
        select(vec!["", "", "", "near=08866&", "near=08812&"]),
    )
        .prop_map(|(base, a, b, c, d, e, (f, g), (h, i, j, k), l)| {
            (base, format!("{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l}"))
        })
}

/// Which filters keep a row out of the list, by the name of their facet.
fn misses(filter: &Filter, goods: &Goods) -> Vec<&'static str> {
    let any = |chosen: &[String], of: &[&str]| chosen.is_empty() || chosen.iter().any(|c| of.contains(&c.as_str()));
    let certificates: Vec<&str> = goods.certificates.iter().map(String::as_str).collect();
    let category = match filter.base {
        Base::Second { id, .. } => goods.category_id == id.0,
        _ => any(&filter.categories, &[&goods.category, &goods.top]),
    };
    let dear_enough = filter.price_from.is_none_or(|from| goods.price >= from);
    let cheap_enough = filter.price_to.is_none_or(|to| goods.price <= to);
    [
        ("category", category),
        ("commune", any(&filter.communes, &[&goods.commune])),
        ("kind", any(&filter.kinds, &[&goods.kind])),
        ("certificate", any(&filter.certificates, &certificates)),
        ("stars", filter.stars.is_none_or(|stars| i64::from(goods.stars) >= stars)),
        ("price", dear_enough && cheap_enough),
        ("season", !filter.in_season || goods.in_season),
        ("stock", !filter.in_stock || goods.in_stock),
    ]
    .into_iter()
    .filter_map(|(facet, kept)| (!kept).then_some(facet))
    .collect()
}

/// Whether the list is about this at all, whatever its filters.
fn about(filter: &Filter, goods: &Goods) -> bool {
    let top = match filter.base {
        Base::Market => true,
        Base::Top(top) | Base::Second { top, .. } => goods.top_id == top.0,
    };
    let near = filter.near.as_deref().is_none_or(|near| {
        let around: &[&str] = match near {
            "08866" => &["08866", "08842"],
            _ => &["08812", "08761", "08788", "08842"],
        };
        around.contains(&goods.commune.as_str())
    });
    let words_of = fold(&goods.words);
    top && near
        && filter
            .words
            .as_ref()
            .is_none_or(|words| words.each.iter().all(|w| words_of.split(' ').any(|word| word == w.folded)))
}

pub fn counted(filter: &Filter, all: &[Goods]) -> Tally {
    let for_facet = |facet: &'static str| {
        all.iter().filter(move |g| about(filter, g) && misses(filter, g).iter().all(|missed| *missed == facet))
    };
    let mut tally = Tally { total: for_facet("").count() as i64, ..Tally::default() };
    let add = |sums: &mut BTreeMap<String, i64>, value: &str| *sums.entry(value.to_owned()).or_default() += 1;
    for goods in for_facet("category") {
        let id = if filter.base == Base::Market { goods.top_id } else { goods.category_id };
        *tally.categories.entry(id).or_default() += 1;
    }
    for_facet("commune").for_each(|g| add(&mut tally.communes, &g.commune));
    for_facet("kind").for_each(|g| add(&mut tally.kinds, &g.kind));
    for_facet("certificate").for_each(|g| g.certificates.iter().for_each(|c| add(&mut tally.certificates, c)));
    for_facet("stars").for_each(|g| *tally.stars.entry(i64::from(g.stars)).or_default() += 1);
    tally.in_season = for_facet("season").filter(|g| g.in_season).count() as i64;
    tally.in_stock = for_facet("stock").filter(|g| g.in_stock).count() as i64;
    for_facet("price").for_each(|g| {
        let nth = match g.price {
            500_000.. => 4,
            200_000.. => 3,
            100_000.. => 2,
            50_000.. => 1,
            _ => 0,
        };
        *tally.bands.entry(nth).or_default() += 1;
    });
    tally.low = for_facet("price").map(|g| g.price).min();
    tally.high = for_facet("price").map(|g| g.price).max();
    tally
}

fn base(directory: &Directory, nth: usize) -> Base {
    let slugs = ["an-uong", "qua", "ca-thinh", "gao", "buoi", "nho"];
    slugs.get(nth).map_or(Base::Market, |slug| Base::of(directory.category(slug).unwrap()))
}

/// A shop's worth of goods of all sorts, on the shelf.
pub async fn stock(shop: &TestShop) {
    let mut conn = shop.conn().await;
    conn.batch_execute(&seed(25, 240)).await.unwrap();
    // Stars of several heights, and packs alike in stock, so that the cheapest pack has the price.
    conn.batch_execute("UPDATE certificates SET stars = 3 + producer_id % 3 WHERE stars IS NOT NULL").await.unwrap();
    // Prices in every band, some of them where a band begins or just below.
    conn.batch_execute("UPDATE packs SET price = price * (1 + product_id % 7) - product_id % 2").await.unwrap();
    shelf::refresh_all(&mut conn, shop.ground.clock.today()).await.unwrap();
}

pub async fn all(shop: &TestShop) -> Vec<Goods> {
    diesel::sql_query(READ).load(&mut shop.conn().await).await.unwrap()
}

pub fn price(all: &[Goods], id: i64) -> i64 {
    all.iter().find(|goods| goods.id == id).unwrap().price
}

/// Product and rank on the shelf.
pub async fn ranks(shop: &TestShop) -> BTreeMap<i64, i64> {
    use market::schema::shelf;
    let mut conn = shop.conn().await;
    let rows: Vec<(i64, i64)> = shelf::table.select((shelf::product_id, shelf::rank)).load(&mut conn).await.unwrap();
    rows.into_iter().collect()
}

/// The whole list, in no order.
pub fn wanted(filter: &Filter, all: &[Goods]) -> Vec<i64> {
    all.iter().filter(|g| about(filter, g) && misses(filter, g).is_empty()).map(|g| g.id).collect()
}

/// The counts and the whole list, page by page.
async fn browsed(conn: &mut Conn, filter: &Filter, directory: &Directory) -> (Tally, Vec<i64>) {
    let tally = tally::count(conn, filter, directory).await.unwrap();
    let mut listed = Vec::new();
    let mut next = Some(filter.clone());
    while let Some(page) = next {
        let (cards, cursor) = listing::load(conn, &page, directory).await.unwrap();
        listed.extend(cards.iter().map(|card| card.id.0));
        next = cursor.map(|cursor| Filter { after: Some(cursor), ..filter.clone() });
    }
    (tally, listed)
}

/// The same of a search, from an engine.
pub async fn searched<E: SearchEngine>(
    engine: &E,
    words: &Words,
    filter: &Filter,
    directory: &Directory,
) -> (Tally, Vec<i64>) {
    let mut listed = Vec::new();
    loop {
        let filter = Filter { page: listed.len() / PAGE, ..filter.clone() };
        let ask = Ask { words, unfinished: false, filter: &filter, counted: true, directory };
        let found = engine.goods(&ask).await.unwrap();
        listed.extend(found.goods.iter().map(|id| id.0));
        if found.goods.len() < PAGE {
            return (found.tally, listed);
        }
    }
}

#[actix_web::test]
async fn whatever_is_asked_the_list_and_its_counts_are_what_the_words_say() {
    let shop = support::shop().await;
    stock(&shop).await;
    let mut conn = shop.conn().await;
    let all = all(&shop).await;
    let directory = directory::load(&shop.ground, &mut conn).await.unwrap();
    let mut runner = TestRunner::deterministic();
    let (mut some, mut none) = (0, 0);
    let mut bands = BTreeSet::new();
    for _ in 0..80 {
        let (nth, query) = queries().new_tree(&mut runner).unwrap().current();
        let base = if query.contains("q=") { Base::Market } else { base(&directory, nth) };
        let filter = Filter::parse(&query, base, &directory);
        let filter = if filter.words.is_none() { filter.browsing() } else { filter };
        let (tally, mut listed) = match &filter.words {
            Some(words) => searched(&Postgres { db: &shop.ground.db }, words, &filter, &directory).await,
            None => browsed(&mut conn, &filter, &directory).await,
        };
        let expected = counted(&filter, &all);
        assert_eq!(tally, expected, "{:?} {query}", filter.base);
        for (band, nth) in Band::all().zip(0..) {
            let shown = counted(&band.within(&filter), &all).total;
            assert_eq!(tally.bands.get(&nth).copied().unwrap_or(0), shown, "{band:?} of {:?} {query}", filter.base);
            if shown > 0 {
                bands.insert(nth);
            }
        }
        let mut wanted = wanted(&filter, &all);
        listed.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(listed, wanted, "{:?} {query}", filter.base);
        if listed.is_empty() { none += 1 } else { some += 1 }
    }
    assert_eq!(bands.len(), 5, "no goods in some band of price");
    assert!(some > 25 && none > 5, "the filters try too little: {some} and {none}");
}
