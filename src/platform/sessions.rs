//! Signed-in sessions in Postgres. The cookie is 256 random bits; the table keeps its hash, so any session can be ended.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration as CookieAge;
use actix_web::cookie::{Cookie, SameSite};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use diesel_async::RunQueryDsl;

use super::db::Conn;
use super::secrets;
use crate::config::Config;
use crate::error::Result;
use crate::kernel::ids::AccountId;
use crate::schema::sessions;

/// A phone stays signed in for 90 days of use.
const DAYS: i64 = 90;
/// Name of the session cookie.
pub const SESSION: &str = "sid";
/// Name of the cookie with a sentence for the next page.
pub const FLASH: &str = "flash";
/// Name of the cookie with the number in the corner.
pub const CART_COUNT: &str = "cart_n";

/// What a cookie is called: under TLS the prefix binds it to this host, so that no neighbour can plant one.
fn called(config: &Config, name: &str) -> String {
    if config.https() { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of a cookie of ours.
#[must_use]
pub fn value(config: &Config, request: &HttpRequest, name: &str) -> Option<String> {
    request.cookie(&called(config, name)).map(|cookie| cookie.value().to_owned())
}

/// A cookie that scripts cannot read, for the whole site.
#[must_use]
pub fn cookie(config: &Config, name: &str, value: String, days: i64) -> Cookie<'static> {
    Cookie::build(called(config, name), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(config.https())
        .max_age(CookieAge::days(days))
        .finish()
}

/// The cookie that a sentence for the next page travels in: only its key, so there is nothing in it to forge.
#[must_use]
pub fn flash(config: &Config, key: &str) -> Cookie<'static> {
    let mut cookie = cookie(config, FLASH, key.to_owned(), 1);
    cookie.set_max_age(CookieAge::minutes(2));
    cookie
}

/// The cookie that says how many packs the cart holds, so that no page has to ask the database for a number in a corner.
#[must_use]
pub fn cart_count(config: &Config, count: i64) -> Cookie<'static> {
    cookie(config, CART_COUNT, count.to_string(), 60)
}

/// A cookie that takes the place of another and is gone at once.
#[must_use]
pub fn gone(config: &Config, name: &str) -> Cookie<'static> {
    let mut cookie = cookie(config, name, String::new(), 0);
    cookie.set_max_age(CookieAge::ZERO);
    cookie
}

/// Opens a session and returns its cookie.
pub async fn open(conn: &mut Conn, config: &Config, account: AccountId) -> Result<Cookie<'static>> {
    let token = secrets::token();
    diesel::sql_query(
        "INSERT INTO sessions (id_hash, account_id, expires_at) VALUES ($1, $2, now() + make_interval(days => 90))",
    )
    .bind::<Binary, _>(secrets::hash(&token))
    .bind::<BigInt, _>(account.0)
    .execute(conn)
    .await?;
    Ok(cookie(config, SESSION, token, DAYS))
}

/// Notes that the second factor was given in this session.
pub async fn prove(conn: &mut Conn, token: &str) -> Result<()> {
    diesel::update(sessions::table.find(secrets::hash(token)))
        .set(sessions::second_at.eq(diesel::dsl::now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends one session.
pub async fn close(conn: &mut Conn, token: &str) -> Result<()> {
    diesel::delete(sessions::table.find(secrets::hash(token))).execute(conn).await?;
    Ok(())
}

/// Ends every session of an account: on "sign out everywhere", a new password, a disabled account.
pub async fn close_all(conn: &mut Conn, account: AccountId) -> Result<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::account_id.eq(account.0))).execute(conn).await?)
}

/// Removes what has expired.
pub async fn sweep(conn: &mut Conn) -> Result<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.lt(diesel::dsl::now))).execute(conn).await?)
}
