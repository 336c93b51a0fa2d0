//! The shape of the program, read from its sources: who may import whom, who may lock, which file names which outside
//! system, how long a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the inside out. A slice may import what stands on a line above its own, and nothing beside it or below.
const LAYERS: &[&[&str]] = &[
    &["kernel"],
    &["platform"],
    &["accounts", "media", "places"],
    &["producers"],
    &["catalog"],
    &["search", "cart", "delivery", "flags", "trace", "vouchers"],
    &["orders"],
    &["ledger"],
    &["payments"],
    &["complaints", "reviews"],
    &["checkout", "payouts", "figures", "people"],
    &["sell", "office", "storefront", "demo"],
    &["app", "cli", "error_pages", "health", "reactions", "routes", "worker"],
];

/// What everybody may import.
const COMMON: &[&str] = &["config", "error", "schema", "refusal"];

/// An outside system's crate, and the only places that name it.
const VENDORS: &[(&str, &[&str])] = &[
    ("image::", &["media/"]),
    ("zune_", &["media/jpeg.rs"]),
    ("moxcms", &["media/profile.rs"]),
    ("fast_image_resize", &["media/render.rs"]),
    ("webp::", &["media/render.rs"]),
    ("lettre", &["platform/messages.rs"]),
    ("object_store", &["platform/files.rs"]),
    ("tera::", &["platform/views.rs", "error.rs"]),
    ("fluent_templates", &["platform/locales.rs", "platform/views.rs"]),
    ("fluent_syntax", &["platform/wording.rs"]),
    ("argon2", &["accounts/password.rs"]),
    ("tokio_postgres", &["platform/signals.rs", "platform/cluster/"]),
    ("meilisearch_sdk", &["platform/meili/"]),
    ("async_stripe", &["platform/stripe/"]),
    ("stripe_checkout", &["platform/stripe/"]),
    ("stripe_core", &["platform/stripe/"]),
    ("stripe_types", &["platform/stripe/"]),
    ("miniserde", &["platform/stripe/"]),
    ("rustix", &["platform/meili/server/"]),
    ("resvg", &["platform/draw.rs"]),
    ("ttf_parser", &["platform/letters.rs"]),
    ("rust_xlsxwriter", &["platform/sheet.rs", "payments/statement/tests.rs"]),
    ("phonenumber", &["kernel/phone.rs"]),
    ("pulldown_cmark", &["storefront/markdown.rs"]),
    ("qrcode::", &["platform/qr.rs"]),
    ("ring::", &["platform/secrets.rs"]),
    ("totp_rs", &["accounts/second/totp.rs"]),
    ("calamine", &["platform/sheet_read/excel.rs"]),
    ("zip::", &["platform/archive.rs", "platform/sheet_read/excel.rs", "payments/statement/tests.rs"]),
    ("actix_multipart", &["platform/upload.rs"]),
];

const LONGEST: usize = 600;

struct Source {
    /// Path below `src/`.
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    assert!(found.len() > 20, "the sources were not found");
    found
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(),
        })
        .collect()
}

fn slice_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap()
}

fn layer_of(slice: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&slice))
}

/// The first segment after each `crate::` in the text, also inside `use crate::{a, b::c}`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split_once("};").map_or(list, |(inside, _)| inside);
                let mut depth = 0;
                list.split(|c: char| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    c == ',' && depth == 0
                })
                .map(str::trim)
                .collect()
            }
            None => vec![rest],
        };
        for name in names {
            let word: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !word.is_empty() {
                found.insert(word);
            }
        }
    }
    found
}

#[test]
fn imports_point_inwards_only() {
    let mut wrong = Vec::new();
    for source in sources() {
        let slice = slice_of(&source.path);
        if matches!(slice, "lib" | "main") || COMMON.contains(&slice) {
            continue;
        }
        let own = layer_of(slice).unwrap_or_else(|| panic!("{slice} has no layer: add it where it belongs"));
        let edge = own + 1 == LAYERS.len();
        for import in imports(&source.text) {
            if import == slice || COMMON.contains(&import.as_str()) {
                continue;
            }
            let Some(layer) = layer_of(&import) else { continue };
            if layer > own || (layer == own && !edge) {
                wrong.push(format!("{} imports {import}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_lock_files_lock_rows() {
    for source in sources() {
        // The queue takes its rows with SKIP LOCKED, which waits for nobody.
        let allowed = source.path.ends_with("/lock.rs") || source.path == "platform/jobs.rs";
        let locks = source.text.contains(".for_update()") || source.text.contains("FOR UPDATE");
        assert!(allowed || !locks, "{} locks rows outside a lock.rs", source.path);
    }
}

#[test]
fn each_outside_system_is_named_in_its_own_file() {
    for source in sources() {
        for (vendor, places) in VENDORS {
            let named = source.text.lines().any(|line| {
                let code = line.trim_start();
                !code.starts_with("//")
                    && code.match_indices(vendor).any(|(at, _)| {
                        let before = code.get(..at).and_then(|b| b.chars().next_back());
                        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '"' || c == '/')
                    })
            });
            let allowed = places.iter().any(|place| source.path.starts_with(place));
            assert!(allowed || !named, "{} names {vendor}", source.path);
        }
    }
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST || source.path == "schema.rs", "{} has {lines} lines", source.path);
    }
}

#[test]
fn every_file_says_what_it_is() {
    for source in sources() {
        assert!(source.text.starts_with("//!") || source.path == "schema.rs", "{} has no head comment", source.path);
    }
}

#[test]
fn no_template_trusts_a_string() {
    fn walk(dir: &Path) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                assert!(!text.contains("| safe") && !text.contains("|safe"), "{}", path.display());
                assert!(!text.contains(" style=\""), "{} has an inline style", path.display());
            }
        }
    }
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"));
}
