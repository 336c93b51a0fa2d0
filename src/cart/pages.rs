//! What the cart's templates show.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::change::CartError;
use super::view::{CartView, Change, Group, ViewLine};
use crate::catalog::sellable::Sellable;
use crate::catalog::source::Source;
use crate::kernel::clock::last_day;
use crate::kernel::ids::PackId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::locales::{self, Args};
use crate::platform::views::Page;

#[derive(Serialize)]
pub struct CartPage {
    groups: Vec<GroupCard>,
    total: Money,
    /// Lines that can be bought, and the households they are of.
    count: usize,
    houses: usize,
    /// A pack that was not put in, with what was typed and why not.
    adding: Option<Adding>,
    /// A sentence above everything: why the checkout came back here.
    refused: Option<&'static str>,
}

impl Page for CartPage {
    const TEMPLATE: &'static str = "cart/cart.html";
}

#[derive(Serialize)]
struct GroupCard {
    id: i64,
    slug: String,
    name: String,
    commune: String,
    lines: Vec<LineCard>,
    total: Money,
    sells: bool,
}

#[derive(Serialize)]
struct LineCard {
    pack: i64,
    slug: String,
    name: String,
    pack_name: String,
    picture: Option<String>,
    price: Money,
    was: Option<Money>,
    /// What stands in the field.
    qty: String,
    min: i32,
    max: i32,
    step: i32,
    total: Money,
    sells: bool,
    /// That it comes later than what is there, and when.
    later: String,
    notes: Vec<String>,
    /// Sold by final weight: by so many per cent it may weigh less, and costs less then.
    weight_band: Option<i32>,
    error: Option<String>,
    category_slug: String,
    category: String,
}

#[derive(Serialize)]
pub struct Adding {
    pack: i64,
    name: String,
    pack_name: String,
    slug: String,
    qty: String,
    error: String,
    min: i32,
    step: i32,
}

impl Adding {
    pub fn of(lang: Lang, pack: &Sellable, typed: &str, error: String) -> Self {
        Adding {
            pack: pack.pack.0,
            name: lang.pick(&pack.product_vi, &pack.product_en).to_owned(),
            pack_name: lang.pick(&pack.pack_vi, &pack.pack_en).to_owned(),
            slug: pack.product_slug.clone(),
            qty: typed.to_owned(),
            error,
            min: pack.min_qty,
            step: pack.qty_step,
        }
    }
}

/// Typed quantities that were refused: what was typed, and the sentence.
pub type Refused = HashMap<PackId, (String, Option<String>)>;

impl CartPage {
    pub fn of(lang: Lang, view: &CartView, refused: &Refused) -> Self {
        let sellable: Vec<&Group> = view.groups.iter().filter(|g| g.sellable().next().is_some()).collect();
        CartPage {
            total: view.total(),
            count: view.lines().filter(|l| l.qty > 0).count(),
            houses: sellable.len(),
            groups: view.groups.iter().filter_map(|g| group(lang, g, refused)).collect(),
            adding: None,
            refused: None,
        }
    }

    pub fn adding(mut self, adding: Adding) -> Self {
        self.adding = Some(adding);
        self
    }

    pub fn refused(mut self, sentence: &'static str) -> Self {
        self.refused = Some(sentence);
        self
    }
}

fn group(lang: Lang, group: &Group, refused: &Refused) -> Option<GroupCard> {
    let pack = &group.lines.first()?.pack;
    Some(GroupCard {
        id: group.producer.0,
        slug: pack.producer_slug.clone(),
        name: lang.pick(&pack.producer_vi, &pack.producer_en).to_owned(),
        commune: pack.commune_name.clone(),
        total: group.total(),
        sells: group.sellable().next().is_some(),
        lines: group.lines.iter().map(|l| line(lang, l, refused)).collect(),
    })
}

