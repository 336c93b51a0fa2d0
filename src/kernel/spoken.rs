//! Names that people read aloud and type: symbols that cannot be mistaken for one another, and a check symbol. One wrong
//! symbol or two swapped ones are noticed before anything is looked up.

use rand::RngExt as _;

/// Without what is mistaken for something else: 0, O, 1, I, L, U, S. 29 symbols: a prime, on which the check rests.
pub const SYMBOLS: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRTVWXYZ";

/// So many random symbols and their check symbol.
#[must_use]
pub fn draw(length: usize) -> String {
    let mut rng = rand::rng();
    let drawn: Vec<usize> = (0..length).map(|_| rng.random_range(0..SYMBOLS.len())).collect();
    write(&drawn)
}

/// The symbols of these values, and their check symbol.
#[must_use]
pub fn write(values: &[usize]) -> String {
    let symbols = values.iter().copied().chain(std::iter::once(check(values)));
    symbols.filter_map(|v| SYMBOLS.get(v)).map(|b| char::from(*b)).collect()
}

/// The weighted sum modulo 29: weights differ and none is 0, so one wrong symbol and any two swapped ones change it.
fn check(values: &[usize]) -> usize {
    values.iter().zip(2..).map(|(value, weight)| value * weight).sum::<usize>() % SYMBOLS.len()
}

/// What a person typed, without what does not matter: spaces, dots, hyphens and case.
#[must_use]
pub fn tidy(typed: &str) -> String {
    typed.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether these are `length` symbols and the check symbol that belongs to them.
#[must_use]
pub fn fits(tidied: &str, length: usize) -> bool {
    let values: Option<Vec<usize>> = tidied.bytes().map(|b| SYMBOLS.iter().position(|s| *s == b)).collect();
    let Some(values) = values else { return false };
    values.split_last().is_some_and(|(last, first)| first.len() == length && check(first) == *last)
}

/// The name this is when one symbol that is in no name is put right: S is 5, U is V, 0 and O are D or Q, and I, 1 and L are 7
/// or J, of which the check symbol fits one at most. More than one would be guessing.
#[must_use]
pub fn alike(tidied: &str, length: usize) -> Option<String> {
    let (at, candidates) = tidied.char_indices().find_map(|(at, c)| Some((at, candidates(c)?)))?;
    let (before, rest) = tidied.split_at_checked(at)?;
    let after = rest.get(1..)?;
    candidates.iter().map(|c| format!("{before}{c}{after}")).find(|name| fits(name, length))
}

const fn candidates(symbol: char) -> Option<&'static [char]> {
    match symbol {
        'S' => Some(&['5']),
        'U' => Some(&['V']),
        '0' | 'O' => Some(&['D', 'Q']),
        'I' | '1' | 'L' => Some(&['7', 'J']),
        _ => None,
    }
}
