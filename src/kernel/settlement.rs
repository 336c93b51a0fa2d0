//! Who is paid for an order. A choice of the operator, kept with each order.

use serde::{Deserialize, Serialize};

/// Who is paid: the market, which pays the households, or each household itself.
///
/// Holding buyers' money may need a licence as an intermediary (Decree 52/2024/NĐ-CP, Art. 22); `Direct` avoids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    Operator,
    Direct,
}

impl Settlement {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Settlement::Operator => "operator",
            Settlement::Direct => "direct",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Settlement::Operator, Settlement::Direct].into_iter().find(|s| s.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        assert_eq!(Settlement::parse("operator"), Some(Settlement::Operator));
        assert_eq!(Settlement::parse("direct"), Some(Settlement::Direct));
        assert_eq!(Settlement::parse("both"), None);
    }
}
