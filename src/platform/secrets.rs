//! Random tokens, their hashes, one-time codes, comparison in constant time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use crate::config::Secret;

/// 256 random bits as 43 characters that are safe in a cookie and a URL.
#[must_use]
pub fn token() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// 128 random bits as 32 hex digits, for the token hidden in a form.
#[must_use]
pub fn form_token() -> String {
    let bytes: [u8; 16] = rand::rng().random();
    hex(&bytes)
}

/// Six digits.
#[must_use]
pub fn one_time_code() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}

/// What is kept of a token: a copy of the table opens nothing.
#[must_use]
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// What is kept of something short enough to be guessed: its HMAC under the shop's key.
#[must_use]
pub fn keyed_hash(key: &Secret, text: &str) -> Vec<u8> {
    hmac(key, text.as_bytes())
}

/// HMAC-SHA256, which proves who wrote the bytes.
#[must_use]
pub fn hmac(key: &Secret, bytes: &[u8]) -> Vec<u8> {
    match Hmac::<Sha256>::new_from_slice(key.expose().as_bytes()) {
        Ok(mut mac) => {
            mac.update(bytes);
            mac.finalize().into_bytes().to_vec()
        }
        // HMAC takes a key of any length; this arm is never reached.
        Err(_) => Sha256::digest(bytes).to_vec(),
    }
}

/// Compares without telling by its time how much was right.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |diff, (x, y)| diff | (x ^ y)) == 0
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
