//! The fields of a listing: from what was typed to a [`Content`], and back.

use crate::catalog::pack::{USUAL_BAND, WIDEST_BAND};
use crate::catalog::revision::content::{
    ALLERGENS, Content, FirstPack, LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT, MOST_PACKS, SHIP_SCOPES, STORAGE_CLASSES,
    TAX_CLASSES,
};
use crate::catalog::revision::defaults::{self, Defaults};
use crate::catalog::steps::{self, Steps};
use crate::kernel::ids::CategoryId;
use crate::kernel::money::{Money, group_digits};
use crate::kernel::season::Season;
use crate::kernel::text::fold;
use crate::kernel::{count, weight};
use crate::platform::forms::{Form, weight_sentence};

/// The dearest pack there is.
const MOST_PRICE: i64 = 1_000_000_000;
/// Who types less means thousands, or says đồng.
pub const LOW: Money = Money::dong(1_000);
pub const LONGEST_PACK: usize = 80;
/// Ten years.
const MOST_DAYS: i32 = 3_650;

/// Sent by the form that asks everything: a box that is not ticked there is a no, and not a silence.
pub const WHOLE: &str = "whole";

/// What a form makes of a content. A field that cannot be read is refused beside itself and stays as it was.
///
/// `papers` are the kinds of the household's certificates in force.
#[must_use]
pub fn read(form: &mut Form, old: &Content, all: &[Defaults], papers: &[String]) -> Content {
    let shown = defaults::of(all, old.category).map_or_else(|| old.clone(), |d| d.complete(old));
    let mut new = shown.clone();
    text(form, "name", LONGEST_NAME, &mut new.name);
    text(form, "name_en", LONGEST_NAME, &mut new.name_en);
    text(form, "origin", LONGEST_LINE, &mut new.origin);
    text(form, "storage", LONGEST_LINE, &mut new.storage);
    text(form, "storage_en", LONGEST_LINE, &mut new.storage_en);
    lines(form, "description", &mut new.description);
    lines(form, "description_en", &mut new.description_en);
    lines(form, "ingredients", &mut new.ingredients);
    lines(form, "ingredients_en", &mut new.ingredients_en);
    lines(form, "warnings", &mut new.warnings);
    lines(form, "warnings_en", &mut new.warnings_en);
    choice(form, "storage_class", &STORAGE_CLASSES, &mut new.storage_class);
    choice(form, "ship_scope", &SHIP_SCOPES, &mut new.ship_scope);
    choice(form, "tax_class", &TAX_CLASSES, &mut new.tax_class);
    shelf_life(form, &mut new.shelf_life_days);
    category(form, all, &mut new.category);
    if form.ticked(WHOLE) {
        boxes(form, papers, &mut new);
    }
    packs(form, &mut new.packs);
    // What only repeated the old category is left to the new one to say.
    let mut new = defaults::of(all, old.category).map_or_else(|| new.clone(), |d| d.without(new.clone()));
    if new.category.is_none() {
        new.category = defaults::guess(all, &new.name).map(|d| d.category);
    }
    new
}

fn text(form: &mut Form, name: &str, most: usize, value: &mut String) {
    if form.has(name)
        && let Some(line) = form.optional_line(name, most)
    {
        *value = line;
    }
}

fn lines(form: &mut Form, name: &str, value: &mut String) {
    if form.has(name)
        && let Some(lines) = form.optional_lines(name, LONGEST_TEXT)
    {
        *value = lines;
    }
}

fn choice(form: &mut Form, name: &str, words: &[&str], value: &mut Option<String>) {
    if !form.has(name) {
        return;
    }
    match words.iter().find(|word| **word == form.raw(name)) {
        Some(word) => *value = Some((*word).to_owned()),
        None => form.refuse(name, "field-choose"),
    }
}

