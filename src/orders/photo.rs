//! A picture of a parcel at its buyer's door: kept without where and when it was taken, under a name that `/media` never serves, and shown only by
//! pages that know who asks.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use bytes::Bytes;
use chrono::Duration;

use super::receipt;
use crate::error::{Error, Result};
use crate::kernel::ids::ParcelId;
use crate::media::IngestError;
use crate::media::strip::strip;
use crate::platform::db::Conn;
use crate::platform::{Ground, secrets};
use crate::refusal;

/// A phone's picture is 3 to 8 MB.
pub const MOST_BYTES: usize = 12 * 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    #[error("no picture that browsers show")]
    NotAPicture,
    #[error("more pixels than a phone can show")]
    TooManyPixels,
    #[error(transparent)]
    Failed(Error),
}
refusal!(PhotoError);

/// The kind of a picture by its first bytes; whatever else the file is, it is only ever shown as this.
#[must_use]
fn mime(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Where they all lie, those of complaints too.
pub const FOLDER: &str = "proofs";

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// Keeps a picture under a name nobody can guess; the name.
///
/// # Refuses
/// What is no JPEG, PNG or WebP, is torn, or is larger than a phone can show.
pub async fn keep(ground: &Ground, upload: &[u8]) -> Result<String, PhotoError> {
    // A phone writes into it where the buyer lives.
    let bytes = strip(upload).map_err(|refused| match refused {
        IngestError::TooManyPixels => PhotoError::TooManyPixels,
        _ => PhotoError::NotAPicture,
    })?;
    let name = secrets::form_token();
    ground.files.put(&path(&name), bytes).await.map_err(Error::from)?;
    Ok(name)
}

/// A parcel's picture, for one visitor and nobody's cache.
pub async fn show(ground: &Ground, conn: &mut Conn, parcel: ParcelId) -> Result<HttpResponse> {
    let name = receipt::photo(conn, parcel).await?.ok_or(Error::NotFound)?;
    hand_out(ground, &name).await
}

/// A kept picture, for one visitor and nobody's cache. Whether the asker may see it was asked before.
pub async fn hand_out(ground: &Ground, name: &str) -> Result<HttpResponse> {
    let bytes = ground.files.get(&path(name)).await?.ok_or(Error::NotFound)?;
    let mime = mime(&bytes).ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, mime))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'"))
        .body(bytes))
}

/// The bytes of a kept picture and the ending of its file's name; `None` when it is gone. Whether the asker may have it was
/// asked before.
pub async fn take(ground: &Ground, name: &str) -> Result<Option<(Bytes, &'static str)>> {
    let Some(bytes) = ground.files.get(&path(name)).await? else { return Ok(None) };
    Ok(match mime(&bytes) {
        Some("image/jpeg") => Some((bytes, "jpg")),
        Some("image/png") => Some((bytes, "png")),
        Some(_) => Some((bytes, "webp")),
        None => None,
    })
}

/// Hours for which a form may carry a picture that no row names yet; the sweep waits for a day.
const IN_A_FORM: i64 = 12;

/// Whether a row may still come to name a picture that was kept before: it is there, and too young for the sweep.
pub async fn nameable(ground: &Ground, name: &str) -> anyhow::Result<bool> {
    let kept = ground.files.written_at(&path(name)).await?;
    Ok(kept.is_some_and(|at| at > ground.clock.now() - Duration::hours(IN_A_FORM)))
}

/// Throws a picture away.
pub async fn discard(ground: &Ground, name: &str) -> anyhow::Result<()> {
    ground.files.delete(&path(name)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_browsers_show_is_a_picture() {
        assert_eq!(mime(&[0xFF, 0xD8, 0xFF, 0xE0]), Some("image/jpeg"));
        assert_eq!(mime(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        for none in [&b""[..], b"<svg", b"GIF89a", b"%PDF", b"RIFF\0\0\0\0WAVE"] {
            assert_eq!(mime(none), None);
        }
    }
}
