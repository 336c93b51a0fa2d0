//! Numbers as people type them here: `45000`, `45.000`, `45,000`, `45 000`, `1,5`, `1.5`, `0.850`. Money, counts and weights are
//! read by these and by nothing else, so that no page takes for thousands what another takes for a part.

use super::text::tidy;

/// What may stand between thousands; all but the space also before a part.
const MARKS: [char; 3] = ['.', ',', ' '];

/// Reads a whole number. Behind each mark stand three digits, and all its marks are alike. A part of noughts behind another
/// mark says nothing, as in `45.000,00`. `98,5`, `1.5` and `45,00` are no whole numbers, and neither is `0.500`.
#[must_use]
pub fn whole(typed: &str) -> Option<i64> {
    let typed = tidy(typed);
    let Some((before, mark, rest)) = last_mark(&typed) else { return grouped(&typed, '.') };
    match MARKS.into_iter().find(|other| *other != mark && before.contains(*other)) {
        Some(between) if rest == "00" => grouped(before, between),
        _ => grouped(&typed, mark),
    }
}

/// Reads a number with up to three places behind its mark, in thousandths: 1,500 of `1,5`, `1.5` and `1,500`. Behind a comma
/// stands a part; behind a dot, too, unless it may be thousands: then it is read by nobody, see [`unclear`].
#[must_use]
pub fn thousandths(typed: &str) -> Option<i64> {
    let typed = tidy(typed);
    if unclear(&typed) {
        return None;
    }
    let (before, part) = match last_mark(&typed) {
        // A mark that comes again stands between thousands.
        Some((before, mark, part)) if mark != ' ' && !before.contains(mark) => (before, part),
        _ => return whole(&typed)?.checked_mul(1_000),
    };
    if !digits(part) || part.len() > 3 {
        return None;
    }
    let between = MARKS.into_iter().find(|mark| before.contains(*mark)).unwrap_or('.');
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    grouped(before, between)?.checked_mul(1_000)?.checked_add(part)
}

/// Whether a number that may have a part can be meant in two ways: `1.200` is 1,2 on a scale and twelve hundred in a book.
/// `0.850` and `1200.500` are no thousands.
#[must_use]
pub fn unclear(typed: &str) -> bool {
    let typed = tidy(typed);
    last_mark(&typed).is_some_and(|(before, mark, rest)| {
        mark == '.'
            && digits(rest)
            && rest.len() == 3
            && digits(before)
            && before.len() <= 3
            && !before.starts_with('0')
    })
}

/// The last mark, what stands before it and what behind.
fn last_mark(typed: &str) -> Option<(&str, char, &str)> {
    let mark = typed.chars().rev().find(|c| MARKS.contains(c))?;
    let (before, rest) = typed.rsplit_once(mark)?;
    Some((before, mark, rest))
}

/// A number without marks, or with this one between all its thousands.
fn grouped(typed: &str, mark: char) -> Option<i64> {
    let mut groups = typed.split(mark);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let sound = rest.is_empty() || (first.len() <= 3 && !first.starts_with('0'));
    if !sound || !digits(first) || !rest.iter().all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    format!("{first}{}", rest.concat()).parse().ok()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::money::group_digits;

    #[test]
    fn whole_numbers_are_read_as_they_are_typed() {
        for (typed, number) in [
            ("0", 0),
            ("007", 7),
            (" 45000 ", 45_000),
            ("45.000", 45_000),
            ("45,000", 45_000),
            ("45 000", 45_000),
            ("45\u{a0}000", 45_000),
            ("1.500.000", 1_500_000),
            ("45.000,00", 45_000),
            ("45,000.00", 45_000),
        ] {
            assert_eq!(whole(typed), Some(number), "{typed}");
        }
        for typed in [
            "",
            ".",
            "-1",
            "+1",
            "98,5",
            "1.5",
            "45.5",
            "45,00",
            "98,00",
            "1.2.3",
            "1.5.000",
            "1.234,567",
            "0.500",
            "4 5",
            "1234.567",
            "45.000,5",
            "45.000.00",
            "1e3",
            "１２",
            "99999999999999999999",
            ".500",
            "1.",
        ] {
            assert_eq!(whole(typed), None, "{typed}");
        }
    }

    #[test]
    fn parts_are_read_as_they_are_typed() {
        for (typed, thousandths_of_it) in [
            ("12", 12_000),
            ("1,5", 1_500),
            ("1.5", 1_500),
            ("1.50", 1_500),
            ("0.850", 850),
            ("0,850", 850),
            ("1,200", 1_200),
            ("1234.567", 1_234_567),
            ("1.200.000", 1_200_000_000),
            ("1.200,25", 1_200_250),
            ("1,200.25", 1_200_250),
            ("1 200", 1_200_000),
        ] {
            assert_eq!(thousandths(typed), Some(thousandths_of_it), "{typed}");
            assert!(!unclear(typed), "{typed}");
        }
        for typed in ["1.200", "12.345", "850.000"] {
            assert_eq!((thousandths(typed), unclear(typed)), (None, true), "{typed}");
        }
        for typed in ["", ",5", "1,", "1,2345", "1,2,3", "1.2.3", "-1,5", "1e3", "１,５", "99999999999999999999"] {
            assert_eq!((thousandths(typed), unclear(typed)), (None, false), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_number_of_ours_is_read_as_it_was(number in 0_i64..1_000_000_000_000) {
            prop_assert_eq!(whole(&number.to_string()), Some(number));
            prop_assert_eq!(whole(&group_digits(number)), Some(number));
        }

        #[test]
        fn a_part_is_never_multiplied(whole_part in 0_i64..10_000, part in 0_u32..1_000, places in 1_usize..4) {
            let part = format!("{part:03}");
            let part = part.get(..places).unwrap();
            for mark in [',', '.'] {
                let typed = format!("{whole_part}{mark}{part}");
                prop_assert!(whole(&typed).is_none() || places == 3);
                prop_assert!(thousandths(&typed).is_none_or(|n| n / 1_000 == whole_part));
            }
        }

        #[test]
        fn nothing_typed_breaks_it(typed in "[0-9., ]{0,12}|.{0,20}") {
            let _ = (whole(&typed), thousandths(&typed), unclear(&typed));
        }
    }
}
