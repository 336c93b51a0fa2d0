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
use crate::producers::members::{self, Behind, MemberError, Person};
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
    /// A clerk looks who acts for the household: of its owners none is made or taken away.
    owners_alone: bool,
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
    let owners_alone = member.clerk;
    let roles = Role::ALL.into_iter().filter(|role| !owners_alone || *role != Role::Owner);
    Ok(MembersPage {
        desk: Desk::of(queries::list_households(conn, member, member.visitor.lang).await?),
        people: members::list(conn, member.producer).await?,
        codes: codes::open(conn, member.producer).await?,
        roles: roles.map(Role::as_str).collect(),
        me: member.account,
        owners_alone,
        form,
    })
}

/// `GET /sell/household/members`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, &member, Form::default()).await?;
    member.visitor.page(&shop, &page)
}

/// The page again, with the sentence beside `field`.
async fn refused(
    member: &Member,
    shop: &Shop,
    mut form: Form,
    field: &str,
    why: &'static str,
    status: StatusCode,
) -> Result<HttpResponse> {
    form.refuse(field, why);
    let page = page(&mut *shop.db.conn().await?, member, form).await?;
    member.visitor.page_with(shop, &page, status)
}

/// What stands behind a change of owners, or why nothing does: whoever holds an open phone would come to the bank account by
/// it, which asks for the password itself. The password does not stay in the form.
async fn behind(member: &Member, shop: &Shop, form: &mut Form) -> Result<Result<Behind, &'static str>> {
    let password = form.raw("password").to_owned();
    form.set("password", "");
    // A clerk's own password says nothing of the household. Where nobody owns it yet, its owner comes in by the code of a slip.
    if member.clerk {
        return Ok(Err(NOT_FOR_CLERKS));
    }
    if password.is_empty() {
        return Ok(Err("member-password-needed"));
    }
    if !confirm::fits_of(shop, member.account, &password).await? {
        return Ok(Err("accounts-old-wrong"));
    }
    Ok(Ok(Behind::Password(member.account)))
}

const NOT_FOR_CLERKS: &str = "member-not-for-clerks";

/// 403 where a clerk has nothing to say, else what was typed is wrong.
fn status(why: &str) -> StatusCode {
    if why == NOT_FOR_CLERKS { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// `POST /sell/household/members/{account}`: another role, or out (`remove`). To make an owner, and to take one away, takes the
/// password.
pub async fn change(Owner(member): Owner, shop: Shop, account: web::Path<i64>, mut form: Form) -> Result<HttpResponse> {
    let remove = form.ticked("remove");
    let role = Role::parse(form.raw("part"));
    if role.is_none() && !remove {
        return Err(Error::NotFound);
    }
    let role = role.filter(|_| !remove);
    let act = member.act(if remove { "member.removed" } else { "member.role" });
    let account = AccountId(*account);
    // Shown again it is this one's part, and not that of whoever is invited below.
    let part = form.raw("part").to_owned();
    form.set(&format!("part-{account}"), part);
    form.set("part", "");
    let row = format!("member-{account}");
    let people = members::list(&mut *shop.db.conn().await?, member.producer).await?;
    let before = people.iter().find(|person| person.account == account).ok_or(Error::NotFound)?;
    let before = Role::parse(&before.role);
    let of_owners = role != before && [role, before].contains(&Some(Role::Owner));
    let behind = if of_owners { behind(&member, &shop, &mut form).await? } else { Ok(Behind::Browser) };
    form.set("password", "");
    let behind = match behind {
        Ok(behind) => behind,
        Err(why) => return refused(&member, &shop, form, &row, why, status(why)).await,
    };
    let mut conn = shop.db.conn().await?;
    let changed = conn
        .transaction(async |conn| members::change(conn, &shop, member.producer, account, role, behind, act).await)
        .await;
    drop(conn);
    match changed {
        // Who has taken themselves out has no way back to this page.
        Ok(()) if remove && account == member.account => Ok(member.visitor.go(&shop, "/account", Some("member-left"))),
        Ok(()) => {
            let said = if remove { "member-removed" } else { "member-changed" };
            Ok(member.visitor.go(&shop, "/sell/household/members", Some(said)))
        }
        Err(MemberError::NotFound) => Err(Error::NotFound),
        Err(MemberError::LastOwner) => {
            refused(&member, &shop, form, &row, "member-last-owner", StatusCode::CONFLICT).await
        }
        // Somebody made this one an owner meanwhile.
        Err(MemberError::Unproved) => {
            refused(&member, &shop, form, &row, "member-password-needed", StatusCode::CONFLICT).await
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
    let behind = match role {
        Some(Role::Owner) if form.ok() => match behind(&member, &shop, &mut form).await? {
            Ok(behind) => behind,
            Err(why) => {
                let field = if why == NOT_FOR_CLERKS { "part" } else { "password" };
                return refused(&member, &shop, form, field, why, status(why)).await;
            }
        },
        _ => Behind::Browser,
    };
    form.set("password", "");
    let mut conn = shop.db.conn().await?;
    let (Some(phone), Some(role), true) = (phone, role, form.ok()) else {
        let page = page(&mut conn, &member, form).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    throttle::check(&shop, &mut conn, INVITES, &member.producer.to_string()).await?;
    let shown = phone.to_string();
    let new = NewCode { producer: member.producer, role, phone: Some(phone), by: member.account };
    let act = member.act("member.invited");
    let made = match conn.transaction(async |conn| codes::invite(conn, &shop, &new, behind, act).await).await {
        Ok(made) => made,
        Err(MemberError::Failed(error)) => return Err(error),
        Err(other) => return Err(Error::Internal(other.into())),
    };
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
