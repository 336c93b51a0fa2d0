//! What the pages of a household's stock show.

use serde::Serialize;

use super::queries::PackRow;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::views::Page;
use crate::sell::pages::Desk;

/// A pack with its buttons.
#[derive(Clone, Debug, Serialize)]
pub struct PackCard {
    pub id: i64,
    pub name: String,
    pub pack: String,
    pub picture: Option<String>,
    pub hidden: bool,
    /// What its buttons say that was there.
    pub on_hand: i32,
    pub reserved: i32,
    /// What can still be sold, where it is not fewer than are bought at once.
    pub left: i32,
    pub least: i32,
    /// Sold ahead of a harvest, or made to order, when none is there.
    pub ahead: bool,
    pub made: bool,
    /// What "sold out" took away and one press brings back; 0 for nothing.
    pub sold_out: i32,
    /// What stands in the field.
    pub typed: String,
    /// A sentence on why the last press did nothing.
    pub why: Option<String>,
    /// A sentence on what it did.
    pub done: Option<String>,
    /// Where its page begins, for the way back.
    pub at: String,
}

impl PackCard {
    #[must_use]
    pub fn of(row: &PackRow, lang: Lang, at: &str) -> Self {
        PackCard {
            id: row.id.0,
            name: lang.pick(&row.name_vi, &row.name_en).to_owned(),
            pack: lang.pick(&row.pack_vi, &row.pack_en).to_owned(),
            picture: row.picture.clone(),
            hidden: row.state == "hidden",
            on_hand: row.on_hand,
            reserved: row.reserved,
            left: row.on_hand - row.reserved,
            least: row.min_qty,
            ahead: row.ahead,
            made: row.made_to_order,
            sold_out: row.sold_out,
            typed: row.on_hand.to_string(),
            why: None,
            done: None,
            at: at.to_owned(),
        }
    }
}

#[derive(Serialize)]
pub struct StockPage {
    pub desk: Desk,
    pub packs: Vec<PackCard>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// This is a later page.
    pub later: bool,
    /// Packs on this page of which none can be sold.
    pub gone: usize,
}

impl Page for StockPage {
    const TEMPLATE: &'static str = "sell/stock/stock.html";
}

/// One pack alone, for a script that puts it in its place.
#[derive(Serialize)]
pub struct PackPart {
    pub p: PackCard,
}

impl Page for PackPart {
    const TEMPLATE: &'static str = "sell/stock/pack.html";
}

/// A row of the grid.
#[derive(Clone, Debug, Serialize)]
pub struct GridRow {
    pub id: i64,
    pub name: String,
    pub pack: String,
    /// Bare, for the hidden field.
    pub was_price: i64,
    pub was_stock: i32,
    pub reserved: i32,
    /// What stands in the fields.
    pub price: String,
    pub stock: String,
    pub price_why: Option<String>,
    pub stock_why: Option<String>,
    /// It was saved just now.
    pub saved: bool,
}

impl GridRow {
    #[must_use]
    pub fn of(row: &PackRow, lang: Lang) -> Self {
        GridRow {
            id: row.id.0,
            name: lang.pick(&row.name_vi, &row.name_en).to_owned(),
            pack: lang.pick(&row.pack_vi, &row.pack_en).to_owned(),
            was_price: row.price.amount(),
            was_stock: row.on_hand,
            reserved: row.reserved,
            price: typed_price(row.price),
            stock: row.on_hand.to_string(),
            price_why: None,
            stock_why: None,
            saved: false,
        }
    }
}

/// A price as it stands in a field: digits in groups, no sign.
fn typed_price(price: Money) -> String {
    crate::kernel::money::group_digits(price.amount())
}

#[derive(Serialize)]
pub struct GridPage {
    pub desk: Desk,
    pub rows: Vec<GridRow>,
    /// Where this page begins, for the form.
    pub at: String,
    pub next: Option<String>,
    pub later: bool,
    /// Names of what was saved, when something was left out.
    pub saved: Vec<String>,
    /// Rows that somebody else changed meanwhile.
    pub conflicts: usize,
    /// Names of what was typed over and was withdrawn meanwhile.
    pub gone: Vec<String>,
    /// Fields that cannot be taken.
    pub errors: usize,
    /// Nothing was different.
    pub same: bool,
}

impl Page for GridPage {
    const TEMPLATE: &'static str = "sell/stock/grid.html";
}
