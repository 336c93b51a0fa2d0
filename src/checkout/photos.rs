//! `/orders/{code}/photos/{number}`: a parcel at its buyer's door, for whoever may see the order.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::orders::access::opened;
use crate::orders::{photo, queries};
use crate::platform::Shop;

/// `GET /orders/{code}/photos/{number}`
pub async fn show(
    visitor: Visitor,
    shop: Shop,
    request: HttpRequest,
    of: web::Path<(String, i16)>,
) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let order = opened(&visitor, &shop, &request, &code).await?;
    let mut conn = shop.db.conn().await?;
    let parcel = queries::parcel_of(&mut conn, order.id, number).await?.ok_or(Error::NotFound)?;
    photo::show(&shop, &mut conn, parcel).await
}
