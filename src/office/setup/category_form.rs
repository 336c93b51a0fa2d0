//! The form of a category: every field to a value or to a sentence beside it.

use crate::catalog::category::{REQUIRES, Written};
use crate::catalog::revision::content::{SHIP_SCOPES, STORAGE_CLASSES, TAX_CLASSES};
use crate::kernel::ids::CategoryId;
use crate::kernel::text;
use crate::platform::forms::Form;

const LONGEST_NAME: usize = 80;
const LONGEST_TEXT: usize = 600;
const LONGEST_LINE: usize = 160;
const MOST_DAYS: i32 = 3_650;
const MOST_SORT: i32 = 9_999;
const MOST_WORDS: usize = 60;

/// The form before anything was typed.
#[must_use]
pub fn blank() -> Form {
    Form::blank(&[
        ("sort", "100"),
        ("tax_class", "raw_own_produce"),
        ("storage_class", "ambient"),
        ("ship_scope", "north"),
        ("requires-shelf_life", "on"),
        ("requires-storage", "on"),
    ])
}

/// The form of a category that is there.
#[must_use]
pub fn filled(kept: &Written) -> Form {
    let mut form = Form::blank(&[
        ("name_vi", &kept.name_vi),
        ("name_en", &kept.name_en),
        ("description_vi", &kept.description_vi),
        ("description_en", &kept.description_en),
        ("parent", &kept.parent.map(|id| id.to_string()).unwrap_or_default()),
        ("sort", &kept.sort.to_string()),
        ("tax_class", &kept.tax_class),
        ("storage_class", &kept.storage_class),
        ("storage", &kept.storage),
        ("ship_scope", &kept.ship_scope),
        ("shelf_life", &kept.shelf_life_days.map(|days| days.to_string()).unwrap_or_default()),
        ("fragile", if kept.fragile { "on" } else { "" }),
        ("warnings", &kept.warnings),
        ("must_warn", &kept.must_warn),
        ("words", &kept.words.join(", ")),
    ]);
    for field in &kept.requires {
        form.set(&format!("requires-{field}"), "on");
    }
    form
}

/// Reads the whole form; what is wrong is said beside its field.
pub fn read(form: &mut Form) -> Option<Written> {
    let name_vi = form.line("name_vi", LONGEST_NAME);
    if name_vi.as_deref().is_some_and(|name| text::slug(name).is_empty()) {
        form.refuse("name_vi", "field-required");
    }
    let name_en = form.line("name_en", LONGEST_NAME);
    let description_vi = form.optional_lines("description_vi", LONGEST_TEXT);
    let description_en = form.optional_lines("description_en", LONGEST_TEXT);
    let parent = if form.raw("parent").trim().is_empty() { Some(None) } else { form.id("parent").map(Some) };
    let sort = form.number("sort", 0, MOST_SORT);
    let tax_class = choice(form, "tax_class", &TAX_CLASSES);
    let storage_class = choice(form, "storage_class", &STORAGE_CLASSES);
    let ship_scope = choice(form, "ship_scope", &SHIP_SCOPES);
    let storage = form.optional_line("storage", LONGEST_LINE);
    let shelf_life = match form.raw("shelf_life").trim() {
        "" => Some(None),
        _ => form.number("shelf_life", 1, MOST_DAYS).map(Some),
    };
    let warnings = form.optional_lines("warnings", LONGEST_TEXT);
    let must_warn = form.optional_line("must_warn", LONGEST_LINE);
    if let (Some(warnings), Some(must)) = (&warnings, &must_warn)
        && !warnings.is_empty()
        && !text::fold(warnings).contains(&text::fold(must))
    {
        // Every household that left the text as it is would be refused.
        form.refuse("must_warn", "category-warning-apart");
    }
    let words = words(form);
    let requires = REQUIRES.iter().filter(|field| form.ticked(&format!("requires-{field}")));
    let requires = requires.map(|field| (*field).to_owned()).collect();
    if !form.ok() {
        return None;
    }
    Some(Written {
        parent: parent?.map(CategoryId),
        name_vi: name_vi?,
        name_en: name_en?,
        description_vi: description_vi?,
        description_en: description_en?,
        sort: sort?,
        requires,
        tax_class: tax_class?,
        storage_class: storage_class?,
        storage: storage?,
        ship_scope: ship_scope?,
        shelf_life_days: shelf_life?,
        fragile: form.ticked("fragile"),
        warnings: warnings?,
        must_warn: must_warn?,
        words: words?,
    })
}

fn choice(form: &mut Form, name: &str, words: &[&str]) -> Option<String> {
    let chosen = words.iter().find(|word| **word == form.raw(name)).map(|word| (*word).to_owned());
    if chosen.is_none() {
        form.refuse(name, "field-choose");
    }
    chosen
}

/// Words by which a name is known to belong here, folded, with commas between.
fn words(form: &mut Form) -> Option<Vec<String>> {
    let typed = form.optional_lines("words", LONGEST_TEXT)?;
    let mut words: Vec<String> = typed.split([',', '\n', ';']).map(text::fold).filter(|w| !w.is_empty()).collect();
    words.dedup();
    if words.len() > MOST_WORDS {
        form.refuse("words", "field-too-long");
        return None;
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(with: &[(&str, &str)]) -> Form {
        let mut form = blank();
        for (name, value) in [("name_vi", "Nấm"), ("name_en", "Mushrooms")].iter().chain(with) {
            form.set(name, *value);
        }
        form
    }

    #[test]
    fn what_was_kept_is_read_again_as_it_was() {
        let with = [("words", "Nấm sò, nấm RƠM"), ("warnings", "Nấu chín kỹ."), ("must_warn", "nấu chín")];
        let written = read(&mut typed(&with)).unwrap();
        assert_eq!(written.words, ["nam so", "nam rom"]);
        assert_eq!(written.requires, ["shelf_life", "storage"]);
        assert_eq!(read(&mut filled(&written)), Some(written));
    }

    #[test]
    fn each_mistake_is_said_beside_its_field() {
        for (name, value) in [
            ("name_vi", "!!!"),
            ("name_en", ""),
            ("parent", "x"),
            ("sort", "-1"),
            ("tax_class", "gold"),
            ("storage_class", ""),
            ("ship_scope", "moon"),
            ("shelf_life", "0"),
            ("shelf_life", "99999999999"),
            ("must_warn", "nấu chín"),
        ] {
            let mut form = typed(&[("warnings", "Rửa sạch."), (name, value)]);
            assert!(read(&mut form).is_none(), "{name}={value}");
            let errors = serde_json::to_value(&form).unwrap();
            assert_eq!(errors["errors"].as_object().unwrap().keys().collect::<Vec<_>>(), [name], "{name}={value}");
        }
    }
}
