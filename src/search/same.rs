//! Other names of several words, and such as have no other meaning: a search by one is the search by the name that goods go by
//! here, so both find the same in the same order. All other names are part of what a product is found by
//! ([`crate::catalog::synonyms`]), where a product's own name counts for more.

use std::sync::LazyLock;

use crate::catalog::list::words::{Word, Words};

/// What is typed, and what it is called here.
const SAME: [(&str, &str); 10] = [
    ("mãng cầu", "na"),
    ("đậu phộng", "lạc"),
    ("đậu phụng", "lạc"),
    ("đậu nành", "đậu tương"),
    ("đỗ tương", "đậu tương"),
    ("nấm mèo", "mộc nhĩ"),
    ("nấm bào ngư", "nấm sò"),
    ("bí đao", "bí xanh"),
    ("thịt heo", "thịt lợn"),
    ("heo", "lợn"),
];

/// Behind a name it makes another thing of it: "mãng cầu xiêm" is no "na".
const OTHERWISE: &str = "xiem";

/// The same as words, read once: every search asks for them, some for each way it is read in.
static NAMES: LazyLock<Vec<(Vec<Word>, Vec<Word>)>> = LazyLock::new(|| {
    SAME.iter().filter_map(|(typed, called)| Some((Words::parse(typed)?.each, Words::parse(called)?.each))).collect()
});

/// The words by the names that goods go by here. Who has typed no accents is taken to mean none.
#[must_use]
pub fn meant(words: &Words) -> Words {
    let mut each = words.each.clone();
    for (typed, called) in NAMES.iter() {
        let length = typed.len();
        while let Some((at, with_accents)) = each.windows(length).enumerate().find_map(|(at, some)| {
            let same = each.get(at + length).is_none_or(|next| next.folded != OTHERWISE);
            Some((at, named(some, typed).filter(|_| same)?))
        }) {
            let called = called.iter().map(|word| match with_accents {
                true => word.clone(),
                false => Word { folded: word.folded.clone(), toned: word.folded.clone() },
            });
            each.splice(at..at + length, called);
        }
    }
    Words { typed: words.typed.clone(), each }
}

/// Whether these words are that name, and then whether it was typed with its accents.
fn named(words: &[Word], name: &[Word]) -> Option<bool> {
    let both = || words.iter().zip(name);
    if both().all(|(word, named)| word.toned == named.toned) {
        return Some(true);
    }
    both().all(|(word, named)| !word.marked() && word.folded == named.folded).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(typed: &str) -> String {
        let words = meant(&Words::parse(typed).unwrap());
        words.each.iter().map(|word| word.toned.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn another_name_is_taken_for_the_one_that_is_used_here() {
        assert_eq!(called("đậu phộng"), "lac5");
        assert_eq!(called("dau phong"), "lac");
        assert_eq!(called("kẹo đậu phộng vừng"), "keo5 lac5 vu7ng2");
        assert_eq!(called("ruốc heo"), "ruo6c1 lo7n5");
        assert_eq!(called("thịt heo"), called("thịt lợn"));
        assert_eq!((called("mãng cầu").as_str(), called("trái mang cau").as_str()), ("na", "trai1 na"));
        assert_eq!(meant(&Words::parse("đậu phộng").unwrap()).typed, "đậu phộng");
    }

    #[test]
    fn what_only_sounds_like_one_is_left_alone() {
        for typed in ["đậu phòng", "đậu", "phộng đậu", "nấm", "mè", "cá mè", "mãng cầu xiêm"] {
            let words = Words::parse(typed).unwrap();
            assert_eq!(meant(&words), words, "{typed}");
        }
    }

    #[test]
    fn no_name_stands_for_another_that_stands_for_a_third() {
        for (_, called) in SAME {
            let words = Words::parse(called).unwrap();
            assert_eq!(meant(&words), words, "{called}");
        }
    }
}
