//! What the offer of methods depends on, read for one cart.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::offer::Facts;
use super::{bank_account, card, settings};
use crate::error::Result;
use crate::kernel::ids::{OrderId, ProducerId};
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::kernel::settlement::Settlement;
use crate::orders::queries::OrderRow;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// How long a refusal at the door is held against a phone.
const REFUSALS_COUNT_DAYS: i32 = 180;

/// What a phone may come to owe at the door, and would not take there.
#[derive(Clone, Copy, Debug, Default, QueryableByName)]
pub struct AtTheDoor {
    #[diesel(sql_type = BigInt)]
    pub open: Money,
    #[diesel(sql_type = BigInt)]
    pub refusals: i64,
}

/// Reads what a phone owes at the door, but for one order, and how many parcels it would not take there lately. Goods that
/// are with their household unpaid count whatever way was chosen since: not paid that way, they are paid at the door.
async fn at_the_door(conn: &mut Conn, phone: &Phone, except: Option<OrderId>) -> Result<AtTheDoor> {
    Ok(diesel::sql_query(
        "SELECT coalesce((SELECT sum(x.amount) FROM orders o JOIN payments y ON y.order_id = o.id \
                  JOIN payment_parcels x ON x.payment_id = y.id JOIN parcels p ON p.id = x.parcel_id \
                  WHERE o.buyer_phone = $1 AND y.state = 'due' AND o.id IS DISTINCT FROM $3 \
                    AND (y.method = 'cod' OR p.state IN ('placed', 'confirmed', 'packed', 'handed_over', 'delivered'))), \
                 0)::bigint AS open, \
                (SELECT count(*) FROM orders o JOIN parcels p ON p.order_id = o.id \
                  WHERE o.buyer_phone = $1 AND o.payment_method = 'cod' AND p.state = 'refused' \
                    AND p.state_since > now() - make_interval(days => $2)) AS refusals",
    )
    .bind::<Text, _>(phone.as_str())
    .bind::<Integer, _>(REFUSALS_COUNT_DAYS)
    .bind::<Nullable<BigInt>, _>(except.map(|order| order.0))
    .kept()
    .get_result(conn)
    .await?)
}

/// Reads the facts for a cart of these households. Without a phone, nothing is held against it yet.
pub async fn load(
    conn: &mut Conn,
    ground: &Ground,
    phone: Option<&Phone>,
    producers: &[ProducerId],
    total: Money,
) -> Result<Facts> {
    read(conn, ground, phone, None, producers, total).await
}

async fn read(
    conn: &mut Conn,
    ground: &Ground,
    phone: Option<&Phone>,
    except: Option<OrderId>,
    producers: &[ProducerId],
    total: Money,
) -> Result<Facts> {
    let settlement = ground.config.settlement;
    let door = match phone {
        Some(phone) => at_the_door(conn, phone, except).await?,
        None => AtTheDoor::default(),
    };
    let payees = match settlement {
        Settlement::Operator => bank_account::of_market(conn).await?.is_some(),
        Settlement::Direct => {
            let accounts = bank_account::of_households(conn, producers).await?;
            producers.iter().all(|p| accounts.iter().any(|a| a.producer_id == Some(*p)))
        }
    };
    Ok(Facts {
        settings: settings::load(conn).await?,
        settlement,
        total,
        open_cod: door.open,
        refusals: door.refusals,
        payees,
        card_ready: card::ready(ground),
    })
}

/// Makes two orders of one phone wait for each other, so that both together keep within what it may owe at the door.
pub async fn one_at_a_time(conn: &mut Conn, phone: &Phone) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('cod ' || $1, 0))")
        .bind::<Text, _>(phone.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// The facts for paying an order another way: what it leaves to be paid at the door itself is not held against it.
pub async fn load_for_switch(
    conn: &mut Conn,
    ground: &Ground,
    phone: &Phone,
    producers: &[ProducerId],
    order: &OrderRow,
) -> Result<Facts> {
    read(conn, ground, Some(phone), Some(order.id), producers, order.total).await
}
