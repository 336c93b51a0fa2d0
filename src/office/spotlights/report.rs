//! Who was put forward how often, month by month: a page, a workbook, and each table as text.

use actix_web::{HttpResponse, web};
use chrono::{Datelike as _, Months, NaiveDate};
use serde::Deserialize;

use super::pages::ReportPage;
use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{self, PIECE, all, cut_row, report_book};
use crate::catalog::spotlight::grid::{self, Grid, InSlot};
use crate::catalog::spotlight::report::{self, Chosen, Line, PAGE, Place};
use crate::catalog::spotlight::sales::{Counts, Sales};
use crate::catalog::spotlight::slot::Slot;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::paging::Cursor;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::{self, Book, Cell};

#[derive(Deserialize)]
pub struct OfMonth {
    #[serde(default)]
    month: String,
    /// Where a page of single spotlights begins.
    #[serde(default)]
    after: String,
    /// Where a page of households begins.
    #[serde(default)]
    homes: String,
    /// Which table a file is to hold.
    #[serde(default)]
    table: String,
}

/// The first day of the month asked for, or of this one.
fn first(shop: &Shop, of: &OfMonth) -> NaiveDate {
    let today = shop.clock.today();
    let asked = format!("{}-01", of.month).parse().ok().filter(|day: &NaiveDate| (2020..2100).contains(&day.year()));
    asked.unwrap_or_else(|| today.with_day(1).unwrap_or(today))
}

