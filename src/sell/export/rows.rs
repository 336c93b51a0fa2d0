//! Sheets of what a household wrote down row by row: an SQL text each.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::locales;
use crate::platform::sheet::{Book, Cell};

/// Rows of one reading.
const STEP: i64 = 500;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Fluent keys of the first columns.
    #[diesel(sql_type = Array<Nullable<Text>>)]
    keys: Vec<Option<String>>,
    #[diesel(sql_type = Array<Text>)]
    words: Vec<String>,
    #[diesel(sql_type = Array<BigInt>)]
    numbers: Vec<i64>,
    #[diesel(sql_type = Array<Nullable<Date>>)]
    days: Vec<Option<NaiveDate>>,
}

impl Row {
    fn cells(self, lang: Lang) -> Vec<Cell> {
        let key = |key: Option<String>| key.map_or(Cell::Empty, |key| Cell::Text(locales::text(lang, &key)));
        let keys = self.keys.into_iter().map(key);
        let words = self.words.into_iter().map(Cell::Text);
        let numbers = self.numbers.into_iter().map(Cell::Number);
        keys.chain(words)
            .chain(numbers)
            .chain(self.days.into_iter().map(|day| day.map_or(Cell::Empty, Cell::Day)))
            .collect()
    }
}

/// Writes a sheet of what `rows` finds, the eldest first: a SELECT of `id`, `keys`, `words`, `numbers` and `days` from a table
/// `t` that has `id` and `producer_id`. `name` and `columns` are the tails of Fluent keys.
pub async fn write(
    conn: &mut Conn,
    producer: ProducerId,
    lang: Lang,
    book: &mut Book,
    name: &str,
    columns: &[&str],
    rows: &str,
) -> Result<()> {
    let head = columns.iter().map(|column| locales::text(lang, &format!("export-col-{column}"))).collect();
    let tab = book.tab(&locales::text(lang, &format!("export-sheet-{name}")), head)?;
    let mut after = 0;
    loop {
        let found: Vec<Row> =
            diesel::sql_query(format!("{rows} WHERE t.producer_id = $1 AND t.id > $2 ORDER BY t.id LIMIT $3"))
                .bind::<BigInt, _>(producer.0)
                .bind::<BigInt, _>(after)
                .bind::<BigInt, _>(STEP)
                .load(conn)
                .await?;
        let Some(last) = found.last() else { return Ok(()) };
        after = last.id;
        for row in found {
            book.row(tab, &row.cells(lang))?;
        }
    }
}
