//! A spreadsheet that somebody uploads, XLSX or text with separators, as lines of cells. What kind it is, its bytes say, not
//! its name.
//!
//! The work takes as long as a file of some megabytes takes, and reads what a stranger sends: do it in [`turn`].

mod excel;
mod separated;
pub mod turn;

use chrono::NaiveDateTime;
use thiserror::Error;

/// The line that names the columns stands among so many first lines; above it are titles.
pub const SEARCHED: usize = 30;

/// How much of a file is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the upload.
    pub bytes: usize,
    /// Bytes of an XLSX after unpacking.
    pub unpacked: u64,
    /// Bytes of text in cells: a text that is stored once may stand in many cells.
    pub text: usize,
    /// Lines of one sheet, besides the first [`SEARCHED`].
    pub rows: usize,
    /// Characters of a cell.
    pub cell: usize,
    /// Line breaks within a cell; more are a quotation mark that nobody closed.
    pub breaks: usize,
}

/// Why nothing of a file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SheetError {
    #[error("the file is empty")]
    Empty,
    /// Or much more when unpacked.
    #[error("the file is too large")]
    TooLarge,
    #[error("the table has too many lines")]
    TooManyRows,
    /// Excel 97-2003, or an Excel file with a password: to be saved as XLSX or CSV without one.
    #[error("an old or locked Excel file")]
    OldExcel,
    /// Neither text nor XLSX.
    #[error("not a table")]
    NotATable,
    /// None of the first [`SEARCHED`] lines names the columns that are needed.
    #[error("no line names the columns")]
    NoHeader,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A number cell of a spreadsheet, in decimal digits with a point: never a float.
    Number(String),
    /// A date cell of a spreadsheet.
    Moment(NaiveDateTime),
    /// Too long, or an error such as `#REF!`.
    Faulty,
}

impl Cell {
    #[must_use]
    pub fn text(text: &str) -> Cell {
        let text = text.trim();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }
}

impl Limits {
    /// A text as a cell, unless it is too long for one.
    fn cell(&self, text: &str) -> Cell {
        let long = text.chars().nth(self.cell).is_some() || text.matches('\n').count() > self.breaks;
        if long { Cell::Faulty } else { Cell::text(text) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As the spreadsheet or editor counts: the first is 1.
    pub number: usize,
    pub cells: Vec<Cell>,
}

impl Line {
    #[must_use]
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// The sheets of a file up to the first one with a table; a text file is one. `known` says how many names of columns it
/// finds in some first lines: text is read with the separator with which it finds most.
///
/// # Errors
/// A [`SheetError`] that its sender can do something about.
pub fn read(file: &[u8], limits: &Limits, known: impl Fn(&[Line]) -> usize) -> Result<Vec<Vec<Line>>, SheetError> {
    if file.len() > limits.bytes {
        return Err(SheetError::TooLarge);
    }
    match file {
        [b'P', b'K', 3, 4, ..] => excel::read(file, limits, known),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(SheetError::OldExcel),
        _ => Ok(vec![separated::read(&decode(file)?, limits, known)?]),
    }
}

/// UTF-8, with or without a mark, or UTF-16 with one.
fn decode(file: &[u8]) -> Result<String, SheetError> {
    let text = match file {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        _ => std::str::from_utf8(file).ok().map(str::to_owned),
    }
    .ok_or(SheetError::NotATable)?;
    if text.trim().is_empty() {
        return Err(SheetError::Empty);
    }
    // One kind of line end, so that lines are counted right.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(strange) { Err(SheetError::NotATable) } else { Ok(text) }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>().ok();
    text.filter(|_| rest.is_empty())
}
