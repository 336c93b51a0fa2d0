//! Text as people type it and as we compare it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Composed (NFC), trimmed, inner runs of white space made one space, control characters and what cannot be seen gone.
#[must_use]
pub fn tidy(typed: &str) -> String {
    let seen = typed.nfc().filter(|c| !is_invisible(*c));
    let composed: String = seen.map(|c| if c.is_control() { ' ' } else { c }).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks without a shape: alone they are a name nobody can read, and some turn the text after them around.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Like [`tidy`], but line breaks stay.
#[must_use]
pub fn tidy_lines(typed: &str) -> String {
    let lines: Vec<String> = typed.lines().map(tidy).collect();
    lines.join("\n").trim().to_owned()
}

/// For search and comparison: no accents, đ as d, lower case, only letters and digits with single spaces between.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'đ' | 'Đ' => folded.push('d'),
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    folded.trim().to_owned()
}

/// Like [`fold`], but with the accents as VNI types them, the tone behind its word: `cá thính` is `ca1 thinh1`, and `hoà` and
/// `hòa` are both `hoa2`. The SQL function of this name does the same.
#[must_use]
pub fn toned(text: &str) -> String {
    let mut toned = String::with_capacity(text.len());
    let mut tone = None;
    for c in text.nfc().flat_map(char::to_lowercase).nfd() {
        match c {
            '\u{301}' => tone = Some('1'),
            '\u{300}' => tone = Some('2'),
            '\u{309}' => tone = Some('3'),
            '\u{303}' => tone = Some('4'),
            '\u{323}' => tone = Some('5'),
            '\u{302}' => toned.push('6'),
            '\u{31b}' => toned.push('7'),
            '\u{306}' => toned.push('8'),
            'đ' => toned.push_str("d9"),
            c if c.is_alphanumeric() => toned.push(c),
            c if is_combining_mark(c) => {}
            _ => {
                toned.extend(tone.take());
                if !toned.ends_with(' ') {
                    toned.push(' ');
                }
            }
        }
    }
    toned.extend(tone);
    toned.trim().to_owned()
}

/// A name as part of a URL: folded ASCII with hyphens, at most 80 characters.
#[must_use]
pub fn slug(name: &str) -> String {
    let ascii: String = fold(name).chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ').collect();
    let mut slug = ascii.split_whitespace().collect::<Vec<_>>().join("-");
    slug.truncate(80);
    slug.trim_end_matches('-').to_owned()
}

/// The name by which a Vietnamese person is called: the last word.
#[must_use]
pub fn given_name(full_name: &str) -> &str {
    full_name.split_whitespace().next_back().unwrap_or(full_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_accents_case_and_composition() {
        assert_eq!(fold("Cá Thính  (Đặc biệt)"), "ca thinh dac biet");
        assert_eq!(fold("thanh long ruo\u{0302}\u{0323}t d\u{0309}o\u{0309}"), "thanh long ruot do");
        assert_eq!(fold("Hoà Bình"), fold("Hòa Bình"));
    }

    #[test]
    fn tones_are_kept_as_digits_wherever_the_keyboard_put_them() {
        assert_eq!(toned("Cá thính, hoà hòa (Ruột Đỏ)"), "ca1 thinh1 hoa2 hoa2 ruo6t5 d9o3");
        assert_eq!(toned("nu\u{31b}\u{301}c u\u{31b}o\u{31b}\u{303}n 12"), "nu7c1 u7o7n4 12");
        assert_eq!(toned("ca\u{301}"), toned("cá"));
        assert_eq!(toned(" — "), "");
    }

    #[test]
    fn slugs_are_short_ascii() {
        assert_eq!(slug("Cá thính đặc biệt – hũ sành 1 kg"), "ca-thinh-dac-biet-hu-sanh-1-kg");
        assert!(slug(&"dài ".repeat(100)).len() <= 80);
    }

    #[test]
    fn tidying_keeps_what_was_meant() {
        assert_eq!(tidy("  Nguyễn\u{0000}  Thị\tMận "), "Nguyễn Thị Mận");
        assert_eq!(tidy(" \u{200b}\u{202e}\u{feff} "), "");
        assert_eq!(tidy_lines("a \r\n\r\n b"), "a\n\nb");
        assert_eq!(given_name("Nguyễn Thị Mận"), "Mận");
    }
}
