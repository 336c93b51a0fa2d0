//! The two languages say the same things: every key in both, every key a template or the program asks for is there, with
//! the same placeholders.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use market::kernel::lang::Lang;
use market::platform::locales;

fn files(dir: &str, ending: &str) -> Vec<PathBuf> {
    fn walk(dir: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir), ending, &mut found);
    found
}

/// Key to the placeholders in its text.
fn messages(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for path in files(&format!("locales/{lang}"), ".ftl") {
        let text = fs::read_to_string(&path).unwrap();
        let mut key = String::new();
        for line in text.lines() {
            let starts = line.chars().next().is_some_and(|c| c.is_ascii_lowercase());
            if starts && let Some((name, _)) = line.split_once('=') {
                key = name.trim().to_owned();
                let again = messages.insert(key.clone(), BTreeSet::new()).is_some();
                assert!(!again, "{key} stands twice in {lang}, last in {}", path.display());
            }
            if !key.is_empty() && !line.starts_with('#') {
                let names = line.split('$').skip(1).map(|rest| {
                    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect::<String>()
                });
                messages.get_mut(&key).unwrap().extend(names);
            }
        }
    }
    messages
}

#[test]
fn both_languages_have_the_same_sentences_and_placeholders() {
    let (vi, en) = (messages("vi"), messages("en"));
    assert!(vi.len() > 50, "the locales were not found");
    let keys = |m: &BTreeMap<String, BTreeSet<String>>| m.keys().cloned().collect::<BTreeSet<_>>();
    let missing: Vec<_> = keys(&vi).symmetric_difference(&keys(&en)).cloned().collect();
    assert!(missing.is_empty(), "in one language only: {missing:#?}");
    let differing: Vec<_> = vi.iter().filter(|(key, names)| en.get(*key) != Some(names)).map(|(key, _)| key).collect();
    assert!(differing.is_empty(), "other placeholders in the other language: {differing:#?}");
}

#[test]
fn every_key_a_template_names_exists() {
    let known = messages("vi");
    let mut unknown = Vec::new();
    for path in files("templates", "").into_iter().filter(|p| p.is_file()) {
        let text = fs::read_to_string(&path).unwrap();
        for rest in text.split("key=\"").skip(1) {
            let (key, after) = rest.split_once('"').unwrap();
            // A key put together at run time ends in a hyphen here and goes on with `~`.
            if !known.contains_key(key) && !after.trim_start().starts_with('~') {
                unknown.push(format!("{}: {key}", path.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn no_sentence_is_written_into_a_template() {
    let mut found = Vec::new();
    for path in files("templates", ".html") {
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            if line.chars().any(|c| ('\u{c0}'..='\u{1ef9}').contains(&c) && c.is_alphabetic()) {
                found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn placeholders_are_filled_without_invisible_marks() {
    let args = [("name".into(), "Chợ".into())].into_iter().collect();
    assert_eq!(locales::text_with(Lang::Vi, "site-foot-operator", &args), "Đơn vị vận hành: Chợ");
}

#[test]
fn every_job_has_a_name_that_a_clerk_can_read() {
    let mut found = 0;
    for path in files("src", ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        for kind in text.split("const KIND: &'static str = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
            found += 1;
            let key = format!("job-{}", kind.replace('_', "-"));
            for lang in [Lang::Vi, Lang::En] {
                assert!(locales::find(lang, &key).is_some(), "{} names no {key}: {lang:?}", path.display());
            }
        }
    }
    assert!(found > 40, "the jobs were not found: {found}");
}
