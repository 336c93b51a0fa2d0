//! `/products/{slug}/flag`: a visitor says what is wrong with a product.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::flag::{self, KINDS, NewFlag, Product};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::views::Page;
use crate::platform::{Ground, Shop, secrets};

const MOST_WORDS: usize = 1_000;
const BY_ADDRESS: Limit = Limit { name: "flag", hits: 6, seconds: 3600 };

#[derive(Serialize)]
struct FlagPage {
    slug: String,
    name: String,
    kinds: [&'static str; 6],
    form: Form,
}

impl Page for FlagPage {
    const TEMPLATE: &'static str = "flags/flag.html";
}

async fn found(shop: &Shop, slug: &str) -> Result<Product> {
    flag::product(&mut *shop.db.conn().await?, slug).await?.ok_or(Error::NotFound)
}

fn page(
    visitor: &Visitor,
    shop: &Shop,
    slug: &str,
    product: &Product,
    form: Form,
    status: StatusCode,
) -> Result<HttpResponse> {
    let name = visitor.lang.pick(&product.name_vi, &product.name_en).to_owned();
    visitor.page_with(shop, &FlagPage { slug: slug.to_owned(), name, kinds: KINDS, form }, status)
}

/// `GET /products/{slug}/flag`
pub async fn show(visitor: Visitor, shop: Shop, slug: web::Path<String>) -> Result<HttpResponse> {
    let product = found(&shop, &slug).await?;
    page(&visitor, &shop, &slug, &product, Form::default(), StatusCode::OK)
}

/// `POST /products/{slug}/flag`: with a kind and words, and a phone for whoever wants to be asked back.
pub async fn submit(visitor: Visitor, shop: Shop, slug: web::Path<String>, mut form: Form) -> Result<HttpResponse> {
    let product = found(&shop, &slug).await?;
    let kind = KINDS.into_iter().find(|kind| *kind == form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    let words = form.optional_lines("words", MOST_WORDS);
    if words.as_deref() == Some("") {
        form.refuse("words", "field-required");
    }
    let phone = if form.raw("phone").trim().is_empty() { None } else { form.phone("phone") };
    let (true, Some(kind), Some(words)) = (form.ok(), kind, words) else {
        return page(&visitor, &shop, &slug, &product, form, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, BY_ADDRESS, &visitor.address).await?;
    let new = NewFlag { product: product.id, kind, words, phone, who_hash: who(&shop, &visitor) };
    flag::raise(&mut conn, &new).await?;
    drop(conn);
    Ok(visitor.go(&shop, &format!("/products/{}", *slug), Some("flag-thanks")))
}

/// Who says it, as far as it is kept: nobody can tell it from the table.
fn who(ground: &Ground, visitor: &Visitor) -> Vec<u8> {
    let who = match &visitor.account {
        Some(account) => format!("account:{}", account.id),
        None => format!("address:{}", visitor.address),
    };
    secrets::keyed_hash(&ground.config.secret_key, &format!("flag:{who}"))
}
