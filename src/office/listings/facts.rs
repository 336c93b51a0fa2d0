//! What a listing says, field by field as a clerk reads it, beside what it said before.

use serde::Serialize;

use crate::catalog::revision::content::{Content, FirstPack};
use crate::catalog::revision::defaults::{self, Defaults};
use crate::catalog::revision::diff::{self, Run};
use crate::kernel::lang::Lang;
use crate::platform::locales;
use crate::producers::certificate;

#[derive(Serialize)]
pub struct Fact {
    /// Fluent key of the field's name.
    pub key: String,
    pub runs: Vec<Run>,
    pub changed: bool,
}

/// Every field that says something before or after; without a before, nothing counts as changed.
#[must_use]
pub fn compare(lang: Lang, before: Option<&Content>, after: &Content, all: &[Defaults]) -> Vec<Fact> {
    let old = before.map(|content| lines(lang, content, all));
    let new = lines(lang, after, all);
    let mut facts = Vec::new();
    for (n, (field, text)) in new.into_iter().enumerate() {
        let was = old.as_ref().and_then(|old| old.get(n)).map_or(text.as_str(), |(_, was)| was.as_str());
        if was.is_empty() && text.is_empty() {
            continue;
        }
        facts.push(Fact { key: format!("listing-field-{field}"), changed: was != text, runs: diff::words(was, &text) });
    }
    facts
}

/// One after the other in an order of ours: they were ticked in none.
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.join(", ")
}

/// The fields in words, always the same ones in the same order.
fn lines(lang: Lang, content: &Content, all: &[Defaults]) -> Vec<(&'static str, String)> {
    let category = defaults::of(all, content.category);
    let full = category.map_or_else(|| content.clone(), |c| c.complete(content));
    let word = |prefix: &str, code: &Option<String>| {
        code.as_ref()
            .map(|code| locales::text(lang, &format!("{prefix}-{}", code.replace('_', "-"))))
            .unwrap_or_default()
    };
    let named = |prefix: &str, codes: &[String]| {
        listed(codes.iter().map(|code| locales::text(lang, &format!("{prefix}-{}", code.replace('_', "-")))))
    };
    let days = |n: i32| locales::text_with(lang, "listing-days", &locales::Args::from([("n".into(), n.into())]));
    let none = || locales::text(lang, "listing-allergen-none");
    let months: Vec<String> = (1..=12)
        .filter(|month| full.season.is_some_and(|season| season.has(*month)))
        .map(|month| month.to_string())
        .collect();
    let papers = listed(full.certificate_kinds.iter().map(|kind| locales::text(lang, &certificate::kind_key(kind))));
    vec![
        ("name", full.name.clone()),
        ("name-en", full.name_en.clone()),
        ("category", category.map(|c| lang.pick(&c.name_vi, &c.name_en).to_owned()).unwrap_or_default()),
        ("description", full.description.clone()),
        ("description-en", full.description_en.clone()),
        ("season", months.join(", ")),
        ("origin", full.origin.clone()),
        ("ingredients", full.ingredients.clone()),
        ("ingredients-en", full.ingredients_en.clone()),
        (
            "allergen",
            full.allergens.as_ref().map_or_else(String::new, |list| {
                if list.is_empty() { none() } else { named("catalog-allergen", list) }
            }),
        ),
        ("may", named("catalog-allergen", &full.may_contain)),
        ("shelf-life", full.shelf_life_days.map(days).unwrap_or_default()),
        ("storage-class", word("listing-storage", &full.storage_class)),
        ("storage", full.storage.clone()),
        ("storage-en", full.storage_en.clone()),
        ("warnings", full.warnings.clone()),
        ("warnings-en", full.warnings_en.clone()),
        ("ship-scope", word("listing-ship", &full.ship_scope)),
        (
            "fragile",
            full.fragile.map(|yes| locales::text(lang, if yes { "log-yes" } else { "log-no" })).unwrap_or_default(),
        ),
        ("tax-class", word("listing-tax", &full.tax_class)),
        ("certificate", papers),
    ]
}

