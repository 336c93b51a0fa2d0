//! What the templates of broadcasts show.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::read::{Broadcast, Commune, Line, Listed, Reach};
use crate::kernel::ids::BroadcastId;
use crate::office::moved::Moved;
use crate::office::pages::Choice;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::form::KindChoice;

#[derive(Serialize)]
pub struct BroadcastsPage {
    pub broadcasts: Vec<Listed>,
    pub next: Option<String>,
}

impl Page for BroadcastsPage {
    const TEMPLATE: &'static str = "office/broadcasts/list.html";
}

/// The form of a new one, or of one that is not sent yet.
#[derive(Serialize)]
pub struct WritePage {
    pub id: Option<BroadcastId>,
    pub form: Form,
    pub communes: Vec<Commune>,
    pub kinds: Vec<KindChoice>,
    pub most: usize,
    /// What somebody else has changed meanwhile.
    pub moved: Vec<Moved>,
}

impl Page for WritePage {
    const TEMPLATE: &'static str = "office/broadcasts/write.html";
}

/// One before it is sent.
#[derive(Serialize)]
pub struct LookPage {
    pub b: Broadcast,
    /// Which words these are.
    pub written: String,
    /// Tail of a Fluent key.
    pub kind: Option<String>,
    pub reach: Reach,
    /// Messages for each phone.
    pub parts: usize,
    /// The morning it will wait for when it is sent now.
    pub goes_at: Option<DateTime<Utc>>,
    /// Fluent key of why it was not sent.
    pub refused: Option<&'static str>,
}

impl Page for LookPage {
    const TEMPLATE: &'static str = "office/broadcasts/look.html";
}

/// One that is sent, and what became of it.
#[derive(Serialize)]
pub struct SentPage {
    pub b: Broadcast,
    pub kind: Option<String>,
    pub fates: Vec<Choice>,
    pub lines: Vec<Line>,
    /// Query of what is looked at.
    pub query: String,
    pub next: Option<String>,
    /// Fluent key of why it was not changed.
    pub refused: Option<&'static str>,
}

impl Page for SentPage {
    const TEMPLATE: &'static str = "office/broadcasts/sent.html";
}
