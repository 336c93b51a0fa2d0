//! Files that people send with a form. The only place that reads `multipart/form-data`.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt as _;
use tokio::time::Instant;

/// A slow line may take so long for a file of some megabytes.
const TIMEOUT: Duration = Duration::from_secs(120);
const LONGEST_FIELD: usize = 1024;
const MOST_FIELDS: usize = 16;

/// A form with several files may take so long altogether: eight photos over one bar of signal.
const TIMEOUT_OF_MANY: Duration = Duration::from_secs(900);
const LONGEST_TEXT: usize = 24 * 1024;
const MOST_PARTS: usize = 240;

/// A form with one file.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    pub fields: BTreeMap<String, String>,
    /// As the sender calls it.
    pub name: String,
    /// Empty when none was chosen.
    pub file: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadError {
    TooLarge,
    Unreadable,
}

/// Reads a form with a file of at most so many bytes.
pub async fn read(request: &HttpRequest, payload: web::Payload, most: usize) -> Result<Upload, UploadError> {
    let parts = Multipart::new(request.headers(), payload);
    tokio::time::timeout(TIMEOUT, collect(parts, most)).await.map_err(|_| UploadError::Unreadable)?
}

async fn collect(mut parts: Multipart, most: usize) -> Result<Upload, UploadError> {
    let mut upload = Upload::default();
    for _ in 0..MOST_FIELDS {
        let Some(part) = parts.next().await else { return Ok(upload) };
        let mut part = part.map_err(|_| UploadError::Unreadable)?;
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.content_disposition().and_then(|d| d.get_filename()).map(str::to_owned);
        let limit = if file.is_some() { most } else { LONGEST_FIELD };
        let bytes = part.bytes(limit).await.map_err(|_| UploadError::TooLarge)?;
        let bytes = bytes.map_err(|_| UploadError::Unreadable)?;
        match file {
            Some(called) => {
                upload.name = called;
                upload.file = bytes.to_vec();
            }
            None => {
                upload.fields.insert(name, String::from_utf8_lossy(&bytes).replace('\0', ""));
            }
        }
    }
    Err(UploadError::Unreadable)
}

/// A form with several files, read part by part: never is more than one file in memory.
pub struct Parts {
    parts: Multipart,
    until: Instant,
    most: usize,
    left: usize,
}

/// One part of such a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Field(String, String),
    /// Never empty: a field for files in which none was chosen is left out.
    File(Vec<u8>),
    /// A file with more bytes than were allowed; they were read and dropped.
    TooLarge,
}

impl Parts {
    /// Begins to read a form with files of at most `most` bytes each.
    #[must_use]
    pub fn of(request: &HttpRequest, payload: web::Payload, most: usize) -> Self {
        let parts = Multipart::new(request.headers(), payload);
        Parts { parts, until: Instant::now() + TIMEOUT_OF_MANY, most, left: MOST_PARTS }
    }

    /// The next part, or `None` at the end of the form.
    pub async fn next(&mut self) -> Result<Option<Part>, UploadError> {
        let until = self.until.min(Instant::now() + TIMEOUT);
        tokio::time::timeout_at(until, self.read()).await.map_err(|_| UploadError::Unreadable)?
    }

    async fn read(&mut self) -> Result<Option<Part>, UploadError> {
        loop {
            self.left = self.left.checked_sub(1).ok_or(UploadError::Unreadable)?;
            let Some(part) = self.parts.next().await else { return Ok(None) };
            let mut part = part.map_err(|_| UploadError::Unreadable)?;
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.content_disposition().is_some_and(|d| d.get_filename().is_some());
            let limit = if file { self.most } else { LONGEST_TEXT };
            let bytes = match part.bytes(limit).await {
                Ok(bytes) => bytes.map_err(|_| UploadError::Unreadable)?,
                Err(_) if file => return Ok(Some(Part::TooLarge)),
                Err(_) => return Err(UploadError::TooLarge),
            };
            if !file {
                return Ok(Some(Part::Field(name, String::from_utf8_lossy(&bytes).replace('\0', ""))));
            }
            if !bytes.is_empty() {
                return Ok(Some(Part::File(bytes.to_vec())));
            }
        }
    }
}
