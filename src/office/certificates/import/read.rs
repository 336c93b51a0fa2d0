//! A file as rows: each a handful of fields as a form would have them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::{self, COLUMNS, Columns};
use crate::kernel::lang::Lang;
use crate::kernel::text::{fold, tidy};
use crate::payments::statement::dates;
use crate::platform::locales;
use crate::platform::sheet::untamed;
use crate::platform::sheet_read::{self, Cell, Limits, Line, SheetError};
use crate::producers::certificate::{KINDS, kind_key};

/// The most rows of one file.
pub const MOST_ROWS: usize = 1_000;
/// The largest upload, in bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// Digits of the shortest phone that begins with the country's: 84 and nine more. There are phones 084, too.
const WITH_COUNTRY: usize = 11;

const LIMITS: Limits =
    Limits { bytes: LARGEST, unpacked: 16 * 1024 * 1024, text: 4 * 1024 * 1024, rows: MOST_ROWS, cell: 500, breaks: 5 };

/// One line of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As the spreadsheet counts.
    pub line: usize,
    /// Form field to what it holds: a kind by its code, a day as `2026-11-23`, anything else as typed.
    pub fields: BTreeMap<String, String>,
    /// Fields whose cell could not be read.
    pub broken: Vec<String>,
}

/// The rows of the first sheet that names households, kinds and numbers. Off the server's threads.
///
/// # Errors
/// A [`SheetError`], for a sheet without rows [`SheetError::Empty`].
pub fn read(file: &[u8]) -> Result<Vec<Row>, SheetError> {
    let known = |lines: &[Line]| columns::find(lines).map_or(0, |(_, columns)| columns.0.len());
    let sheets = sheet_read::read(file, &LIMITS, known)?;
    let found = sheets.iter().find_map(|lines| columns::find(lines).map(|(at, columns)| (lines, at, columns)));
    let (lines, at, columns) = found.ok_or(SheetError::NoHeader)?;
    let rows: Vec<Row> = lines.iter().skip(at + 1).filter_map(|line| row(line, &columns)).collect();
    match rows.len() {
        0 => Err(SheetError::Empty),
        n if n > MOST_ROWS => Err(SheetError::TooManyRows),
        _ => Ok(rows),
    }
}

fn row(line: &Line, columns: &Columns) -> Option<Row> {
    let mut row = Row { line: line.number, ..Row::default() };
    for (column, at) in &columns.0 {
        let Some((_, field, _)) = COLUMNS.get(*column) else { continue };
        match value(field, line.cell(*at)) {
            Some(value) if value.is_empty() => {}
            Some(value) => {
                row.fields.insert((*field).to_owned(), value);
            }
            None => row.broken.push((*field).to_owned()),
        }
    }
    (!row.fields.is_empty() || !row.broken.is_empty()).then_some(row)
}

/// A cell as a form's field; `None` for one that cannot be that.
fn value(field: &str, cell: &Cell) -> Option<String> {
    match (field, cell) {
        (_, Cell::Empty) => Some(String::new()),
        (_, Cell::Faulty) => None,
        ("decided_on" | "issued_on" | "expires_on", cell) => Some(dates::of(cell)?.date().to_string()),
        ("kind", Cell::Text(text)) => Some(kind(text).unwrap_or(text).to_owned()),
        ("stars", Cell::Text(text)) => Some(text.chars().filter(char::is_ascii_digit).collect()),
        (_, Cell::Text(text)) => Some(tidy(untamed(text))),
        // A spreadsheet that takes a phone for a number drops the nought before it; with the country's 84 it has more digits.
        ("phone", Cell::Number(number)) if number.len() < WITH_COUNTRY => Some(format!("0{number}")),
        (_, Cell::Number(number)) => Some(number.replace('.', ",")),
        (_, Cell::Moment(at)) => Some(at.date().to_string()),
    }
}

/// The kind that is called so in either language, or by its code.
fn kind(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    KINDS.into_iter().find(|code| {
        let named = |lang| fold(&locales::text(lang, &kind_key(code))) == folded;
        *code == text.trim() || named(Lang::Vi) || named(Lang::En)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_behind_a_decision_is_read() {
        let text = "Danh sách kèm Quyết định;;;;;;\nTên chủ thể;Loại;Số giấy;Sản phẩm;Số sao;Điểm;Ngày cấp\n\
                    HTX Ven Lô;ocop;12/QĐ;Bưởi soi bãi;4 sao;78,5;23/11/2026\n;;;;;;\n\
                    Bà Lụa;Hữu cơ;HC-1;;;;hôm qua\n";
        let rows = read(text.as_bytes()).unwrap();
        assert_eq!((rows.len(), rows[0].line), (2, 3));
        let field = |row: usize, name: &str| rows[row].fields.get(name).cloned().unwrap_or_default();
        assert_eq!(
            (field(0, "kind"), field(0, "stars"), field(0, "score")),
            ("ocop".into(), "4".into(), "78,5".into())
        );
        assert_eq!((field(0, "issued_on"), field(1, "kind")), ("2026-11-23".into(), "organic".into()));
        assert_eq!(rows[1].broken, ["issued_on"]);
        let phone = |number: &str| value("phone", &Cell::Number(number.to_owned()));
        assert_eq!(
            ["912345678", "84912345678", "842345678"].map(|number| phone(number).unwrap()),
            ["0912345678", "84912345678", "0842345678"]
        );
        assert_eq!(read("a;b\n1;2\n".as_bytes()), Err(SheetError::NoHeader));
        assert_eq!(read("Hộ;Loại;Số giấy\n;;\n".as_bytes()), Err(SheetError::Empty));
    }
}
