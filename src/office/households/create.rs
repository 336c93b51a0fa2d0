//! A clerk writes a household down that came to the office, and prints the code by which it takes over.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde::Serialize;

use crate::accounts::actors::Clerk;
use crate::accounts::acts::Act;
use crate::accounts::role::Role;
use crate::error::{Error, Result};
use crate::office::producers::{self, Producer};
use crate::places::{self, Served};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::application::{self, Application};
use crate::producers::codes::{self, Made, NewCode};
use crate::producers::form::{self, KindChoice};
use crate::producers::letters::tell_owners;
use crate::producers::members;

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
/// Where somebody owns the household already, they are told: whoever holds the slip comes to its money.
pub async fn code(clerk: Clerk, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let producer = producers::load_producer(&mut conn, &slug).await?;
    let new = NewCode { producer: producer.id, role: Role::Owner, phone: None, by: clerk.account };
    let act = Act::new("code.made", Some(clerk.account)).of(producer.id);
    let made = conn
        .transaction(async |conn| {
            let made = codes::make(conn, &shop, &new, act).await?;
            let people = members::list(conn, producer.id).await?;
            if people.iter().any(|person| person.role == Role::Owner.as_str()) {
                tell_owners(conn, &shop, producer.id, "household-sms-owner-code", None).await?;
            }
            Ok::<Made, Error>(made)
        })
        .await?;
    drop(conn);
    clerk.visitor.page(&shop, &SlipPage { producer, made, base_url: shop.config.base_url.clone() })
}
