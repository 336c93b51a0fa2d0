//! What of a parcel's money is whose, pure. Commission and tax were frozen when the order was placed; what goes back to
//! the buyer takes the same part of each with it, so a parcel refunded whole leaves nothing with anybody.

use crate::kernel::money::Money;

/// A parcel's money as it was frozen. All amounts in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frozen {
    pub goods: Money,
    /// What corrections took off the goods' full price; counts where a voucher pays all of it.
    pub off: Money,
    pub discount: Money,
    /// The part of the discount that the market bears; the rest is the household's.
    pub by_market: Money,
    pub shipping: Money,
    pub commission: Money,
    pub vat: Money,
    pub pit: Money,
}

/// Whose the money is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    pub payable: Money,
    pub delivery: Money,
    pub commission: Money,
    pub vat: Money,
    pub pit: Money,
    /// What the market adds for its voucher.
    pub vouchers: Money,
}

impl Frozen {
    /// What the buyer pays for the goods.
    #[must_use]
    pub fn net_goods(&self) -> Money {
        self.goods - self.discount
    }

    /// What the buyer pays for the parcel.
    #[must_use]
    pub fn total(&self) -> Money {
        self.net_goods() + self.shipping
    }

    /// Whose it is when so much of goods and delivery has gone back to the buyer. What the buyer leaves there and what
    /// the market adds is always exactly what the others get.
    #[must_use]
    pub fn after(&self, back_goods: Money, back_shipping: Money) -> Shares {
        let net = self.net_goods();
        let kept = (net - back_goods).max(Money::ZERO);
        // Of goods that cost the buyer nothing, nothing can go back: what came of them counts by its full price.
        let (part, whole) = if net == Money::ZERO { (self.goods - self.off, self.goods) } else { (kept, net) };
        let of = |amount: Money| {
            if whole == Money::ZERO { amount } else { amount.part(part.amount(), whole.amount()) }
        };
        let (vouchers, commission, vat, pit) = (of(self.by_market), of(self.commission), of(self.vat), of(self.pit));
        Shares {
            payable: kept + vouchers - commission - vat - pit,
            delivery: (self.shipping - back_shipping).max(Money::ZERO),
            commission,
            vat,
            pit,
            vouchers,
        }
    }
}

impl std::ops::Sub for Shares {
    type Output = Shares;
    fn sub(self, other: Shares) -> Shares {
        Shares {
            payable: self.payable - other.payable,
            delivery: self.delivery - other.delivery,
            commission: self.commission - other.commission,
            vat: self.vat - other.vat,
            pit: self.pit - other.pit,
            vouchers: self.vouchers - other.vouchers,
        }
    }
}

impl Shares {
    /// What the buyer's money must be for these shares.
    #[must_use]
    pub fn from_buyer(&self) -> Money {
        self.payable + self.delivery + self.commission + self.vat + self.pit - self.vouchers
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frozen(goods: i64, discount: i64, market: bool, shipping: i64, bp: i64) -> Frozen {
        let (goods, discount) = (Money::dong(goods), Money::dong(discount.min(goods)));
        let basis = if market { goods } else { goods - discount };
        Frozen {
            goods,
            off: Money::ZERO,
            discount,
            by_market: if market { discount } else { Money::ZERO },
            shipping: Money::dong(shipping),
            commission: basis.part(bp, 10_000),
            vat: basis.part(100, 10_000),
            pit: basis.part(50, 10_000),
        }
    }

    #[test]
    fn a_jar_with_a_market_voucher() {
        let parcel = frozen(200_000, 20_000, true, 30_000, 300);
        let whole = parcel.after(Money::ZERO, Money::ZERO);
        assert_eq!(whole.commission, Money::dong(6_000));
        assert_eq!(whole.payable, Money::dong(200_000 - 6_000 - 2_000 - 1_000));
        assert_eq!(whole.from_buyer(), Money::dong(210_000));
        let half = parcel.after(Money::dong(90_000), Money::ZERO);
        assert_eq!((half.vouchers, half.commission), (Money::dong(10_000), Money::dong(3_000)));
        assert_eq!(half.from_buyer(), Money::dong(120_000));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_made(goods in 0_i64..500_000_000, discount in 0_i64..500_000_000, market: bool,
            shipping in 0_i64..500_000, bp in 0_i64..3_000, back in 0_i64..500_000_000, back_shipping in 0_i64..500_000) {
            let parcel = frozen(goods, discount, market, shipping, bp);
            let back = Money::dong(back).min(parcel.net_goods());
            let back_shipping = Money::dong(back_shipping).min(parcel.shipping);
            let shares = parcel.after(back, back_shipping);
            prop_assert_eq!(shares.from_buyer(), parcel.total() - back - back_shipping);
            for part in [shares.payable, shares.delivery, shares.commission, shares.vat, shares.pit, shares.vouchers] {
                prop_assert!(part >= Money::dong(-2), "{shares:?}");
            }
            if parcel.net_goods() > Money::ZERO {
                let none = parcel.after(parcel.net_goods(), parcel.shipping);
                prop_assert_eq!(none, Shares::default());
            }
        }
    }
}
