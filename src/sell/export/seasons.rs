//! What each product sold in its seasons of the last two years, each beside the same one a year before: as the page of figures
//! has it.

use chrono::{Days, NaiveDate};

use crate::error::Result;
use crate::figures::period::Period;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales;
use crate::platform::sheet::{Book, Cell};
use crate::sell::know::queries;
use crate::sell::know::season::{self, Goods, Row};

const COLUMNS: [&str; 9] = [
    "goods",
    "season-from",
    "season-to",
    "season-qty",
    "season-weight",
    "season-money",
    "season-before-qty",
    "season-before-weight",
    "season-before-money",
];

/// Writes them as a sheet, the goods that brought most first and of each the newest season first.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, today: NaiveDate, book: &mut Book) -> Result<()> {
    let head = COLUMNS.map(|column| locales::text(lang, &format!("export-col-{column}")));
    let tab = book.tab(&locales::text(lang, "export-sheet-seasons"), head.into())?;
    let grown = queries::grown(conn, producer).await?;
    let parts = queries::parts(conn, producer, season::read(today), Period::Month).await?;
    for goods in season::list(&grown, &parts, today, lang) {
        for row in &goods.rows {
            book.row(tab, &cells(&goods, row))?;
        }
    }
    Ok(())
}

fn cells(goods: &Goods, row: &Row) -> Vec<Cell> {
    vec![
        Cell::Text(goods.name.clone()),
        Cell::Day(row.run.first),
        Cell::Day(Period::Month.end(row.run.last) - Days::new(1)),
        Cell::Number(row.sold.qty),
        Cell::Number(row.sold.grams),
        Cell::Money(row.sold.goods),
        Cell::Number(row.before.qty),
        Cell::Number(row.before.grams),
        Cell::Money(row.before.goods),
    ]
}
