//! The states of a revision and its legal moves, pure; SQL holds the same table.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevisionState {
    /// The household writes.
    Draft,
    /// The office has it to look at.
    Submitted,
    /// It is what buyers see, or saw until the next one.
    Approved,
    /// The household has something to put right.
    Returned,
    /// It will not be.
    Refused,
}

impl RevisionState {
    pub const ALL: [RevisionState; 5] = [
        RevisionState::Draft,
        RevisionState::Submitted,
        RevisionState::Approved,
        RevisionState::Returned,
        RevisionState::Refused,
    ];

    /// The word in the database and in Fluent keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            RevisionState::Draft => "draft",
            RevisionState::Submitted => "submitted",
            RevisionState::Approved => "approved",
            RevisionState::Returned => "returned",
            RevisionState::Refused => "refused",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Where a revision may go from here.
    #[must_use]
    pub const fn moves(self) -> &'static [RevisionState] {
        use RevisionState::{Approved, Draft, Refused, Returned, Submitted};
        match self {
            Draft | Returned => &[Submitted],
            // The household may take back what nobody has decided on.
            Submitted => &[Draft, Approved, Returned, Refused],
            Approved | Refused => &[],
        }
    }

    #[must_use]
    pub fn may_become(self, to: RevisionState) -> bool {
        self.moves().contains(&to)
    }

    /// Whether the household may write in it.
    #[must_use]
    pub const fn open_to_household(self) -> bool {
        matches!(self, RevisionState::Draft | RevisionState::Returned)
    }

    /// Whether something is still to come of it; a product has one such revision at most.
    #[must_use]
    pub const fn open(self) -> bool {
        !matches!(self, RevisionState::Approved | RevisionState::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_one_word() {
        for state in RevisionState::ALL {
            assert_eq!(RevisionState::parse(state.as_str()), Some(state));
        }
        assert_eq!(RevisionState::parse("Draft"), None);
    }

    #[test]
    fn only_what_waits_is_decided_and_what_is_decided_stays() {
        for state in RevisionState::ALL {
            assert_eq!(state.may_become(RevisionState::Approved), state == RevisionState::Submitted);
            assert_eq!(state.open(), !state.moves().is_empty());
        }
    }
}