fn category(form: &mut Form, all: &[Defaults], value: &mut Option<CategoryId>) {
    if !form.has("category") {
        return;
    }
    let typed = form.raw("category").trim();
    if typed.is_empty() {
        *value = None;
        return;
    }
    let named = typed.parse().ok().and_then(|id| defaults::of(all, Some(CategoryId(id))));
    // Who is in a category that was retired may stay; nobody comes.
    match named.filter(|found| !found.retired || *value == Some(found.category)) {
        Some(found) => *value = Some(found.category),
        None => form.refuse("category", "field-choose"),
    }
}

/// A number of days, or `6 tháng`, `2 tuần`, `1 năm`.
fn shelf_life(form: &mut Form, value: &mut Option<i32>) {
    if !form.has("shelf_life") {
        return;
    }
    let typed = fold(form.raw("shelf_life"));
    if typed.is_empty() {
        *value = None;
        return;
    }
    let split = typed.find(|c: char| !c.is_ascii_digit()).unwrap_or(typed.len());
    let (number, unit) = typed.split_at_checked(split).unwrap_or_default();
    let times = match unit.trim() {
        "" | "ngay" | "days" | "day" => Some(1),
        "tuan" | "weeks" | "week" => Some(7),
        "thang" | "months" | "month" => Some(30),
        "nam" | "years" | "year" => Some(365),
        _ => None,
    };
    let days = number.parse::<i32>().ok().zip(times).and_then(|(n, times)| n.checked_mul(times));
    match days.filter(|days| (1..=MOST_DAYS).contains(days)) {
        Some(days) => *value = Some(days),
        None => form.refuse("shelf_life", "listing-days-wrong"),
    }
}

fn boxes(form: &mut Form, papers: &[String], new: &mut Content) {
    let months: Vec<u32> = (1..=12).filter(|month| form.ticked(&format!("season-{month}"))).collect();
    new.season = (!months.is_empty()).then(|| Season::of(&months));
    new.fragile = Some(form.ticked("fragile"));
    let ticked = |form: &Form, prefix: &str| -> Vec<String> {
        let on = |code: &&str| form.ticked(&format!("{prefix}-{code}"));
        ALLERGENS.iter().filter(|code| on(code)).map(|code| (*code).to_owned()).collect()
    };
    let allergens = ticked(form, "allergen");
    new.allergens = (!allergens.is_empty() || form.ticked("allergen-none")).then_some(allergens);
    new.may_contain = ticked(form, "may");
    let asked: Vec<String> = form
        .pairs()
        .iter()
        .filter_map(|(name, value)| name.strip_prefix("certificate-").filter(|_| !value.is_empty()))
        .map(str::to_owned)
        .collect();
    if asked.iter().any(|kind| !papers.contains(kind)) {
        form.refuse("certificates", "listing-need-certificate");
        return;
    }
    let kinds: Vec<String> = papers.iter().filter(|kind| asked.contains(kind)).cloned().collect();
    // An order that nobody chose is no change.
    if kinds.len() != new.certificate_kinds.len() || !kinds.iter().all(|kind| new.certificate_kinds.contains(kind)) {
        new.certificate_kinds = kinds;
    }
}

/// Packs by number, `pack-0`, `price-0`, `weight-0`, `stock-0`; a row that was emptied is gone.
fn packs(form: &mut Form, packs: &mut Vec<FirstPack>) {
    let sent =
        |form: &Form, n: usize| ["pack", "price", "weight", "stock"].iter().any(|f| form.has(&format!("{f}-{n}")));
    if !sent(form, 0) {
        return;
    }
    let mut new = Vec::new();
    let rows = (0..MOST_PACKS).take_while(|n| *n < packs.len() || sent(form, *n)).count();
    for n in 0..rows {
        let mut pack = packs.get(n).cloned().unwrap_or_default();
        if sent(form, n) {
            read_pack(form, n, &mut pack);
        }
        // A row that was refused stays, so that what is wrong stands beside it.
        let wrong = ["price", "weight", "stock"].iter().any(|f| !form.raw(&format!("{f}-{n}")).trim().is_empty());
        if !pack.blank() || wrong {
            new.push(pack);
        }
    }
    *packs = new;
}

