//! A clerk writes a household down that came to the office, and prints the code by which it takes over.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use super::page::again;
use crate::accounts::actors::Clerk;
use crate::error::{Error, Result};
use crate::office::own;
use crate::office::producers::{self, Producer};
use crate::places::{self, Served};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::application::{self, Application};
use crate::producers::codes::{self, Made, SlipError};
use crate::producers::form::{self, KindChoice};

const MOST_WHY: usize = 300;

#[derive(Serialize)]
struct NewPage {
    form: Form,
    kinds: Vec<KindChoice>,
    served: Vec<Served>,
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "office/new_producer.html";
}

#[derive(Serialize)]
struct SlipPage {
    producer: Producer,
    made: Made,
    base_url: String,
}

impl Page for SlipPage {
    const TEMPLATE: &'static str = "office/code.html";
}

/// `GET /office/producers/new`
pub async fn show(clerk: Clerk, shop: Shop) -> Result<HttpResponse> {
    clerk.visitor.page(&shop, &NewPage { form: form::blank(), kinds: form::kinds(), served: Vec::new() })
}

/// `POST /office/producers/new`
pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let served = places::served(&mut conn).await?;
    let person = form::person(&mut form);
    let told = form::read(&mut conn, &mut form, &served).await?;
    let (Some(told), Some((contact_name, phone))) = (told, person) else {
        drop(conn);
        let page = NewPage { form, kinds: form::kinds(), served };
        return clerk.visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let asked = Application {
        token: told.token,
        by: clerk.account,
        kind: told.kind,
        name: told.name,
        contact_name,
        phone: phone.as_str().to_owned(),
        commune_code: told.commune.code,
        hamlet: told.hamlet,
        grows: told.grows,
        lang: clerk.visitor.lang,
    };
    let made = conn.transaction(async |conn| application::create(conn, &asked).await).await?;
    Ok(clerk.visitor.go(&shop, &format!("/office/producers/{}", made.slug), Some("household-created")))
}

/// `POST /office/producers/{slug}/code`: the answer is the slip to print, this once; the slip before is worth nothing now.
/// Where somebody owns the household already, with `code_why`: the owners are told, and may object before it lets anybody in.
pub async fn code(clerk: Clerk, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let Some(why) = form.optional_line("code_why", MOST_WHY) else {
        drop(conn);
        return again(&clerk, &shop, &slug, form, None).await;
    };
    let made = conn
        .transaction(async |conn| {
            own::household(conn, producer.id, clerk.account).await?;
            codes::slip(conn, &shop, producer.id, &why, clerk.account).await
        })
        .await;
    drop(conn);
    match made {
        Ok(made) => clerk.visitor.page(&shop, &SlipPage { producer, made, base_url: shop.config.base_url.clone() }),
        Err(SlipError::NoReason) => {
            form.refuse("code_why", "field-required");
            again(&clerk, &shop, &slug, form, None).await
        }
        Err(SlipError::Failed(Error::Conflict(sentence))) => again(&clerk, &shop, &slug, form, Some(sentence)).await,
        Err(SlipError::Failed(error)) => Err(error),
    }
}
