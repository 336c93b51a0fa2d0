//! The states of a harvest and its legal moves, pure; SQL holds the same table.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HarvestState {
    /// Takes orders while its window is open. With a minimum it is not certain yet.
    Open,
    /// The minimum is reached: it will be picked.
    Going,
    /// The minimum was not reached; everybody was let go.
    Failed,
    /// Over: it takes no more orders.
    Closed,
}

impl HarvestState {
    pub const ALL: [HarvestState; 4] =
        [HarvestState::Open, HarvestState::Going, HarvestState::Failed, HarvestState::Closed];

    /// The word in the database and in Fluent keys (`harvest-state-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            HarvestState::Open => "open",
            HarvestState::Going => "going",
            HarvestState::Failed => "failed",
            HarvestState::Closed => "closed",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Where a harvest may go from here.
    #[must_use]
    pub const fn moves(self) -> &'static [HarvestState] {
        match self {
            HarvestState::Open => &[HarvestState::Going, HarvestState::Failed, HarvestState::Closed],
            HarvestState::Going => &[HarvestState::Closed],
            HarvestState::Failed | HarvestState::Closed => &[],
        }
    }

    /// Whether it may take orders.
    #[must_use]
    pub const fn live(self) -> bool {
        matches!(self, HarvestState::Open | HarvestState::Going)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_one_word_and_what_is_over_stays_over() {
        for state in HarvestState::ALL {
            assert_eq!(HarvestState::parse(state.as_str()), Some(state));
            assert_eq!(state.live(), !state.moves().is_empty());
        }
        assert_eq!(HarvestState::parse("Open"), None);
    }
}
