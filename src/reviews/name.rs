//! A buyer's name as everybody may read it.

use crate::kernel::text::given_name;

/// Names are longer by mistake only.
const LONGEST: usize = 40;

/// `Hoa N.` of `Nguyễn Thị Hoa`: the given name, and of the family name its first letter. Empty for what is no name, as a
/// number that somebody typed in its place.
#[must_use]
pub fn shown(full: &str) -> String {
    let full = full.trim();
    let given = given_name(full);
    if given.is_empty() || !full.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "'’-.".contains(c)) {
        return String::new();
    }
    let given: String = given.chars().take(LONGEST).collect();
    let family = full.split_whitespace().next().filter(|_| full.split_whitespace().count() > 1);
    match family.and_then(|family| family.chars().next()) {
        Some(letter) => format!("{given} {}.", letter.to_uppercase()),
        None => given,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_by_its_given_part() {
        for (full, name) in [
            ("Nguyễn Thị Hoa", "Hoa N."),
            ("  đỗ   Lan ", "Lan Đ."),
            ("Hoa", "Hoa"),
            ("", ""),
            ("  ", ""),
            ("0912345678", ""),
            ("Hoa 0912345678", ""),
            ("<script> Hoa", ""),
        ] {
            assert_eq!(shown(full), name, "{full}");
        }
    }
}
