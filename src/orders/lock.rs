//! The only place that locks orders and parcels: the order first, then its parcel.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::parcel::ParcelState;
use crate::error::{Error, Result};
use crate::kernel::ids::{OrderId, ParcelId, ProducerId};
use crate::platform::db::Conn;
use crate::schema::{orders, parcels};

/// A parcel that nobody else moves until this transaction ends.
#[derive(Clone, Copy, Debug)]
pub struct LockedParcel {
    pub id: ParcelId,
    pub order: OrderId,
    pub producer: ProducerId,
    pub state: ParcelState,
}

/// Locks a parcel and its order. With `owner`, a parcel of another household is not found.
///
/// # Locks
/// Order, then parcel; stock and payment come after.
pub async fn parcel(conn: &mut Conn, id: ParcelId, owner: Option<ProducerId>) -> Result<Option<LockedParcel>> {
    let mut query = parcels::table.select((parcels::order_id, parcels::producer_id)).find(id).into_boxed();
    if let Some(owner) = owner {
        query = query.filter(parcels::producer_id.eq(owner));
    }
    let found: Option<(OrderId, ProducerId)> = query.first(conn).await.optional()?;
    let Some((order, producer)) = found else { return Ok(None) };
    orders::table.select(orders::id).find(order).for_update().first::<OrderId>(conn).await?;
    let state: String = parcels::table.select(parcels::state).find(id).for_update().first(conn).await?;
    let state = ParcelState::parse(&state).ok_or_else(|| Error::Internal(anyhow::anyhow!("parcel {id} is {state}")))?;
    Ok(Some(LockedParcel { id, order, producer, state }))
}

/// Locks an order and all its parcels, in the order of ids.
///
/// # Locks
/// Order, then parcels; stock and payment come after.
pub async fn whole(conn: &mut Conn, order: OrderId) -> Result<Vec<LockedParcel>> {
    orders::table.select(orders::id).find(order).for_update().first::<OrderId>(conn).await?;
    let rows: Vec<(ParcelId, ProducerId, String)> = parcels::table
        .select((parcels::id, parcels::producer_id, parcels::state))
        .filter(parcels::order_id.eq(order))
        .order(parcels::id)
        .for_update()
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(id, producer, state)| {
            let state =
                ParcelState::parse(&state).ok_or_else(|| Error::Internal(anyhow::anyhow!("parcel {id} is {state}")))?;
            Ok(LockedParcel { id, order, producer, state })
        })
        .collect()
}
