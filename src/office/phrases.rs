//! `/office/phrases`: what no product may claim, as the office writes it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::acts::{self, Act};
use crate::accounts::actors::{Clerk, Moderator, Visitor};
use crate::catalog::revision::phrases;
use crate::error::{Error, Result};
use crate::kernel::text::fold;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const LONGEST: usize = 60;

#[derive(Serialize)]
struct PhrasesPage {
    phrases: Vec<String>,
    moderates: bool,
    form: Form,
}

impl Page for PhrasesPage {
    const TEMPLATE: &'static str = "office/phrases.html";
}

async fn page(visitor: &Visitor, shop: &Shop, form: Form) -> Result<PhrasesPage> {
    let phrases = phrases::all(&mut *shop.db.conn().await?).await?;
    let moderates = visitor.account.as_ref().is_some_and(|account| account.moderates());
    Ok(PhrasesPage { phrases, moderates, form })
}

/// `GET /office/phrases`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    clerk.visitor.page(&shop, &page(&clerk.visitor, &shop, Form::default()).await?)
}

/// `POST /office/phrases`: `words` to add, or `remove` to strike. What is on the shelf already stays until it is changed.
pub async fn submit(clerk: Moderator, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let remove = form.raw("remove").to_owned();
    let add = if remove.is_empty() { form.line("words", LONGEST) } else { None };
    if add.as_ref().is_some_and(|words| fold(words).is_empty()) {
        form.refuse("words", "field-required");
    }
    if !form.ok() {
        let page = page(&clerk.visitor, &shop, form).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut conn = shop.db.conn().await?;
    let changed = conn
        .transaction(async |conn| {
            let (act, words, changed) = match &add {
                Some(words) => ("phrase.added", words, phrases::add(conn, words).await?),
                None => ("phrase.removed", &remove, phrases::remove(conn, &remove).await?),
            };
            if changed {
                acts::record(conn, &Act::new(act, Some(clerk.account)).on(words.as_str())).await?;
            }
            Ok::<bool, Error>(changed)
        })
        .await?;
    drop(conn);
    if !changed && add.is_some() {
        form.refuse("words", "phrases-there");
        let page = page(&clerk.visitor, &shop, form).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT);
    }
    let done = if add.is_some() { "phrases-added" } else { "phrases-removed" };
    Ok(clerk.visitor.go(&shop, "/office/phrases", Some(done)))
}
