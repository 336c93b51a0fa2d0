//! Dates as banks print them, day before month, and as spreadsheets keep them: days since the end of 1899.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::kernel::text::tidy;
use crate::platform::sheet_read::Cell;

const DAYS: [&str; 5] = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d"];
const TIMES: [&str; 3] = ["%H:%M:%S", "%H:%M", "%H:%M:%S%.f"];
/// What Excel counts from, as it comes out for every day since March 1900.
const SERIAL_START: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);

/// The moment on Vietnamese clocks; midnight when the cell has a day only.
pub fn of(cell: &Cell) -> Option<NaiveDateTime> {
    let at = match cell {
        Cell::Moment(at) => Some(*at),
        Cell::Number(days) => serial(days),
        Cell::Text(text) => printed(&tidy(text)).or_else(|| serial(text)),
        Cell::Empty | Cell::Faulty => None,
    };
    // A two-digit year, or a number that is no date at all.
    at.filter(|at| (2000..=2099).contains(&at.year()))
}

fn printed(text: &str) -> Option<NaiveDateTime> {
    let (first, second) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let both = |date: &str, time: &str| Some(day(date)?.and_time(time_of_day(time)?));
    both(first, second.trim()).or_else(|| both(second.trim(), first))
}

fn day(text: &str) -> Option<NaiveDate> {
    DAYS.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    TIMES.iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())
}

/// `45984.5851`: the whole part counts days, the fraction is of a day, to the nearest second.
fn serial(text: &str) -> Option<NaiveDateTime> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if days.len() != 5 || !digits(days) || !digits(fraction) {
        return None;
    }
    let billionths: i64 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let seconds = billionths.checked_mul(86_400)?.checked_add(500_000_000)? / 1_000_000_000;
    let date = SERIAL_START?.checked_add_signed(TimeDelta::days(days.parse().ok()?))?;
    date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_banks_print_them() {
        for (text, at) in [
            ("23/11/2026", "2026-11-23T00:00:00"),
            ("23/11/2026 14:02", "2026-11-23T14:02:00"),
            ("23/11/2026 14:02:37", "2026-11-23T14:02:37"),
            ("23/11/2026\n14:02:37", "2026-11-23T14:02:37"),
            ("14:02:37 23/11/2026", "2026-11-23T14:02:37"),
            ("3/1/2026", "2026-01-03T00:00:00"),
            ("23-11-2026 14:02:37", "2026-11-23T14:02:37"),
            ("2026-11-23", "2026-11-23T00:00:00"),
            ("2026-11-23T14:02:37", "2026-11-23T14:02:37"),
            ("2026-11-23 14:02:37.123", "2026-11-23T14:02:37.123"),
            ("46349.5851504630", "2026-11-23T14:02:37"),
            ("46349", "2026-11-23T00:00:00"),
        ] {
            assert_eq!(of(&Cell::text(text)).map(|at| format!("{at:?}")).as_deref(), Some(at), "{text}");
        }
        assert_eq!(of(&Cell::Number("46349.5".to_owned())).unwrap().to_string(), "2026-11-23 12:00:00");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "11/23/2026",
            "31/02/2026",
            "23/11/26",
            "23/11",
            "hôm nay",
            "12345",
            "99999",
            "245000",
            "23/11/2026 25:00",
            "1",
        ] {
            assert_eq!(of(&Cell::text(text)), None, "{text}");
        }
        assert_eq!(of(&Cell::Number("245000".to_owned())), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall(text in any::<String>(), digits in "[0-9./: T-]{0,24}") {
            let _ = of(&Cell::text(&text));
            let _ = of(&Cell::text(&digits));
        }
    }
}
