//! What a keyboard may have left of Vietnamese: Telex ("thanh long ruoot ddor") and VNI ("ca1 thi1nh") that nobody turned
//! into accents, because the input method was off.

use vi::methods::Definition;

use super::same;
use crate::catalog::list::words::{Words, pieces};

/// What these keys may have meant otherwise, by the names that are used here, the likelier first; none that says the same as
/// `words`, which are by these names too.
#[must_use]
pub fn of(words: &Words) -> Vec<Words> {
    let mut readings: Vec<Words> = Vec::new();
    for method in [&vi::TELEX, &vi::VNI] {
        let Some(read) = Words::parse(&decoded(method, &words.typed)) else { continue };
        let read = same::meant(&read);
        if read.each != words.each && !readings.contains(&read) {
            readings.push(read);
        }
    }
    readings
}

fn decoded(method: &Definition, typed: &str) -> String {
    let mut text = String::with_capacity(typed.len());
    for key in pieces(typed) {
        if !text.is_empty() {
            text.push(' ');
        }
        // A word with accents was typed by a method that was on.
        if key.is_ascii() {
            vi::transform_buffer(method, key.chars(), &mut text);
        } else {
            text.push_str(key);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> Vec<String> {
        of(&Words::parse(typed).unwrap()).into_iter().map(|words| words.typed).collect()
    }

    #[test]
    fn keys_of_an_input_method_that_was_off_are_understood() {
        assert_eq!(read("thanh long ruoot ddor"), ["thanh long ruôt đỏ"]);
        assert_eq!(read("cas thinhs"), ["cá thính"]);
        assert_eq!(read("ca1 thi1nh"), ["cá thính"]);
        assert_eq!(read("thanh long ruo6t5 d9o3"), ["thanh long ruột đỏ"]);
        assert_eq!(read("thanh long"), Vec::<String>::new());
        assert_eq!(read("cá thính"), Vec::<String>::new());
        assert_eq!(read("cas,thinhs!"), ["cá thính"]);
    }

    #[test]
    fn another_name_for_the_same_is_no_other_reading() {
        let meant = |typed: &str| of(&same::meant(&Words::parse(typed).unwrap()));
        assert_eq!(meant("dau phong"), []);
        let read = meant("ddaauj phoongj");
        assert_eq!(read.iter().map(Words::folded).collect::<Vec<_>>(), ["lac"]);
    }

    proptest! {
        #[test]
        fn any_keys_are_read(typed in "[ -~]{0,90}") {
            if let Some(words) = Words::parse(&typed) {
                prop_assert!(of(&words).iter().all(|read| !read.each.is_empty()));
            }
        }
    }
}
