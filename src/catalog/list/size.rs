//! Sizes as people type them: "2kg", "2 kg" and "2.000 g" are one size, and one word to look for. SQL's `size_words` reads
//! them the same way out of the names of goods and packs.

use crate::kernel::text::fold;

/// What a unit is called, folded; the unit it is counted in; and how many of these one is.
pub const UNITS: [(&str, &str, u64); 24] = [
    ("kg", "g", 1000),
    ("ki", "g", 1000),
    ("kilo", "g", 1000),
    ("g", "g", 1),
    ("gr", "g", 1),
    ("gam", "g", 1),
    ("gram", "g", 1),
    ("grams", "g", 1),
    ("ml", "ml", 1),
    ("l", "ml", 1000),
    ("lit", "ml", 1000),
    ("litre", "ml", 1000),
    ("litres", "ml", 1000),
    ("liter", "ml", 1000),
    ("liters", "ml", 1000),
    ("qua", "qua", 1),
    ("trai", "qua", 1),
    ("con", "con", 1),
    ("cu", "cu", 1),
    ("hu", "hu", 1),
    ("hop", "hop", 1),
    ("goi", "goi", 1),
    ("tui", "tui", 1),
    ("chai", "chai", 1),
];

/// The most digits before the point.
const MOST_DIGITS: usize = 5;

/// The word for the size that `part` says, alone or with the `next` one as its unit, and whether it took that too.
#[must_use]
pub fn read(part: &str, next: Option<&str>) -> Option<(String, bool)> {
    let part = part.trim_matches(|c: char| !c.is_alphanumeric());
    let end = part.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(part.len());
    let (number, unit) = part.split_at_checked(end)?;
    if unit.is_empty() { Some((size(number, &fold(next?))?, true)) } else { Some((size(number, &fold(unit))?, false)) }
}

/// Whether a word is one that [`read`] makes.
#[must_use]
pub fn is(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < word.len() && UNITS.iter().any(|(_, counted, _)| *counted == unit)
}

fn size(number: &str, unit: &str) -> Option<String> {
    let (_, counted, one) = UNITS.iter().find(|(called, _, _)| *called == unit)?;
    let thousandths = thousandths(number)? * one;
    let whole = thousandths > 0 && thousandths.is_multiple_of(1000);
    whole.then(|| format!("{}{counted}", thousandths / 1000))
}

/// Behind a point or comma stand three digits when it parts thousands, and fewer when it is a decimal one.
fn thousandths(number: &str) -> Option<u64> {
    let (before, behind) = number.split_once(['.', ',']).unwrap_or((number, ""));
    if before.len() > MOST_DIGITS || behind.len() > 3 {
        return None;
    }
    let whole: u64 = before.parse().ok()?;
    match behind.len() {
        0 => Some(whole * 1000),
        3 => Some((whole * 1000 + behind.parse::<u64>().ok()?) * 1000),
        _ => Some(whole * 1000 + format!("{behind:0<3}").parse::<u64>().ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_one_word_however_it_is_typed() {
        for (part, next, size) in [
            ("2kg", None, "2000g"),
            ("2KG,", None, "2000g"),
            ("0,5kg", None, "500g"),
            ("1.000g", None, "1000g"),
            ("1l", Some("x"), "1000ml"),
            ("1.5lít", None, "1500ml"),
            ("250ml", None, "250ml"),
        ] {
            assert_eq!(read(part, next), Some((size.to_owned(), false)), "{part}");
        }
        assert_eq!(read("2", Some("kg")), Some(("2000g".to_owned(), true)));
        assert_eq!(read("10", Some("quả,")), Some(("10qua".to_owned(), true)));
        assert_eq!(read("10", Some("trái")), read("10", Some("quả")));
    }

    #[test]
    fn what_is_no_size_is_left_alone() {
        for (part, next) in [
            ("kg", Some("kg")),
            ("15", None),
            ("15", Some("nước")),
            ("ca1", None),
            ("0kg", None),
            ("999999kg", None),
            ("1.2345kg", None),
            ("1.2.3kg", None),
            ("0,5", Some("quả")),
            ("", Some("kg")),
            ("...", Some("kg")),
        ] {
            assert_eq!(read(part, next), None, "{part} {next:?}");
        }
        assert!(is("2000g") && is("10qua") && !is("g") && !is("2000") && !is("12nuoc") && !is("qua"));
    }
}
