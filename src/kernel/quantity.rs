//! How many packs: a whole number from 1 to 9,999.

use std::fmt;

use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Serialize};

/// A count of packs in a cart or an order, always 1 to [`Quantity::MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DieselNewType)]
#[serde(transparent)]
pub struct Quantity(i32);

/// Why a typed quantity is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    #[error("not a whole number of ASCII digits")]
    NotANumber,
    #[error("less than one")]
    TooFew,
    #[error("more than {}", Quantity::MOST)]
    TooMany,
}

impl Quantity {
    pub const MOST: i32 = 9_999;

    pub fn new(count: i32) -> Result<Self, QuantityError> {
        match count {
            ..1 => Err(QuantityError::TooFew),
            1..=Self::MOST => Ok(Quantity(count)),
            _ => Err(QuantityError::TooMany),
        }
    }

    /// Reads what a person typed. Only ASCII digits count: `１`, `1.5` and `1e3` are refused rather than guessed at.
    pub fn parse(typed: &str) -> Result<Self, QuantityError> {
        let typed = typed.trim();
        if let Some(rest) = typed.strip_prefix('-')
            && !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(QuantityError::TooFew);
        }
        if typed.is_empty() || !typed.bytes().all(|b| b.is_ascii_digit()) {
            return Err(QuantityError::NotANumber);
        }
        typed.parse::<i32>().map_err(|_| QuantityError::TooMany).and_then(Self::new)
    }

    #[must_use]
    pub const fn count(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_whole_numbers_in_range_are_quantities() {
        assert_eq!(Quantity::parse(" 12 ").map(Quantity::count), Ok(12));
        assert_eq!(Quantity::parse("9999").map(Quantity::count), Ok(9_999));
        for typed in ["", " ", "1.5", "1,5", "１", "0x1", "1e3", "abc", "-", "+1"] {
            assert_eq!(Quantity::parse(typed), Err(QuantityError::NotANumber), "{typed}");
        }
        assert_eq!(Quantity::parse("0"), Err(QuantityError::TooFew));
        assert_eq!(Quantity::parse("-1"), Err(QuantityError::TooFew));
        for typed in ["10000", "9223372036854775808", "99999999999999999999999"] {
            assert_eq!(Quantity::parse(typed), Err(QuantityError::TooMany), "{typed}");
        }
    }
}
