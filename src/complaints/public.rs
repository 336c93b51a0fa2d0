//! `/complaints`: how to complain, in what time each kind is answered and settled, and the four ways to have a dispute settled.

use actix_web::HttpResponse;

use super::kind;
use super::pages::{Choice, TimesPage};
use crate::accounts::actors::Visitor;
use crate::error::Result;
use crate::platform::Shop;

/// `GET /complaints`
pub async fn show(visitor: Visitor, shop: Shop) -> Result<HttpResponse> {
    let kinds = kind::list(&mut *shop.db.conn().await?).await?;
    let page = TimesPage { kinds: kinds.into_iter().map(Choice::from).collect() };
    visitor.page(&shop, &page)
}
