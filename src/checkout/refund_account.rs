//! The buyer says where money that is transferred back shall go.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection as _;

use super::order_page;
use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::kernel::text::fold;
use crate::orders::access;
use crate::payments::banks;
use crate::payments::refund_account::{self, Account, SetError};
use crate::platform::Shop;
use crate::platform::forms::Form;

const MOST_BANK: usize = 80;
const MOST_HOLDER: usize = 70;
const DIGITS: std::ops::RangeInclusive<usize> = 4..=19;

/// `POST /orders/{code}/refund-account`
pub async fn submit(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    path: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse> {
    let order = access::opened(&visitor, &shop, &request, &path).await?;
    let Some(account) = read(&mut form) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return order_page::whole(&visitor, &shop, &request, &path, false, None, form, status).await;
    };
    let ground = shop.clone();
    let saved = actix_web::rt::spawn(async move {
        let mut conn = ground.db.conn().await?;
        conn.transaction(async |conn| refund_account::set(conn, order.id, &account).await).await
    });
    match saved.await.map_err(|error| Error::Internal(anyhow::anyhow!("a refund's account: {error}")))? {
        Ok(_) => {}
        Err(SetError::Held) => {
            let held = Some("order-refund-held");
            return order_page::whole(&visitor, &shop, &request, &path, false, held, form, StatusCode::CONFLICT).await;
        }
        Err(SetError::Failed(error)) => return Err(error),
    }
    Ok(visitor.go(&shop, &format!("/orders/{}", order.code), Some("order-refund-saved")))
}

/// Reads the account; what is wrong is said beside its field.
pub fn read(form: &mut Form) -> Option<Account> {
    let bank = form.line("bank", MOST_BANK);
    let holder = form.line("holder", MOST_HOLDER);
    let number: String = form.raw("number").chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    let bin = bank.as_deref().and_then(banks::by_word).map(|bank| bank.bin.to_owned());
    if bank.is_some() && bin.is_none() {
        form.refuse("bank", "order-refund-bank-unknown");
    }
    let plain = DIGITS.contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        form.refuse("number", "order-refund-number-wrong");
    }
    let holder = holder.map(|name| fold(&name).to_uppercase());
    let named =
        |name: &String| name.len() >= 2 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b" .,&-".contains(&b));
    if holder.as_ref().is_some_and(|name| !named(name)) {
        form.refuse("holder", "order-refund-holder-wrong");
    }
    Some(Account { bin: bin?, number: Some(number).filter(|_| plain)?, holder: holder.filter(named)? })
}
