//! The three indexes and how they read their documents. Settings make part of an index's name: a new version of the program
//! fills a new index beside the old one, and asks it only when it is whole.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::document::VERSION;
use crate::catalog::list::filter::MOST_PAGES;
use crate::platform::meili::{Prefixes, Settings};
use crate::platform::secrets::hex;
use crate::search::engine::PAGE;

/// Where words are looked for, the best place first.
pub const FOLDED: [&str; 5] = ["itself", "name", "also", "about", "former"];
/// The same, with the accents that were typed.
pub const TONED: [&str; 9] =
    ["itself_toned", "name_toned", "name", "also_toned", "also", "about_toned", "about", "former_toned", "former"];

/// Of a household.
pub const HOUSEHOLD: [&str; 2] = ["name", "commune"];
/// The same, with the accents that were typed.
pub const HOUSEHOLD_TONED: [&str; 4] = ["name_toned", "name", "commune_toned", "commune"];

/// What a help page is called in Vietnamese.
pub const CALLED_VI: [&str; 2] = ["title_vi", "also_vi"];
/// The same, with the accents that were typed.
pub const CALLED_VI_TONED: [&str; 4] = ["title_vi_toned", "title_vi", "also_vi_toned", "also_vi"];
/// What it says, in the same way.
pub const SAID_VI_TONED: [&str; 2] = ["text_vi_toned", "text_vi"];
pub const CALLED_EN: [&str; 2] = ["title_en", "also_en"];
pub const SAID_EN: [&str; 1] = ["text_en"];

/// The names of one generation of indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub goods: String,
    pub households: String,
    pub help: String,
}

impl Names {
    /// Those that this version of the program asks, in the shop of this prefix.
    pub fn of_this_version(prefix: &str) -> anyhow::Result<Self> {
        let mut hash = Sha256::new().chain_update(VERSION.to_string());
        for settings in [goods(), households(), help()] {
            hash.update(settings.hash()?);
        }
        let generation = hex(hash.finalize().get(..4).unwrap_or_default());
        let name = |kind: &str| format!("{prefix}-{kind}-{generation}");
        Ok(Names { goods: name("goods"), households: name("households"), help: name("help") })
    }

    /// Whether this index is one of the shop of this prefix, of whatever generation.
    #[must_use]
    pub fn ours(prefix: &str, uid: &str) -> bool {
        let kind =
            uid.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-')).and_then(|rest| rest.split('-').next());
        matches!(kind, Some("goods" | "households" | "help"))
    }

    /// Where a second set is filled, to be put in the place of the first.
    #[must_use]
    pub fn next(&self) -> Self {
        let next = |name: &str| format!("{name}-next");
        Names { goods: next(&self.goods), households: next(&self.households), help: next(&self.help) }
    }

    /// Each with its settings.
    #[must_use]
    pub fn each(&self) -> [(&str, Settings); 3] {
        [(&self.goods, goods()), (&self.households, households()), (&self.help, help())]
    }
}

/// Mistyped words are put right before an engine is asked (see `search::spelling`), what things are also called is in the
/// documents, and words that say nothing are never asked for; so the engine's own ways of doing so are off and both
/// engines of the shop answer alike.
fn settings(searchable: Vec<&'static str>) -> Settings {
    Settings {
        searchable,
        filterable: vec![],
        sortable: vec![],
        // An order that was asked for comes before all fitness.
        ranking_rules: vec!["sort", "words", "typo", "proximity", "attribute", "exactness"],
        typos: false,
        stop_words: BTreeSet::new(),
        synonyms: BTreeMap::new(),
        // More communes than any province has: 168. Each value costs a search, and there are thousands of prices.
        facet_values: 200,
        total_hits: u32::try_from(PAGE * MOST_PAGES).unwrap_or(u32::MAX),
        prefixes: Prefixes::Found,
    }
}

fn goods() -> Settings {
    // All other fields without accents are among those with them.
    let mut settings = settings(["itself"].into_iter().chain(TONED).collect());
    settings.filterable = vec![
        "top_category",
        "category",
        "commune",
        "kind",
        "certificates",
        "stars",
        "price",
        "band",
        "in_season",
        "in_stock",
        "months",
    ];
    settings.sortable = vec!["price", "listed"];
    // Attribute before proximity: one word in a name says more than two that stand together elsewhere.
    settings.ranking_rules =
        vec!["sort", "words", "typo", "attribute", "proximity", "exactness", "standing:desc", "listed:desc"];
    settings
}

fn households() -> Settings {
    settings(HOUSEHOLD_TONED.to_vec())
}

fn help() -> Settings {
    settings(CALLED_VI_TONED.into_iter().chain(SAID_VI_TONED).chain(CALLED_EN).chain(SAID_EN).collect())
}
