//! What goods sold by final weight cost when they were weighed. The price that was said is the most: the buyer accepted
//! no more, so what weighs more costs no more, and what weighs less costs less in proportion.

use super::correct::Unweighable;
use crate::kernel::money::Money;

/// Beyond so many times what was said, somebody has mistyped.
const ABSURD: i64 = 2;

/// The pieces of a line that come as they were ordered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    /// At the price that was said.
    pub price: Money,
    /// What they cost now, if something was taken off them before.
    pub costs: Money,
    /// What was said that they weigh together.
    pub said_g: i64,
    /// By so many per cent they may weigh less.
    pub band: i32,
    /// What they were found to weigh before.
    pub before_g: Option<i32>,
}

impl Weighed {
    /// What they cost at this weight, to the đồng, half of one up.
    fn worth(&self, grams: i64) -> Money {
        self.price.part(grams.min(self.said_g), self.said_g)
    }
}

/// Goods of which so many grams were said weigh at least this much, or a piece is missing.
#[must_use]
pub fn least_g(said_g: i64, band: i32) -> i64 {
    (said_g * (100 - i64::from(band)) + 99) / 100
}

/// What the line costs less when it weighs so many grams: nothing, when it weighs what was said or more.
///
/// # Refuses
/// See [`Unweighable`].
pub(super) fn off(line: Option<Weighed>, grams: i32) -> Result<Money, Unweighable> {
    let line = line.ok_or(Unweighable::Fixed)?;
    let grams = i64::from(grams);
    let least_g = least_g(line.said_g, line.band);
    if grams < least_g {
        return Err(Unweighable::TooLight { least_g });
    }
    if grams > line.said_g.saturating_mul(ABSURD) {
        return Err(Unweighable::TooHeavy);
    }
    let less = (line.costs - line.worth(grams)).max(Money::ZERO);
    match line.before_g {
        Some(final_g) if less == Money::ZERO => Err(Unweighable::Before { final_g }),
        _ => Ok(less),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fish(price: i64, said_g: i64, band: i32) -> Weighed {
        Weighed { price: Money::dong(price), costs: Money::dong(price), said_g, band, before_g: None }
    }

    #[test]
    fn what_weighs_less_costs_less_and_what_weighs_more_costs_the_same() {
        let two_kilos = fish(240_000, 2_000, 10);
        assert_eq!(off(Some(two_kilos), 1_850), Ok(Money::dong(18_000)));
        assert_eq!(off(Some(two_kilos), 2_000), Ok(Money::ZERO));
        assert_eq!(off(Some(two_kilos), 2_400), Ok(Money::ZERO));
        assert_eq!(off(Some(two_kilos), 1_800), Ok(Money::dong(24_000)), "the band's own edge");
        assert_eq!(off(Some(two_kilos), 1_799), Err(Unweighable::TooLight { least_g: 1_800 }));
        assert_eq!(off(Some(two_kilos), 18_500), Err(Unweighable::TooHeavy));
        assert_eq!(off(None, 1_850), Err(Unweighable::Fixed));
    }

    #[test]
    fn weighed_again_it_may_only_cost_less() {
        let before = Weighed { costs: Money::dong(222_000), before_g: Some(1_850), ..fish(240_000, 2_000, 10) };
        assert_eq!(off(Some(before), 1_820), Ok(Money::dong(3_600)));
        for heavier in [1_850, 1_900, 2_000] {
            assert_eq!(off(Some(before), heavier), Err(Unweighable::Before { final_g: 1_850 }), "{heavier}");
        }
    }

    proptest! {
        #[test]
        fn never_up_never_below_the_band_and_true_to_the_scale(
            price in 1_i64..2_000_000_000, piece_g in 1_i64..100_000, pieces in 1_i64..50, band in 1_i32..=20,
            off_before in 0_i64..100, share in 0_i64..250
        ) {
            let said_g = piece_g * pieces;
            let whole = fish(price, said_g, band);
            let line = Weighed { costs: Money::dong(price - price * off_before / 100), ..whole };
            let grams = said_g * share / 100;
            let Ok(weighed) = i32::try_from(grams) else { return Ok(()) };
            match off(Some(line), weighed) {
                Ok(less) => {
                    let costs = (line.costs - less).amount();
                    prop_assert!(less >= Money::ZERO && costs >= 0);
                    // No more than what it weighs at the price per gram, nor than it cost: within half a đồng.
                    let exact = i128::from(price) * i128::from(grams.min(said_g));
                    prop_assert!(i128::from(costs) * i128::from(said_g) * 2 <= exact * 2 + i128::from(said_g));
                    prop_assert!(grams * 100 >= said_g * (100 - i64::from(band)));
                    // The market never takes off more than the band of what it would have cost.
                    let least = i128::from(price) * i128::from(100 - band) - 100;
                    prop_assert!(less == Money::ZERO || i128::from(costs) * 100 >= least);
                    if line.costs == line.price && less > Money::ZERO {
                        prop_assert!((i128::from(costs) * i128::from(said_g) - exact).abs() * 2 <= i128::from(said_g));
                    }
                }
                Err(Unweighable::TooLight { least_g }) => {
                    prop_assert!(grams < least_g && least_g <= said_g);
                    prop_assert!(off(Some(line), i32::try_from(least_g).unwrap_or(i32::MAX)).is_ok() || least_g > i64::from(i32::MAX));
                }
                Err(Unweighable::TooHeavy) => prop_assert!(grams > 2 * said_g),
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
