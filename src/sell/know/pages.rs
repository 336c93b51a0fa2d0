//! The page of figures.

use serde::Serialize;

use super::ratings::Ratings;
use super::report::{BestRow, LowRow, Row, Shares, Total};
use crate::platform::chart::Chart;
use crate::platform::views::Page;
use crate::sell::pages::Desk;

/// A way to look at it.
#[derive(Serialize)]
pub struct Tab {
    pub word: &'static str,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct KnowPage {
    pub desk: Desk,
    pub tabs: Vec<Tab>,
    /// The chosen one's word.
    pub by: &'static str,
    /// The newest first.
    pub rows: Vec<Row>,
    pub total: Total,
    pub money: Chart,
    pub weight: Chart,
    /// Nothing was sold, nor in the span before.
    pub quiet: bool,
    pub best: Vec<BestRow>,
    pub low: Vec<LowRow>,
    /// Days that tell how fast a pack sells.
    pub pace: u64,
    pub shares: Shares,
    /// Of the last twelve months; nothing where nobody has given stars.
    pub ratings: Option<Ratings>,
}

impl Page for KnowPage {
    const TEMPLATE: &'static str = "sell/know.html";
}
