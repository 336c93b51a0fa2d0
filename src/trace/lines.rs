//! Which order line got how much from which lot.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::diary::TOO_SOON;
use crate::error::{Error, Result};
use crate::kernel::ids::{LotId, OrderId, OrderLineId, ParcelId, ProductId};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::schema::{lot_lines, lots};

/// A lot that packs of a product may come from.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Fitting {
    #[diesel(sql_type = BigInt)]
    pub id: LotId,
    #[diesel(sql_type = BigInt)]
    pub product_id: ProductId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Date)]
    pub made_on: chrono::NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub expires_on: Option<chrono::NaiveDate>,
    #[diesel(sql_type = Text)]
    pub plot: String,
    /// Grams or pieces that no parcel has yet; `None` when nobody weighed it.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub left: Option<i64>,
    #[diesel(sql_type = Bool)]
    pub by_weight: bool,
}

/// The newest lots of these products that may still be packed: not recalled, not run out on `today`.
pub async fn fitting(conn: &mut Conn, products: &[ProductId], today: chrono::NaiveDate) -> Result<Vec<Fitting>> {
    Ok(diesel::sql_query(format!(
        "SELECT l.id, l.product_id, l.code, l.made_on, l.expires_on, coalesce(p.name, '') AS plot, l.unit = 'g' AS by_weight, \
                (l.quantity - coalesce((SELECT sum(round(x.qty * CASE WHEN l.unit <> 'g' THEN 1 \
                     WHEN o.product_id = l.product_id THEN piece_grams(o) \
                     ELSE (SELECT max(k.net_weight_g) FROM correction_lines c JOIN packs k ON k.id = c.pack_id \
                           WHERE c.line_id = o.id AND k.product_id = l.product_id) END)) \
                   FROM lot_lines x JOIN order_lines o ON o.id = x.order_line_id WHERE x.lot_id = l.id), 0))::bigint AS left \
         FROM unnest($1) AS w (product) CROSS JOIN LATERAL ( \
           SELECT * FROM lots l WHERE l.product_id = w.product AND (l.expires_on IS NULL OR l.expires_on >= $2) \
             AND NOT EXISTS (SELECT FROM recalls r WHERE r.lot_id = l.id) AND {TOO_SOON} IS NULL \
           ORDER BY l.made_on DESC, l.id DESC LIMIT 8) l \
         LEFT JOIN plots p ON p.id = l.plot_id ORDER BY l.made_on DESC, l.id DESC",
    ))
    .bind::<Array<BigInt>, _>(products.iter().map(|id| id.0).collect::<Vec<_>>())
    .bind::<Date, _>(today)
    .kept()
    .load(conn)
    .await?)
}

/// A part of a line and the lot it came from.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct LineLot {
    #[diesel(sql_type = BigInt)]
    pub line: OrderLineId,
    /// What the lot is of: not always what was ordered.
    #[diesel(sql_type = BigInt)]
    pub product: ProductId,
    #[diesel(sql_type = BigInt)]
    pub lot: LotId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Integer)]
    pub qty: i32,
    /// Why the lot was called back.
    #[diesel(sql_type = Nullable<Text>)]
    pub recalled: Option<String>,
}

/// The lots of an order's lines.
pub async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<LineLot>> {
    of(conn, Some(order), None).await
}

/// The lots of a parcel's lines; what its label shows the code of.
pub async fn of_parcel(conn: &mut Conn, parcel: ParcelId) -> Result<Vec<LineLot>> {
    of(conn, None, Some(parcel)).await
}

async fn of(conn: &mut Conn, order: Option<OrderId>, parcel: Option<ParcelId>) -> Result<Vec<LineLot>> {
    let (column, id) = match (order, parcel) {
        (Some(order), _) => ("order_id", order.0),
        (None, parcel) => ("parcel_id", parcel.map_or(0, |id| id.0)),
    };
    Ok(diesel::sql_query(format!(
        "SELECT o.id AS line, l.product_id AS product, l.id AS lot, l.code, x.qty, r.reason AS recalled \
         FROM order_lines o JOIN lot_lines x ON x.order_line_id = o.id JOIN lots l ON l.id = x.lot_id \
         LEFT JOIN recalls r ON r.lot_id = l.id WHERE o.{column} = $1 ORDER BY o.id, l.id"
    ))
    .bind::<BigInt, _>(id)
    .kept()
    .load(conn)
    .await?)
}

