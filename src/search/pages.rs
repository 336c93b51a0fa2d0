//! What the search pages show.

use serde::Serialize;

use super::names::Name;
use crate::catalog::card::Hit;
use crate::catalog::list::pages::ListPage;
use crate::platform::views::Page;

/// What was found.
#[derive(Serialize)]
pub struct ResultsPage {
    #[serde(flatten)]
    pub list: ListPage,
    /// Fluent key of a sentence about how the search was understood.
    pub understood: Option<&'static str>,
    /// Fluent key of a sentence about the order.
    pub ranked: &'static str,
    /// The words as they were read, when these are not the ones typed.
    pub read: String,
    pub producers: Vec<Name>,
    pub help: Vec<Name>,
    pub pages: Vec<PageLink>,
    /// Communes near which goods can be looked for; none when distances are not known.
    pub communes: Vec<NearChoice>,
    /// When the filters leave nothing: what there is without them, and how many.
    pub unfiltered: i64,
    pub near: Vec<Hit>,
}

impl Page for ResultsPage {
    const TEMPLATE: &'static str = "search/results.html";
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NearChoice {
    pub code: String,
    pub name: String,
    pub on: bool,
}

/// A link to a page of the results; 0 is a gap between two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageLink {
    pub n: usize,
    pub href: String,
    pub on: bool,
}

/// Nothing at all was found for some words.
#[derive(Serialize)]
pub struct NothingPage {
    pub q: String,
    /// Goods that have some of the words.
    pub near: Vec<Hit>,
    /// What is in season instead.
    pub season: Vec<Hit>,
    pub producers: Vec<Name>,
    pub help: Vec<Name>,
}

impl Page for NothingPage {
    const TEMPLATE: &'static str = "search/nothing.html";
}
