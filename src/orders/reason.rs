//! Why a household cannot deliver: a word of a short list, and what it says to the buyer besides.

/// The choices on the form in the order shown, and three that nobody chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Short,
    Weather,
    Spoiled,
    /// Only with words of its own.
    Other,
    /// The household did not confirm in time.
    NotConfirmed,
    /// It was weighed when it was packed.
    Weighed,
    /// More than was ordered, for nothing.
    Given,
}

impl Reason {
    /// What a person may choose.
    pub const CHOICES: [Reason; 4] = [Reason::Short, Reason::Weather, Reason::Spoiled, Reason::Other];
    pub const ALL: [Reason; 7] = [
        Reason::Short,
        Reason::Weather,
        Reason::Spoiled,
        Reason::Other,
        Reason::NotConfirmed,
        Reason::Weighed,
        Reason::Given,
    ];

    /// The word in forms, in the diary and in Fluent keys (`parcel-reason-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Short => "short",
            Reason::Weather => "weather",
            Reason::Spoiled => "spoiled",
            Reason::Other => "other",
            Reason::NotConfirmed => "not-confirmed",
            Reason::Weighed => "weighed",
            Reason::Given => "given",
        }
    }

    /// What a person chose.
    #[must_use]
    pub fn chosen(word: &str) -> Option<Self> {
        Self::CHOICES.into_iter().find(|reason| reason.as_str() == word)
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// As the diary keeps it: `short` or `short: the last jar broke`.
    #[must_use]
    pub fn stored(self, words: &str) -> String {
        if words.is_empty() { self.as_str().to_owned() } else { format!("{}: {words}", self.as_str()) }
    }

    /// The two parts of what [`Reason::stored`] wrote; a text written otherwise is all words.
    #[must_use]
    pub fn read(stored: &str) -> (Option<Reason>, &str) {
        let (word, words) = stored.split_once(": ").unwrap_or((stored, ""));
        match Reason::parse(word) {
            Some(reason) => (Some(reason), words),
            None => (None, stored),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_reads_back_as_it_was_stored() {
        for reason in Reason::ALL {
            assert_eq!(Reason::read(&reason.stored("")), (Some(reason), ""));
            assert_eq!(Reason::read(&reason.stored("hết: vỡ")), (Some(reason), "hết: vỡ"));
        }
        assert_eq!(Reason::read("đổi ý"), (None, "đổi ý"));
        assert_eq!(Reason::read(""), (None, ""));
    }
}