/// Whether something lies in a parcel that was called back.
pub async fn holds_recalled(conn: &mut Conn, parcel: ParcelId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        holds: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM order_lines o JOIN lot_lines x ON x.order_line_id = o.id JOIN lots l ON l.id = x.lot_id \
           JOIN recalls r ON r.lot_id = l.id \
           WHERE o.parcel_id = $1 AND (l.product_id = o.product_id AND o.qty - o.qty_off - o.swapped + o.extra > 0 \
             OR EXISTS (SELECT FROM correction_lines c JOIN packs k ON k.id = c.pack_id \
                        WHERE c.line_id = o.id AND k.product_id = l.product_id))) AS holds",
    )
    .bind::<BigInt, _>(parcel.0)
    .kept()
    .get_result(conn)
    .await?;
    Ok(row.holds)
}

#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// More than comes.
    #[error("more than the line has")]
    TooMany,
    #[error("the lot is called back")]
    Recalled,
    /// Its last day is over.
    #[error("the lot ran out")]
    Expired,
    /// Of another product, or there is no such lot.
    #[error("no such lot of this product")]
    NotFound,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for PutError {
    fn from(error: Error) -> Self {
        PutError::Failed(error)
    }
}

/// The database holds the three rules; each is told by its name.
impl From<DieselError> for PutError {
    fn from(error: DieselError) -> Self {
        let broken = match &error {
            DieselError::DatabaseError(DatabaseErrorKind::CheckViolation, told) => told.constraint_name(),
            DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Some("lot_lines_same_product"),
            _ => None,
        };
        match broken {
            Some("lot_lines_within_line") => PutError::TooMany,
            Some("lot_lines_not_recalled") => PutError::Recalled,
            Some("lot_lines_same_product") => PutError::NotFound,
            _ => PutError::Failed(error.into()),
        }
    }
}

/// Says anew which lots the packs of a product in a line came from; none forgets them. The product is the line's, or that of
/// what comes instead. Call it inside a transaction that holds the parcel.
///
/// # Refuses
/// More than comes, a lot of another product, one that was called back, and one that has run out on `today`, unless it was
/// said before. Without `today` the box has left, and what was good then may be said now.
pub async fn put(
    conn: &mut Conn,
    line: OrderLineId,
    product: ProductId,
    parts: &[(LotId, i32)],
    today: Option<chrono::NaiveDate>,
) -> Result<(), PutError> {
    let kept: Vec<LotId> = parts.iter().map(|(lot, _)| *lot).collect();
    let before: Vec<LotId> = lot_lines::table
        .inner_join(lots::table)
        .select(lots::id)
        .filter(lot_lines::order_line_id.eq(line).and(lots::product_id.eq(product)))
        .load(conn)
        .await?;
    // All of them first: less may come by now than both of what was said and what is said anew.
    let said = lot_lines::order_line_id.eq(line).and(lot_lines::lot_id.eq_any(before.clone()));
    diesel::delete(lot_lines::table.filter(said)).execute(conn).await?;
    for (lot, qty) in parts {
        diesel::insert_into(lot_lines::table)
            .values((lot_lines::order_line_id.eq(line), lot_lines::lot_id.eq(lot), lot_lines::qty.eq(qty)))
            .execute(conn)
            .await?;
    }
    let fresh: Vec<LotId> = kept.into_iter().filter(|lot| !before.contains(lot)).collect();
    if let Some(today) = today.filter(|_| !fresh.is_empty()) {
        let over = lots::id.eq_any(fresh).and(lots::expires_on.lt(today));
        if lots::table.filter(over).count().get_result::<i64>(conn).await? > 0 {
            return Err(PutError::Expired);
        }
    }
    Ok(())
}

/// A parcel that some of a lot went into.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Went {
    #[diesel(sql_type = BigInt)]
    pub parcel: ParcelId,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Integer)]
    pub qty: i32,
    #[diesel(sql_type = Text)]
    pub pack_vi: String,
    #[diesel(sql_type = Text)]
    pub pack_en: String,
}

/// As many of them as a page shows.
pub const SHOWN: i64 = 200;

/// Where a lot went, newest first.
pub async fn of_lot(conn: &mut Conn, lot: LotId, most: i64) -> Result<Vec<Went>> {
    Ok(diesel::sql_query(
        "SELECT o.parcel_id AS parcel, p.state, p.delivery_kind AS kind, x.qty, o.pack_name_vi AS pack_vi, \
                o.pack_name_en AS pack_en \
         FROM lot_lines x JOIN order_lines o ON o.id = x.order_line_id JOIN parcels p ON p.id = o.parcel_id \
         WHERE x.lot_id = $1 ORDER BY o.parcel_id DESC, o.id LIMIT $2",
    )
    .bind::<BigInt, _>(lot.0)
    .bind::<BigInt, _>(most)
    .kept()
    .load(conn)
    .await?)
}
