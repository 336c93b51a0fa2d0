//! The household says who it is. The number goes to the verifier and is then known only by its hash.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use crate::accounts::actors::{Member, Owner};
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::views::Page;
use crate::producers::checklist;
use crate::producers::identity::number::Number;
use crate::producers::identity::submit::{By, SubmitError, submit as send};
use crate::producers::identity::verifier::Claim;
use crate::producers::identity::{self, IdentityState};
use crate::sell::pages::Desk;
use crate::sell::queries;

const MOST_HOLDER: usize = 120;
/// Trying numbers out at a verifier costs money.
const CLAIMS: Limit = Limit { name: "identity", hits: 10, seconds: 3600 };

#[derive(Serialize)]
struct IdentityPage {
    desk: Desk,
    form: Form,
    state: &'static str,
    holder: String,
    last3: String,
    number_kind: String,
    until: Option<NaiveDate>,
    /// Through which day the household goes on selling while what it sent in time waits; nothing where it sells not.
    goes_on: Option<NaiveDate>,
    why: String,
    /// A number may be sent now.
    open: bool,
}

impl Page for IdentityPage {
    const TEMPLATE: &'static str = "sell/identity.html";
}

async fn page(conn: &mut Conn, member: &Member, today: NaiveDate, form: Form) -> Result<IdentityPage> {
    let kept = identity::find(conn, member.producer).await?;
    let state = kept.as_ref().map_or(Ok(IdentityState::Unverified), |kept| kept.state())?;
    let desk = Desk::of(queries::list_households(conn, member, member.visitor.lang).await?);
    let may_be_sent = kept.as_ref().map_or(Ok(true), |kept| kept.may_be_sent(today))?;
    let goes_on = match kept.as_ref().and_then(identity::Identity::goes_on_until).filter(|last| *last >= today) {
        Some(last) => {
            let facts = checklist::load(conn, member.producer, today).await?;
            (facts.approved && !facts.suspended).then_some(last)
        }
        None => None,
    };
    Ok(IdentityPage {
        open: may_be_sent && desk.owner,
        desk,
        form,
        state: state.as_str(),
        holder: kept.as_ref().map(|k| k.holder.clone()).unwrap_or_default(),
        last3: kept.as_ref().and_then(|k| k.last3.clone()).unwrap_or_default(),
        number_kind: kept.as_ref().and_then(|k| k.number_kind.clone()).unwrap_or_default(),
        until: kept.as_ref().and_then(|k| k.verified_until).filter(|until| *until >= today),
        goes_on,
        why: kept.map(|k| k.why).unwrap_or_default(),
    })
}

/// `GET /sell/household/identity`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, &member, shop.clock.today(), Form::default()).await?;
    member.visitor.page(&shop, &page)
}

/// `POST /sell/household/identity`
pub async fn submit(Owner(member): Owner, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let holder = form.line("holder", MOST_HOLDER);
    let number = Number::parse(form.raw("number"));
    if number.is_none() {
        form.refuse("number", "identity-number-wrong");
    }
    let (Some(holder), Some(number)) = (holder, number) else {
        return refused(&member, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    throttle::check(&shop, &mut *shop.db.conn().await?, CLAIMS, &member.producer.to_string()).await?;
    let by = By { producer: member.producer, account: member.account, on_behalf: member.clerk };
    let ground = shop.clone();
    let sent = actix_web::rt::spawn(async move { send(&ground, by, Claim { holder, number }).await });
    match sent.await.map_err(|error| Error::Internal(anyhow::anyhow!("an identity: {error}")))? {
        Ok(_) => Ok(member.visitor.go(&shop, "/sell/household", Some("identity-sent"))),
        Err(SubmitError::Stands(_)) => {
            form.refuse("number", "identity-stands");
            refused(&member, &shop, form, StatusCode::CONFLICT).await
        }
        Err(SubmitError::Refused(why)) => {
            form.refuse("number", why);
            refused(&member, &shop, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(SubmitError::Failed(error)) => Err(error),
    }
}

/// The page again, with what was typed.
async fn refused(member: &Member, shop: &Shop, form: Form, status: StatusCode) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, member, shop.clock.today(), form).await?;
    member.visitor.page_with(shop, &page, status)
}
