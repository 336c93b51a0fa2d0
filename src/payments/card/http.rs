//! `POST /webhooks/stripe`: what Stripe tells, believed for its signature alone.

use actix_web::{HttpRequest, HttpResponse};

use super::inbox;
use crate::error::{Error, Result};
use crate::payments::refused;
use crate::platform::Shop;
use crate::platform::forms::Body;

/// 200 once the event is in the books, 400 for what Stripe did not sign, 5xx when the fault is ours: Stripe sends again.
pub async fn stripe(shop: Shop, request: HttpRequest, body: Body) -> Result<HttpResponse> {
    let Some(stripe) = &shop.stripe else { return Err(Error::NotFound) };
    let header = request.headers().get("stripe-signature").and_then(|value| value.to_str().ok());
    let event = match stripe.event(header, &body.0, shop.clock.now()) {
        Ok(event) => event,
        Err(why) => {
            metrics::counter!("market_webhooks_refused_total", "provider" => "stripe").increment(1);
            refused::note(&shop, "stripe", "unsigned");
            tracing::warn!(%why, "refused what says it comes from Stripe");
            return Ok(HttpResponse::BadRequest().finish());
        }
    };
    // A sender that hangs up must not leave half of it to chance: the task goes on without it.
    let ground = shop.clone();
    actix_web::rt::spawn(async move { inbox::take_in(&ground, &event, &body.0).await })
        .await
        .map_err(|error| Error::Internal(anyhow::anyhow!("taking in an event: {error}")))??;
    Ok(HttpResponse::Ok().finish())
}