fn word(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

fn end(first: NaiveDate) -> NaiveDate {
    first.checked_add_months(Months::new(1)).unwrap_or(first)
}

/// `GET /office/spotlights/report?month=2026-11&after=&homes=`: all of it, or one more page of its spotlights or households.
pub async fn show(clerk: Clerk, shop: Shop, of: web::Query<OfMonth>) -> Result<HttpResponse> {
    let first = first(&shop, &of);
    let days = (first, end(first));
    let (after, homes): (Option<Cursor>, Option<Cursor>) = (of.after.parse().ok(), of.homes.parse().ok());
    let (more_lines, more_homes) = (after.is_some(), after.is_none() && homes.is_some());
    let mut page = ReportPage {
        whole: !more_lines && !more_homes,
        name: first.format("%m/%Y").to_string(),
        month: word(first),
        before: word(first.checked_sub_months(Months::new(1)).unwrap_or(first)),
        after: Some(end(first)).filter(|next| *next <= shop.clock.today()).map(word),
        ..ReportPage::default()
    };
    let mut conn = shop.db.conn().await?;
    if !more_lines {
        let (households, next) = report::households(&mut conn, days, homes, PAGE).await?;
        page.households = households;
        page.next_homes = next.map(|cursor| format!("month={}&homes={cursor}", page.month));
    }
    if !more_homes {
        let sales = Sales::load(&mut conn, days).await?;
        let (lines, next) = report::lines(&mut conn, days, &sales, after, PAGE).await?;
        page.lines = lines;
        page.next_lines = next.map(|cursor| format!("month={}&after={cursor}", page.month));
        if page.whole {
            page.places = report::places(&mut conn, days, &sales).await?;
            page.grid = grid::load(&mut conn, days, &sales).await?;
        }
    }
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

/// The tables of the page, in the order of the workbook's sheets.
const TABLES: [&str; 5] = ["lines", "slots", "grid", "households", "communes"];
/// The columns of [`Counts`].
const COUNTS: [&str; 4] = ["shown", "clicked", "packs", "sold"];

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn head(lang: Lang, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| locales::text(lang, &format!("spotlight-col-{key}"))).collect()
}

/// In the order of [`COUNTS`].
fn counted(counts: Counts) -> [Cell; 4] {
    [Cell::Number(counts.shown), Cell::Number(counts.clicked), Cell::Number(counts.packs), Cell::Money(counts.sold)]
}

/// Everything of a month, as far as a file holds it.
struct Month {
    lines: Vec<Line>,
    lines_cut: bool,
    households: Vec<Chosen>,
    households_cut: bool,
    places: Vec<Place>,
    grid: Grid,
}

async fn load(conn: &mut Conn, days: (NaiveDate, NaiveDate)) -> Result<Month> {
    let sales = Sales::load(conn, days).await?;
    let found = all(async |after| report::lines(&mut *conn, days, &sales, after, PIECE).await).await?;
    let (lines, lines_cut) = found.parts();
    let found = all(async |after| report::households(&mut *conn, days, after, PIECE).await).await?;
    let (households, households_cut) = found.parts();
    let places = report::places(conn, days, &sales).await?;
    let grid = grid::load(conn, days, &sales).await?;
    Ok(Month { lines, lines_cut, households, households_cut, places, grid })
}

/// `GET /office/spotlights/report.{kind}?month=2026-11&table=`: every table of the page, and all of each; or, as CSV, the one
/// that is asked for.
pub async fn files(clerk: Clerk, shop: Shop, kind: web::Path<String>, of: web::Query<OfMonth>) -> Result<HttpResponse> {
    let first = first(&shop, &of);
    let month = load(&mut *shop.db.conn().await?, (first, end(first))).await?;
    let (mut book, part) = report_book(&kind, &TABLES, &of.table);
    write(&mut book, &month, clerk.visitor.lang)?;
    let name = format!("phong-chon-{}{part}", word(first));
    let rows = book.rows().unwrap_or(month.lines.len());
    list_file::taken(&mut *shop.db.conn().await?, &clerk, &name, &kind, rows).await?;
    sheet::respond_book(&format!("{name}.{kind}"), book).await
}

/// The sheets of [`TABLES`], and one that says how it was counted.
fn write(book: &mut Book, month: &Month, lang: Lang) -> Result<()> {
    let say = |key: &str| locales::text(lang, key);
    let slot = |word: &str| Slot::parse(word).map(|slot| say(&slot.key())).unwrap_or_default();
    let cut = |rows: usize| {
        let args = Args::from([("n".into(), i64::try_from(rows).unwrap_or(i64::MAX).into())]);
        locales::text_with(lang, "spotlight-report-cut", &args)
    };
    let columns =
        [["slot", "what", "household", "commune", "days"].as_slice(), COUNTS.as_slice(), ["why"].as_slice()].concat();
    let tab = book.tab(&say("spotlights"), head(lang, &columns))?;
    for line in &month.lines {
        let what = [
            text(&slot(&line.slot)),
            text(&line.name),
            text(line.household.as_deref().unwrap_or_default()),
            text(line.commune.as_deref().unwrap_or_default()),
            Cell::Number(line.days),
        ];
        book.row(tab, &[what.as_slice(), counted(line.counts).as_slice(), [text(&line.why)].as_slice()].concat())?;
    }
    if month.lines_cut {
        book.row(tab, &cut_row(cut(month.lines.len()), columns.len()))?;
    }
    let tab =
        book.tab(&say("spotlight-by-place"), head(lang, &[["slot", "times"].as_slice(), COUNTS.as_slice()].concat()))?;
    for of in &month.grid.sums {
        let what = [text(&slot(of.slot)), Cell::Number(of.times)];
        book.row(tab, &[what.as_slice(), counted(of.counts).as_slice()].concat())?;
    }
    crossed(book, &month.grid, lang)?;
    let columns = ["household", "commune", "times", "shown", "clicked"];
    let tab = book.tab(&say("spotlight-by-household"), head(lang, &columns))?;
    for chosen in &month.households {
        let numbers = [chosen.times, chosen.shown, chosen.clicked].map(Cell::Number);
        book.row(tab, &[[text(&chosen.name), text(&chosen.commune)].as_slice(), numbers.as_slice()].concat())?;
    }
    if month.households_cut {
        book.row(tab, &cut_row(cut(month.households.len()), columns.len()))?;
    }
    let columns =
        [["commune", "households", "chosen"].as_slice(), COUNTS.as_slice(), ["share", "even"].as_slice()].concat();
    let tab = book.tab(&say("spotlight-by-commune"), head(lang, &columns))?;
    for place in &month.places {
        let what = [text(&place.name), Cell::Number(place.households), Cell::Number(place.chosen)];
        let shares = [place.share, place.even].map(Cell::Number);
        book.row(tab, &[what.as_slice(), counted(place.counts).as_slice(), shares.as_slice()].concat())?;
    }
    let tab = book.tab(&say("spotlight-rule"), vec![say("spotlight-rule")])?;
    book.row(tab, &[Cell::Text(say("spotlight-report-rule"))])?;
    Ok(())
}

/// The sheet of communes by slots: four columns for each slot.
fn crossed(book: &mut Book, grid: &Grid, lang: Lang) -> Result<()> {
    let measures = head(lang, &COUNTS);
    let mut columns = head(lang, &["commune"]);
    for slot in &grid.slots {
        let slot = locales::text(lang, slot);
        columns.extend(measures.iter().map(|measure| format!("{slot}: {measure}")));
    }
    let tab = book.tab(&locales::text(lang, "spotlight-grid"), columns)?;
    let cells = |cell: &Option<InSlot>| match cell {
        Some(cell) => counted(cell.counts),
        None => [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
    };
    for row in &grid.rows {
        let commune = row.commune.clone().unwrap_or_else(|| locales::text(lang, "spotlight-grid-many"));
        let line: Vec<Cell> = std::iter::once(text(&commune)).chain(row.cells.iter().flat_map(cells)).collect();
        book.row(tab, &line)?;
    }
    Ok(())
}
