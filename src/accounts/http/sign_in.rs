//! Signing in and out.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use diesel_async::AsyncConnection as _;

use super::{enter, may_send, next_asked};
use crate::accounts::actors::{Member, Shopper, Visitor, add_cookie};
use crate::accounts::next::Next;
use crate::accounts::pages::SignInPage;
use crate::accounts::pending::Pending;
use crate::accounts::sign_in::{SignInError, sign_in};
use crate::accounts::sign_up::send_code;
use crate::error::Result;
use crate::platform::forms::Form;
use crate::platform::{Shop, sessions};

/// `GET /account/sign-in`
pub async fn show(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let next = next_asked(&request);
    if visitor.account.is_some() {
        return Ok(visitor.go(&shop, next.path_or("/account"), None));
    }
    visitor.page(&shop, &SignInPage { form: Form::default(), next, wrong: false })
}

/// `POST /account/sign-in`
pub async fn submit(visitor: Visitor, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let next = Next::of(form.raw("next"));
    let password = form.raw("password").to_owned();
    form.set("password", "");
    match sign_in(&shop, form.raw("login"), &password, &visitor.address).await {
        Ok(account) => {
            let mut conn = shop.db.conn().await?;
            enter(&mut conn, &shop, &visitor, &account, &next, None).await
        }
        Err(SignInError::Wrong) => {
            let page = SignInPage { form, next, wrong: true };
            visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(SignInError::NotProved(account, handle)) => {
            let pending = Pending::new(handle).with_password(&shop.config, &account.password_hash);
            let mut conn = shop.db.conn().await?;
            may_send(&shop, &mut conn, &visitor, &pending).await?;
            conn.transaction(async |conn| {
                send_code(conn, &shop, account.id, &pending.handle, visitor.lang, &pending).await
            })
            .await?;
            let mut response = visitor.go(&shop, &next.by_way_of("/account/verify"), None);
            add_cookie(&mut response, &pending.cookie(&shop.config));
            Ok(response)
        }
        Err(SignInError::Failed(error)) => Err(error),
    }
}

/// `POST /account/sign-out`
pub async fn out(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    if let Some(session) = &visitor.session {
        let mut conn = shop.db.conn().await?;
        sessions::close(&mut conn, session).await?;
    }
    Ok(gone(&visitor, &shop, "accounts-signed-out"))
}

/// `POST /account/sign-out-everywhere`
pub async fn out_everywhere(shopper: Shopper, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    sessions::close_all(&mut conn, shopper.account.id).await?;
    Ok(gone(&shopper.visitor, &shop, "accounts-signed-out-everywhere"))
}

/// Away from this browser go the session and the count of a cart that is not this visitor's any more.
fn gone(visitor: &Visitor, shop: &Shop, flash: &str) -> HttpResponse {
    let mut response = visitor.go(shop, "/", Some(flash));
    add_cookie(&mut response, &sessions::gone(&shop.config, sessions::SESSION));
    add_cookie(&mut response, &sessions::gone(&shop.config, sessions::CART_COUNT));
    add_cookie(&mut response, &Member::acting_gone(shop));
    response
}
