//! An order's name: `LT`, six symbols that cannot be mistaken for one another, and a check symbol. Short enough to
//! read over the phone; one wrong symbol or two swapped ones are noticed before anything is looked up.

use crate::kernel::spoken;

const PREFIX: &str = "LT";
const LENGTH: usize = 6;

/// A code nobody has yet, very likely; the table says for sure.
#[must_use]
pub fn draw() -> String {
    format!("{PREFIX}{}", spoken::draw(LENGTH))
}

/// What a person typed as a code: spaces, dots, hyphens and case do not matter, and the letters at the front may be
/// missing. `None` when no order can be called so.
#[must_use]
pub fn parse(typed: &str) -> Option<String> {
    let code = spoken::tidy(typed);
    let body = code.strip_prefix(PREFIX).unwrap_or(&code);
    spoken::fits(body, LENGTH).then(|| format!("{PREFIX}{body}"))
}

/// Like [`parse`], of the symbols behind the letters at the front, one of which may be put right.
#[must_use]
pub fn alike(body: &str) -> Option<String> {
    spoken::alike(body, LENGTH).map(|body| format!("{PREFIX}{body}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::spoken::SYMBOLS;

    fn write(values: &[usize]) -> String {
        format!("{PREFIX}{}", spoken::write(values))
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        let code = write(&[0, 1, 2, 3, 4, 5]);
        assert_eq!(code.len(), 9);
        let (a, b) = code.split_at(5);
        assert_eq!(parse(&format!(" {}-{} ", a.to_lowercase(), b)), Some(code.clone()));
        assert_eq!(parse(&code.replace("LT", "")), Some(code));
        for typed in ["", "LT", "LT2345678", "XX2345672", "LT0O1ILU2", "ＬＴ２３４", "LT23456789AB"] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_alphabet_has_no_lookalikes() {
        for look in b"0O1ILU" {
            assert!(!SYMBOLS.contains(look));
        }
    }

    proptest! {
        #[test]
        fn one_wrong_symbol_is_noticed(values in prop::collection::vec(0_usize..29, 6), at in 2_usize..9, to in 0_usize..29) {
            let code = write(&values);
            prop_assert_eq!(parse(&code), Some(code.clone()));
            let mut bytes = code.clone().into_bytes();
            bytes[at] = SYMBOLS[to];
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(parse(&wrong).is_some(), wrong == code);
        }

        #[test]
        fn two_swapped_symbols_are_noticed(values in prop::collection::vec(0_usize..29, 6), at in 2_usize..8) {
            let code = write(&values);
            let mut bytes = code.clone().into_bytes();
            bytes.swap(at, at + 1);
            let swapped = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(parse(&swapped).is_some(), swapped == code);
        }
    }
}
