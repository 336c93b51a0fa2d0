//! Days and states as a buyer reads them.

use chrono::{Datelike as _, NaiveDate};

use super::parcel::ParcelState;
use super::reason::Reason;
use crate::kernel::lang::Lang;
use crate::platform::locales::{self, Args};

/// The day's name and number: `thứ Tư 25/11`.
#[must_use]
pub fn day(lang: Lang, day: NaiveDate) -> String {
    let key = format!("order-day-{}", day.weekday().number_from_monday());
    locales::text_with(lang, &key, &Args::from([("date".into(), day.format("%d/%m").to_string().into())]))
}

/// One day, or from one to another.
#[must_use]
pub fn days(lang: Lang, from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        return day(lang, from);
    }
    let args = Args::from([("from".into(), day(lang, from).into()), ("to".into(), day(lang, to).into())]);
    locales::text_with(lang, "order-days", &args)
}

/// A diary's reason in words: the household's own where it gave some, in front of them why in general.
#[must_use]
pub fn reason(lang: Lang, stored: &str) -> String {
    let (reason, words) = Reason::read(stored);
    let Some(reason) = reason.filter(|r| *r != Reason::Other || words.is_empty()) else { return words.to_owned() };
    let general = locales::text(lang, &format!("parcel-reason-{}", reason.as_str()));
    if words.is_empty() { general } else { format!("{general}: {words}") }
}

/// The last part of the Fluent keys of a state.
#[must_use]
pub fn state_key(state: ParcelState) -> String {
    state.as_str().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_in_the_buyers_language() {
        assert_eq!(reason(Lang::Vi, "short"), "Hết hàng, không đủ");
        assert_eq!(reason(Lang::En, "weather: đường lụt"), "Bad weather, not harvested yet: đường lụt");
        assert_eq!(reason(Lang::Vi, "other: hũ vỡ"), "hũ vỡ");
        assert_eq!(reason(Lang::En, "other"), "Another reason");
        assert_eq!(reason(Lang::Vi, ""), "");
    }
}
