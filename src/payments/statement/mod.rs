//! A bank's statement as somebody uploads it: the list of movements that a bank's site saves as CSV or XLSX. Every bank lays it
//! out its own way and says the same: when, how much, what the payer wrote. Money that went out is counted and passed over.
//!
//! The work takes as long as a file of 5 MB takes, and reads what a stranger sends: do it off the server's threads, where a
//! panic of a reader is caught too.

mod amounts;
mod columns;
mod dates;
mod excel;
mod row;
mod separated;
mod table;

#[cfg(test)]
mod tests;

pub use row::{Reason, RowProblem, StatementRow};
use thiserror::Error;

/// The largest upload, in bytes.
pub const LARGEST: usize = 5 * 1024 * 1024;
/// The most lines of one sheet.
pub const MOST_ROWS: usize = 20_000;

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
}

/// Why nothing of a file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StatementError {
    #[error("the file is empty")]
    Empty,
    /// More than 5 MB, or much more than that when unpacked.
    #[error("the file is too large")]
    TooLarge,
    #[error("the table has more than 20,000 lines")]
    TooManyRows,
    /// Excel 97-2003, or an Excel file with a password: to be saved as XLSX or CSV without one.
    #[error("an old or locked Excel file")]
    OldExcel,
    /// Neither text nor XLSX.
    #[error("not a table")]
    NotATable,
    /// No line among the first thirty names a date, a content and an amount.
    #[error("no line names the columns")]
    NoHeader,
}

/// Reads an uploaded file; what kind it is, its bytes say, not its name. The first sheet with a line that names the columns
/// is the statement.
pub fn read(file: &[u8]) -> Result<Statement, StatementError> {
    let sheets = table::read(file)?;
    let (columns, header, lines) = sheets
        .iter()
        .find_map(|lines| {
            let (at, columns) = columns::find(lines)?;
            Some((columns, lines.get(at)?, lines.get(at + 1..)))
        })
        .ok_or(StatementError::NoHeader)?;
    let mut statement = Statement { columns: columns.names(header).collect(), ..Statement::default() };
    for line in lines.unwrap_or_default() {
        match row::read(line, &columns) {
            row::Read::Credit(credit) => statement.rows.push(credit),
            row::Read::Debit => statement.debits += 1,
            row::Read::Problem(problem) => statement.problems.push(problem),
            row::Read::Nothing => {}
        }
    }
    Ok(statement)
}
