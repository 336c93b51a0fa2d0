//! A bank's statement as somebody uploads it: the list of movements that a bank's site saves as CSV or XLSX. Every bank lays it
//! out its own way and says the same: when, how much, what the payer wrote. Money that went out is counted and passed over.
//!
//! The work takes as long as a file of 5 MB takes, and reads what a stranger sends: do it off the server's threads, where a
//! panic of a reader is caught too.

mod amounts;
mod columns;
pub mod dates;
mod row;

#[cfg(test)]
mod tests;

pub use row::{Reason, RowProblem, StatementRow};

use std::mem;

use chrono::{DateTime, TimeDelta, Utc};

use crate::kernel::text::tidy;
use crate::platform::sheet_read::{self, Cell, Limits, SheetError};

/// The largest upload, in bytes.
pub const LARGEST: usize = 5 * 1024 * 1024;
/// The most lines of one sheet.
pub const MOST_ROWS: usize = 20_000;
/// No order waits so long for its money.
const OLDEST: TimeDelta = TimeDelta::days(366);
/// As many columns are named to somebody whose file was not read.
const MOST_NAMES: usize = 30;

/// What a statement says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Money that came in, in the order of the file.
    pub rows: Vec<StatementRow>,
    /// Lines that look like a movement and could not be read: somebody has to look at them.
    pub problems: Vec<RowProblem>,
    /// How many lines were money that went out.
    pub debits: usize,
    /// The columns that were read: the tail of a Fluent key, and the bank's name for it.
    pub columns: Vec<(&'static str, String)>,
    /// What all columns are called, where nothing was read: their one column of amounts has no sign anywhere, and none beside
    /// it says what came in and what went out.
    pub unsigned: Option<Vec<String>>,
}

impl Statement {
    /// Makes what came in at no time that a statement of today can tell of, beyond tomorrow or more than [`OLDEST`] ago, a
    /// problem for somebody to look at.
    pub fn put_aside_of_other_times(&mut self, now: DateTime<Utc>) {
        let (oldest, latest) = (now - OLDEST, now + TimeDelta::days(1));
        let (rows, aside): (Vec<_>, Vec<_>) =
            mem::take(&mut self.rows).into_iter().partition(|row| row.at >= oldest && row.at <= latest);
        self.rows = rows;
        self.problems.extend(aside.iter().map(|row| RowProblem { line: row.line, reason: Reason::Time }));
        self.problems.sort_by_key(|problem| problem.line);
    }
}

/// How much of a file is read. Banks' descriptions are shorter than that, and a statement of so many lines has about a third
/// of these bytes unpacked.
const LIMITS: Limits = Limits {
    bytes: LARGEST,
    unpacked: 32 * 1024 * 1024,
    text: 16 * 1024 * 1024,
    rows: MOST_ROWS,
    cell: 2_000,
    breaks: 5,
};

/// Reads an uploaded file; what kind it is, its bytes say, not its name. The first sheet with a line that names the columns
/// is the statement.
pub fn read(file: &[u8]) -> Result<Statement, SheetError> {
    let sheets = sheet_read::read(file, &LIMITS, |lines| columns::find(lines).map_or(0, |(_, found)| found.count()))?;
    let (columns, header, lines) = sheets
        .iter()
        .find_map(|lines| {
            let (at, columns) = columns::find(lines)?;
            Some((columns, lines.get(at)?, lines.get(at + 1..)))
        })
        .ok_or(SheetError::NoHeader)?;
    let mut statement = Statement { columns: columns.names(header).collect(), ..Statement::default() };
    let lines = lines.unwrap_or_default();
    let Some(says) = row::says(lines, &columns) else {
        let names = header.cells.iter().filter_map(|cell| match cell {
            Cell::Text(name) => Some(tidy(name)),
            _ => None,
        });
        return Ok(Statement { unsigned: Some(names.take(MOST_NAMES).collect()), ..statement });
    };
    for line in lines {
        match row::read(line, &columns, says) {
            row::Read::Credit(credit) => statement.rows.push(credit),
            row::Read::Debit => statement.debits += 1,
            row::Read::Problem(problem) => statement.problems.push(problem),
            row::Read::Nothing => {}
        }
    }
    Ok(statement)
}
