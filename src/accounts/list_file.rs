//! Any list that a clerk reads as a file: the rows that its page shows under its filters, all pages of them, as XLSX or CSV. One
//! mechanism; each list says its columns and how a row fills them.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::actors::{Clerk, Member};
use super::acts;
use super::evidence::Evidence;
use super::rights::Right;
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::lang::Lang;
use crate::kernel::paging::Cursor;
use crate::platform::Shop;
use crate::platform::db::Conn;
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

impl<T> Found<T> {
    /// The rows, and whether there are more.
    #[must_use]
    pub fn parts(self) -> (Vec<T>, bool) {
        (self.rows, self.cut)
    }
}

/// A list that has no pages: what is shown is all of it.
impl<T> From<Vec<T>> for Found<T> {
    fn from(rows: Vec<T>) -> Self {
        Found { rows, cut: false }
    }
}

/// A list that was read up to some length, and whether it goes on.
impl<T> From<(Vec<T>, bool)> for Found<T> {
    fn from((rows, cut): (Vec<T>, bool)) -> Self {
        Found { rows, cut }
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

/// The last row of a file that is cut: the sentence that says so.
#[must_use]
pub fn cut_row(said: String, width: usize) -> Vec<Cell> {
    let mut last = vec![Cell::Text(said)];
    last.resize(width, Cell::Empty);
    last
}

/// Writes into the log that a clerk took a file of so many rows along: `name` says which, `kind` is how its name ends.
pub async fn taken(conn: &mut Conn, clerk: &Clerk, name: &str, kind: &str, rows: usize) -> Result<()> {
    let told = json!({ "rows": rows, "file": kind });
    let act = clerk.act("list.taken").on(name).changed(Value::Null, told);
    acts::record(conn, &act.shown_by(Evidence::Reading)).await
}

/// Writes into the log that a clerk took a file along at a household's desk, in its place; what a member takes of their own is
/// nobody else's business. Call it before anything of the file is read.
///
/// # Refuses
/// A clerk who lacks one of the rights `asks`, which the office's own files of the same would ask for.
pub async fn taken_for(conn: &mut Conn, member: &Member, asks: &[Right], name: &str, kind: &str) -> Result<()> {
    if !member.clerk {
        return Ok(());
    }
    if !asks.iter().all(|right| member.visitor.may(*right)) {
        return Err(Error::Forbidden);
    }
    acts::record(conn, &member.act("list.taken").on(name).changed(Value::Null, json!({ "file": kind }))).await
}

/// The book of a report of several tables, and what its file's name has besides the report's: as XLSX it holds all of them; as
/// CSV the one of `tables` that is `asked` for, or the first.
#[must_use]
pub fn report_book(kind: &str, tables: &[&str], asked: &str) -> (Book, String) {
    if kind != "csv" {
        return (Book::default(), String::new());
    }
    let at = tables.iter().position(|table| *table == asked).unwrap_or(0);
    (Book::only(at), format!("-{}", tables.get(at).copied().unwrap_or_default()))
}

/// A list's file: its name (plain ASCII) and the Fluent keys of its columns.
pub struct File {
    pub name: &'static str,
    pub head: &'static [&'static str],
}

impl File {
    /// The answer for a list that is read in pages: all of them.
    pub async fn paged<T>(
        &self,
        clerk: &Clerk,
        shop: &Shop,
        kind: &str,
        mut page: impl AsyncFnMut(&mut Conn, Option<Cursor>) -> Result<(Vec<T>, Option<Cursor>)>,
        row: impl Fn(Lang, T) -> Vec<Cell>,
    ) -> Result<HttpResponse> {
        let mut conn = shop.db.conn().await?;
        let found = all(async |after| page(&mut *conn, after).await).await?;
        drop(conn);
        self.respond(clerk, shop, kind, found, row).await
    }

    /// The answer for a list that has no pages.
    pub async fn whole<T>(
        &self,
        clerk: &Clerk,
        shop: &Shop,
        kind: &str,
        list: impl AsyncFnOnce(&mut Conn) -> Result<Vec<T>>,
        row: impl Fn(Lang, T) -> Vec<Cell>,
    ) -> Result<HttpResponse> {
        let found = list(&mut *shop.db.conn().await?).await?;
        self.respond(clerk, shop, kind, found.into(), row).await
    }

    /// The answer: `kind` is `xlsx` or `csv`. That the list was taken along is in the log.
    pub async fn respond<T>(
        &self,
        clerk: &Clerk,
        shop: &Shop,
        kind: &str,
        found: Found<T>,
        row: impl Fn(Lang, T) -> Vec<Cell>,
    ) -> Result<HttpResponse> {
        self.named(self.name.to_owned(), clerk, shop, kind, found, row).await
    }

    /// The answer for a list of one thing; `of` (plain ASCII) says which, in the file's name and in the log.
    pub async fn respond_of<T>(
        &self,
        of: &str,
        clerk: &Clerk,
        shop: &Shop,
        kind: &str,
        found: Found<T>,
        row: impl Fn(Lang, T) -> Vec<Cell>,
    ) -> Result<HttpResponse> {
        self.named(format!("{}-{of}", self.name), clerk, shop, kind, found, row).await
    }

    async fn named<T>(
        &self,
        name: String,
        clerk: &Clerk,
        shop: &Shop,
        kind: &str,
        found: Found<T>,
        row: impl Fn(Lang, T) -> Vec<Cell>,
    ) -> Result<HttpResponse> {
        let lang = clerk.visitor.lang;
        taken(&mut *shop.db.conn().await?, clerk, &name, kind, found.rows.len()).await?;
        let head: Vec<String> = self.head.iter().map(|key| locales::text(lang, key)).collect();
        let mut rows: Vec<Vec<Cell>> = found.rows.into_iter().map(|found| row(lang, found)).collect();
        if found.cut {
            let args = Args::from([("n".into(), i64::try_from(rows.len()).unwrap_or(i64::MAX).into())]);
            rows.push(cut_row(locales::text_with(lang, "list-cut", &args), head.len()));
        }
        let name = format!("{name}-{}.{kind}", shop.clock.today());
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

#[must_use]
pub fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

#[must_use]
pub fn at(moment: DateTime<Utc>) -> Cell {
    Cell::Text(in_vietnam(moment).format("%Y-%m-%d %H:%M:%S").to_string())
}

/// A moment that may not have come.
#[must_use]
pub fn at_last(moment: Option<DateTime<Utc>>) -> Cell {
    moment.map_or(Cell::Empty, at)
}

/// What has a name in both languages.
#[must_use]
pub fn named(lang: Lang, vi: &str, en: &str) -> Cell {
    text(lang.pick(vi, en))
}

/// A word of the program as the page reads it: the sentence `{begins}{word}`.
#[must_use]
pub fn word(lang: Lang, begins: &str, word: &str) -> Cell {
    Cell::Text(locales::text(lang, &format!("{begins}{word}")))
}

#[must_use]
pub fn yes(lang: Lang, yes: bool) -> Cell {
    word(lang, "log-", if yes { "yes" } else { "no" })
}
