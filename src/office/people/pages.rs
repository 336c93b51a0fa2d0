//! One struct per template of the personal data desk.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::accounts::consents::Consent;
use crate::error::Result;
use crate::office::inbox::claims::Held;
use crate::people::Blocker;
use crate::people::export::Export;
use crate::people::person::{Found, Person};
use crate::people::register::Request;
use crate::platform::forms::Form;
use crate::platform::views::Page;

/// A request in the register: whose, by number alone.
#[derive(Serialize)]
pub struct Row {
    pub person: String,
    #[serde(flatten)]
    pub request: Request,
}

impl Row {
    pub fn of(request: Request) -> Result<Self> {
        Ok(Row { person: request.who()?.to_string(), request })
    }
}

#[derive(Serialize)]
pub struct DeskPage {
    pub closed: bool,
    pub requests: Vec<Row>,
    /// What is shown, as a query.
    pub query: String,
    /// Query of the next page.
    pub next: Option<String>,
    pub form: Form,
    /// Several people that a search found.
    pub found: Vec<Found>,
}

impl Page for DeskPage {
    const TEMPLATE: &'static str = "office/people/desk.html";
}

/// An order of the person.
#[derive(Serialize, diesel::QueryableByName)]
pub struct OrderRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub code: String,
    #[diesel(sql_type = diesel::sql_types::Timestamptz)]
    pub placed_at: DateTime<Utc>,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub open: bool,
}

#[derive(Serialize)]
pub struct PersonPage {
    pub person: Person,
    pub account: bool,
    pub count: usize,
    pub orders: Vec<OrderRow>,
    /// There are more than are shown.
    pub more_orders: bool,
    pub consents: Vec<Consent>,
    pub more_consents: bool,
    pub requests: Vec<Request>,
    pub more_requests: bool,
    pub today: NaiveDate,
    pub form: Form,
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "office/people/person.html";
}

#[derive(Serialize)]
pub struct WorkPage {
    /// Who looks at it.
    pub held: Vec<Held>,
    pub request: Request,
    pub open: bool,
    pub person: Person,
    pub account: bool,
    /// What stands in the way of erasing.
    pub blockers: Vec<Blocker>,
    pub exports: Vec<Export>,
    /// A file is being made.
    pub making: bool,
    pub news: bool,
    pub form: Form,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
}

impl Page for WorkPage {
    const TEMPLATE: &'static str = "office/people/work.html";
}
