//! One row of the file: what was typed, and what it means by itself.

use serde::{Deserialize, Serialize};

use super::columns::{Column, Columns};
use crate::catalog::revision::content::{LONGEST_NAME, LONGEST_TEXT};
use crate::kernel::money::Money;
use crate::kernel::text::{tidy, tidy_lines};
use crate::kernel::{count, weight};
use crate::platform::forms::weight_sentence;
use crate::platform::sheet::untamed;
use crate::platform::sheet_read::{Cell, Line};
use crate::sell::products::fields::{self, LONGEST_PACK};

const LONGEST_CODE: usize = 40;

/// A row as it was typed, and as it was mended in the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Row {
    /// As the spreadsheet counts.
    pub line: usize,
    pub code: String,
    pub product: String,
    pub category: String,
    pub pack: String,
    pub weight: String,
    pub price: String,
    pub left: String,
    pub description: String,
    /// Cells that no text can be made of, such as `#REF!`; until something is typed in their place.
    pub broken: Vec<Column>,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// Empty when the household gave none, like the category and the description.
    pub code: String,
    pub product: String,
    pub category: String,
    pub pack: String,
    /// `None`: as it is, or as the pack's name tells.
    pub weight_g: Option<i32>,
    pub price: Money,
    /// The price says its currency, as `500 đ`, so that it is not thousands that were meant.
    pub in_dong: bool,
    /// `None`: as many as there are.
    pub left: Option<i32>,
    pub description: String,
}

/// A field, and the Fluent key of what is wrong with it.
pub type Fault = (Column, &'static str);

impl Row {
    /// Reads a line of the file; `None` when there is nothing on it.
    #[must_use]
    pub fn of(line: &Line, columns: &Columns) -> Option<Self> {
        let mut row = Row { line: line.number, ..Row::default() };
        for column in Column::ALL {
            let cell = columns.place(column).map_or(&Cell::Empty, |at| line.cell(at));
            match words(cell) {
                Some(typed) if column == Column::Weight && columns.grams => {
                    *row.field_mut(column) = with_grams(typed);
                }
                Some(typed) => *row.field_mut(column) = typed,
                None => row.broken.push(column),
            }
        }
        let nothing = row.broken.is_empty() && Column::ALL.iter().all(|column| row.field(*column).trim().is_empty());
        (!nothing).then_some(row)
    }

    #[must_use]
    pub fn field(&self, column: Column) -> &str {
        match column {
            Column::Code => &self.code,
            Column::Product => &self.product,
            Column::Category => &self.category,
            Column::Pack => &self.pack,
            Column::Weight => &self.weight,
            Column::Price => &self.price,
            Column::Left => &self.left,
            Column::Description => &self.description,
        }
    }

    fn field_mut(&mut self, column: Column) -> &mut String {
        match column {
            Column::Code => &mut self.code,
            Column::Product => &mut self.product,
            Column::Category => &mut self.category,
            Column::Pack => &mut self.pack,
            Column::Weight => &mut self.weight,
            Column::Price => &mut self.price,
            Column::Left => &mut self.left,
            Column::Description => &mut self.description,
        }
    }

    /// Whether nothing stands in a field; what is broken is something.
    #[must_use]
    pub fn empty(&self, column: Column) -> bool {
        self.field(column).trim().is_empty() && !self.broken.contains(&column)
    }

    /// Writes over a field, broken or not.
    pub fn mend(&mut self, column: Column, typed: &str) {
        typed.clone_into(self.field_mut(column));
        self.broken.retain(|broken| *broken != column);
    }

    /// What it says, or all that is wrong with it.
    pub fn read(&self) -> Result<Ready, Vec<Fault>> {
        let mut faults: Vec<Fault> = self.broken.iter().map(|column| (*column, "import-broken")).collect();
        let mut line = |column: Column, most: usize, missing: Option<&'static str>| {
            let line = tidy(self.field(column));
            if line.chars().count() > most {
                faults.push((column, "import-too-long"));
            } else if let Some(sentence) = missing.filter(|_| line.is_empty() && !self.broken.contains(&column)) {
                faults.push((column, sentence));
            }
            line
        };
        let product = line(Column::Product, LONGEST_NAME, Some("import-no-product"));
        let pack = line(Column::Pack, LONGEST_PACK, Some("import-no-pack"));
        let code = line(Column::Code, LONGEST_CODE, None);
        let category = line(Column::Category, LONGEST_NAME, None);
        let mut fault = |column: Column, sentence| {
            if !self.broken.contains(&column) {
                faults.push((column, sentence));
            }
        };
        let weight_g = weight::parse(&self.weight);
        if weight_g.is_none() && !self.weight.trim().is_empty() {
            fault(Column::Weight, weight_sentence(&self.weight, "import-weight-wrong"));
        }
        let price = fields::price_of(&self.price);
        if price.is_none() {
            let none = self.price.trim().is_empty();
            fault(Column::Price, if none { "import-no-price" } else { "import-price-wrong" });
        }
        let left = count::parse(&self.left, weight_g.or_else(|| weight::within(&pack)));
        if left.is_none() && !self.left.trim().is_empty() {
            fault(Column::Left, "import-left-wrong");
        }
        let description = tidy_lines(&self.description);
        if description.chars().count() > LONGEST_TEXT {
            fault(Column::Description, "import-too-long");
        }
        match price {
            Some(price) if faults.is_empty() => {
                let in_dong = Money::says_dong(&self.price);
                Ok(Ready { code, product, category, pack, weight_g, price, in_dong, left, description })
            }
            _ => Err(faults),
        }
    }
}