fn read_pack(form: &mut Form, n: usize, pack: &mut FirstPack) {
    text(form, &format!("pack-{n}"), LONGEST_PACK, &mut pack.name);
    let price = format!("price-{n}");
    number(form, &price, &mut pack.price, price_meant);
    let field = format!("weight-{n}");
    number(form, &field, &mut pack.net_weight_g, |typed| {
        weight::parse(typed).ok_or_else(|| weight_sentence(typed, "listing-weight-wrong"))
    });
    if form.raw(&field).trim().is_empty() {
        // "hũ 500 g" has said it already.
        pack.net_weight_g = weight::within(&pack.name);
    }
    if form.ticked(WHOLE) {
        pack.weight_band = band(form, &format!("by_weight-{n}"), &format!("band-{n}"));
    }
    let grams = pack.net_weight_g;
    for (field, value) in [("least", &mut pack.min_qty), ("step", &mut pack.qty_step)] {
        let field = format!("{field}-{n}");
        if form.has(&field) {
            // One by one is what is sold without a word.
            *value = step(form, &field, grams).filter(|n| *n > 1);
        }
    }
    number(form, &format!("stock-{n}"), &mut pack.stock, |typed| {
        count::parse(typed, grams).ok_or("listing-stock-wrong")
    });
}

/// By how many per cent a pack may weigh less, when the box `ticked` says that it is sold by final weight.
pub fn band(form: &mut Form, ticked: &str, field: &str) -> Option<i32> {
    if !form.ticked(ticked) {
        return None;
    }
    let typed = form.raw(field).trim().trim_end_matches('%').trim();
    if typed.is_empty() {
        return Some(USUAL_BAND);
    }
    let band = typed.parse().ok().filter(|band| (1..=WIDEST_BAND).contains(band));
    if band.is_none() {
        form.refuse(field, "listing-band-wrong");
    }
    band
}

/// How many are bought at once of a pack that weighs `grams`. `None` where the form does not ask, or what stands there is
/// refused.
pub fn steps(form: &mut Form, grams: Option<i32>) -> Option<Steps> {
    let (least, step) = (step(form, "least", grams), step(form, "step", grams));
    least.zip(step).map(|(least, step)| Steps { least, step })
}

/// One of the two numbers; empty is one.
fn step(form: &mut Form, field: &str, grams: Option<i32>) -> Option<i32> {
    if !form.has(field) {
        return None;
    }
    let typed = form.raw(field).trim();
    if typed.is_empty() {
        return Some(1);
    }
    let step = count::parse(typed, grams).filter(|n| (1..=steps::MOST).contains(n));
    if step.is_none() {
        form.refuse(field, "sell-how-steps-wrong");
    }
    step
}

/// A field that holds a number in some writing; empty is none. `read` says with a Fluent key why it is not read.
fn number<T>(form: &mut Form, name: &str, value: &mut Option<T>, read: impl Fn(&str) -> Result<T, &'static str>) {
    if !form.has(name) {
        return;
    }
    let typed = form.raw(name).trim();
    if typed.is_empty() {
        *value = None;
        return;
    }
    match read(typed) {
        Ok(number) => *value = Some(number),
        Err(sentence) => form.refuse(name, sentence),
    }
}

/// A price as a household means it, or the Fluent key of what has to be asked: of what `98,5` is the half, and whether `98`
/// is thousands.
pub fn price_meant(typed: &str) -> Result<Money, &'static str> {
    match price_of(typed) {
        None if typed.contains(['.', ',']) => Err("listing-price-part"),
        None => Err("field-money-wrong"),
        Some(price) if is_low(price, typed) => Err("listing-price-low"),
        Some(price) => Ok(price),
    }
}

