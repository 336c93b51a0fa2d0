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
