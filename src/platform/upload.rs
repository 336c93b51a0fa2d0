//! Files that people send with a form. The only place that reads `multipart/form-data`.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt as _;

/// A slow line may take so long for a file of some megabytes.
const TIMEOUT: Duration = Duration::from_secs(120);
const LONGEST_FIELD: usize = 1024;
const MOST_FIELDS: usize = 16;

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
