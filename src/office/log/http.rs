//! The handlers of `/office/log`: a page at a time, or all that fits as a file.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::facts::{self, Fact};
use super::filter::Filter;
use super::queries::{self, Row};
use crate::accounts::actors::Clerk;
use crate::error::Result;
use crate::kernel::clock::in_vietnam;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::sheet::{self, Book, Cell};
use crate::platform::views::Page;
use crate::platform::{Shop, locales};

const PAGE: usize = 50;
/// A file is read from the database in pieces of so many acts, and holds no more than so many of them.
const PIECE: usize = 1_000;
const PIECES: usize = 50;

/// An act in words.
#[derive(Serialize)]
struct Act {
    id: i64,
    at: DateTime<Utc>,
    who: String,
    on_behalf: bool,
    what: String,
    subject: String,
    why: String,
    slug: String,
    household: String,
    facts: Vec<Fact>,
}

impl Act {
    fn of(lang: Lang, row: Row) -> Self {
        Act {
            what: what(lang, &row.act),
            facts: facts::list(lang, row.before.as_ref(), row.after.as_ref()),
            household: lang.pick(&row.household_vi, &row.household_en).to_owned(),
            id: row.id,
            at: row.at,
            who: row.who,
            on_behalf: row.on_behalf,
            subject: row.subject,
            why: row.why,
            slug: row.slug,
        }
    }
}

fn what(lang: Lang, act: &str) -> String {
    locales::find(lang, &format!("act-{}", act.replace('.', "-"))).unwrap_or_else(|| act.to_owned())
}

/// A kind of act to choose.
#[derive(Serialize)]
struct Kind {
    word: String,
    what: String,
}

#[derive(Serialize)]
struct LogPage {
    filter: Filter,
    kinds: Vec<Kind>,
    acts: Vec<Act>,
    /// What is asked for, as a query.
    query: String,
    /// Query of the next page.
    next: Option<String>,
}

impl Page for LogPage {
    const TEMPLATE: &'static str = "office/log.html";
}

/// `GET /office/log`
pub async fn show(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let (lang, filter) = (clerk.visitor.lang, filter.into_inner().tidied());
    let mut conn = shop.db.conn().await?;
    let kinds = queries::kinds(&mut conn).await?;
    let (rows, next) = queries::list(&mut conn, &filter, filter.after.parse().ok(), PAGE).await?;
    drop(conn);
    let query = filter.query();
    let page = LogPage {
        kinds: kinds.into_iter().map(|word| Kind { what: what(lang, &word), word }).collect(),
        acts: rows.into_iter().map(|row| Act::of(lang, row)).collect(),
        next: next.map(|cursor| format!("{query}{}after={cursor}", if query.is_empty() { "" } else { "&" })),
        query,
        filter,
    };
    clerk.visitor.page(&shop, &page)
}

fn head(lang: Lang) -> Vec<String> {
    let keys = ["log-id", "log-at", "log-who", "log-what", "log-subject", "log-household", "log-changed", "log-why"];
    keys.map(|key| locales::text(lang, key)).into()
}

fn cells(lang: Lang, row: Row) -> Vec<Cell> {
    let act = Act::of(lang, row);
    let changed: Vec<String> = act.facts.iter().map(facts::line).collect();
    let market = || locales::text(lang, "act-by-market");
    vec![
        Cell::Number(act.id),
        Cell::Text(in_vietnam(act.at).format("%Y-%m-%d %H:%M:%S").to_string()),
        Cell::Text(if act.who.is_empty() { market() } else { act.who }),
        Cell::Text(act.what),
        Cell::Text(act.subject),
        Cell::Text(act.household),
        Cell::Text(changed.join("; ")),
        Cell::Text(act.why),
    ]
}

/// All that fits, piece by piece.
async fn each(
    conn: &mut Conn,
    lang: Lang,
    filter: &Filter,
    mut take: impl FnMut(Vec<Cell>) -> Result<()>,
) -> Result<()> {
    let mut after = None;
    for _ in 0..PIECES {
        let (rows, next) = queries::list(conn, filter, after, PIECE).await?;
        for row in rows {
            take(cells(lang, row))?;
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}

/// `GET /office/log.xlsx`
pub async fn workbook(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let (lang, filter) = (clerk.visitor.lang, filter.into_inner().tidied());
    let mut book = Book::default();
    let tab = book.tab(&locales::text(lang, "log-sheet"), head(lang))?;
    let mut conn = shop.db.conn().await?;
    each(&mut conn, lang, &filter, |row| Ok(book.row(tab, &row)?)).await?;
    drop(conn);
    sheet::respond_book(&format!("nhat-ky-{}.xlsx", shop.clock.today()), book).await
}

/// `GET /office/log.csv`
pub async fn file(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let (lang, filter) = (clerk.visitor.lang, filter.into_inner().tidied());
    let mut rows = Vec::new();
    let mut conn = shop.db.conn().await?;
    each(&mut conn, lang, &filter, |row| {
        rows.push(row);
        Ok(())
    })
    .await?;
    drop(conn);
    sheet::respond_csv(&format!("nhat-ky-{}.csv", shop.clock.today()), &head(lang), &rows)
}
