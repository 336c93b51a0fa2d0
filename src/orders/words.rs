//! Days and states as a buyer reads them.

use chrono::{Datelike as _, NaiveDate};

use super::parcel::ParcelState;
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

/// The last part of the Fluent keys of a state.
#[must_use]
pub fn state_key(state: ParcelState) -> String {
    state.as_str().replace('_', "-")
}
