//! The handlers of `/office/log`: a page at a time, or all that fits as a file.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::facts::{self, Fact};
use super::filter::Filter;
use super::queries::{self, Row};
use crate::accounts::actors::Clerk;
use crate::accounts::list_file;
use crate::error::Result;
use crate::kernel::clock::in_vietnam;
use crate::kernel::lang::Lang;
use crate::kernel::paging::Cursor;
use crate::platform::db::Conn;
use crate::platform::locales::Args;
use crate::platform::sheet::{self, Book, Cell};
use crate::platform::views::Page;
use crate::platform::{Shop, locales};

const PAGE: usize = 50;
/// A file is read from the database in pieces of so many acts, and holds no more than so many of them; its last row leads to
/// the rest, however much happened on one day.
const PIECE: usize = 1_000;
const PIECES: usize = 50;
const MOST: usize = PIECE * PIECES;

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
    /// What spoke for it, as a sentence; empty for none.
    evidence: String,
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
            subject: subject(lang, &row.act, row.subject),
            why: row.why,
            evidence: shown_by(lang, &row.evidence),
            slug: row.slug,
        }
    }
}

fn what(lang: Lang, act: &str) -> String {
    locales::find(lang, &format!("act-{}", act.replace('.', "-"))).unwrap_or_else(|| act.to_owned())
}

/// Which thing, as people call it: what is claimed is kept by its noun, `listing 8: Cá thính`.
fn subject(lang: Lang, act: &str, subject: String) -> String {
    if !act.starts_with("claim.") {
        return subject;
    }
    let Some((noun, rest)) = subject.split_once(' ') else { return subject };
    locales::find(lang, &format!("inbox-noun-{noun}")).map_or_else(|| subject.clone(), |noun| format!("{noun} {rest}"))
}

/// What spoke for an act, as a sentence; empty for none.
pub fn shown_by(lang: Lang, evidence: &str) -> String {
    locales::find(lang, &format!("log-evidence-{evidence}")).filter(|_| !evidence.is_empty()).unwrap_or_default()
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
    /// Acts in a file.
    most: usize,
    /// Query of the next page.
    next: Option<String>,
}

impl Page for LogPage {
    const TEMPLATE: &'static str = "office/log.html";
}

/// The query of what comes after `cursor` of what `query` asks for.
fn on(query: &str, cursor: Cursor) -> String {
    if query.is_empty() { format!("after={cursor}") } else { format!("{query}&after={cursor}") }
}

/// `GET /office/log`
pub async fn show(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let (lang, filter) = (clerk.visitor.lang, filter.into_inner().tidied());
    let mut conn = shop.db.conn().await?;
    let kinds = queries::kinds(&mut conn).await?;
    let (rows, next) = queries::list(&mut conn, lang, &filter, filter.after.parse().ok(), PAGE).await?;
    drop(conn);
    let query = filter.query();
    let page = LogPage {
        kinds: kinds.into_iter().map(|word| Kind { what: what(lang, &word), word }).collect(),
        acts: rows.into_iter().map(|row| Act::of(lang, row)).collect(),
        next: next.map(|cursor| on(&query, cursor)),
        query,
        most: MOST,
        filter,
    };
    clerk.visitor.page(&shop, &page)
}

fn head(lang: Lang) -> Vec<String> {
    let keys = ["log-id", "log-at", "log-who", "log-what", "log-subject", "log-household", "log-changed", "log-why"];
    keys.map(|key| locales::text(lang, key)).into()
}

/// Who did it, as pages say it: a clerk in a household's place is not the household.
pub fn who_did(lang: Lang, who: String, on_behalf: bool) -> String {
    match (who.is_empty(), on_behalf) {
        (true, _) => locales::text(lang, "act-by-market"),
        (false, true) => locales::text_with(lang, "act-by-clerk", &Args::from([("name".into(), who.into())])),
        (false, false) => who,
    }
}

/// Why, and the sentence of what spoke for it.
pub fn grounds(why: String, evidence: String) -> String {
    [why, evidence].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; ")
}

