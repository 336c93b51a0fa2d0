//! The period a report is about, and the two it is compared with: the one before, and the same a year ago. A period that is
//! not over is compared with as many days of the others.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::figures::period::Period;
use crate::platform::forms;

/// No report is about more days: three years and a day.
const MOST_DAYS: i64 = 1_097;
/// Up to so many days are shown day by day, up to so many week by week.
const DAY_BY_DAY: i64 = 35;
const WEEK_BY_WEEK: i64 = 200;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Week,
    #[default]
    Month,
    Quarter,
    Year,
    /// From one day to another.
    Own,
}

impl By {
    pub const ALL: [By; 5] = [By::Week, By::Month, By::Quarter, By::Year, By::Own];

    /// The word in addresses and in Fluent keys (`board-by-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            By::Week => "week",
            By::Month => "month",
            By::Quarter => "quarter",
            By::Year => "year",
            By::Own => "own",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }

    fn begin(self, day: NaiveDate) -> NaiveDate {
        let first = |month: u32| NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
        match self {
            By::Week => Period::Week.begin(day),
            By::Month | By::Own => first(day.month()),
            By::Quarter => first((day.month0() / 3) * 3 + 1),
            By::Year => first(1),
        }
    }

    /// The first day of the one after, or (with `back`) before, the one that begins on `start`.
    fn step(self, start: NaiveDate, back: bool) -> NaiveDate {
        let months = match self {
            By::Week => return if back { start - Days::new(7) } else { start + Days::new(7) },
            By::Month | By::Own => 1,
            By::Quarter => 3,
            By::Year => 12,
        };
        let months = Months::new(months);
        if back { start - months } else { start + months }
    }
}

/// The days from the first on and before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Span {
    #[must_use]
    pub fn days(self) -> i64 {
        (self.until - self.from).num_days()
    }

    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.until - Days::new(1)
    }

    #[must_use]
    pub fn has(self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }
}

/// With how much of the two others a period is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// With the whole of them, or as much of them as there is.
    Whole,
    /// With as many of their days as it has come.
    AsMany,
    /// With one day of each, as it began today: a day that has hardly begun says nothing beside whole ones.
    FirstDay,
}

impl Beside {
    /// The Fluent key of the sentence that says so.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Beside::Whole => "board-compared",
            Beside::AsMany => "board-compared-days",
            Beside::FirstDay => "board-compared-today",
        }
    }

    fn of(now: Span, others: [Span; 2], today: NaiveDate) -> Self {
        let come = Span { from: now.from, until: now.until.min(today + Days::new(1)) }.days();
        match come {
            _ if now.until <= today || come < 1 => Beside::Whole,
            1 => Beside::FirstDay,
            _ if others.iter().all(|span| span.days() == come) => Beside::AsMany,
            _ => Beside::Whole,
        }
    }
}

/// A period beside the two others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spans {
    pub by: By,
    pub now: Span,
    pub before: Span,
    pub year_ago: Span,
    /// It is over: nothing will be ordered in it any more.
    pub over: bool,
    pub beside: Beside,
}

/// Whole years that a date may be in: what comes before and after is a slip of the hand.
fn plausible(day: NaiveDate) -> bool {
    (2000..=2100).contains(&day.year())
}

impl Spans {
    /// The week, month, quarter or year that `day` is in, as far as it has come.
    #[must_use]
    pub fn of(by: By, day: NaiveDate, today: NaiveDate) -> Self {
        let tomorrow = today + Days::new(1);
        let from = by.begin(day.min(today));
        let end = by.step(from, false);
        // On its last day it is laid beside the whole of the others, but is not over.
        let whole = end <= tomorrow;
        let now = Span { from, until: end.min(tomorrow) };
        let part = |start: NaiveDate| {
            let end = by.step(start, false);
            let until = if whole { end } else { end.min(start + (now.until - now.from)) };
            Span { from: start, until }
        };
        let a_year = if by == By::Week { from - Days::new(364) } else { from - Months::new(12) };
        let (before, year_ago) = (part(by.step(from, true)), part(a_year));
        Spans { by, now, before, year_ago, over: end <= today, beside: Beside::of(now, [before, year_ago], today) }
    }

