//! Which methods a cart may be paid by, pure: what is set up, what the office has switched on, and what makes sense for
//! this sum and this phone.

use super::payment::Method;
use super::settings::MoneySettings;
use crate::kernel::money::Money;
use crate::kernel::settlement::Settlement;

/// Stripe refuses less than about half a dollar; a rounder sum keeps clear of the exchange rate.
pub const LEAST_BY_CARD: Money = Money::dong(20_000);
/// Stripe takes eight digits.
pub const MOST_BY_CARD: Money = Money::dong(99_999_999);

/// All that the choice depends on.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub settings: MoneySettings,
    pub settlement: Settlement,
    pub total: Money,
    /// What open orders of this phone leave to be paid at the door.
    pub open_cod: Money,
    /// Parcels this phone would not take at the door lately.
    pub refusals: i64,
    /// Whether everybody who would be paid by transfer has a bank account.
    pub payees: bool,
    /// Whether Stripe is set up and answers.
    pub card_ready: bool,
}

/// Why a method is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOffered {
    /// Switched off by the office, not set up, or not for this settlement.
    Off,
    /// So much to be paid at the door is too much for one order.
    OrderCap(Money),
    /// Too much is to be paid at the door by this phone already.
    PhoneCap(Money),
    /// This phone did not take its parcels before.
    Refused,
    /// The sum is outside what cards can be charged.
    CardSum,
}

impl Facts {
    /// Whether a method may be chosen. Where nothing is left to pay, nothing but its being off stands against it.
    pub fn offer(&self, method: Method) -> Result<(), NotOffered> {
        let set = &self.settings;
        match method {
            Method::Cod if !set.cod_on => Err(NotOffered::Off),
            Method::BankTransfer if !set.transfer_on || !self.payees => Err(NotOffered::Off),
            // The market would hold what is the households'.
            Method::Card if !set.card_on || !self.card_ready || self.settlement == Settlement::Direct => {
                Err(NotOffered::Off)
            }
            _ if self.total == Money::ZERO => Ok(()),
            Method::Cod if self.refusals > i64::from(set.cod_refusals) => Err(NotOffered::Refused),
            Method::Cod if self.total > set.cod_order_cap => Err(NotOffered::OrderCap(set.cod_order_cap)),
            Method::Cod if self.open_cod + self.total > set.cod_phone_cap => {
                Err(NotOffered::PhoneCap(set.cod_phone_cap))
            }
            Method::Card if !(LEAST_BY_CARD..=MOST_BY_CARD).contains(&self.total) => Err(NotOffered::CardSum),
            _ => Ok(()),
        }
    }

    /// The methods that may be chosen, in the order in which they are shown.
    #[must_use]
    pub fn offered(&self) -> Vec<Method> {
        Method::ALL.into_iter().filter(|m| self.offer(*m).is_ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(total: i64) -> Facts {
        Facts {
            settings: MoneySettings {
                cod_on: true,
                transfer_on: true,
                card_on: true,
                cod_order_cap: Money::dong(5_000_000),
                cod_phone_cap: Money::dong(10_000_000),
                cod_refusals: 2,
                transfer_hours: 24,
                confirm_hours: 24,
                payout_days: 2,
                payout_minimum: Money::dong(50_000),
                withholding: false,
                card_minutes: None,
                second_look_from: Money::ZERO,
            },
            settlement: Settlement::Operator,
            total: Money::dong(total),
            open_cod: Money::ZERO,
            refusals: 0,
            payees: true,
            card_ready: true,
        }
    }

    #[test]
    fn all_three_for_an_ordinary_cart() {
        assert_eq!(facts(300_000).offered(), Method::ALL);
    }

    #[test]
    fn cash_has_its_caps() {
        assert_eq!(facts(5_000_001).offer(Method::Cod), Err(NotOffered::OrderCap(Money::dong(5_000_000))));
        let open = Facts { open_cod: Money::dong(9_800_001), ..facts(200_000) };
        assert_eq!(open.offer(Method::Cod), Err(NotOffered::PhoneCap(Money::dong(10_000_000))));
        assert_eq!(Facts { refusals: 2, ..facts(200_000) }.offer(Method::Cod), Ok(()));
        assert_eq!(Facts { refusals: 3, ..facts(200_000) }.offer(Method::Cod), Err(NotOffered::Refused));
    }

    #[test]
    fn cards_have_theirs() {
        assert_eq!(facts(19_999).offer(Method::Card), Err(NotOffered::CardSum));
        assert_eq!(facts(100_000_000).offer(Method::Card), Err(NotOffered::CardSum));
        let direct = Facts { settlement: Settlement::Direct, ..facts(300_000) };
        assert_eq!(direct.offered(), [Method::Cod, Method::BankTransfer]);
        assert_eq!(Facts { card_ready: false, ..facts(300_000) }.offer(Method::Card), Err(NotOffered::Off));
    }

    #[test]
    fn what_costs_nothing_is_paid_by_any_method_that_is_there() {
        assert_eq!(Facts { refusals: 9, open_cod: Money::dong(99_000_000), ..facts(0) }.offered(), Method::ALL);
        assert_eq!(Facts { card_ready: false, payees: false, ..facts(0) }.offered(), [Method::Cod]);
    }

    #[test]
    fn without_an_account_no_transfer() {
        assert_eq!(Facts { payees: false, ..facts(300_000) }.offer(Method::BankTransfer), Err(NotOffered::Off));
    }
}
