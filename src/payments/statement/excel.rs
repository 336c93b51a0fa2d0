//! XLSX. The file is a ZIP archive of XML, so a small upload can hold a very large one, and two cells can span a billion: what
//! is unpacked is counted before anything reads it, and cells are taken one by one, never as a rectangle.
//!
//! Old XLS is not read: the reader would lay out the rectangle that a hostile file asks for before we see a cell.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read as _};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use zip::ZipArchive;

use super::columns::SEARCHED;
use super::table::{Cell, Line};
use super::{MOST_ROWS, StatementError};

/// Bytes after unpacking: a bank's statement of 20,000 lines has about a third.
const MOST_UNPACKED: u64 = 32 * 1024 * 1024;
/// Bytes of text in cells: a text that is stored once may stand in many cells.
const MOST_TEXT: usize = 16 * 1024 * 1024;
const MOST_PARTS: usize = 200;
const MOST_SHEETS: usize = 5;
const MOST_LINES: usize = MOST_ROWS + SEARCHED;
const MOST_COLUMNS: u32 = 60;

pub fn read(file: &[u8]) -> Result<Vec<Vec<Line>>, StatementError> {
    measure(file)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(|_| StatementError::NotATable)?;
    let names = book.sheet_names();
    let mut text = 0;
    let mut sheets = Vec::new();
    for name in names.iter().take(MOST_SHEETS) {
        sheets.extend(sheet(&mut book, name, &mut text)?);
    }
    Ok(sheets)
}

/// Unpacks everything into nothing, to see how much it is: what the archive says of its own size is not believed.
fn measure(file: &[u8]) -> Result<(), StatementError> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| StatementError::NotATable)?;
    if archive.len() > MOST_PARTS {
        return Err(StatementError::TooLarge);
    }
    let mut left = MOST_UNPACKED;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| StatementError::NotATable)?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| StatementError::NotATable)?;
        left = left.checked_sub(unpacked).ok_or(StatementError::TooLarge)?;
    }
    Ok(())
}

/// The lines of a sheet that have a cell; `None` for what is no table, such as a chart.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, text: &mut usize) -> Result<Option<Vec<Line>>, StatementError> {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(None) };
    let mut lines: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    while let Some(found) = cells.next_cell().map_err(|_| StatementError::NotATable)? {
        let (line, column) = found.get_position();
        let cell = cell(found.get_value());
        if cell == Cell::Empty || column >= MOST_COLUMNS {
            continue;
        }
        if let Cell::Text(kept) | Cell::Number(kept) = &cell {
            *text = text.saturating_add(kept.len());
        }
        if *text > MOST_TEXT {
            return Err(StatementError::TooLarge);
        }
        let column = usize::try_from(column).unwrap_or_default();
        let cells = lines.entry(line).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        if lines.len() > MOST_LINES {
            return Err(StatementError::TooManyRows);
        }
    }
    let numbered = |(at, cells): (u32, Vec<Cell>)| Line { number: usize::try_from(at).unwrap_or_default() + 1, cells };
    Ok(Some(lines.into_iter().map(numbered).collect()))
}

/// Of a formula, what the spreadsheet last worked out.
fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.to_string()),
        // The shortest digits that mean this float, so 245000 is "245000".
        DataRef::Float(number) => Cell::Number(number.to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::DateTime(at) => moment(at).map_or(Cell::Faulty, Cell::Moment),
        DataRef::Bool(_) | DataRef::DurationIso(_) | DataRef::Error(_) => Cell::Faulty,
    }
}

fn moment(at: &ExcelDateTime) -> Option<NaiveDateTime> {
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?;
    let time = date.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second))?;
    time.checked_add_signed(TimeDelta::seconds(i64::from(milli >= 500)))
}
