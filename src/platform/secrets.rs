//! Random tokens, their hashes, one-time codes, comparison in constant time, and what is kept encrypted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::RngExt as _;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
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

/// Whether this is what [`form_token`] makes.
#[must_use]
pub fn is_form_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The token that came with a form, or a new one when it is none of ours.
#[must_use]
pub fn form_token_of(sent: &str) -> String {
    if is_form_token(sent) { sent.to_owned() } else { form_token() }
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

/// A key for one purpose, made of the shop's own, so that what is encrypted for one is noise for another.
fn sealing_key(key: &Secret, purpose: &str) -> Option<LessSafeKey> {
    UnboundKey::new(&CHACHA20_POLY1305, &keyed_hash(key, &format!("seal: {purpose}"))).ok().map(LessSafeKey::new)
}

/// Encrypts a few bytes (ChaCha20-Poly1305, RFC 8439) for one `purpose` and bound to whom they are `of`: a random nonce, the
/// bytes, a tag.
pub fn seal(key: &Secret, purpose: &str, of: &str, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let nonce: [u8; NONCE_LEN] = rand::rng().random();
    let mut sealed = bytes.to_vec();
    sealing_key(key, purpose)
        .and_then(|key| {
            let nonce = Nonce::assume_unique_for_key(nonce);
            key.seal_in_place_append_tag(nonce, Aad::from(of.as_bytes()), &mut sealed).ok()
        })
        .ok_or_else(|| anyhow::anyhow!("nothing was encrypted"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// What [`seal`] has encrypted with the same key and purpose for the same one; `None` for anything else.
#[must_use]
pub fn unseal(key: &Secret, purpose: &str, of: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut bytes = sealed.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let open = sealing_key(key, purpose)?.open_in_place(nonce, Aad::from(of.as_bytes()), &mut bytes).ok()?;
    Some(open.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_purpose_and_owner_read_what_was_sealed() {
        let (key, other) = (Secret::new("one"), Secret::new("two"));
        let sealed = seal(&key, "p", "7", b"geheim").unwrap();
        assert_eq!(unseal(&key, "p", "7", &sealed).as_deref(), Some(&b"geheim"[..]));
        assert_ne!(sealed, seal(&key, "p", "7", b"geheim").unwrap(), "no two are alike");
        assert!(!sealed.windows(6).any(|w| w == b"geheim"));
        for (key, purpose, of) in [(&other, "p", "7"), (&key, "q", "7"), (&key, "p", "8")] {
            assert_eq!(unseal(key, purpose, of, &sealed), None);
        }
        let mut broken = sealed.clone();
        broken[13] ^= 1;
        for wrong in [&broken[..], &sealed[..11], &sealed[..20], b""] {
            assert_eq!(unseal(&key, "p", "7", wrong), None);
        }
    }
}
