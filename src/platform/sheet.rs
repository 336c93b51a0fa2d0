//! Spreadsheet files, XLSX and CSV. Text stays text: nothing that somebody typed is ever read as a formula.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use anyhow::Result;
use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::kernel::money::Money;

/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// Written as a number of đồng, so that it can be added up.
    Money(Money),
    Day(NaiveDate),
    Number(i64),
    /// Grams, written as a number of kilograms.
    Kilos(i64),
    Empty,
}

/// A table with a title.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// On the tab, at most 31 characters.
    pub name: String,
    /// Lines above the table.
    pub title: Vec<String>,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// The last row; none when empty.
    pub total: Vec<Cell>,
}

/// A file that a browser saves under `name` (plain ASCII) and keeps no copy of.
#[must_use]
pub fn attached(kind: &str, name: &str, body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}

/// A table as the answer to a request.
pub fn respond(name: &str, table: &Sheet) -> crate::error::Result<HttpResponse> {
    Ok(attached(XLSX, name, write(table)?))
}

/// A table as the file that is asked for, `xlsx` or `csv`, saved under `name` and that. Text with commas has no place for what
/// stands above the table; its sums come last.
pub fn respond_as(kind: &str, name: &str, mut table: Sheet) -> crate::error::Result<HttpResponse> {
    let file = format!("{name}.{kind}");
    if kind != "csv" {
        return respond(&file, &table);
    }
    if !table.total.is_empty() {
        table.rows.push(table.total);
    }
    respond_csv(&file, &table.head, &table.rows)
}

/// The bytes of an `.xlsx` file with this one table.
///
/// # Errors
/// A name that Excel refuses, or a table larger than a sheet can be.
pub fn write(table: &Sheet) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(&table.name)?;
    let bold = Format::new().set_bold();
    let mut row = 0_u32;
    for line in &table.title {
        sheet.write_string_with_format(row, 0, line, &bold)?;
        row += 1;
    }
    if row > 0 {
        row += 1;
    }
    let head = Format::new().set_bold().set_border_bottom(rust_xlsxwriter::FormatBorder::Thin).set_text_wrap();
    for (column, word) in (0_u16..).zip(&table.head) {
        sheet.write_string_with_format(row, column, word, &head)?;
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    for cells in &table.rows {
        row += 1;
        write_row(sheet, row, cells, &Format::new())?;
    }
    if !table.total.is_empty() {
        write_row(sheet, row + 1, &table.total, &bold)?;
    }
    for column in (0_u16..).take(table.head.len()) {
        sheet.set_column_width(column, if column == 1 { 40 } else { 16 })?;
    }
    Ok(book.save_to_buffer()?)
}

/// The last row of a sheet that is used; Excel has 1,048,576.
const LAST_ROW: u32 = 1_000_000;

/// A sheet of a [`Book`].
struct Tab {
    /// Its place in the workbook.
    at: usize,
    name: String,
    head: Vec<String>,
    /// The row written last; 0 is the head.
    row: u32,
    /// 1, or more when one sheet was not enough.
    part: u32,
}

/// A workbook of several sheets, written row by row. What was written goes to a file, so that many rows take little
/// memory; what does not fit into a sheet goes into another one of the same name and a number.
pub struct Book {
    book: Workbook,
    tabs: Vec<Tab>,
    sheets: usize,
    only: Option<Only>,
}

/// The one table of a book that is wanted, as text.
struct Only {
    /// The number of its sheet.
    tab: usize,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Default for Book {
    fn default() -> Self {
        Book { book: Workbook::new(), tabs: Vec::new(), sheets: 0, only: None }
    }
}

impl Book {
    /// A book of which only the sheet of this number is kept: [`respond_book`] answers with it as text with commas.
    #[must_use]
    pub fn only(tab: usize) -> Self {
        Book { only: Some(Only { tab, head: Vec::new(), rows: Vec::new() }), ..Book::default() }
    }

