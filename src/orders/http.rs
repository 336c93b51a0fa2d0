//! Finding an order by code and digits, and an account's list.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::access::Access;
use super::pages::{ListedCard, OrdersPage, TrackPage};
use super::{code, queries};
use crate::accounts::actors::{Shopper, Visitor, add_cookie};
use crate::error::Result;
use crate::kernel::phone::Phone;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};
use crate::platform::{Shop, secrets};

const PAGE: usize = 20;
const BY_ADDRESS: Limit = Limit { name: "track-address", hits: 30, seconds: 600 };
/// Four digits are 10,000 guesses: at this pace, weeks.
const BY_CODE: Limit = Limit { name: "track-code", hits: 10, seconds: 3600 };

/// What was asked for, as far as it may stand in a URL.
fn asked(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).take(20).collect()
}

#[derive(Deserialize)]
pub struct TrackQuery {
    code: Option<String>,
}

/// `GET /track`
pub async fn track(visitor: Visitor, shop: Shop, query: web::Query<TrackQuery>) -> Result<HttpResponse> {
    let code = asked(query.code.as_deref().unwrap_or_default());
    visitor.page(&shop, &TrackPage { form: Form::blank(&[("code", &code)]), wrong: false })
}

/// `POST /track`: code and last four digits open the order for this browser. A wrong code and wrong digits are
/// answered alike.
pub async fn find(visitor: Visitor, shop: Shop, request: HttpRequest, mut form: Form) -> Result<HttpResponse> {
    let typed = form.raw("code").to_owned();
    let digits: String = form.raw("digits").chars().filter(|c| !c.is_whitespace()).collect();
    let code = code::parse(&typed);
    if typed.trim().is_empty() {
        form.refuse("code", "field-required");
    } else if code.is_none() {
        form.refuse("code", "order-code-typo");
    }
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        form.refuse("digits", "order-digits-wrong");
    }
    let (true, Some(code)) = (form.ok(), code) else {
        let page = TrackPage { form, wrong: false };
        return visitor.page_with(&shop, &page, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, BY_ADDRESS, &visitor.address).await?;
    throttle::check(&shop, &mut conn, BY_CODE, &code).await?;
    let order = queries::by_code(&mut conn, &code).await?;
    drop(conn);
    let fits = order.is_some_and(|o| {
        !o.buyer_phone.is_empty()
            && secrets::same(Phone::stored(&o.buyer_phone).last_four().as_bytes(), digits.as_bytes())
    });
    if !fits {
        return visitor.page_with(&shop, &TrackPage { form, wrong: true }, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let access = Access::read(&request, &shop).with(&code);
    let mut response = visitor.go(&shop, &format!("/orders/{code}"), None);
    add_cookie(&mut response, &access.cookie(&shop));
    Ok(response)
}

#[derive(Deserialize)]
pub struct ListQuery {
    before: Option<String>,
}

/// `GET /account/orders`
pub async fn list(shopper: Shopper, shop: Shop, query: web::Query<ListQuery>) -> Result<HttpResponse> {
    let before = query.before.as_deref().and_then(|b| b.parse().ok());
    let mut conn = shop.db.conn().await?;
    let mut rows = queries::list(&mut conn, shopper.account.id, before, PAGE).await?;
    drop(conn);
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|o| o.id.0);
    let lang = shopper.visitor.lang;
    let orders = rows.iter().map(|row| ListedCard::of(lang, row)).collect();
    shopper.visitor.page(&shop, &OrdersPage { orders, next, first: before.is_none() })
}
