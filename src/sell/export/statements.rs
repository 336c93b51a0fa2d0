//! The lines of every payout that was made to the household, as their statements have them.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::kernel::ids::{ParcelId, PayoutId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::orders::parcel;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::locales;
use crate::platform::sheet::{Book, Cell};

/// Lines of one reading.
const STEP: i64 = 2_000;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    payout: PayoutId,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    parcel: Option<ParcelId>,
    #[diesel(sql_type = BigInt)]
    goods: Money,
    #[diesel(sql_type = BigInt)]
    delivery: Money,
    #[diesel(sql_type = BigInt)]
    commission: Money,
    #[diesel(sql_type = BigInt)]
    tax: Money,
    #[diesel(sql_type = BigInt)]
    refunded: Money,
    #[diesel(sql_type = BigInt)]
    cash: Money,
    #[diesel(sql_type = BigInt)]
    net: Money,
}

const KEYS: [&str; 11] = [
    "export-col-payout",
    "payout-col-parcel",
    "export-col-payout-day",
    "export-col-state",
    "payout-col-goods",
    "payout-col-delivery",
    "payout-col-commission",
    "payout-col-tax",
    "payout-col-refunded",
    "payout-col-cash",
    "payout-col-net",
];

/// Writes them all as a sheet, the oldest first.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, book: &mut Book) -> Result<()> {
    let head = KEYS.map(|key| locales::text(lang, key));
    let tab = book.tab(&locales::text(lang, "export-sheet-money"), head.into())?;
    let mut after = 0;
    loop {
        let rows = read(conn, producer, after).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        for row in &rows {
            let parcel = row.parcel.map_or_else(|| locales::text(lang, "payout-no-parcel"), parcel::code);
            let told = [
                Cell::Text(format!("P{}", row.payout)),
                Cell::Text(parcel),
                Cell::Day(row.day),
                Cell::Text(locales::text(lang, &format!("sell-payout-{}", row.state))),
            ];
            let sums = [row.goods, row.delivery, row.commission, row.tax, row.refunded, row.cash, row.net];
            let cells: Vec<Cell> = told.into_iter().chain(sums.map(Cell::Money)).collect();
            book.row(tab, &cells)?;
        }
    }
}

async fn read(conn: &mut Conn, producer: ProducerId, after: i64) -> Result<Vec<Row>> {
    Ok(diesel::sql_query(
        "SELECT l.id, y.id AS payout, t.day, y.state, l.parcel_id AS parcel, l.goods, l.delivery, l.commission, l.tax, \
                l.refunded, l.cash, l.net \
         FROM payouts y JOIN payout_batches t ON t.id = y.batch_id JOIN payout_lines l ON l.payout_id = y.id \
         WHERE y.producer_id = $1 AND y.state <> 'undone' AND l.id > $2 ORDER BY l.id LIMIT $3",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(STEP)
    .kept()
    .load(conn)
    .await?)
}
