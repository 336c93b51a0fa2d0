//! What watches the shop asks: does the process live, can it serve, how busy is it.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::platform::{Shop, secrets};
use crate::search::{engine_for, state};

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

/// What a request wears that came through a web server in front.
const FORWARDED: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// How somebody on this machine calls it.
const OWN_NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Whether the asker may read the gauges: with the token where one is set. Without one nobody may in production, because
/// a web server in front need not leave a trace of itself; elsewhere whoever asks this machine from this machine may.
fn may_read(request: &HttpRequest, config: &Config) -> bool {
    let header = |name: &str| request.headers().get(name).map(|v| v.as_bytes());
    if let Some(token) = &config.metrics_token {
        let given = header("authorization").and_then(|v| v.strip_prefix(b"Bearer "));
        return given.is_some_and(|given| secrets::same(given, token.expose().as_bytes()));
    }
    let host = request.headers().get("host").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let own = OWN_NAMES.contains(&host.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(':'))
        || OWN_NAMES.contains(&host);
    let loopback = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    !config.production() && loopback && own && FORWARDED.iter().all(|name| header(name).is_none())
}

/// `GET /metrics` for Prometheus; to anybody else there is no such page.
pub async fn metrics(
    request: HttpRequest,
    shop: Shop,
    handle: web::Data<Option<PrometheusHandle>>,
) -> Result<HttpResponse> {
    if !may_read(&request, &shop.config) {
        return Err(Error::NotFound);
    }
    let mut conn = shop.db.conn().await?;
    let backlog: Backlog = diesel::sql_query(
        "SELECT (SELECT count(*) FROM events WHERE dispatched_at IS NULL) AS events, \
                (SELECT count(*) FROM jobs WHERE dead_at IS NULL AND (run_at <= now() OR attempts > 0)) AS jobs, \
                (SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL) AS dead, \
                (SELECT count(*) FROM messages WHERE sent_at IS NULL) AS messages",
    )
    .get_result(&mut conn)
    .await?;
    let search = state::load(&mut conn, engine_for::answering(&shop).await).await?;
    let (busy, open) = shop.db.status();
    let mut text = handle.get_ref().as_ref().map(PrometheusHandle::render).unwrap_or_default();
    for (name, value) in [
        ("market_events_waiting", backlog.events),
        ("market_jobs_waiting", backlog.jobs),
        ("market_jobs_dead", backlog.dead),
        ("market_messages_unsent", backlog.messages),
        ("market_search_changes_waiting", search.waiting),
        ("market_search_lag_seconds", search.oldest_seconds.unwrap_or(0)),
        ("market_db_connections_busy", i64::try_from(busy).unwrap_or(i64::MAX)),
        ("market_db_connections_open", i64::try_from(open).unwrap_or(i64::MAX)),
    ] {
        text.push_str(&format!("# TYPE {name} gauge\n{name} {value}\n"));
    }
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain; version=0.0.4")).body(text))
}
