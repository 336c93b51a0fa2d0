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
    let (mut fields, mut photos, mut sent) = (Vec::new(), Vec::new(), 0_usize);
    // Which of those that came, from 1, and why it is not taken in.
    let mut refused: Vec<(usize, &'static str)> = Vec::new();
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
            Ok(Some(file)) => {
                sent += 1;
                match take(ground, file, photos.len()).await? {
                    Ok(name) => photos.push(name),
                    Err(sentence) => refused.push((sent, sentence)),
                }
            }
            Err(UploadError::TooLarge(_)) => return Err(Error::TooLarge),
            Err(UploadError::Busy) => return Err(Error::Busy),
            Err(UploadError::Unreadable) => return Err(Error::BadRequest("error-form-unreadable")),
        }
    }
    photos.truncate(MOST_PHOTOS);
    let mut form = Form::of(fields);
    match refused.as_slice() {
        [] => {}
        [(_, sentence)] if sent == 1 => form.refuse("photos", sentence),
        several => {
            form.refuse("photos", "complaint-photos-refused");
            for (n, sentence) in several {
                form.refuse(&format!("photos-{n}"), sentence);
            }
        }
    }
    Ok(Talk { form, photos, status: StatusCode::UNPROCESSABLE_ENTITY })
}

/// Keeps a picture beside those that there are, and tells its name or the sentence that refuses it.
async fn take(ground: &Ground, file: Part, there: usize) -> Result<std::result::Result<String, &'static str>> {
    let bytes = match file {
        Part::File(_) if there >= MOST_PHOTOS => return Ok(Err("complaint-photos-many")),
        Part::File(bytes) => bytes,
        Part::TooLarge => return Ok(Err("sell-photo-large")),
        Part::Busy => return Ok(Err("media-busy")),
        Part::Field(..) => return Ok(Err("sell-photo-none")),
    };
    match photo::keep(ground, &bytes).await {
        Ok(name) => Ok(Ok(name)),
        Err(PhotoError::NotAPicture) => Ok(Err("sell-photo-none")),
        Err(PhotoError::TooManyPixels) => Ok(Err("media-too-many-pixels")),
        Err(PhotoError::Failed(error)) => Err(error),
    }
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
