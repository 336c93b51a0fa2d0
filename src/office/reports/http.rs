//! The board and the table of anything by anything, for any clerk.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::pages::{BoardPage, PeriodView, TablePage};
use super::period::{Beside, Spans};
use super::table::{self, Table, Wanted};
use super::{board, book, pages};
use crate::accounts::actors::Clerk;
use crate::accounts::list_file;
use crate::catalog::directory;
use crate::error::Result;
use crate::platform::sheet::{self, Sheet};
use crate::platform::{Shop, locales};

/// `GET /office/reports`
pub async fn show(clerk: Clerk, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let (spans, sound) = Spans::asked(request.query_string(), today);
    let mut conn = shop.db.conn().await?;
    let board = board::load(&mut conn, &spans).await?;
    drop(conn);
    let period = PeriodView::of(&spans, sound, today, "/office/reports", "");
    clerk.visitor.page(&shop, &BoardPage::of(board, &spans, period, clerk.visitor.lang))
}

/// Which table of a report a file is to hold.
#[derive(Deserialize)]
pub struct Of {
    #[serde(default)]
    pub(super) table: String,
}

/// `GET /office/reports/board.{kind}?table=`: what the board shows; as CSV the one table that is asked for.
pub async fn files(
    clerk: Clerk,
    shop: Shop,
    kind: web::Path<String>,
    of: web::Query<Of>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (spans, _) = Spans::asked(request.query_string(), shop.clock.today());
    let board = board::load(&mut *shop.db.conn().await?, &spans).await?;
    let (mut file, part) = list_file::report_book(&kind, &book::TABLES, &of.table);
    book::write(&mut file, &board, &spans, &[], clerk.visitor.lang)?;
    let name = file_name(&format!("bang-tong-hop{part}"), &spans);
    let rows = file.rows().unwrap_or(board.categories.len() + board.communes.len());
    list_file::taken(&mut *shop.db.conn().await?, &clerk, &name, &kind, rows).await?;
    sheet::respond_book(&format!("{name}.{kind}"), file).await
}

fn file_name(what: &str, spans: &Spans) -> String {
    format!("{what}-{}-{}", spans.now.from, spans.now.last())
}

/// Writes into the log that a clerk took the table along: its rows may be households. Answers with the file's name.
async fn taken(clerk: &Clerk, shop: &Shop, wanted: &Wanted, kind: &str, rows: usize) -> Result<String> {
    let name = file_name("bang-so-lieu", &wanted.spans);
    list_file::taken(&mut *shop.db.conn().await?, clerk, &name, kind, rows).await?;
    Ok(format!("{name}.{kind}"))
}

async fn count(clerk: &Clerk, shop: &Shop, request: &HttpRequest) -> Result<(Wanted, bool, Table)> {
    let (spans, sound) = Spans::asked(request.query_string(), shop.clock.today());
    let wanted = Wanted::asked(request.query_string(), spans);
    let mut conn = shop.db.conn().await?;
    let table = table::load(&mut conn, &wanted, clerk.visitor.lang).await?;
    Ok((wanted, sound, table))
}

/// `GET /office/reports/table`
pub async fn table(clerk: Clerk, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let (wanted, sound, table) = count(&clerk, &shop, &request).await?;
    let directory = directory::known(&shop).await?;
    let today = shop.clock.today();
    let period = PeriodView::of(&wanted.spans, sound, today, "/office/reports/table", &wanted.choices());
    clerk.visitor.page(&shop, &TablePage::of(table, &wanted, period, &directory, clerk.visitor.lang))
}

/// `GET /office/reports/table.xlsx`: what the table shows.
pub async fn table_workbook(clerk: Clerk, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let (wanted, _, table) = count(&clerk, &shop, &request).await?;
    let lang = clerk.visitor.lang;
    let (head, rows, total) = table.cells(&wanted, lang);
    let name = taken(&clerk, &shop, &wanted, "xlsx", rows.len()).await?;
    let mut title = vec![pages::dates(wanted.spans.now)];
    if table.year && wanted.spans.beside != Beside::Whole {
        title.push(pages::compared(&wanted.spans, lang));
    }
    let sheet = Sheet { name: locales::text(lang, "board-sheet-table"), title, head, rows, total };
    sheet::respond(&name, &sheet)
}

/// `GET /office/reports/table.csv`
pub async fn table_text(clerk: Clerk, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let (wanted, _, table) = count(&clerk, &shop, &request).await?;
    let (head, mut rows, total) = table.cells(&wanted, clerk.visitor.lang);
    let name = taken(&clerk, &shop, &wanted, "csv", rows.len()).await?;
    rows.push(total);
    sheet::respond_csv(&name, &head, &rows)
}
