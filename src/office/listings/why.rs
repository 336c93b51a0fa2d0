//! Reasons for which the office sends a listing back, ready to be chosen.

use crate::kernel::lang::Lang;
use crate::platform::locales;

/// In the order of the form; each has a sentence under `office-listing-why-…`.
pub const REASONS: [&str; 7] = ["photo", "label", "name", "facts", "claim", "price", "not-allowed"];
pub const MOST_WORDS: usize = 600;

/// The reason as the household reads it: in Vietnamese, which every household does, and the clerk's own words behind.
#[must_use]
pub fn put(chosen: &[&str], words: &str) -> String {
    let sentences = chosen.iter().map(|reason| locales::text(Lang::Vi, &format!("office-listing-why-{reason}")));
    let own = Some(words.to_owned()).filter(|words| !words.is_empty());
    sentences.chain(own).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_sentences() {
        assert_eq!(put(&[], ""), "");
        let both = put(&["photo", "price"], "Gọi tôi nhé");
        assert_eq!(both.lines().count(), 3, "{both}");
        assert!(both.ends_with("Gọi tôi nhé"));
    }
}
