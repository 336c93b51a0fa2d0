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

/// The name cut into what was looked for and what stands between. Joined again it is the name, whatever it holds.
#[must_use]
pub fn parts(name: &str, words: &Words, unfinished: bool) -> Vec<Part> {
    let open = by_beginning(words, unfinished);
    let last = words.each.len().saturating_sub(1);
    let looked_for = |token: &str| {
        let folded = fold(token);
        words
            .each
            .iter()
            .enumerate()
            .any(|(nth, word)| folded == word.folded || (open && nth == last && folded.starts_with(&word.folded)))
    };
    let mut parts: Vec<Part> = Vec::new();
    for token in tokens(name) {
        let on = token.starts_with(|c: char| c.is_alphanumeric()) && looked_for(token);
        match parts.last_mut() {
            Some(part) if part.on == on => part.text.push_str(token),
            _ => parts.push(Part { text: token.to_owned(), on }),
        }
    }
    parts
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
        let parts = parts(name, &Words::parse(typed).unwrap(), false);
        let shown = parts.iter().map(|part| if part.on { format!("[{}]", part.text) } else { part.text.clone() });
        shown.collect()
    }

    #[test]
    fn what_was_looked_for_stands_out_and_nothing_is_lost() {
        assert_eq!(marked("Cá thính chép", "ca thinh"), "[Cá] [thính] chép");
        assert_eq!(marked("Trà cà gai leo <b>", "ca"), "Trà [cà] gai leo <b>");
        assert_eq!(marked("Thanh long", "than"), "[Thanh] long");
        assert_eq!(marked("Gạo", "ga"), "Gạo");
        let decomposed = "Ca\u{301} – \u{301}!";
        let all: String = parts(decomposed, &Words::parse("cá").unwrap(), false).into_iter().map(|p| p.text).collect();
        assert_eq!(all, decomposed);
    }
}
