//! A board as a workbook: a sheet for each of its tables, numbers as numbers.

use anyhow::Result;

use super::board::{Board, Seasons};
use super::period::{Beside, Spans};
use super::queries::{Numbers, PartSum};
use crate::figures::period::Period;
use crate::figures::words;
use crate::kernel::lang::Lang;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::{Book, Cell};

/// The board's tables, in the order of the workbook's sheets.
pub(super) const TABLES: [&str; 7] = ["numbers", "trend", "categories", "communes", "prices", "seasons", "missed"];
/// Those of the monthly report.
pub(super) const MONTHLY: [&str; 10] =
    ["numbers", "trend", "categories", "communes", "households", "products", "prices", "seasons", "missed", "books"];

/// Columns of a comparison: now, before, a year ago.
const BESIDE: [&str; 3] = ["board-now", "board-before", "board-year-ago"];

fn text(lang: Lang, key: &str) -> String {
    locales::text(lang, key)
}

fn head(lang: Lang, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| text(lang, key)).collect()
}

/// One line of the numbers: a part of a Fluent key (`board-n-…`), and how it is written.
type Line = (&'static str, fn(&Numbers) -> Cell);

pub(super) const LINES: [Line; 11] = [
    ("orders", |n| Cell::Number(n.orders)),
    ("goods", |n| Cell::Money(n.goods)),
    ("kilos", |n| Cell::Kilos(n.grams)),
    ("households", |n| Cell::Number(n.households)),
    ("seen", |n| Cell::Number(n.seen)),
    ("refused", |n| Cell::Number(n.refused)),
    ("given-up", |n| Cell::Number(n.given_up)),
    ("cancelled", |n| Cell::Number(n.cancelled)),
    ("complaints", |n| Cell::Number(n.complaints)),
    ("answered", |n| Cell::Number(n.answered)),
    ("settled", |n| Cell::Number(n.settled)),
];

fn parts(book: &mut Book, lang: Lang, name: &str, corner: &str, rows: &[PartSum]) -> Result<()> {
    let head = head(
        lang,
        &[corner, "board-measure-bought", "board-measure-kilos", "board-measure-goods", BESIDE[1], BESIDE[2]],
    );
    let tab = book.tab(&text(lang, name), head)?;
    for row in rows {
        let cells = [
            Cell::Text(row.name(lang)),
            Cell::Number(row.bought),
            Cell::Kilos(row.grams),
            Cell::Money(row.goods),
            Cell::Money(row.before_goods),
            Cell::Money(row.year_goods),
        ];
        book.row(tab, &cells)?;
    }
    Ok(())
}

/// Writes the board's tables; other sheets may follow. Households and goods are the monthly report's.
pub(super) fn write(
    book: &mut Book,
    board: &Board,
    spans: &Spans,
    more: &[(&str, &str, &[PartSum])],
    lang: Lang,
) -> Result<()> {
    let mut columns = vec![text(lang, "board-col-what")];
    columns.extend(head(lang, &BESIDE));
    let tab = book.tab(&text(lang, "board-sheet-numbers"), columns)?;
    let dates: Vec<Cell> = std::iter::once(Cell::Text(text(lang, "board-col-days")))
        .chain([spans.now, spans.before, spans.year_ago].map(|span| Cell::Text(super::pages::dates(span))))
        .collect();
    book.row(tab, &dates)?;
    for (key, cell) in LINES {
        let name = Cell::Text(text(lang, &format!("board-n-{key}")));
        book.row(tab, &[name, cell(&board.now), cell(&board.before), cell(&board.year_ago)])?;
    }
    if spans.beside != Beside::Whole {
        book.row(tab, &[Cell::Text(super::pages::compared(spans, lang)), Cell::Empty, Cell::Empty, Cell::Empty])?;
    }
    let tab = book.tab(&text(lang, "board-sheet-trend"), head(lang, &["board-col-when", BESIDE[0], BESIDE[2]]))?;
    for step in &board.steps {
        let when = words::long(spans.steps(), step.start);
        book.row(tab, &[Cell::Text(when), Cell::Money(step.goods), Cell::Money(step.year_goods)])?;
    }
    parts(book, lang, "board-sheet-categories", "board-dim-category", &board.categories)?;
    parts(book, lang, "board-sheet-communes", "board-dim-commune", &board.communes)?;
    for (name, corner, rows) in more {
        parts(book, lang, name, corner, rows)?;
    }
    let week = ["board-dim-category", "board-week", "board-week-before"];
    let tab = book.tab(&text(lang, "board-sheet-prices"), head(lang, &week))?;
    for price in &board.prices {
        let money = |m: Option<_>| m.map_or(Cell::Empty, Cell::Money);
        let name = lang.pick(&price.name_vi, &price.name_en).to_owned();
        book.row(tab, &[Cell::Text(name), money(price.now), money(price.before)])?;
    }
    let seasons = Seasons::of(&board.seasons, spans, lang);
    let mut columns = vec![text(lang, "board-dim-category")];
    columns.extend(seasons.months.iter().map(|month| words::long(Period::Month, *month)));
    columns.push(text(lang, "payout-total"));
    let tab = book.tab(&text(lang, "board-sheet-seasons"), columns)?;
    for row in &seasons.rows {
        let cells: Vec<Cell> = std::iter::once(Cell::Text(row.name.clone()))
            .chain(row.goods.iter().copied().map(Cell::Money))
            .chain([Cell::Money(row.total)])
            .collect();
        book.row(tab, &cells)?;
    }
    let words = ["office-col-words", "office-col-empty", "office-col-times"];
    let tab = book.tab(&text(lang, "board-sheet-missed"), head(lang, &words))?;
    for wish in &board.missed {
        book.row(tab, &[Cell::Text(wish.typed.clone()), Cell::Number(wish.empty), Cell::Number(wish.times)])?;
    }
    if let Some(n) = board.missed_named() {
        let args = Args::from([("n".into(), i64::try_from(n).unwrap_or(i64::MAX).into())]);
        book.row(tab, &[Cell::Text(locales::text_with(lang, "board-missed-named", &args)), Cell::Empty, Cell::Empty])?;
    }
    Ok(())
}
