//! A picture that was taken in, and the files that show it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::kernel::ids::PictureId;
use crate::platform::db::Conn;
use crate::platform::secrets::hex;
use crate::schema::pictures;

/// The widths a picture is offered in. A narrower original keeps its own width under the name of a larger one.
pub const WIDTHS: [u32; 3] = [320, 640, 1280];

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = pictures)]
pub struct Picture {
    pub id: PictureId,
    pub hash: String,
    /// Of the upload, the way up it is looked at.
    pub width: i32,
    pub height: i32,
}

/// The format of a rendition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Webp,
    Jpg,
}

impl Kind {
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Kind::Webp => "webp",
            Kind::Jpg => "jpg",
        }
    }

    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Kind::Webp => "image/webp",
            Kind::Jpg => "image/jpeg",
        }
    }
}

/// What a picture is called: the first 128 bits of the SHA-256 of the upload.
#[must_use]
pub fn hash_of(upload: &[u8]) -> String {
    let digest = Sha256::digest(upload);
    hex(digest.get(..16).unwrap_or_default())
}

/// `<hash>-<width>.<webp|jpg>`
#[must_use]
pub fn file_name(hash: &str, width: u32, kind: Kind) -> String {
    format!("{hash}-{width}.{}", kind.ending())
}

/// The format of a file of this name; `None` when no rendition is ever called so.
#[must_use]
pub fn kind_of(name: &str) -> Option<Kind> {
    let (stem, ending) = name.split_once('.')?;
    let (hash, width) = stem.split_once('-')?;
    let hashlike = hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let known = WIDTHS.iter().any(|w| w.to_string() == width);
    match ending {
        "webp" if hashlike && known => Some(Kind::Webp),
        "jpg" if hashlike && known => Some(Kind::Jpg),
        _ => None,
    }
}

pub(super) async fn find(conn: &mut Conn, hash: &str) -> Result<Option<Picture>> {
    Ok(pictures::table.select(Picture::as_select()).filter(pictures::hash.eq(hash)).first(conn).await.optional()?)
}

/// The hash of a picture; `None` when it was thrown away.
pub async fn hash(conn: &mut Conn, id: PictureId) -> Result<Option<String>> {
    Ok(pictures::table.find(id).select(pictures::hash).first(conn).await.optional()?)
}

/// Writes the row; when another upload of the same bytes was quicker, its row is the answer.
pub(super) async fn keep(conn: &mut Conn, hash: &str, width: i32, height: i32) -> Result<Picture> {
    diesel::insert_into(pictures::table)
        .values((pictures::hash.eq(hash), pictures::width.eq(width), pictures::height.eq(height)))
        .on_conflict(pictures::hash)
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(pictures::table.select(Picture::as_select()).filter(pictures::hash.eq(hash)).first(conn).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_renditions_are_looked_up() {
        let hash = hash_of(b"abc");
        assert_eq!(kind_of(&file_name(&hash, 320, Kind::Webp)), Some(Kind::Webp));
        assert_eq!(kind_of(&file_name(&hash, 1280, Kind::Jpg)), Some(Kind::Jpg));
        for name in [
            String::new(),
            "../etc/passwd".to_owned(),
            format!("{hash}-321.webp"),
            format!("{hash}-0320.webp"),
            format!("{hash}-320.png"),
            format!("{hash}-320.webp.html"),
            format!("{}-320.webp", hash.to_uppercase()),
            format!("{hash}0-320.webp"),
        ] {
            assert_eq!(kind_of(&name), None, "{name}");
        }
    }
}
