//! Sales by season, as a farmer counts them: a product's season is the months in which it is there, as its household says them
//! and the calendar shows them; of what is there all year round it is the year. What is sold after its last month and before
//! the next one begins was left of it, and counts to it. Each stands beside the same one a year before.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{Datelike as _, Months, NaiveDate};
use serde::Serialize;

use super::queries::{Grown, Part, Span};
use crate::figures::period::Period;
use crate::figures::words;
use crate::kernel::ids::ProductId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::season::Season;
use crate::platform::chart::{Chart, Point};
use crate::platform::locales::{self, Args};

/// Seasons are told that began in this month or in so many before it.
const TOLD: u32 = 23;
/// And each beside the one that began so many months earlier.
const YEAR: u32 = 12;
/// Bars of the chart.
const BARS: usize = 12;

/// One season of a product, by the first days of months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub first: NaiveDate,
    /// Its last month.
    pub last: NaiveDate,
    /// The month in which the product's next one begins.
    pub next: NaiveDate,
}

impl Run {
    /// The seasons that begin in the months from one through another, the newest first. A product of which nobody said a month
    /// is there all year.
    fn list(season: Season, from: NaiveDate, to: NaiveDate) -> Vec<Run> {
        let year = season.all_year() || season == Season::default();
        let begins = |month: NaiveDate| {
            let before = (month - Months::new(1)).month();
            if year { month.month() == 1 } else { season.has(month.month()) && !season.has(before) }
        };
        let mut runs = Vec::new();
        let mut month = to;
        while month >= from {
            if begins(month) {
                let after = |n: u32| month + Months::new(n);
                let next = (1..=YEAR).map(after).find(|month| begins(*month)).unwrap_or_else(|| after(YEAR));
                let there = |month: &NaiveDate| *month < next && (year || season.has(month.month()));
                let last = (0..YEAR).map(after).take_while(there).last().unwrap_or(month);
                runs.push(Run { first: month, last, next });
            }
            month = month - Months::new(1);
        }
        runs
    }

    fn before(self) -> Run {
        let earlier = |month: NaiveDate| month - Months::new(YEAR);
        Run { first: earlier(self.first), last: earlier(self.last), next: earlier(self.next) }
    }

    /// `5–10/2026`, `11/2025–2/2026`, `6/2026`, or the year.
    fn named(self, lang: Lang) -> String {
        let month = |month: NaiveDate| format!("{}/{}", month.month(), month.year());
        if self.first.month() == 1 && self.last == self.first + Months::new(YEAR - 1) {
            let args = Args::from([("year".into(), self.first.year().to_string().into())]);
            return locales::text_with(lang, "know-season-year", &args);
        }
        match (self.first == self.last, self.first.year() == self.last.year()) {
            (true, _) => month(self.last),
            (_, true) => format!("{}\u{2013}{}", self.first.month(), month(self.last)),
            _ => format!("{}\u{2013}{}", month(self.first), month(self.last)),
        }
    }
}

/// The months whose figures are read for the seasons of two years and of the year before.
pub fn read(today: NaiveDate) -> Span {
    let month = Period::Month.begin(today);
    Span(month - Months::new(TOLD + YEAR), Period::Month.end(month))
}

/// What was sold in a season.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sold {
    pub qty: i64,
    pub grams: i64,
    pub goods: Money,
}

impl Sold {
    fn of(parts: &[&Part], run: Run) -> Self {
        let within = parts.iter().filter(|part| run.first <= part.start && part.start < run.next);
        within.fold(Sold::default(), |sum, part| Sold {
            qty: sum.qty + part.qty,
            grams: sum.grams + part.grams,
            goods: sum.goods + part.goods,
        })
    }
}

/// How the money of a season or harvest that is over is beside the one before: a part of a Fluent key
/// (`know-more-than-season`), and by how many percent. Nothing where there was none to compare it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub word: &'static str,
    pub by: i64,
}

impl Change {
    pub fn of(goods: Money, before: Money) -> Option<Self> {
        let percent = (before > Money::ZERO).then(|| words::percent((goods - before).amount(), before.amount()))?;
        let word = match percent {
            1.. => "more-than",
            0 => "same-as",
            _ => "less-than",
        };
        Some(Change { word, by: percent.saturating_abs() })
    }
}

/// A season of a product.
#[derive(Serialize)]
pub struct Row {
    pub when: String,
    /// Its last month is not over.
    pub running: bool,
    pub kilos: String,
    pub goods: Money,
    pub before_kilos: String,
    pub before_goods: Money,
    pub change: Option<Change>,
    #[serde(skip)]
    pub run: Run,
    #[serde(skip)]
    pub sold: Sold,
    #[serde(skip)]
    pub before: Sold,
}

/// A product with its seasons, the newest first.
#[derive(Serialize)]
pub struct Goods {
    /// Its place among the others, from 1 on.
    pub n: usize,
    pub name: String,
    pub rows: Vec<Row>,
}

impl Goods {
    fn all(&self) -> Money {
        self.rows.iter().map(|row| row.sold.goods).sum()
    }
}

