//! What stands between the network and every handler: a foreign form is refused, a panic becomes a page, every answer
//! carries the headers that tell a browser what this site never does.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, ResponseError as _, web};
use futures_util::FutureExt as _;

use super::Ground;
use crate::config::Config;
use crate::error::Error;

const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self' https://checkout.stripe.com; frame-ancestors 'none'";

/// A NUL as an address writes it.
const NUL: &str = "%00";

/// Paths that programs post to: they prove themselves by signature instead.
const MACHINES: [&str; 4] = ["/webhooks/stripe", "/webhooks/sepay", "/webhooks/payos", "/webhooks/casso"];

/// Adds the security headers to every answer, error pages and files included.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let https = request.app_data::<web::Data<Ground>>().is_some_and(|ground| ground.config.https());
    match next.call(request).await {
        Ok(mut answer) => {
            protect(answer.headers_mut(), https);
            Ok(answer)
        }
        Err(error) => {
            let mut answer = error.error_response();
            protect(answer.headers_mut(), https);
            Err(InternalError::from_response(error, answer).into())
        }
    }
}

fn protect(headers: &mut HeaderMap, https: bool) {
    let mut add = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    add(CONTENT_SECURITY_POLICY, POLICY);
    // What says nothing about it is an answer to this one request: a redirect, a refusal, a reading of a gauge.
    add(CACHE_CONTROL, "no-store");
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(REFERRER_POLICY, "strict-origin-when-cross-origin");
    add(HeaderName::from_static("permissions-policy"), "geolocation=(), camera=(self), microphone=(), payment=()");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if https {
        add(HeaderName::from_static("strict-transport-security"), "max-age=31536000; includeSubDomains");
    }
}

/// Only a script types a NUL, and Postgres takes none in any text: no path has one, and from a query it is dropped, as it
/// is from a form.
pub async fn no_nul(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.path().contains(NUL) {
        return Ok(request.into_response(Error::NotFound.error_response()).map_into_right_body());
    }
    let mut query = request.query_string().to_owned();
    if query.contains(NUL) {
        // What is left may meet and make another.
        while query.contains(NUL) {
            query = query.replace(NUL, "");
        }
        let without = format!("{}?{query}", request.path()).parse().map_err(anyhow::Error::new).map_err(Error::from)?;
        request.head_mut().uri = without;
    }
    Ok(next.call(request).await?.map_into_left_body())
}

/// Refuses a form that was sent from another site: by `Sec-Fetch-Site` where the browser says it, else by `Origin`.
/// A request with neither is no browser's form and carries no cookie that a stranger could have made it send.
pub async fn same_site(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe && !MACHINES.contains(&request.path()) && foreign(&request) {
        tracing::warn!(path = request.path(), "refused a form from another site");
        return Ok(request.into_response(Error::Forbidden.error_response()).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

fn foreign(request: &ServiceRequest) -> bool {
    // What cannot be read names nobody of ours.
    let header = |name: &str| request.headers().get(name).map(|v| v.to_str().unwrap_or("?"));
    if let Some(site) = header("sec-fetch-site")
        && site != "same-origin"
        && site != "none"
    {
        return true;
    }
    let Some(origin) = header(ORIGIN.as_str()) else { return false };
    let host = header("host").unwrap_or_default();
    let base = request.app_data::<web::Data<Ground>>().map(|g| g.config.base_url.clone()).unwrap_or_default();
    origin != base && origin.split_once("://").map(|(_, rest)| rest) != Some(host)
}

/// Turns a panic into an error page. actix would close the connection without a word.
pub async fn unwind(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(answer) => answer,
        Err(panic) => {
            let said = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
            let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Err(Error::Internal(anyhow::anyhow!("panicked: {said}")).into())
        }
    }
}

/// Address of the visitor: the peer's, or what a trusted proxy says of it.
#[must_use]
pub fn client_address(config: &Config, request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr().map(|a| a.ip().to_canonical()) else { return "unknown".to_owned() };
    network(forwarded(config, request.headers(), peer).unwrap_or(peer))
}

/// As throttles count: a customer of IPv6 has a whole /64 and would have a new address for each try.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(_) => address.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The right-most address that is not a trusted proxy's own: what stands left of it anyone may have written, and so may
/// what stands left of something that is no address.
fn forwarded(config: &Config, headers: &HeaderMap, peer: IpAddr) -> Option<IpAddr> {
    if !config.trusted_proxies.contains(&peer) {
        return None;
    }
    // A proxy may add its word to the visitor's line or on a line of its own.
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").map(|v| v.to_str().unwrap_or_default()).collect();
    let addresses = lines.iter().rev().flat_map(|line| line.rsplit(','));
    let known = addresses.map_while(|a| a.trim().parse::<IpAddr>().ok()).map(|a| a.to_canonical());
    known.into_iter().find(|a| !config.trusted_proxies.contains(a))
}

/// A path on this site to go back to; anything else becomes `/`.
#[must_use]
pub fn own_path(next: &str) -> &str {
    // Links of ours are percent-encoded, and a header could not carry anything but ASCII.
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|b| b.is_ascii_graphic())
        && next.len() < 512;
    if own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        assert_eq!(own_path("/checkout?x=1"), "/checkout?x=1");
        for evil in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/a\r\nb",
            "/\t/evil",
            "/rẻ",
        ] {
            assert_eq!(own_path(evil), "/", "{evil}");
        }
    }
}
