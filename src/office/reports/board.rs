//! The board: a period in numbers, beside the one before and the same a year ago. What is read once is shown on the page, in
//! its workbook and in the monthly report.

use std::collections::HashMap;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::period::Spans;
use super::queries::{self, Cell, DaySum, Dim, Numbers, PartSum, Price};
use crate::error::Result;
use crate::figures::period::Period;
use crate::figures::words;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::office::searches;
use crate::platform::chart::{Chart, Point};
use crate::platform::db::Conn;
use crate::platform::heat::Heat;

/// As many communes, and as many categories, as a board names; the rest stands in one line below them.
const MOST_PARTS: i64 = 60;
/// Wishes that were not found.
const MOST_MISSED: i64 = 10;

/// What was looked for and not found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    pub typed: String,
    pub empty: i64,
    pub times: i64,
}

/// A step of the period: a day, a week or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub start: NaiveDate,
    pub goods: Money,
    /// The same step a year before.
    pub year_goods: Money,
}

/// All that a board says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub now: Numbers,
    pub before: Numbers,
    pub year_ago: Numbers,
    pub steps: Vec<Step>,
    pub categories: Vec<PartSum>,
    pub communes: Vec<PartSum>,
    pub prices: Vec<Price>,
    pub seasons: Vec<Cell>,
    pub missed: Vec<Missed>,
}

impl Board {
    /// How many wishes are named, where that may not be all of them.
    #[must_use]
    pub fn missed_named(&self) -> Option<usize> {
        Some(self.missed.len()).filter(|n| i64::try_from(*n) == Ok(MOST_MISSED))
    }
}

/// Reads it, in seven queries.
pub async fn load(conn: &mut Conn, spans: &Spans) -> Result<Board> {
    let [now, before, year_ago] = queries::numbers(conn, spans).await?;
    Ok(Board {
        now,
        before,
        year_ago,
        steps: steps(conn, spans).await?,
        categories: queries::parts(conn, spans, Dim::Category, MOST_PARTS).await?,
        communes: queries::parts(conn, spans, Dim::Commune, MOST_PARTS).await?,
        prices: queries::prices(conn, spans).await?,
        seasons: queries::seasons(conn, spans.year()).await?,
        missed: missed(conn, spans).await?,
    })
}

async fn missed(conn: &mut Conn, spans: &Spans) -> Result<Vec<Missed>> {
    let wishes = searches::list_missed_in(conn, spans.now.from, spans.now.until, MOST_MISSED).await?;
    Ok(wishes.into_iter().map(|w| Missed { typed: w.typed, empty: w.empty, times: w.times }).collect())
}

/// The first day of the step a year before the one that begins on `start`. Weeks are laid beside weeks.
fn year_before(period: Period, start: NaiveDate) -> NaiveDate {
    match period {
        Period::Week => start - Days::new(364),
        Period::Day | Period::Month => start - Months::new(12),
    }
}

async fn steps(conn: &mut Conn, spans: &Spans) -> Result<Vec<Step>> {
    let period = spans.steps();
    let mut reach = spans.now;
    reach.from = year_before(period, period.begin(spans.now.from)) - Days::new(7);
    let days = queries::days(conn, reach).await?;
    Ok(stepped(&days, spans, period))
}

/// Days put together to steps. A step that the period cuts counts what is within it; the one a year before counts as many
/// of its days.
fn stepped(days: &[DaySum], spans: &Spans, period: Period) -> Vec<Step> {
    let by_day: HashMap<NaiveDate, Money> = days.iter().map(|d| (d.day, d.goods)).collect();
    let mut steps = Vec::new();
    let mut start = period.begin(spans.now.from);
    while start < spans.now.until {
        let end = period.end(start);
        let before = year_before(period, start);
        let (from, until) = (start.max(spans.now.from), end.min(spans.now.until));
        let sum = |from: NaiveDate, until: NaiveDate| -> Money {
            from.iter_days().take_while(|day| *day < until).filter_map(|day| by_day.get(&day)).copied().sum()
        };
        let year_from = before + (from - start);
        let year_until = if until == end { period.end(before) } else { before + (until - start) };
        // The 29th of February has no day a year before: the 28th has its own step.
        let alone = period == Period::Day && before.day() != start.day();
        let year_goods = if alone { Money::ZERO } else { sum(year_from, year_until) };
        steps.push(Step { start, goods: sum(from, until), year_goods });
        start = end;
    }
    steps
}

