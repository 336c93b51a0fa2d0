//! `/sell/products`: the household's goods.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::pages::{ProductsPage, Tab};
use super::queries::{self, Wanted};
use crate::accounts::actors::Seller;
use crate::error::Result;
use crate::platform::Shop;
use crate::sell::http::desk;

#[derive(Deserialize)]
pub struct Filter {
    state: Option<String>,
    after: Option<String>,
}

/// `GET /sell/products`
pub async fn list(Seller(member): Seller, shop: Shop, filter: web::Query<Filter>) -> Result<HttpResponse> {
    let wanted = filter.state.as_deref().and_then(Wanted::parse).unwrap_or_default();
    let after = filter.after.as_deref().and_then(|text| text.parse().ok());
    let mut conn = shop.db.conn().await?;
    let desk = desk(&mut conn, &member).await?;
    let tally = queries::tally(&mut conn, member.producer).await?;
    let (products, next) = queries::list(&mut conn, member.producer, wanted, after).await?;
    drop(conn);
    let page = ProductsPage {
        desk,
        tabs: tally.iter().map(|(tab, n)| Tab { word: tab.as_str(), n: *n, chosen: *tab == wanted }).collect(),
        products,
        next: next.map(|cursor| format!("state={}&after={cursor}", wanted.as_str())),
    };
    member.visitor.page(&shop, &page)
}
