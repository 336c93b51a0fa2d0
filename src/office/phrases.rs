//! `/office/phrases`: what no product may claim, as the office writes it. What is on the market already is held against it too.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::catalog::revision::phrases;
use crate::error::{Error, Result};
use crate::flags::phrase;
use crate::kernel::text::fold;
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;

const LONGEST: usize = 60;
const MOST_WHY: usize = 300;

#[derive(Serialize)]
struct PhrasesPage {
    phrases: Vec<String>,
    /// What was to be added, or, as `strike` and `strike_why`, what was to be struck.
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

/// `POST /office/phrases`: `words` to add, or `remove` to strike, each with its `why`. Goods on the market that say new words
/// wait in the inbox within a moment; those that waited because of struck ones are answered.
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let remove = form.raw("remove").to_owned();
    let add = if remove.is_empty() { form.line("words", LONGEST) } else { None };
    if add.as_ref().is_some_and(|words| fold(words).is_empty()) {
        form.refuse("words", "field-required");
    }
    let why = form.line("why", MOST_WHY);
    let (Some(why), true) = (why, form.ok()) else {
        let form = if remove.is_empty() { form } else { strike(&form, &remove) };
        return clerk.visitor.page_with(&shop, &page(&shop, form).await?, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut conn = shop.db.conn().await?;
    let changed = conn
        .transaction(async |conn| {
            let (act, words, changed) = match &add {
                Some(words) => ("phrase.added", words, phrases::add(conn, words).await?),
                None => ("phrase.removed", &remove, phrases::remove(conn, &remove).await?),
            };
            if changed {
                match &add {
                    Some(words) => phrase::look(conn, words).await?,
                    None => phrase::let_go(conn, &remove, &why, clerk.account).await?,
                }
                acts::record(conn, &clerk.act(act).on(words.as_str()).because(&why)).await?;
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

/// The form to strike these words as it comes back: there is one beside each phrase, and above them the one to add.
fn strike(sent: &Form, words: &str) -> Form {
    let mut form = Form::blank(&[("strike", words), ("strike_why", sent.raw("why"))]);
    form.refuse("strike_why", sent.fault("why").unwrap_or("field-required"));
    form
}
