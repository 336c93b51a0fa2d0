//! A payout: money to one household. Its states and legal moves, pure; SQL holds the same table of moves.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutState {
    /// Made, and to be sent.
    Due,
    /// Sent, with the bank's reference.
    Paid,
    /// The bank sent it back. What it paid for is owed again.
    Returned,
    /// Taken back before it was sent. What it was for is owed again.
    Undone,
}

impl PayoutState {
    pub const ALL: [PayoutState; 4] = [PayoutState::Due, PayoutState::Paid, PayoutState::Returned, PayoutState::Undone];

    /// The word in the database and in Fluent keys (`payout-state-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PayoutState::Due => "due",
            PayoutState::Paid => "paid",
            PayoutState::Returned => "returned",
            PayoutState::Undone => "undone",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Where a payout may go from here.
    #[must_use]
    pub const fn moves(self) -> &'static [PayoutState] {
        match self {
            PayoutState::Due => &[PayoutState::Paid, PayoutState::Undone],
            PayoutState::Paid => &[PayoutState::Returned],
            PayoutState::Returned | PayoutState::Undone => &[],
        }
    }

    /// Whether it holds on to what it pays for.
    #[must_use]
    pub const fn live(self) -> bool {
        matches!(self, PayoutState::Due | PayoutState::Paid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_nothing_goes_round() {
        for state in PayoutState::ALL {
            assert_eq!(PayoutState::parse(state.as_str()), Some(state));
            assert_eq!(state.moves().is_empty(), !state.live());
            for next in state.moves() {
                assert!(!next.moves().contains(&state), "{state:?} and {next:?} go round");
            }
        }
    }
}
