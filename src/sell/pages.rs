//! One struct per template of the desk.

use chrono::NaiveDate;
use serde::Serialize;

use super::correct::Substitute;
use super::parcels::Parcel;
use super::picks::Pick;
use super::queries::Household;
use crate::accounts::role::Role;
use crate::orders::corrected::ChangeCard;
use crate::orders::reason::Reason;
use crate::orders::reliability::Reliability;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::checklist::Item;

/// What stands above every page of the desk.
#[derive(Serialize)]
pub struct Desk {
    pub name: String,
    pub phone: String,
    /// Parcels that wait to be confirmed.
    pub waiting: i64,
    /// Empty for a member of one household only.
    pub others: Vec<Household>,
    /// May list, stock and see the money.
    pub sells: bool,
    pub owner: bool,
    /// A clerk acts for the household, and every page says so.
    pub acting: bool,
    /// The reasons a parcel can be given up for.
    pub reasons: Vec<&'static str>,
}

impl Desk {
    pub fn of(households: Vec<Household>) -> Self {
        let current = households.iter().find(|h| h.current);
        let (name, phone, waiting) = current.map(|h| (h.name.clone(), h.phone.clone(), h.waiting)).unwrap_or_default();
        let sells = current.is_some_and(|h| h.role.sells());
        let owner = current.is_some_and(|h| h.role == Role::Owner);
        let acting = current.is_some_and(|h| h.clerk);
        let others = households.into_iter().filter(|h| !h.current).collect();
        let reasons = Reason::CHOICES.iter().map(|r| r.as_str()).collect();
        Desk { name, phone, waiting, others, sells, owner, acting, reasons }
    }
}

/// The parcels that wait for the same thing.
#[derive(Serialize)]
pub struct Group {
    /// The anchor on the page and the tail of its Fluent keys (`sell-group-…`).
    pub name: &'static str,
    /// The card's colour: `new`, `going` or `done`.
    pub look: &'static str,
    /// The state's word, for the list of all parcels.
    pub state: &'static str,
    pub parcels: Vec<Parcel>,
    /// So many more wait for it than are shown, and so many in all.
    pub more: i64,
    pub all: i64,
}

#[derive(Serialize)]
pub struct TodayPage {
    pub desk: Desk,
    pub weekday: u32,
    pub today: String,
    pub groups: Vec<Group>,
    pub picks: Vec<Pick>,
    pub reliability: Reliability,
    /// Of the parcels it was to confirm, in hundredths.
    pub percent: i64,
    /// Nothing waits.
    pub quiet: bool,
    /// What is still missing before the household sells, or of what it should have when it does (`opened`).
    pub missing: Vec<Item>,
    pub opened: bool,
    /// The office, or its identity, keeps it from buyers.
    pub suspended: bool,
    /// The day from which the office will, and why.
    pub suspends_on: Option<NaiveDate>,
    pub suspends_why: String,
    /// No form was posted yet; the buttons' template asks for one.
    pub form: Form,
    /// Where a button leads back to.
    pub back: String,
}

impl Page for TodayPage {
    const TEMPLATE: &'static str = "sell/today.html";
}

/// One line of the timeline.
#[derive(Serialize)]
pub struct Happened {
    pub state_key: String,
    pub actor: String,
    pub who: String,
    /// Tail of a Fluent key (`parcel-reason-…`).
    pub reason: Option<&'static str>,
    pub words: String,
    pub at: chrono::DateTime<chrono::Utc>,
}

#[derive(Serialize)]
pub struct ParcelPage {
    pub desk: Desk,
    /// Whose parcel it is, when it is not the household of this desk.
    pub household: Option<String>,
    pub p: Parcel,
    pub diary: Vec<Happened>,
    /// What was corrected since it was placed.
    pub changes: Vec<ChangeCard>,
    /// Whether something of it may still be missing.
    pub may_fix: bool,
    pub substitutes: Vec<Substitute>,
    pub fix: Form,
    /// Whether something of it is to be weighed, or may be weighed again.
    pub may_weigh: bool,
    pub weigh: Form,
    /// Whether it can be given to a carrier or a coach.
    pub may_hand_over: bool,
    pub handover: Form,
    /// To whom it was given.
    pub handover_words: String,
    pub receive: Form,
    /// `code`, `photo`: that its buyer has it.
    pub proofs: Vec<String>,
    pub form: Form,
    pub back: String,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
}

impl Page for ParcelPage {
    const TEMPLATE: &'static str = "sell/parcel.html";
}

/// A state in the filter of the list.
#[derive(Serialize)]
pub struct Choice {
    pub word: &'static str,
    pub key: String,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct ParcelsPage {
    pub desk: Desk,
    pub parcels: Vec<Parcel>,
    pub states: Vec<Choice>,
    /// The state's word, empty for all.
    pub state: &'static str,
    /// Query of the next page.
    pub next: Option<String>,
}

impl Page for ParcelsPage {
    const TEMPLATE: &'static str = "sell/parcels.html";
}