/// What each product sold in its seasons of the last two years, the one that brought most first. `parts` are of months.
pub fn list(grown: &[Grown], parts: &[Part], today: NaiveDate, lang: Lang) -> Vec<Goods> {
    let month = Period::Month.begin(today);
    let seasons: HashMap<ProductId, Season> = grown.iter().map(|of| (of.product, of.season)).collect();
    let mut by_product: HashMap<ProductId, Vec<&Part>> = HashMap::new();
    for part in parts {
        by_product.entry(part.product).or_default().push(part);
    }
    let mut goods: Vec<(ProductId, Goods)> = Vec::new();
    for (product, parts) in by_product {
        let Some(first) = parts.first() else { continue };
        let season = seasons.get(&product).copied().unwrap_or(Season::ALL_YEAR);
        let runs = Run::list(season, month - Months::new(TOLD), month);
        let rows: Vec<Row> = runs.into_iter().filter_map(|run| row(run, &parts, month, lang)).collect();
        if !rows.is_empty() {
            goods.push((product, Goods { n: 0, name: lang.pick(&first.name_vi, &first.name_en).to_owned(), rows }));
        }
    }
    goods.sort_by_key(|(product, goods)| (Reverse(goods.all()), *product));
    (1..).zip(goods).map(|(n, (_, goods))| Goods { n, ..goods }).collect()
}

/// Nothing for a season in which nothing was sold, nor in the one before.
fn row(run: Run, parts: &[&Part], month: NaiveDate, lang: Lang) -> Option<Row> {
    let (sold, before) = (Sold::of(parts, run), Sold::of(parts, run.before()));
    if sold == Sold::default() && before == Sold::default() {
        return None;
    }
    let running = month <= run.last;
    Some(Row {
        when: run.named(lang),
        running,
        kilos: words::kilos(sold.grams, lang),
        goods: sold.goods,
        before_kilos: words::kilos(before.grams, lang),
        before_goods: before.goods,
        // Half a season beside a whole one would only frighten.
        change: Change::of(sold.goods, before.goods).filter(|_| !running),
        run,
        sold,
        before,
    })
}

/// The newest season of the products that brought most, each beside the one before.
pub fn chart(goods: &[Goods], lang: Lang) -> Chart {
    let newest = goods.iter().take(BARS).filter_map(|goods| Some((goods, goods.rows.first()?)));
    let point = |(goods, row): (&Goods, &Row)| {
        let args = Args::from([
            ("name".into(), goods.name.clone().into()),
            ("when".into(), row.when.clone().into()),
            ("sum".into(), row.goods.to_string().into()),
            ("before".into(), row.before_goods.to_string().into()),
        ]);
        Point {
            label: goods.n.to_string(),
            title: locales::text_with(lang, "know-season-bar", &args),
            value: row.goods.amount(),
            before: Some(row.before_goods.amount()),
        }
    };
    Chart::of(&newest.map(point).collect::<Vec<_>>(), |n| words::money(n, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn told(months: &[u32]) -> Vec<String> {
        let runs = Run::list(Season::of(months), day("2024-12-01"), day("2026-11-01"));
        for run in &runs {
            assert!(run.first <= run.last && run.last < run.next, "{run:?}");
            assert_eq!(run.before().first + Months::new(12), run.first);
        }
        // Each goes on until the next one begins: nothing that is sold falls between them.
        assert!(runs.windows(2).all(|pair| pair[1].next == pair[0].first), "{runs:?}");
        runs.into_iter().map(|run| run.named(Lang::Vi)).collect()
    }

    #[test]
    fn a_season_is_what_a_farmer_calls_one() {
        assert_eq!(told(&[5, 6, 7, 8, 9, 10]), ["5\u{2013}10/2026", "5\u{2013}10/2025"]);
        // Over the turn of the year, the one that has just begun first.
        assert_eq!(told(&[11, 12, 1, 2]), ["11/2026\u{2013}2/2027", "11/2025\u{2013}2/2026"]);
        // Two crops a year, one of them of a single month.
        let two = told(&[1, 6, 7]);
        assert_eq!(two, ["6\u{2013}7/2026", "1/2026", "6\u{2013}7/2025", "1/2025"]);
        for all_year in [told(&[]), told(&(1..=12).collect::<Vec<_>>())] {
            assert_eq!(all_year.len(), 2);
            assert!(all_year[0].contains("2026") && all_year[1].contains("2025"), "{all_year:?}");
        }
        let eleven = told(&[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        assert_eq!(eleven, ["2\u{2013}12/2026", "2\u{2013}12/2025"]);
    }

    #[test]
    fn a_change_is_told_where_there_was_something_before() {
        let of = |goods: i64, before: i64| Change::of(Money::dong(goods), Money::dong(before));
        assert_eq!(of(5, 0), None);
        assert_eq!(of(150, 100), Some(Change { word: "more-than", by: 50 }));
        assert_eq!(of(25, 100), Some(Change { word: "less-than", by: 75 }));
        assert_eq!(of(100, 100), Some(Change { word: "same-as", by: 0 }));
    }
}
