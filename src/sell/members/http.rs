//! `/sell/household/members`: for its owners to change, for the others to see.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::{Member, Owner};
use crate::accounts::confirm;
use crate::accounts::role::Role;
use crate::error::{Error, Result};
use crate::kernel::ids::AccountId;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::views::Page;
use crate::producers::codes::{self, Made, NewCode, Open};
use crate::producers::members::{self, MemberError, Person};
use crate::sell::pages::Desk;
use crate::sell::queries;

const INVITES: Limit = Limit { name: "invite", hits: 30, seconds: 3600 };

#[derive(Serialize)]
struct MembersPage {
    desk: Desk,
    people: Vec<Person>,
    codes: Vec<Open>,
    roles: Vec<&'static str>,
    /// Who looks at the page.
    me: AccountId,
    form: Form,
}

impl Page for MembersPage {
    const TEMPLATE: &'static str = "sell/members.html";
}

#[derive(Serialize)]
struct CodePage {
    desk: Desk,
    made: Made,
    role: Role,
    phone: String,
    base_url: String,
}

impl Page for CodePage {
    const TEMPLATE: &'static str = "sell/code.html";
}

async fn page(conn: &mut Conn, member: &Member, form: Form) -> Result<MembersPage> {
    Ok(MembersPage {
        desk: Desk::of(queries::list_households(conn, member, member.visitor.lang).await?),
        people: members::list(conn, member.producer).await?,
        codes: codes::open(conn, member.producer).await?,
        roles: Role::ALL.iter().map(|role| role.as_str()).collect(),
        me: member.account,
        form,
    })
}

/// `GET /sell/household/members`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, &member, Form::default()).await?;
    member.visitor.page(&shop, &page)
}

/// Why nobody is made an owner: whoever holds an open phone would come to the bank account by it, which asks for the password
/// itself. The password does not stay in the form.
async fn unproved(member: &Member, shop: &Shop, form: &mut Form) -> Result<Option<&'static str>> {
    let password = form.raw("password").to_owned();
    form.set("password", "");
    if password.is_empty() {
        return Ok(Some("member-password-needed"));
    }
    let fits = confirm::fits_of(shop, member.account, &password).await?;
    Ok((!fits).then_some("accounts-old-wrong"))
}

/// `POST /sell/household/members/{account}`: another role, or out (`remove`). To make an owner takes the password.
pub async fn change(Owner(member): Owner, shop: Shop, account: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let remove = form.ticked("remove");
    let role = Role::parse(form.raw("part"));
    if role.is_none() && !remove {
        return Err(Error::NotFound);
    }
    let role = role.filter(|_| !remove);
    let act = member.act(if remove { "member.removed" } else { "member.role" });
    let account = AccountId(*account);
    if role == Some(Role::Owner) {
        let people = members::list(&mut *shop.db.conn().await?, member.producer).await?;
        let before = people.iter().find(|person| person.account == account).ok_or(Error::NotFound)?;
        let is_one = before.role == Role::Owner.as_str();
        if !is_one && let Some(why) = unproved(&member, &shop, &mut form).await? {
            form.refuse("member", why);
            let page = page(&mut *shop.db.conn().await?, &member, form).await?;
            return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    let mut conn = shop.db.conn().await?;
    let changed =
        conn.transaction(async |conn| members::change(conn, &shop, member.producer, account, role, act).await).await;
    match changed {
        // Who has taken themselves out has no way back to this page.
        Ok(()) if remove && account == member.account => Ok(member.visitor.go(&shop, "/account", Some("member-left"))),
        Ok(()) => {
            let said = if remove { "member-removed" } else { "member-changed" };
            Ok(member.visitor.go(&shop, "/sell/household/members", Some(said)))
        }
        Err(MemberError::NotFound) => Err(Error::NotFound),
        Err(MemberError::LastOwner) => {
            form.refuse("member", "member-last-owner");
            let page = page(&mut conn, &member, form).await?;
            member.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
        Err(MemberError::Failed(error)) => Err(error),
    }
}

/// `POST /sell/household/invites`: the answer shows the code, this once. To invite another owner takes the password.
pub async fn invite(Owner(member): Owner, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let phone = form.phone("phone");
    let role = Role::parse(form.raw("part"));
    if role.is_none() {
        form.refuse("part", "field-choose");
    }
    if role == Some(Role::Owner)
        && form.ok()
        && let Some(why) = unproved(&member, &shop, &mut form).await?
    {
        form.refuse("password", why);
    }
    let mut conn = shop.db.conn().await?;
    let (Some(phone), Some(role), true) = (phone, role, form.ok()) else {
        let page = page(&mut conn, &member, form).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    throttle::check(&shop, &mut conn, INVITES, &member.producer.to_string()).await?;
    let shown = phone.to_string();
    let new = NewCode { producer: member.producer, role, phone: Some(phone), by: member.account };
    let act = member.act("member.invited");
    let made = conn.transaction(async |conn| codes::make(conn, &shop, &new, act).await).await?;
    let desk = Desk::of(queries::list_households(&mut conn, &member, member.visitor.lang).await?);
    drop(conn);
    let page = CodePage { desk, made, role, phone: shown, base_url: shop.config.base_url.clone() };
    member.visitor.page(&shop, &page)
}

/// `POST /sell/household/invites/{id}/void`
pub async fn void(Owner(member): Owner, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let act = member.act("code.voided");
    let mut conn = shop.db.conn().await?;
    if !conn.transaction(async |conn| codes::void(conn, member.producer, *id, act).await).await? {
        return Err(Error::NotFound);
    }
    Ok(member.visitor.go(&shop, "/sell/household/members", Some("member-code-void")))
}
