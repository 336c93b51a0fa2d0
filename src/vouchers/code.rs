//! A voucher's code, as the office prints it and as people type it.

use rand::RngExt as _;
use serde::Serialize;

use crate::kernel::text;

/// Without what is mistaken for something else when it is read from a leaflet: 0, O, 1, I, L.
const SYMBOLS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// 31^8 codes: a guesser who is let try a hundred in ten minutes finds none.
const LENGTH: usize = 8;

/// Three to twenty letters and digits, upper case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// What a person typed: case, accents, spaces and hyphens do not matter. `None` when no voucher can be called so.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let code: String = text::fold(typed).chars().filter(|c| *c != ' ').map(|c| c.to_ascii_uppercase()).collect();
        let lawful = (3..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
        lawful.then_some(Code(code))
    }

    /// One that nobody guesses, to be suggested.
    #[must_use]
    pub fn draw() -> Self {
        let mut rng = rand::rng();
        let drawn = (0..LENGTH).filter_map(|_| SYMBOLS.get(rng.random_range(0..SYMBOLS.len())));
        Code(drawn.map(|b| char::from(*b)).collect())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        for typed in ["LAPTHACH10", "lapthach10", " Lập Thạch 10 ", "lap-thach-10", "LẬP.THẠCH.10"] {
            assert_eq!(Code::parse(typed).unwrap().as_str(), "LAPTHACH10", "{typed}");
        }
        for typed in ["", "  ", "AB", "A B", "日本語", "'--", &"A".repeat(21), "TẾT\u{0}"] {
            assert!(Code::parse(typed).is_none_or(|c| c.as_str() == "TET"), "{typed:?}");
        }
        assert_eq!(Code::parse(Code::draw().as_str()).unwrap().as_str().len(), LENGTH);
    }
}
