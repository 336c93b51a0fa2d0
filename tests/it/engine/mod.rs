//! The search engine's client: against every kind of bad answer, and against the real thing when it is installed.

mod bad_answers;
mod private;
mod real;

use market::platform::meili::{Prefixes, Settings};

/// Settings of small indexes of goods.
fn settings() -> Settings {
    Settings {
        searchable: vec!["name", "text"],
        filterable: vec!["kind", "price", "fresh"],
        sortable: vec!["price", "_geo"],
        ranking_rules: vec!["words", "typo", "proximity", "attribute", "sort", "exactness"],
        typos: false,
        stop_words: ["và".to_owned()].into(),
        synonyms: [("ngô".to_owned(), vec!["bắp".to_owned()])].into(),
        facet_values: 100,
        total_hits: 1000,
        prefixes: Prefixes::Found,
    }
}
