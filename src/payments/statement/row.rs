//! One line of a statement.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::columns::{self, Column, Columns};
use super::{amounts, dates};
use crate::kernel::clock::from_vietnam;
use crate::kernel::money::Money;
use crate::kernel::text::{fold, tidy};
use crate::platform::sheet_read::{Cell, Line};

/// Money that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    /// As the spreadsheet or editor counts: the first is 1.
    pub line: usize,
    /// Midnight in Vietnam when the bank prints only the day.
    pub at: DateTime<Utc>,
    /// Above 0.
    pub amount: Money,
    /// What the payer wrote, with whatever the banks put around it.
    pub content: String,
    pub bank_reference: Option<String>,
    pub payer_name: Option<String>,
    pub payer_account: Option<String>,
}

/// A line that somebody has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowProblem {
    pub line: usize,
    pub reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// No date, or one that is none.
    Date,
    /// An amount that is no whole number of đồng, or below 0 where that cannot be.
    Amount,
    /// A date and no amount.
    NoAmount,
    /// In and out at once.
    BothWays,
    /// In or out is not said in words that we know.
    Way,
    /// A text too long to be a bank's, or an error cell.
    Cell,
}

impl Reason {
    /// The tail of a Fluent key (`statement-reason-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Date => "date",
            Reason::Amount => "amount",
            Reason::NoAmount => "no-amount",
            Reason::BothWays => "both-ways",
            Reason::Way => "way",
            Reason::Cell => "cell",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    Credit(StatementRow),
    Debit,
    Problem(RowProblem),
    /// Empty, a sum, a line below the table, the names again.
    Nothing,
}

/// Whether a column for both ways says anywhere which way its amounts go: by a sign, by the words beside it, or because what
/// goes out has a column of its own. Where nothing says so, an amount without a sign may be either.
pub fn says_way(lines: &[Line], columns: &Columns) -> bool {
    let Some(both) = columns.place(Column::Amount) else { return true };
    let beside = [Column::Way, Column::Debit].into_iter().any(|column| columns.place(column).is_some());
    beside || lines.iter().any(|line| amounts::has_sign(line.cell(both)))
}

/// Reads a line; `says_way` is what [`says_way`] says of all of them.
pub fn read(line: &Line, columns: &Columns, says_way: bool) -> Read {
    let at = |column| columns.place(column).map_or(&Cell::Empty, |place| line.cell(place));
    let problem = |reason| Read::Problem(RowProblem { line: line.number, reason });
    let date = dates::of(at(Column::At)).and_then(from_vietnam);
    if date.is_none() && (is_sum(line) || columns::named(line).is_some()) {
        return Read::Nothing;
    }
    let both = (at(Column::Amount), at(Column::Way));
    let amount = match way(at(Column::Credit), at(Column::Debit), both, says_way) {
        Ok(Way::In(amount)) => amount,
        Ok(Way::Out) if date.is_some() => return Read::Debit,
        Ok(Way::Out) => return problem(Reason::Date),
        Ok(Way::Nowhere) if date.is_some() => return problem(Reason::NoAmount),
        Ok(Way::Nowhere) => return Read::Nothing,
        // Words where an amount should be, in a line without a date, are a remark below the table.
        Err(Reason::Amount) if date.is_none() && *at(Column::At) == Cell::Empty => return Read::Nothing,
        Err(reason) => return problem(reason),
    };
    let Some(date) = date else { return problem(Reason::Date) };
    let texts = [Column::Content, Column::Reference, Column::PayerName, Column::PayerAccount].map(|c| text(at(c)));
    let [Ok(content), Ok(bank_reference), Ok(payer_name), Ok(payer_account)] = texts else {
        return problem(Reason::Cell);
    };
    let content = content.unwrap_or_default();
    Read::Credit(StatementRow {
        line: line.number,
        at: date,
        amount,
        content,
        bank_reference,
        payer_name,
        payer_account,
    })
}

enum Way {
    In(Money),
    Out,
    Nowhere,
}

fn way(credit: &Cell, debit: &Cell, (both, word): (&Cell, &Cell), says_way: bool) -> Result<Way, Reason> {
    let amount = |cell| amounts::of(cell).map(Option::unwrap_or_default).map_err(|_| Reason::Amount);
    let (credit, debit, both) = (amount(credit)?, amount(debit)?, amount(both)?);
    match (credit, debit) {
        (0, 0) => signed(both, word, says_way),
        (credit, 0) if credit > 0 => Ok(Way::In(Money::dong(credit))),
        (0, _) => Ok(Way::Out),
        (credit, _) if credit > 0 => Err(Reason::BothWays),
        _ => Err(Reason::Amount),
    }
}

/// A column for both ways: a minus goes out; without one, the word beside it says, where there is such a column.
fn signed(amount: i64, word: &Cell, says_way: bool) -> Result<Way, Reason> {
    if amount == 0 {
        return Ok(Way::Nowhere);
    }
    let word = match word {
        Cell::Empty => None,
        Cell::Text(text) if text == "+" => Some(true),
        Cell::Text(text) if matches!(text.as_str(), "-" | "–") => Some(false),
        Cell::Text(text) => match fold(text).as_str() {
            "c" | "cr" | "credit" | "co" | "ghi co" | "tien vao" | "in" => Some(true),
            "d" | "dr" | "debit" | "no" | "ghi no" | "tien ra" | "out" => Some(false),
            _ if amount < 0 => None,
            _ => return Err(Reason::Way),
        },
        _ => return Err(Reason::Way),
    };
    match (amount > 0, word) {
        (true, None) if !says_way => Err(Reason::Way),
        (true, Some(true) | None) => Ok(Way::In(Money::dong(amount))),
        (_, Some(false)) | (false, None) => Ok(Way::Out),
        (false, Some(true)) => Err(Reason::Way),
    }
}

/// A line of sums or balances.
fn is_sum(line: &Line) -> bool {
    let first = line.cells.iter().find(|cell| **cell != Cell::Empty);
    let Some(Cell::Text(text)) = first else { return first.is_none() };
    let text = fold(text);
    ["tong", "cong", "total", "so du", "opening", "closing", "ending", "beginning"]
        .iter()
        .any(|word| text.starts_with(word))
}

fn text(cell: &Cell) -> Result<Option<String>, Reason> {
    let text = match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Number(text) => tidy(text),
        Cell::Moment(_) | Cell::Faulty => return Err(Reason::Cell),
    };
    Ok((!text.is_empty()).then_some(text))
}
