//! Why money goes back, as people read it: a word that the program wrote by itself, or what a person wrote.

use crate::kernel::lang::Lang;
use crate::orders::words;
use crate::platform::locales;

/// What the program writes. Each has its sentence (`refund-why-…`).
const OWN: [&str; 11] = [
    "amount",
    "cancelled",
    "corrected",
    "expired",
    "gone",
    "late",
    "over",
    "refused",
    "stripe",
    "twice",
    "unfulfillable",
];

/// Whether nobody wrote it: it says nothing that its buyer may not read.
#[must_use]
pub fn is_own(stored: &str) -> bool {
    OWN.contains(&stored)
}

/// The reason in the reader's language; what a person wrote stays as it is.
#[must_use]
pub fn told(lang: Lang, stored: &str) -> String {
    if is_own(stored) { locales::text(lang, &format!("refund-why-{stored}")) } else { words::reason(lang, stored) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::parcel::ParcelState;

    #[test]
    fn no_word_of_the_program_is_left_as_it_is() {
        let ended = ParcelState::ALL.into_iter().filter(|state| state.failed()).map(ParcelState::as_str);
        for own in OWN.into_iter().chain(ended) {
            assert!(is_own(own), "{own}");
            for lang in [Lang::Vi, Lang::En] {
                let told = told(lang, own);
                assert!(told != own && !told.starts_with("Unknown localization"), "{told}");
            }
        }
        assert_eq!(told(Lang::En, "hũ vỡ"), "hũ vỡ");
        assert_eq!(told(Lang::Vi, "short: hũ vỡ"), "Hết hàng, không đủ: hũ vỡ");
    }
}
