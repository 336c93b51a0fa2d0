//! Text with a separator. Which one, the line that names the columns shows: it is the separator with which most of the names
//! are known.

use csv::{ReaderBuilder, StringRecord};

use super::columns::{self, SEARCHED};
use super::table::{Cell, Line};
use super::{MOST_ROWS, StatementError};

const SEPARATORS: [u8; 3] = [b';', b'\t', b','];
/// Lines in front of the table, and the table.
const MOST_LINES: usize = MOST_ROWS + SEARCHED;
const MOST_COLUMNS: usize = 60;

pub fn read(text: &str) -> Result<Vec<Line>, StatementError> {
    let known = |separator: u8| {
        let head = lines(text, separator, SEARCHED);
        columns::find(&head).map_or(0, |(_, columns)| columns.count())
    };
    let (names, separator) =
        SEPARATORS.into_iter().map(|separator| (known(separator), separator)).max().ok_or(StatementError::NoHeader)?;
    if names == 0 {
        return Err(StatementError::NoHeader);
    }
    let lines = lines(text, separator, MOST_LINES + 1);
    if lines.len() > MOST_LINES { Err(StatementError::TooManyRows) } else { Ok(lines) }
}

fn lines(text: &str, separator: u8, most: usize) -> Vec<Line> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut lines = Vec::new();
    // The text is valid UTF-8 and lines may have any number of cells, so nothing else can be wrong with it.
    while lines.len() < most && reader.read_record(&mut record).is_ok_and(|more| more) {
        let number = record.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or_default();
        lines.push(Line { number, cells: record.iter().take(MOST_COLUMNS).map(Cell::text).collect() });
    }
    lines
}
