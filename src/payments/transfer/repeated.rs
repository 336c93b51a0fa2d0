//! Lines of one statement that say the very same, as where all pay one price on one day: for those the books are read once, and
//! again only when somebody else has told of such a sum meanwhile.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::same::Book;
use super::tellings;
use super::told::Told;
use crate::error::Result;
use crate::kernel::ids::{BankAccountId, TransferId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;

/// So many lines further on, what was read for a line is forgotten: what was told since then is cheaper read than looked for.
const AWAY: usize = 100;

type Line = (DateTime<Utc>, Money, String, Option<String>);

fn line(told: &Told) -> Line {
    (told.at, told.amount, told.content.clone(), told.bank_reference.clone())
}

/// What a job keeps in mind from line to line of a statement; by default there is none.
#[derive(Debug, Default)]
pub struct Repeated {
    /// Those that are there more than once.
    lines: HashSet<Line>,
    read: HashMap<Line, Kept>,
    nth: usize,
}

#[derive(Debug)]
struct Kept {
    book: Book,
    /// The telling that was the last one then.
    last: i64,
    nth: usize,
}

impl Repeated {
    #[must_use]
    pub fn of(told: &[Told]) -> Self {
        let mut once = HashSet::new();
        let lines = told.iter().map(line).filter(|line| !once.insert(line.clone())).collect();
        Repeated { lines, ..Repeated::default() }
    }

    /// See [`tellings::elsewhere`]. To be called by who holds the sum on the account: nobody else tells of it meanwhile.
    pub async fn elsewhere(
        &mut self,
        conn: &mut Conn,
        told: &Told,
        codes: &[String],
        account: BankAccountId,
    ) -> Result<Option<TransferId>> {
        self.nth += 1;
        let (line, nth) = (line(told), self.nth);
        if !self.lines.contains(&line) {
            return tellings::elsewhere(conn, told, codes, account).await;
        }
        self.read.retain(|_, kept| kept.nth + AWAY >= nth);
        let before = self.read.remove(&line);
        let since = before.as_ref().map_or(i64::MAX, |kept| kept.last);
        let (last, others) = tellings::since(conn, since, told, account).await?;
        let mut book = match before {
            Some(kept) if !others => kept.book,
            _ => tellings::book_for(conn, told, codes, account).await?,
        };
        let found = book.find(told, codes);
        self.read.insert(line, Kept { book, last, nth });
        Ok(found)
    }

    /// This statement has told of that transfer, however it was found: it is no other line of it.
    pub fn tell(&mut self, transfer: TransferId, told: &Told) {
        for kept in self.read.values_mut() {
            kept.book.tell(transfer, told);
        }
    }
}
