//! The pages of an import.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::keep::Bare;
use super::weigh::Change;
use crate::kernel::ids::{ImportId, ProductId};
use crate::kernel::money::Money;
use crate::platform::views::Page;
use crate::sell::pages::Desk;

/// A file that was sent before.
#[derive(Serialize)]
pub struct Sent {
    pub id: ImportId,
    pub name: String,
    pub at: DateTime<Utc>,
    pub total: i32,
    /// The tail of a Fluent key (`import-stand-…`).
    pub stand: &'static str,
}

#[derive(Serialize)]
pub struct AskPage {
    pub desk: Desk,
    /// The sentence of a refusal.
    pub refused: Option<&'static str>,
    pub most: usize,
    pub sent: Vec<Sent>,
}

impl Page for AskPage {
    const TEMPLATE: &'static str = "sell/import/ask.html";
}

/// A field of a row that has to be mended.
#[derive(Serialize)]
pub struct Field {
    /// The tail of a Fluent key (`export-col-…`).
    pub column: &'static str,
    /// Its name in the form.
    pub name: String,
    pub value: String,
    pub fault: Option<&'static str>,
    pub large: bool,
}

/// A row that cannot be taken over as it is.
#[derive(Serialize)]
pub struct Mend {
    pub line: usize,
    pub name: String,
    pub fields: Vec<Field>,
}

/// Rows of one fate.
#[derive(Serialize)]
pub struct Tab {
    /// The tail of a Fluent key (`import-will-…`, `import-did-…`).
    pub word: &'static str,
    pub n: usize,
    pub chosen: bool,
}

/// What would be there for the first time.
#[derive(Serialize)]
pub struct Facts {
    pub weight: String,
    pub price: Money,
    pub left: i32,
    /// Of a new product; `None` when nobody can tell.
    pub category: Option<String>,
}

#[derive(Serialize)]
pub struct RowView {
    pub line: usize,
    pub name: String,
    pub pack: String,
    pub fate: &'static str,
    pub changes: Vec<Change>,
    pub facts: Option<Facts>,
    /// The tail of a Fluent key (`import-words-…`).
    pub words: Option<&'static str>,
    pub product: Option<ProductId>,
}

#[derive(Serialize)]
pub struct ShowPage {
    pub desk: Desk,
    pub id: ImportId,
    pub name: String,
    pub total: i32,
    pub taken: i32,
    pub begun: bool,
    pub ended: bool,
    /// At work, and has not moved for long.
    pub stalled: bool,
    pub refused: Option<&'static str>,
    /// What the page shows, as the button sends it back.
    pub seen: String,
    /// Rows of which something would be written.
    pub good: usize,
    pub wrong: usize,
    /// Every row that can be read is so already.
    pub settled: bool,
    /// The first of the wrong ones.
    pub mend: Vec<Mend>,
    /// To choose from, where one of them is to be mended.
    pub categories: Vec<String>,
    /// Another file that is at work, which this one waits for.
    pub another: Option<ImportId>,
    pub tabs: Vec<Tab>,
    pub show: &'static str,
    pub rows: Vec<RowView>,
    pub later: bool,
    pub next: Option<usize>,
    /// New drafts that still need a photo.
    pub bare: Vec<Bare>,
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "sell/import/show.html";
}