    /// The rows of the one table that is kept; `None` for a workbook.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        self.only.as_ref().map(|only| only.rows.len())
    }

    /// Adds a sheet; answers with its number for [`Book::row`].
    pub fn tab(&mut self, name: &str, head: Vec<String>) -> Result<usize> {
        if let Some(only) = &mut self.only {
            let tab = self.sheets;
            self.sheets += 1;
            if tab == only.tab {
                only.head = head;
            }
            return Ok(tab);
        }
        let tab = Tab { at: 0, name: name.to_owned(), head, row: 0, part: 1 };
        let tab = self.open(tab)?;
        self.tabs.push(tab);
        Ok(self.tabs.len() - 1)
    }

    fn open(&mut self, mut tab: Tab) -> Result<Tab> {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(if tab.part == 1 { tab.name.clone() } else { format!("{} {}", tab.name, tab.part) })?;
        for column in (0_u16..).take(tab.head.len()) {
            sheet.set_column_width(column, if column == 1 { 32 } else { 16 })?;
        }
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, word) in (0_u16..).zip(&tab.head) {
            sheet.write_string_with_format(0, column, word, &bold)?;
        }
        tab.at = self.sheets;
        tab.row = 0;
        self.sheets += 1;
        Ok(tab)
    }

    /// Writes the next row of a sheet.
    pub fn row(&mut self, tab: usize, cells: &[Cell]) -> Result<()> {
        if let Some(only) = &mut self.only {
            if tab == only.tab {
                only.rows.push(cells.to_vec());
            }
            return Ok(());
        }
        let full = self.tabs.get(tab).filter(|t| t.row >= LAST_ROW);
        if let Some(t) = full {
            let next = Tab { at: 0, name: t.name.clone(), head: t.head.clone(), row: 0, part: t.part + 1 };
            let next = self.open(next)?;
            if let Some(t) = self.tabs.get_mut(tab) {
                *t = next;
            }
        }
        let Some(t) = self.tabs.get_mut(tab) else { anyhow::bail!("no sheet {tab}") };
        t.row += 1;
        write_row(self.book.worksheet_from_index(t.at)?, t.row, cells, &Format::new())
    }

    /// The bytes of the file. Packs them, which takes a while: off the server's threads.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        Ok(self.book.save_to_buffer()?)
    }
}

/// A workbook as the answer to a request, or the one table of it that was wanted.
pub async fn respond_book(name: &str, book: Book) -> crate::error::Result<HttpResponse> {
    if let Some(only) = book.only {
        return respond_csv(name, &only.head, &only.rows);
    }
    let packed = actix_web::web::block(move || book.finish()).await.map_err(anyhow::Error::from)?;
    Ok(attached(XLSX, name, packed?))
}

/// Text with commas as the answer to a request, with the mark by which Excel knows that it is UTF-8.
pub fn respond_csv(name: &str, head: &[String], rows: &[Vec<Cell>]) -> crate::error::Result<HttpResponse> {
    Ok(attached("text/csv; charset=utf-8", name, csv(head, rows)?))
}

fn csv(head: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(head)?;
    for row in rows {
        writer.write_record(row.iter().map(Cell::plain))?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("{error}"))
}

