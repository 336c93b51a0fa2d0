//! Weights as people type them: `500g`, `1,5 kg`, `2 lạng`, `1 yến`, `1kg2`. Always whole grams.

use super::lang::Lang;
use super::number;
use super::text::{fold, tidy};

/// No pack is heavier than a ton.
pub const MOST: i64 = 1_000_000;

/// Units in grams, written right or without any tone. `cân` is a kilogram at every market stall.
const UNITS: [(&str, i64); 12] = [
    ("g", 1),
    ("gr", 1),
    ("gam", 1),
    ("gram", 1),
    ("lạng", 100),
    ("kg", 1_000),
    ("kí", 1_000),
    ("ký", 1_000),
    ("cân", 1_000),
    ("yến", 10_000),
    ("tạ", 100_000),
    ("tấn", 1_000_000),
];

/// Reads a weight and nothing else: `1,5 kg`, `1.5kg`, `500 gam`, `1kg2` (a kilogram and two lạng), `nửa cân`.
/// A number without its unit is no weight: it could be grams as well as kilograms.
#[must_use]
pub fn parse(typed: &str) -> Option<i32> {
    let words = words(typed);
    match read(&words) {
        Some((grams, read)) if read == words.len() => Some(grams),
        _ => None,
    }
}

/// Reads kilograms in a field that says so, as grams: `120`, `1,5`, `0.850`, `1.200,25 kg`.
#[must_use]
pub fn kilos(typed: &str) -> Option<i64> {
    number::thousandths(tidy(typed).to_lowercase().trim_end_matches("kg"))
}

/// Whether a weight may be meant in two ways: `1.200 kg` is 1,2 kg or 1200 kg, and so is `1.200` in a field for kilograms.
#[must_use]
pub fn unclear(typed: &str) -> bool {
    let words = words(typed);
    let parts = |unit_of: Option<&String>| unit_of.is_none_or(|word| unit(word) != Some(1));
    words.iter().enumerate().any(|(at, word)| number::unclear(word) && parts(words.get(at + 1)))
}

/// As a person reads it, exact to the gram: `500 g`, `1,85 kg` (in English `1.85 kg`); the space does not break.
#[must_use]
pub fn written(lang: Lang, grams: i64) -> String {
    if grams < 1_000 {
        return format!("{grams}\u{a0}g");
    }
    let (kilos, rest) = (grams / 1_000, grams % 1_000);
    let mark = if lang == Lang::Vi { ',' } else { '.' };
    let fraction = format!("{rest:03}");
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{kilos}\u{a0}kg") } else { format!("{kilos}{mark}{fraction}\u{a0}kg") }
}

/// As a field shows it to be sent back: `500 g`, `1,85 kg`, and in grams where three digits behind the mark may be taken for
/// thousands (`1234 g`). [`parse`] reads it as the same in every language.
#[must_use]
pub fn typed(lang: Lang, grams: i64) -> String {
    if grams >= 1_000 && grams % 10 != 0 { format!("{grams}\u{a0}g") } else { written(lang, grams) }
}

/// The last weight within some words: 500 g in `hũ 500g`, a kilogram in `kg`.
#[must_use]
pub fn within(typed: &str) -> Option<i32> {
    let words = words(typed);
    let alone = words.as_slice().first().filter(|_| words.len() == 1).and_then(|word| unit(word));
    if let Some(grams) = alone {
        return i32::try_from(grams).ok();
    }
    (0..words.len()).rev().find_map(|at| words.get(at..).and_then(read)).map(|(grams, _)| grams)
}

/// Words, with digits parted from letters: `1kg2` is `1`, `kg`, `2`. Decimal marks stay with their digits.
fn words(typed: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let tidied = tidy(typed).to_lowercase();
    let mut chars = tidied.chars().peekable();
    while let Some(c) = chars.next() {
        let marks = matches!(c, ',' | '.') && before.is_ascii_digit() && chars.peek().is_some_and(char::is_ascii_digit);
        let digit = c.is_ascii_digit() || marks;
        let was_digit = before.is_ascii_digit() || matches!(before, ',' | '.');
        if c.is_alphanumeric() || marks {
            match words.last_mut() {
                Some(word) if before != ' ' && digit == was_digit => word.push(c),
                _ => words.push(c.to_string()),
            }
            before = c;
        } else {
            // A sign before a number is part of what was meant, and no weight has one.
            if c == '-' && chars.peek().is_some_and(char::is_ascii_digit) {
                words.push(c.to_string());
            }
            before = ' ';
        }
    }
    words
}

