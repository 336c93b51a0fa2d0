//! How many there are of something, as people type it: `20`, `1.000`, `2 chục`, `1 trăm`.

use super::text::{fold, tidy};
use super::{number, weight};

/// As many of one pack as a household may have.
pub const MOST: i32 = 1_000_000;

/// Words that stand for a number of pieces.
const WORDS: [(&str, i32); 3] = [("chuc", 10), ("tram", 100), ("nghin", 1_000)];

/// Reads a count from 0 to [`MOST`]. Where a pack's weight is known, a weight is so many packs: 2 tạ in packs of a
/// kilogram are 200; what is over does not count.
#[must_use]
pub fn parse(typed: &str, pack_g: Option<i32>) -> Option<i32> {
    let typed = tidy(typed);
    let split = typed.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(typed.len());
    let (number, word) = typed.split_at_checked(split)?;
    let folded = fold(word);
    let times = if folded.is_empty() && word.trim().is_empty() {
        1
    } else if let Some((_, times)) = WORDS.iter().find(|(name, _)| *name == folded) {
        *times
    } else {
        let grams = weight::parse(&typed)?;
        return Some(grams / pack_g?.max(1)).filter(|packs| *packs <= MOST);
    };
    i32::try_from(number::whole(number)?).ok()?.checked_mul(times).filter(|count| (0..=MOST).contains(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_as_they_are_typed() {
        for (typed, count) in [("0", 0), ("20", 20), (" 1.000 ", 1_000), ("2 chục", 20), ("3 trăm", 300), ("007", 7)]
        {
            assert_eq!(parse(typed, None), Some(count), "{typed}");
        }
        assert_eq!(parse("1,000", None), Some(1_000));
        for typed in [
            "",
            "-1",
            "+1",
            "1,5",
            "1.5",
            "1.00",
            "1.2.3",
            "abc",
            "2 tạ",
            "5 con",
            "9999999",
            "99999999999",
            "１２",
            ".",
        ] {
            assert_eq!(parse(typed, None), None, "{typed}");
        }
    }

    #[test]
    fn a_weight_is_so_many_packs_of_a_known_one() {
        assert_eq!(parse("2 tạ", Some(1_000)), Some(200));
        assert_eq!(parse("1 yến", Some(500)), Some(20));
        assert_eq!(parse("700 g", Some(500)), Some(1));
        assert_eq!(parse("1,5 tạ", Some(1_000)), Some(150));
        assert_eq!(parse("1.200 kg", Some(1_000)), None);
    }
}
