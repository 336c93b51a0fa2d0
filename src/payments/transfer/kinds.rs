//! A transfer's states, problems and sources, pure; SQL holds the same table of moves.

use crate::payments::notices::Provider;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransferState {
    /// Waits for a clerk, and so does its order.
    Open,
    /// Pays a payment, or a part of it.
    Applied,
    /// Goes back to its payer.
    Refunded,
    /// Kept for the buyer's next order.
    Credited,
    /// None of ours.
    Ignored,
}

impl TransferState {
    pub const ALL: [TransferState; 5] = [
        TransferState::Open,
        TransferState::Applied,
        TransferState::Refunded,
        TransferState::Credited,
        TransferState::Ignored,
    ];

    /// The word in the database and in Fluent keys (`transfer-state-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TransferState::Open => "open",
            TransferState::Applied => "applied",
            TransferState::Refunded => "refunded",
            TransferState::Credited => "credited",
            TransferState::Ignored => "ignored",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Where a transfer may go from here.
    #[must_use]
    pub const fn moves(self) -> &'static [TransferState] {
        use TransferState::{Applied, Credited, Ignored, Open, Refunded};
        match self {
            Open => &[Applied, Refunded, Credited, Ignored],
            // A part whose order fell through before the rest came.
            Applied => &[Refunded],
            Credited => &[Applied, Refunded],
            Ignored => &[Open],
            Refunded => &[],
        }
    }
}

/// Why a transfer pays no order by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// Less than is left to pay.
    Short,
    /// More.
    Over,
    /// The order is paid already.
    Twice,
    /// The order is no more, and its goods are gone.
    Late,
    /// No code, or none of an order that is paid to this account.
    Unknown,
    /// Codes of several orders.
    Ambiguous,
    /// A clerk's word that another clerk must look at.
    SecondLook,
}

impl Problem {
    pub const ALL: [Problem; 7] = [
        Problem::Short,
        Problem::Over,
        Problem::Twice,
        Problem::Late,
        Problem::Unknown,
        Problem::Ambiguous,
        Problem::SecondLook,
    ];

    /// The word in the database and in Fluent keys (`transfer-problem-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Problem::Short => "short",
            Problem::Over => "over",
            Problem::Twice => "twice",
            Problem::Late => "late",
            Problem::Unknown => "unknown",
            Problem::Ambiguous => "ambiguous",
            Problem::SecondLook => "second_look",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.as_str() == word)
    }
}

/// Who says that money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    Notice(Provider),
    Statement,
    Clerk,
}

impl Source {
    /// The word in the database and in Fluent keys (`transfer-source-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Source::Notice(provider) => provider.name(),
            Source::Statement => "statement",
            Source::Clerk => "clerk",
        }
    }

    /// Whether the bank stands behind it.
    #[must_use]
    pub const fn of_bank(self) -> bool {
        !matches!(self, Source::Clerk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for state in TransferState::ALL {
            assert_eq!(TransferState::parse(state.as_str()), Some(state));
        }
        for problem in Problem::ALL {
            assert_eq!(Problem::parse(problem.as_str()), Some(problem));
        }
    }
}
