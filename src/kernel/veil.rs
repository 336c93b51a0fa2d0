//! Text for a page that may name nobody: what a mail server or a bank wrote into an error, without whom it was about.

/// The same text with every e-mail address as `…@host` and of every longer number its last three digits.
#[must_use]
pub fn veil(text: &str) -> String {
    text.split_inclusive(char::is_whitespace).map(word).collect()
}

/// Digits in a row, with what people put between them, that may be a phone or an account.
const LONG: usize = 7;

fn word(word: &str) -> String {
    if let Some((name, rest)) = word.split_once('@')
        && name.chars().next_back().is_some_and(char::is_alphanumeric)
    {
        let before: String = name.chars().take_while(|c| !c.is_alphanumeric()).collect();
        return format!("{before}…@{rest}");
    }
    let digits = word.chars().filter(char::is_ascii_digit).count();
    if digits < LONG {
        return word.to_owned();
    }
    let mut left = digits;
    let mut veiled = String::new();
    for c in word.chars() {
        if !c.is_ascii_digit() {
            // A sign between the digits of one number goes with them.
            if left == digits || left == 0 {
                veiled.push(c);
            }
            continue;
        }
        if left == digits {
            veiled.push('…');
        }
        if left <= 3 {
            veiled.push(c);
        }
        left -= 1;
    }
    veiled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_named() {
        assert_eq!(veil("550 5.1.1 <ha.nguyen@example.vn> unknown"), "550 5.1.1 <…@example.vn> unknown");
        assert_eq!(veil("cannot send to +84912345678: busy"), "cannot send to +…678: busy");
        assert_eq!(veil("0912.345.678,"), "…678,");
        assert_eq!(veil("took longer than 100 s"), "took longer than 100 s");
        assert_eq!(veil(""), "");
        assert_eq!(veil("@home"), "@home");
    }
}
