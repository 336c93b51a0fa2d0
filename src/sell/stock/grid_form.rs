//! The grid's form: `price-17`, `stock-17`, and what the page showed in `was-price-17`, `was-stock-17`.

use std::collections::BTreeSet;

use super::http::number;
use crate::catalog::count::{Row, Typed};
use crate::kernel::ids::PackId;
use crate::kernel::money::Money;
use crate::platform::forms::Form;
use crate::sell::products::fields;

/// The form read: rows as they are asked for, and the fields that cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub packs: Vec<PackId>,
    pub rows: Vec<Row>,
    /// Name of the field and Fluent key of the sentence.
    pub errors: Vec<(String, &'static str)>,
}

impl Read {
    /// Of packs that are on the page no more, a mistyped field is a change like any other: it is told, and not mended.
    pub fn forget_errors(&mut self, gone: &[PackId]) {
        for pack in gone {
            let fields = [format!("price-{pack}"), format!("stock-{pack}")];
            let before = self.errors.len();
            self.errors.retain(|(field, _)| !fields.contains(field));
            if self.errors.len() < before && self.rows.iter().all(|row| row.pack != *pack) {
                self.rows.push(Row { pack: *pack, price: None, stock: None });
            }
        }
    }
}

/// Reads every row that the form has; `None` when it names something that is no pack.
pub fn read(form: &Form) -> Option<Read> {
    let mut packs = BTreeSet::new();
    for (name, _) in form.pairs() {
        if let Some(id) = name.strip_prefix("price-").or_else(|| name.strip_prefix("stock-")) {
            packs.insert(PackId(id.parse().ok()?));
        }
    }
    let mut read = Read::default();
    for pack in packs {
        let (price_field, stock_field) = (format!("price-{pack}"), format!("stock-{pack}"));
        let price =
            field(form, &price_field, price, |was| price(was).ok()).and_then(|typed| meant(form, &price_field, typed));
        let price = price.unwrap_or_else(|key| {
            read.errors.push((price_field, key));
            None
        });
        let stock = field(form, &stock_field, stock, |was| was.parse().ok()).unwrap_or_else(|key| {
            read.errors.push((stock_field, key));
            None
        });
        read.packs.push(pack);
        if price.is_some() || stock.is_some() {
            read.rows.push(Row { pack, price, stock });
        }
    }
    Some(read)
}

/// A field that was typed over; `None` when it stands as it was shown, or is not there. What was `shown` may be more than
/// anybody may type: a million on the shelf, and some promised besides.
fn field<T: PartialEq>(
    form: &Form,
    name: &str,
    parse: impl Fn(&str) -> Result<T, &'static str>,
    shown: impl Fn(&str) -> Option<T>,
) -> Result<Option<Typed<T>>, &'static str> {
    let was = form.raw(&format!("was-{name}"));
    if form.raw(name) == was {
        return Ok(None);
    }
    if !form.pairs().iter().any(|(n, _)| n == name) {
        return Ok(None);
    }
    let to = parse(form.raw(name))?;
    let was = shown(was).ok_or("sell-stock-old")?;
    Ok((was != to).then_some(Typed { was, to }))
}

fn price(typed: &str) -> Result<Money, &'static str> {
    fields::price_of(typed).ok_or("sell-grid-price-wrong")
}

/// A new price; one that may be thousands is asked about, as everywhere.
fn meant(form: &Form, name: &str, typed: Option<Typed<Money>>) -> Result<Option<Typed<Money>>, &'static str> {
    match typed {
        Some(typed) if fields::is_low(typed.to, form.raw(name)) => Err("listing-price-low"),
        typed => Ok(typed),
    }
}

fn stock(typed: &str) -> Result<i32, &'static str> {
    number(typed).ok_or("sell-stock-number")
}
