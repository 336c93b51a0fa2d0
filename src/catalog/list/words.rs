//! What was typed into a search box, as words to look for.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

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

/// The same as [`toned`] and as [`fold`] leave them.
static EMPTY_TONED: LazyLock<Vec<String>> = LazyLock::new(|| EMPTY.iter().map(|word| toned(word)).collect());
static EMPTY_FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| EMPTY.iter().map(|word| fold(word)).collect());

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
        // Letters of another shape are the same letters, and some are many of them.
        let mut all = read(&typed.nfkc().take(MOST_CHARS).collect::<String>());
        all.truncate(MOST_WORDS);
        let telling: Vec<Word> = all.iter().filter(|word| !EMPTY_TONED.contains(&word.toned)).cloned().collect();
        let each = if telling.is_empty() { all } else { telling };
        (!each.is_empty()).then_some(Words { typed, each })
    }

    /// Without the words that say nothing when they are read without their accents: `gia nho` is `giá nho` or a `nho` of
    /// some name. `None` when that leaves the words as they are, or none.
    #[must_use]
    pub fn telling(&self) -> Option<Self> {
        self.without(|word| EMPTY_FOLDED.contains(&word.folded))
    }

    /// With less about the pack, the nearest first: goods that come in another one are the goods all the same. Without what a
    /// size comes in ("gạo túi 2kg"), without sizes, and without both. None when no size is among the words.
    #[must_use]
    pub fn looser(&self) -> Vec<Self> {
        let sized = |word: &Word| size::is(&word.folded);
        if !self.each.iter().any(sized) {
            return Vec::new();
        }
        let unpacked = self.without(|word| size::holds(&word.toned));
        let neither = unpacked.as_ref().and_then(|words| words.without(sized));
        [unpacked, self.without(sized), neither].into_iter().flatten().collect()
    }

    /// Without some of them; `None` when that leaves the words as they are, or none.
    fn without(&self, out: impl Fn(&Word) -> bool) -> Option<Self> {
        let each: Vec<Word> = self.each.iter().filter(|word| !out(word)).cloned().collect();
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

/// What stands between blanks and signs. A point or comma between two digits is part of their number.
#[must_use]
pub fn pieces(typed: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut begun, mut before) = (None, ' ');
    let mut chars = typed.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let in_number = matches!(c, '.' | ',')
            && before.is_ascii_digit()
            && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        match (c.is_alphanumeric() || is_mark(c) || in_number, begun) {
            (true, None) => begun = Some(at),
            (false, Some(from)) => {
                pieces.extend(typed.get(from..at));
                begun = None;
            }
            _ => {}
        }
        before = c;
    }
    pieces.extend(begun.and_then(|from| typed.get(from..)));
    pieces
}

/// All words of a text, each size as one.
fn read(typed: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut pieces = pieces(typed).into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let Some((size, with_next)) = size::read(piece, pieces.peek().copied()) else {
            words.extend(piece.split(['.', ',']).filter_map(word));
            continue;
        };
        if with_next {
            pieces.next();
        }
        // "2kg/túi" is no more than "2kg".
        pieces.next_if(|next| size::holds(next));
        words.push(Word { folded: size.clone(), toned: size });
    }
    words
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
    use proptest::prelude::*;

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
        let looser = |typed: &str| Words::parse(typed).unwrap().looser().iter().map(Words::folded).collect::<Vec<_>>();
        assert_eq!(looser("gạo 2kg nếp"), ["gao nep"]);
        assert_eq!(looser("gạo túi 2kg"), ["gao 2000g", "gao tui", "gao"]);
        for typed in ["gạo 12", "5kg", "gạo túi"] {
            assert_eq!(looser(typed), Vec::<String>::new(), "{typed}");
        }
        assert_eq!(looser("túi 2kg"), ["2000g", "tui"]);
    }

    #[test]
    fn signs_part_words_and_sizes_and_no_number() {
        for typed in
            ["gạo,2kg", "gạo 2kg/túi", "gạo 2 kg/túi", "gạo (2 kg)", "gạo 2.000g", "gạo:2-kg", "gạo 2 ký", "gạo ２㎏"]
        {
            assert_eq!(folded(typed), "gao 2000g", "{typed}");
        }
        assert_eq!(folded("nửa cân lạc"), "500g lac");
        assert_eq!(folded("lạc nửa ký/gói"), "lac 500g");
        assert_eq!(folded("2 lạng chè, 1 yến gạo"), "200g che 10000g gao");
        for (typed, words) in [
            ("cân", "can"),
            ("quýt Lạng Sơn", "quyt lang son"),
            ("tổ yến", "to yen"),
            ("măng nứa 2", "mang nua 2"),
            ("1.2.3kg", "1 2 3kg"),
            ("0kg", "0kg"),
            ("-1kg", "1000g"),
            ("1e9kg", "1e9kg"),
            ("99999999999999999kg", "99999999999999999kg"),
        ] {
            assert_eq!(folded(typed), words, "{typed}");
        }
        assert_eq!(pieces("gạo,1,5kg; (x)"), ["gạo", "1,5kg", "x"]);
        assert_eq!(pieces(",.🐟 ca\u{301}."), ["ca\u{301}"]);
    }

    #[test]
    fn what_only_looks_like_a_search_is_none() {
        for typed in
            ["", " ", "\u{301}\u{300}", "🐟🐟", "'\"\\", "\0", "\u{202e}\u{200b}", "&|!:*()<->", "%_", "....,,,,"]
        {
            assert_eq!(Words::parse(typed), None, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn words_are_few_and_hold_letters_and_digits_only(typed in ".{0,200}") {
            if let Some(words) = Words::parse(&typed) {
                prop_assert!((1..=MOST_WORDS).contains(&words.each.len()));
                for word in &words.each {
                    for text in [&word.folded, &word.toned] {
                        prop_assert!(!text.is_empty() && text.chars().all(char::is_alphanumeric), "{:?}", text);
                    }
                    // More than a word vector takes would be refused.
                    prop_assert!(word.toned.len() < 2_000);
                }
                for less in words.looser() {
                    prop_assert!(!less.each.is_empty() && less.each.len() < words.each.len());
                }
            }
        }
    }
}
