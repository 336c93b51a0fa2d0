//! Whole đồng. VND has no smaller unit (ISO 4217 exponent 0), so nothing here is ever a float or times a hundred.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Serialize};

use super::quantity::Quantity;

/// An amount in đồng. Sums saturate instead of wrapping: SQL's own checks then refuse the row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DieselNewType)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    pub const ZERO: Money = Money(0);

    #[must_use]
    pub const fn dong(amount: i64) -> Self {
        Money(amount)
    }

    /// The bare number, for SQL and for the wire.
    #[must_use]
    pub const fn amount(self) -> i64 {
        self.0
    }

    /// The price of `qty` packs.
    #[must_use]
    pub fn times(self, qty: Quantity) -> Self {
        Money(self.0.saturating_mul(i64::from(qty.count())))
    }

    /// The price of a kilogram when this is the price of `net_weight_g` grams, rounded to 100 đồng so that it reads well.
    #[must_use]
    pub fn per_kg(self, net_weight_g: i32) -> Self {
        let grams = i64::from(net_weight_g.max(1));
        let exact = self.0.saturating_mul(1000) / grams;
        Money((exact.saturating_add(50) / 100).saturating_mul(100))
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

/// `1.234.567 ₫` with a no-break space, as written in Vietnam.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}₫", group_digits(self.0))
    }
}

/// Thousands parted by dots: `1.234.567`.
#[must_use]
pub fn group_digits(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        grouped.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_written_in_vietnam() {
        assert_eq!(Money::dong(0).to_string(), "0\u{a0}₫");
        assert_eq!(Money::dong(999).to_string(), "999\u{a0}₫");
        assert_eq!(Money::dong(150_000_000).to_string(), "150.000.000\u{a0}₫");
        assert_eq!(Money::dong(-1_500).to_string(), "-1.500\u{a0}₫");
    }

    #[test]
    fn a_price_per_kilogram_is_rounded_to_a_hundred() {
        assert_eq!(Money::dong(98_000).per_kg(500), Money::dong(196_000));
        assert_eq!(Money::dong(40_000).per_kg(300), Money::dong(133_300));
    }

    #[test]
    fn a_sum_never_wraps() {
        let most = Money::dong(i64::MAX);
        assert_eq!(most + Money::dong(1), most);
    }
}
