//! What was typed into the search box, as words to look for.

use unicode_normalization::UnicodeNormalization as _;

use crate::kernel::text::{fold, tidy};

/// More than anyone types; what follows is not looked for.
const MOST_CHARS: usize = 80;
const MOST_WORDS: usize = 8;

/// The words of a search, with and without their accents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub typed: String,
    pub folded: Vec<String>,
    pub toned: Vec<String>,
}

impl Words {
    /// `None` when nothing in it could be found: no letter and no digit.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = tidy(&typed.chars().take(MOST_CHARS).collect::<String>());
        let split = |text: &str| text.split_whitespace().take(MOST_WORDS).map(str::to_owned).collect::<Vec<_>>();
        let folded = split(&fold(&typed));
        let toned = split(&toned(&typed));
        (!folded.is_empty()).then_some(Words { typed, folded, toned })
    }
}

/// Lower case, composed, words parted by single spaces, as the SQL function of this name has it.
fn toned(text: &str) -> String {
    let mut toned = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_alphanumeric() {
            toned.extend(c.to_lowercase());
        } else if !toned.ends_with(' ') {
            toned.push(' ');
        }
    }
    toned.trim().to_owned()
}

/// A pattern for `LIKE` that finds a word by its beginning. Words hold letters and digits only, so nothing in one means
/// anything to `LIKE`.
#[must_use]
pub fn beginning(word: &str) -> String {
    format!("% {word}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_what_like_would_understand() {
        let words = Words::parse("  100%_\\ Cá  thính! ").unwrap();
        assert_eq!(words.folded, ["100", "ca", "thinh"]);
        assert_eq!(words.toned, ["100", "cá", "thính"]);
        assert_eq!(Words::parse("ca\u{301}").unwrap().toned, ["cá"]);
        assert_eq!(Words::parse(" %%% \0 "), None);
    }
}
