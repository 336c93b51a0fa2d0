//! Agreeing to the terms: to the text that stands on the page, and to no other.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::{Member, Owner};
use crate::error::{Error, Result};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::terms::{self, AcceptError, Acceptance};
use crate::sell::pages::Desk;
use crate::sell::queries;

#[derive(Serialize)]
struct TermsPage {
    desk: Desk,
    form: Form,
    title: String,
    terms_lang: String,
    version: i32,
    since: chrono::DateTime<chrono::Utc>,
    slug: &'static str,
    accepted: Vec<Acceptance>,
    /// This member agreed to what stands now.
    agreed: bool,
}

impl Page for TermsPage {
    const TEMPLATE: &'static str = "sell/terms.html";
}

async fn page(conn: &mut Conn, member: &Member, form: Form) -> Result<TermsPage> {
    let lang = member.visitor.lang;
    let terms = terms::current(conn, lang).await?.ok_or(Error::NotFound)?;
    let accepted = terms::accepted(conn, member.producer).await?;
    Ok(TermsPage {
        desk: Desk::of(queries::list_households(conn, member, lang).await?),
        form,
        agreed: accepted.iter().any(|a| a.current),
        accepted,
        title: terms.title,
        terms_lang: terms.lang,
        version: terms.version,
        since: terms.updated_at,
        slug: terms::SLUG,
    })
}

/// `GET /sell/household/terms`
pub async fn show(member: Member, shop: Shop) -> Result<HttpResponse> {
    let page = page(&mut *shop.db.conn().await?, &member, Form::default()).await?;
    member.visitor.page(&shop, &page)
}

/// `POST /sell/household/terms`
pub async fn submit(Owner(member): Owner, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    if !form.ticked("agree") {
        form.refuse("agree", "terms-agree-required");
        let page = page(&mut conn, &member, form).await?;
        return member.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let lang = form.raw("terms_lang").to_owned();
    let version = form.raw("version").parse().unwrap_or(0);
    let accepted = conn
        .transaction(async |conn| {
            terms::accept(conn, member.producer, member.account, member.clerk, &lang, version).await
        })
        .await;
    match accepted {
        Ok(()) => Ok(member.visitor.go(&shop, "/sell/household", Some("terms-accepted"))),
        Err(AcceptError::Changed) => {
            form.refuse("agree", "terms-changed");
            let page = page(&mut conn, &member, form).await?;
            member.visitor.page_with(&shop, &page, StatusCode::CONFLICT)
        }
        Err(AcceptError::Failed(error)) => Err(error),
    }
}
