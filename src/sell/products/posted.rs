//! A form with photos, as a phone without script sends it, or the same without photos from script.

use actix_web::http::header::{ACCEPT, CONTENT_TYPE};
use actix_web::{FromRequest as _, HttpRequest, web};

use crate::accounts::actors::Member;
use crate::catalog::revision::pictures;
use crate::error::{Error, Result};
use crate::kernel::ids::{PictureId, ProductId};
use crate::media::ingest::MOST_BYTES;
use crate::media::{self, IngestError};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::upload::{self, Part, Parts, UploadError};
use crate::refusal;
use crate::sell::behalf::Thing;
use diesel_async::AsyncConnection as _;
use serde::Serialize;

/// As many files as are looked at; the rest of a form is read and dropped.
const MOST_FILES: usize = 16;

/// A photo that could not be taken in.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Refused {
    /// Which of those that were sent together, from 1; 0 where it is about all of them.
    n: usize,
    /// The sentence that stands beside the photos.
    pub key: &'static str,
}

impl Refused {
    /// What is said of all that were sent.
    #[must_use]
    pub fn all(key: &'static str) -> Self {
        Refused { n: 0, key }
    }
}

#[derive(Debug, Default)]
pub struct Posted {
    pub form: Form,
    /// Taken in, and shown by nothing yet.
    pub pictures: Vec<PictureId>,
    /// The photos that could not be taken in, each with its own reason.
    pub refused: Vec<Refused>,
    /// One of them found no room among those of others, and is welcome again in a moment.
    pub busy: bool,
}

/// Whether script asked: it wants a few numbers and not a page.
#[must_use]
pub fn by_script(request: &HttpRequest) -> bool {
    request.headers().get(ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.starts_with("application/json"))
}

/// Reads the form and takes its photos in, one after the other as they arrive.
pub async fn read(member: &Member, ground: &Ground, request: &HttpRequest, payload: web::Payload) -> Result<Posted> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        let form = Form::from_request(request, &mut payload.into_inner()).await?;
        return Ok(Posted { form, ..Posted::default() });
    }
    upload::admit(ground, member.account).await?;
    let mut parts = Parts::of(ground, request, payload, member.visitor.sender(), MOST_BYTES);
    let (mut pairs, mut files) = (Vec::new(), 0);
    let mut posted = Posted::default();
    while let Some(part) = parts.next().await.map_err(unreadable)? {
        let taken = match part {
            Part::Field(name, value) => {
                pairs.push((name, value));
                continue;
            }
            Part::File(_) if files >= MOST_FILES => continue,
            Part::File(bytes) => media::ingest(ground, bytes).await,
            Part::TooLarge => Err(IngestError::TooLarge),
            Part::Busy => Err(IngestError::Busy),
        };
        files += 1;
        match taken {
            Ok(picture) => posted.pictures.push(picture.id),
            Err(IngestError::Failed(error)) => return Err(error),
            Err(why) => {
                posted.busy |= matches!(why, IngestError::Busy);
                posted.refused.push(Refused { n: files, key: why.sentence() });
            }
        }
    }
    posted.form = Form::of(pairs);
    Ok(posted)
}

fn unreadable(why: UploadError) -> Error {
    match why {
        UploadError::TooLarge(_) => Error::TooLarge,
        UploadError::Busy => Error::Busy,
        UploadError::Unreadable => Error::BadRequest("error-form-unreadable"),
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    #[error("no such product of this household, or nothing of it is open")]
    NotFound,
    /// With the sentence that stands beside the photos.
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Failed(Error),
}
refusal!(AttachError);

/// Puts the photos that were taken in behind those that are there; a photo that finds no place stays out.
pub async fn attach(
    conn: &mut Conn,
    member: &Member,
    product: ProductId,
    taken: &[PictureId],
) -> Result<(), AttachError> {
    use pictures::PictureError;
    for picture in taken {
        let added = conn
            .transaction(async |conn| {
                let before = Thing::Product(product).before(conn, member).await?;
                pictures::add(conn, member.producer, product, *picture).await?;
                Ok::<(), PictureError>(before.log(conn, member, "product.photos", product.to_string()).await?)
            })
            .await;
        match added {
            Ok(()) => {}
            Err(PictureError::NotFound) => return Err(AttachError::NotFound),
            Err(PictureError::Full) => return Err(AttachError::Refused("listing-photos-full")),
            Err(PictureError::Gone) => return Err(AttachError::Refused("listing-photo-again")),
            Err(PictureError::Failed(error)) => return Err(AttachError::Failed(error)),
        }
    }
    Ok(())
}
