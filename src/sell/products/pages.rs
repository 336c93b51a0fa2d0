//! One struct per template of the household's goods.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::posted::Refused;
use super::queries::{Head, Row};
use crate::catalog::pack::{DeskPack, PriceChange};
use crate::catalog::revision::content::{ALLERGENS, Content, SHIP_SCOPES, STORAGE_CLASSES, TAX_CLASSES};
use crate::catalog::revision::defaults::{self, Defaults};
use crate::catalog::revision::load::Shown;
use crate::catalog::revision::needs::Need;
use crate::kernel::lang::Lang;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::certificate::{self, Certificate};
use crate::sell::pages::Desk;

/// A list and how many stand in it.
#[derive(Serialize)]
pub struct Tab {
    pub word: &'static str,
    pub n: i64,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct ProductsPage {
    pub desk: Desk,
    pub tabs: Vec<Tab>,
    pub products: Vec<Row>,
    /// Query of the next page.
    pub next: Option<String>,
}

impl Page for ProductsPage {
    const TEMPLATE: &'static str = "sell/products.html";
}

#[derive(Serialize)]
pub struct NewPage {
    pub desk: Desk,
    pub form: Form,
    /// What a pack's name may begin with.
    pub units: Vec<String>,
    /// None yet; the template of the photos is the one of a product that has some.
    pub pictures: Vec<Shown>,
    pub photo_refused: Vec<Refused>,
    pub most: i32,
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "sell/product_new.html";
}

/// Something to choose from.
#[derive(Serialize)]
pub struct Choice {
    pub value: String,
    /// Fluent key, or nothing when `name` says it.
    pub key: String,
    pub name: String,
    /// The field that is sent when this is a box to tick.
    pub field: String,
    pub chosen: bool,
}

/// One of the first packs, by its number in the form.
#[derive(Serialize)]
pub struct PackRow {
    pub n: usize,
    pub name: String,
    pub price: String,
    pub weight: String,
    pub stock: String,
    /// Sold by final weight, and by how many per cent lighter at the most.
    pub by_weight: bool,
    pub band: String,
    /// From how many it is sold, and by how many more each time.
    pub least: String,
    pub step: String,
}

/// Everything the form offers.
#[derive(Serialize)]
pub struct Choices {
    pub categories: Vec<Choice>,
    pub months: Vec<Choice>,
    pub allergens: Vec<Choice>,
    pub may_contain: Vec<Choice>,
    pub storage_classes: Vec<Choice>,
    pub ship_scopes: Vec<Choice>,
    pub tax_classes: Vec<Choice>,
    /// Of the household's papers in force.
    pub papers: Vec<Choice>,
    /// Fields that the category asks for.
    pub requires: Vec<String>,
    /// Allergens that goods of this category mostly hold.
    pub mostly: Vec<String>,
}

impl Choices {
    /// What `form` shows chosen.
    #[must_use]
    pub fn of(lang: Lang, form: &Form, content: &Content, all: &[Defaults], papers: &[Certificate]) -> Self {
        let category = defaults::of(all, content.category);
        let words = |words: &[&str], field: &str, key: &str| -> Vec<Choice> {
            words
                .iter()
                .map(|word| Choice {
                    value: (*word).to_owned(),
                    key: format!("{key}-{}", word.replace('_', "-")),
                    name: String::new(),
                    field: field.to_owned(),
                    chosen: form.raw(field) == *word,
                })
                .collect()
        };
        let boxes = |prefix: &str| -> Vec<Choice> {
            ALLERGENS
                .iter()
                .map(|code| {
                    let field = format!("{prefix}-{code}");
                    let key = format!("catalog-allergen-{}", code.replace('_', "-"));
                    Choice { value: "1".into(), key, name: String::new(), chosen: form.ticked(&field), field }
                })
                .collect()
        };
        let months = (1..=12).map(|month| {
            let field = format!("season-{month}");
            Choice {
                value: "1".into(),
                key: String::new(),
                name: month.to_string(),
                chosen: form.ticked(&field),
                field,
            }
        });
        let own = |d: &&Defaults| !d.retired || form.raw("category") == d.category.to_string();
        let categories = all.iter().filter(own).map(|d| Choice {
            value: d.category.to_string(),
            key: String::new(),
            name: lang.pick(&d.name_vi, &d.name_en).to_owned(),
            field: "category".into(),
            chosen: form.raw("category") == d.category.to_string(),
        });
        let mut kinds: Vec<&str> = papers.iter().map(|paper| paper.kind.as_str()).collect();
        kinds.dedup();
        let papers = kinds.into_iter().map(|kind| {
            let field = format!("certificate-{kind}");
            let key = certificate::kind_key(kind);
            Choice { value: "1".into(), key, name: String::new(), chosen: form.ticked(&field), field }
        });
        Choices {
            categories: categories.collect(),
            months: months.collect(),
            allergens: boxes("allergen"),
            may_contain: boxes("may"),
            storage_classes: words(&STORAGE_CLASSES, "storage_class", "listing-storage"),
            ship_scopes: words(&SHIP_SCOPES, "ship_scope", "listing-ship"),
            tax_classes: words(&TAX_CLASSES, "tax_class", "listing-tax"),
            papers: papers.collect(),
            requires: category.map(|d| d.requires.clone()).unwrap_or_default(),
            mostly: category.map(|d| d.allergens.iter().map(|a| a.replace('_', "-")).collect()).unwrap_or_default(),
        }
    }
}

/// What is still missing, as a link to its field.
#[derive(Serialize)]
pub struct Missing {
    pub field: String,
    pub key: &'static str,
    pub words: Option<String>,
}

impl From<Need> for Missing {
    fn from(need: Need) -> Self {
        Missing { field: need.field, key: need.sentence, words: need.words }
    }
}

/// What another phone wrote in the same field.
#[derive(Serialize)]
pub struct Clash {
    /// Fluent key of the field's name.
    pub key: String,
    pub theirs: String,
}

#[derive(Serialize)]
pub struct ProductPage {
    pub desk: Desk,
    pub p: Head,
    pub name: String,
    /// State of the newest revision; empty when there is none.
    pub revision: &'static str,
    /// Whether the household may write in it.
    pub writing: bool,
    /// Never approved: packs are part of the revision.
    pub first: bool,
    pub seq: i32,
    pub reason: String,
    pub saved_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub form: Form,
    pub pictures: Vec<Shown>,
    pub most: i32,
    pub choices: Choices,
    pub pack_rows: Vec<PackRow>,
    /// What a pack's name may begin with.
    pub units: Vec<String>,
    pub missing: Vec<Missing>,
    /// Fields that another phone has changed since.
    pub clashes: Vec<Clash>,
    /// Fluent key of why nothing was done.
    pub refused: Option<&'static str>,
    /// Beside the photos.
    pub photo_refused: Vec<Refused>,
    pub packs: Vec<DeskPack>,
    /// The form of a pack that was refused, and which: its id, or 0 for the new one.
    pub pack_form: Form,
    pub pack_at: Option<i64>,
    pub history: Vec<PriceChange>,
}

impl Page for ProductPage {
    const TEMPLATE: &'static str = "sell/product.html";
}
