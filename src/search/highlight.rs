//! Which parts of a name are the words that were looked for. Parts, not HTML: the template escapes each.

use serde::Serialize;

use super::engine::by_beginning;
use crate::catalog::list::words::Words;
use crate::kernel::text::fold;

/// A piece of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    pub text: String,
    pub on: bool,
}

/// The name cut into what was looked for and what stands between. Joined again it is the name, whatever it holds. Of a
/// word that somebody is still typing only the beginning counts.
#[must_use]
pub fn parts(name: &str, words: &Words, unfinished: bool) -> Vec<Part> {
    let open = by_beginning(words, unfinished);
    let mut parts = Vec::new();
    for token in tokens(name) {
        let folded = fold(token);
        let whole = words.each.iter().any(|word| word.folded == folded);
        let begun = words.each.last().filter(|word| open && folded.starts_with(&word.folded));
        let end = match begun {
            _ if whole => token.len(),
            Some(word) if unfinished => beginning(token, &word.folded),
            Some(_) => token.len(),
            None => 0,
        };
        let (on, off) = token.split_at_checked(end).unwrap_or((token, ""));
        push(&mut parts, on, true);
        push(&mut parts, off, false);
    }
    parts
}

/// How much of a word, in bytes, folds to this beginning.
fn beginning(token: &str, folded: &str) -> usize {
    let mut ends = token.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.rfind(|end| token.get(..*end).is_some_and(|part| fold(part) == folded)).unwrap_or(token.len())
}

/// Two words with nothing but a space between them are one part.
fn push(parts: &mut Vec<Part>, text: &str, on: bool) {
    if text.is_empty() {
        return;
    }
    if on
        && let [.., before, blank] = parts.as_mut_slice()
        && before.on
        && blank.text.trim().is_empty()
    {
        before.text.push_str(&blank.text);
        parts.pop();
    }
    match parts.last_mut() {
        Some(part) if part.on == on => part.text.push_str(text),
        _ => parts.push(Part { text: text.to_owned(), on }),
    }
}

/// Words and what stands between them, one after the other.
fn tokens(name: &str) -> impl Iterator<Item = &str> {
    let in_word = |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let mut rest = name;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let word = in_word(first);
        let end = rest.find(|c| in_word(c) != word).unwrap_or(rest.len());
        let (token, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(name: &str, typed: &str) -> String {
        shown(&parts(name, &Words::parse(typed).unwrap(), false))
    }

    fn shown(parts: &[Part]) -> String {
        let shown = parts.iter().map(|part| if part.on { format!("[{}]", part.text) } else { part.text.clone() });
        shown.collect()
    }

    #[test]
    fn what_was_looked_for_stands_out_and_nothing_is_lost() {
        assert_eq!(marked("Cá thính chép", "ca thinh"), "[Cá thính] chép");
        assert_eq!(marked("Trà cà gai leo <b>", "ca"), "Trà [cà] gai leo <b>");
        assert_eq!(marked("Thanh long", "than"), "[Thanh] long");
        assert_eq!(marked("Gạo", "ga"), "Gạo");
        assert_eq!(marked("Cá – thính", "ca thinh"), "[Cá] – [thính]");
        let decomposed = "Ca\u{301} – \u{301}!";
        let all: String = parts(decomposed, &Words::parse("cá").unwrap(), false).into_iter().map(|p| p.text).collect();
        assert_eq!(all, decomposed);
    }

    #[test]
    fn of_a_word_still_being_typed_the_beginning_stands_out() {
        let typing = |name: &str, typed: &str| shown(&parts(name, &Words::parse(typed).unwrap(), true));
        assert_eq!(typing("Cá thính chép", "ca th"), "[Cá th]ính chép");
        assert_eq!(typing("Gạo", "ga"), "[Gạ]o");
        assert_eq!(typing("Ga\u{323}o", "ga"), "[Ga\u{323}]o");
        assert_eq!(typing("Đường", "đư"), "[Đư]ờng");
    }
}
