//! The page of figures.

use chrono::NaiveDate;
use serde::Serialize;

use super::queries::Harvested;
use super::ratings::Ratings;
use super::report::{BestRow, LowRow, Row, Shares, Total};
use super::season::{Change, Goods};
use crate::figures::period::Period;
use crate::figures::words;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::chart::Chart;
use crate::platform::views::Page;
use crate::sell::pages::Desk;

/// The word of the seasons in the address and in Fluent keys, beside those of [`Period`].
pub const SEASON: &str = "season";

/// A way to look at it.
#[derive(Serialize)]
pub struct Tab {
    pub word: &'static str,
    pub chosen: bool,
}

impl Tab {
    /// All of them, from the shortest to the longest that is looked at.
    pub fn all(chosen: &str) -> Vec<Tab> {
        let words = [Period::Day.as_str(), Period::Week.as_str(), Period::Month.as_str(), SEASON];
        words.into_iter().map(|word| Tab { word, chosen: word == chosen }).collect()
    }
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

/// A harvest that was sold ahead.
#[derive(Serialize)]
pub struct HarvestRow {
    pub name: String,
    pub opens: NaiveDate,
    pub ships_to: NaiveDate,
    pub taking: bool,
    pub kilos: String,
    pub goods: Money,
    /// Of the one of the same product before it.
    pub before_kilos: Option<String>,
    pub before_goods: Option<Money>,
    /// There was one before it, longer ago than the page looks back.
    pub older: bool,
    pub change: Option<Change>,
}

impl HarvestRow {
    pub fn of(harvest: &Harvested, lang: Lang) -> Self {
        let before = harvest.before_goods.filter(|_| !harvest.taking);
        HarvestRow {
            name: lang.pick(&harvest.name_vi, &harvest.name_en).to_owned(),
            opens: harvest.opens,
            ships_to: harvest.ships_to,
            taking: harvest.taking,
            kilos: words::kilos(harvest.grams, lang),
            goods: harvest.goods,
            before_kilos: harvest.before_grams.map(|grams| words::kilos(grams, lang)),
            before_goods: harvest.before_goods,
            older: harvest.older && harvest.before_goods.is_none(),
            change: before.and_then(|before| Change::of(harvest.goods, before)),
        }
    }
}

#[derive(Serialize)]
pub struct SeasonPage {
    pub desk: Desk,
    pub tabs: Vec<Tab>,
    /// Those that brought most, the first first.
    pub goods: Vec<Goods>,
    /// So many more are in the file only.
    pub more: usize,
    /// By the numbers of the goods.
    pub money: Chart,
    /// The newest first.
    pub harvests: Vec<HarvestRow>,
    /// So many older ones are in the file only.
    pub more_harvests: usize,
}

impl Page for SeasonPage {
    const TEMPLATE: &'static str = "sell/know_season.html";
}
