//! One struct per template of the inbox.

use serde::Serialize;

use super::claims;
use super::queries::{Item, Sum};
use super::reasons::Reason;
use crate::kernel::money::Money;
use crate::office::moved::Moved;
use crate::platform::forms::Form;
use crate::platform::views::Page;

/// A way to look at the list.
#[derive(Serialize)]
pub struct Choice {
    /// Fluent key of its name.
    pub key: String,
    pub query: String,
    pub waiting: i64,
    pub overdue: i64,
    pub on: bool,
}

/// What waits, as a clerk reads it.
#[derive(Serialize)]
pub struct Row {
    pub kind: String,
    /// What it is claimed as.
    pub noun: String,
    pub id: i64,
    pub title: String,
    pub household_vi: String,
    pub household_en: String,
    pub amount: Option<Money>,
    pub since: chrono::DateTime<chrono::Utc>,
    pub due: chrono::DateTime<chrono::Utc>,
    pub whom: String,
    pub overdue: bool,
    /// Fluent key and number: how long until it is due, or since it was.
    pub term: &'static str,
    pub n: i64,
    /// May be decided with others: the revision and what is seen of it.
    pub pick: Option<String>,
    /// It was ticked, and says what it said then.
    pub picked: bool,
    pub trusted: bool,
    pub holder: Option<String>,
    pub mine: bool,
    pub held_since: String,
}

impl Row {
    #[must_use]
    pub fn of(item: Item, form: &Form) -> Self {
        let (term, n) = term(item.minutes);
        let free = item.holder.is_none() || item.mine;
        let pick = item.seq.filter(|_| item.trusted && free).map(|seq| format!("{}:{seq}", item.id));
        Row {
            picked: form.pairs().iter().any(|(name, value)| name == "pick" && pick.as_ref() == Some(value)),
            pick,
            held_since: item.held_since.map(claims::wall).unwrap_or_default(),
            term,
            n,
            kind: item.kind,
            noun: item.noun,
            id: item.id,
            title: item.title,
            household_vi: item.household_vi,
            household_en: item.household_en,
            amount: item.amount,
            since: item.since,
            due: item.due,
            whom: item.whom,
            overdue: item.overdue,
            trusted: item.trusted,
            holder: item.holder,
            mine: item.mine,
        }
    }
}

/// Minutes in words: hours, and days from two on.
const fn term(minutes: i64) -> (&'static str, i64) {
    let hours = minutes.abs() / 60;
    match (minutes < 0, hours >= 48) {
        (true, true) => ("inbox-late-days", hours / 24),
        (true, false) => ("inbox-late-hours", hours),
        (false, true) => ("inbox-left-days", hours / 24),
        (false, false) => ("inbox-left-hours", hours),
    }
}

/// Until when a kind is decided, and who says so.
#[derive(Serialize)]
pub struct Deadline {
    pub kind: &'static str,
    pub hours: i32,
    pub law: bool,
}

/// What became of one that was decided with others.
#[derive(Serialize)]
pub struct Outcome {
    pub name: String,
    pub good: bool,
    /// Fluent key.
    pub key: &'static str,
}

#[derive(Serialize)]
pub struct InboxPage {
    pub rows: Vec<Row>,
    /// Query of the next page.
    pub next: Option<String>,
    pub kinds: Vec<Choice>,
    pub onlies: Vec<Choice>,
    pub sum: Sum,
    /// Query of what is looked at.
    pub view: String,
    /// The page that is looked at, as a cursor.
    pub after: Option<String>,
    /// Whether anything here may be ticked.
    pub bulk: bool,
    /// Reasons ready to be chosen for it.
    pub reasons: Vec<Reason>,
    pub form: Form,
    pub deadlines: Vec<Deadline>,
    pub lease: i32,
    /// The rule of trust.
    pub approved: i64,
    pub days: i64,
    pub outcomes: Vec<Outcome>,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
}

impl Page for InboxPage {
    const TEMPLATE: &'static str = "office/inbox/inbox.html";
}

/// The reasons of one kind.
#[derive(Serialize)]
pub struct Kind {
    pub kind: &'static str,
    pub reasons: Vec<Reason>,
}

#[derive(Serialize)]
pub struct ReasonsPage {
    pub kinds: Vec<Kind>,
    /// Of a new one, or of the one that came back.
    pub form: Form,
    /// The one that came back; 0 for a new one.
    pub of: i64,
    /// What somebody else has changed meanwhile.
    pub moved: Vec<Moved>,
}

impl Page for ReasonsPage {
    const TEMPLATE: &'static str = "office/inbox/reasons.html";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_hours_and_then_days() {
        assert_eq!(term(59), ("inbox-left-hours", 0));
        assert_eq!(term(60 * 47 + 59), ("inbox-left-hours", 47));
        assert_eq!(term(60 * 48), ("inbox-left-days", 2));
        assert_eq!(term(-1), ("inbox-late-hours", 0));
        assert_eq!(term(-60 * 73), ("inbox-late-days", 3));
    }
}
