//! Styles, scripts, fonts and drawings: embedded in the program, served under their content hash, compressed once.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::LazyLock;

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use super::secrets::hex;
use crate::error::{Error, Result};

#[derive(RustEmbed)]
#[folder = "assets"]
#[include = "css/*"]
#[include = "js/*"]
#[include = "fonts/*"]
#[include = "img/*"]
struct Embedded;

struct Asset {
    mime: String,
    plain: Bytes,
    brotli: Option<Bytes>,
    hash: String,
}

struct Assets {
    files: HashMap<String, Asset>,
    /// `css/market.css` to `/assets/css/market-0123456789.css`.
    urls: HashMap<String, String>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(load);

/// Reads every file once. The style sheet names its fonts by plain paths, which become hashed ones here.
fn load() -> Assets {
    let mut paths: Vec<String> = Embedded::iter().map(|p| p.to_string()).collect();
    // Style sheets last: they name other files.
    paths.sort_by_key(|p| (p.ends_with(".css"), p.clone()));
    let mut assets = Assets { files: HashMap::new(), urls: HashMap::new() };
    for path in paths {
        let Some(file) = Embedded::get(&path) else { continue };
        let mut bytes = file.data.into_owned();
        if path.ends_with(".css")
            && let Ok(css) = std::str::from_utf8(&bytes)
        {
            let linked =
                assets.urls.iter().fold(css.to_owned(), |css, (path, url)| css.replace(&format!("../{path}"), url));
            bytes = linked.into_bytes();
        }
        if path.ends_with(".js")
            && let Ok(script) = std::str::from_utf8(&bytes)
        {
            bytes = lean(script).into_bytes();
        }
        let digest = Sha256::digest(&bytes);
        let hash = hex(digest.get(..5).unwrap_or_default());
        let (stem, ending) = path.rsplit_once('.').unwrap_or((path.as_str(), ""));
        let mime = file.metadata.mimetype().to_owned();
        let text = mime.starts_with("text/") || mime.contains("javascript") || mime.contains("svg");
        let brotli = text.then(|| compress(&bytes)).flatten();
        let name = format!("{stem}-{hash}.{ending}");
        assets.urls.insert(path.clone(), format!("/assets/{name}"));
        assets.files.insert(name, Asset { mime, plain: bytes.into(), brotli, hash });
    }
    assets
}

/// A script without the lines and the indentation that are for whoever reads the source: on a phone's data plan they
/// weigh as much as a feature. No string of ours goes on over a line.
fn lean(script: &str) -> String {
    let lines = script.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn compress(bytes: &[u8]) -> Option<Bytes> {
    let mut out = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 11, 22);
        writer.write_all(bytes).ok()?;
    }
    Some(out.into())
}

/// The hashed URL of a file under `assets/`.
#[must_use]
pub fn url(path: &str) -> Option<String> {
    ASSETS.urls.get(path).cloned()
}

/// `GET /assets/{name}`: never changes, so never asked for again.
pub async fn serve(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse> {
    let asset = ASSETS.files.get(name.as_str()).ok_or(Error::NotFound)?;
    let header = |name| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let etag = format!("\"{}\"", asset.hash);
    let mut response = if header(IF_NONE_MATCH) == etag { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((CONTENT_TYPE, asset.mime.as_str()))
        .insert_header((ETAG, etag.clone()))
        .insert_header((VARY, "Accept-Encoding"));
    if header(IF_NONE_MATCH) == etag {
        return Ok(response.finish());
    }
    match &asset.brotli {
        Some(small) if header(ACCEPT_ENCODING).contains("br") => {
            Ok(response.insert_header((CONTENT_ENCODING, "br")).body(small.clone()))
        }
        // `identity` keeps the compression layer from squeezing the same bytes at each request.
        _ => Ok(response.insert_header((CONTENT_ENCODING, "identity")).body(asset.plain.clone())),
    }
}
