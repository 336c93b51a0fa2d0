//! The accounts of the ledger. A debit is positive: more of what is ours, less of what is owed.

use crate::kernel::ids::ProducerId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// The market's own bank account.
    Bank,
    /// Paid by card, not yet paid out to the bank by Stripe.
    Card,
    /// Buyers' money in a household's hands: cash from the door, or a transfer to its own account.
    WithHousehold(ProducerId),
    /// Cash that a carrier took and has not handed on.
    WithCarrier,
    /// Paid by buyers for parcels that have not been delivered.
    Held,
    /// Owed to a household for goods.
    Payable(ProducerId),
    /// Owed to a household for taking its goods to the buyer.
    Delivery(ProducerId),
    Commission,
    /// Value added tax held back from households.
    Vat,
    /// Personal income tax held back from households.
    Pit,
    /// On its way back to buyers.
    RefundsDue,
    /// Discounts that the market bears.
    Vouchers,
    /// Came in and pays no order yet.
    Unmatched,
    /// Kept for a buyer's next order, at the buyer's wish.
    Credit,
    /// What the office corrects by hand.
    Adjustment,
    /// What Stripe keeps of card payments.
    StripeFees,
}

impl Account {
    /// The word in the database and in Fluent keys (`ledger-account-…`, with `-` for `_`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Account::Bank => "bank",
            Account::Card => "card",
            Account::WithHousehold(_) => "with_household",
            Account::WithCarrier => "with_carrier",
            Account::Held => "held",
            Account::Payable(_) => "payable",
            Account::Delivery(_) => "delivery",
            Account::Commission => "commission",
            Account::Vat => "vat",
            Account::Pit => "pit",
            Account::RefundsDue => "refunds_due",
            Account::Vouchers => "vouchers",
            Account::Unmatched => "unmatched",
            Account::Credit => "credit",
            Account::Adjustment => "adjustment",
            Account::StripeFees => "stripe_fees",
        }
    }

    /// Reads the word back; one that is a household's needs the household.
    #[must_use]
    pub fn parse(word: &str, household: Option<ProducerId>) -> Option<Self> {
        Some(match word {
            "bank" => Account::Bank,
            "card" => Account::Card,
            "with_household" => Account::WithHousehold(household?),
            "with_carrier" => Account::WithCarrier,
            "held" => Account::Held,
            "payable" => Account::Payable(household?),
            "delivery" => Account::Delivery(household?),
            "commission" => Account::Commission,
            "vat" => Account::Vat,
            "pit" => Account::Pit,
            "refunds_due" => Account::RefundsDue,
            "vouchers" => Account::Vouchers,
            "unmatched" => Account::Unmatched,
            "credit" => Account::Credit,
            "adjustment" => Account::Adjustment,
            "stripe_fees" => Account::StripeFees,
            _ => return None,
        })
    }

    /// Whether somebody may book it by hand. The others say what parcels, refunds and transfers say: a posting by hand would
    /// part them from those.
    #[must_use]
    pub const fn by_hand(self) -> bool {
        match self {
            Account::Bank
            | Account::Card
            | Account::StripeFees
            | Account::WithCarrier
            | Account::Payable(_)
            | Account::Commission
            | Account::Vat
            | Account::Pit
            | Account::Vouchers
            | Account::Adjustment => true,
            Account::WithHousehold(_)
            | Account::Held
            | Account::Delivery(_)
            | Account::RefundsDue
            | Account::Unmatched
            | Account::Credit => false,
        }
    }

    /// The household whose account it is.
    #[must_use]
    pub const fn producer(self) -> Option<ProducerId> {
        match self {
            Account::WithHousehold(producer) | Account::Payable(producer) | Account::Delivery(producer) => {
                Some(producer)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_a_household_is_needed_where_it_is() {
        let house = ProducerId(7);
        let all = [
            Account::Bank,
            Account::Card,
            Account::WithHousehold(house),
            Account::WithCarrier,
            Account::Held,
            Account::Payable(house),
            Account::Delivery(house),
            Account::Commission,
            Account::Vat,
            Account::Pit,
            Account::RefundsDue,
            Account::Vouchers,
            Account::Unmatched,
            Account::Credit,
            Account::Adjustment,
            Account::StripeFees,
        ];
        for account in all {
            assert_eq!(Account::parse(account.as_str(), Some(house)), Some(account));
            let alone = Account::parse(account.as_str(), None);
            assert_eq!(alone.is_some(), account.producer().is_none(), "{account:?}");
        }
        assert_eq!(Account::parse("Bank", None), None);
    }
}
