//! The empty table to fill in, an example of it, and what can stand in its columns.

use super::columns::Column;
use crate::catalog::revision::defaults::{self, Defaults};
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::locales;
use crate::platform::sheet::{Book, Cell};

/// A product of the example with one pack: the tails of Fluent keys, weight in grams, price in đồng, stock.
type Example = (&'static str, &'static str, i64, i64, i64);

const EXAMPLES: [Example; 4] = [
    ("MO-05", "honey", 700, 120_000, 20),
    ("MO-20", "honey-can", 2_800, 450_000, 5),
    ("OI-1", "guava", 1_000, 25_000, 100),
    ("", "eggs", 600, 35_000, 30),
];

/// The sheet to fill in comes first: it is the one that is read.
///
/// `units` are the words that the market offers for the names of packs.
pub fn book(lang: Lang, categories: &[Defaults], units: &[String]) -> Result<Book> {
    let mut book = Book::default();
    let text = |key: &str| locales::text(lang, key);
    let head = || Column::ALL.iter().map(|column| column.heading(lang)).collect();
    book.tab(&text("export-sheet-goods"), head())?;
    let tab = book.tab(&text("import-sheet-example"), head())?;
    for (code, what, grams, price, left) in EXAMPLES {
        let say = |field: &str| Cell::Text(text(&format!("import-example-{what}-{field}")));
        // A name that the market has, whatever its categories are.
        let vietnamese = locales::text(Lang::Vi, &format!("import-example-{what}-product"));
        let category = defaults::guess(categories, &vietnamese).map(|d| lang.pick(&d.name_vi, &d.name_en).to_owned());
        book.row(
            tab,
            &[
                Cell::Text(code.to_owned()),
                say("product"),
                Cell::Text(category.unwrap_or_default()),
                say("pack"),
                Cell::Number(grams),
                Cell::Money(Money::dong(price)),
                Cell::Number(left),
                say("description"),
            ],
        )?;
    }
    let tab = book.tab(&text("import-sheet-help"), vec![text("import-help-column"), text("import-help-how")])?;
    for column in Column::ALL {
        let how = text(&format!("import-help-{}", column.as_str()));
        book.row(tab, &[Cell::Text(column.heading(lang)), Cell::Text(how)])?;
    }
    let tab = book.tab(&text("import-sheet-categories"), vec![Column::Category.heading(lang)])?;
    for category in defaults::in_use(categories) {
        book.row(tab, &[Cell::Text(lang.pick(&category.name_vi, &category.name_en).to_owned())])?;
    }
    let tab = book.tab(&text("import-sheet-units"), vec![Column::Pack.heading(lang)])?;
    for unit in units {
        book.row(tab, &[Cell::Text(unit.clone())])?;
    }
    Ok(book)
}
