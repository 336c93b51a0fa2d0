//! Who was put forward how often, month by month: a page, and a workbook.

use actix_web::{HttpResponse, web};
use chrono::{Datelike as _, Months, NaiveDate};
use serde::Deserialize;

use super::pages::ReportPage;
use crate::accounts::actors::Clerk;
use crate::accounts::list_file::{self, PIECE, all, cut_row};
use crate::catalog::spotlight::grid::{self, Grid, InSlot};
use crate::catalog::spotlight::report::{self, PAGE};
use crate::catalog::spotlight::sales::Sales;
use crate::catalog::spotlight::slot::Slot;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::paging::Cursor;
use crate::platform::Shop;
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

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn head(lang: Lang, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| locales::text(lang, &format!("spotlight-col-{key}"))).collect()
}

/// `GET /office/spotlights/report.xlsx?month=2026-11`: every table of the page, and all of each.
pub async fn workbook(clerk: Clerk, shop: Shop, of: web::Query<OfMonth>) -> Result<HttpResponse> {
    let first = first(&shop, &of);
    let days = (first, end(first));
    let mut conn = shop.db.conn().await?;
    let sales = Sales::load(&mut conn, days).await?;
    let found = all(async |after| report::lines(&mut conn, days, &sales, after, PIECE).await).await?;
    let (lines, lines_cut) = found.parts();
    let found = all(async |after| report::households(&mut conn, days, after, PIECE).await).await?;
    let (households, households_cut) = found.parts();
    let places = report::places(&mut conn, days, &sales).await?;
    let grid = grid::load(&mut conn, days, &sales).await?;
    let name = format!("phong-chon-{}", word(first));
    list_file::taken(&mut conn, &clerk, &name, "xlsx", lines.len()).await?;
    drop(conn);
    let lang = clerk.visitor.lang;
    let say = |key: &str| locales::text(lang, key);
    let slot = |word: &str| Slot::parse(word).map(|slot| say(&slot.key())).unwrap_or_default();
    let cut = |rows: usize| {
        let args = Args::from([("n".into(), i64::try_from(rows).unwrap_or(i64::MAX).into())]);
        locales::text_with(lang, "spotlight-report-cut", &args)
    };
    let mut book = Book::default();
    let columns = ["slot", "what", "household", "commune", "days", "shown", "clicked", "packs", "sold", "why"];
    let tab = book.tab(&say("spotlights"), head(lang, &columns))?;
    for line in &lines {
        book.row(
            tab,
            &[
                text(&slot(&line.slot)),
                text(&line.name),
                text(line.household.as_deref().unwrap_or_default()),
                text(line.commune.as_deref().unwrap_or_default()),
                Cell::Number(line.days),
                Cell::Number(line.shown),
                Cell::Number(line.clicked),
                Cell::Number(line.packs),
                Cell::Money(line.sold),
                text(&line.why),
            ],
        )?;
    }
    if lines_cut {
        book.row(tab, &cut_row(cut(lines.len()), columns.len()))?;
    }
    let columns = ["slot", "times", "shown", "clicked", "packs", "sold"];
    let tab = book.tab(&say("spotlight-by-place"), head(lang, &columns))?;
    for of in &grid.sums {
        let numbers = [of.times, of.shown, of.clicked, of.packs].map(Cell::Number).to_vec();
        book.row(tab, &[vec![text(&slot(of.slot))], numbers, vec![Cell::Money(of.sold)]].concat())?;
    }
    crossed(&mut book, &grid, lang)?;
    let columns = ["household", "commune", "times", "shown", "clicked"];
    let tab = book.tab(&say("spotlight-by-household"), head(lang, &columns))?;
    for chosen in &households {
        let numbers = [chosen.times, chosen.shown, chosen.clicked].map(Cell::Number);
        book.row(tab, &[vec![text(&chosen.name), text(&chosen.commune)], numbers.to_vec()].concat())?;
    }
    if households_cut {
        book.row(tab, &cut_row(cut(households.len()), columns.len()))?;
    }
    let columns = ["commune", "households", "chosen", "shown", "clicked", "packs", "sold", "share", "even"];
    let tab = book.tab(&say("spotlight-by-commune"), head(lang, &columns))?;
    for place in &places {
        let counts =
            [place.households, place.chosen, place.shown, place.clicked, place.packs].map(Cell::Number).to_vec();
        let shares = [place.share, place.even].map(Cell::Number).to_vec();
        book.row(tab, &[vec![text(&place.name)], counts, vec![Cell::Money(place.sold)], shares].concat())?;
    }
    let tab = book.tab(&say("spotlight-rule"), vec![say("spotlight-rule")])?;
    book.row(tab, &[Cell::Text(say("spotlight-report-rule"))])?;
    sheet::respond_book(&format!("{name}.xlsx"), book).await
}

/// The sheet of communes by slots: four columns for each slot.
fn crossed(book: &mut Book, grid: &Grid, lang: Lang) -> Result<()> {
    let measures = head(lang, &["shown", "clicked", "packs", "sold"]);
    let mut columns = head(lang, &["commune"]);
    for slot in &grid.slots {
        let slot = locales::text(lang, slot);
        columns.extend(measures.iter().map(|measure| format!("{slot}: {measure}")));
    }
    let tab = book.tab(&locales::text(lang, "spotlight-grid"), columns)?;
    let cells = |cell: &Option<InSlot>| match cell {
        Some(cell) => {
            let [shown, clicked, packs] = [cell.shown, cell.clicked, cell.packs].map(Cell::Number);
            [shown, clicked, packs, Cell::Money(cell.sold)]
        }
        None => [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
    };
    for row in &grid.rows {
        let commune = row.commune.clone().unwrap_or_else(|| locales::text(lang, "spotlight-grid-many"));
        let line: Vec<Cell> = std::iter::once(text(&commune)).chain(row.cells.iter().flat_map(cells)).collect();
        book.row(tab, &line)?;
    }
    Ok(())
}
