//! What the pages of a household's harvests show.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::harvest::queries::{Grown, Harvest};
use crate::kernel::clock::{in_vietnam, last_day};
use crate::kernel::lang::Lang;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::sell::pages::Desk;

/// A harvest in the list.
#[derive(Serialize)]
pub struct HarvestCard {
    pub id: i64,
    pub name: String,
    pub picture: Option<String>,
    pub state: String,
    /// Takes orders now, or will.
    pub taking: bool,
    pub coming: bool,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub ships_from: NaiveDate,
    pub ships_to: NaiveDate,
    pub promised_g: i64,
    pub cap_g: i64,
    pub expected_g: i64,
    pub left_g: i64,
    /// What is still missing of its minimum, and by which day it is decided.
    pub missing_g: Option<i64>,
    pub decide_on: Option<NaiveDate>,
    /// Parcels that wait for it.
    pub waiting: i64,
}

impl HarvestCard {
    #[must_use]
    pub fn of(harvest: &Harvest, lang: Lang) -> Self {
        HarvestCard {
            id: harvest.id.0,
            name: harvest.name(lang).to_owned(),
            picture: harvest.picture.clone(),
            state: harvest.state.clone(),
            taking: harvest.taking,
            coming: harvest.coming,
            opens_on: in_vietnam(harvest.opens_at).date_naive(),
            closes_on: last_day(harvest.closes_at),
            ships_from: harvest.ships_from,
            ships_to: harvest.ships_to,
            promised_g: harvest.promised_g,
            cap_g: harvest.cap_g,
            expected_g: harvest.expected_g,
            left_g: harvest.left_g(),
            missing_g: harvest.missing_g(),
            decide_on: harvest.decide_at.map(last_day),
            waiting: harvest.waiting,
        }
    }
}

#[derive(Serialize)]
pub struct HarvestsPage {
    pub desk: Desk,
    pub harvests: Vec<HarvestCard>,
    pub next: Option<String>,
    pub later: bool,
}

impl Page for HarvestsPage {
    const TEMPLATE: &'static str = "sell/harvests/harvests.html";
}

/// A product to choose.
#[derive(Serialize)]
pub struct Choice {
    pub id: i64,
    pub name: String,
    pub chosen: bool,
}

impl Choice {
    #[must_use]
    pub fn of(grown: &Grown, lang: Lang, chosen: &str) -> Self {
        let id = grown.id.0;
        let name = lang.pick(&grown.name_vi, &grown.name_en).to_owned();
        Choice { id, name, chosen: chosen == id.to_string() }
    }
}

#[derive(Serialize)]
pub struct HarvestPage {
    pub desk: Desk,
    /// The harvest as it stands; none when it is a new one.
    pub harvest: Option<HarvestCard>,
    pub products: Vec<Choice>,
    /// Where the form posts to.
    pub action: String,
    pub form: Form,
    /// Buyers were told these days: only a delay moves them.
    pub days_fixed: bool,
    /// A sentence on why nothing was done.
    pub refused: Option<&'static str>,
}

impl Page for HarvestPage {
    const TEMPLATE: &'static str = "sell/harvests/harvest.html";
}
