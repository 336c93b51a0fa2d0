//! Mistyped words put right with the words in use on the market. Above both engines, so that both correct alike, and so that
//! the page can say what was corrected. An engine's own tolerance would let "bưởi" find "muối": Vietnamese
//! syllables are so short that one letter is another word.

use std::collections::HashMap;

use super::same;
use super::vocabulary::Known;
use crate::catalog::list::size;
use crate::catalog::list::words::{Words, pieces};
use crate::kernel::text::fold;

/// No search is read in more ways than this.
const MOST_READINGS: usize = 8;
/// No search has more words, though each may be a number and its unit.
const MOST_PIECES: usize = 16;
/// Words that one mistyped word is taken for.
const MOST_FOR_ONE: usize = 8;
/// A word shorter than this, one letter off, is another word: "hồi" is no misspelt "đồi".
const SHORTEST: usize = 4;

/// What may have been meant, by the names that are used here, the likeliest first.
#[must_use]
pub fn corrections(words: &Words, vocabulary: &[Known]) -> Vec<Words> {
    let known: HashMap<&str, &Known> = vocabulary.iter().map(|word| (word.folded.as_str(), word)).collect();
    let parts: Vec<&str> = pieces(&words.typed).into_iter().take(MOST_PIECES).collect();
    // Whether it is a number, and the next one its unit.
    let counts = |nth: usize| {
        let size = parts.get(nth).and_then(|part| size::read(part, parts.get(nth + 1).copied()));
        size.is_some_and(|(_, with_next)| with_next)
    };
    let sized = words.each.iter().any(|word| size::is(&word.folded));
    let spelled: Vec<(String, bool)> = parts
        .iter()
        .enumerate()
        .map(|(nth, part)| {
            let folded = fold(part);
            let right = folded.is_empty()
                || folded.contains(|c: char| c.is_ascii_digit())
                || known.contains_key(&*folded)
                || counts(nth)
                || nth.checked_sub(1).is_some_and(counts)
                || sized && size::holds(part);
            ((*part).to_owned(), right)
        })
        .collect();
    let beside = spelled.iter().any(|(part, right)| *right && part.chars().any(char::is_alphabetic));
    let wrong = spelled.iter().filter(|(_, right)| !right).count();
    // Each word with what it may stand for, and how far that is.
    let choices: Vec<Vec<(String, usize)>> = spelled
        .iter()
        .map(|(part, right)| {
            let kept = (part.clone(), 0);
            match (*right, wrong) {
                // All are words, and yet nothing has them all: one of them is another word mistyped.
                (true, 0) => std::iter::once(kept).chain(like(&fold(part), vocabulary, false)).collect(),
                (true, _) => vec![kept],
                (false, _) => split(&fold(part), &known)
                    .map(|split| (split, 1))
                    .into_iter()
                    .chain(like(&fold(part), vocabulary, beside))
                    .collect(),
            }
        })
        .collect();
    let mut texts = combined(&choices);
    texts.retain(|(_, distance)| *distance > 0);
    texts
        .into_iter()
        .filter_map(|(text, _)| Words::parse(&text))
        .map(|read| same::meant(&read))
        .filter(|read| read.each != words.each)
        .take(MOST_READINGS)
        .collect()
}

/// Every way to choose one of each, the smallest distance first; a word without a choice leaves none.
fn combined(choices: &[Vec<(String, usize)>]) -> Vec<(String, usize)> {
    let mut texts = vec![(String::new(), 0)];
    for choice in choices {
        texts = texts
            .iter()
            .flat_map(|(text, distance)| {
                choice.iter().map(move |(word, further)| {
                    let joint = if text.is_empty() { "" } else { " " };
                    (format!("{text}{joint}{word}"), distance + further)
                })
            })
            .collect();
        texts.sort_by_key(|(_, distance)| *distance);
        texts.truncate(MOST_READINGS * MOST_FOR_ONE);
    }
    texts
}

/// Words like this one: those that sound alike first, then the nearest and most common. `beside` a word that is right, a short
/// one may have lost a letter or swapped two.
fn like(folded: &str, vocabulary: &[Known], beside: bool) -> Vec<(String, usize)> {
    let length = folded.chars().count();
    let reach = match length {
        ..SHORTEST => 0,
        SHORTEST..=5 => 1,
        _ => 2,
    };
    let heard = sound(folded);
    let mut near: Vec<(bool, usize, bool, &Known)> = vocabulary
        .iter()
        .filter(|word| word.folded != folded && word.folded.chars().count().abs_diff(length) <= 2)
        .filter_map(|word| {
            let alike = sound(&word.folded) == heard;
            let distance = strsim::osa_distance(folded, &word.folded);
            // Of two as near, one that begins alike: the first letter is seldom the wrong one.
            let begins_otherwise = word.folded.get(..1) != folded.get(..1);
            let slipped =
                beside && length < SHORTEST && distance == 1 && !begins_otherwise && slip(folded, &word.folded);
            (alike || distance <= reach || slipped).then_some((!alike, distance, begins_otherwise, word))
        })
        .collect();
    near.sort_by(|(a, b, c, one), (x, y, z, other)| {
        (a, b, c, -one.n, &one.folded).cmp(&(x, y, z, -other.n, &other.folded))
    });
    near.into_iter().take(MOST_FOR_ONE).map(|(_, distance, _, word)| (word.shown.clone(), distance)).collect()
}

