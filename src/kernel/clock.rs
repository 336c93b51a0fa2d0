//! What time it is, for what people are shown. What expires is decided by Postgres' clock, not by this one.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Utc};

/// Vietnam keeps UTC+7 all year.
const VIETNAM_SECONDS_EAST: i32 = 7 * 3600;

/// The real clock, or one that stands still for a test.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    Real,
    Stopped(DateTime<Utc>),
}

impl Clock {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Clock::Real => Utc::now(),
            Clock::Stopped(at) => at,
        }
    }

    /// Today in Vietnam.
    #[must_use]
    pub fn today(self) -> NaiveDate {
        in_vietnam(self.now()).date_naive()
    }

    /// This month in Vietnam, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.today().month()
    }
}

/// The same moment on a Vietnamese wall clock.
#[must_use]
pub fn in_vietnam(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(VIETNAM_SECONDS_EAST) {
        Some(offset) => at.with_timezone(&offset),
        None => at.fixed_offset(),
    }
}

/// The last day in Vietnam of what ends at this moment: the day before, when it ends at midnight.
#[must_use]
pub fn last_day(ends: DateTime<Utc>) -> NaiveDate {
    in_vietnam(ends - chrono::Duration::seconds(1)).date_naive()
}

/// The moment at which Vietnamese wall clocks show this; `None` at the ends of the calendar.
#[must_use]
pub fn from_vietnam(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let offset = FixedOffset::east_opt(VIETNAM_SECONDS_EAST)?;
    local.and_local_timezone(offset).single().map(|at| at.to_utc())
}