/// A weight at the head of some words, and how many of them it takes.
fn read(words: &[String]) -> Option<(i32, usize)> {
    let number = words.first()?;
    let one = unit(words.get(1)?)?;
    let (mut grams, mut taken) = (if fold(number) == "nua" { one / 2 } else { times(number, one)? }, 2);
    // `1kg2`: one digit behind the unit is a tenth of it.
    let tenth = words.get(2).filter(|w| one >= 1_000 && w.len() == 1 && !number.contains([',', '.']));
    if let Some(tenth) = tenth.and_then(|w| w.parse::<i64>().ok()) {
        grams = grams.checked_add(one / 10 * tenth)?;
        taken = 3;
    }
    let grams = i32::try_from(grams).ok().filter(|g| *g > 0 && i64::from(*g) <= MOST)?;
    Some((grams, taken))
}

fn unit(word: &str) -> Option<i64> {
    UNITS.iter().find(|(name, _)| word == *name || word == fold(name)).map(|(_, grams)| *grams)
}

/// `1,5` or `1.5` of a unit, exact to the gram. A gram has no parts: `1.500` of it is fifteen hundred.
fn times(number: &str, one: i64) -> Option<i64> {
    if one == 1 {
        return number::whole(number);
    }
    let exact = number::thousandths(number)?.checked_mul(one)?;
    (exact % 1_000 == 0).then_some(exact / 1_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weights_are_read_as_they_are_typed() {
        for (typed, grams) in [
            ("500g", 500),
            ("500 gam", 500),
            ("1,5 kg", 1_500),
            ("1.5kg", 1_500),
            ("0,25 KG", 250),
            ("1 cân", 1_000),
            ("nửa cân", 500),
            ("2 lạng", 200),
            ("1 yến", 10_000),
            ("2 tạ", 200_000),
            ("1kg2", 1_200),
            ("1.500 g", 1_500),
            ("1,500 g", 1_500),
            ("0.850 kg", 850),
            ("1,200 kg", 1_200),
            ("0.25 tạ", 25_000),
        ] {
            assert_eq!(parse(typed), Some(grams), "{typed}");
        }
        for typed in [
            "",
            "500",
            "kg",
            "0 kg",
            "-1 kg",
            "1,5",
            "1,2345 kg",
            "0,1234 g",
            "1,5 g",
            "1 tá",
            "99999999999 kg",
            "2 kg đường",
            "1.200 kg",
            "12.345kg",
            "1.2.3 kg",
        ] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn what_may_be_meant_in_two_ways_is_asked() {
        for typed in ["1.200 kg", "1.200kg", "12.345 kí", "1.200", "túi 1.200 kg"] {
            assert!(unclear(typed), "{typed}");
            assert_eq!((parse(typed), kilos(typed), within(typed)), (None, None, None), "{typed}");
        }
        for typed in ["1.200 g", "1,200 kg", "0.850 kg", "1200 kg", "1.5 kg", "", "nặng"] {
            assert!(!unclear(typed), "{typed}");
        }
        for (typed, grams) in [
            ("120", 120_000),
            ("1,5", 1_500),
            ("0.500", 500),
            ("1.200,25 kg", 1_200_250),
            ("1.5kg", 1_500),
            (" 20 KG ", 20_000),
        ] {
            assert_eq!(kilos(typed), Some(grams), "{typed}");
        }
    }

    #[test]
    fn a_pack_s_name_tells_its_weight() {
        for (typed, grams) in [
            ("hũ 500g", Some(500)),
            ("Túi lưới 1,5 kg", Some(1_500)),
            ("kg", Some(1_000)),
            ("cân", Some(1_000)),
            ("thùng 12 hũ, 6 kg", Some(6_000)),
            ("chục quả", None),
            ("gà ta", None),
            ("hộp 10 quả", None),
        ] {
            assert_eq!(within(typed), grams, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same(grams in 1_i32..1_000_000) {
            prop_assert_eq!(parse(&written(Lang::Vi, i64::from(grams))), Some(grams));
            for lang in [Lang::Vi, Lang::En] {
                let shown = typed(lang, i64::from(grams));
                prop_assert!(parse(&shown) == Some(grams) && !unclear(&shown), "{}", shown);
            }
        }

        #[test]
        fn nothing_typed_breaks_it(typed in ".{0,40}") {
            let _ = parse(&typed);
            if let Some(grams) = within(&typed) {
                prop_assert!(grams > 0 && i64::from(grams) <= MOST);
            }
        }
    }
}
