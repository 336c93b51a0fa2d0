//! What a complaint is about, for the page and the file that are handed over: the goods, when they came, and who sold them.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Int4, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::{ComplaintId, OrderId, ParcelId, RefundId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::orders::called::Called;
use crate::platform::db::Conn;

#[derive(Debug, Serialize, QueryableByName)]
pub struct About {
    #[diesel(sql_type = Timestamptz)]
    pub placed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub delivered_at: Option<DateTime<Utc>>,
    /// Goods and delivery, as they were ordered.
    #[diesel(sql_type = BigInt)]
    pub total: Money,
    #[diesel(sql_type = Text)]
    pub contact: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    /// Hamlet, commune, province.
    #[diesel(sql_type = Text)]
    pub place: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub registration: Option<String>,
}

pub async fn load(conn: &mut Conn, parcel: ParcelId) -> Result<About> {
    Ok(diesel::sql_query(
        "SELECT o.placed_at, p.delivered_at, p.total, h.contact_name AS contact, h.phone, \
                concat_ws(', ', nullif(h.hamlet, ''), m.name, v.name) AS place, h.registration_no AS registration \
         FROM parcels p JOIN orders o ON o.id = p.order_id JOIN producers h ON h.id = p.producer_id \
         JOIN communes m ON m.code = h.commune_code JOIN provinces v ON v.code = m.province_code WHERE p.id = $1",
    )
    .bind::<BigInt, _>(parcel.0)
    .get_result(conn)
    .await?)
}

/// A complaint about a parcel of an order, and what goes back for it.
#[derive(Debug, Serialize, QueryableByName)]
pub struct Complained {
    #[diesel(sql_type = BigInt)]
    pub id: ComplaintId,
    /// Of the parcel, in its order.
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    #[diesel(sql_type = Text)]
    pub state: String,
    /// The refund it was decided with.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub refund: Option<RefundId>,
}

/// The complaints about an order, oldest first.
pub async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<Complained>> {
    Ok(diesel::sql_query(
        "SELECT c.id, p.number, c.state, c.refund_id AS refund FROM complaints c JOIN parcels p ON p.id = c.parcel_id \
         WHERE p.order_id = $1 ORDER BY c.id",
    )
    .bind::<BigInt, _>(order.0)
    .load(conn)
    .await?)
}

/// The goods of the parcel, each as it is said: `2 × Mật ong, chai 500 ml`.
pub async fn goods(conn: &mut Conn, parcel: ParcelId, lang: Lang) -> Result<Vec<String>> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Int4)]
        qty: i32,
        #[diesel(embed)]
        called: Called,
    }
    let lines: Vec<Line> = diesel::sql_query(
        "SELECT qty, name_vi, name_en, pack_name_vi AS pack_vi, pack_name_en AS pack_en FROM order_lines \
         WHERE parcel_id = $1 ORDER BY id",
    )
    .bind::<BigInt, _>(parcel.0)
    .load(conn)
    .await?;
    let said = |line: Line| format!("{} × {}, {}", line.qty, line.called.name(lang), line.called.pack(lang));
    Ok(lines.into_iter().map(said).collect())
}
