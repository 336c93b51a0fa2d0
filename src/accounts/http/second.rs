//! The pages below `/account/second`: a clerk gives the second factor, sets one up, and looks after it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use diesel_async::AsyncConnection as _;

use super::{may_try, next_asked};
use crate::accounts::actors::{Colleague, Owes, add_cookie};
use crate::accounts::acts::{self, Act};
use crate::accounts::confirm;
use crate::accounts::next::Next;
use crate::accounts::pages::{SecondCodePage, SecondPage, SecondPaperPage, SecondSetUpPage};
use crate::accounts::second::prove::{By, prove};
use crate::accounts::second::set_up::{Offer, SetUpError, confirm as set_up};
use crate::accounts::second::{find, put_away, renew};
use crate::error::{Error, Result};
use crate::platform::forms::Form;
use crate::platform::{Shop, locales, sessions};

const HERE: &str = "/account/second";
const SET_UP: &str = "/account/second/set-up";

/// `GET /account/second/code`
pub async fn ask(clerk: Colleague, shop: Shop, request: HttpRequest) -> Result<HttpResponse> {
    let next = next_asked(&request);
    if clerk.owes != Some(Owes::Code) {
        return Ok(clerk.visitor.go(&shop, next.path_or("/office"), None));
    }
    clerk.visitor.page(&shop, &SecondCodePage { form: Form::default(), next })
}

