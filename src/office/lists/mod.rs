//! Any list of the office as a file: the rows that its page shows under its filters, all pages of them, as XLSX or CSV. One
//! mechanism; each list says its columns and how a row fills them.

pub mod goods;
pub mod money;
pub mod people;
pub mod trade;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::error::Result;
use crate::kernel::clock::in_vietnam;
use crate::kernel::lang::Lang;
use crate::kernel::paging::Cursor;
use crate::platform::Shop;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::{self, Book, Cell};

/// Rows read at once.
pub const PIECE: usize = 500;
/// Rows of a file. One that is longer ends with a sentence that says so.
pub const MOST: usize = 20_000;

/// What a list found, and whether there is more than a file holds.
pub struct Found<T> {
    rows: Vec<T>,
    cut: bool,
}

/// A list that has no pages: what is shown is all of it.
impl<T> From<Vec<T>> for Found<T> {
    fn from(rows: Vec<T>) -> Self {
        Found { rows, cut: false }
    }
}

/// All pages of a list.
pub async fn all<T>(mut page: impl AsyncFnMut(Option<Cursor>) -> Result<(Vec<T>, Option<Cursor>)>) -> Result<Found<T>> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let (more, next) = page(after).await?;
        rows.extend(more);
        if next.is_none() || rows.len() >= MOST {
            let cut = next.is_some() || rows.len() > MOST;
            rows.truncate(MOST);
            return Ok(Found { rows, cut });
        }
        after = next;
    }
}

/// A list's file: its name (plain ASCII) and the Fluent keys of its columns.
pub struct File {
    pub name: &'static str,
    pub head: &'static [&'static str],
}

impl File {
    /// The answer: `kind` is `xlsx` or `csv`. That the list was taken along is in the log.
    pub async fn respond<T>(
        &self,
        clerk: &Clerk,
        shop: &Shop,
        kind: &str,
        found: Found<T>,
        row: impl Fn(Lang, T) -> Vec<Cell>,
    ) -> Result<HttpResponse> {
        let lang = clerk.visitor.lang;
        let told = json!({ "rows": found.rows.len(), "file": kind });
        let act = clerk.act("list.taken").on(self.name).changed(Value::Null, told);
        acts::record(&mut *shop.db.conn().await?, &act).await?;
        let head: Vec<String> = self.head.iter().map(|key| locales::text(lang, key)).collect();
        let mut rows: Vec<Vec<Cell>> = found.rows.into_iter().map(|found| row(lang, found)).collect();
        if found.cut {
            let args = Args::from([("n".into(), i64::try_from(MOST).unwrap_or(i64::MAX).into())]);
            let mut last = vec![Cell::Text(locales::text_with(lang, "list-cut", &args))];
            last.resize(head.len(), Cell::Empty);
            rows.push(last);
        }
        let name = format!("{}-{}.{kind}", self.name, shop.clock.today());
        if kind == "csv" {
            return sheet::respond_csv(&name, &head, &rows);
        }
        let mut book = Book::default();
        let tab = book.tab(&locales::text(lang, "list-sheet"), head)?;
        for cells in &rows {
            book.row(tab, cells)?;
        }
        sheet::respond_book(&name, book).await
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn at(moment: DateTime<Utc>) -> Cell {
    Cell::Text(in_vietnam(moment).format("%Y-%m-%d %H:%M:%S").to_string())
}

/// A word of the program as the page reads it: the sentence `{begins}{word}`.
fn word(lang: Lang, begins: &str, word: &str) -> Cell {
    Cell::Text(locales::text(lang, &format!("{begins}{word}")))
}
