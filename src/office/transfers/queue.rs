//! `GET /office/money/transfers`: what waits for a clerk, the oldest first, and all that came.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::queries::{self, Transfer};
use super::suggest::{self, Suggestion};
use crate::accounts::actors::Clerk;
use crate::error::Result;
use crate::payments::transfer::kinds::{Problem, TransferState};
use crate::platform::Shop;
use crate::platform::views::Page;

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default = "open")]
    pub state: String,
    #[serde(default)]
    pub problem: String,
    #[serde(default)]
    after: String,
}

fn open() -> String {
    TransferState::Open.as_str().to_owned()
}

#[derive(Serialize)]
struct Choice {
    word: &'static str,
    chosen: bool,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    transfer: Transfer,
    suggestions: Vec<Suggestion>,
    /// How long it has been here, in hours.
    hours: i64,
}

#[derive(Serialize)]
struct QueuePage {
    rows: Vec<Row>,
    states: Vec<Choice>,
    problems: Vec<Choice>,
    /// What is asked for, as a query.
    query: String,
    next: Option<String>,
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "office/transfers/queue.html";
}

pub async fn show(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let (state, problem) = (TransferState::parse(&filter.state), Problem::parse(&filter.problem));
    let mut conn = shop.db.conn().await?;
    let (rows, next) = queries::list(&mut conn, state, problem, filter.after.parse().ok(), queries::PAGE).await?;
    let named: Vec<String> = rows.iter().flat_map(|row| row.codes.clone()).collect();
    let waiting = queries::waiting(&mut conn, &named).await?;
    drop(conn);
    let now = shop.clock.now();
    let rows = rows.into_iter().map(|transfer| Row {
        suggestions: suggest::suggest(&transfer, &waiting),
        hours: (now - transfer.noted_at).num_hours().max(0),
        transfer,
    });
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("state", &filter.state)
        .append_pair("problem", &filter.problem)
        .finish();
    let next = next.map(|cursor| format!("{query}&after={cursor}"));
    let page = QueuePage {
        rows: rows.collect(),
        states: TransferState::ALL.map(|s| Choice { word: s.as_str(), chosen: Some(s) == state }).into(),
        problems: Problem::ALL.map(|p| Choice { word: p.as_str(), chosen: Some(p) == problem }).into(),
        query,
        next,
    };
    clerk.visitor.page(&shop, &page)
}
