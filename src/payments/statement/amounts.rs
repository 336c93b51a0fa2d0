//! Amounts as banks print them: `1.234.567`, `1,234,567`, `1.234.567,00`, `+245,000`, `-50000`, `(50,000)`, `245.000 VND`. Whole đồng
//! or nothing: a sum with something behind the point is a mistake somewhere, and not ours to round.

use crate::platform::sheet_read::Cell;

/// Not a whole number of đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotExact;

/// What a cell says; `None` when it is empty or only a dash.
pub fn of(cell: &Cell) -> Result<Option<i64>, NotExact> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Number(digits) => number(digits).map(Some),
        Cell::Text(text) if matches!(text.as_str(), "-" | "–") => Ok(None),
        Cell::Text(text) => printed(text).map(Some),
        Cell::Moment(_) | Cell::Faulty => Err(NotExact),
    }
}

/// Whether it is an amount that says by a sign which way it goes.
pub fn has_sign(cell: &Cell) -> bool {
    match cell {
        Cell::Number(digits) => digits.starts_with('-'),
        Cell::Text(text) => text.trim_start().starts_with(['+', '-', '−', '(']) && matches!(of(cell), Ok(Some(_))),
        Cell::Empty | Cell::Moment(_) | Cell::Faulty => false,
    }
}

/// A number cell: a point is a point.
fn number(digits: &str) -> Result<i64, NotExact> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.bytes().any(|b| b != b'0') { Err(NotExact) } else { whole.parse().map_err(|_| NotExact) }
}

fn printed(text: &str) -> Result<i64, NotExact> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let text = ["VND", "VNĐ", "₫", "Đ"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
    let (negative, digits) = if let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (true, inside)
    } else if let Some(rest) = text.strip_prefix(['-', '−']) {
        (true, rest)
    } else {
        (false, text.strip_prefix('+').unwrap_or(text))
    };
    let amount: i64 = whole(digits)?.parse().map_err(|_| NotExact)?;
    Ok(if negative { -amount } else { amount })
}

/// The digits without what parts thousands and without zeros behind the point.
fn whole(text: &str) -> Result<String, NotExact> {
    let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let last = marks.last().copied();
    if !matches!(last, None | Some('.' | ',')) {
        return Err(NotExact);
    }
    let (head, tail) = last.and_then(|mark| text.rsplit_once(mark)).unwrap_or((text, ""));
    let twice = marks.iter().filter(|mark| Some(**mark) == last).count() > 1;
    let mixed = marks.iter().any(|mark| Some(*mark) != last);
    // One mark with three digits behind parts thousands, as does one that comes again; else what is behind it must be zeros.
    let fraction = last.is_some() && (mixed || (!twice && tail.len() != 3));
    if !fraction {
        return groups(text, last);
    }
    let nothing = (1..=2).contains(&tail.len()) && tail.bytes().all(|b| b == b'0');
    let parting = marks.first().copied().filter(|_| mixed);
    if twice || !nothing { Err(NotExact) } else { groups(head, parting) }
}

/// Digits, or groups of three with a first one of one to three.
fn groups(text: &str, mark: Option<char>) -> Result<String, NotExact> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let Some(mark) = mark else {
        return if digits(text) { Ok(text.to_owned()) } else { Err(NotExact) };
    };
    let mut parts = text.split(mark);
    let first =
        parts.next().filter(|part| digits(part) && part.len() <= 3 && !part.starts_with('0')).ok_or(NotExact)?;
    parts.try_fold(
        first.to_owned(),
        |all, part| {
            if digits(part) && part.len() == 3 { Ok(all + part) } else { Err(NotExact) }
        },
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::money::group_digits;

    #[test]
    fn amounts_are_read_as_banks_print_them() {
        for (text, amount) in [
            ("1.234.567", 1_234_567),
            ("1,234,567", 1_234_567),
            ("1234567", 1_234_567),
            ("1.234.567,00", 1_234_567),
            ("1,234,567.00", 1_234_567),
            ("+245,000", 245_000),
            ("-245.000", -245_000),
            ("(50,000)", -50_000),
            ("245000.0", 245_000),
            ("245000,00", 245_000),
            ("245.000 VND", 245_000),
            ("245.000đ", 245_000),
            ("245 000", 245_000),
            ("- 5.000 ₫", -5_000),
            ("1.234", 1_234),
            ("0", 0),
            ("0.00", 0),
        ] {
            assert_eq!(of(&Cell::text(text)), Ok(Some(amount)), "{text}");
        }
        assert_eq!(of(&Cell::text("-")), Ok(None));
        assert_eq!(of(&Cell::Empty), Ok(None));
        assert_eq!(of(&Cell::Number("245000".to_owned())), Ok(Some(245_000)));
        assert_eq!(of(&Cell::Number("-245000.0".to_owned())), Ok(Some(-245_000)));
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        for text in [
            "1.234.567,50",
            "12,34",
            "1.5",
            "245000.5",
            "1.23.456",
            "1,2345",
            "12345.678",
            "1.234,567.00",
            "1.234,567,000",
            "1e6",
            "abc",
            "12a",
            "--5",
            "0.500",
            "0.001.000",
            "1.234.567,000",
            ",",
            ".",
            "1.",
            ".5",
            "1,234.5678",
            "(5",
            "=1+1",
            "99999999999999999999",
            "１２３",
        ] {
            assert_eq!(of(&Cell::text(text)), Err(NotExact), "{text}");
        }
        for digits in ["1234.567", "0.5", "1000000000000000000000", "NaN", "inf"] {
            assert_eq!(of(&Cell::Number(digits.to_owned())), Err(NotExact), "{digits}");
        }
        assert_eq!(of(&Cell::Faulty), Err(NotExact));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(amount in -999_999_999_999_i64..=999_999_999_999, cents in "(,0|,00)?") {
            let printed = group_digits(amount);
            prop_assert_eq!(of(&Cell::text(&format!("{printed}{cents}"))), Ok(Some(amount)));
            let english = printed.replace('.', ",") + &cents.replace(',', ".");
            prop_assert_eq!(of(&Cell::text(&english)), Ok(Some(amount)));
            prop_assert_eq!(of(&Cell::text(&amount.to_string())), Ok(Some(amount)));
        }

        #[test]
        fn no_text_makes_it_fall(text in any::<String>(), digits in "[0-9.,+-]{0,12}") {
            let _ = of(&Cell::text(&text));
            let _ = of(&Cell::text(&digits));
        }
    }
}