    /// From one day to another, both counted; `None` when that is no period.
    #[must_use]
    pub fn own(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Option<Self> {
        let now = Span { from, until: to + Days::new(1) };
        let days = now.days();
        if !plausible(from) || !plausible(to) || !(1..=MOST_DAYS).contains(&days) {
            return None;
        }
        // One that goes on beyond today is laid beside as many days as it has come; one that has not begun, beside all.
        let come = now.until.min(today + Days::new(1)) - from;
        let part = if from > today { now.until - from } else { come };
        let other = |start: NaiveDate| Span { from: start, until: start + part };
        let (before, year_ago) = (other(from - (now.until - from)), other(from - Months::new(12)));
        let beside = Beside::of(now, [before, year_ago], today);
        Some(Spans { by: By::Own, now, before, year_ago, over: to < today, beside })
    }

    /// What a query asks for, and whether it made sense; else this month.
    #[must_use]
    pub fn asked(query: &str, today: NaiveDate) -> (Self, bool) {
        let day = |name: &str| -> Option<NaiveDate> { forms::asked(query, name)?.parse().ok() };
        let by = forms::asked(query, "by").and_then(|word| By::parse(&word)).unwrap_or_default();
        if by == By::Own {
            let own = day("from").zip(day("to")).and_then(|(from, to)| Spans::own(from, to, today));
            return own.map_or((Spans::of(By::Month, today, today), false), |spans| (spans, true));
        }
        (Spans::of(by, day("day").filter(|day| plausible(*day)).unwrap_or(today), today), true)
    }

    /// The query that asks for it.
    #[must_use]
    pub fn query(&self) -> String {
        match self.by {
            By::Own => format!("by=own&from={}&to={}", self.now.from, self.now.last()),
            by => format!("by={}&day={}", by.as_str(), self.now.from),
        }
    }

    /// The query of the period before, and of the one after unless that has not begun.
    #[must_use]
    pub fn neighbours(&self, today: NaiveDate) -> (String, Option<String>) {
        let beside = |start: NaiveDate| format!("by={}&day={start}", self.by.as_str());
        match self.by {
            By::Own => {
                let own = |span: Span| format!("by=own&from={}&to={}", span.from, span.last());
                let long = self.now.until - self.now.from;
                let before = Span { from: self.now.from - long, until: self.now.from };
                let after = Span { from: self.now.until, until: self.now.until + long };
                (own(before), (after.from <= today).then(|| own(after)))
            }
            by => {
                let after = by.step(self.now.from, false);
                (beside(by.step(self.now.from, true)), (after <= today).then(|| beside(after)))
            }
        }
    }

    /// In what steps it is shown.
    #[must_use]
    pub fn steps(&self) -> Period {
        match self.now.days() {
            days if days <= DAY_BY_DAY => Period::Day,
            days if days <= WEEK_BY_WEEK => Period::Week,
            _ => Period::Month,
        }
    }

    /// The days that the heat map shows: twelve months, the last one that of the period's last day.
    #[must_use]
    pub fn year(&self) -> Span {
        let last = self.now.last();
        let month = last.with_day(1).unwrap_or(last);
        Span { from: month - Months::new(11), until: self.now.until }
    }

    /// The last seven days and the seven before them.
    #[must_use]
    pub fn weeks(&self) -> (Span, Span) {
        let until = self.now.until;
        let week = Span { from: until - Days::new(7), until };
        (week, Span { from: week.from - Days::new(7), until: week.from })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(from: &str, last: &str) -> Span {
        Span { from: day(from), until: day(last) + Days::new(1) }
    }

    #[test]
    fn a_month_that_is_not_over_is_compared_with_as_many_days() {
        let spans = Spans::of(By::Month, day("2026-11-10"), day("2026-11-23"));
        assert_eq!(spans.now, span("2026-11-01", "2026-11-23"));
        assert_eq!(spans.before, span("2026-10-01", "2026-10-23"));
        assert_eq!(spans.year_ago, span("2025-11-01", "2025-11-23"));
        assert!(!spans.over);
        let march = Spans::of(By::Month, day("2026-03-30"), day("2026-03-30"));
        assert_eq!(march.before, span("2026-02-01", "2026-02-28"), "no day of another month");
        let last = |today: &str| Spans::of(By::Month, day("2026-11-30"), day(today));
        assert_eq!(last("2026-11-30").before, span("2026-10-01", "2026-10-31"));
        assert_eq!((last("2026-11-30").over, last("2026-12-01").over), (false, true), "its last day has an evening");
    }

    #[test]
    fn one_that_is_over_is_compared_with_the_whole_of_the_others() {
        let spans = Spans::of(By::Month, day("2026-02-10"), day("2026-11-23"));
        assert_eq!((spans.now, spans.before), (span("2026-02-01", "2026-02-28"), span("2026-01-01", "2026-01-31")));
        let quarter = Spans::of(By::Quarter, day("2026-09-30"), day("2026-11-23"));
        assert_eq!((quarter.now, quarter.over), (span("2026-07-01", "2026-09-30"), true));
        let week = Spans::of(By::Week, day("2026-11-22"), day("2026-11-22"));
        assert_eq!((week.now, week.year_ago), (span("2026-11-16", "2026-11-22"), span("2025-11-17", "2025-11-23")));
        let year = Spans::of(By::Year, day("2026-11-22"), day("2026-11-23"));
        assert_eq!(year.before, year.year_ago);
    }

    #[test]
    fn days_of_ones_own_that_are_not_over_are_compared_with_as_many_days() {
        let own = |today: &str| Spans::own(day("2026-11-11"), day("2026-11-30"), day(today)).unwrap();
        let running = own("2026-11-15");
        assert_eq!(running.now, span("2026-11-11", "2026-11-30"), "what was asked for stays");
        assert_eq!(running.before, span("2026-10-22", "2026-10-26"));
        assert_eq!(running.year_ago, span("2025-11-11", "2025-11-15"));
        assert_eq!(running.neighbours(day("2026-11-15")).0, "by=own&from=2026-10-22&to=2026-11-10", "the whole of it");
        let over = own("2026-12-01");
        assert_eq!((over.before, over.beside), (span("2026-10-22", "2026-11-10"), Beside::Whole));
        assert_eq!(over.year_ago, span("2025-11-11", "2025-11-30"));
        let coming = own("2026-11-10");
        assert_eq!((coming.before, coming.beside), (span("2026-10-22", "2026-11-10"), Beside::Whole));
    }

    #[test]
    fn it_says_with_how_many_days_it_is_compared() {
        let month = |today: &str| Spans::of(By::Month, day(today), day(today)).beside;
        assert_eq!(month("2026-12-01"), Beside::FirstDay);
        assert_eq!((month("2026-12-02"), month("2026-12-31")), (Beside::AsMany, Beside::Whole), "November has no 31st");
        assert_eq!(month("2026-03-30"), Beside::Whole, "nor February a 30th");
        assert_eq!(Spans::of(By::Month, day("2026-11-01"), day("2026-12-01")).beside, Beside::Whole);
        let own = |to: &str| Spans::own(day("2026-11-11"), day(to), day("2026-11-15")).unwrap().beside;
        assert_eq!(
            (own("2026-11-30"), own("2026-11-15"), own("2026-11-14")),
            (Beside::AsMany, Beside::AsMany, Beside::Whole)
        );
        let today = |to: &str| Spans::own(day("2026-11-15"), day(to), day("2026-11-15")).unwrap().beside;
        assert_eq!((today("2026-11-15"), today("2026-12-31")), (Beside::FirstDay, Beside::FirstDay));
    }

    #[test]
    fn what_nobody_can_mean_is_this_month() {
        let today = day("2026-11-23");
        let this = Spans::of(By::Month, today, today);
        for (query, sound) in [
            ("", true),
            ("by=%00", true),
            ("by=month&day=9999999-01-01", true),
            ("by=month&day=2999-01-01", true),
            ("by=own", false),
            ("by=own&from=2026-11-02&to=2026-11-01", false),
            ("by=own&from=2001-01-01&to=2026-11-01", false),
            ("by=own&from=-262143-01-01&to=262142-12-31", false),
        ] {
            assert_eq!(Spans::asked(query, today), (this, sound), "{query}");
        }
        let (own, sound) = Spans::asked("by=own&from=2026-11-01&to=2026-11-10", today);
        assert!(sound);
        assert_eq!(own.before, span("2026-10-22", "2026-10-31"));
        assert_eq!(Spans::asked(&own.query(), today), (own, true));
        assert_eq!(Spans::asked(&this.query(), today), (this, true));
        assert_eq!(this.neighbours(today), ("by=month&day=2026-10-01".to_owned(), None));
    }
}
