//! Reading what somebody says about a complaint: words, and up to four pictures that are kept at once, before the form is judged, so that a
//! form that comes back with a mistake in it does not ask for them again.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use crate::accounts::actors::Visitor;
use crate::error::{Error, Result};
use crate::orders::photo::{self, PhotoError};
use crate::platform::Ground;
use crate::platform::forms::Form;
use crate::platform::secrets;
use crate::platform::upload::{Part, Parts, UploadError};

pub const MOST_WORDS: usize = 2000;
pub const MOST_PHOTOS: usize = 4;
/// The field that carries the names of pictures that are kept already, under a seal.
const KEPT: &str = "kept";

/// A form with the pictures that came with it.
#[derive(Debug)]
pub struct Talk {
    pub form: Form,
    pub photos: Vec<String>,
    /// What was wrong with the upload, beside `photos`.
    pub status: StatusCode,
}

/// Reads the form. Pictures that came before, and stand in it under our seal, are kept.
pub async fn read(visitor: &Visitor, ground: &Ground, request: &HttpRequest, payload: web::Payload) -> Result<Talk> {
    let mut parts = Parts::of(ground, request, payload, visitor.sender(), photo::MOST_BYTES);
    let (mut fields, mut photos, mut wrong) = (Vec::new(), Vec::new(), None);
    loop {
        match parts.next().await {
            Ok(None) => break,
            Ok(Some(Part::Field(name, value))) if name == KEPT => {
                for kept in opened(ground, &value) {
                    if photo::nameable(ground, &kept).await? {
                        photos.push(kept);
                    }
                }
            }
            Ok(Some(Part::Field(name, value))) => fields.push((name, value)),
            Ok(Some(Part::Busy)) => wrong = Some("media-busy"),
            Ok(Some(Part::TooLarge)) => wrong = Some("sell-photo-large"),
            Ok(Some(Part::File(_))) if photos.len() >= MOST_PHOTOS => wrong = Some("complaint-photos-many"),
            Ok(Some(Part::File(bytes))) => match photo::keep(ground, &bytes).await {
                Ok(name) => photos.push(name),
                Err(PhotoError::NotAPicture) => wrong = Some("sell-photo-none"),
                Err(PhotoError::TooManyPixels) => wrong = Some("media-too-many-pixels"),
                Err(PhotoError::Failed(error)) => return Err(error),
            },
            Err(UploadError::TooLarge(_)) => return Err(Error::TooLarge),
            Err(UploadError::Busy) => return Err(Error::Busy),
            Err(UploadError::Unreadable) => return Err(Error::BadRequest("error-form-unreadable")),
        }
    }
    photos.truncate(MOST_PHOTOS);
    let mut form = Form::of(fields);
    if let Some(sentence) = wrong {
        form.refuse("photos", sentence);
    }
    Ok(Talk { form, photos, status: StatusCode::UNPROCESSABLE_ENTITY })
}

/// The names of pictures as a form carries them to its next coming.
#[must_use]
pub fn sealed(ground: &Ground, photos: &[String]) -> String {
    if photos.is_empty() {
        return String::new();
    }
    let names = photos.join(" ");
    format!("{} {names}", seal(ground, &names))
}

fn seal(ground: &Ground, names: &str) -> String {
    secrets::hex(&secrets::keyed_hash(&ground.config.secret_key, &format!("complaint photos: {names}")))
}

fn opened(ground: &Ground, value: &str) -> Vec<String> {
    match value.split_once(' ') {
        Some((found, names)) if secrets::same(found.as_bytes(), seal(ground, names).as_bytes()) => {
            names.split(' ').map(str::to_owned).take(MOST_PHOTOS).collect()
        }
        _ => Vec::new(),
    }
}

impl Talk {
    /// The words, if there are any or a picture stands for them; else a sentence beside the field.
    pub fn words(&mut self) -> Option<String> {
        let words = self.form.optional_lines("words", MOST_WORDS)?;
        if words.is_empty() && self.photos.is_empty() {
            self.form.refuse("words", "field-required");
            return None;
        }
        Some(words)
    }
}
