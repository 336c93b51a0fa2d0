//! Harvests: what was sold ahead of each, what it brought, when it is sent, and how often it was put off.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use crate::catalog::harvest::queries::{self, Harvest};
use crate::catalog::harvest::{delay, delay::Told};
use crate::error::Result;
use crate::kernel::clock::{in_vietnam, last_day};
use crate::kernel::ids::{HarvestId, ProducerId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::{Book, Cell};
use crate::sell::know::queries::{self as figures, EVER, Harvested, Span};

/// Harvests of one reading.
const STEP: usize = 200;

const COLUMNS: [&str; 14] = [
    "harvest",
    "state",
    "opens",
    "closes",
    "expected",
    "cap",
    "promised",
    "ships-from",
    "ships-to",
    "minimum",
    "decide",
    "delays",
    "harvest-weight",
    "harvest-money",
];

/// Writes them all as a sheet, the newest first.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, today: NaiveDate, book: &mut Book) -> Result<()> {
    let head = COLUMNS.map(|column| locales::text(lang, &format!("export-col-{column}")));
    let tab = book.tab(&locales::text(lang, "export-sheet-harvests"), head.into())?;
    let brought = figures::harvested(conn, producer, Span(EVER, today + Days::new(1))).await?;
    let brought: HashMap<HarvestId, Harvested> = brought.into_iter().map(|of| (of.id, of)).collect();
    let mut after = None;
    loop {
        let (harvests, next) = queries::list(conn, producer, after, STEP).await?;
        let told = delay::told(conn, &harvests.iter().map(|h| h.id).collect::<Vec<_>>()).await?;
        for harvest in &harvests {
            book.row(tab, &cells(harvest, &told, brought.get(&harvest.id), lang))?;
        }
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
}

fn cells(harvest: &Harvest, told: &[Told], brought: Option<&Harvested>, lang: Lang) -> Vec<Cell> {
    let put_off = |told: &Told| {
        let args = [("n".into(), i32::from(told.days).into()), ("reason".into(), told.reason.clone().into())];
        locales::text_with(lang, "export-delay", &Args::from(args))
    };
    let delays: Vec<String> = told.iter().filter(|told| told.harvest == harvest.id).map(put_off).collect();
    vec![
        Cell::Text(harvest.name(lang).to_owned()),
        Cell::Text(locales::text(lang, &format!("export-harvest-{}", harvest.state))),
        Cell::Day(in_vietnam(harvest.opens_at).date_naive()),
        Cell::Day(last_day(harvest.closes_at)),
        Cell::Number(harvest.expected_g),
        Cell::Number(harvest.cap_g),
        Cell::Number(harvest.promised_g),
        Cell::Day(harvest.ships_from),
        Cell::Day(harvest.ships_to),
        harvest.minimum_g.map_or(Cell::Empty, Cell::Number),
        harvest.decide_at.map_or(Cell::Empty, |at| Cell::Day(last_day(at))),
        Cell::Text(delays.join("; ")),
        brought.map_or(Cell::Empty, |of| Cell::Number(of.grams)),
        brought.map_or(Cell::Empty, |of| Cell::Money(of.goods)),
    ]
}
