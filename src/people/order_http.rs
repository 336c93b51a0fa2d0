//! `/orders/{code}/data`: a guest asks about their data at the page of an order that this browser may see. That is not enough
//! to hand anything out, so it only makes a request, which the desk answers on the order's own phone.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::letters;
use super::pages::OrderDataPage;
use super::person::{self, Who};
use super::register::{self, Asked, MOST_WORDS};
use super::request::{How, Kind};
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::orders::access::Access;
use crate::orders::code;
use crate::orders::queries::{self, OrderRow};
use crate::platform::Shop;
use crate::platform::forms::Form;
use crate::platform::throttle::{self, Limit};

const REQUESTS: Limit = Limit { name: "data-request-order", hits: 5, seconds: 3600 };

/// The order, if this browser may see it and its buyer is still there.
async fn opened(visitor: &Visitor, shop: &Shop, request: &HttpRequest, typed: &str) -> Result<OrderRow> {
    let code = code::parse(typed).ok_or(Error::NotFound)?;
    let mut conn = shop.db.conn().await?;
    let order = queries::by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let seen = Access::read(request, shop).opens(visitor, &order) && !order.buyer_phone.is_empty();
    if seen { Ok(order) } else { Err(Error::NotFound) }
}

fn page(order: &OrderRow, form: Form) -> OrderDataPage {
    OrderDataPage { code: order.code.clone(), account: order.account_id.is_some(), form }
}

/// `GET /orders/{code}/data`
pub async fn show(visitor: Visitor, shop: Shop, request: HttpRequest, path: web::Path<String>) -> Result<HttpResponse> {
    let order = opened(&visitor, &shop, &request, &path).await?;
    visitor.page(&shop, &page(&order, Form::default()))
}

/// `POST /orders/{code}/data`: leads on to the page, which says so once and may be looked at again without asking again.
pub async fn ask(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    path: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse> {
    let order = opened(&visitor, &shop, &request, &path).await?;
    let kind = Kind::parse(form.raw("kind"));
    let words = form.optional_lines("words", MOST_WORDS);
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    let (Some(kind), Some(words)) = (kind, words) else {
        return visitor.page_with(&shop, &page(&order, form), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut conn = shop.db.conn().await?;
    throttle::check(&shop, &mut conn, REQUESTS, &order.code).await?;
    let who = order.account_id.map_or(Who::Guest(order.id), Who::Account);
    conn.transaction(async |conn| {
        let asked = Asked { who, kind, how: How::Order, words: &words, received: shop.clock.now(), by: None };
        let (id, new) = register::open(conn, &asked).await?;
        // Whoever has the phone hears of it, also when somebody else asked.
        if new {
            let person = person::load(conn, who).await?.ok_or(Error::NotFound)?;
            let request = register::find(conn, id).await?;
            letters::received(conn, &shop, &person, &request).await?;
        }
        Ok::<_, Error>(())
    })
    .await?;
    drop(conn);
    Ok(visitor.go(&shop, &format!("/orders/{}/data", order.code), Some("people-asked")))
}
