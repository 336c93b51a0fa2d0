//! A payment: money asked of a buyer. Its methods, states and legal moves, pure; SQL holds the same table of moves.

use serde::{Deserialize, Serialize};

/// How an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Cash, parcel by parcel, to whoever hands it over.
    Cod,
    /// To the bank account of the market, or of each household, with a VietQR.
    BankTransfer,
    /// By Stripe.
    Card,
}

impl Method {
    /// In the order in which they are offered.
    pub const ALL: [Method; 3] = [Method::Cod, Method::BankTransfer, Method::Card];

    /// The word in the database, in forms and in Fluent keys (`checkout-pay-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Cod => "cod",
            Method::BankTransfer => "bank_transfer",
            Method::Card => "card",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.as_str() == word)
    }

    /// Whether the goods wait for the money.
    #[must_use]
    pub const fn in_advance(self) -> bool {
        !matches!(self, Method::Cod)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Waits for the money.
    Due,
    /// Transfer or card: the money is there, to the đồng.
    Paid,
    /// Cash: taken at the door.
    Collected,
    /// Cash: handed on to the market.
    Remitted,
    /// No money is wanted: the time ran out, another method was chosen, or there is nothing to pay for.
    Void,
    /// Money came that was not wanted (any more), and goes back.
    Surplus,
}

impl PaymentState {
    pub const ALL: [PaymentState; 6] = [
        PaymentState::Due,
        PaymentState::Paid,
        PaymentState::Collected,
        PaymentState::Remitted,
        PaymentState::Void,
        PaymentState::Surplus,
    ];

    /// The word in the database and in Fluent keys (`payment-state-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PaymentState::Due => "due",
            PaymentState::Paid => "paid",
            PaymentState::Collected => "collected",
            PaymentState::Remitted => "remitted",
            PaymentState::Void => "void",
            PaymentState::Surplus => "surplus",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Where a payment may go from here.
    #[must_use]
    pub const fn moves(self) -> &'static [PaymentState] {
        use PaymentState::{Collected, Paid, Remitted, Surplus, Void};
        match self {
            PaymentState::Due => &[Paid, Collected, Void, Surplus],
            Void => &[Paid, Surplus],
            Collected => &[Remitted],
            Paid | Remitted | Surplus => &[],
        }
    }

    /// Whether the buyer has paid it.
    #[must_use]
    pub const fn settled(self) -> bool {
        matches!(self, PaymentState::Paid | PaymentState::Collected | PaymentState::Remitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for method in Method::ALL {
            assert_eq!(Method::parse(method.as_str()), Some(method));
        }
        for state in PaymentState::ALL {
            assert_eq!(PaymentState::parse(state.as_str()), Some(state));
            for next in state.moves() {
                assert!(!next.moves().contains(&state), "{state:?} and {next:?} go round");
            }
        }
    }
}
