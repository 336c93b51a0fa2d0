//! Signing up, and the code that proves the phone or e-mail.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use diesel_async::AsyncConnection as _;

use super::{CODES_FROM, CODES_TO, enter, may_send, may_try, next_asked};
use crate::accounts::actors::{Visitor, add_cookie};
use crate::accounts::next::Next;
use crate::accounts::pages::{SignUpPage, VerifyPage};
use crate::accounts::pending::Pending;
use crate::accounts::sign_up::{NewAccount, send_code, sign_up};
use crate::accounts::verify::{self, CodeError};
use crate::accounts::{forms, password};
use crate::error::Result;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::throttle;

/// `GET /account/sign-up`
pub async fn show(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let next = next_asked(&request);
    if visitor.account.is_some() {
        return Ok(visitor.go(&shop, "/account", None));
    }
    visitor.page(&shop, &SignUpPage { form: Form::default(), next })
}

/// `POST /account/sign-up`: the same answer whether or not the phone or e-mail has an account.
pub async fn submit(visitor: Visitor, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let next = Next::of(form.raw("next"));
    let name = forms::name(&mut form);
    let handle = forms::new_handle(&mut form);
    let (typed_name, typed_login) = (form.raw("name").to_owned(), form.raw("login").to_owned());
    let password = forms::new_password(&mut form, &[&typed_name, &typed_login]);
    if !form.ticked("terms") {
        form.refuse("terms", "accounts-terms-required");
    }
    let (Some(name), Some(handle), Some(password), true) = (name, handle, password, form.ok()) else {
        return visitor.page_with(&shop, &SignUpPage { form, next }, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let pending = Pending::new(handle.clone());
    let mut conn = shop.db.conn().await?;
    may_send(&shop, &mut conn, &visitor, &pending).await?;
    // No connection is held while the password is worked.
    drop(conn);
    let password_hash = password::hash(&password).await?;
    let pending = pending.with_password(&shop.config, &password_hash);
    let news = form.ticked("news");
    let new = NewAccount { name, handle, password_hash, lang: visitor.lang, news };
    let mut conn = shop.db.conn().await?;
    sign_up(&mut conn, &shop, &new, &pending).await?;
    let mut response = visitor.go(&shop, &next.by_way_of("/account/verify"), None);
    add_cookie(&mut response, &pending.cookie(&shop.config));
    Ok(response)
}

/// `GET /account/verify`
pub async fn show_verify(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let next = next_asked(&request);
    let Some(pending) = Pending::read(&request, &shop.config) else {
        return Ok(visitor.go(&shop, &next.by_way_of("/account/sign-in"), None));
    };
    visitor.page(&shop, &VerifyPage { form: Form::default(), next, handle: pending.handle.to_string() })
}

/// `POST /account/verify`
pub async fn submit_verify(visitor: Visitor, shop: Shop, request: HttpRequest, mut form: Form) -> Result<HttpResponse> {
    let next = Next::of(form.raw("next"));
    let Some(pending) = Pending::read(&request, &shop.config) else {
        return Ok(visitor.go(&shop, &next.by_way_of("/account/sign-in"), None));
    };
    let mut conn = shop.db.conn().await?;
    may_try(&shop, &mut conn, &visitor).await?;
    match verify::verify(&mut conn, &shop, &pending, form.raw("code")).await {
        Ok(account) => enter(&mut conn, &shop, &visitor, &account, &next, Some("accounts-welcome")).await,
        Err(CodeError::Wrong) => {
            form.refuse("code", "accounts-code-wrong");
            let page = VerifyPage { form, next, handle: pending.handle.to_string() };
            visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(CodeError::Failed(error)) => Err(error),
    }
}

/// `POST /account/verify/again`
pub async fn again(visitor: Visitor, shop: Shop, request: HttpRequest, form: Form) -> Result<HttpResponse> {
    let next = Next::of(form.raw("next"));
    let Some(pending) = Pending::read(&request, &shop.config) else {
        return Ok(visitor.go(&shop, &next.by_way_of("/account/sign-in"), None));
    };
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, CODES_FROM, &visitor.address).await?;
    if let Some(account) = verify::waiting(&mut conn, &shop, &pending).await? {
        // Counted only now, or anybody could use up the codes of a phone that is not theirs.
        throttle::check(&shop, &mut conn, CODES_TO, pending.handle.as_str()).await?;
        conn.transaction(async |conn| {
            send_code(conn, &shop, account.id, &pending.handle, account.lang(), &pending).await
        })
        .await?;
    }
    Ok(visitor.go(&shop, &next.by_way_of("/account/verify"), Some("accounts-code-again")))
}
