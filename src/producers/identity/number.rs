//! The number of a person or an organisation: read, hashed, and forgotten.
//!
//! A person's has 12 digits: province of birth, century and sex, year, and six of chance (Law 26/2023/QH15 on identity).
//! A tax number has 10, or 13 for a branch, written `0101234567-001`.

use crate::config::Secret;
use crate::platform::secrets;

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    Person,
    Tax,
}

impl NumberKind {
    /// The word in the database and in Fluent keys (`identity-number-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            NumberKind::Person => "person",
            NumberKind::Tax => "tax",
        }
    }
}

/// A number as it was typed. It is shown nowhere, not even to a debugger, and lives as long as one request.
pub struct Number {
    digits: String,
    pub kind: NumberKind,
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Number({})", self.kind.as_str())
    }
}

impl Number {
    /// Reads a number with or without spaces, dots and hyphens; `None` for what cannot be one.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let kind = match digits.len() {
            12 if person(&digits) => NumberKind::Person,
            10 | 13 if tax(&digits) => NumberKind::Tax,
            _ => return None,
        };
        Some(Number { digits, kind })
    }

    /// What is kept: HMAC-SHA256 under a key of its own, made from the shop's.
    #[must_use]
    pub fn hash(&self, key: &Secret) -> Vec<u8> {
        let own = Secret::new(secrets::hex(&secrets::keyed_hash(key, "key of identity numbers")));
        secrets::keyed_hash(&own, &format!("{}:{}", self.kind.as_str(), self.digits))
    }

    /// What a clerk compares with the card.
    #[must_use]
    pub fn last3(&self) -> &str {
        self.digits.get(self.digits.len().saturating_sub(3)..).unwrap_or_default()
    }

    /// For a verifier that asks the state: never kept, never logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.digits
    }
}

/// A province's code is 001 to 096, and not all of the rest is one digit.
fn person(digits: &str) -> bool {
    let province = digits.get(..3).and_then(|p| p.parse::<u16>().ok()).unwrap_or(0);
    (1..=96).contains(&province) && digits.get(6..).is_some_and(|rest| rest.bytes().any(|b| b != b'0'))
}

/// The tenth digit checks the nine before it, as the tax office works it out: 10 less the weighted sum modulo 11.
fn tax(digits: &str) -> bool {
    const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let sum: u32 = digits.chars().filter_map(|c| c.to_digit(10)).zip(WEIGHTS).map(|(d, w)| d * w).sum();
    let check = digits.chars().nth(9).and_then(|c| c.to_digit(10));
    check == 10u32.checked_sub(sum % 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_and_organisations_are_told_apart() {
        let kind = |typed: &str| Number::parse(typed).map(|n| n.kind);
        assert_eq!(kind("025 184 001 234"), Some(NumberKind::Person));
        assert_eq!(kind("0100109106"), Some(NumberKind::Tax));
        assert_eq!(kind("0100109106-001"), Some(NumberKind::Tax));
        for wrong in ["", "12345", "0100109107", "000184001234", "099184001234", "025184000000", "02518400123x", "９９"]
        {
            assert_eq!(kind(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nothing_but_a_hash_and_three_digits_comes_out() {
        let number = Number::parse("025184001234").unwrap();
        let (one, other) = (Secret::new("one key of a shop 0123456789"), Secret::new("another key 0123456789012"));
        assert_eq!(number.hash(&one), Number::parse("025.184.001.234").unwrap().hash(&one));
        assert_ne!(number.hash(&one), number.hash(&other));
        assert_ne!(number.hash(&one), secrets::hash("025184001234"));
        assert_eq!(number.last3(), "234");
        assert_eq!(format!("{number:?}"), "Number(person)");
    }
}
