//! The handlers below `/office/staff`. Each act asks why, and for the admin's own password once more.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::account::Handle;
use crate::accounts::actors::Clerk;
use crate::accounts::appoint::{self, AppointError};
use crate::accounts::clerk_role::ClerkRole;
use crate::accounts::confirm;
use crate::accounts::second::put_away;
use crate::error::{Error, Result};
use crate::kernel::ids::AccountId;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const HERE: &str = "/office/staff";
const MOST_WHY: usize = 300;
/// Clerks on the page; the file has all.
const SHOWN: usize = 500;

#[derive(Serialize)]
struct StaffPage {
    clerks: Vec<appoint::Clerk>,
    /// There are more than are shown.
    more: bool,
    roles: [&'static str; 5],
    /// Who looks at the page.
    me: AccountId,
    form: Form,
    /// Whose form was refused; 0 for the one that gives a role.
    about: i64,
    /// Fluent key of why the last press did nothing.
    refused: Option<&'static str>,
}

impl Page for StaffPage {
    const TEMPLATE: &'static str = "office/staff.html";
}

async fn page(
    clerk: &Clerk,
    shop: &Shop,
    (status, about, refused): (StatusCode, i64, Option<&'static str>),
    form: Form,
) -> Result<HttpResponse> {
    let (clerks, more) = appoint::list(&mut *shop.db.conn().await?, SHOWN).await?;
    let page = StaffPage { clerks, more, roles: ClerkRole::WORDS, me: clerk.account, form, about, refused };
    clerk.visitor.page_with(shop, &page, status)
}

/// `GET /office/staff`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    page(&clerk, &shop, (StatusCode::OK, 0, None), Form::default()).await
}

/// Whether nothing is wrong with the form and its password is the clerk's own. It is not shown again.
async fn sure(clerk: &Clerk, shop: &Shop, form: &mut Form) -> Result<bool> {
    let typed = form.raw("password").to_owned();
    form.set("password", "");
    if !form.ok() {
        return Ok(false);
    }
    if typed.is_empty() {
        form.refuse("password", "field-required");
    } else if !confirm::fits_of(shop, clerk.account, &typed).await? {
        form.refuse("password", "accounts-old-wrong");
    }
    Ok(form.ok())
}

/// The role of the form and why it is given or taken, once the password is the clerk's own.
async fn confirmed(clerk: &Clerk, shop: &Shop, form: &mut Form) -> Result<Option<(ClerkRole, String)>> {
    let role = ClerkRole::parse(form.raw("part"));
    if role.is_none() {
        form.refuse("part", "field-choose");
    }
    let why = form.line("why", MOST_WHY);
    let sure = sure(clerk, shop, form).await?;
    Ok(role.zip(why).filter(|_| sure))
}

/// `POST /office/staff`: gives somebody who has an account a role.
pub async fn give(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let handle = Handle::parse(form.raw("login").trim());
    if handle.is_none() {
        form.refuse("login", "accounts-login-required");
    }
    let wrong = (StatusCode::UNPROCESSABLE_ENTITY, 0, None);
    let (Some((role, why)), Some(handle)) = (confirmed(&clerk, &shop, &mut form).await?, handle) else {
        return page(&clerk, &shop, wrong, form).await;
    };
    let by = (clerk.account, why.as_str());
    let mut conn = shop.db.conn().await?;
    let given = conn.transaction(async |conn| appoint::give(conn, &handle, role, by).await).await;
    drop(conn);
    match given {
        Ok(()) | Err(AppointError::Already) => Ok(clerk.visitor.go(&shop, HERE, Some("staff-given"))),
        Err(AppointError::NotFound) => {
            form.refuse("login", "staff-no-account");
            page(&clerk, &shop, wrong, form).await
        }
        Err(AppointError::NoAdmin | AppointError::Own | AppointError::LastAdmin) => Err(Error::Forbidden),
        Err(AppointError::Failed(error)) => Err(error),
    }
}

/// `POST /office/staff/{id}/take`: takes a role; whoever loses it is signed out.
pub async fn take(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let Some((role, why)) = confirmed(&clerk, &shop, &mut form).await? else {
        return page(&clerk, &shop, (StatusCode::UNPROCESSABLE_ENTITY, *id, None), form).await;
    };
    let by = (clerk.account, why.as_str());
    let mut conn = shop.db.conn().await?;
    let taken = conn.transaction(async |conn| appoint::take(conn, AccountId(*id), role, by).await).await;
    drop(conn);
    match taken {
        Ok(()) | Err(AppointError::Already) => Ok(clerk.visitor.go(&shop, HERE, Some("staff-taken"))),
        Err(AppointError::NotFound) => Err(Error::NotFound),
        Err(AppointError::LastAdmin) => {
            page(&clerk, &shop, (StatusCode::CONFLICT, *id, Some("staff-last-admin")), form).await
        }
        Err(AppointError::NoAdmin | AppointError::Own) => Err(Error::Forbidden),
        Err(AppointError::Failed(error)) => Err(error),
    }
}

/// `POST /office/staff/{id}/second`: takes the second factor off a clerk who has lost phone and paper.
pub async fn second(clerk: Clerk, shop: Shop, id: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let why = form.line("why", MOST_WHY);
    let wrong = (StatusCode::UNPROCESSABLE_ENTITY, *id, None);
    let (true, Some(why)) = (sure(&clerk, &shop, &mut form).await?, why) else {
        return page(&clerk, &shop, wrong, form).await;
    };
    let (of, by) = (AccountId(*id), Some(clerk.account));
    let mut conn = shop.db.conn().await?;
    let done = conn.transaction(async |conn| put_away::reset(conn, of, by, &why).await).await;
    drop(conn);
    match done {
        Ok(()) | Err(AppointError::Already) => Ok(clerk.visitor.go(&shop, HERE, Some("staff-second-done"))),
        Err(AppointError::NotFound | AppointError::LastAdmin) => Err(Error::NotFound),
        Err(AppointError::NoAdmin | AppointError::Own) => Err(Error::Forbidden),
        Err(AppointError::Failed(error)) => Err(error),
    }
}
