//! The month's report of commission and tax.

use actix_web::{HttpResponse, web};
use chrono::{Datelike as _, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::accounts::actors::Clerk;
use crate::accounts::list_file;
use crate::error::{Error, Result};
use crate::payouts::report::{self, Report};
use crate::platform::views::Page;
use crate::platform::{Shop, sheet};

#[derive(Serialize)]
pub struct ReportPage {
    pub report: Report,
    /// `11/2026`
    pub name: String,
    /// `2026-11`, as in addresses.
    pub month: String,
    pub before: String,
    /// `None` in this month.
    pub after: Option<String>,
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "office/money/report.html";
}

#[derive(Deserialize)]
pub struct OfMonth {
    #[serde(default)]
    month: String,
}

fn first_day(month: &str) -> Option<NaiveDate> {
    super::read_day(&format!("{month}-01"))
}

fn word(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// `GET /office/money/reports`
pub async fn show(clerk: Clerk, shop: Shop, of: web::Query<OfMonth>) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let this = today.with_day(1).unwrap_or(today);
    let first = first_day(&of.month).unwrap_or(this);
    let mut conn = shop.db.conn().await?;
    let report = report::load(&mut conn, first).await?;
    drop(conn);
    let page = ReportPage {
        report,
        name: first.format("%m/%Y").to_string(),
        month: word(first),
        before: word(first.checked_sub_months(Months::new(1)).unwrap_or(first)),
        after: first.checked_add_months(Months::new(1)).filter(|_| first < this).map(word),
    };
    clerk.visitor.page(&shop, &page)
}

/// `GET /office/money/reports/{month}.{kind}`
pub async fn files(clerk: Clerk, shop: Shop, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (month, kind) = path.into_inner();
    let first = first_day(&month).ok_or(Error::NotFound)?;
    let mut conn = shop.db.conn().await?;
    let table = report::load(&mut conn, first).await?.sheet(clerk.visitor.lang);
    let name = format!("bao-cao-{}", word(first));
    list_file::taken(&mut conn, &clerk, &name, &kind, table.rows.len()).await?;
    drop(conn);
    sheet::respond_as(&kind, &name, table)
}
