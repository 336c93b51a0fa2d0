//! What differs between two texts, word by word, so that a clerk reads only what is new.

use serde::Serialize;

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// `same`, `gone` or `new`.
    pub kind: &'static str,
    pub text: String,
}

/// Longer texts are shown as one gone and one new: the table of a diff grows with the square of its words.
const MOST_WORDS: usize = 2_000;

/// The shortest way from one text to the other. Without anything that differs, one run of what is the same.
#[must_use]
pub fn words(before: &str, after: &str) -> Vec<Run> {
    let (old, new): (Vec<&str>, Vec<&str>) = (split(before), split(after));
    if old.len() > MOST_WORDS || new.len() > MOST_WORDS {
        let kinds = if before == after { vec![("same", after)] } else { vec![("gone", before), ("new", after)] };
        return kinds.into_iter().map(|(kind, text)| Run { kind, text: text.to_owned() }).collect();
    }
    let longest = longest_common(&old, &new);
    let at = |i: usize, j: usize| longest.get(i * (new.len() + 1) + j).copied().unwrap_or(0);
    let (mut i, mut j) = (0, 0);
    let mut runs: Vec<Run> = Vec::new();
    loop {
        let (kind, word) = match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                (i, j) = (i + 1, j + 1);
                ("same", *b)
            }
            (Some(a), b) if b.is_none() || at(i + 1, j) >= at(i, j + 1) => {
                i += 1;
                ("gone", *a)
            }
            (_, Some(b)) => {
                j += 1;
                ("new", *b)
            }
            _ => break,
        };
        match runs.last_mut() {
            Some(run) if run.kind == kind => run.text.push_str(word),
            _ => runs.push(Run { kind, text: word.to_owned() }),
        }
    }
    legible(runs)
}

/// What is gone before what is new, and a lone word that stayed between two changes with both: a sentence that was written
/// anew is read as one, not word by word.
fn legible(runs: Vec<Run>) -> Vec<Run> {
    let last = runs.len().saturating_sub(1);
    let (mut legible, mut gone, mut new) = (Vec::new(), String::new(), String::new());
    let flush = |legible: &mut Vec<Run>, gone: &mut String, new: &mut String| {
        for (kind, text) in [("gone", std::mem::take(gone)), ("new", std::mem::take(new))] {
            if !text.is_empty() {
                legible.push(Run { kind, text });
            }
        }
    };
    for (n, run) in runs.into_iter().enumerate() {
        let between = n > 0 && n < last;
        match run.kind {
            "gone" => gone.push_str(&run.text),
            "new" => new.push_str(&run.text),
            _ if between && run.text.split_whitespace().count() <= 1 => {
                gone.push_str(&run.text);
                new.push_str(&run.text);
            }
            _ => {
                flush(&mut legible, &mut gone, &mut new);
                legible.push(run);
            }
        }
    }
    flush(&mut legible, &mut gone, &mut new);
    legible
}

/// Words and the white space between them, so that the runs put together are the text again.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let (bare, space) = word.split_at_checked(bare.len()).unwrap_or((word, ""));
        parts.extend([bare, space].into_iter().filter(|part| !part.is_empty()));
    }
    parts
}

/// For each pair of places how many words the rests have in common, row by row.
fn longest_common(old: &[&str], new: &[&str]) -> Vec<u16> {
    let width = new.len() + 1;
    let mut table = vec![0_u16; (old.len() + 1) * width];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let at = |place: usize| table.get(place).copied().unwrap_or(0);
            let longest = if a == b {
                at((i + 1) * width + j + 1).saturating_add(1)
            } else {
                at((i + 1) * width + j).max(at(i * width + j + 1))
            };
            if let Some(cell) = table.get_mut(i * width + j) {
                *cell = longest;
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let mark = |run: Run| match run.kind {
            "gone" => format!("[-{}]", run.text),
            "new" => format!("[+{}]", run.text),
            _ => run.text,
        };
        words(before, after).into_iter().map(mark).collect()
    }

    #[test]
    fn only_what_changed_is_marked() {
        assert_eq!(shown("Cá chép ủ thính", "Cá chép ủ thính"), "Cá chép ủ thính");
        assert_eq!(shown("Cá chép ủ 3 tháng", "Cá trắm ủ 3 tháng"), "Cá [-chép][+trắm] ủ 3 tháng");
        assert_eq!(shown("Rất ngon và thơm lắm", "Cực ngon mà thơm lắm"), "[-Rất ngon và][+Cực ngon mà] thơm lắm");
        assert_eq!(shown("", "mới"), "[+mới]");
        assert_eq!(shown("cũ", ""), "[-cũ]");
        assert_eq!(shown("", ""), "");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(before in "[ab ]{0,30}", after in "[ab ]{0,30}") {
            let runs = words(&before, &after);
            let of = |kind: &str| runs.iter().filter(|r| r.kind != kind).map(|r| r.text.as_str()).collect::<String>();
            prop_assert_eq!(of("new"), before);
            prop_assert_eq!(of("gone"), after);
        }
    }
}
