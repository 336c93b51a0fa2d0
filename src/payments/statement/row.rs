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
    /// A day that is still to come, or of a year that is over: a slip in the file, which would pay an order all the same.
    Time,
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
            Reason::Time => "time",
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

/// What says, in a file with one column of amounts for both ways, which way they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Says {
    /// A word or a letter beside the amount.
    word: bool,
    /// The sign of some of them, or that what goes out has a column of its own: then what has no sign came in.
    sign: bool,
}

/// `None` where nothing says it: an amount may then be either, and no line can be read.
pub fn says(lines: &[Line], columns: &Columns) -> Option<Says> {
    let Some(both) = columns.place(Column::Amount) else { return Some(Says { word: false, sign: true }) };
    let moving = || lines.iter().filter(|line| matches!(amounts::of(line.cell(both)), Ok(Some(amount)) if amount != 0));
    let beside = columns.place(Column::Way);
    let says = Says {
        word: beside.is_some_and(|way| moving().any(|line| word(line.cell(way)).is_some())),
        sign: columns.place(Column::Debit).is_some() || moving().any(|line| amounts::has_sign(line.cell(both))),
    };
    // With a column for what came in, the other may be empty.
    let needed = columns.place(Column::Credit).is_none() && moving().next().is_some();
    (says.word || says.sign || !needed).then_some(says)
}

/// Reads a line; `says` is what [`says`] finds in all of them.
pub fn read(line: &Line, columns: &Columns, says: Says) -> Read {
    let at = |column| columns.place(column).map_or(&Cell::Empty, |place| line.cell(place));
    let problem = |reason| Read::Problem(RowProblem { line: line.number, reason });
    let date = dates::of(at(Column::At)).and_then(from_vietnam);
    if date.is_none() && (is_sum(line) || columns::named(line).is_some()) {
        return Read::Nothing;
    }
    let both = (at(Column::Amount), at(Column::Way));
    let amount = match way(at(Column::Credit), at(Column::Debit), both, says) {
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

fn way(credit: &Cell, debit: &Cell, (both, beside): (&Cell, &Cell), says: Says) -> Result<Way, Reason> {
    let amount = |cell| amounts::of(cell).map(Option::unwrap_or_default).map_err(|_| Reason::Amount);
    let (credit, debit, both) = (amount(credit)?, amount(debit)?, amount(both)?);
    match (credit, debit) {
        (0, 0) => signed(both, beside, says),
        (credit, 0) if credit > 0 => Ok(Way::In(Money::dong(credit))),
        (0, _) => Ok(Way::Out),
        (credit, _) if credit > 0 => Err(Reason::BothWays),
        _ => Err(Reason::Amount),
    }
}

/// A column for both ways: a minus goes out; without one, the word beside it says, where the file has such words.
fn signed(amount: i64, beside: &Cell, says: Says) -> Result<Way, Reason> {
    if amount == 0 {
        return Ok(Way::Nowhere);
    }
    let said = word(beside);
    let unknown = said.is_none() && *beside != Cell::Empty;
    match (amount > 0, said) {
        (true, Some(true)) => Ok(Way::In(Money::dong(amount))),
        (true, None) if says.sign && !(says.word && unknown) => Ok(Way::In(Money::dong(amount))),
        (_, Some(false)) | (false, None) => Ok(Way::Out),
        (false, Some(true)) | (true, None) => Err(Reason::Way),
    }
}

/// Whether a word beside an amount says that it came in (`true`) or went out; `None` for any other.
fn word(cell: &Cell) -> Option<bool> {
    let Cell::Text(text) = cell else { return None };
    let bare = text.trim_matches(['(', ')', ' ']);
    let one = |part: &str| match fold(part).as_str() {
        "c" | "cr" | "credit" | "co" | "ghi co" | "bao co" | "ps co" | "tien vao" | "vao" | "in" | "thu" | "nhan"
        | "nhan tien" | "chuyen den" | "chuyen tien den" | "nop tien" => Some(true),
        "d" | "dr" | "debit" | "no" | "ghi no" | "bao no" | "ps no" | "tien ra" | "ra" | "out" | "chi"
        | "chuyen di" | "chuyen tien di" | "rut tien" => Some(false),
        _ => None,
    };
    match bare {
        "+" => Some(true),
        "-" | "–" | "−" => Some(false),
        _ => one(bare).or_else(|| {
            // In two languages, as `Ghi có/Credit`.
            let mut parts = bare.split(['/', '(', '|', '-']).map(one);
            let first = parts.next()??;
            parts.all(|part| part == Some(first)).then_some(first)
        }),
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
