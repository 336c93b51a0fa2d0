//! The pages of one product, one producer, and all producers.

use chrono::NaiveDate;
use serde::Serialize;

use super::card::Card;
use super::harvest::queries::Harvest;
use super::list::facets::{Chip, FacetView};
use super::product::{Pack, Zone};
use super::stars::{Rating, Said};
use crate::kernel::clock::{in_vietnam, last_day};
use crate::kernel::lang::Lang;
use crate::platform::views::Page;
use crate::producers::certificate::Paper;

/// A pack as a choice on the page.
#[derive(Clone, Debug, Serialize)]
pub struct PackChoice {
    pub id: i64,
    pub name: String,
    pub price: i64,
    /// Nothing for what is not sold by weight.
    pub per_kg: Option<i64>,
    pub net_weight_g: i32,
    pub weight_band: Option<i32>,
    pub min_qty: i32,
    pub qty_step: i32,
    pub left: i32,
    /// `stock`, `harvest` or `made`.
    pub source: String,
    pub make_days: i32,
    pub to_be_had: bool,
    pub chosen: bool,
}

impl PackChoice {
    #[must_use]
    pub fn of(pack: &Pack, lang: Lang, by_weight: bool, chosen: bool) -> Self {
        PackChoice {
            id: pack.id.0,
            name: lang.pick(&pack.name_vi, &pack.name_en).to_owned(),
            price: pack.price.amount(),
            per_kg: by_weight.then(|| pack.price.per_kg(pack.net_weight_g).amount()),
            net_weight_g: pack.net_weight_g,
            weight_band: pack.weight_band,
            min_qty: pack.min_qty,
            qty_step: pack.qty_step,
            left: pack.left,
            source: pack.source.clone(),
            make_days: pack.make_days,
            to_be_had: pack.to_be_had(),
            chosen,
        }
    }
}

/// A harvest as the page of its product tells it.
#[derive(Clone, Debug, Serialize)]
pub struct HarvestBlock {
    /// Whether orders are taken now; else from this day on.
    pub taking: bool,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub ships_from: NaiveDate,
    pub ships_to: NaiveDate,
    /// Grams that can still be ordered.
    pub left_g: i64,
    /// Some of it is there already, and sold first.
    pub stock_first: bool,
    /// Grams that are still to be ordered before it is picked, and by which day.
    pub missing_g: Option<i64>,
    pub decide_on: Option<NaiveDate>,
}

impl HarvestBlock {
    #[must_use]
    pub fn of(harvest: &Harvest, packs: &[Pack]) -> Self {
        HarvestBlock {
            taking: harvest.taking,
            opens_on: in_vietnam(harvest.opens_at).date_naive(),
            closes_on: last_day(harvest.closes_at),
            ships_from: harvest.ships_from,
            ships_to: harvest.ships_to,
            left_g: harvest.left_g(),
            stock_first: packs.iter().any(|p| p.source == "stock" && p.to_be_had()),
            missing_g: harvest.missing_g(),
            decide_on: harvest.decide_at.map(last_day),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Month {
    pub number: u32,
    pub on: bool,
    pub now: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct ZoneLine {
    /// Fluent key.
    pub name: String,
    pub fee: i64,
    pub first_g: i32,
    pub days_min: i16,
    pub days_max: i16,
}

impl ZoneLine {
    #[must_use]
    pub fn of(zone: &Zone) -> Self {
        ZoneLine {
            name: format!("catalog-zone-{}", zone.code.replace('_', "-")),
            fee: zone.fee,
            first_g: zone.first_g,
            days_min: zone.days_min,
            days_max: zone.days_max,
        }
    }
}

/// Who makes it, as the law asks a shop to say.
#[derive(Clone, Debug, Serialize)]
pub struct Maker {
    pub slug: String,
    pub name: String,
    /// Fluent key of the kind.
    pub kind: String,
    pub contact_name: String,
    pub phone: String,
    pub hamlet: String,
    pub commune: String,
    pub commune_code: String,
    pub province: String,
    pub since_year: Option<i16>,
    pub story: String,
    pub registration_no: Option<String>,
    pub picture: Option<String>,
}

#[derive(Serialize)]
pub struct ProductPage {
    pub slug: String,
    pub name: String,
    pub description: String,
    pub category_slug: String,
    pub category: String,
    pub stars: i16,
    pub pictures: Vec<String>,
    pub packs: Vec<PackChoice>,
    /// The chosen pack's price, for the bar; `None` when all is sold out.
    pub price: Option<i64>,
    pub quantity: i32,
    pub least: i32,
    pub step: i32,
    pub most: i32,
    /// The window that is open now or opens next.
    pub harvest: Option<HarvestBlock>,
    pub months: Vec<Month>,
    pub all_year: bool,
    pub in_season: bool,
    /// The month in which the season begins again.
    pub next_month: Option<u32>,
    pub shelf_life_days: Option<i32>,
    /// The newest lot that is still good.
    pub lot_made_on: Option<NaiveDate>,
    pub lot_code: Option<String>,
    pub picked: bool,
    pub storage: String,
    pub origin: String,
    pub ingredients: Option<String>,
    pub allergens: Vec<String>,
    pub may_contain: Vec<String>,
    pub warnings: Option<String>,
    /// Fluent key.
    pub reach: String,
    pub zones: Vec<ZoneLine>,
    pub papers: Vec<Paper>,
    pub maker: Maker,
    /// The last day of the household's holiday, `05/12`, while there is one.
    pub away: Option<String>,
    pub more: Vec<Card>,
    pub today: NaiveDate,
    /// By those who bought it; nothing before the first.
    pub rating: Option<Rating>,
    /// What they said last.
    pub said: Vec<Said>,
    /// schema.org Product, for search engines.
    pub ld: serde_json::Value,
    /// Nobody buys here: this is how it would look.
    pub preview: Option<Preview>,
}

/// A product page that is only looked at.
#[derive(Serialize)]
pub struct Preview {
    /// Where it was asked for.
    pub back: String,
}

impl Page for ProductPage {
    const TEMPLATE: &'static str = "catalog/product.html";
}

#[derive(Serialize)]
pub struct ProducerPage {
    pub maker: Maker,
    /// The last day of its holiday, while there is one.
    pub away: Option<NaiveDate>,
    pub stars: i16,
    /// Of all its goods, by those who bought them.
    pub rating: Option<Rating>,
    pub papers: Vec<Paper>,
    pub cards: Vec<Card>,
    /// The next page of goods.
    pub next: Option<String>,
    /// The first one, when this is a later one.
    pub first: Option<String>,
}

impl Page for ProducerPage {
    const TEMPLATE: &'static str = "producers/producer.html";
}

#[derive(Serialize)]
pub struct ProducersPage {
    pub total: i64,
    /// The words searched for.
    pub q: Option<String>,
    pub facets: Vec<FacetView>,
    pub chips: Vec<Chip>,
    /// The values chosen, for the search form to keep.
    pub kept: Vec<(&'static str, String)>,
    pub producers: Vec<ProducerLine>,
    pub next: Option<String>,
    /// The first page, when this is a later one.
    pub first: Option<String>,
    /// Whether this very list is worth a search engine's while.
    pub indexed: bool,
}

/// A producer in the list.
#[derive(Clone, Debug, Serialize)]
pub struct ProducerLine {
    pub slug: String,
    pub name: String,
    pub kind: String,
    pub commune: String,
    pub since_year: Option<i16>,
    pub goods: i64,
    pub labels: Vec<String>,
    pub picture: Option<String>,
}

impl Page for ProducersPage {
    const TEMPLATE: &'static str = "producers/producers.html";
}
