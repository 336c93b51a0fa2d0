//! The pictures of a complaint, as private as a parcel's at its door.

use actix_web::HttpResponse;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::error::{Error, Result};
use crate::kernel::ids::ComplaintId;
use crate::orders::photo;
use crate::platform::Ground;
use crate::schema::complaint_messages;

/// The `nth` picture, from 0, of what was said, if it was said in this complaint. Whether the asker may see it was asked
/// before; `inner` ones are the office's.
pub async fn show(
    ground: &Ground,
    complaint: ComplaintId,
    (message, nth): (i64, usize),
    inner: bool,
) -> Result<HttpResponse> {
    let mut conn = ground.db.conn().await?;
    let said = complaint_messages::table
        .filter(complaint_messages::id.eq(message).and(complaint_messages::complaint_id.eq(complaint)))
        .filter(complaint_messages::inner_note.eq(false).or(inner.into_sql::<diesel::sql_types::Bool>()));
    let photos: Option<Vec<String>> = said.select(complaint_messages::photos).first(&mut conn).await.optional()?;
    drop(conn);
    let name = photos.and_then(|names| names.into_iter().nth(nth)).ok_or(Error::NotFound)?;
    photo::hand_out(ground, &name).await
}
