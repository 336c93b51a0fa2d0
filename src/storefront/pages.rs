//! What the storefront's templates show.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::calendar::Place;
use super::home::{Goods, Market};
use super::spots::Spots;
use crate::catalog::card::Card;
use crate::catalog::harvest::queries::Harvest;
use crate::catalog::spotlight::area::Area;
use crate::catalog::spotlight::running::Shown;
use crate::platform::views::{Page, Rendered};

#[derive(Serialize)]
pub struct HomePage {
    #[serde(flatten)]
    pub goods: Goods,
    #[serde(flatten)]
    pub market: Market,
    #[serde(flatten)]
    pub spots: Spots,
    pub today: NaiveDate,
    /// 1 is Monday.
    pub weekday: u32,
    pub next_month: u32,
    /// A clerk looks at it as of another time.
    pub preview: Option<Preview>,
}

/// The time and the eyes through which a clerk looks.
#[derive(Serialize)]
pub struct Preview {
    /// As a field for day and time shows it.
    pub at: String,
    pub lang: &'static str,
    /// Who looks, and who might: each a tail of a Fluent key.
    pub who: &'static str,
    pub whose: [&'static str; 3],
    /// Where the last order went, by code, and where it might have; empty for nowhere known.
    pub area: String,
    pub areas: Vec<Area>,
    /// What stands on top of categories then.
    pub tops: Vec<Top>,
}

/// What stands on top of one category.
#[derive(Serialize)]
pub struct Top {
    pub name: String,
    pub slug: String,
    pub shown: Vec<Shown>,
}

/// A collection, with what of it can be bought today.
#[derive(Serialize)]
pub struct CollectionPage {
    pub id: i64,
    pub slug: String,
    pub title: String,
    pub lead: String,
    pub cards: Vec<Card>,
    pub ends_on: NaiveDate,
    /// From when to when buyers see it, of one that they do not see now.
    pub closed: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Page for CollectionPage {
    const TEMPLATE: &'static str = "storefront/collection.html";
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "storefront/home.html";
}

#[derive(Serialize)]
pub struct SeasonPage {
    /// The month looked at, and the one that is now.
    pub month: u32,
    pub this_month: u32,
    pub next_month: u32,
    /// Code of the commune looked at; empty for all.
    pub commune: String,
    /// Every commune that can be chosen, with its name.
    pub communes: Vec<(String, String)>,
    pub places: Vec<Place>,
    /// Of `places`, those with goods in the month.
    pub now: Vec<MonthPlace>,
    /// What can be ordered ahead, what ships first in front.
    pub ahead: Vec<Harvest>,
}

/// What a commune has in the month looked at.
#[derive(Serialize)]
pub struct MonthPlace {
    pub code: String,
    pub name: String,
    pub goods: Vec<MonthGood>,
}

#[derive(Serialize)]
pub struct MonthGood {
    pub slug: String,
    pub name_vi: String,
    pub name_en: String,
    pub producer_vi: String,
    pub producer_en: String,
    pub picture: Option<String>,
    /// Whether the season goes on next month.
    pub goes_on: bool,
}

impl Page for SeasonPage {
    const TEMPLATE: &'static str = "storefront/season.html";
}

#[derive(Serialize)]
pub struct TextPage {
    pub title: String,
    pub body: Rendered,
    /// Language of the text, which may not be the page's.
    pub text_lang: String,
    pub updated_on: NaiveDate,
    /// Of a text that people agree to.
    pub version: Option<i32>,
}

impl Page for TextPage {
    const TEMPLATE: &'static str = "storefront/page.html";
}

/// A text of the shop as it stood once.
#[derive(Serialize)]
pub struct VersionPage {
    pub slug: String,
    pub title: String,
    pub body: Rendered,
    pub text_lang: &'static str,
    pub version: i32,
    pub since: NaiveDate,
    /// It stands now.
    pub current: bool,
}

impl Page for VersionPage {
    const TEMPLATE: &'static str = "storefront/version.html";
}
