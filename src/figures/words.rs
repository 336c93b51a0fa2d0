//! Amounts and days in few letters.

use chrono::{Days, NaiveDate};

use super::period::Period;
use crate::kernel::lang::Lang;
use crate::kernel::money::{Money, group_digits};
use crate::platform::locales::{self, Args};

/// Tenths as a decimal, without a nought behind the mark: `1,5`, `12`.
#[must_use]
pub fn tenths(n: i64, lang: Lang) -> String {
    let mark = if lang == Lang::Vi { ',' } else { '.' };
    match n % 10 {
        0 => group_digits(n / 10),
        rest => format!("{}{mark}{rest}", group_digits(n / 10)),
    }
}

/// Kilograms: to a tenth below ten, whole above.
#[must_use]
pub fn kilos(grams: i64, lang: Lang) -> String {
    let amount = if grams < 10_000 { tenths((grams + 50) / 100, lang) } else { group_digits((grams + 500) / 1_000) };
    format!("{amount}\u{a0}kg")
}

/// Money beside a grid line: `500 nghìn`, `1,5 triệu`.
#[must_use]
pub fn money(dong: i64, lang: Lang) -> String {
    let in_words =
        |key: &str, n: i64| locales::text_with(lang, key, &Args::from([("n".into(), tenths(n, lang).into())]));
    match dong {
        1_000_000_000.. => in_words("know-billion", dong / 100_000_000),
        1_000_000.. => in_words("know-million", dong / 100_000),
        1_000.. => in_words("know-thousand", dong / 100),
        _ => Money::dong(dong).to_string(),
    }
}

/// Below a bar.
#[must_use]
pub fn short(period: Period, start: NaiveDate) -> String {
    match period {
        Period::Day | Period::Week => start.format("%d/%m").to_string(),
        Period::Month => start.format("%m/%y").to_string(),
    }
}

/// In a table.
#[must_use]
pub fn long(period: Period, start: NaiveDate) -> String {
    match period {
        Period::Day => start.format("%d/%m/%Y").to_string(),
        Period::Week => {
            let last = period.end(start) - Days::new(1);
            format!("{}\u{2013}{}", start.format("%d/%m"), last.format("%d/%m/%Y"))
        }
        Period::Month => start.format("%m/%Y").to_string(),
    }
}

/// `part` of `whole` in whole percent, rounded.
#[must_use]
pub fn percent(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { (part.saturating_mul(200).saturating_add(whole)).div_euclid(whole.saturating_mul(2)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_in_few_letters() {
        assert_eq!(kilos(0, Lang::Vi), "0\u{a0}kg");
        assert_eq!(kilos(1_540, Lang::Vi), "1,5\u{a0}kg");
        assert_eq!(kilos(1_540, Lang::En), "1.5\u{a0}kg");
        assert_eq!(kilos(1_234_567, Lang::Vi), "1.235\u{a0}kg");
        assert_eq!(money(500, Lang::Vi), "500\u{a0}₫");
        assert!(money(1_500_000, Lang::Vi).contains("1,5"));
        assert!(money(20_000, Lang::Vi).contains("20"));
        assert_eq!((percent(1, 3), percent(2, 3), percent(1, 0), percent(-1, 2)), (33, 67, 0, -50));
    }

    #[test]
    fn days_are_said_as_people_write_them() {
        let day: NaiveDate = "2026-11-23".parse().unwrap();
        assert_eq!(long(Period::Week, day), "23/11\u{2013}29/11/2026");
        assert_eq!((short(Period::Month, day), long(Period::Month, day)), ("11/26".into(), "11/2026".into()));
    }
}