/// Whether so low a price may be thousands: less than 1.000 ₫, and not said to be đồng.
#[must_use]
pub fn is_low(price: Money, typed: &str) -> bool {
    price < LOW && !Money::says_dong(typed)
}

/// A price as it stands in a field, where it is read again as it is.
#[must_use]
pub fn price_shown(price: Money) -> String {
    if price < LOW { price.to_string() } else { group_digits(price.amount()) }
}

/// A price that a pack can have.
#[must_use]
pub fn price_of(typed: &str) -> Option<Money> {
    Money::parse(typed).filter(|price| (1..=MOST_PRICE).contains(&price.amount()))
}

/// The form that shows a content, with what its category says where it says nothing.
#[must_use]
pub fn shown(content: &Content, all: &[Defaults]) -> Form {
    let full = defaults::of(all, content.category).map_or_else(|| content.clone(), |d| d.complete(content));
    let mut form = Form::default();
    let mut set = |name: &str, value: String| form.set(name, value);
    set("name", full.name);
    set("name_en", full.name_en);
    set("description", full.description);
    set("description_en", full.description_en);
    set("category", full.category.map(|c| c.to_string()).unwrap_or_default());
    set("origin", full.origin);
    set("storage_class", full.storage_class.unwrap_or_default());
    set("storage", full.storage);
    set("storage_en", full.storage_en);
    set("shelf_life", full.shelf_life_days.map(|d| d.to_string()).unwrap_or_default());
    set("ingredients", full.ingredients);
    set("ingredients_en", full.ingredients_en);
    set("warnings", full.warnings);
    set("warnings_en", full.warnings_en);
    set("ship_scope", full.ship_scope.unwrap_or_default());
    set("tax_class", full.tax_class.unwrap_or_default());
    for month in (1..=12).filter(|month| full.season.is_some_and(|s| s.has(*month))) {
        set(&format!("season-{month}"), "1".into());
    }
    if full.fragile == Some(true) {
        set("fragile", "1".into());
    }
    for code in full.allergens.iter().flatten() {
        set(&format!("allergen-{code}"), "1".into());
    }
    if full.allergens.is_some_and(|list| list.is_empty()) {
        set("allergen-none", "1".into());
    }
    for code in full.may_contain {
        set(&format!("may-{code}"), "1".into());
    }
    for kind in full.certificate_kinds {
        set(&format!("certificate-{kind}"), "1".into());
    }
    for (n, pack) in full.packs.into_iter().enumerate() {
        set(&format!("price-{n}"), pack.price.map(price_shown).unwrap_or_default());
        set(&format!("weight-{n}"), pack.net_weight_g.map(grams).unwrap_or_default());
        if let Some(band) = pack.weight_band {
            set(&format!("by_weight-{n}"), "1".into());
            set(&format!("band-{n}"), band.to_string());
        }
        for (field, value) in [("least", pack.min_qty), ("step", pack.qty_step)] {
            if let Some(value) = value {
                set(&format!("{field}-{n}"), value.to_string());
            }
        }
        set(&format!("stock-{n}"), pack.stock.map(|s| s.to_string()).unwrap_or_default());
        set(&format!("pack-{n}"), pack.name);
    }
    form
}

