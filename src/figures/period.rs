//! Days, weeks and months of Vietnam's calendar, and the span before with which they are compared.

use chrono::{Datelike as _, Days, Months, NaiveDate};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    #[default]
    Day,
    Week,
    Month,
}

impl Period {
    pub const ALL: [Period; 3] = [Period::Day, Period::Week, Period::Month];

    /// The word in the address, in Fluent keys (`know-by-…`), and Postgres' name of the unit.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.as_str() == word)
    }

    /// How many of them are shown. Twelve months before twelve months are the same seasons a year ago.
    #[must_use]
    pub const fn shown(self) -> usize {
        match self {
            Period::Day => 30,
            Period::Week => 26,
            Period::Month => 12,
        }
    }

    /// The first day of the one that `day` is in; weeks begin on Monday.
    #[must_use]
    pub fn begin(self, day: NaiveDate) -> NaiveDate {
        match self {
            Period::Day => day,
            Period::Week => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
            Period::Month => day.with_day(1).unwrap_or(day),
        }
    }

    /// The first day of the one that is `n` later.
    fn later(self, start: NaiveDate, n: u32) -> NaiveDate {
        match self {
            Period::Day => start + Days::new(u64::from(n)),
            Period::Week => start + Days::new(u64::from(n) * 7),
            Period::Month => start + Months::new(n),
        }
    }

    fn earlier(self, start: NaiveDate, n: u32) -> NaiveDate {
        match self {
            Period::Day => start - Days::new(u64::from(n)),
            Period::Week => start - Days::new(u64::from(n) * 7),
            Period::Month => start - Months::new(n),
        }
    }

    /// The day behind the last of the one that begins on `start`.
    #[must_use]
    pub fn end(self, start: NaiveDate) -> NaiveDate {
        self.later(start, 1)
    }

    /// The first days of those shown, the oldest first, each with the first day of the one it is compared with.
    #[must_use]
    pub fn starts(self, today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
        let (now, shown) = (self.begin(today), u32::try_from(self.shown()).unwrap_or(0));
        (0..shown).rev().map(|n| (self.earlier(now, n), self.earlier(now, n + shown))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_one_is_that_of_today() {
        let last = |period: Period, today: &str| *period.starts(day(today)).last().unwrap();
        assert_eq!(last(Period::Day, "2026-11-23"), (day("2026-11-23"), day("2026-10-24")));
        assert_eq!(last(Period::Week, "2026-11-22"), (day("2026-11-16"), day("2026-05-18")), "Sunday ends a week");
        assert_eq!(last(Period::Month, "2028-02-29"), (day("2028-02-01"), day("2027-02-01")));
    }

    #[test]
    fn each_ends_where_the_next_begins() {
        for period in Period::ALL {
            let starts = period.starts(day("2026-03-31"));
            assert_eq!(starts.len(), period.shown());
            assert_eq!(Period::parse(period.as_str()), Some(period));
            for pair in starts.windows(2) {
                assert_eq!(period.end(pair[0].0), pair[1].0);
                assert_eq!(period.end(pair[0].1), pair[1].1);
            }
            assert_eq!(period.end(starts.last().unwrap().1), starts[0].0);
        }
    }
}
