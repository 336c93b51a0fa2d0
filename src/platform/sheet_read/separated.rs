//! Text with a separator. Which one, the line that names the columns shows: it is the separator with which most of the names
//! are known.

use csv::{ReaderBuilder, StringRecord};

use super::{Limits, Line, SEARCHED, SheetError};

const SEPARATORS: [u8; 3] = [b';', b'\t', b','];
const MOST_COLUMNS: usize = 60;

pub fn read(text: &str, limits: &Limits, known: impl Fn(&[Line]) -> usize) -> Result<Vec<Line>, SheetError> {
    let known = |separator: u8| known(&lines(text, separator, limits, SEARCHED));
    let (names, separator) =
        SEPARATORS.into_iter().map(|separator| (known(separator), separator)).max().ok_or(SheetError::NoHeader)?;
    if names == 0 {
        return Err(SheetError::NoHeader);
    }
    let most = limits.rows + SEARCHED;
    let lines = lines(text, separator, limits, most + 1);
    if lines.len() > most { Err(SheetError::TooManyRows) } else { Ok(lines) }
}

fn lines(text: &str, separator: u8, limits: &Limits, most: usize) -> Vec<Line> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut lines = Vec::new();
    // The text is valid UTF-8 and lines may have any number of cells, so nothing else can be wrong with it.
    while lines.len() < most && reader.read_record(&mut record).is_ok_and(|more| more) {
        let number = record.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or_default();
        lines.push(Line { number, cells: record.iter().take(MOST_COLUMNS).map(|cell| limits.cell(cell)).collect() });
    }
    lines
}
