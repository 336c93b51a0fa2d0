//! What was typed into a search box, as words to look for.

use super::size;
use crate::kernel::text::{fold, tidy, toned};

/// More than anyone types; what follows is not looked for.
const MOST_CHARS: usize = 80;
const MOST_WORDS: usize = 8;

/// Words that say nothing about the goods. Vietnamese ones stand with their accents: "của" is `of`, "cua" is a crab.
const EMPTY: [&str; 26] = [
    "mua", "bán", "ở", "tại", "của", "và", "các", "những", "cho", "giá", "với", "từ", "là", "có", "ngon", "rẻ", "đặt",
    "the", "a", "an", "of", "from", "for", "and", "in", "buy",
];

/// One word to look for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// As [`fold`] leaves it.
    pub folded: String,
    /// As [`toned`] leaves it; the same as `folded` when no accent was typed.
    pub toned: String,
}

impl Word {
    /// Whether accents were typed, and so are meant.
    #[must_use]
    pub fn marked(&self) -> bool {
        self.toned != self.folded
    }
}

/// The words of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub typed: String,
    /// At least one.
    pub each: Vec<Word>,
}

impl Words {
    /// `None` when nothing in it could be found: no letter and no digit.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = tidy(&typed.chars().take(MOST_CHARS).collect::<String>());
        let mut all: Vec<Word> = Vec::new();
        let mut parts = typed.split(' ').peekable();
        while let Some(part) = parts.next() {
            let Some((size, with_next)) = size::read(part, parts.peek().copied()) else {
                all.extend(part.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).filter_map(word));
                continue;
            };
            if with_next {
                parts.next();
            }
            all.push(Word { folded: size.clone(), toned: size });
        }
        all.truncate(MOST_WORDS);
        let empty: Vec<String> = EMPTY.iter().map(|word| toned(word)).collect();
        let telling: Vec<Word> = all.iter().filter(|word| !empty.contains(&word.toned)).cloned().collect();
        let each = if telling.is_empty() { all } else { telling };
        (!each.is_empty()).then_some(Words { typed, each })
    }

    /// Without the words that say nothing when they are read without their accents: `gia nho` is `giá nho` or a `nho` of
    /// some name. `None` when that leaves the words as they are, or none.
    #[must_use]
    pub fn telling(&self) -> Option<Self> {
        let empty: Vec<String> = EMPTY.iter().map(|word| fold(word)).collect();
        let each: Vec<Word> = self.each.iter().filter(|word| !empty.contains(&word.folded)).cloned().collect();
        (!each.is_empty() && each.len() < self.each.len()).then(|| Words { typed: self.typed.clone(), each })
    }

    /// Without the sizes of packs: goods that come in another size are the goods all the same. `None` when that leaves the
    /// words as they are, or none.
    #[must_use]
    pub fn sizeless(&self) -> Option<Self> {
        let each: Vec<Word> = self.each.iter().filter(|word| !size::is(&word.folded)).cloned().collect();
        (!each.is_empty() && each.len() < self.each.len()).then(|| Words { typed: self.typed.clone(), each })
    }

    /// Folded, with single spaces: two searches that mean the same have the same.
    #[must_use]
    pub fn folded(&self) -> String {
        self.each.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Whether accents were typed on any of them.
    #[must_use]
    pub fn marked(&self) -> bool {
        self.each.iter().any(Word::marked)
    }
}

fn word(part: &str) -> Option<Word> {
    let (folded, toned) = (fold(part), toned(part));
    (!folded.is_empty() && !folded.contains(' ')).then_some(Word { folded, toned })
}

/// Accents that a keyboard sends after their letter, and that no letter has taken up.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A pattern for `LIKE` that finds a word by its beginning. Words hold letters and digits only, so nothing in one means
/// anything to `LIKE`.
#[must_use]
pub fn beginning(word: &str) -> String {
    format!("% {word}%")
}

/// The same for a whole word, in a text that ends with a space.
#[must_use]
pub fn whole(word: &str) -> String {
    format!("% {word} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(typed: &str) -> String {
        Words::parse(typed).map(|words| words.folded()).unwrap_or_default()
    }

    #[test]
    fn words_lose_what_a_query_language_would_understand() {
        let words = Words::parse("  100%_\\ Cá  thính:*! ' & | ").unwrap();
        assert_eq!(words.folded(), "100 ca thinh");
        let toned: Vec<&str> = words.each.iter().map(|word| word.toned.as_str()).collect();
        assert_eq!(toned, ["100", "ca1", "thinh1"]);
        assert!(words.marked() && !words.each[0].marked());
        assert_eq!(Words::parse("ca\u{301}").unwrap().each, Words::parse("cá").unwrap().each);
        assert_eq!(Words::parse(" %%% \0 "), None);
    }

    #[test]
    fn words_that_say_nothing_are_left_out_unless_there_are_no_others() {
        assert_eq!(folded("mua cá thính ở Lập Thạch"), "ca thinh lap thach");
        assert_eq!(folded("cua đồng"), "cua dong");
        assert_eq!(folded("của"), "cua");
        let words = Words::parse("gia nho ha den").unwrap();
        assert_eq!(words.folded(), "gia nho ha den");
        assert_eq!(words.telling().unwrap().folded(), "nho ha den");
        assert_eq!(Words::parse("nho ha den").unwrap().telling(), None);
        assert_eq!(Words::parse("gia").unwrap().telling(), None);
    }

    #[test]
    fn a_size_is_one_word_and_can_be_left_out() {
        assert_eq!(folded("gạo 2kg"), "gao 2000g");
        assert_eq!(folded("2 kg gạo, 1,5 lít mật"), "2000g gao 1500ml mat");
        assert_eq!(folded("trứng 10 quả"), "trung 10qua");
        assert_eq!(Words::parse("gạo 2kg nếp").unwrap().sizeless().unwrap().folded(), "gao nep");
        assert_eq!(Words::parse("gạo 12").unwrap().sizeless(), None);
        assert_eq!(Words::parse("5kg").unwrap().sizeless(), None);
    }
}
