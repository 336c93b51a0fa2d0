//! The hours in which a phone may ring for what can wait.
//!
//! Decree 91/2020/NĐ-CP, Article 13, lets advertisements come by SMS from 07:00 to 22:00. What the market writes to its
//! households is no advertisement, yet a farmer's evening ends earlier: it keeps to 07:00 to 21:00.

use std::ops::Range;

use chrono::{DateTime, Days, NaiveTime, Timelike as _, Utc};

use super::clock::{from_vietnam, in_vietnam};

/// Hours of the day in Vietnam.
const AWAKE: Range<u32> = 7..21;

/// Whether a phone may ring now.
#[must_use]
pub fn awake(now: DateTime<Utc>) -> bool {
    AWAKE.contains(&in_vietnam(now).hour())
}

/// At night the moment at which phones may ring again; `None` by day, when nothing has to wait.
#[must_use]
pub fn morning(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if awake(now) {
        return None;
    }
    let local = in_vietnam(now);
    let nights = u64::from(local.hour() >= AWAKE.end);
    let day = local.date_naive().checked_add_days(Days::new(nights))?;
    from_vietnam(day.and_time(NaiveTime::from_hms_opt(AWAKE.start, 0, 0)?))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        from_vietnam(NaiveDate::from_ymd_opt(2026, 12, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()).unwrap()
    }

    #[test]
    fn the_night_is_from_nine_to_seven() {
        for (hour, minute) in [(7, 0), (12, 0), (20, 59)] {
            assert_eq!((awake(at(1, hour, minute)), morning(at(1, hour, minute))), (true, None), "{hour}:{minute}");
        }
        assert_eq!(morning(at(1, 21, 0)), Some(at(2, 7, 0)));
        assert_eq!(morning(at(1, 23, 59)), Some(at(2, 7, 0)));
        assert_eq!(morning(at(2, 0, 0)), Some(at(2, 7, 0)));
        assert_eq!(morning(at(31, 6, 59)), Some(at(31, 7, 0)));
    }
}
