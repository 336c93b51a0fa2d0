//! Parcels, a row for each line, read some hundred parcels at a time.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Int4, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::figures::sold::SEEN;
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::{ParcelId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::orders::called::Called;
use crate::orders::{parcel, words};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::locales::{self, Args};
use crate::platform::sheet::{Book, Cell};

/// Parcels of one reading.
const STEP: i64 = 500;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    parcel: ParcelId,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    delivery_vi: String,
    #[diesel(sql_type = Text)]
    delivery_en: String,
    #[diesel(sql_type = Timestamptz)]
    placed_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    shipping: Money,
    #[diesel(sql_type = Text)]
    buyer: String,
    #[diesel(sql_type = Text)]
    commune: String,
    #[diesel(sql_type = Text)]
    province: String,
    #[diesel(sql_type = Bool)]
    first: bool,
    #[diesel(embed)]
    called: Called,
    #[diesel(sql_type = Int4)]
    qty: i32,
    #[diesel(sql_type = BigInt)]
    price: Money,
    #[diesel(sql_type = BigInt)]
    total: Money,
    #[diesel(sql_type = BigInt)]
    discount: Money,
    /// Of the whole parcel, beside its first line.
    #[diesel(sql_type = BigInt)]
    refunded: Money,
    /// What corrections took off the line, and why, each as the diary keeps it.
    #[diesel(sql_type = BigInt)]
    off: Money,
    #[diesel(sql_type = Array<Text>)]
    why: Vec<String>,
}

const COLUMNS: [&str; 16] = [
    "parcel", "goods", "placed", "state", "pack", "qty", "price", "total", "discount", "refunded", "shipping",
    "delivery", "buyer", "commune", "off", "off-why",
];

/// Writes them all as a sheet, the oldest first.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, book: &mut Book) -> Result<()> {
    let head = COLUMNS.map(|column| locales::text(lang, &format!("export-col-{column}")));
    let tab = book.tab(&locales::text(lang, "export-sheet-parcels"), head.into())?;
    let mut after = 0;
    loop {
        let rows = read(conn, producer, after).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.parcel.0;
        for row in &rows {
            book.row(tab, &cells(row, lang))?;
        }
    }
}

/// The lines of the next parcels.
async fn read(conn: &mut Conn, producer: ProducerId, after: i64) -> Result<Vec<Row>> {
    Ok(diesel::sql_query(format!(
        "WITH next AS (SELECT p.* FROM parcels p WHERE p.producer_id = $1 AND p.id > $2 AND {SEEN} ORDER BY p.id LIMIT $3) \
         SELECT p.id AS parcel, p.state, p.delivery_kind AS kind, p.delivery_name_vi AS delivery_vi, \
                p.delivery_name_en AS delivery_en, o.placed_at, p.shipping_fee AS shipping, o.buyer_name AS buyer, \
                o.commune_name AS commune, o.province_name AS province, \
                row_number() OVER (PARTITION BY p.id ORDER BY l.id) = 1 AS first, l.name_vi, l.name_en, \
                l.pack_name_vi AS pack_vi, l.pack_name_en AS pack_en, l.qty, l.price, l.total, l.discount, \
                coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.parcel_id = p.id), 0)::bigint AS refunded, \
                l.paid_off AS off, ARRAY(SELECT c.reason FROM correction_lines x JOIN corrections c ON c.id = x.correction_id \
                                         WHERE x.line_id = l.id ORDER BY c.id) AS why \
         FROM next p JOIN orders o ON o.id = p.order_id JOIN order_lines l ON l.parcel_id = p.id ORDER BY p.id, l.id"
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(STEP)
    .kept()
    .load(conn)
    .await?)
}

fn cells(row: &Row, lang: Lang) -> Vec<Cell> {
    // What belongs to the parcel stands beside its first line only, so that a column can be added up.
    let once = |amount: Money| if row.first { Cell::Money(amount) } else { Cell::Empty };
    let text = |text: &str| Cell::Text(text.to_owned());
    let state = locales::text_with(
        lang,
        &format!("parcel-state-{}", row.state.replace('_', "-")),
        &Args::from([("kind".into(), row.kind.clone().into())]),
    );
    vec![
        Cell::Text(parcel::code(row.parcel)),
        text(row.called.name(lang)),
        Cell::Day(in_vietnam(row.placed_at).date_naive()),
        Cell::Text(state),
        text(row.called.pack(lang)),
        Cell::Number(i64::from(row.qty)),
        Cell::Money(row.price),
        Cell::Money(row.total),
        Cell::Money(row.discount),
        once(row.refunded),
        once(row.shipping),
        text(lang.pick(&row.delivery_vi, &row.delivery_en)),
        text(&row.buyer),
        Cell::Text(format!("{}, {}", row.commune, row.province)),
        Cell::Money(row.off),
        Cell::Text(row.why.iter().map(|stored| words::reason(lang, stored)).collect::<Vec<_>>().join("; ")),
    ]
}