/// A first pack as a clerk reads it.
#[derive(Serialize)]
pub struct PackLine {
    pub name: String,
    pub price: i64,
    pub net_weight_g: i32,
    /// Sold by final weight, by so many per cent lighter at the most.
    pub weight_band: Option<i32>,
    /// Sold from so many, and by so many more each time.
    pub min_qty: i32,
    pub qty_step: i32,
    pub per_kg: i64,
    pub left: i32,
}

impl PackLine {
    #[must_use]
    pub fn of(pack: &FirstPack) -> Self {
        let (price, grams) = (pack.price.unwrap_or_default(), pack.net_weight_g.unwrap_or(0));
        PackLine {
            name: pack.name.clone(),
            price: price.amount(),
            net_weight_g: grams,
            weight_band: pack.weight_band,
            min_qty: pack.min_qty.unwrap_or(1),
            qty_step: pack.qty_step.unwrap_or(1),
            per_kg: if grams > 0 { price.per_kg(grams).amount() } else { 0 },
            left: pack.stock.unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::season::Season;

    /// Every field that approving writes over a product is one that the clerk reads before.
    #[test]
    fn each_field_that_is_approved_is_shown() {
        let text = || "x".to_owned();
        let new = Content {
            name: text(),
            name_en: text(),
            description: text(),
            description_en: text(),
            season: Some(Season::of(&[1])),
            origin: text(),
            storage_class: Some("cool".into()),
            storage: text(),
            storage_en: text(),
            shelf_life_days: Some(90),
            ingredients: text(),
            ingredients_en: text(),
            allergens: Some(vec!["fish".into()]),
            may_contain: vec!["egg".into()],
            warnings: text(),
            warnings_en: text(),
            ship_scope: Some("north".into()),
            fragile: Some(true),
            tax_class: Some("processed".into()),
            certificate_kinds: vec!["ocop".into()],
            // Read by its name among the categories, and as packs beside the fields.
            category: None,
            packs: Vec::new(),
        };
        let facts = compare(Lang::Vi, Some(&Content::default()), &new, &[]);
        assert_eq!(facts.iter().filter(|f| f.changed).count(), 20);
        let firm = Content { fragile: Some(false), ..new.clone() };
        let changed: Vec<String> =
            compare(Lang::Vi, Some(&firm), &new, &[]).into_iter().filter(|f| f.changed).map(|f| f.key).collect();
        assert_eq!(changed, ["listing-field-fragile"]);
    }

    #[test]
    fn what_did_not_change_is_not_marked() {
        let old = Content { name: "Cá thính chép".into(), shelf_life_days: Some(90), ..Content::default() };
        let new = Content { name: "Cá thính trắm".into(), ..old.clone() };
        let facts = compare(Lang::Vi, Some(&old), &new, &[]);
        let changed: Vec<&str> = facts.iter().filter(|f| f.changed).map(|f| f.key.as_str()).collect();
        assert_eq!(changed, ["listing-field-name"]);
        assert_eq!(facts.len(), 2);
        assert_eq!(facts[1].runs[0].text, "90 ngày");
        assert!(compare(Lang::Vi, None, &new, &[]).iter().all(|f| !f.changed));
    }

    #[test]
    fn what_was_ticked_in_another_order_did_not_change() {
        let list = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        let old = Content {
            certificate_kinds: list(&["vietgap", "ocop"]),
            allergens: Some(list(&["fish", "egg"])),
            may_contain: list(&["soy", "milk"]),
            ..Content::default()
        };
        let mut new = old.clone();
        new.certificate_kinds.reverse();
        new.allergens.as_mut().unwrap().reverse();
        new.may_contain.reverse();
        let facts = compare(Lang::Vi, Some(&old), &new, &[]);
        assert_eq!((facts.len(), facts.iter().filter(|f| f.changed).count()), (3, 0));
        new.certificate_kinds.pop();
        assert_eq!(compare(Lang::Vi, Some(&old), &new, &[]).iter().filter(|f| f.changed).count(), 1);
    }
}
