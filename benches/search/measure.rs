//! One engine at one size: every search asked, judged and timed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use market::catalog::directory;
use market::catalog::list::filter::Filter;
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

/// All of them, and every time that was taken with its search, shortest first.
pub struct Cell {
    pub answers: Vec<Answer>,
    times: Vec<(Duration, &'static str)>,
}

pub async fn measure(ground: &Ground, searches: &[Search], goods: &[Good]) -> anyhow::Result<Cell> {
    let by_id: BTreeMap<i64, &Good> = goods.iter().map(|good| (good.id, good)).collect();
    let mut answers = Vec::new();
    for search in searches {
        let found = ask(ground, search).await?;
        answers.push(judge(search, &found, goods, &by_id));
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for search in searches {
            let begun = Instant::now();
            ask(ground, search).await?;
            times.push((begun.elapsed(), search.query));
        }
    }
    times.sort_unstable();
    Ok(Cell { answers, times })
}

/// The goods on the first page, as the page itself asks for them.
async fn ask(ground: &Ground, search: &Search) -> anyhow::Result<Vec<i64>> {
    let directory = {
        let mut conn = ground.db.conn().await?;
        directory::load(ground, &mut conn).await?
    };
    let Some(words) = Words::parse(search.query) else { return Ok(Vec::new()) };
    let filter = Filter { words: Some(words.clone()), ..Filter::default() };
    let outcome = find(ground, &directory, &words, &filter).await?;
    Ok(outcome.found.goods.into_iter().map(|id| id.0).collect())
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

    /// So many of a hundred were answered within these milliseconds.
    pub fn within_ms(&self, percent: usize) -> f64 {
        let slow = self.times.get(self.times.len() * percent / 100);
        slow.map_or(0.0, |(time, _)| time.as_secs_f64() * 1000.0)
    }

    /// The searches that took longest, with their milliseconds, the slowest first.
    pub fn slowest(&self) -> impl Iterator<Item = (f64, &'static str)> {
        self.times.iter().rev().take(SLOWEST).map(|(time, query)| (time.as_secs_f64() * 1000.0, *query))
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / number(count) }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
