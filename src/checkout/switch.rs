//! The buyer pays another way, or goes back to pay: as long as nothing has been paid and the goods are still there.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::order_page;
use crate::accounts::actors::{Visitor, leave_for};
use crate::error::{Error, Result};
use crate::kernel::ids::PaymentId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::orders::access;
use crate::orders::queries::{self, OrderRow};
use crate::payments::change::{self, Change, ChangeError};
use crate::payments::method::{self, Begin, Closing};
use crate::payments::payment::Method;
use crate::payments::{facts, open, queries as payment_queries};
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::{Ground, Shop};

/// How often one order's way of paying may be pressed; each press may ask a provider.
const PRESSES: Limit = Limit { name: "pay", hits: 20, seconds: 600 };

/// `POST /orders/{code}/payment`: with `method`, pays that way; the one that is chosen already just goes on.
pub async fn submit(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    let order = access::opened(&visitor, &shop, &request, &path).await?;
    let code = order.code.clone();
    let Some(wanted) = Method::parse(form.raw("method")) else {
        return order_page::page(&visitor, &shop, &request, &code, false, Some("checkout-pay-off")).await;
    };
    throttle::check(&shop, &mut *shop.db.conn().await?, PRESSES, &code).await?;
    let ground = shop.clone();
    let lang = visitor.lang;
    // A client that hangs up must not leave half of it to chance: the task goes on without it.
    let outcome = actix_web::rt::spawn(async move { switch(&ground, &order, wanted, lang).await })
        .await
        .map_err(|error| Error::Internal(anyhow::anyhow!("changing how an order is paid: {error}")))?;
    let own = format!("/orders/{code}");
    let refused = match outcome {
        Ok(Begin::At(url)) => return Ok(leave_for(&url)),
        Ok(Begin::Here) => return Ok(visitor.go(&shop, &own, None)),
        Ok(Begin::Down) => {
            let (down, status) = (Some(order_page::DOWN), StatusCode::SERVICE_UNAVAILABLE);
            return order_page::whole(&visitor, &shop, &request, &code, false, down, Form::blank(&[]), status).await;
        }
        Err(ChangeError::Paid) => "order-pay-paid",
        Err(ChangeError::TooLate) => "order-pay-late",
        Err(ChangeError::KeptLong) => "order-pay-kept",
        Err(ChangeError::NotOffered) => "checkout-pay-off",
        Err(ChangeError::Failed(error)) => return Err(error),
    };
    order_page::page(&visitor, &shop, &request, &code, false, Some(refused)).await
}

/// Closes what was begun, opens the other way, and says where the buyer goes.
async fn switch(ground: &Ground, order: &OrderRow, wanted: Method, lang: Lang) -> Result<Begin, ChangeError> {
    let mut conn = ground.db.conn().await?;
    let payments = payment_queries::of_order(&mut conn, order.id).await?;
    let due: Vec<(PaymentId, Option<Method>)> = payments
        .iter()
        .filter(|p| p.live() && p.left() > Money::ZERO)
        .map(|p| (p.id, Method::parse(&p.method)))
        .collect();
    if due.is_empty() {
        let came = payments.iter().any(|p| p.received > Money::ZERO);
        return Err(if came { ChangeError::Paid } else { ChangeError::TooLate });
    }
    if due.iter().all(|(_, method)| *method == Some(wanted)) {
        drop(conn);
        return Ok(method::of(wanted).begin(ground, order.id, lang).await?);
    }
    // Before anything is closed: what is chosen stays the way to pay.
    if wanted.in_advance() && open::kept_long(&mut conn, order.id).await? {
        return Err(ChangeError::KeptLong);
    }
    let producers = queries::producers_of(&mut conn, order.id).await?;
    let phone = Phone::stored(&order.buyer_phone);
    let facts = facts::load_for_switch(&mut conn, ground, &phone, &producers, order).await?;
    drop(conn);
    let card_minutes = facts.settings.card_minutes(ground.config.reservation_minutes);
    facts.offer(wanted).map_err(|_| ChangeError::NotOffered)?;
    for (payment, before) in &due {
        let Some(before) = before else { continue };
        match method::of(*before).close(ground, *payment).await {
            Ok(Closing::Paid) => return Err(ChangeError::Paid),
            Ok(Closing::Closed) => {}
            // A provider that is down keeps nobody from paying another way. Should it be paid there all the same, the
            // order is paid once and the other money goes back.
            Err(error) => tracing::warn!(%payment, %error, "another way is opened beside one that could not be closed"),
        }
    }
    let mut conn = ground.db.conn().await?;
    conn.transaction(async |conn| {
        if wanted == Method::Cod {
            // Looked at again, one order of a phone after the other: many that change at once are too much together.
            facts::one_at_a_time(conn, &phone).await?;
            let facts = facts::load_for_switch(conn, ground, &phone, &producers, order).await?;
            facts.offer(wanted).map_err(|_| ChangeError::NotOffered)?;
        }
        let change = Change { order: order.id, code: &order.code, wanted, card_minutes };
        change::change(conn, &change).await
    })
    .await?;
    drop(conn);
    Ok(method::of(wanted).begin(ground, order.id, lang).await?)
}
