//! The list page: the whole market, a category or a search.

use serde::Serialize;

use super::facets::{Chip, Choice, FacetView};
use crate::catalog::card::Card;
use crate::platform::views::Page;

/// A link of the way that leads here.
#[derive(Clone, Debug, Serialize)]
pub struct Crumb {
    pub name: String,
    pub href: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct SortView {
    pub code: &'static str,
    /// Fluent key.
    pub label: &'static str,
    pub on: bool,
}

#[derive(Serialize)]
pub struct ListPage {
    pub heading: String,
    pub lead: String,
    pub crumbs: Vec<Crumb>,
    /// Where the filter form goes.
    pub path: String,
    pub q: Option<String>,
    pub total: i64,
    pub cards: Vec<Card>,
    pub facets: Vec<FacetView>,
    /// Bands of price.
    pub prices: Vec<Choice>,
    pub chips: Vec<Chip>,
    /// The list without its filters.
    pub cleared: String,
    pub sorts: Vec<SortView>,
    pub in_season: bool,
    pub in_stock: bool,
    pub n_in_season: i64,
    pub n_in_stock: i64,
    pub price_from: Option<i64>,
    pub price_to: Option<i64>,
    pub low: Option<i64>,
    pub high: Option<i64>,
    /// The next page.
    pub next: Option<String>,
    /// The first page, when this is a later one.
    pub first: Option<String>,
    /// Whether this very list is worth a search engine's while.
    pub indexed: bool,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "catalog/list.html";
}

/// Nothing at all was found for some words.
#[derive(Serialize)]
pub struct NothingFoundPage {
    pub q: String,
    /// What is in season instead.
    pub cards: Vec<Card>,
}

impl Page for NothingFoundPage {
    const TEMPLATE: &'static str = "catalog/nothing_found.html";
}