/// The trend as a chart: a bar for each step, a line through those of a year before.
pub fn trend(steps: &[Step], period: Period, lang: Lang) -> Chart {
    let point = |step: &Step| Point {
        label: words::short(period, step.start),
        title: format!("{}: {}", words::long(period, step.start), step.goods),
        value: step.goods.amount(),
        before: Some(step.year_goods.amount()),
    };
    Chart::of(&steps.iter().map(point).collect::<Vec<_>>(), |n| words::money(n, lang))
}

/// Categories by month as a table: the months, and for each category its name and its goods in each of them.
#[derive(Clone, Debug, Serialize)]
pub struct Seasons {
    pub months: Vec<NaiveDate>,
    pub rows: Vec<SeasonRow>,
    /// The same the other way round: a table reads downwards.
    pub by_month: Vec<MonthRow>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MonthRow {
    pub month: NaiveDate,
    /// One of each category.
    pub goods: Vec<Money>,
}

#[derive(Clone, Debug, Serialize)]
pub struct SeasonRow {
    pub name: String,
    pub goods: Vec<Money>,
    pub total: Money,
}

impl Seasons {
    pub fn of(cells: &[Cell], spans: &Spans, lang: Lang) -> Self {
        let year = spans.year();
        let months: Vec<NaiveDate> = (0..12).map(|n| year.from + Months::new(n)).collect();
        let mut rows: Vec<(&str, SeasonRow)> = Vec::new();
        for cell in cells {
            if rows.last().is_none_or(|(key, _)| *key != cell.key) {
                let name = lang.pick(&cell.name_vi, &cell.name_en).to_owned();
                rows.push((&cell.key, SeasonRow { name, goods: vec![Money::ZERO; months.len()], total: Money::ZERO }));
            }
            let at = months.iter().position(|month| *month == cell.month);
            if let (Some((_, row)), Some(at)) = (rows.last_mut(), at)
                && let Some(place) = row.goods.get_mut(at)
            {
                *place = cell.goods;
                row.total = row.total + cell.goods;
            }
        }
        let rows: Vec<SeasonRow> = rows.into_iter().map(|(_, row)| row).collect();
        let of = |at: usize| rows.iter().filter_map(|row| row.goods.get(at)).copied().collect();
        let by_month = months.iter().enumerate().map(|(at, month)| MonthRow { month: *month, goods: of(at) }).collect();
        Seasons { months, rows, by_month }
    }

    pub fn heat(&self) -> Heat {
        let rows: Vec<_> = self
            .rows
            .iter()
            .map(|row| {
                let told = |(month, goods): (&NaiveDate, &Money)| {
                    (goods.amount(), format!("{}, {}: {goods}", row.name, words::long(Period::Month, *month)))
                };
                (row.name.clone(), self.months.iter().zip(&row.goods).map(told).collect())
            })
            .collect();
        let labels: Vec<String> = self.months.iter().map(|month| month.month().to_string()).collect();
        Heat::of(&rows, &labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::reports::period::By;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_step_counts_what_is_within_the_period_and_as_much_a_year_before() {
        let spans = Spans::of(By::Quarter, day("2026-05-10"), day("2026-05-20"));
        let sold = |at: &str, dong: i64| DaySum { day: day(at), goods: Money::dong(dong) };
        // The quarter begins on a Wednesday: what was sold on the Monday before is not in its first week.
        let days = [
            sold("2025-03-31", 7),
            sold("2025-04-02", 5),
            sold("2025-04-10", 3),
            sold("2026-03-30", 100),
            sold("2026-04-01", 10),
            sold("2026-05-20", 20),
        ];
        let steps = stepped(&days, &spans, spans.steps());
        assert_eq!((spans.steps(), steps.len()), (Period::Week, 8));
        let first = steps[0];
        assert_eq!((first.start, first.goods, first.year_goods), (day("2026-03-30"), Money::dong(10), Money::dong(5)));
        assert_eq!(steps[1].year_goods, Money::dong(3));
        assert_eq!(steps[7].goods, Money::dong(20));
        assert_eq!(steps.iter().map(|s| s.goods).sum::<Money>(), Money::dong(30), "the steps are the period");
    }

    #[test]
    fn no_day_of_the_year_before_is_counted_twice() {
        let spans = Spans::of(By::Month, day("2028-02-10"), day("2028-03-05"));
        let sold = |at: &str, dong: i64| DaySum { day: day(at), goods: Money::dong(dong) };
        let days = [sold("2027-02-27", 3), sold("2027-02-28", 7), sold("2028-02-29", 9)];
        let steps = stepped(&days, &spans, spans.steps());
        assert_eq!((spans.steps(), steps.len(), steps[28].goods), (Period::Day, 29, Money::dong(9)));
        assert_eq!(steps.iter().map(|s| s.year_goods).sum::<Money>(), Money::dong(10));
    }
}
