//! One engine at one size: every search asked, judged and timed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use market::catalog::directory;
use market::catalog::list::filter::{Base, Filter};
use market::catalog::list::words::Words;
use market::platform::Ground;
use market::search::find::find;

use crate::goods::Good;
use crate::judged::Search;

/// How often each search is timed, after it was asked once to warm up.
const ROUNDS: usize = 5;
/// Recall is of the first so many.
const FIRST: usize = 5;
/// More of the slowest than this say nothing new.
const SLOWEST: usize = 15;
/// Names shown of what came instead.
const SHOWN: usize = 3;

/// What people ask besides the name of a good, as the page's own query: a bare place, which the whole market has, a filter, an
/// order, what is near, a page further on. Timed apart from the judged, for nobody has judged these.
const NARROWED: [&str; 12] = [
    "q=Lập Thạch",
    "q=lap thach",
    "q=Vĩnh Phúc",
    "q=cá thính&stock=in&season=now",
    "q=ca&certificate=ocop",
    "q=thanh long&commune=08842&price_from=20000&price_to=200000",
    "q=cá&sort=price",
    "q=mật ong&sort=new",
    "q=mật ong&near=08761",
    "q=ca&near=08842",
    "q=cá thính&page=2",
    "q=thanh long&page=20",
];

/// How one search was answered.
pub struct Answer {
    pub query: &'static str,
    pub kind: &'static str,
    /// One over the place of the first right good, and 0 when there is none; for a search that should find nothing 1 or 0.
    pub reciprocal: f64,
    /// `None` for a search that should find nothing.
    pub recall: Option<f64>,
    /// The names of the first ones.
    pub came: Vec<String>,
}

/// Every time that was taken, with what was asked, shortest first.
pub struct Times(Vec<(Duration, &'static str)>);

/// All of them and their times, and those of [`NARROWED`].
pub struct Cell {
    pub answers: Vec<Answer>,
    pub times: Times,
    pub narrowed: Times,
}

pub async fn measure(ground: &Ground, searches: &[Search], goods: &[Good]) -> anyhow::Result<Cell> {
    let by_id: BTreeMap<i64, &Good> = goods.iter().map(|good| (good.id, good)).collect();
    let mut answers = Vec::new();
    for search in searches {
        let found = first_page(ground, search.query).await?;
        answers.push(judge(search, &found, goods, &by_id));
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for search in searches {
            let begun = Instant::now();
            first_page(ground, search.query).await?;
            times.push((begun.elapsed(), search.query));
        }
    }
    for query in NARROWED {
        narrowed(ground, query).await?;
    }
    let mut of_narrowed = Vec::new();
    for _ in 0..ROUNDS {
        for query in NARROWED {
            let begun = Instant::now();
            narrowed(ground, query).await?;
            of_narrowed.push((begun.elapsed(), query));
        }
    }
    Ok(Cell { answers, times: Times::of(times), narrowed: Times::of(of_narrowed) })
}

/// The goods on the first page for what is typed, as the page itself asks for them.
async fn first_page(ground: &Ground, typed: &str) -> anyhow::Result<Vec<i64>> {
    let directory = directory::known(ground).await?;
    let Some(words) = Words::parse(typed) else { return Ok(Vec::new()) };
    let filter = Filter { words: Some(words.clone()), ..Filter::default() };
    let outcome = find(ground, &directory, &words, &filter).await?;
    Ok(outcome.found.goods.into_iter().map(|id| id.0).collect())
}

/// A page of results for a query of the page.
async fn narrowed(ground: &Ground, query: &str) -> anyhow::Result<()> {
    let directory = directory::known(ground).await?;
    let filter = Filter::parse(query, Base::Market, &directory);
    let words = filter.words.clone().with_context(|| format!("{query}: no words"))?;
    find(ground, &directory, &words, &filter).await?;
    Ok(())
}

fn judge(search: &Search, found: &[i64], goods: &[Good], by_id: &BTreeMap<i64, &Good>) -> Answer {
    let came = found.iter().take(SHOWN).filter_map(|id| Some(by_id.get(id)?.name.clone())).collect();
    let right = search.right(goods);
    let first = found.iter().position(|id| right.contains(id));
    let reciprocal = match first {
        _ if search.empty() => f64::from(u8::from(found.is_empty())),
        Some(place) => 1.0 / number(place + 1),
        None => 0.0,
    };
    let hits = found.iter().take(FIRST).filter(|id| right.contains(id)).count();
    let recall = (!search.empty()).then(|| number(hits) / number(right.len().clamp(1, FIRST)));
    Answer { query: search.query, kind: search.kind, reciprocal, recall, came }
}

impl Cell {
    pub fn recall(&self) -> f64 {
        mean(self.answers.iter().filter_map(|answer| answer.recall))
    }

    /// The mean over all searches, or over those of one kind.
    pub fn reciprocal(&self, kind: Option<&str>) -> f64 {
        let asked = self.answers.iter().filter(|answer| kind.is_none_or(|kind| kind == answer.kind));
        mean(asked.map(|answer| answer.reciprocal))
    }
}

impl Times {
    fn of(mut times: Vec<(Duration, &'static str)>) -> Self {
        times.sort_unstable();
        Times(times)
    }

    /// So many of a hundred were answered within these milliseconds.
    pub fn within_ms(&self, percent: usize) -> f64 {
        let slow = self.0.get(self.0.len() * percent / 100);
        slow.map_or(0.0, |(time, _)| time.as_secs_f64() * 1000.0)
    }

    /// What took longest, with its milliseconds, the slowest first.
    pub fn slowest(&self) -> impl Iterator<Item = (f64, &'static str)> {
        self.0.iter().rev().take(SLOWEST).map(|(time, query)| (time.as_secs_f64() * 1000.0, *query))
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / number(count) }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
