//! An order that is paid in advance keeps its goods for a while. When the money has not come by then, by Postgres' clock,
//! or their harvest failed before it came, they are given free. Nothing expires once money has come, even too little of it.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::method::{self, Closing};
use super::payment::{Method, PaymentState};
use super::receive::settle;
use super::transfer::credits::HERE;
use super::{change, lock, voucher_use};
use crate::error::{Error, Result};
use crate::kernel::events::Event;
use crate::kernel::ids::{OrderId, ParcelId, PaymentId};
use crate::orders::advance::{self, By};
use crate::orders::goods;
use crate::orders::lock as orders_lock;
use crate::orders::parcel::ParcelState;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job};

/// How many are looked at in one go.
const AT_ONCE: i64 = 200;
/// No further one is begun after so long: a provider that is slow to answer takes as long again, and a job has no more time.
const ROUND: Duration = Duration::from_secs(25);

/// Payments for which no money has come, and whose time is over or whose harvest failed: the sum they ask for is for goods
/// that will not come.
fn over() -> String {
    format!(
        "SELECT y.id, y.order_id, y.method FROM payments y JOIN orders o ON o.id = y.order_id \
         WHERE y.state = 'due' AND y.received = 0 \
           AND y.id IN (SELECT e.id FROM payments e WHERE e.state = 'due' AND e.expires_at < now() \
             UNION SELECT c.payment_id FROM harvests h \
               JOIN order_lines l ON l.harvest_id = h.id AND l.qty > l.qty_off + l.swapped \
               JOIN parcels p ON p.id = l.parcel_id AND p.state = 'awaiting_payment' \
               JOIN payment_parcels c ON c.parcel_id = p.id WHERE h.state = 'failed') \
           AND NOT {HERE}"
    )
}

#[derive(QueryableByName)]
struct Over {
    #[diesel(sql_type = BigInt)]
    id: PaymentId,
    #[diesel(sql_type = BigInt)]
    order_id: OrderId,
    #[diesel(sql_type = Text)]
    method: String,
}

/// Gives free what was not paid for in time; runs all the time.
#[derive(Serialize, Deserialize)]
pub struct ExpireUnpaid {}

impl Job for ExpireUnpaid {
    const KIND: &'static str = "expire_unpaid";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        // Those for which a provider is asked keep none of the others waiting, nor those whose page must be looked for the rest.
        let order = "ORDER BY y.method = 'card', y.provider_ref IS NULL, y.expires_at LIMIT $1";
        let over: Vec<Over> =
            diesel::sql_query(format!("{} {order}", over())).bind::<BigInt, _>(AT_ONCE).load(&mut conn).await?;
        drop(conn);
        let until = Instant::now() + ROUND;
        for payment in over {
            if Instant::now() >= until {
                break;
            }
            let Some(kind) = Method::parse(&payment.method) else { continue };
            // The provider first: a session that is still open could be paid in the moment after.
            match method::of(kind).close(&ground, payment.id).await {
                Ok(Closing::Closed) => {}
                Ok(Closing::Paid) => continue,
                Err(error) => {
                    tracing::warn!(payment = %payment.id, error = format!("{error:#}"), "not closed, tried again later");
                    continue;
                }
            }
            let mut conn = ground.db.conn().await?;
            // One that cannot be ended keeps no other's goods.
            if let Err(error) = conn.transaction(async |conn| expire(conn, payment.order_id, payment.id).await).await {
                metrics::counter!("market_orders_stuck_total", "job" => Self::KIND).increment(1);
                tracing::error!(payment = %payment.id, error = format!("{error:#}"), "not expired, tried again later");
            }
        }
        Ok(())
    }
}

/// Gives a payment up and its parcels' goods free, if its time is over, or its harvest failed, and no money has come. `false` when not.
/// Call it inside a transaction.
///
/// # Locks
/// Order, its parcels, their stock in the order of ids, payments.
pub async fn expire(conn: &mut Conn, order: OrderId, payment: PaymentId) -> Result<bool> {
    let parcels = orders_lock::whole(conn, order).await?;
    let waiting: Vec<ParcelId> =
        parcels.iter().filter(|p| p.state == ParcelState::AwaitingPayment).map(|p| p.id).collect();
    goods::lock(conn, &waiting, &[]).await?;
    let all = lock::of_order(conn, order).await?;
    let over =
        diesel::sql_query(format!("{} AND y.id = $1", over())).bind::<BigInt, _>(payment.0).load::<Over>(conn).await?;
    let Some(given_up) = all.iter().find(|p| p.id == payment).filter(|_| !over.is_empty()) else { return Ok(false) };
    settle(conn, given_up, PaymentState::Void, None).await?;
    for parcel in waiting.into_iter().filter(|p| given_up.covers(*p)) {
        advance::advance(conn, parcel, ParcelState::Expired, By::System, "")
            .await
            .map_err(|error| Error::Internal(anyhow::anyhow!("parcel {parcel} does not expire: {error}")))?;
    }
    // Goods that were to be paid at the door before still are.
    change::back_to_cash(conn, order).await?;
    voucher_use::release_if_nothing_came(conn, order).await?;
    jobs::record(conn, &Event::PaymentExpired { payment }).await?;
    Ok(true)
}
