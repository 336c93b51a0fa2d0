//! Which column is what, by the names that households give them and those of our own template and export.

use serde::{Deserialize, Serialize};

use crate::kernel::lang::Lang;
use crate::kernel::text::fold;
use crate::platform::locales;
use crate::platform::sheet_read::{Cell, Line, SEARCHED};

/// A field of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    Code,
    Product,
    Category,
    Pack,
    Weight,
    Price,
    Left,
    Description,
}

impl Column {
    pub const ALL: [Column; 8] = [
        Column::Code,
        Column::Product,
        Column::Category,
        Column::Pack,
        Column::Weight,
        Column::Price,
        Column::Left,
        Column::Description,
    ];

    /// The field's name in forms, and the tail of a Fluent key (`export-col-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Column::Code => "code",
            Column::Product => "product",
            Column::Category => "category",
            Column::Pack => "pack",
            Column::Weight => "weight",
            Column::Price => "price",
            Column::Left => "left",
            Column::Description => "description",
        }
    }

    /// Its heading in the template and in the export.
    #[must_use]
    pub fn heading(self, lang: Lang) -> String {
        locales::text(lang, &format!("export-col-{}", self.as_str()))
    }

    /// One of its cells as the log keeps it: where it is in the file, and what stands there.
    #[must_use]
    pub fn cell(self, line: usize, text: &str) -> String {
        format!("{line} {}: {text}", self.heading(Lang::Vi))
    }

    /// Folded names it may go by.
    const fn names(self) -> &'static str {
        match self {
            Column::Code => "ma hang, ma, ma so, ma san pham, sku, code, product code",
            Column::Product => {
                "ten hang, ten, ten san pham, ten mon, san pham, mat hang, mon, product, name, product name"
            }
            Column::Category => "nhom hang, nhom, danh muc, loai, loai hang, category",
            Column::Pack => "quy cach, ban theo, dong goi, don vi, don vi tinh, dvt, goi, pack, unit, size",
            Column::Weight => {
                "khoi luong g, khoi luong, khoi luong tinh, trong luong, can nang, weight g, weight, net weight g, \
                 net weight"
            }
            Column::Price => "gia, gia ban, don gia, gia ban le, price",
            Column::Left => {
                "con ban, so luong, so luong ton, con, con lai, ton, ton kho, in stock, stock, quantity, qty"
            }
            Column::Description => "gioi thieu, mo ta, mo ta san pham, loi gioi thieu, description",
        }
    }

    fn called(heading: &str) -> Option<Self> {
        let folded = fold(heading);
        Self::ALL.into_iter().find(|column| column.names().split(',').any(|name| name.trim() == folded))
    }
}

/// Where each column stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    places: Vec<(Column, usize)>,
    /// The heading of the weights says that they are grams.
    pub grams: bool,
}

impl Columns {
    #[must_use]
    pub fn place(&self, column: Column) -> Option<usize> {
        self.places.iter().find(|(c, _)| *c == column).map(|(_, at)| *at)
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.places.len()
    }

    fn of(line: &Line) -> Self {
        let mut columns = Columns { places: Vec::new(), grams: false };
        for (at, cell) in line.cells.iter().enumerate() {
            let Cell::Text(heading) = cell else { continue };
            if let Some(column) = Column::called(heading).filter(|column| columns.place(*column).is_none()) {
                columns.grams |= column == Column::Weight && fold(heading).ends_with(" g");
                columns.places.push((column, at));
            }
        }
        columns
    }
}

/// The line that names the columns, at least what a product is called and what it costs.
#[must_use]
pub fn find(lines: &[Line]) -> Option<(usize, Columns)> {
    lines.iter().take(SEARCHED).enumerate().find_map(|(at, line)| {
        let columns = Columns::of(line);
        let enough = columns.place(Column::Product).is_some() && columns.place(Column::Price).is_some();
        enough.then_some((at, columns))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_headings_are_known_in_both_languages() {
        for lang in [Lang::Vi, Lang::En] {
            let cells = Column::ALL.iter().map(|c| Cell::text(&c.heading(lang))).collect();
            let (at, columns) = find(&[Line { number: 1, cells }]).unwrap();
            assert_eq!((at, columns.count(), columns.grams), (0, 8, true), "{lang:?}");
        }
    }

    #[test]
    fn a_table_without_prices_is_none() {
        let cells = vec![Cell::text("Tên hàng"), Cell::text("Ghi chú")];
        assert_eq!(find(&[Line { number: 1, cells }]), None);
    }
}
