//! One struct per template of what waits to be looked at.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::facts::{Fact, PackLine};
use super::queries::{Head, Row};
use crate::office::inbox::claims::Held;
use crate::office::inbox::reasons::Reason;
use crate::platform::forms::Form;
use crate::platform::views::Page;

#[derive(Serialize)]
pub struct ListingsPage {
    pub listings: Vec<Row>,
    /// Query of the next page.
    pub next: Option<String>,
}

impl Page for ListingsPage {
    const TEMPLATE: &'static str = "office/listings.html";
}

/// A picture, and whether the other version has it too.
#[derive(Serialize)]
pub struct Photo {
    pub hash: String,
    /// `same`, `gone` or `new`.
    pub kind: &'static str,
}

#[derive(Serialize)]
pub struct ListingPage {
    pub id: i64,
    pub seq: i32,
    /// State of the revision.
    pub state: &'static str,
    pub waiting: bool,
    pub first: bool,
    pub name: String,
    pub head: Head,
    pub submitted_at: Option<DateTime<Utc>>,
    /// Why it was sent back before, or was refused.
    pub reason: String,
    pub facts: Vec<Fact>,
    /// Facts that differ from what buyers see.
    pub changed: usize,
    pub photos: Vec<Photo>,
    /// Those that buyers see now; empty where they are the same ones in the same order.
    pub photos_before: Vec<Photo>,
    pub packs: Vec<PackLine>,
    /// What would be asked of the household now: rules may have changed since it sent this in.
    pub lacks: Vec<&'static str>,
    /// Reasons ready to be chosen.
    pub reasons: Vec<Reason>,
    /// Who looks at it.
    pub held: Vec<Held>,
    pub form: Form,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
}

impl Page for ListingPage {
    const TEMPLATE: &'static str = "office/listing.html";
}
