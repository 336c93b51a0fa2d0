//! A forgotten password.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::{enter, may_send, may_try};
use crate::accounts::actors::{Visitor, add_cookie};
use crate::accounts::next::Next;
use crate::accounts::pages::{ResetCodePage, ResetPage};
use crate::accounts::pending::Pending;
use crate::accounts::verify::CodeError;
use crate::accounts::{forms, password, reset};
use crate::error::Result;
use crate::platform::Shop;
use crate::platform::forms::Form;

/// `GET /account/reset`
pub async fn show(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    visitor.page(&shop, &ResetPage { form: Form::default() })
}

/// `POST /account/reset`: the same answer whether or not there is an account.
pub async fn submit(visitor: Visitor, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some(handle) = forms::known_handle(&mut form) else {
        return visitor.page_with(&shop, &ResetPage { form }, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let pending = Pending::new(handle);
    let mut conn = shop.db.conn().await?;
    may_send(&shop, &mut conn, &visitor, &pending).await?;
    reset::ask(&mut conn, &shop, &pending, visitor.lang).await?;
    let mut response = visitor.go(&shop, "/account/reset/code", None);
    add_cookie(&mut response, &pending.cookie(&shop.config));
    Ok(response)
}

/// `GET /account/reset/code`
pub async fn show_code(visitor: Visitor, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let Some(pending) = Pending::read(&request, &shop.config) else {
        return Ok(visitor.go(&shop, "/account/reset", None));
    };
    visitor.page(&shop, &ResetCodePage { form: Form::default(), handle: pending.handle.to_string() })
}

/// `POST /account/reset/code`
pub async fn submit_code(visitor: Visitor, shop: Shop, request: HttpRequest, mut form: Form) -> Result<HttpResponse> {
    let Some(pending) = Pending::read(&request, &shop.config) else {
        return Ok(visitor.go(&shop, "/account/reset", None));
    };
    let handle = pending.handle.to_string();
    let refused = |form: Form| {
        visitor.page_with(&shop, &ResetCodePage { form, handle: handle.clone() }, StatusCode::UNPROCESSABLE_ENTITY)
    };
    if form.raw("code").trim().is_empty() {
        form.refuse("code", "accounts-code-required");
    }
    let password = forms::new_password(&mut form, &[pending.handle.as_str()]);
    let (Some(password), true) = (password, form.ok()) else { return refused(form) };
    let mut conn = shop.db.conn().await?;
    may_try(&shop, &mut conn, &visitor).await?;
    drop(conn);
    let hash = password::hash(&password).await?;
    let mut conn = shop.db.conn().await?;
    match reset::reset(&mut conn, &shop, &pending, form.raw("code"), &hash).await {
        Ok(account) => {
            enter(&mut conn, &shop, &visitor, &account, &Next::default(), Some("accounts-password-changed")).await
        }
        Err(CodeError::Wrong) => {
            form.refuse("code", "accounts-code-wrong");
            refused(form)
        }
        Err(CodeError::Failed(error)) => Err(error),
    }
}
