//! Money given back at Stripe by hand, past us: booked as refunds of the parcels it was paid for, as far as they reach.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use super::outcome::Outcome;
use super::refunds;
use crate::error::Result;
use crate::kernel::ids::{OrderId, ParcelId, PaymentId};
use crate::kernel::money::Money;
use crate::orders::lock as orders_lock;
use crate::payments::parcel_money;
use crate::payments::refund::{self, Part, RefundError, Way, Wish};
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;
use crate::platform::stripe::{Charge, Refund, RefundStatus};
use crate::schema::{payment_parcels, payments};

/// Books a refund that nobody here asked for. The buyer is told as of any other.
pub async fn record(conn: &mut Conn, made: &Refund) -> Result<Outcome> {
    let Some(charge) = &made.payment_intent else { return Ok(Outcome::NotOurs) };
    let paid: Option<(PaymentId, OrderId, String)> = payments::table
        .select((payments::id, payments::order_id, payments::state))
        .filter(payments::provider_charge.eq(charge).and(payments::method.eq("card")))
        .first(conn)
        .await
        .optional()?;
    let Some((payment, order, state)) = paid else { return Ok(Outcome::NotYet) };
    let over = matches!(made.status, Some(RefundStatus::Failed | RefundStatus::Canceled));
    if over {
        return Ok(Outcome::Nothing);
    }
    let mut left = made.amount;
    if state == "paid" {
        left = spread(conn, payment, order, made).await?;
    }
    if left > Money::ZERO {
        tracing::error!(%payment, refund = made.id, %left, "money went back at Stripe for no parcel of ours");
        return Ok(Outcome::UnknownRefund(made.id.clone()));
    }
    Ok(Outcome::RefundRecorded)
}

/// Takes the amount off one parcel after the other; answers with what no parcel has left to give back.
async fn spread(conn: &mut Conn, payment: PaymentId, order: OrderId, made: &Refund) -> Result<Money> {
    orders_lock::whole(conn, order).await?;
    let parcels: Vec<ParcelId> = payment_parcels::table
        .select(payment_parcels::parcel_id)
        .filter(payment_parcels::payment_id.eq(payment))
        .order(payment_parcels::parcel_id)
        .load(conn)
        .await?;
    let mut left = made.amount;
    for parcel in parcels {
        let money = parcel_money::load(conn, parcel).await?;
        let part = left.min(money.goods_left() + money.shipping_left());
        if part <= Money::ZERO {
            continue;
        }
        let wish = Wish {
            key: format!("stripe:{}:{parcel}", made.id),
            parcel,
            part: Part::Amount(part),
            way: Some(Way::Card),
            reason: "stripe".to_owned(),
            by: None,
        };
        match refund::refund(conn, &wish).await {
            Ok(id) => {
                // Sent already, so that our own sending leaves it alone.
                refunds::follow(conn, id, made, &format!("{}:{id}", made.id)).await?;
                left = left - part;
            }
            Err(RefundError::Failed(error)) => return Err(error),
            Err(other) => tracing::warn!(%parcel, %other, "a refund made at Stripe does not fit a parcel"),
        }
    }
    Ok(left)
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = BigInt)]
    back: Money,
}

/// Whether all that went back of a charge is in our books, or on its way there.
pub async fn compare(conn: &mut Conn, charge: &Charge) -> Result<Outcome> {
    let Some(intent) = &charge.payment_intent else { return Ok(Outcome::NotOurs) };
    let known: Option<Known> = diesel::sql_query(
        "SELECT coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.payment_id = y.id AND r.method = 'card' \
                          AND r.why_failed = ''), 0)::bigint AS back \
         FROM payments y WHERE y.provider_charge = $1 AND y.method = 'card'",
    )
    .bind::<Text, _>(intent)
    .kept()
    .get_result(conn)
    .await
    .optional()?;
    Ok(match known {
        Some(known) if charge.amount_refunded <= known.back => Outcome::Before,
        // The refund itself is told of too, perhaps in a moment.
        _ => Outcome::NotYet,
    })
}
