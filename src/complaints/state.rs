//! A complaint's states and legal moves, pure; SQL holds the same.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has answered yet.
    Open,
    /// The household or the office has; it is not decided.
    Answered,
    /// Money or goods come, or buyer and household agreed.
    Settled,
    /// By the office, with a reason.
    Refused,
    /// By the buyer.
    Withdrawn,
}

impl State {
    pub const ALL: [State; 5] = [State::Open, State::Answered, State::Settled, State::Refused, State::Withdrawn];

    /// The word in the database and in Fluent keys (`complaint-state-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Answered => "answered",
            State::Settled => "settled",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    #[must_use]
    pub const fn moves(self) -> &'static [State] {
        match self {
            State::Open => &[State::Answered, State::Settled, State::Refused, State::Withdrawn],
            State::Answered => &[State::Settled, State::Refused, State::Withdrawn],
            State::Settled | State::Refused | State::Withdrawn => &[],
        }
    }

    /// Whether it still waits for somebody.
    #[must_use]
    pub const fn waits(self) -> bool {
        !self.moves().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_one_word_and_what_ended_moves_no_more() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
            assert_eq!(state.waits(), matches!(state, State::Open | State::Answered));
        }
        assert_eq!(State::parse("closed"), None);
        assert!(!State::Answered.moves().contains(&State::Open));
    }
}
