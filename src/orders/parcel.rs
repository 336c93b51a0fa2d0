//! A parcel: one household's part of an order. Its states and legal moves, pure; SQL holds the same table.

use serde::{Deserialize, Serialize};

use crate::kernel::ids::ParcelId;

/// What a household calls a parcel: `G1024`. It is not made of the order's code, which with the buyer's phone opens the
/// whole order, the other households' parcels too.
#[must_use]
pub fn code(id: ParcelId) -> String {
    format!("G{id}")
}

/// The parcel that a code names.
#[must_use]
pub fn parse_code(typed: &str) -> Option<ParcelId> {
    let typed = typed.trim();
    let digits = typed.strip_prefix(['G', 'g'])?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok().map(ParcelId))?
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParcelState {
    /// Waits for the buyer's money; its household does not see it yet.
    AwaitingPayment,
    /// Waits for the household; the buyer may still cancel.
    Placed,
    Confirmed,
    Packed,
    /// On its way, or waiting at the pick-up point.
    HandedOver,
    Delivered,
    /// The buyer would not take it.
    Refused,
    /// By the buyer, before the household confirmed.
    Cancelled,
    /// The money did not come in time. Late money may still call it back.
    Expired,
    /// By the household, with a reason.
    Unfulfillable,
}

impl ParcelState {
    pub const ALL: [ParcelState; 10] = [
        ParcelState::AwaitingPayment,
        ParcelState::Placed,
        ParcelState::Confirmed,
        ParcelState::Packed,
        ParcelState::HandedOver,
        ParcelState::Delivered,
        ParcelState::Refused,
        ParcelState::Cancelled,
        ParcelState::Expired,
        ParcelState::Unfulfillable,
    ];

    /// The word in the database and in Fluent keys (`parcel-state-…`, with `-` for `_`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ParcelState::AwaitingPayment => "awaiting_payment",
            ParcelState::Placed => "placed",
            ParcelState::Confirmed => "confirmed",
            ParcelState::Packed => "packed",
            ParcelState::HandedOver => "handed_over",
            ParcelState::Delivered => "delivered",
            ParcelState::Refused => "refused",
            ParcelState::Cancelled => "cancelled",
            ParcelState::Expired => "expired",
            ParcelState::Unfulfillable => "unfulfillable",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Where a parcel may go from here.
    #[must_use]
    pub const fn moves(self) -> &'static [ParcelState] {
        use ParcelState::{
            Cancelled, Confirmed, Delivered, Expired, HandedOver, Packed, Placed, Refused, Unfulfillable,
        };
        match self {
            ParcelState::AwaitingPayment => &[Placed, Cancelled, Expired],
            Expired => &[Placed],
            Placed => &[Confirmed, Cancelled, Unfulfillable],
            Confirmed => &[Packed, Unfulfillable],
            Packed => &[HandedOver, Unfulfillable],
            HandedOver => &[Delivered, Refused],
            Delivered | Refused | Cancelled | Unfulfillable => &[],
        }
    }

    /// Whether the goods are still promised and in the household's hands.
    #[must_use]
    pub const fn holds_stock(self) -> bool {
        matches!(
            self,
            ParcelState::AwaitingPayment | ParcelState::Placed | ParcelState::Confirmed | ParcelState::Packed
        )
    }

    /// Whether its household knows of it.
    #[must_use]
    pub const fn known_to_household(self) -> bool {
        !matches!(self, ParcelState::AwaitingPayment | ParcelState::Expired)
    }

    /// Whether its household has it to pack, now or later.
    #[must_use]
    pub const fn to_pack(self) -> bool {
        matches!(self, ParcelState::Placed | ParcelState::Confirmed | ParcelState::Packed)
    }

    /// Whether nothing more will happen, unless money comes late.
    #[must_use]
    pub const fn ended(self) -> bool {
        self.moves().is_empty() || matches!(self, ParcelState::Expired)
    }

    /// Whether it ended without goods reaching the buyer.
    #[must_use]
    pub const fn failed(self) -> bool {
        matches!(
            self,
            ParcelState::Refused | ParcelState::Cancelled | ParcelState::Expired | ParcelState::Unfulfillable
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_one_word() {
        for state in ParcelState::ALL {
            assert_eq!(ParcelState::parse(state.as_str()), Some(state));
        }
        assert_eq!(ParcelState::parse("Placed"), None);
    }

    #[test]
    fn no_move_leads_back() {
        fn walk(state: ParcelState, path: &mut Vec<ParcelState>) {
            assert!(!path.contains(&state), "{path:?} comes back to {state:?}");
            path.push(state);
            for next in state.moves() {
                walk(*next, path);
            }
            path.pop();
        }
        walk(ParcelState::AwaitingPayment, &mut Vec::new());
    }
}
