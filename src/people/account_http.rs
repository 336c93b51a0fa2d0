//! `/account/data`: what the market holds about whoever is signed in, and what they may ask. What is more than a look asks
//! for the password: somebody may hold a phone that is not theirs.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::pages::AccountDataPage;
use super::person::{self, Who};
use super::register::{self, Asked, MOST_WORDS, MoveError};
use super::request::{How, Kind, State};
use super::{export, letters};
use crate::accounts::actors::Shopper;
use crate::accounts::confirm;
use crate::accounts::consents::{self, How as Said, Kind as Consent};
use crate::error::{Error, Result};
use crate::kernel::ids::{DataExportId, DataRequestId};
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::{Shop, sheet};

const HERE: &str = "/account/data";
/// Each makes a file of everything, or a clerk's work.
const REQUESTS: Limit = Limit { name: "data-request", hits: 10, seconds: 3600 };

async fn page(shopper: &Shopper, shop: &Shop, status: StatusCode, form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let who = Who::Account(shopper.account.id);
    let person = person::load(&mut conn, who).await?.ok_or(Error::NotFound)?;
    let ids = person.order_ids();
    let requests = register::of(&mut conn, who, &ids, register::SHOWN).await?;
    // A file that was made for a guest is handed over by the desk, even when the order is this account's by now.
    let exports = export::of(&mut conn, who, &[]).await?;
    let consents = consents::list(&mut conn, who.account(), &person.orders, consents::SHOWN).await?;
    let news = consents::wants_news(&mut conn, shopper.account.id).await?;
    drop(conn);
    let making = exports.iter().any(|export| export.made_at.is_none());
    let page = AccountDataPage { orders: person.orders.len(), person, news, consents, requests, exports, making, form };
    shopper.visitor.page_with(shop, &page, status)
}

/// `GET /account/data`
pub async fn show(shopper: Shopper, shop: Shop) -> Result<HttpResponse> {
    page(&shopper, &shop, StatusCode::OK, Form::default()).await
}

/// `POST /account/data/requests`: asks for the file, for something to be put right, or to be erased.
pub async fn ask(shopper: Shopper, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let password = form.raw("password").to_owned();
    form.set("password", "");
    let kind = Kind::parse(form.raw("kind")).filter(|kind| *kind != Kind::Withdraw);
    let words = form.optional_lines("words", MOST_WORDS);
    if kind == Some(Kind::Correct) && words.as_ref().is_some_and(String::is_empty) {
        form.refuse("words", "field-required");
    }
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    if form.ok() && !confirm::fits_of(&shop, shopper.account.id, &password).await? {
        form.refuse("password", if password.is_empty() { "field-required" } else { "accounts-old-wrong" });
    }
    let (Some(kind), Some(words), true) = (kind, words, form.ok()) else {
        return page(&shopper, &shop, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let account = shopper.account.id;
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, REQUESTS, &account.to_string()).await?;
    conn.transaction(async |conn| {
        let who = Who::Account(account);
        let asked = Asked { who, kind, how: How::Account, words: &words, received: shop.clock.now(), by: None };
        let (id, new) = register::open(conn, &asked).await?;
        if kind == Kind::See {
            export::ask(conn, who, id, account).await?;
        } else if new {
            let person = person::load(conn, who).await?.ok_or(Error::NotFound)?;
            let request = register::find(conn, id).await?;
            letters::received(conn, &shop, &person, &request).await?;
        }
        Ok::<_, Error>(())
    })
    .await?;
    let said = if kind == Kind::See { "people-file-asked" } else { "people-asked" };
    Ok(shopper.visitor.go(&shop, HERE, Some(said)))
}

/// `POST /account/data/requests/{id}/back`: the person takes a request back, also one made as a guest at an order that is
/// theirs by now.
pub async fn take_back(shopper: Shopper, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let id = DataRequestId(*id);
    let mut conn = shop.db.conn().await?;
    let own = match register::find(&mut conn, id).await?.who()? {
        Who::Account(account) => account == shopper.account.id,
        Who::Guest(order) => {
            let person = person::load(&mut conn, Who::Account(shopper.account.id)).await?.ok_or(Error::NotFound)?;
            person.orders.contains(&order)
        }
    };
    if !own {
        return Err(Error::NotFound);
    }
    let moved = conn.transaction(async |conn| register::advance(conn, id, State::TakenBack, "", None).await).await;
    match moved {
        Ok(_) => Ok(shopper.visitor.go(&shop, HERE, Some("people-taken-back"))),
        Err(MoveError::Closed) => Err(Error::Conflict("people-closed")),
        Err(MoveError::Failed(error)) => Err(error),
    }
}

/// `POST /account/data/news`: yes or no to news, from this moment on.
pub async fn news(shopper: Shopper, shop: Shop, form: Form) -> Result<HttpResponse> {
    let (account, lang) = (shopper.account.id, shopper.visitor.lang);
    let given = form.raw("news") == "yes";
    let mut conn = shop.db.conn().await?;
    // What is so already is not said again.
    if consents::wants_news(&mut conn, account).await? != given {
        consents::note(&mut conn, account.into(), &[Consent::Marketing], given, lang, Said::Account).await?;
    }
    Ok(shopper.visitor.go(&shop, HERE, Some(if given { "consent-news-yes" } else { "consent-news-no" })))
}

/// `POST /account/data/exports/{id}`: the file itself.
pub async fn file(shopper: Shopper, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let (export, bytes) = export::take(&mut conn, &shop, DataExportId(*id)).await?;
    if export.account_id != Some(shopper.account.id) {
        return Err(Error::NotFound);
    }
    Ok(sheet::attached("application/zip", &format!("du-lieu-ca-nhan-{}.zip", export.id), bytes))
}