/// `POST /account/second/code`
pub async fn give(clerk: Colleague, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let next = Next::of(form.raw("next"));
    if clerk.owes != Some(Owes::Code) {
        return Ok(clerk.visitor.go(&shop, next.path_or("/office"), None));
    }
    let Some(by) = proved(&clerk, &shop, &mut form).await? else {
        return clerk.visitor.page_with(&shop, &SecondCodePage { form, next }, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let flash = if by == By::Paper { Some("second-paper-used") } else { None };
    let response = clerk.visitor.go(&shop, next.path_or("/office"), flash);
    trusted(&clerk, &shop, response).await
}

/// Whether the form's code fits; what is wrong is said beside it. It is not shown again.
async fn proved(clerk: &Colleague, shop: &Shop, form: &mut Form) -> Result<Option<By>> {
    let code = form.raw("code").to_owned();
    form.set("code", "");
    if code.trim().is_empty() {
        form.refuse("code", "second-code-required");
        return Ok(None);
    }
    may_try(shop, &mut *shop.db.conn().await?, &clerk.visitor).await?;
    let by = prove(shop, clerk.account, &code).await?;
    if by.is_none() {
        form.refuse("code", "second-code-wrong");
    }
    Ok(by)
}

/// The answer with a new session in which the second factor was given: whoever knew the one before it knows nothing.
async fn trusted(clerk: &Colleague, shop: &Shop, mut response: HttpResponse) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let cookie = conn
        .transaction(async |conn| {
            if let Some(before) = &clerk.visitor.session {
                sessions::close(conn, before).await?;
            }
            let cookie = sessions::open(conn, &shop.config, clerk.account).await?;
            sessions::prove(conn, cookie.value()).await?;
            Ok::<_, Error>(cookie)
        })
        .await?;
    add_cookie(&mut response, &cookie);
    Ok(response)
}

/// `GET /account/second`
pub async fn show(clerk: Colleague, shop: Shop) -> Result<HttpResponse> {
    page(&clerk, &shop, Form::default(), StatusCode::OK).await
}

async fn page(clerk: &Colleague, shop: &Shop, form: Form, status: StatusCode) -> Result<HttpResponse> {
    if clerk.owes == Some(Owes::Code) {
        return Err(Error::CodeFirst);
    }
    let standing = find(&mut *shop.db.conn().await?, clerk.account).await?;
    let page = SecondPage { standing, needed: shop.config.production(), form };
    clerk.visitor.page_with(shop, &page, status)
}

/// `GET /account/second/set-up`
pub async fn offer(clerk: Colleague, shop: Shop) -> Result<HttpResponse> {
    if let Some(elsewhere) = settled(&clerk, &shop).await? {
        return Ok(elsewhere);
    }
    let offer = Offer::new(&shop, clerk.account)?;
    offered(&clerk, &shop, &offer, Form::default(), StatusCode::OK)
}

/// The way on for a clerk who has a second factor.
async fn settled(clerk: &Colleague, shop: &Shop) -> Result<Option<HttpResponse>> {
    if clerk.owes == Some(Owes::Code) {
        return Err(Error::CodeFirst);
    }
    let there = find(&mut *shop.db.conn().await?, clerk.account).await?.is_some();
    Ok(there.then(|| clerk.visitor.go(shop, HERE, None)))
}

fn offered(clerk: &Colleague, shop: &Shop, offer: &Offer, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let issuer = locales::text(clerk.visitor.lang, "site-name");
    let page = SecondSetUpPage {
        picture: offer.picture(&issuer, &clerk.name)?,
        typed: offer.typed()?,
        sealed: offer.sealed.clone(),
        needed: shop.config.production(),
        form,
    };
    clerk.visitor.page_with(shop, &page, status)
}

/// `POST /account/second/set-up`: the answer is the paper to print, this once.
pub async fn confirmed(clerk: Colleague, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    if let Some(elsewhere) = settled(&clerk, &shop).await? {
        return Ok(elsewhere);
    }
    let Some(offer) = Offer::read(&shop, clerk.account, form.raw("sealed")) else {
        return Ok(clerk.visitor.go(&shop, SET_UP, None));
    };
    let code = form.raw("code").to_owned();
    form.set("code", "");
    let mut conn = shop.db.conn().await?;
    may_try(&shop, &mut conn, &clerk.visitor).await?;
    let codes = set_up(&mut conn, &shop, clerk.account, &offer, &code).await;
    drop(conn);
    match codes {
        Ok(codes) => {
            let response = clerk.visitor.page(&shop, &SecondPaperPage { codes, name: clerk.name.clone() })?;
            trusted(&clerk, &shop, response).await
        }
        Err(SetUpError::Wrong) => {
            form.refuse("code", if code.trim().is_empty() { "second-code-required" } else { "second-code-wrong" });
            offered(&clerk, &shop, &offer, form, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(SetUpError::Already) => Ok(clerk.visitor.go(&shop, HERE, None)),
        Err(SetUpError::Failed(error)) => Err(error),
    }
}

/// Whether the form's password and code are both the clerk's own; a code is used up only beside the right password.
async fn sure(clerk: &Colleague, shop: &Shop, form: &mut Form) -> Result<bool> {
    if clerk.owes.is_some() {
        return Err(if clerk.owes == Some(Owes::Code) { Error::CodeFirst } else { Error::SetUpFirst });
    }
    let password = form.raw("password").to_owned();
    form.set("password", "");
    if password.is_empty() {
        form.refuse("password", "field-required");
    } else if !confirm::fits_of(shop, clerk.account, &password).await? {
        form.refuse("password", "accounts-old-wrong");
    }
    Ok(form.ok() && proved(clerk, shop, form).await?.is_some())
}

/// `POST /account/second/codes`: a new paper; the one before is worth nothing.
pub async fn paper(clerk: Colleague, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    if !sure(&clerk, &shop, &mut form).await? {
        return page(&clerk, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut conn = shop.db.conn().await?;
    let codes = conn
        .transaction(async |conn| {
            acts::record(conn, &Act::new("second.codes", Some(clerk.account))).await?;
            renew(conn, &shop.config.secret_key, clerk.account).await
        })
        .await?;
    drop(conn);
    clerk.visitor.page(&shop, &SecondPaperPage { codes, name: clerk.name.clone() })
}

/// `POST /account/second/off`: in production the next page is the one that sets up another.
pub async fn off(clerk: Colleague, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    if !sure(&clerk, &shop, &mut form).await? {
        return page(&clerk, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut conn = shop.db.conn().await?;
    conn.transaction(async |conn| put_away::off(conn, clerk.account).await).await?;
    drop(conn);
    Ok(clerk.visitor.go(&shop, HERE, Some("second-off-done")))
}
