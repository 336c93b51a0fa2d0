//! XLSX. The file is a ZIP archive of XML, so a small upload can hold a very large one, and two cells can span a billion: what
//! is unpacked is counted before anything reads it, and cells are taken one by one, never as a rectangle.
//!
//! Old XLS is not read: the reader would lay out the rectangle that a hostile file asks for before we see a cell.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read as _};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use zip::ZipArchive;

use super::{Cell, Limits, Line, SEARCHED, SheetError};

const MOST_PARTS: usize = 200;
const MOST_SHEETS: usize = 5;
const MOST_COLUMNS: u32 = 60;

/// The sheets up to the first one with a name of a column that is `known`: what stands behind it, as all the parcels of a
/// household behind its goods, may be as long as it likes.
pub fn read(file: &[u8], limits: &Limits, known: impl Fn(&[Line]) -> usize) -> Result<Vec<Vec<Line>>, SheetError> {
    measure(file, limits.unpacked)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(|_| SheetError::NotATable)?;
    let names = book.sheet_names();
    let mut text = 0;
    let mut sheets = Vec::new();
    for name in names.iter().take(MOST_SHEETS) {
        let Some(lines) = sheet(&mut book, name, limits, &mut text)? else { continue };
        let found = known(&lines) > 0;
        sheets.push(lines);
        if found {
            break;
        }
    }
    Ok(sheets)
}

/// Unpacks everything into nothing, to see how much it is: what the archive says of its own size is not believed.
fn measure(file: &[u8], most: u64) -> Result<(), SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| SheetError::NotATable)?;
    if archive.len() > MOST_PARTS {
        return Err(SheetError::TooLarge);
    }
    let mut left = most;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| SheetError::NotATable)?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| SheetError::NotATable)?;
        left = left.checked_sub(unpacked).ok_or(SheetError::TooLarge)?;
    }
    Ok(())
}

/// The lines of a sheet that have a cell; `None` for what is no table, such as a chart.
fn sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
    text: &mut usize,
) -> Result<Option<Vec<Line>>, SheetError> {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(None) };
    let mut lines: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    while let Some(found) = cells.next_cell().map_err(|_| SheetError::NotATable)? {
        let (line, column) = found.get_position();
        let cell = cell(found.get_value(), limits);
        if cell == Cell::Empty || column >= MOST_COLUMNS {
            continue;
        }
        if let Cell::Text(kept) | Cell::Number(kept) = &cell {
            *text = text.saturating_add(kept.len());
        }
        if *text > limits.text {
            return Err(SheetError::TooLarge);
        }
        let column = usize::try_from(column).unwrap_or_default();
        let cells = lines.entry(line).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        if lines.len() > limits.rows + SEARCHED {
            return Err(SheetError::TooManyRows);
        }
    }
    let numbered = |(at, cells): (u32, Vec<Cell>)| Line { number: usize::try_from(at).unwrap_or_default() + 1, cells };
    Ok(Some(lines.into_iter().map(numbered).collect()))
}

/// Of a formula, what the spreadsheet last worked out.
fn cell(value: &DataRef<'_>, limits: &Limits) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.to_string()),
        // The shortest digits that mean this float, so 245000 is "245000".
        DataRef::Float(number) => Cell::Number(number.to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) => limits.cell(text),
        DataRef::SharedString(text) => limits.cell(text),
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
