//! A file as lines of cells, whatever it was.

use chrono::NaiveDateTime;

use super::{LARGEST, StatementError, excel, separated};

/// Longer than any bank's description of a transfer, in characters.
const LONGEST_CELL: usize = 2_000;
/// A cell with more line breaks is a quotation mark that nobody closed.
const MOST_BREAKS: usize = 5;

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
    pub fn text(text: &str) -> Cell {
        let text = text.trim();
        if text.is_empty() {
            Cell::Empty
        } else if text.chars().nth(LONGEST_CELL).is_some() || text.matches('\n').count() > MOST_BREAKS {
            Cell::Faulty
        } else {
            Cell::Text(text.to_owned())
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As the spreadsheet or editor counts: the first is 1.
    pub number: usize,
    pub cells: Vec<Cell>,
}

impl Line {
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// The sheets of a file; a text file is one.
pub fn read(file: &[u8]) -> Result<Vec<Vec<Line>>, StatementError> {
    if file.len() > LARGEST {
        return Err(StatementError::TooLarge);
    }
    match file {
        [b'P', b'K', 3, 4, ..] => excel::read(file),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(StatementError::OldExcel),
        _ => Ok(vec![separated::read(&decode(file)?)?]),
    }
}

/// UTF-8, with or without a mark, or UTF-16 with one.
fn decode(file: &[u8]) -> Result<String, StatementError> {
    let text = match file {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        _ => std::str::from_utf8(file).ok().map(str::to_owned),
    }
    .ok_or(StatementError::NotATable)?;
    if text.trim().is_empty() {
        return Err(StatementError::Empty);
    }
    // One kind of line end, so that lines are counted right.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(strange) { Err(StatementError::NotATable) } else { Ok(text) }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>().ok();
    text.filter(|_| rest.is_empty())
}
