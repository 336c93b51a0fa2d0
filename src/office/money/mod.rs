//! The office's money: what waits, the books, payouts, refunds, cash, rates and the month's report. Every page asks for a
//! clerk who may see and move money.

pub mod accounts;
pub mod books;
pub mod cash;
pub mod desk;
pub mod payouts;
pub mod postings;
pub mod rates;
pub mod refund_form;
pub mod refunds;
pub mod reports;
pub mod settings;
mod try_rates;

use chrono::{Datelike as _, NaiveDate};

use crate::payments::slip;

/// A day of an address, in years that may have books: Postgres does not know every year that a date may be written with.
pub(super) fn read_day(written: &str) -> Option<NaiveDate> {
    written.parse().ok().filter(|day: &NaiveDate| (2000..=2100).contains(&day.year()))
}
