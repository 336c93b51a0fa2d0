//! One's own account: what the shop knows, another name, another password.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::enter;
use crate::accounts::account::{self, Account};
use crate::accounts::actors::Shopper;
use crate::accounts::next::Next;
use crate::accounts::pages::{AccountPage, NamePage, PasswordPage};
use crate::accounts::reset::set_password;
use crate::accounts::{confirm, forms, password};
use crate::error::{Error, Result};
use crate::kernel::text::given_name;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::schema::accounts;

async fn own(conn: &mut Conn, shopper: &Shopper) -> Result<Account> {
    account::find(conn, shopper.account.id).await?.ok_or(Error::NotFound)
}

/// `GET /account`
pub async fn show(shopper: Shopper, shop: Shop) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let account = own(&mut conn, &shopper).await?;
    let page = AccountPage {
        given_name: given_name(&account.name).to_owned(),
        name: account.name,
        phone: account.phone,
        phone_verified_at: account.phone_verified_at,
        email: account.email,
        email_verified_at: account.email_verified_at,
        staff: shopper.account.staff(),
    };
    shopper.visitor.page(&shop, &page)
}

/// `GET /account/name`
pub async fn show_name(shopper: Shopper, shop: Shop) -> Result<HttpResponse> {
    let form = Form::blank(&[("name", &shopper.account.name)]);
    shopper.visitor.page(&shop, &NamePage { form })
}

/// `POST /account/name`
pub async fn submit_name(shopper: Shopper, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let Some(name) = forms::name(&mut form) else {
        return shopper.visitor.page_with(&shop, &NamePage { form }, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut conn = shop.db.conn().await?;
    diesel::update(accounts::table.find(shopper.account.id)).set(accounts::name.eq(name)).execute(&mut conn).await?;
    Ok(shopper.visitor.go(&shop, "/account", Some("accounts-name-changed")))
}

/// `GET /account/password`
pub async fn show_password(shopper: Shopper, shop: Shop) -> Result<HttpResponse> {
    shopper.visitor.page(&shop, &PasswordPage { form: Form::default() })
}

/// `POST /account/password`: the old one is asked for; every other session ends, and this one gets a new cookie.
pub async fn submit_password(shopper: Shopper, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let old = form.raw("old").to_owned();
    form.set("old", "");
    let mut conn = shop.db.conn().await?;
    let account = own(&mut conn, &shopper).await?;
    let phone = account.phone.as_deref().unwrap_or_default();
    let email = account.email.as_deref().unwrap_or_default();
    let new = forms::new_password(&mut form, &[phone, email, &account.name]);
    if old.is_empty() {
        form.refuse("old", "field-required");
    }
    if let (Some(new), true) = (new, form.ok()) {
        drop(conn);
        if confirm::fits(&shop, &account, &old).await? {
            let hash = password::hash(&new).await?;
            let mut conn = shop.db.conn().await?;
            conn.transaction(async |conn| set_password(conn, &account, &hash).await).await?;
            let account = Account { password_hash: hash, ..account };
            let done = Some("accounts-password-changed");
            return enter(&mut conn, &shop, &shopper.visitor, &account, &Next::default(), done).await;
        }
        form.refuse("old", "accounts-old-wrong");
    }
    shopper.visitor.page_with(&shop, &PasswordPage { form }, StatusCode::UNPROCESSABLE_ENTITY)
}
