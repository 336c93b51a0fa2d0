//! The page and its button. A visitor is led through sign-up and comes back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::{Member, Visitor, add_cookie};
use crate::error::{Error, Result};
use crate::kernel::phone::Phone;
use crate::places::{self, Served};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::views::Page;
use crate::producers::application::{self, Application};
use crate::producers::form::{self, KindChoice};

/// One person may well sell for several households, but not for dozens in a day.
const APPLICATIONS: Limit = Limit { name: "join", hits: 20, seconds: 24 * 3600 };

#[derive(Serialize)]
struct JoinPage {
    form: Form,
    kinds: Vec<KindChoice>,
    /// The communes to choose from, once what was typed is none of them.
    served: Vec<Served>,
    /// E.164; `None` when the account has none and must give one.
    phone: Option<String>,
}

impl Page for JoinPage {
    const TEMPLATE: &'static str = "sell/join.html";
}

/// `GET /sell/join`
pub async fn show(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    let Some(account) = &visitor.account else {
        return Ok(visitor.go(&shop, "/account/sign-up?next=%2Fsell%2Fjoin", Some("join-account-first")));
    };
    let page = JoinPage { form: form::blank(), kinds: form::kinds(), served: Vec::new(), phone: account.phone.clone() };
    visitor.page(&shop, &page)
}

/// `POST /sell/join`
pub async fn submit(visitor: Visitor, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let account = visitor.account()?.clone();
    let mut conn = shop.db.conn().await?;
    let served = places::served(&mut conn).await?;
    let phone = match &account.phone {
        Some(own) => Some(Phone::stored(own)),
        None => form.phone("phone"),
    };
    let told = form::read(&mut conn, &mut form, &served).await?;
    let (Some(told), Some(phone)) = (told, phone) else {
        drop(conn);
        let page = JoinPage { form, kinds: form::kinds(), served, phone: account.phone };
        return visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    throttle::check(&shop, &mut conn, APPLICATIONS, &account.id.to_string()).await?;
    drop(conn);
    let asked = Application {
        token: told.token,
        by: account.id,
        kind: told.kind,
        name: told.name,
        contact_name: account.name,
        phone: phone.as_str().to_owned(),
        commune_code: told.commune.code,
        hamlet: told.hamlet,
        grows: told.grows,
        lang: visitor.lang,
    };
    // A task of its own: it is finished even when the phone loses its signal now.
    let ground = shop.clone();
    let made = actix_web::rt::spawn(async move {
        let mut conn = ground.db.conn().await?;
        conn.transaction(async |conn| application::apply(conn, &asked).await).await
    });
    let made = made.await.map_err(|error| Error::Internal(anyhow::anyhow!("an application: {error}")))??;
    let mut response = visitor.go(&shop, "/sell/household", Some("join-done"));
    add_cookie(&mut response, &Member::household_cookie(&shop, made.id));
    Ok(response)
}
