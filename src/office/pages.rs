//! One struct per template of the office's desk.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::complaints::about::Complained;
use super::inbox::claims::Held;
use super::inbox::queries::Sum;
use super::order_money::Move;
use super::orders::{LineRow, Numbers, Order, OrderRow, ParcelRow, PaymentRow, Waiting};
use super::producers::{Commune, ProducerRow};
use super::searches::Wish;
use crate::kernel::money::Money;
use crate::orders::corrected::ChangeCard;
use crate::payments::transfer::credits::Credit;
use crate::platform::views::Page;
use crate::search::state::State;

#[derive(Serialize)]
pub struct OverviewPage {
    pub numbers: Numbers,
    pub waiting: Vec<Waiting>,
    /// There are more than are shown.
    pub more_waiting: bool,
    pub search: State,
    /// What waits for this clerk.
    pub inbox: Sum,
}

impl Page for OverviewPage {
    const TEMPLATE: &'static str = "office/overview.html";
}

/// A state in the filter.
#[derive(Serialize)]
pub struct Choice {
    pub word: &'static str,
    pub key: String,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct OrdersPage {
    pub q: String,
    pub states: Vec<Choice>,
    pub orders: Vec<OrderRow>,
    /// What is asked for, as a query.
    pub query: String,
    /// Query of the next page.
    pub next: Option<String>,
}

impl Page for OrdersPage {
    const TEMPLATE: &'static str = "office/orders.html";
}

/// A parcel with its lines.
#[derive(Serialize)]
pub struct Parcel {
    #[serde(flatten)]
    pub parcel: ParcelRow,
    pub lines: Vec<LineRow>,
    /// What was corrected since it was placed.
    pub changes: Vec<ChangeCard>,
    /// What that takes off.
    pub off: Money,
}

/// One line of an order's diary.
#[derive(Serialize)]
pub struct Happened {
    pub number: i16,
    pub kind: String,
    pub state: String,
    pub actor: String,
    pub who: String,
    /// Tail of a Fluent key (`parcel-reason-…`).
    pub reason: Option<&'static str>,
    pub words: String,
    pub at: DateTime<Utc>,
}

#[derive(Serialize)]
pub struct OrderPage {
    pub order: Order,
    pub parcels: Vec<Parcel>,
    /// What corrections took off all of it.
    pub off: Money,
    pub payments: Vec<PaymentRow>,
    /// Money that came and went.
    pub moves: Vec<Move>,
    /// What the order has of it.
    pub has: Money,
    /// Who looks at an open dispute.
    pub held: Vec<Held>,
    /// What is kept for this buyer of other orders' money, and of this one's.
    pub credits: Vec<Credit>,
    /// What its buyer complained of.
    pub complaints: Vec<Complained>,
    pub diary: Vec<Happened>,
}

impl Page for OrderPage {
    const TEMPLATE: &'static str = "office/order.html";
}

#[derive(Serialize)]
pub struct ProducersPage {
    pub q: String,
    pub commune: String,
    pub communes: Vec<Commune>,
    pub standings: Vec<Choice>,
    pub producers: Vec<ProducerRow>,
    /// What is asked for, as a query.
    pub query: String,
    /// Query of the next page.
    pub next: Option<String>,
}

impl Page for ProducersPage {
    const TEMPLATE: &'static str = "office/producers.html";
}

#[derive(Serialize)]
pub struct SearchesPage {
    pub periods: Vec<Period>,
    /// The period that is shown.
    pub days: u64,
    pub missed: Vec<Sought>,
    /// There are more than are shown.
    pub more_missed: bool,
    pub most: Vec<Sought>,
    pub more_most: bool,
    /// As many as either list shows.
    pub shown: usize,
    pub search: State,
}

impl Page for SearchesPage {
    const TEMPLATE: &'static str = "office/searches.html";
}

/// A number of days to choose.
#[derive(Serialize)]
pub struct Period {
    pub days: u64,
    pub chosen: bool,
}

/// What was looked for, and where it is looked for again.
#[derive(Serialize)]
pub struct Sought {
    #[serde(flatten)]
    pub wish: Wish,
    pub href: String,
}

impl From<Wish> for Sought {
    fn from(wish: Wish) -> Self {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", &wish.typed).finish();
        Sought { href: format!("/search?{query}"), wish }
    }
}
