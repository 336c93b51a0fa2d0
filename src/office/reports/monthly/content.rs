//! What a monthly report holds, frozen on the day it was made, and its workbook.

use anyhow::Result;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::books::Books;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::office::reports::board::Board;
use crate::office::reports::book;
use crate::office::reports::period::{By, Spans};
use crate::office::reports::queries::PartSum;
use crate::platform::locales;
use crate::platform::sheet::{Book, Cell};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The day it was made: of a month that was not over, nothing later is in it.
    pub day: NaiveDate,
    pub board: Board,
    pub households: Vec<PartSum>,
    /// Those that sold most.
    pub products: Vec<PartSum>,
    pub books: Books,
}

impl Content {
    #[must_use]
    pub fn spans(&self) -> Spans {
        Spans::of(By::Month, self.month, self.day)
    }

    /// What was ordered in the month and is not in its books: on its way, or delivered later.
    #[must_use]
    pub fn not_booked(&self) -> Money {
        self.board.now.goods - self.books.of_month
    }

    /// The lines that lead from what was ordered to what was booked: part of a Fluent key (`monthly-books-…`), đồng.
    #[must_use]
    pub fn bridge(&self) -> [(&'static str, Money); 7] {
        [
            ("ordered", self.board.now.goods),
            ("not-booked", Money::ZERO - self.not_booked()),
            ("of-others", self.books.of_others),
            ("kept", self.books.kept()),
            ("commission", self.books.commission),
            ("vat", self.books.vat),
            ("pit", self.books.pit),
        ]
    }

    /// Writes the report's tables, those of [`book::MONTHLY`].
    pub fn write(&self, book: &mut Book, lang: Lang) -> Result<()> {
        let text = |key: &str| locales::text(lang, key);
        let more = [
            ("board-sheet-households", "board-dim-household", self.households.as_slice()),
            ("board-sheet-products", "board-dim-product", self.products.as_slice()),
        ];
        book::write(book, &self.board, &self.spans(), &more, lang)?;
        let tab = book.tab(&text("board-sheet-books"), vec![text("board-col-what"), text("board-now")])?;
        for (key, amount) in self.bridge() {
            book.row(tab, &[Cell::Text(text(&format!("monthly-books-{key}"))), Cell::Money(amount)])?;
        }
        Ok(())
    }
}