/// What a spreadsheet program would take for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Text that no spreadsheet program reads as a formula: one that begins like it gets an apostrophe in front.
#[must_use]
pub fn tamed(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// What was meant by a tamed text.
#[must_use]
pub fn untamed(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(text)
}

impl Cell {
    fn plain(&self) -> String {
        match self {
            Cell::Text(text) => tamed(text),
            Cell::Money(amount) => amount.amount().to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Number(n) => n.to_string(),
            Cell::Kilos(grams) => kilos(*grams),
            Cell::Empty => String::new(),
        }
    }
}

/// `1.5` for 1,500 grams: a decimal point, as spreadsheet programs keep it.
fn kilos(grams: i64) -> String {
    let text = format!(
        "{}{}.{:03}",
        if grams < 0 { "-" } else { "" },
        grams.unsigned_abs() / 1_000,
        grams.unsigned_abs() % 1_000
    );
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn write_row(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, cells: &[Cell], look: &Format) -> Result<()> {
    let money = look.clone().set_num_format("#,##0");
    let day = look.clone().set_num_format("dd/mm/yyyy");
    let weight = look.clone().set_num_format("#,##0.0##");
    for (column, cell) in (0_u16..).zip(cells) {
        match cell {
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, text, look)?;
            }
            Cell::Money(amount) => {
                sheet.write_with_format(row, column, amount.amount(), &money)?;
            }
            Cell::Day(at) => {
                let (month, date) = (u8::try_from(at.month())?, u8::try_from(at.day())?);
                let at = ExcelDateTime::from_ymd(u16::try_from(at.year())?, month, date)?;
                sheet.write_datetime_with_format(row, column, &at, &day)?;
            }
            Cell::Number(n) => {
                sheet.write_with_format(row, column, *n, &money)?;
            }
            Cell::Kilos(grams) => {
                sheet.write_with_format(row, column, kilos(*grams).parse::<f64>()?, &weight)?;
            }
            Cell::Empty => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_a_zip_and_takes_what_people_type() {
        let table = Sheet {
            name: "P1".to_owned(),
            title: vec!["Phiếu".to_owned()],
            head: vec!["Món".to_owned(), "Tiền".to_owned(), "Ngày".to_owned()],
            rows: vec![vec![
                Cell::Text("=1+1".to_owned()),
                Cell::Money(Money::dong(-150_000_000)),
                Cell::Day(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()),
            ]],
            total: vec![Cell::Empty],
        };
        assert_eq!(write(&table).unwrap().get(..2), Some(&b"PK"[..]));
    }

    #[test]
    fn a_book_takes_more_rows_than_a_sheet() {
        let mut book = Book::default();
        let tab = book.tab("Gói", vec!["A".to_owned()]).unwrap();
        book.row(tab, &[Cell::Number(1)]).unwrap();
        book.tabs[tab].row = LAST_ROW;
        book.row(tab, &[Cell::Number(2)]).unwrap();
        assert_eq!((book.tabs[tab].part, book.tabs[tab].row, book.sheets), (2, 1, 2));
        assert_eq!(book.finish().unwrap().get(..2), Some(&b"PK"[..]));
    }

    #[test]
    fn a_book_of_one_table_keeps_no_other() {
        let mut book = Book::only(1);
        for (name, n) in [("Một", 1), ("Hai", 2)] {
            let tab = book.tab(name, vec![name.to_owned()]).unwrap();
            book.row(tab, &[Cell::Number(n)]).unwrap();
        }
        assert_eq!((book.rows(), Book::default().rows()), (Some(1), None));
        let only = book.only.unwrap();
        assert_eq!((only.head, only.rows), (vec!["Hai".to_owned()], vec![vec![Cell::Number(2)]]));
    }

    #[test]
    fn grams_are_kilograms_in_a_file() {
        let said = [0, 5, 1_000, 1_540, -250, i64::MIN].map(kilos);
        assert_eq!(said, ["0", "0.005", "1", "1.54", "-0.25", "-9223372036854775.808"]);
    }

    #[test]
    fn nothing_typed_is_a_formula() {
        for text in ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "'quoted", "Cá thính"] {
            assert_eq!(untamed(&tamed(text)), text);
            assert!(!tamed(text).starts_with(FORMULA));
        }
        let bytes = csv(&["Tên".to_owned()], &[vec![Cell::Text("=1+1, \"x\"".to_owned()), Cell::Empty]]);
        assert!(bytes.is_err(), "a row as long as its head");
        let bytes = csv(&["Tên".to_owned()], &[vec![Cell::Text("=1+1, \"x\"".to_owned())]]).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "\u{feff}Tên\n\"'=1+1, \"\"x\"\"\"\n");
    }
}
