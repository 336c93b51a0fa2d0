//! What a revision still lacks before the office looks at it: each by its field, with the sentence that stands there.

use super::content::Content;
use super::defaults::Defaults;
use super::phrases;
use crate::kernel::text::fold;

/// Something that is missing or may not stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The field in the form.
    pub field: String,
    /// Fluent key.
    pub sentence: &'static str,
    /// The words at fault, where there are some.
    pub words: Option<String>,
}

/// What has to be put right, in the order of the form; nothing when it may go to the office.
///
/// `first` is whether the product was never approved, so that its packs are here too.
#[must_use]
pub fn of(
    content: &Content,
    defaults: Option<&Defaults>,
    pictures: usize,
    first: bool,
    banned: &[String],
) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut need = |field: &str, sentence| needs.push(Need { field: field.to_owned(), sentence, words: None });
    if pictures == 0 {
        need("photos", "listing-need-photo");
    }
    if content.name.is_empty() {
        need("name", "listing-need-name");
    }
    match defaults {
        None => need("category", "listing-need-category"),
        Some(defaults) => category(&defaults.complete(content), defaults, &mut need),
    }
    if first {
        packs(content, &mut need);
    }
    for (field, text) in content.claims() {
        if let Some(phrase) = phrases::found(banned, &text) {
            let field = if field == "packs" { "pack-0" } else { field };
            needs.push(Need { field: field.to_owned(), sentence: "listing-claim", words: Some(phrase.to_owned()) });
        }
    }
    needs
}

fn category(content: &Content, defaults: &Defaults, need: &mut impl FnMut(&str, &'static str)) {
    for field in &defaults.requires {
        let missing = match field.as_str() {
            "season" => content.season.is_none().then_some("listing-need-season"),
            "shelf_life" => content.shelf_life_days.is_none().then_some("listing-need-shelf-life"),
            "storage" => content.storage.is_empty().then_some("listing-need-storage"),
            "ingredients" => content.ingredients.is_empty().then_some("listing-need-ingredients"),
            "allergens" => content.allergens.is_none().then_some("listing-need-allergens"),
            "warnings" => content.warnings.is_empty().then_some("listing-need-warnings"),
            _ => content.origin.is_empty().then_some("listing-need-origin"),
        };
        if let Some(sentence) = missing {
            need(field, sentence);
        }
    }
    let warned = fold(&content.warnings).contains(&fold(&defaults.must_warn));
    if !content.warnings.is_empty() && !warned {
        need("warnings", "listing-must-warn");
    }
}

fn packs(content: &Content, need: &mut impl FnMut(&str, &'static str)) {
    if content.packs.is_empty() {
        need("pack-0", "listing-need-pack");
    }
    for (n, pack) in content.packs.iter().enumerate() {
        if pack.name.is_empty() {
            need(&format!("pack-{n}"), "listing-need-pack");
        }
        if pack.price.is_none() {
            need(&format!("price-{n}"), "listing-need-price");
        }
        if pack.net_weight_g.is_none() {
            need(&format!("weight-{n}"), "listing-need-weight");
        }
        if pack.stock.is_none() {
            need(&format!("stock-{n}"), "listing-need-stock");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::content::FirstPack;
    use super::super::defaults::sample;
    use super::*;
    use crate::kernel::money::Money;

    fn whole() -> Content {
        let pack = FirstPack {
            name: "kg".into(),
            price: Some(Money::dong(30_000)),
            net_weight_g: Some(1_000),
            weight_band: None,
            min_qty: None,
            qty_step: None,
            stock: Some(0),
        };
        Content { name: "Cá".into(), packs: vec![pack], ..Content::default() }
    }

    fn fields(content: &Content, defaults: Option<&Defaults>, pictures: usize, first: bool) -> Vec<String> {
        of(content, defaults, pictures, first, &["chữa bệnh".to_owned()]).into_iter().map(|n| n.field).collect()
    }

    #[test]
    fn a_category_says_what_is_needed() {
        let plain = sample(1, "thu-cong", &[], &[]);
        assert!(fields(&whole(), Some(&plain), 1, true).is_empty());
        assert_eq!(fields(&whole(), None, 0, true), ["photos", "category"]);
        assert_eq!(fields(&Content::default(), Some(&plain), 1, true), ["name", "pack-0"]);
        assert_eq!(fields(&Content::default(), Some(&plain), 1, false), ["name"], "packs are rows already");
        let all = ["season", "shelf_life", "storage", "ingredients", "allergens", "warnings", "origin"];
        let strict = sample(1, "ca-thinh", &[], &all);
        // Shelf life and storage are said by the category.
        assert_eq!(
            fields(&whole(), Some(&strict), 1, true),
            ["season", "ingredients", "allergens", "warnings", "origin"]
        );
    }

    #[test]
    fn a_warning_of_the_category_may_not_be_left_out() {
        let fish = Defaults {
            warnings: "Nấu chín kỹ trước khi ăn.".into(),
            must_warn: "nấu chín kỹ".into(),
            ..sample(1, "ca-thinh", &[], &["warnings"])
        };
        assert!(fields(&whole(), Some(&fish), 1, true).is_empty());
        let bare = Content { warnings: "Ăn ngon".into(), ..whole() };
        assert_eq!(fields(&bare, Some(&fish), 1, true), ["warnings"]);
        let own = Content { warnings: "Nhớ NAU CHIN KY nhé".into(), ..whole() };
        assert!(fields(&own, Some(&fish), 1, true).is_empty());
    }

    #[test]
    fn a_claim_is_refused_where_it_stands() {
        let plain = sample(1, "mat-ong", &[], &[]);
        let claim = Content { description: "Mật ong chữa bệnh".into(), ..whole() };
        let needs = of(&claim, Some(&plain), 1, true, &["chữa bệnh".to_owned()]);
        assert_eq!(needs.len(), 1);
        assert_eq!((needs[0].field.as_str(), needs[0].words.as_deref()), ("description", Some("chữa bệnh")));
    }
}
