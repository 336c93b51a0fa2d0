//! Sizes as people type them: "2kg", "2 kg", "2.000 g" and "20 lạng" are one size, and one word to look for. SQL's `size_words`
//! reads them the same way out of the names of goods and packs.

use crate::kernel::text::{fold, toned};

/// What a unit is called; the unit it is counted in; and how many of these one is. A name with accents is another word with
/// others ("cần", "làng", "yên"), and is known only with its own or without any.
pub const UNITS: [(&str, &str, u64); 28] = [
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
    ("cân", "g", 1000),
    ("ký", "g", 1000),
    ("lạng", "g", 100),
    ("yến", "g", 10_000),
];

/// What a size comes in.
const PACKS: [&str; 10] = ["túi", "hũ", "hộp", "gói", "chai", "lọ", "bao", "thùng", "khay", "vỉ"];

/// A number in letters, of a weight or a volume: "nửa cân".
const HALF: &str = "nửa";

/// The most digits before the point.
const MOST_DIGITS: usize = 5;

/// The word for the size that `part` says, alone or with the `next` one as its unit, and whether it took that too.
#[must_use]
pub fn read(part: &str, next: Option<&str>) -> Option<(String, bool)> {
    if called(part, HALF) {
        return Some((size(500, next?)?, true));
    }
    let end = part.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(part.len());
    let (number, unit) = part.split_at_checked(end)?;
    let number = thousandths(number)?;
    if unit.is_empty() { Some((size(number, next?)?, true)) } else { Some((size(number, unit)?, false)) }
}

/// Whether a word is one that [`read`] makes.
#[must_use]
pub fn is(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < word.len() && UNITS.iter().any(|(_, counted, _)| *counted == unit)
}

/// Whether a word is what a size comes in: beside one it says nothing about the goods.
#[must_use]
pub fn holds(word: &str) -> bool {
    PACKS.iter().any(|pack| called(word, pack))
}

/// Whether a word is this one, with its accents or without any.
fn called(word: &str, name: &str) -> bool {
    let typed = toned(word);
    typed == toned(name) || typed == fold(name)
}

fn size(thousandths: u64, unit: &str) -> Option<String> {
    let folded = fold(unit);
    let of = |name: &str| if name.is_ascii() { name == folded } else { called(unit, name) };
    let (_, counted, one) = UNITS.iter().find(|(name, _, _)| of(name))?;
    let thousandths = thousandths * one;
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
            ("2lạng", None, "200g"),
            ("1cân", None, "1000g"),
        ] {
            assert_eq!(read(part, next), Some((size.to_owned(), false)), "{part}");
        }
        assert_eq!(read("2", Some("kg")), Some(("2000g".to_owned(), true)));
        assert_eq!(read("10", Some("quả,")), Some(("10qua".to_owned(), true)));
        assert_eq!(read("10", Some("trái")), read("10", Some("quả")));
    }

    #[test]
    fn the_units_of_the_market_stall_are_known_behind_a_number() {
        for (number, unit, size) in [
            ("1", "cân", "1000g"),
            ("1", "can", "1000g"),
            ("nửa", "cân", "500g"),
            ("nua", "can", "500g"),
            ("Nửa", "ký", "500g"),
            ("nửa", "kg", "500g"),
            ("nửa", "lít", "500ml"),
            ("2", "ký", "2000g"),
            ("2", "ky", "2000g"),
            ("2", "lạng", "200g"),
            ("1,5", "lạng", "150g"),
            ("1", "yến", "10000g"),
            ("1", "lít", "1000ml"),
            ("500", "ml", "500ml"),
        ] {
            assert_eq!(read(number, Some(unit)), Some((size.to_owned(), true)), "{number} {unit}");
        }
        assert!(holds("túi") && holds("tui") && holds("tui1") && !holds("tủi") && !holds("tu"));
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
            ("nửa", Some("con")),
            ("nửa", Some("quả")),
            ("nửa", None),
            ("nứa", Some("cân")),
            ("2", Some("cần")),
            ("5", Some("làng")),
            ("2", Some("kỳ")),
            ("cân", Some("lạng")),
            ("99999999999999999kg", None),
            ("1e9kg", None),
            ("½", Some("kg")),
            ("٣", Some("kg")),
            ("", Some("kg")),
            ("...", Some("kg")),
        ] {
            assert_eq!(read(part, next), None, "{part} {next:?}");
        }
        assert!(is("2000g") && is("10qua") && !is("g") && !is("2000") && !is("12nuoc") && !is("qua"));
    }
}
