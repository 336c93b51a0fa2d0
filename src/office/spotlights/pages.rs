//! One struct per template of spotlights and collections.

use serde::Serialize;

use super::find::Thing;
use crate::catalog::spotlight::area::Area;
use crate::catalog::spotlight::collection::Listed;
use crate::catalog::spotlight::grid::Grid;
use crate::catalog::spotlight::list::Planned;
use crate::catalog::spotlight::report::{Chosen, Line, Place};
use crate::office::moved::Moved;
use crate::office::pages::Choice;
use crate::platform::forms::Form;
use crate::platform::views::Page;

/// A word to choose, with the Fluent key of what it is called.
#[derive(Serialize)]
pub struct Word {
    pub word: &'static str,
    pub key: String,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct SpotlightsPage {
    pub states: Vec<Choice>,
    pub slots: Vec<Word>,
    pub spotlights: Vec<Planned>,
    /// Query of what is looked at.
    pub query: String,
    /// Query of the next page.
    pub next: Option<String>,
}

impl Page for SpotlightsPage {
    const TEMPLATE: &'static str = "office/spotlights/list.html";
}

#[derive(Serialize)]
pub struct NewPage {
    pub q: String,
    pub found: Vec<Thing>,
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "office/spotlights/new.html";
}

#[derive(Serialize)]
pub struct SpotlightPage {
    pub thing: Thing,
    pub slots: Vec<Word>,
    pub audiences: Vec<Word>,
    /// Places that it may be for.
    pub areas: Vec<Area>,
    pub form: Form,
    /// The one that is changed.
    pub planned: Option<Planned>,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
    /// What somebody else has changed meanwhile.
    pub moved: Vec<Moved>,
}

impl Page for SpotlightPage {
    const TEMPLATE: &'static str = "office/spotlights/form.html";
}

#[derive(Default, Serialize)]
pub struct ReportPage {
    /// Every table; else one more page of spotlights, or of households.
    pub whole: bool,
    pub places: Vec<Place>,
    pub grid: Grid,
    pub households: Vec<Chosen>,
    /// Query of the next page of households.
    pub next_homes: Option<String>,
    pub lines: Vec<Line>,
    /// Query of the next page of spotlights.
    pub next_lines: Option<String>,
    /// `11/2026`
    pub name: String,
    /// `2026-11`, as in addresses.
    pub month: String,
    pub before: String,
    /// `None` in this month.
    pub after: Option<String>,
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "office/spotlights/report.html";
}

#[derive(Serialize)]
pub struct CollectionsPage {
    pub collections: Vec<Listed>,
    /// Query of the next page.
    pub next: Option<String>,
}

impl Page for CollectionsPage {
    const TEMPLATE: &'static str = "office/spotlights/collections.html";
}

#[derive(Serialize)]
pub struct CollectionPage {
    pub id: Option<i64>,
    pub slug: String,
    pub form: Form,
    /// Lines that name no product on sale.
    pub unknown: Vec<String>,
    pub most: usize,
    /// What somebody else has changed meanwhile.
    pub moved: Vec<Moved>,
}

impl Page for CollectionPage {
    const TEMPLATE: &'static str = "office/spotlights/collection.html";
}
