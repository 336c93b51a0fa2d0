//! Where it comes from: places, the diary of work on them, lots with their recalls, and papers.

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
    /// Fluent key of what it is, for the first column; a lot has none.
    #[diesel(sql_type = Nullable<Text>)]
    key: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    words: Vec<String>,
    #[diesel(sql_type = Array<Nullable<Date>>)]
    days: Vec<Option<NaiveDate>>,
}

/// Writes each as a sheet, the eldest first.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, book: &mut Book) -> Result<()> {
    let plots = "SELECT t.id, 'trace-plot-' || t.kind AS key, \
                        ARRAY[t.name, coalesce(t.area_m2::text, ''), t.growing_area_code] AS words, '{}'::date[] AS days \
                 FROM plots t";
    sheet(conn, producer, lang, book, "plots", &["place", "plot", "area", "growing-code"], plots).await?;
    let diary = "SELECT t.id, 'trace-work-' || replace(t.work, '_', '-') AS key, \
                        ARRAY[p.name, t.material, coalesce(t.wait_days::text, ''), t.words, coalesce(s.reason, '')] AS words, \
                        ARRAY[t.day] AS days \
                 FROM farm_diary t JOIN plots p ON p.id = t.plot_id LEFT JOIN farm_diary_strikes s ON s.line_id = t.id";
    let columns = ["work", "plot", "material", "wait", "note", "struck", "day"];
    sheet(conn, producer, lang, book, "diary", &columns, diary).await?;
    let name = lang.pick("t.name_vi", "coalesce(nullif(t.name_en, ''), t.name_vi)");
    let lots = format!(
        "SELECT t.id, NULL::text AS key, \
                ARRAY[t.code, {name}, coalesce(p.name, ''), coalesce(t.quantity || ' ' || t.unit, ''), \
                      coalesce(r.reason, '')] AS words, \
                ARRAY[t.made_on, t.expires_on, (r.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date] AS days \
         FROM lots t LEFT JOIN plots p ON p.id = t.plot_id LEFT JOIN recalls r ON r.lot_id = t.id"
    );
    let columns = ["lot", "goods", "plot", "amount", "recalled-why", "made", "last-day", "recalled-on"];
    sheet(conn, producer, lang, book, "lots", &columns, &lots).await?;
    let papers = "SELECT t.id, 'producers-certificate-' || replace(t.kind, '_', '-') AS key, \
                         ARRAY[t.label, t.number, t.issuer] AS words, ARRAY[t.issued_on, t.expires_on] AS days \
                  FROM certificates t";
    let columns = ["paper", "paper-name", "paper-number", "issuer", "issued", "last-day"];
    sheet(conn, producer, lang, book, "papers", &columns, papers).await
}

/// Writes what `rows` finds in its table `t`.
async fn sheet(
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
            let what = row.key.map(|key| Cell::Text(locales::text(lang, &key)));
            let days = row.days.into_iter().map(|day| day.map_or(Cell::Empty, Cell::Day));
            let cells: Vec<Cell> = what.into_iter().chain(row.words.into_iter().map(Cell::Text)).chain(days).collect();
            book.row(tab, &cells)?;
        }
    }
}
