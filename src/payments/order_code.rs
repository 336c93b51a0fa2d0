//! Our order codes in what a bank passed on. Banks change case, drop or add spaces, dots and hyphens, and glue their own text
//! around; people who type a code take one symbol for another. The check symbol says which readings can be a code at all.

use crate::kernel::text::fold;
use crate::orders::code;

/// `LT` and seven symbols.
const LENGTH: usize = 9;
/// As many characters may stand between two symbols of one code.
const WIDEST_GAP: usize = 3;

/// All codes in the text, as [`code::parse`] writes them, each once, in order. A code read letter by letter goes before one
/// that needs a look-alike put right; whether there is such an order, the table says.
#[must_use]
pub fn find(text: &str) -> Vec<String> {
    let symbols = symbols(text);
    let windows: Vec<&[Symbol]> = symbols.windows(LENGTH).collect();
    let mut found: Vec<(usize, String)> = Vec::new();
    for reading in [exactly, alike] {
        for (at, window) in windows.iter().enumerate() {
            let free = found.iter().all(|(other, _)| at.abs_diff(*other) >= LENGTH);
            if free && let Some(code) = together(window).then(|| reading(window)).flatten() {
                found.push((at, code));
            }
        }
    }
    found.sort();
    let mut codes: Vec<String> = Vec::new();
    for (_, code) in found {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// A letter or digit, in capitals and without accents, and how many characters stand between it and the one before.
#[derive(Clone, Copy)]
struct Symbol {
    is: char,
    gap: usize,
}

fn symbols(text: &str) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    let mut gap = 0;
    for c in text.chars() {
        let folded = if c.is_ascii() { c.to_string() } else { fold(&c.to_string()) };
        let mut plain = folded.chars().filter(char::is_ascii_alphanumeric).peekable();
        if plain.peek().is_none() {
            gap += 1;
        }
        for is in plain {
            symbols.push(Symbol { is: is.to_ascii_uppercase(), gap });
            gap = 0;
        }
    }
    symbols
}

fn together(window: &[Symbol]) -> bool {
    window.iter().skip(1).all(|symbol| symbol.gap <= WIDEST_GAP)
}

fn exactly(window: &[Symbol]) -> Option<String> {
    let text: String = window.iter().map(|symbol| symbol.is).collect();
    text.strip_prefix("LT").and_then(code::parse)
}

/// The code this is when one symbol that is in no code is put right: the L in front may be I or 1, S is 5, U is V, 0 and O are
/// D or Q, and I, 1 and L are 7 or J, of which the check symbol fits one at most. More than one would be guessing.
fn alike(window: &[Symbol]) -> Option<String> {
    let ([first, second], body) = window.split_first_chunk()?;
    if second.is != 'T' {
        return None;
    }
    let text: String = body.iter().map(|symbol| symbol.is).collect();
    match first.is {
        'I' | '1' => code::parse(&text),
        'L' => code::alike(&text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    fn some_codes<const N: usize>() -> [String; N] {
        std::array::from_fn(|_| code::draw())
    }

    #[test]
    fn a_code_is_found_in_what_banks_write() {
        let code = "LT234567Y".to_owned();
        let (front, back) = code.split_at(5);
        let small = code.to_lowercase();
        for text in [
            code.clone(),
            format!("MBVCB.123456.{code}.CT tu 0012345678 NGUYEN VAN A toi 99887766"),
            format!("{small} chuyen tien ca thinh"),
            format!("{front} {back}"),
            format!("{front}-{back}-GD 555-23/11/26"),
            format!("REM TFR AC:123 O@L_{front}.{back}_X"),
            format!("CT DEN:632712345678{code}FT26327000001"),
            format!("thanh toán đơn {front}\u{a0}{back} ạ"),
            code.chars().map(|c| format!("{c} ")).collect(),
        ] {
            assert_eq!(find(&text), [code.as_str()], "{text}");
        }
    }

    #[test]
    fn several_codes_come_in_order_and_once() {
        let [a, b, c] = some_codes();
        assert_eq!(find(&format!("{b} va {a}, {b}; {c}{a}")), [b, a, c]);
    }

    #[test]
    fn a_wrong_code_is_no_code() {
        let code = "LT234567Y".to_owned();
        let wrong = code.replace('Y', "Z");
        for text in [wrong, code.replace("LT", "LD"), code.replace("LT", ""), "chuyen tien".to_owned(), String::new()] {
            assert_eq!(find(&text), Vec::<String>::new(), "{text}");
        }
        let (front, back) = code.split_at(5);
        assert!(find(&format!("{front} tien ca {back}")).is_empty(), "words stand between");
        assert!(find(&format!("{front}     {back}")).is_empty(), "too far apart");
    }

    /// Codes with a symbol that people take for another one, found by trying.
    fn code_with(symbol: char) -> String {
        std::iter::repeat_with(code::draw).find(|code| code.get(2..).unwrap().matches(symbol).count() == 1).unwrap()
    }

    #[test]
    fn look_alikes_are_put_right_where_only_one_code_can_be_meant() {
        for (is, typed) in [('5', 'S'), ('V', 'U'), ('5', 's'), ('V', 'u')] {
            let code = code_with(is);
            let (front, body) = code.split_at(2);
            let typed = format!("{front}{}", body.replace(is, &typed.to_string()));
            assert_eq!(find(&typed), [code.as_str()], "{typed}");
        }
        for (is, typed) in [('Q', "0"), ('Q', "O"), ('D', "o"), ('7', "1"), ('J', "I"), ('7', "l")] {
            let code = code_with(is);
            let (front, body) = code.split_at(2);
            let typed = format!("{front}{}", body.replace(is, typed));
            assert_eq!(find(&typed), [code.as_str()], "{typed}: the check symbol tells the two apart");
        }
        let code = code::draw();
        for front in ["1T", "IT", "lt", "it"] {
            assert_eq!(find(&code.replacen("LT", front, 1)), [code.as_str()], "{front}");
        }
    }

    /// Per 100,000 texts as long as a bank's, in the worst alphabet there is: all capitals and digits, no spaces.
    #[test]
    fn random_text_is_rarely_a_code() {
        let mut rng = StdRng::seed_from_u64(20_261_123);
        let alphabet: Vec<char> = ('A'..='Z').chain('0'..='9').collect();
        let hits = (0..100_000)
            .filter(|_| {
                let text: String = (0..60).map(|_| alphabet[rng.random_range(0..alphabet.len())]).collect();
                !find(&text).is_empty()
            })
            .count();
        println!("{hits} of 100,000 random texts hold something like a code");
        assert!((1..=300).contains(&hits), "{hits} of 100,000");
    }

    proptest! {
        #[test]
        fn a_code_survives_what_is_done_to_it(
            before in "[A-Za-z0-9 .:/_-]{0,30}",
            after in "[A-Za-z0-9 .:/_-]{0,30}",
            gaps in prop::collection::vec("[ .-]{0,3}", 9),
            small in prop::collection::vec(any::<bool>(), 9),
        ) {
            let code = code::draw();
            let mangled: String = code.chars().zip(&gaps).zip(&small).enumerate().map(|(nth, ((c, gap), small))| {
                let c = if *small { c.to_ascii_lowercase() } else { c };
                if nth == 0 { c.to_string() } else { format!("{gap}{c}") }
            }).collect();
            let found = find(&format!("{before}{mangled}{after}"));
            prop_assert!(found.contains(&code), "{} in {:?}", code, found);
        }

        #[test]
        fn no_text_makes_it_fall(text in any::<String>()) {
            for code in find(&text) {
                prop_assert_eq!(code::parse(&code), Some(code.clone()));
            }
        }
    }
}
