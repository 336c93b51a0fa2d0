//! The photos of a person, for their file: what they sent with complaints, of the goods and in the farm diary of households that
//! they own, and what was taken at their door.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::person::Person;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::media::picture::{self, Kind};
use crate::orders::photo;
use crate::platform::db::Conn;
use crate::platform::{Ground, locales};

/// Bytes of photos in one file: more is handed out by the desk.
const MOST_BYTES: usize = 40 * 1024 * 1024;
const WIDTH: u32 = 1280;

/// A photo, and where it is kept.
#[derive(Clone, Debug, QueryableByName)]
pub struct Photo {
    /// Tail of a Fluent key (`people-file-photo-…`).
    #[diesel(sql_type = Text)]
    what: String,
    /// The complaint, the order, the goods.
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    /// The name of a private photo, or the hash of a public picture.
    #[diesel(sql_type = Text)]
    kept: String,
}

/// All there is, newest first.
pub async fn list(conn: &mut Conn, person: &Person) -> Result<Vec<Photo>> {
    Ok(diesel::sql_query(
        "SELECT 'complaint' AS what, 'KN' || c.id AS subject, m.at, f AS kept \
         FROM complaint_messages m JOIN complaints c ON c.id = m.complaint_id JOIN parcels p ON p.id = c.parcel_id \
         CROSS JOIN LATERAL unnest(m.photos) f \
         WHERE m.account_id = $1 OR m.side = 'buyer' AND p.order_id = ANY($2) \
         UNION ALL SELECT 'door', o.code, x.at, x.file FROM proofs x JOIN parcels p ON p.id = x.parcel_id \
         JOIN orders o ON o.id = p.order_id WHERE p.order_id = ANY($2) AND x.file IS NOT NULL \
         UNION ALL SELECT 'product', g.name_vi, f.created_at, f.hash FROM members m JOIN products g ON g.producer_id = m.producer_id \
         JOIN product_pictures x ON x.product_id = g.id JOIN pictures f ON f.id = x.picture_id \
         WHERE m.account_id = $1 AND m.role = 'owner' \
         UNION ALL SELECT 'diary', d.day::text, d.at, f.hash FROM farm_diary d JOIN pictures f ON f.id = d.picture_id \
         WHERE d.account_id = $1 \
         ORDER BY 3 DESC, 4",
    )
    .bind::<Nullable<BigInt>, _>(person.who.account().map(|id| id.0))
    .bind::<Array<BigInt>, _>(person.order_ids())
    .load(conn)
    .await?)
}

/// The section that names them, and the files that go beside it, each under its name in the archive. A photo that is gone, or
/// for which there is no room any more, is named without one.
pub async fn take(ground: &Ground, lang: Lang, photos: &[Photo]) -> Result<(Value, Vec<(String, Bytes)>)> {
    let (mut named, mut files, mut size, mut full) = (Vec::new(), Vec::new(), 0_usize, false);
    for (n, found) in photos.iter().enumerate() {
        let kept = match found.what.as_str() {
            // The first for which there is no room is the last that is read.
            _ if full => None,
            "complaint" | "door" => photo::take(ground, &found.kept).await?,
            _ => {
                let name = picture::file_name(&found.kept, WIDTH, Kind::Jpg);
                ground.files.get(&name).await?.map(|bytes| (bytes, "jpg"))
            }
        };
        full = full || kept.as_ref().is_some_and(|(bytes, _)| size.saturating_add(bytes.len()) > MOST_BYTES);
        let kept = kept.filter(|_| !full);
        let file = kept.map(|(bytes, ending)| {
            size = size.saturating_add(bytes.len());
            let name = format!("photos/{:04}.{ending}", n + 1);
            files.push((name.clone(), bytes));
            name
        });
        let file = file.unwrap_or_else(|| locales::text(lang, "people-file-photo-left"));
        let what = locales::text(lang, &format!("people-file-photo-{}", found.what));
        named.push(json!({ "what": what, "subject": found.subject, "at": found.at, "file": file }));
    }
    Ok((Value::Array(named), files))
}
