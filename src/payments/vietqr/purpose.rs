//! What a transfer may say: banks drop or refuse accents and punctuation, so they are gone before the code is drawn.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

const LONGEST: usize = 25;

/// At most 25 characters of `[A-Za-z0-9 ]` from any text, or `None` when nothing of it is left. The order's code goes first
/// in the text: what is too long is cut at the end.
#[must_use]
pub fn from_text(text: &str) -> Option<String> {
    let mut purpose = String::with_capacity(LONGEST);
    let plain = text.nfd().filter(|c| !is_combining_mark(*c)).map(|c| match c {
        'đ' => 'd',
        'Đ' => 'D',
        c if c.is_ascii_alphanumeric() => c,
        _ => ' ',
    });
    for c in plain {
        if purpose.len() == LONGEST {
            break;
        }
        let doubled = c == ' ' && (purpose.is_empty() || purpose.ends_with(' '));
        if !doubled {
            purpose.push(c);
        }
    }
    purpose.truncate(purpose.trim_end().len());
    (!purpose.is_empty()).then_some(purpose)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn vietnamese_becomes_what_banks_let_through() {
        assert_eq!(from_text("LT7K2M9QA Đặt cá thính").as_deref(), Some("LT7K2M9QA Dat ca thinh"));
        assert_eq!(from_text("  đơn-hàng: số  1/2 ").as_deref(), Some("don hang so 1 2"));
        assert_eq!(from_text("nu\u{31b}o\u{31b}\u{301}c ma\u{306}\u{301}m").as_deref(), Some("nuoc mam"));
        assert_eq!(from_text("Thanh toán đơn hàng thanh long ruột đỏ").as_deref(), Some("Thanh toan don hang thanh"));
        assert_eq!(from_text("ＡＢ 漢字 🐟"), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_may_be_sent(text in any::<String>()) {
            if let Some(purpose) = from_text(&text) {
                prop_assert!(super::super::is_note(&purpose), "{:?}", purpose);
                prop_assert_eq!(from_text(&purpose), Some(purpose.clone()));
            }
        }
    }
}
