//! What watches the shop asks: does the process live, can it serve, how busy is it.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::error::{Error, Result};
use crate::platform::Shop;

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: the database answers too; 503 while it does not.
pub async fn ready(shop: Shop) -> HttpResponse {
    let asked = async {
        let mut conn = shop.db.conn().await?;
        diesel::sql_query("SELECT 1").execute(&mut conn).await?;
        Ok::<_, Error>(())
    };
    match asked.await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Err(_) => HttpResponse::ServiceUnavailable()
            .insert_header(("retry-after", "5"))
            .content_type("text/plain; charset=utf-8")
            .insert_header(("x-not-ready", "database"))
            .finish(),
    }
}

#[derive(QueryableByName)]
struct Backlog {
    #[diesel(sql_type = BigInt)]
    events: i64,
    #[diesel(sql_type = BigInt)]
    jobs: i64,
    #[diesel(sql_type = BigInt)]
    dead: i64,
    #[diesel(sql_type = BigInt)]
    messages: i64,
}

/// `GET /metrics` for Prometheus; only from this machine or a trusted proxy's network, so that no visitor reads it.
pub async fn metrics(
    request: HttpRequest,
    shop: Shop,
    handle: web::Data<Option<PrometheusHandle>>,
) -> Result<HttpResponse> {
    if !request.peer_addr().is_some_and(|peer| peer.ip().is_loopback())
        || request.headers().contains_key("x-forwarded-for")
    {
        return Err(Error::NotFound);
    }
    let mut conn = shop.db.conn().await?;
    let backlog: Backlog = diesel::sql_query(
        "SELECT (SELECT count(*) FROM events WHERE dispatched_at IS NULL) AS events, \
                (SELECT count(*) FROM jobs WHERE dead_at IS NULL) AS jobs, \
                (SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL) AS dead, \
                (SELECT count(*) FROM messages WHERE sent_at IS NULL) AS messages",
    )
    .get_result(&mut conn)
    .await?;
    let (busy, open) = shop.db.status();
    let mut text = handle.get_ref().as_ref().map(PrometheusHandle::render).unwrap_or_default();
    for (name, value) in [
        ("market_events_waiting", backlog.events),
        ("market_jobs_waiting", backlog.jobs),
        ("market_jobs_dead", backlog.dead),
        ("market_messages_unsent", backlog.messages),
        ("market_db_connections_busy", i64::try_from(busy).unwrap_or(i64::MAX)),
        ("market_db_connections_open", i64::try_from(open).unwrap_or(i64::MAX)),
    ] {
        text.push_str(&format!("# TYPE {name} gauge\n{name} {value}\n"));
    }
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain; version=0.0.4")).body(text))
}
