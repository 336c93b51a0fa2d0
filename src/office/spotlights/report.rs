//! Who was put forward how often, month by month: a page, and a workbook.

use actix_web::{HttpResponse, web};
use chrono::{Datelike as _, Months, NaiveDate};
use serde::Deserialize;

use super::pages::ReportPage;
use crate::accounts::actors::Clerk;
use crate::catalog::spotlight::report;
use crate::catalog::spotlight::slot::Slot;
use crate::error::Result;
use crate::platform::sheet::{self, Book, Cell};
use crate::platform::{Shop, locales};

#[derive(Deserialize)]
pub struct OfMonth {
    #[serde(default)]
    month: String,
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

/// `GET /office/spotlights/report?month=2026-11`
pub async fn show(clerk: Clerk, shop: Shop, of: web::Query<OfMonth>) -> Result<HttpResponse> {
    let first = first(&shop, &of);
    let mut conn = shop.db.conn().await?;
    let lines = report::lines(&mut conn, first, end(first)).await?;
    let places = report::places(&mut conn, first, end(first)).await?;
    drop(conn);
    let page = ReportPage {
        households: report::households(&lines),
        lines,
        places,
        name: first.format("%m/%Y").to_string(),
        month: word(first),
        before: word(first.checked_sub_months(Months::new(1)).unwrap_or(first)),
        after: Some(end(first)).filter(|next| *next <= shop.clock.today()).map(word),
    };
    clerk.visitor.page(&shop, &page)
}

/// `GET /office/spotlights/report.xlsx?month=2026-11`
pub async fn workbook(clerk: Clerk, shop: Shop, of: web::Query<OfMonth>) -> Result<HttpResponse> {
    let first = first(&shop, &of);
    let mut conn = shop.db.conn().await?;
    let lines = report::lines(&mut conn, first, end(first)).await?;
    let places = report::places(&mut conn, first, end(first)).await?;
    drop(conn);
    let lang = clerk.visitor.lang;
    let say = |key: &str| locales::text(lang, key);
    let head = |keys: &[&str]| keys.iter().map(|key| say(&format!("spotlight-col-{key}"))).collect::<Vec<_>>();
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let mut book = Book::default();
    let columns = ["slot", "what", "household", "commune", "days", "shown", "clicked", "packs", "sold", "why"];
    let tab = book.tab(&say("spotlights"), head(&columns))?;
    for line in &lines {
        let slot = Slot::parse(&line.slot).map(|slot| say(&slot.key())).unwrap_or_default();
        book.row(
            tab,
            &[
                text(&slot),
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
    let tab = book.tab(&say("spotlight-by-household"), head(&["household", "commune", "times", "shown", "clicked"]))?;
    for chosen in report::households(&lines) {
        let times = i64::try_from(chosen.times).unwrap_or(i64::MAX);
        let numbers = [times, chosen.shown, chosen.clicked].map(Cell::Number);
        book.row(tab, &[vec![text(&chosen.name), text(&chosen.commune)], numbers.to_vec()].concat())?;
    }
    let columns = ["commune", "households", "chosen", "shown", "clicked", "share", "even"];
    let tab = book.tab(&say("spotlight-by-commune"), head(&columns))?;
    for place in &places {
        let numbers = [place.households, place.chosen, place.shown, place.clicked, place.share, place.even];
        book.row(tab, &[vec![text(&place.name)], numbers.map(Cell::Number).to_vec()].concat())?;
    }
    sheet::respond_book(&format!("phong-chon-{}.xlsx", word(first)), book).await
}
