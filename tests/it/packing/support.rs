//! Steps with parcels that these journeys share.

use diesel_async::AsyncConnection as _;
use market::kernel::ids::{AccountId, OrderLineId, ParcelId, ProducerId};
use market::orders::advance::By;
use market::payments::correct::{CorrectError, Correction, Cut, Less, Outcome, correct};

use super::super::buyer::number;
use super::super::support::TestShop;

/// The lines of a parcel, in their order.
pub async fn line(shop: &TestShop, parcel: ParcelId, nth: i64) -> OrderLineId {
    let sql = format!("SELECT id FROM order_lines WHERE parcel_id = {parcel} ORDER BY id OFFSET {nth} LIMIT 1");
    OrderLineId(number(shop, &sql).await)
}

/// Corrects a parcel as the system does.
pub async fn cut(shop: &TestShop, key: &str, parcel: ParcelId, cuts: &[Cut]) -> Result<Outcome, CorrectError> {
    cut_by(shop, key, parcel, cuts, By::System).await
}

pub async fn cut_by(
    shop: &TestShop,
    key: &str,
    parcel: ParcelId,
    cuts: &[Cut],
    by: By,
) -> Result<Outcome, CorrectError> {
    let correction =
        Correction { key: key.to_owned(), parcel, cuts: cuts.to_vec(), reason: "short: chim ăn".to_owned(), by };
    let mut conn = shop.conn().await;
    conn.transaction(async |conn| correct(conn, &correction).await).await
}

pub fn member(account: AccountId, producer: ProducerId) -> By {
    By::Member { account, producer }
}

/// So many pieces of the nth line do not come.
pub async fn short(shop: &TestShop, parcel: ParcelId, nth: i64, qty: i32) -> Cut {
    Cut { line: line(shop, parcel, nth).await, less: Less::Pieces(qty) }
}
