//! Reviews: what buyers said of the goods, and what the household answered.

use crate::error::Result;
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales;
use crate::platform::sheet::{Book, Cell};
use crate::reviews::list::{self, Review};

/// Reviews of one reading.
const STEP: usize = 200;

const COLUMNS: [&str; 7] = ["goods", "stars", "words", "buyer", "parcel", "written", "reply"];

/// Writes them all as a sheet, those without an answer first, then the newest.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, book: &mut Book) -> Result<()> {
    let head = COLUMNS.map(|column| locales::text(lang, &format!("export-col-{column}")));
    let tab = book.tab(&locales::text(lang, "export-sheet-reviews"), head.into())?;
    let mut after = None;
    loop {
        let (reviews, next) = list::of_household(conn, producer, after, STEP).await?;
        for review in &reviews {
            book.row(tab, &cells(review, lang))?;
        }
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
}

fn cells(review: &Review, lang: Lang) -> Vec<Cell> {
    vec![
        Cell::Text(lang.pick(&review.product_vi, &review.product_en).to_owned()),
        Cell::Number(i64::from(review.stars)),
        Cell::Text(review.words.clone()),
        Cell::Text(review.name.clone()),
        Cell::Text(review.parcel_code()),
        Cell::Day(in_vietnam(review.made_at).date_naive()),
        Cell::Text(review.reply.clone()),
    ]
}
