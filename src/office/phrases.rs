//! `/office/phrases`: what no product may claim, as the office writes it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
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
    form: Form,
}

impl Page for PhrasesPage {
    const TEMPLATE: &'static str = "office/phrases.html";
}

async fn page(shop: &Shop, form: Form) -> Result<PhrasesPage> {
    Ok(PhrasesPage { phrases: phrases::all(&mut *shop.db.conn().await?).await?, form })
}

/// `GET /office/phrases`
pub async fn list(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    clerk.visitor.page(&shop, &page(&shop, Form::default()).await?)
}

/// `POST /office/phrases`: `words` to add, or `remove` to strike. What is on the shelf already stays until it is changed.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let remove = form.raw("remove").to_owned();
    let add = if remove.is_empty() { form.line("words", LONGEST) } else { None };
    if add.as_ref().is_some_and(|words| fold(words).is_empty()) {
        form.refuse("words", "field-required");
    }
    if !form.ok() {
        let page = page(&shop, form).await?;
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
                acts::record(conn, &clerk.act(act).on(words.as_str())).await?;
            }
            Ok::<bool, Error>(changed)
        })
        .await?;
    drop(conn);
    if !changed && add.is_some() {
        form.refuse("words", "phrases-there");
        let page = page(&shop, form).await?;
        return clerk.visitor.page_with(&shop, &page, StatusCode::CONFLICT);
    }
    let done = if add.is_some() { "phrases-added" } else { "phrases-removed" };
    Ok(clerk.visitor.go(&shop, "/office/phrases", Some(done)))
}
