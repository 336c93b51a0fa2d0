//! `/office/orders/{code}/parcels/{number}/photo`: a parcel at its buyer's door, for the office.

use actix_web::{HttpResponse, web};

use crate::accounts::actors::Clerk;
use crate::error::{Error, Result};
use crate::orders::{photo, queries};
use crate::platform::Shop;

/// `GET /office/orders/{code}/parcels/{number}/photo`
pub async fn show(_clerk: Clerk, shop: Shop, of: web::Path<(String, i16)>) -> Result<HttpResponse> {
    let (code, number) = of.into_inner();
    let mut conn = shop.db.conn().await?;
    let order = queries::by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let parcel = queries::parcel_of(&mut conn, order.id, number).await?.ok_or(Error::NotFound)?;
    photo::show(&shop, &mut conn, parcel).await
}
