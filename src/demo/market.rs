//! The demo market's own data, as it lies in `assets/demo`.

use anyhow::Context as _;
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde_json::Value;

use crate::kernel::phone::Phone;

#[derive(RustEmbed)]
#[folder = "assets/demo"]
#[include = "*.json"]
#[include = "*.pdf"]
#[include = "art/*.svg"]
struct Embedded;

/// The rows are handed to Postgres as they are; it takes from each what a table has columns for.
#[derive(Deserialize)]
pub(super) struct Market {
    pub categories: Vec<Value>,
    pub pickup_points: Vec<Value>,
    pub producers: Vec<Value>,
    pub products: Vec<Value>,
}

pub(super) fn read() -> anyhow::Result<Market> {
    serde_json::from_slice(&file("market.json")?).context("market.json")
}

/// A file of `assets/demo`.
pub(super) fn file(path: &str) -> anyhow::Result<Vec<u8>> {
    let file = Embedded::get(path).with_context(|| format!("no {path} among the demo's files"))?;
    Ok(file.data.into_owned())
}

/// A demo phone as it is kept. Their prefix does not exist, so it is normalised only.
pub(super) fn phone(shown: &str) -> String {
    Phone::normalise(shown).map(|phone| phone.as_str().to_owned()).unwrap_or_default()
}
