//! Spreadsheet files. Text stays text: nothing that somebody typed is ever read as a formula.

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

fn write_row(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, cells: &[Cell], look: &Format) -> Result<()> {
    let money = look.clone().set_num_format("#,##0");
    let day = look.clone().set_num_format("dd/mm/yyyy");
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
}
