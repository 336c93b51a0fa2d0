//! Where providers tell of money: `POST /webhooks/sepay`, `/webhooks/payos` and `/webhooks/casso`. There is no session and no
//! form; who sends proves it by signature.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::webhook;
use crate::config::Secret;
use crate::error::{Error, Result};
use crate::payments::notices::{Message, Notice, NoticeError, Provider, casso, payos, sepay};
use crate::payments::refused;
use crate::platform::Shop;
use crate::platform::forms::read_body;

/// No notice is longer.
const MOST_BYTES: usize = 64 * 1024;

/// `POST /webhooks/sepay`
pub async fn sepay(shop: Shop, request: HttpRequest, payload: web::Payload) -> Result<HttpResponse> {
    let key = wanted(shop.config.bank_notices.sepay.as_ref())?;
    let body = read_body(payload.into_inner(), MOST_BYTES).await?;
    let headers = sepay::Headers {
        timestamp: header(&request, "x-sepay-timestamp"),
        signature: header(&request, "x-sepay-signature"),
        authorization: header(&request, "authorization"),
    };
    let read = sepay::read(headers, &body, &key, shop.clock.now());
    answer(shop, Provider::Sepay, read, body).await
}

/// `POST /webhooks/payos`
pub async fn payos(shop: Shop, payload: web::Payload) -> Result<HttpResponse> {
    let key = wanted(shop.config.bank_notices.payos.as_ref())?;
    let body = read_body(payload.into_inner(), MOST_BYTES).await?;
    let read = payos::read(&body, &key);
    answer(shop, Provider::Payos, read, body).await
}

/// `POST /webhooks/casso`
pub async fn casso(shop: Shop, request: HttpRequest, payload: web::Payload) -> Result<HttpResponse> {
    let key = wanted(shop.config.bank_notices.casso.as_ref())?;
    let body = read_body(payload.into_inner(), MOST_BYTES).await?;
    let read = casso::read(header(&request, "x-casso-signature"), &body, &key, shop.clock.now());
    answer(shop, Provider::Casso, read, body).await
}

/// Without a key a provider is not listened to: there is no such page.
fn wanted(key: Option<&Secret>) -> Result<String> {
    key.map(|key| key.expose().to_owned()).ok_or(Error::NotFound)
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

async fn answer(
    shop: Shop,
    provider: Provider,
    read: Result<Message, NoticeError>,
    body: Vec<u8>,
) -> Result<HttpResponse> {
    let (status, outcome) = match read {
        Ok(Message::Money(notice)) => {
            // A provider that hangs up must not leave half of it to chance: the task goes on without it.
            let taken = actix_web::rt::spawn(async move { take(&shop, &notice, &body).await });
            taken.await.map_err(|error| Error::Internal(anyhow::anyhow!("a notice: {error}")))??;
            return Ok(said(StatusCode::OK));
        }
        Ok(Message::Ping) => (StatusCode::OK, "ping"),
        Ok(Message::Nothing) => (StatusCode::OK, "nothing"),
        Err(NoticeError::Unsigned | NoticeError::WrongSignature) => (StatusCode::UNAUTHORIZED, "unsigned"),
        Err(NoticeError::Stale) => (StatusCode::UNAUTHORIZED, "stale"),
        Err(error @ (NoticeError::NotJson | NoticeError::Field(_))) => {
            tracing::warn!(provider = provider.name(), %error, "a notice that cannot be read");
            (StatusCode::BAD_REQUEST, "unreadable")
        }
    };
    metrics::counter!("market_bank_notices_total", "provider" => provider.name(), "outcome" => outcome).increment(1);
    if !status.is_success() {
        refused::note(&shop, provider.name(), outcome);
    }
    Ok(said(status))
}

/// Kept first and for good, then applied: what fails in between is sent again by the provider, and swept up by a job.
async fn take(shop: &Shop, notice: &Notice, body: &[u8]) -> Result<()> {
    let mut conn = shop.db.conn().await?;
    let Some(kept) = webhook::keep(&mut conn, notice, body).await? else {
        let provider = notice.provider.name();
        metrics::counter!("market_bank_notices_total", "provider" => provider, "outcome" => "again").increment(1);
        return Ok(());
    };
    webhook::apply(&mut conn, kept).await?;
    Ok(())
}

fn said(status: StatusCode) -> HttpResponse {
    HttpResponse::build(status).json(serde_json::json!({ "success": status.is_success() }))
}
