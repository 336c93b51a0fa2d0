//! The pages and forms under `/account`.

pub mod home;
pub mod reset;
pub mod second;
pub mod sign_in;
pub mod sign_up;

use actix_web::{HttpRequest, HttpResponse};
use diesel_async::AsyncConnection as _;

use super::account::Account;
use super::actors::{Visitor, add_cookie};
use super::lock;
use super::next::Next;
use super::pending::Pending;
use super::second as second_factor;
use crate::error::{Error, Result};
use crate::platform::db::Conn;
use crate::platform::throttle::{self, Limit};
use crate::platform::{Ground, sessions};

/// Where the visitor was going, from the query.
fn next_asked(request: &HttpRequest) -> Next {
    let query = request.query_string().as_bytes();
    let next = url::form_urlencoded::parse(query).find(|(name, _)| name == "next").map(|(_, next)| next);
    Next::of(&next.unwrap_or_default())
}

/// Signs the account in here under a new session and goes on; the session before it, whosever it was, ends. An account
/// whose password is not the one that was looked at any more is asked for the new one. A clerk who has a second factor is
/// asked for it on the way.
async fn enter(
    conn: &mut Conn,
    ground: &Ground,
    visitor: &Visitor,
    account: &Account,
    next: &Next,
    flash: Option<&str>,
) -> Result<HttpResponse> {
    let signed = conn
        .transaction(async |conn| {
            if !lock::unchanged(conn, account).await? {
                return Ok(None);
            }
            if let Some(before) = &visitor.session {
                sessions::close(conn, before).await?;
            }
            let cookie = sessions::open(conn, &ground.config, account.id).await?;
            Ok::<_, Error>(Some((cookie, second_factor::asked_of(conn, account.id).await?)))
        })
        .await?;
    let Some((cookie, asked)) = signed else { return Ok(visitor.go(ground, "/account/sign-in", None)) };
    let to = if asked { next.by_way_of("/account/second/code") } else { next.path_or("/account").to_owned() };
    let mut response = visitor.go(ground, &to, flash);
    add_cookie(&mut response, &cookie);
    add_cookie(&mut response, &Pending::gone(&ground.config));
    Ok(response)
}

/// Codes cost money, and a phone that rings all night costs sleep.
const CODES_TO: Limit = Limit { name: "code-to", hits: 5, seconds: 3600 };
const CODES_FROM: Limit = Limit { name: "code-from", hits: 30, seconds: 3600 };
/// Codes tried from one address, whoever they were for.
const TRIES_FROM: Limit = Limit { name: "code-tries", hits: 30, seconds: 600 };

/// Refuses one code too many, to this phone or e-mail or from this address, whether or not there is an account.
async fn may_send(ground: &Ground, conn: &mut Conn, visitor: &Visitor, pending: &Pending) -> Result<()> {
    throttle::check(ground, conn, CODES_FROM, &visitor.address).await?;
    throttle::check(ground, conn, CODES_TO, pending.handle.as_str()).await
}

/// Refuses one try too many from this address.
async fn may_try(ground: &Ground, conn: &mut Conn, visitor: &Visitor) -> Result<()> {
    throttle::check(ground, conn, TRIES_FROM, &visitor.address).await
}
