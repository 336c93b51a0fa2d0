//! Handing a scan out to whoever may see it: as the file it is, kept nowhere on the way, and able to run nothing.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::papers::{self, ScanKind};
use crate::error::{Error, Result};
use crate::kernel::ids::{CertificateId, ProducerId};
use crate::platform::Ground;

/// The scan of a household's paper. Whether the asker may see it was asked before.
pub async fn respond(ground: &Ground, producer: ProducerId, paper: CertificateId) -> Result<HttpResponse> {
    let found = papers::scan_of(&mut *ground.db.conn().await?, producer, paper).await?;
    let (name, kind) = found.ok_or(Error::NotFound)?;
    let bytes = ground.files.get(&papers::file(&name)).await?.ok_or(Error::NotFound)?;
    // A picture is looked at in the page; anything that can hold a script is saved and opened elsewhere.
    let how = if kind == ScanKind::Pdf { "attachment" } else { "inline" };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind.mime()))
        .insert_header((CONTENT_DISPOSITION, format!("{how}; filename=\"paper-{paper}.{}\"", kind.as_str())))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'"))
        .body(bytes))
}