fn line(lang: Lang, line: &ViewLine, refused: &Refused) -> LineCard {
    let pack = &line.pack;
    let (qty, error) = match refused.get(&pack.pack) {
        Some((typed, error)) => (typed.clone(), error.clone()),
        None => (line.qty.to_string(), None),
    };
    let was = line.changes.iter().find_map(|c| match c {
        Change::PriceUp { from, .. } | Change::PriceDown { from, .. } => Some(*from),
        _ => None,
    });
    LineCard {
        pack: pack.pack.0,
        slug: pack.product_slug.clone(),
        name: lang.pick(&pack.product_vi, &pack.product_en).to_owned(),
        pack_name: lang.pick(&pack.pack_vi, &pack.pack_en).to_owned(),
        picture: pack.picture.clone(),
        price: pack.price,
        was,
        qty,
        min: pack.min_qty,
        max: pack.most_up_to(pack.available),
        step: pack.qty_step,
        total: line.total(),
        sells: line.qty > 0,
        weight_band: pack.weight_band,
        later: later_words(lang, line),
        notes: line.changes.iter().map(|c| change_words(lang, c)).collect(),
        error,
        category_slug: pack.category_slug.clone(),
        category: lang.pick(&pack.category_vi, &pack.category_en).to_owned(),
    }
}

/// When goods come that are not there yet: grown still, or made to order. Empty for what is there.
#[must_use]
pub fn later_words(lang: Lang, line: &ViewLine) -> String {
    let pack = &line.pack;
    if line.qty == 0 {
        return String::new();
    }
    match (pack.source(), pack.ships()) {
        (Source::Harvest { .. }, Some((from, to))) => {
            let day = |day: chrono::NaiveDate| day.format("%d/%m").to_string();
            let args = Args::from([("from".into(), day(from).into()), ("to".into(), day(to).into())]);
            let when = locales::text_with(lang, if from == to { "cart-ahead-day" } else { "cart-ahead" }, &args);
            let Some(at) = pack.decide_at else { return when };
            let args = Args::from([("day".into(), day(last_day(at)).into())]);
            format!("{when}. {}", locales::text_with(lang, "cart-ahead-if", &args))
        }
        (Source::Made, _) => {
            let args = Args::from([("days".into(), i32::from(pack.make_days).into())]);
            locales::text_with(lang, "cart-made", &args)
        }
        _ => String::new(),
    }
}

/// A change since a line was put in, in words.
#[must_use]
pub fn change_words(lang: Lang, change: &Change) -> String {
    let prices = |from: &Money, to: &Money| {
        Args::from([("from".into(), from.to_string().into()), ("to".into(), to.to_string().into())])
    };
    let numbers = |pairs: &[(&'static str, i32)]| pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    match change {
        Change::PriceUp { from, to } => locales::text_with(lang, "cart-price-up", &prices(from, to)),
        Change::PriceDown { from, to } => locales::text_with(lang, "cart-price-down", &prices(from, to)),
        Change::OnlyLeft { left, wanted } => {
            locales::text_with(lang, "cart-only-left", &numbers(&[("left", *left), ("wanted", *wanted)]))
        }
        Change::Steps { min, step, .. } => {
            locales::text_with(lang, "cart-steps", &numbers(&[("min", *min), ("step", *step)]))
        }
        Change::Away { until } => away_words(lang, *until),
        Change::SoldOut => locales::text(lang, "cart-sold-out"),
        Change::Withdrawn => locales::text(lang, "cart-withdrawn"),
    }
}

/// That the household is on holiday, and until when: `nghỉ đến 05/12`.
fn away_words(lang: Lang, until: NaiveDate) -> String {
    let args = Args::from([("day".into(), until.format("%d/%m").to_string().into())]);
    locales::text_with(lang, "holiday-cart", &args)
}

/// Why a quantity was not taken, in words; `None` for what is no refusal.
#[must_use]
pub fn refusal_words(lang: Lang, why: &CartError) -> Option<String> {
    let numbers = |pairs: &[(&'static str, i32)]| pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    Some(match why {
        CartError::Withdrawn => locales::text(lang, "cart-withdrawn"),
        CartError::Away(until) => away_words(lang, *until),
        CartError::SoldOut => locales::text(lang, "cart-sold-out"),
        CartError::OnlyLeft { left } => locales::text_with(lang, "cart-at-most", &numbers(&[("left", *left)])),
        CartError::NotInSteps { min, step } => {
            locales::text_with(lang, "cart-steps", &numbers(&[("min", *min), ("step", *step)]))
        }
        CartError::Full => locales::text(lang, "cart-full"),
        CartError::TooMany => locales::text(lang, "field-quantity-many"),
        CartError::NotFound | CartError::Failed(_) => return None,
    })
}

/// The answer to a script: the sentence, and the new number in the corner.
#[derive(Serialize)]
pub struct AddedPart {
    pub good: bool,
    pub sentence: String,
}

impl Page for AddedPart {
    const TEMPLATE: &'static str = "cart/added.html";
}