/// Whether a word one step away is not another letter typed for one: "og" and "ogn" are a mistyped "ong", "hồi" is no "đồi".
fn slip(typed: &str, meant: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    meant.chars().count() > typed.chars().count() || letters(typed) == letters(meant)
}

/// Beginnings that many speakers do not tell apart, and so write for each other: "xen" for "sen", "lấm" for "nấm".
const SAID_ALIKE: [(&str, &str); 11] = [
    ("ngh", "ng"),
    ("tr", "ch"),
    ("gh", "g"),
    ("gi", "d"),
    ("qu", "cu"),
    ("x", "s"),
    ("r", "d"),
    ("l", "n"),
    ("k", "c"),
    ("y", "i"),
    ("v", "d"),
];

/// A syllable as it is heard, roughly.
fn sound(folded: &str) -> String {
    let heard = SAID_ALIKE.iter().find_map(|(written, said)| Some(format!("{said}{}", folded.strip_prefix(written)?)));
    let heard = heard.unwrap_or_else(|| folded.to_owned());
    match heard.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'u', 'o']) => format!("{stem}i"),
        _ => heard,
    }
}

/// Words written without spaces, taken apart into as few known ones as can be: `thanhlong`, `caythanhlong`.
fn split(folded: &str, known: &HashMap<&str, &Known>) -> Option<String> {
    // best[i]: the words of the first i letters.
    let longest = known.keys().map(|word| word.len()).max().unwrap_or(0);
    let mut best: Vec<Option<Vec<&str>>> = vec![None; folded.len() + 1];
    *best.first_mut()? = Some(Vec::new());
    for end in 2..=folded.len() {
        for start in end.saturating_sub(longest)..=end - 2 {
            let Some(word) = folded.get(start..end).and_then(|part| known.get(part)) else { continue };
            let Some(Some(before)) = best.get(start) else { continue };
            let mut words = before.clone();
            words.push(&word.shown);
            let fewer = best.get(end).is_none_or(|b| b.as_ref().is_none_or(|b| words.len() < b.len()));
            if fewer && let Some(place) = best.get_mut(end) {
                *place = Some(words);
            }
        }
    }
    let words = best.pop()??;
    (words.len() > 1).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vocabulary() -> Vec<Known> {
        let words = "thanh long ruột đỏ cá thính chép bưởi muối nho hạ đen thơm honey dragon hạt sen lạp xưởng tương đồi thịt mật ong";
        let known = words.split(' ').map(|shown| Known { folded: fold(shown), shown: shown.to_owned(), n: 5 });
        known.collect()
    }

    fn corrected(typed: &str) -> Vec<String> {
        corrections(&Words::parse(typed).unwrap(), &vocabulary()).into_iter().map(|words| words.typed).collect()
    }

    #[test]
    fn a_mistyped_word_becomes_one_that_is_in_use() {
        assert_eq!(corrected("thah long").first().unwrap(), "thanh long");
        assert_eq!(corrected("htanh lonng").first().unwrap(), "thanh long");
        assert_eq!(corrected("honney").first().unwrap(), "honey");
        assert_eq!(corrected("dargon").first().unwrap(), "dragon");
        assert_eq!(corrected("thanhlongruotdo").first().unwrap(), "thanh long ruột đỏ");
        assert_eq!(corrected("mật onng 2 kg").first().unwrap(), "mật ong 2 kg");
        assert_eq!(corrected("mật onng,nửa lít/chai").first().unwrap(), "mật ong nửa lít chai");
    }

    #[test]
    fn a_short_word_that_slipped_is_put_right_beside_one_that_is_right() {
        assert_eq!(corrected("mật og"), ["mật ong"]);
        assert_eq!(corrected("mat ogn"), ["mat ong"]);
        assert_eq!(corrected("og"), Vec::<String>::new());
        assert_eq!(corrected("mật on"), ["mật ong"]);
        assert_eq!(corrected("mật ang"), Vec::<String>::new(), "another letter is another word");
    }

    #[test]
    fn what_sounds_alike_is_written_for_each_other_and_short_words_are_left_alone() {
        assert_eq!(corrected("hat xen").first().unwrap(), "hat sen");
        assert_eq!(corrected("lap suong").first().unwrap(), "lap xưởng");
        assert_eq!(corrected("cá hồi"), Vec::<String>::new());
        assert_eq!(corrected("thịt bò"), Vec::<String>::new());
    }

    #[test]
    fn what_is_like_nothing_stays_unread_and_a_flood_is_bounded() {
        assert_eq!(corrected("iphone 15"), Vec::<String>::new());
        assert_eq!(corrected("zzzz qqqq"), Vec::<String>::new());
        assert!(corrected("tha lon ruo do ca thin che buo").len() <= MOST_READINGS);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_put_right_or_left_alone(typed in ".{0,120}") {
            if let Some(words) = Words::parse(&typed) {
                let read = corrections(&words, &vocabulary());
                prop_assert!(read.len() <= MOST_READINGS && read.iter().all(|read| read.each != words.each));
            }
        }
    }
}
