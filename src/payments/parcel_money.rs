//! A parcel's money as the tables have it: what was frozen, and what of it was taken off or has gone back.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::shares::{Frozen, Shares};
use crate::error::Result;
use crate::kernel::ids::{ParcelId, ProducerId};
use crate::kernel::money::Money;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// Whether the buyer has paid for the parcel `p`: only then is there something to give back.
pub const PAID: &str = "EXISTS (SELECT FROM payment_parcels x JOIN payments y ON y.id = x.payment_id \
     WHERE x.parcel_id = p.id AND y.state IN ('paid', 'collected', 'remitted'))";

/// One parcel's money.
#[derive(Clone, Copy, Debug)]
pub struct ParcelMoney {
    pub producer: ProducerId,
    pub frozen: Frozen,
    /// Goods' money that has gone back, or is about to, or was taken off before it was paid.
    pub back_goods: Money,
    /// Delivery's money that has gone back, or is about to.
    pub back_shipping: Money,
}

impl ParcelMoney {
    #[must_use]
    pub fn goods_left(&self) -> Money {
        self.frozen.net_goods() - self.back_goods
    }

    #[must_use]
    pub fn shipping_left(&self) -> Money {
        self.frozen.shipping - self.back_shipping
    }

    /// Whose what is left is.
    #[must_use]
    pub fn shares(&self) -> Shares {
        self.frozen.after(self.back_goods, self.back_shipping)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    producer: ProducerId,
    #[diesel(sql_type = BigInt)]
    goods: Money,
    #[diesel(sql_type = BigInt)]
    discount: Money,
    #[diesel(sql_type = BigInt)]
    shipping: Money,
    #[diesel(sql_type = Nullable<Text>)]
    borne_by: Option<String>,
    #[diesel(sql_type = BigInt)]
    commission: Money,
    #[diesel(sql_type = BigInt)]
    vat: Money,
    #[diesel(sql_type = BigInt)]
    pit: Money,
    #[diesel(sql_type = BigInt)]
    back_goods: Money,
    #[diesel(sql_type = BigInt)]
    off: Money,
    #[diesel(sql_type = BigInt)]
    back_shipping: Money,
}

/// Reads a parcel's money. Under the order's lock, so that it stays so.
pub async fn load(conn: &mut Conn, parcel: ParcelId) -> Result<ParcelMoney> {
    let row: Row = diesel::sql_query(
        "SELECT p.producer_id AS producer, p.goods_total AS goods, p.discount, p.shipping_fee AS shipping, \
                o.discount_borne_by AS borne_by, \
                coalesce(sum(c.amount) FILTER (WHERE c.kind = 'commission'), 0)::bigint AS commission, \
                coalesce(sum(c.amount) FILTER (WHERE c.kind = 'vat'), 0)::bigint AS vat, \
                coalesce(sum(c.amount) FILTER (WHERE c.kind = 'pit'), 0)::bigint AS pit, \
                p.cut + coalesce((SELECT sum(r.of_goods) FROM refunds r WHERE r.parcel_id = p.id), 0)::bigint AS back_goods, \
                coalesce((SELECT sum(l.total_off) FROM order_lines l WHERE l.parcel_id = p.id), 0)::bigint AS off, \
                coalesce((SELECT sum(r.of_shipping) FROM refunds r WHERE r.parcel_id = p.id), 0)::bigint AS back_shipping \
         FROM parcels p JOIN orders o ON o.id = p.order_id LEFT JOIN parcel_charges c ON c.parcel_id = p.id \
         WHERE p.id = $1 GROUP BY p.id, o.id",
    )
    .bind::<BigInt, _>(parcel.0)
    .kept()
    .get_result(conn)
    .await?;
    let by_market = if row.borne_by.as_deref() == Some("market") { row.discount } else { Money::ZERO };
    Ok(ParcelMoney {
        producer: row.producer,
        frozen: Frozen {
            goods: row.goods,
            off: row.off,
            discount: row.discount,
            by_market,
            shipping: row.shipping,
            commission: row.commission,
            vat: row.vat,
            pit: row.pit,
        },
        back_goods: row.back_goods,
        back_shipping: row.back_shipping,
    })
}
