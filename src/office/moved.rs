//! What somebody else has changed while a form was open: told beside what was typed, so that nothing is written over unseen.

use serde::Serialize;

use crate::platform::forms::Form;

/// A field that says something else by now.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Fluent key of the field's name.
    pub label: &'static str,
    /// What it says now, as people read it; may be empty.
    pub now: String,
}

/// Of these fields, with the keys of their names, those in which `typed` is not what stands there `now`. `read` turns a value
/// into what people read.
pub fn moved(
    typed: &Form,
    now: &Form,
    fields: &[(&'static str, &'static str)],
    read: impl Fn(&str, &str) -> String,
) -> Vec<Moved> {
    let same = |name: &str| {
        let plain = |form: &Form| form.raw(name).replace("\r\n", "\n").trim().to_owned();
        plain(typed) == plain(now)
    };
    let differ = fields.iter().filter(|(name, _)| !same(name));
    differ.map(|(name, label)| Moved { label, now: read(name, now.raw(name)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told_and_line_ends_do_not_differ() {
        let typed = Form::blank(&[("title", "Quà Tết"), ("lead", "Một\r\nhai "), ("place", "1")]);
        let now = Form::blank(&[("title", "Quà xuân"), ("lead", "Một\nhai"), ("place", "2")]);
        let fields = [("title", "label-title"), ("lead", "label-lead"), ("place", "label-place")];
        let read = |name: &str, value: &str| if name == "place" { format!("chỗ {value}") } else { value.to_owned() };
        let told = moved(&typed, &now, &fields, read);
        let told: Vec<_> = told.iter().map(|m| (m.label, m.now.as_str())).collect();
        assert_eq!(told, [("label-title", "Quà xuân"), ("label-place", "chỗ 2")]);
    }
}
