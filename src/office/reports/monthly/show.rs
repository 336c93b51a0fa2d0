//! One monthly report: how far it is while it is made, then the page that is printed and the workbook.

use actix_web::{HttpResponse, web};
use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use super::ask::{name, word};
use super::content::Content;
use super::job::STEPS;
use super::keep::{self, Head};
use crate::accounts::actors::Clerk;
use crate::accounts::list_file;
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::MonthlyReportId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::office::reports::board::{Missed, trend};
use crate::office::reports::book;
use crate::office::reports::http::Of;
use crate::office::reports::pages::{PartRow, PriceRow, Told, answers, dates, ends, part_rows, price_rows, tiles};
use crate::platform::chart::Chart;
use crate::platform::views::Page;
use crate::platform::{Shop, sheet};

#[derive(Serialize)]
pub struct ReportPage {
    head: Head,
    /// `11/2026`
    name: String,
    /// `2026-11`
    word: String,
    of: i32,
    report: Option<Report>,
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "office/reports/monthly_report.html";
}

/// A line of the reckoning between orders and books.
#[derive(Serialize)]
pub struct Line {
    key: &'static str,
    amount: Money,
}

/// A report that has been made, as it is read.
#[derive(Serialize)]
pub struct Report {
    dates: String,
    /// The month was not over.
    open: bool,
    day: u32,
    month: u32,
    year: i32,
    numbers: Vec<Told>,
    goods: String,
    goods_change: String,
    goods_year_change: String,
    orders: String,
    kilos: String,
    trend: Chart,
    sum: Money,
    year_sum: Money,
    categories: Vec<PartRow>,
    communes: Vec<PartRow>,
    households: Vec<PartRow>,
    products: Vec<PartRow>,
    prices: Vec<PriceRow>,
    books: Vec<Line>,
    missed_named: Option<usize>,
    missed: Vec<Missed>,
}

impl Report {
    fn of(content: Content, made: NaiveDate, lang: Lang) -> Self {
        let (spans, board) = (content.spans(), &content.board);
        let told = [tiles, ends, answers].map(|of| of(board, &spans, lang));
        let numbers: Vec<Told> = told.into_iter().flatten().collect();
        let said = |key: &str| numbers.iter().find(|n| n.key == key).map(|n| n.now.clone()).unwrap_or_default();
        let goods = numbers.iter().find(|n| n.key == "goods");
        Report {
            dates: dates(spans.now),
            open: !spans.over,
            day: made.day(),
            month: made.month(),
            year: made.year(),
            goods: said("goods"),
            goods_change: goods.map(|n| n.before_change.clone()).unwrap_or_default(),
            goods_year_change: goods.map(|n| n.year_change.clone()).unwrap_or_default(),
            orders: said("orders"),
            kilos: said("kilos"),
            trend: trend(&board.steps, spans.steps(), lang),
            sum: board.now.goods,
            year_sum: board.steps.iter().map(|s| s.year_goods).sum(),
            categories: part_rows(&board.categories, &spans, lang),
            communes: part_rows(&board.communes, &spans, lang),
            households: part_rows(&content.households, &spans, lang),
            products: part_rows(&content.products, &spans, lang),
            prices: price_rows(&board.prices, lang),
            books: content.bridge().map(|(key, amount)| Line { key, amount }).into(),
            missed_named: board.missed_named(),
            missed: board.missed.clone(),
            numbers,
        }
    }
}

fn id_of(text: &str) -> Result<MonthlyReportId> {
    text.parse().map(MonthlyReportId).map_err(|_| Error::NotFound)
}

/// `GET /office/reports/monthly/{id}`
pub async fn show(clerk: Clerk, shop: Shop, id: web::Path<String>) -> Result<HttpResponse> {
    let id = id_of(&id)?;
    let mut conn = shop.db.conn().await?;
    let head = keep::find(&mut conn, id).await?;
    let content = keep::content(&mut conn, id).await?;
    drop(conn);
    let made = head.made_at.map(|at| in_vietnam(at).date_naive());
    let report = content.zip(made).map(|(content, made)| Report::of(content, made, clerk.visitor.lang));
    let page = ReportPage { name: name(head.month), word: word(head.month), head, of: STEPS, report };
    clerk.visitor.page(&shop, &page)
}

/// `GET /office/reports/monthly/{id}.{kind}?table=`: all of it, or as CSV the one table that is asked for.
pub async fn files(
    clerk: Clerk,
    shop: Shop,
    path: web::Path<(String, String)>,
    of: web::Query<Of>,
) -> Result<HttpResponse> {
    let (id, kind) = path.into_inner();
    let id = id_of(&id)?;
    let content = keep::content(&mut *shop.db.conn().await?, id).await?.ok_or(Error::NotFound)?;
    let (mut file, part) = list_file::report_book(&kind, &book::MONTHLY, &of.table);
    content.write(&mut file, clerk.visitor.lang)?;
    let name = format!("bao-cao-thang-{}{part}", word(content.month));
    let rows = file.rows().unwrap_or(content.households.len());
    list_file::taken(&mut *shop.db.conn().await?, &clerk, &name, &kind, rows).await?;
    sheet::respond_book(&format!("{name}.{kind}"), file).await
}
