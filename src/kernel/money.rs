//! Whole đồng. VND has no smaller unit (ISO 4217 exponent 0), so nothing here is ever a float or times a hundred.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Serialize};

use super::number;
use super::quantity::Quantity;

/// How people write the currency behind an amount.
const DONG: [&str; 5] = ["₫", "vnđ", "vnd", "đồng", "đ"];

/// What is said for thousands and millions; none is a part of one before it.
const WORDS: [(&str, i64); 5] =
    [("nghìn", 1_000), ("ngàn", 1_000), ("k", 1_000), ("triệu", 1_000_000), ("tr", 1_000_000)];

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

    /// Reads an amount as people type it: `45000`, `45.000`, `45 000 ₫`, `45k`, `45 nghìn`, `1 triệu`, `1,5tr`, `1tr2`, `45k5`.
    /// What stands behind a mark must be thousands where no word says of what it is a part: `98,5` is no amount, as nobody
    /// knows of what it is the half.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim().to_lowercase();
        let bare = DONG.iter().find_map(|word| typed.strip_suffix(word)).unwrap_or(&typed).trim_end();
        let said = WORDS.iter().find_map(|(word, times)| Some((bare.split_once(*word)?, *times)));
        let Some(((before, behind), times)) = said else { return number::whole(bare).map(Money) };
        // "1.500k" may be one and a half; better not at all.
        let (before, part) = match (before.trim_end().split_once(['.', ',']), behind.trim_start()) {
            (Some((before, part)), "") if (1..=2).contains(&part.len()) => (before, part),
            (None, part) if part.len() <= 3 => (before, part),
            _ => return None,
        };
        let part = if part.is_empty() { 0 } else { number::whole(&format!("{part:0<3}"))? };
        number::whole(before)?.checked_mul(times)?.checked_add(part * (times / 1_000)).map(Money)
    }

    /// Whether an amount says its currency, as `500 đ` does, so that it is not thousands that were meant.
    #[must_use]
    pub fn says_dong(typed: &str) -> bool {
        let typed = typed.trim().to_lowercase();
        DONG.iter().any(|word| typed.ends_with(word))
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

    /// `part` of `whole` of this amount, rounded half up; nothing of nothing. For rates: 150 of 10,000 is 1.5 %.
    #[must_use]
    pub fn part(self, part: i64, whole: i64) -> Self {
        if whole <= 0 {
            return Money::ZERO;
        }
        let whole = i128::from(whole);
        let twice = i128::from(self.0).saturating_mul(i128::from(part)).saturating_mul(2).saturating_add(whole);
        let rounded = twice.div_euclid(whole.saturating_mul(2));
        Money(i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }))
    }

    /// This amount in shares that are to one another as `weights`, by largest remainder: the shares always sum to the
    /// whole, none is more than a đồng from its exact part, and of equal remainders the first gets the đồng. All weights
    /// zero: all of it stays with the first.
    #[must_use]
    pub fn split(self, weights: &[Money]) -> Vec<Money> {
        let sum: i128 = weights.iter().map(|w| i128::from(w.0.max(0))).sum();
        if sum == 0 {
            let rest = std::iter::repeat_n(Money::ZERO, weights.len().saturating_sub(1));
            return weights.first().map(|_| self).into_iter().chain(rest).collect();
        }
        let exact: Vec<(i128, i128)> = weights
            .iter()
            .map(|w| i128::from(self.0).saturating_mul(i128::from(w.0.max(0))))
            .map(|scaled| (scaled.div_euclid(sum), scaled.rem_euclid(sum)))
            .collect();
        let mut left = i128::from(self.0) - exact.iter().map(|(whole, _)| whole).sum::<i128>();
        let mut order: Vec<usize> = (0..exact.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(exact.get(*i).map_or(0, |(_, rest)| *rest)));
        let mut shares: Vec<i128> = exact.iter().map(|(whole, _)| *whole).collect();
        for i in order {
            if let Some(share) = shares.get_mut(i).filter(|_| left > 0) {
                *share += 1;
                left -= 1;
            }
        }
        shares.into_iter().map(|share| Money(i64::try_from(share).unwrap_or(i64::MAX))).collect()
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn money_reads_as_written_in_vietnam() {
        assert_eq!(Money::dong(0).to_string(), "0\u{a0}₫");
        assert_eq!(Money::dong(999).to_string(), "999\u{a0}₫");
        assert_eq!(Money::dong(150_000_000).to_string(), "150.000.000\u{a0}₫");
        assert_eq!(Money::dong(-1_500).to_string(), "-1.500\u{a0}₫");
    }

    #[test]
    fn money_is_read_as_it_is_typed() {
        for typed in ["45000", "45.000", "45 000 ₫", "45,000đ", "45k", "45 nghìn", " 45 ngàn "] {
            assert_eq!(Money::parse(typed), Some(Money::dong(45_000)), "{typed}");
        }
        assert_eq!(Money::parse("2 triệu"), Some(Money::dong(2_000_000)));
        assert_eq!(Money::parse("150.000.000"), Some(Money::dong(150_000_000)));
        for typed in ["45.000,00", "45,000.00 đồng", "45 k", "45.000 VNĐ", "45000\u{a0}₫"] {
            assert_eq!(Money::parse(typed), Some(Money::dong(45_000)), "{typed}");
        }
        for (typed, amount) in [
            ("1,5tr", 1_500_000),
            ("1.5 triệu", 1_500_000),
            ("1.25tr", 1_250_000),
            ("1tr2", 1_200_000),
            ("1 triệu 25", 1_250_000),
            ("2tr350đ", 2_350_000),
            ("45k5", 45_500),
            ("1.5k", 1_500),
            ("0,5tr", 500_000),
        ] {
            assert_eq!(Money::parse(typed), Some(Money::dong(amount)), "{typed}");
        }
        for typed in ["", "-5", "k", "abc", "9999999999999999999", "99999999999999999k", "1e5", "đ", "tr", "k5", "1,tr"]
        {
            assert_eq!(Money::parse(typed), None, "{typed}");
        }
        for typed in
            ["1.500k", "1,500tr", "1.500.000k", "1,5tr2", "1tr2k", "1tr2000", "1tr-2", "1tr2,5", "45kk", "1tr 2 5"]
        {
            assert_eq!(Money::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn an_amount_with_a_part_is_never_multiplied() {
        for typed in ["98,5", "1,5", "45.5", "45.00", "1.2.3", "45000,5", "0.500", "45.000,50"] {
            assert_eq!(Money::parse(typed), None, "{typed}");
        }
        let says = ["500đ", "500 ₫", "500 VND", "500 đồng", "45k", "45"].map(Money::says_dong);
        assert_eq!(says, [true, true, true, true, false, false]);
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

    #[test]
    fn a_part_is_rounded_half_up() {
        assert_eq!(Money::dong(245_000).part(150, 10_000), Money::dong(3_675));
        assert_eq!(Money::dong(33).part(150, 10_000), Money::ZERO);
        assert_eq!(Money::dong(34).part(150, 10_000), Money::dong(1));
        assert_eq!(Money::dong(5).part(1, 0), Money::ZERO);
        assert_eq!(Money::dong(i64::MAX).part(10_000, 10_000), Money::dong(i64::MAX));
    }

    #[test]
    fn an_odd_dong_goes_to_the_largest_remainder() {
        let split = |whole, weights: &[i64]| {
            let weights: Vec<Money> = weights.iter().copied().map(Money::dong).collect();
            Money::dong(whole).split(&weights).into_iter().map(Money::amount).collect::<Vec<_>>()
        };
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split(10, &[2, 1]), [7, 3]);
        assert_eq!(split(5, &[0, 0]), [5, 0]);
        assert_eq!(split(0, &[3, 4]), [0, 0]);
        assert!(split(7, &[]).is_empty());
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole(whole in 0_i64..9_000_000_000_000, weights in prop::collection::vec(0_i64..9_000_000_000, 1..12)) {
            let weights: Vec<Money> = weights.into_iter().map(Money::dong).collect();
            let shares = Money::dong(whole).split(&weights);
            prop_assert_eq!(shares.iter().copied().sum::<Money>(), Money::dong(whole));
            let sum: i128 = weights.iter().map(|w| i128::from(w.amount())).sum();
            if sum > 0 {
                for (share, weight) in shares.iter().zip(&weights) {
                    let exact = i128::from(whole) * i128::from(weight.amount()) / sum;
                    prop_assert!((i128::from(share.amount()) - exact).abs() <= 1);
                }
            }
        }

        #[test]
        fn a_discount_never_takes_more_than_there_is(whole in 0_i64..1_000_000, weights in prop::collection::vec(1_i64..1_000_000, 1..12)) {
            let weights: Vec<Money> = weights.into_iter().map(Money::dong).collect();
            let whole = Money::dong(whole).min(weights.iter().copied().sum());
            for (share, weight) in whole.split(&weights).iter().zip(&weights) {
                prop_assert!(share <= weight);
            }
        }
    }
}
