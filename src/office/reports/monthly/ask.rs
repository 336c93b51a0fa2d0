//! `/office/reports/monthly`: the reports there are, and the button that makes one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Datelike as _, Months, NaiveDate};
use diesel_async::AsyncConnection as _;
use serde::{Deserialize, Serialize};

use super::job;
use super::keep::{self, Head};
use crate::accounts::actors::Clerk;
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::accounts::list_file::{File, PIECE, all, at, text, word as said};
use crate::error::Result;
use crate::kernel::ids::MonthlyReportId;
use crate::kernel::lang::Lang;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::sheet::Cell;
use crate::platform::views::Page;

/// Months that may be chosen, this one with them.
const MONTHS: u32 = 36;
/// Letters of a place.
const MOST_PLACE: usize = 80;

#[derive(Serialize)]
pub struct Month {
    /// `2026-11`
    word: String,
    /// `11/2026`
    name: String,
    chosen: bool,
}

#[derive(Serialize)]
pub struct MonthlyPage {
    months: Vec<Month>,
    reports: Vec<Row>,
    next: Option<String>,
    form: Form,
}

impl Page for MonthlyPage {
    const TEMPLATE: &'static str = "office/reports/monthly.html";
}

#[derive(Serialize)]
pub struct Row {
    name: String,
    #[serde(flatten)]
    head: Head,
}

pub(super) fn name(month: NaiveDate) -> String {
    month.format("%m/%Y").to_string()
}

pub(super) fn word(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

/// The months that a report may be about, this one first.
fn months(today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let this = today.with_day(1).unwrap_or(today);
    (0..MONTHS).filter_map(move |n| this.checked_sub_months(Months::new(n)))
}

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
}

/// `GET /office/reports/monthly`
pub async fn show(clerk: Clerk, shop: Shop, after: web::Query<After>) -> Result<HttpResponse> {
    page(&clerk, &shop, &after.after, None, StatusCode::OK).await
}

async fn page(clerk: &Clerk, shop: &Shop, after: &str, form: Option<Form>, status: StatusCode) -> Result<HttpResponse> {
    let today = shop.clock.today();
    let mut conn = shop.db.conn().await?;
    let (reports, next) = keep::list(&mut conn, after.parse().ok(), keep::PAGE).await?;
    let form = match form {
        Some(form) => form,
        None => {
            let place = keep::last_place(&mut conn).await?;
            // Work for a report begins when its month is over.
            let last = months(today).nth(1).unwrap_or(today);
            // An address goes from the small to the large.
            let address = shop.config.operator.address.split(',').next().unwrap_or_default();
            let place = place.unwrap_or_else(|| address.chars().take(MOST_PLACE).collect());
            Form::blank(&[("place", &place), ("month", &word(last))])
        }
    };
    drop(conn);
    let chosen = form.raw("month").to_owned();
    let month = |month: NaiveDate| Month { chosen: word(month) == chosen, word: word(month), name: name(month) };
    let page = MonthlyPage {
        months: months(today).map(month).collect(),
        reports: reports.into_iter().map(|head| Row { name: name(head.month), head }).collect(),
        next: next.map(|cursor| format!("after={cursor}")),
        form,
    };
    clerk.visitor.page_with(shop, &page, status)
}

const REPORTS: File = File {
    name: "bao-cao-thang",
    head: &["monthly-month", "monthly-state", "monthly-asked-by", "monthly-asked-at", "list-arrived"],
};

fn cells(lang: Lang, head: Head) -> Vec<Cell> {
    let state = match (head.made_at, head.latest) {
        (None, _) => "monthly-going",
        (Some(_), true) => "monthly-made",
        (Some(_), false) => "monthly-older",
    };
    vec![
        text(name(head.month)),
        said(lang, "", state),
        text(head.who),
        at(head.asked_at),
        head.made_at.map_or(Cell::Empty, at),
    ]
}

/// `GET /office/reports/monthly.{kind}`: which reports there are.
pub async fn files(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let found = all(async |after| keep::list(&mut conn, after, PIECE).await).await?;
    drop(conn);
    REPORTS.respond(&clerk, &shop, &kind, found, cells).await
}

/// `POST /office/reports/monthly`: the month's report; the one there is, unless it is to be made anew.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let month = months(shop.clock.today()).find(|month| word(*month) == form.raw("month"));
    let place = form.line("place", MOST_PLACE);
    if month.is_none() {
        form.refuse("month", "field-choose");
    }
    let (Some(month), Some(place)) = (month, place) else {
        return page(&clerk, &shop, "", Some(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let anew = form.ticked("anew");
    let mut conn = shop.db.conn().await?;
    let (report, flash) = conn.transaction(async |conn| make(conn, &clerk, month, &place, anew).await).await?;
    drop(conn);
    Ok(clerk.visitor.go(&shop, &format!("/office/reports/monthly/{report}"), flash))
}

/// The report to show, and what is to be said about it.
async fn make(
    conn: &mut Conn,
    clerk: &Clerk,
    month: NaiveDate,
    place: &str,
    anew: bool,
) -> Result<(MonthlyReportId, Option<&'static str>)> {
    let (made, at_work) = keep::of_month(conn, month).await?;
    if let Some(report) = at_work {
        // Where the job has been given up, there is a new one.
        job::enqueue(conn, report).await?;
        return Ok((report, None));
    }
    if let Some(report) = made.filter(|_| !anew) {
        return Ok((report, Some("monthly-there")));
    }
    let Some(report) = keep::begin(conn, month, place, clerk.account).await? else {
        // Another clerk was faster by a moment.
        let (made, at_work) = keep::of_month(conn, month).await?;
        let report = at_work.or(made).ok_or(crate::error::Error::NotFound)?;
        return Ok((report, None));
    };
    let act = Act::new("report.made", Some(clerk.account)).on(name(month)).shown_by(Evidence::Reading);
    acts::record(conn, &act).await?;
    job::enqueue(conn, report).await?;
    Ok((report, None))
}
