//! A lot's name, the *mã truy vết*: seven random symbols and a check symbol. With 17 thousand million of them nobody
//! finds a lot by trying, and on the phone it is read in two breaths: `K7MQ-2XPA`.

use crate::kernel::spoken;

const LENGTH: usize = 7;

/// A code that no lot has yet, very likely; the table says for sure.
#[must_use]
pub fn draw() -> String {
    spoken::draw(LENGTH)
}

/// What a person typed or read aloud: spaces, hyphens and case do not matter, and one symbol that is in no code is taken for
/// the one it looks like. `None` when no lot can be called so.
#[must_use]
pub fn parse(typed: &str) -> Option<String> {
    let code = spoken::tidy(typed);
    if spoken::fits(&code, LENGTH) { Some(code) } else { spoken::alike(&code, LENGTH) }
}

/// As it is printed and read aloud: two groups of four.
#[must_use]
pub fn spaced(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((first, second)) if !second.is_empty() => format!("{first}-{second}"),
        _ => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        for _ in 0..200 {
            let code = draw();
            assert_eq!(code.len(), 8);
            assert_eq!(parse(&format!("  {} ", spaced(&code).to_lowercase())), Some(code.clone()));
            let apart: String = code.chars().flat_map(|c| [c, ' ']).collect();
            assert_eq!(parse(&apart), Some(code));
        }
        for typed in ["", "K7MQ", "ABCDEFGHJKMN", "ＫＫＫＫＫＫＫＫ", "../../..", "00000000"] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_lookalike_is_put_right(values in prop::collection::vec(0_usize..29, LENGTH), at in 0_usize..8) {
            let code = spoken::write(&values);
            let typed: String = code.char_indices().map(|(i, c)| match c {
                _ if i != at => c,
                'Q' => '0',
                'D' => 'o',
                '5' => 's',
                'V' => 'u',
                '7' => '1',
                'J' => 'l',
                c => c,
            }).collect();
            prop_assert_eq!(parse(&typed), Some(code));
        }

        #[test]
        fn one_wrong_symbol_is_noticed(values in prop::collection::vec(0_usize..29, LENGTH), at in 0_usize..8, to in 0_usize..29) {
            let code = spoken::write(&values);
            let mut bytes = code.clone().into_bytes();
            bytes[at] = spoken::SYMBOLS[to];
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(parse(&wrong).is_some(), wrong == code);
        }
    }
}