fn cells(lang: Lang, row: Row) -> Vec<Cell> {
    let act = Act::of(lang, row);
    let changed: Vec<String> = act.facts.iter().map(facts::line).collect();
    vec![
        Cell::Number(act.id),
        Cell::Text(in_vietnam(act.at).format("%Y-%m-%d %H:%M:%S").to_string()),
        Cell::Text(who_did(lang, act.who, act.on_behalf)),
        Cell::Text(act.what),
        Cell::Text(act.subject),
        Cell::Text(act.household),
        Cell::Text(changed.join("; ")),
        Cell::Text(grounds(act.why, act.evidence)),
    ]
}

/// All that fits after the filter's place, piece by piece; how many acts there were. Of more than a file holds, its last row
/// says where the rest is: `address` is the file's own, without a query.
async fn each(
    conn: &mut Conn,
    lang: Lang,
    filter: &Filter,
    address: &str,
    mut take: impl FnMut(Vec<Cell>) -> Result<()>,
) -> Result<usize> {
    let (mut after, mut taken) = (filter.after.parse().ok(), 0);
    for _ in 0..PIECES {
        let (rows, next) = queries::list(conn, lang, filter, after, PIECE).await?;
        taken += rows.len();
        for row in rows {
            take(cells(lang, row))?;
        }
        after = next;
        if after.is_none() {
            return Ok(taken);
        }
    }
    let rest = after.map(|cursor| format!("{address}?{}", on(&filter.query(), cursor))).unwrap_or_default();
    let args = Args::from([("n".into(), i64::try_from(MOST).unwrap_or(i64::MAX).into()), ("rest".into(), rest.into())]);
    take(list_file::cut_row(locales::text_with(lang, "log-cut", &args), head(lang).len()))?;
    Ok(taken)
}

/// `GET /office/log.xlsx`
pub async fn workbook(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let (lang, filter) = (clerk.visitor.lang, filter.into_inner().tidied());
    let mut book = Book::default();
    let tab = book.tab(&locales::text(lang, "log-sheet"), head(lang))?;
    let mut conn = shop.db.conn().await?;
    let address = format!("{}/office/log.xlsx", shop.config.base_url);
    let taken = each(&mut conn, lang, &filter, &address, |row| Ok(book.row(tab, &row)?)).await?;
    list_file::taken(&mut conn, &clerk, "nhat-ky", "xlsx", taken).await?;
    drop(conn);
    sheet::respond_book(&format!("nhat-ky-{}.xlsx", shop.clock.today()), book).await
}

/// `GET /office/log.csv`
pub async fn file(clerk: Clerk, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let (lang, filter) = (clerk.visitor.lang, filter.into_inner().tidied());
    let mut rows = Vec::new();
    let mut conn = shop.db.conn().await?;
    let address = format!("{}/office/log.csv", shop.config.base_url);
    let taken = each(&mut conn, lang, &filter, &address, |row| {
        rows.push(row);
        Ok(())
    })
    .await?;
    list_file::taken(&mut conn, &clerk, "nhat-ky", "csv", taken).await?;
    drop(conn);
    sheet::respond_csv(&format!("nhat-ky-{}.csv", shop.clock.today()), &head(lang), &rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::inbox::sources::{SOURCES, Source};

    #[test]
    fn what_was_claimed_is_called_as_people_call_it() {
        let of = |act: &str, kept: &str| subject(Lang::Vi, act, kept.to_owned());
        assert_eq!(of("claim.taken", "listing 8: Cá thính"), "món hàng 8: Cá thính");
        for Source { noun, .. } in SOURCES {
            let kept = format!("{noun} 3");
            assert_ne!(of("claim.left", &kept), kept, "{noun} has a name");
        }
        for kept in ["thing 3", "listing", ""] {
            assert_eq!(of("claim.left", kept), kept);
        }
        assert_eq!(of("listing.approved", "listing 8"), "listing 8", "a name is a name");
    }
}