/// A weight as it is typed: `500 g`, `2 kg`.
#[must_use]
pub fn grams(grams: i32) -> String {
    if grams % 1_000 == 0 { format!("{} kg", grams / 1_000) } else { format!("{grams} g") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::of(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn four_answers_are_a_listing() {
        let mut typed =
            form(&[("name", " Cá thính  chép "), ("price-0", "98k"), ("pack-0", "hũ 500g"), ("stock-0", "2 chục")]);
        let content = read(&mut typed, &Content::default(), &[], &[]);
        assert!(typed.ok());
        let pack = FirstPack {
            name: "hũ 500g".into(),
            price: Some(Money::dong(98_000)),
            net_weight_g: Some(500),
            stock: Some(20),
            ..FirstPack::default()
        };
        assert_eq!(content, Content { name: "Cá thính chép".into(), packs: vec![pack], ..Content::default() });
    }

    #[test]
    fn what_is_shown_is_read_again_as_it_was() {
        let content = Content {
            name: "Mật ong".into(),
            season: Some(Season::of(&[3, 4])),
            allergens: Some(vec![]),
            may_contain: vec!["egg".into()],
            shelf_life_days: Some(30),
            fragile: Some(true),
            storage_class: Some("ambient".into()),
            ship_scope: Some("local".into()),
            tax_class: Some("processed".into()),
            certificate_kinds: vec!["ocop".into()],
            packs: vec![FirstPack {
                name: "chai".into(),
                stock: Some(3),
                net_weight_g: Some(1_400),
                weight_band: Some(5),
                min_qty: Some(2),
                qty_step: Some(10),
                ..FirstPack::default()
            }],
            ..Content::default()
        };
        let mut again = shown(&content, &[]);
        again.set(WHOLE, "1");
        let pairs: Vec<(String, String)> = serde_json::to_value(&again).unwrap()["values"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned()))
            .collect();
        let mut again = Form::of(pairs);
        assert_eq!(read(&mut again, &Content::default(), &[], &["ocop".into()]), content);
        assert!(again.ok());
    }

    #[test]
    fn a_field_that_cannot_be_read_is_refused_and_stays_as_it_was() {
        let old = Content { shelf_life_days: Some(7), ..Content::default() };
        for (name, value) in [
            ("price-0", "abc"),
            ("price-0", "0"),
            ("price-0", "9999999999"),
            ("weight-0", "500"),
            ("stock-0", "-1"),
            ("band-0", "21"),
            ("least-0", "0"),
            ("step-0", "1001"),
            ("step-0", "1,5"),
            ("shelf_life", "mãi mãi"),
            ("shelf_life", "99999999 năm"),
            ("category", "999"),
            ("storage_class", "x"),
            ("name", &"dài ".repeat(100)),
        ] {
            let mut typed = form(&[(WHOLE, "1"), ("pack-0", ""), ("by_weight-0", "1"), (name, value)]);
            let content = read(&mut typed, &old, &[], &[]);
            assert!(!typed.ok(), "{name}={value}");
            assert_eq!((content.shelf_life_days, content.name.as_str()), (Some(7), ""), "{name}={value}");
        }
        let mut forged = form(&[(WHOLE, "1"), ("certificate-ocop", "1")]);
        assert!(read(&mut forged, &old, &[], &[]).certificate_kinds.is_empty());
        assert!(!forged.ok(), "a paper that the household does not have");
    }

    #[test]
    fn papers_stay_in_their_order_while_they_are_the_same() {
        let papers = ["ocop", "vietgap"].map(str::to_owned);
        let old = Content { certificate_kinds: vec!["vietgap".into(), "ocop".into()], ..Content::default() };
        let mut both = form(&[(WHOLE, "1"), ("certificate-ocop", "1"), ("certificate-vietgap", "1")]);
        assert_eq!(read(&mut both, &old, &[], &papers).certificate_kinds, old.certificate_kinds);
        let mut one = form(&[(WHOLE, "1"), ("certificate-ocop", "1")]);
        assert_eq!(read(&mut one, &old, &[], &papers).certificate_kinds, ["ocop"]);
    }

    #[test]
    fn shelf_life_is_read_as_it_is_said() {
        for (typed, days) in
            [("7", 7), ("7 ngày", 7), ("2 tuần", 14), ("6 tháng", 180), ("1 năm", 365), ("6tháng", 180)]
        {
            let mut typed_form = form(&[("shelf_life", typed)]);
            assert_eq!(read(&mut typed_form, &Content::default(), &[], &[]).shelf_life_days, Some(days), "{typed}");
        }
    }
}