/// A cell in the words that somebody would have typed; `None` for one that is no text.
fn words(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Empty => Some(String::new()),
        // No table keeps a control character, and Postgres no NUL.
        Cell::Text(text) => Some(untamed(text).replace(|c: char| c.is_control() && c != '\n', " ")),
        Cell::Number(number) => Some(number.replace('.', ",")),
        Cell::Moment(_) | Cell::Faulty => None,
    }
}

/// A bare number where the heading says grams.
fn with_grams(mut typed: String) -> String {
    if typed.ends_with(|c: char| c.is_ascii_digit()) && typed.chars().all(|c| c.is_ascii_digit() || c == '.') {
        typed.push_str(" g");
    }
    typed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row() -> Row {
        Row {
            line: 2,
            product: "Mật ong hoa nhãn".into(),
            pack: "chai 500 ml, 700 g".into(),
            price: "120k".into(),
            left: "2 chục".into(),
            ..Row::default()
        }
    }

    #[test]
    fn a_row_is_read_as_people_type_it() {
        let ready = row().read().unwrap();
        assert_eq!((ready.weight_g, ready.price, ready.left), (None, Money::dong(120_000), Some(20)));
        assert_eq!(Row { left: " ".into(), ..row() }.read().unwrap().left, None);
        assert_eq!(Row { left: "1 yến".into(), weight: "0,5 kg".into(), ..row() }.read().unwrap().left, Some(20));
        for (typed, dong) in [
            ("98.000", Some(98_000)),
            ("98,000", Some(98_000)),
            ("45k", Some(45_000)),
            ("1.234.567 ₫", Some(1_234_567)),
            ("98,5", None),
            ("1.5", None),
            ("1.234,00", Some(1_234)),
            ("45.000,00", Some(45_000)),
            ("45.00", None),
            ("45000,5", None),
            ("0", None),
            ("-5", None),
            ("1000000001", None),
            ("500đ", Some(500)),
            ("500 VND", Some(500)),
        ] {
            let read = Row { price: typed.into(), ..row() }.read().ok().map(|ready| ready.price);
            assert_eq!(read, dong.map(Money::dong), "{typed}");
        }
        let exact = ["500đ", "45k"].map(|typed| Row { price: typed.into(), ..row() }.read().unwrap().in_dong);
        assert_eq!(exact, [true, false]);
        let wrong = Row { weight: "1.200 kg".into(), ..row() }.read();
        assert_eq!(wrong, Err(vec![(Column::Weight, "field-weight-unclear")]));
        for (typed, grams) in [("1000", "1000 g"), ("1.000", "1.000 g"), ("1,5", "1,5"), ("1,5 kg", "1,5 kg"), ("", "")]
        {
            assert_eq!(with_grams(typed.to_owned()), grams);
        }
    }

    #[test]
    fn every_fault_has_its_field() {
        let wrong = Row {
            line: 3,
            price: "rẻ".into(),
            left: "-3".into(),
            weight: "nặng".into(),
            description: "d".repeat(4_001),
            broken: vec![Column::Code],
            ..Row::default()
        };
        let fields: Vec<&str> = wrong.read().unwrap_err().iter().map(|(column, _)| column.as_str()).collect();
        assert_eq!(fields, ["code", "product", "pack", "weight", "price", "left", "description"]);
        let mut broken = Row { price: String::new(), broken: vec![Column::Price], ..row() };
        assert_eq!(broken.read(), Err(vec![(Column::Price, "import-broken")]));
        broken.mend(Column::Price, "45k");
        assert_eq!(broken.read().unwrap().price, Money::dong(45_000));
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_it(typed in prop::collection::vec(".{0,20}", 8)) {
            let mut row = Row::default();
            for (column, text) in Column::ALL.into_iter().zip(typed) {
                row.mend(column, &text);
            }
            let _ = row.read();
        }
    }
}
