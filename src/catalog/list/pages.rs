//! The list page: the whole market, a category or a search.

use serde::Serialize;

use super::facets::{self, Chip, Choice, FacetView, Place};
use super::filter::{Filter, Sort};
use super::tally::Tally;
use crate::catalog::card::Hit;
use crate::catalog::directory::Directory;
use crate::catalog::spotlight::running::Shown;
use crate::kernel::lang::Lang;
use crate::platform::views::Page;

/// A link of the way that leads here.
#[derive(Clone, Debug, Serialize)]
pub struct Crumb {
    pub name: String,
    pub href: String,
}

/// What differs between the lists.
pub struct Head {
    pub path: String,
    pub heading: String,
    pub lead: String,
    pub crumbs: Vec<Crumb>,
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
    pub cards: Vec<Hit>,
    /// What the office puts on top of this category.
    pub tops: Vec<Shown>,
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

impl ListPage {
    /// The page of these goods and counts; where it goes on is for the caller to say.
    #[must_use]
    pub fn of(lang: Lang, directory: &Directory, filter: &Filter, head: Head, tally: &Tally, cards: Vec<Hit>) -> Self {
        let place = Place { path: &head.path, lang, directory };
        let chips = facets::chips(place, filter);
        let sorts = Sort::ALL.into_iter().map(|sort| SortView {
            code: sort.code(),
            label: sort_label(sort, filter),
            on: sort == filter.sort,
        });
        ListPage {
            total: tally.total,
            cards,
            tops: Vec::new(),
            facets: facets::facets(place, filter, tally),
            prices: facets::prices(place, filter, tally),
            cleared: place.href(&filter.cleared()),
            sorts: sorts.collect(),
            q: filter.words.as_ref().map(|w| w.typed.clone()),
            in_season: filter.in_season,
            in_stock: filter.in_stock,
            n_in_season: tally.in_season,
            n_in_stock: tally.in_stock,
            price_from: filter.price_from,
            price_to: filter.price_to,
            low: tally.low,
            high: tally.high,
            next: None,
            first: None,
            indexed: chips.is_empty() && filter.words.is_none() && filter.sort == Sort::Rank,
            chips,
            heading: head.heading,
            lead: head.lead,
            crumbs: head.crumbs,
            path: head.path,
        }
    }
}

const fn sort_label(sort: Sort, filter: &Filter) -> &'static str {
    match sort {
        Sort::Rank if filter.near.is_some() => "catalog-sort-near",
        Sort::Rank if filter.words.is_some() => "catalog-sort-match",
        Sort::Rank => "catalog-sort-rank",
        Sort::Price => "catalog-sort-price",
        Sort::PriceDown => "catalog-sort-price-down",
        Sort::New => "catalog-sort-new",
    }
}
