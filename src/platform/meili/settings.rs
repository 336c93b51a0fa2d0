//! How an index reads its documents and its questions.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// Every setting that the program decides; what is not here stays the engine's default. Serialized as the engine reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Fields that words are looked for in, the weightiest first.
    #[serde(rename = "searchableAttributes")]
    pub searchable: Vec<&'static str>,
    /// Fields that conditions and facets may name.
    #[serde(rename = "filterableAttributes")]
    pub filterable: Vec<&'static str>,
    #[serde(rename = "sortableAttributes")]
    pub sortable: Vec<&'static str>,
    /// `words`, `typo`, `sort`, `sold:desc` and so on, the first deciding first.
    pub ranking_rules: Vec<&'static str>,
    #[serde(rename = "typoTolerance", serialize_with = "enabled")]
    pub typos: bool,
    pub stop_words: BTreeSet<String>,
    /// A word, and the words that find it too.
    pub synonyms: BTreeMap<String, Vec<String>>,
    /// Values counted for each facet.
    #[serde(rename = "faceting", serialize_with = "faceting")]
    pub facet_values: u32,
    /// Hits that can be paged through; totals end there too.
    #[serde(rename = "pagination", serialize_with = "max_hits")]
    pub total_hits: u32,
    #[serde(rename = "prefixSearch")]
    pub prefixes: Prefixes,
}

/// Whether the beginning of a word finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Prefixes {
    #[serde(rename = "indexingTime")]
    Found,
    #[serde(rename = "disabled")]
    Whole,
}

impl Settings {
    /// Eight hex digits that are the same exactly for the same settings: part of the name of an index built with them.
    pub fn hash(&self) -> anyhow::Result<String> {
        let digest = Sha256::digest(serde_json::to_vec(self)?);
        Ok(digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect())
    }
}

fn enabled<S: Serializer>(yes: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map([("enabled", yes)])
}

/// By count: in alphabetical order the engine walks every document of a list up to 3,000 long, once for each facet.
fn faceting<S: Serializer>(most: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("maxValuesPerFacet", most)?;
    map.serialize_entry("sortFacetValuesBy", &BTreeMap::from([("*", "count")]))?;
    map.end()
}

fn max_hits<S: Serializer>(most: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map([("maxTotalHits", most)])
}

#[cfg(test)]
mod tests {
    use super::{Prefixes, Settings};

    fn settings() -> Settings {
        Settings {
            searchable: vec!["name", "text"],
            filterable: vec!["kind"],
            sortable: vec!["sold"],
            ranking_rules: vec!["words", "sort"],
            typos: false,
            stop_words: ["và".to_owned()].into(),
            synonyms: [("ngô".to_owned(), vec!["bắp".to_owned()])].into(),
            facet_values: 300,
            total_hits: 2000,
            prefixes: Prefixes::Found,
        }
    }

    #[test]
    fn they_are_written_as_the_engine_reads_them() {
        let expected = serde_json::json!({
            "searchableAttributes": ["name", "text"], "filterableAttributes": ["kind"], "sortableAttributes": ["sold"],
            "rankingRules": ["words", "sort"], "typoTolerance": { "enabled": false }, "stopWords": ["và"],
            "synonyms": { "ngô": ["bắp"] },
            "faceting": { "maxValuesPerFacet": 300, "sortFacetValuesBy": { "*": "count" } },
            "pagination": { "maxTotalHits": 2000 }, "prefixSearch": "indexingTime",
        });
        assert_eq!(serde_json::to_value(settings()).unwrap(), expected);
    }

    #[test]
    fn the_hash_follows_every_change_and_nothing_else() {
        let hash = settings().hash().unwrap();
        assert_eq!(hash.len(), 8);
        assert_eq!(hash, settings().hash().unwrap());
        let turned = Settings { searchable: vec!["text", "name"], ..settings() };
        assert_ne!(hash, turned.hash().unwrap());
        assert_ne!(hash, Settings { typos: true, ..settings() }.hash().unwrap());
    }
}
