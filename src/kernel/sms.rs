//! How many parts a text message is sent in, which is what it costs (3GPP TS 23.038 and 23.040).

/// The letters that a short message holds 160 of; one letter beside them, and it holds 70.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// These count twice.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// How long a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Length {
    /// Letters, as they are counted.
    pub letters: usize,
    pub parts: usize,
    /// Written with accents, so that a part holds fewer letters.
    pub accents: bool,
}

impl Length {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let basic = text.chars().try_fold(0_usize, |sum, c| match c {
            c if BASIC.contains(c) => Some(sum + 1),
            c if EXTENDED.contains(c) => Some(sum + 2),
            _ => None,
        });
        let (letters, alone, joined) = match basic {
            Some(letters) => (letters, 160, 153),
            None => (text.encode_utf16().count(), 70, 67),
        };
        let parts = if letters <= alone { 1 } else { letters.div_ceil(joined) };
        Length { letters, parts, accents: basic.is_none() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_counted_as_networks_do() {
        let of = |text: &str| {
            let length = Length::of(text);
            (length.letters, length.parts, length.accents)
        };
        assert_eq!(of(""), (0, 1, false));
        assert_eq!(of(&"a".repeat(160)), (160, 1, false));
        assert_eq!(of(&"a".repeat(161)), (161, 2, false));
        assert_eq!(of(&"a".repeat(307)), (307, 3, false));
        assert_eq!(of("[€]"), (6, 1, false));
        assert_eq!(of("Đơn"), (3, 1, true));
        assert_eq!(of(&"ă".repeat(70)), (70, 1, true));
        assert_eq!(of(&"ă".repeat(71)), (71, 2, true));
        assert_eq!(of(&"ă".repeat(135)), (135, 3, true));
        assert_eq!(of("🍯"), (2, 1, true));
    }
}
