//! Passwords: which ones are refused, and their argon2id hashes. A hash costs 19 MiB and a core, so at most two are
//! worked at a time, off the threads that serve pages.

use std::sync::LazyLock;
use std::time::Duration;

use anyhow::Context as _;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use rand::RngExt as _;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use crate::error::{Error, Result};
use crate::kernel::text::fold;
use crate::platform::heavy::Heavy;

/// Characters a password has at least.
pub const SHORTEST: usize = 10;
const LONGEST: usize = 200;

/// Passwords that everybody tries first, of those that are long enough. Written without accents, spaces and marks.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "1234567890", "0123456789", "9876543210", "0987654321", "12345678910", "123456789a", "a123456789", "123456789q",
    "1234567891", "123456789123", "123123123123", "1234512345", "1122334455", "111222333", "1q2w3e4r5t",
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5", "qwertyuiop", "qwerty1234", "qwerty12345", "qwerty123456",
    "asdfghjkl123", "asdfghjkl1", "zxcvbnm123", "abc1234567", "abcd123456", "abcdef1234", "abcdefghij",
    "abc123456789", "password12", "password123", "password1234", "password123456", "passw0rd123", "mypassword",
    "administrator", "admin12345", "admin123456", "welcome123", "iloveyou12", "iloveyou123", "iloveyou1234",
    "letmein123", "changeme123", "football123", "baseball123", "superman123", "princess123", "sunshine123",
    "matkhau123", "matkhau1234", "matkhau12345", "matkhau123456", "matkhaumoi", "matkhaucuatoi", "khongcomatkhau",
    "khongbiet123", "anhyeuem123", "anhyeuem1234", "anhyeuemnhieu", "emyeuanh123", "emyeuanhnhieu", "yeuemnhieu",
    "yeuanhnhieu", "iloveyou2026", "vietnam123", "vietnam1234", "vietnam12345", "vietnamvodich", "hanoi12345",
    "hanoi123456", "saigon12345", "saigon123456", "xinchao123", "xinchaovietnam", "chaoban123", "giadinh123",
    "giadinhtoi", "giadinhlaso1", "hanhphuc123", "hanhphuc12", "thanhcong123", "maimaimotnguoi", "maiyeuem123",
    "mainhatminhem", "lapthach123", "lapthach1234", "cholapthach", "vinhphuc123", "vinhphuc88", "phutho12345",
    "thanhlong123", "nongsan123", "quenmatkhau", "deobiet123", "khongnhomatkhau",
];

/// What is wrong with a new password, as the Fluent key of a sentence.
///
/// # Refuses
/// What is too short, what everybody tries first, and what is the name, phone or e-mail it should protect.
pub fn check(password: &str, own: &[&str]) -> Result<(), &'static str> {
    let password = &normal(password);
    let length = password.chars().count();
    if length < SHORTEST {
        return Err("accounts-password-short");
    }
    if length > LONGEST {
        return Err("accounts-password-long");
    }
    let plain = squeezed(password);
    if COMMON.contains(&plain.as_str()) || monotonous(&plain) {
        return Err("accounts-password-common");
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    // The end of a phone number is the same however its beginning is written.
    let tail = |text: &str| text.get(text.len().saturating_sub(9)..).unwrap_or(text).to_owned();
    for own in own {
        let whole = squeezed(own);
        let before_at = squeezed(own.split('@').next().unwrap_or(own));
        let phone = digits(own);
        let is_phone = phone.len() >= 9 && digits(&plain) == plain && tail(&plain) == tail(&phone);
        if is_phone || (!whole.is_empty() && plain == whole) || (!before_at.is_empty() && plain == before_at) {
            return Err("accounts-password-own");
        }
    }
    Ok(())
}

fn squeezed(text: &str) -> String {
    fold(text).replace(' ', "")
}

/// Fewer than three different characters, or each the one after the one before, as on a row of keys.
fn monotonous(plain: &str) -> bool {
    let mut chars: Vec<char> = plain.chars().collect();
    let steady = |step: i32| {
        plain
            .chars()
            .zip(plain.chars().skip(1))
            .all(|(a, b)| i64::from(u32::from(b)) - i64::from(u32::from(a)) == i64::from(step))
    };
    let sequence = steady(1) || steady(-1);
    chars.sort_unstable();
    chars.dedup();
    chars.len() < 3 || sequence
}

/// A password nobody has to think of: four groups of five letters and digits that cannot be mixed up.
#[must_use]
pub fn generated() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut rng = rand::rng();
    let mut group = || -> String {
        (0..5).filter_map(|_| LETTERS.get(rng.random_range(0..LETTERS.len())).copied().map(char::from)).collect()
    };
    format!("{}-{}-{}-{}", group(), group(), group(), group())
}

static AT_ONCE: Semaphore = Semaphore::const_new(2);
static HASHERS: LazyLock<Heavy> = LazyLock::new(|| Heavy::new("passwords", 2));
const WAIT: Duration = Duration::from_secs(10);

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same letters however a keyboard composes them: a phone and a PC send different bytes for "ế".
fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// Does `work` when it is its turn.
///
/// # Refuses
/// [`Error::Busy`] when too many wait.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let turn = tokio::time::timeout(WAIT, AT_ONCE.acquire()).await.map_err(|_| Error::Busy)?;
    let _turn = turn.context("the password turnstile is gone")?;
    HASHERS.spawn(work).await.context("hashing a password")?
}

/// The hash to keep of a password.
pub async fn hash(password: &str) -> Result<String> {
    let password = normal(password);
    in_turn(move || {
        let hash = hasher()?.hash_password(password.as_bytes()).map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
        Ok(hash.to_string())
    })
    .await
}

/// Stands in for the hash of an account that does not exist, so that the answer takes as long as for one that does.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
    let hash = hasher().ok()?.hash_password(generated().as_bytes()).ok()?;
    Some(hash.to_string())
});

/// Whether the password fits the hash; without a hash, `false` after the same work.
pub async fn fits(password: &str, hash: Option<&str>) -> Result<bool> {
    let password = normal(password);
    let hash = hash.map(str::to_owned);
    in_turn(move || {
        // None of ours is longer, so a longer one fits nothing, however it begins.
        let known = hash.is_some() && password.chars().count() <= LONGEST;
        let hash = hash.or_else(|| NOBODY.clone()).unwrap_or_default();
        let Ok(parsed) = PasswordHash::new(&hash) else { return Ok(false) };
        Ok(hasher()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for (password, why) in [
            ("ngan qua", "accounts-password-short"),
            ("Mật khẩu 123", "accounts-password-common"),
            ("1234567890", "accounts-password-common"),
            ("aaaaaaaaaaaa", "accounts-password-common"),
            ("abababababab", "accounts-password-common"),
            ("abcdefghijkl", "accounts-password-common"),
            ("0912345678", "accounts-password-own"),
            ("84912345678", "accounts-password-own"),
            ("Nguyễn Thu Hà", "accounts-password-own"),
            ("thuha.nguyen", "accounts-password-own"),
            ("thuha.nguyen@example.com", "accounts-password-own"),
        ] {
            let own = ["+84912345678", "Nguyễn Thu Hà", "thuha.nguyen@example.com"];
            assert_eq!(check(password, &own), Err(why), "{password}");
        }
        assert_eq!(check(&"dài ".repeat(60), &[]), Err("accounts-password-long"));
        let (short, long) = ("bưởiế".nfd(), "ế".repeat(190) + "một chùm");
        assert_eq!(check(&short.collect::<String>(), &[]), Err("accounts-password-short"), "letters, not marks");
        assert_eq!(check(&long.nfd().collect::<String>(), &[]), Ok(()));
        for good in ["hai hũ cá thính", "Bưởi Diễn tháng Chạp", &generated()] {
            assert_eq!(check(good, &["+84912345678", "Nguyễn Thu Hà"]), Ok(()), "{good}");
        }
    }

    #[actix_web::test]
    async fn a_hash_fits_its_password_however_it_was_composed() {
        let kept = hash("tiếng Việt có dấu").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let decomposed: String = "tiếng Việt có dấu".nfd().collect();
        assert!(fits(&decomposed, Some(&kept)).await.unwrap());
        assert!(!fits("tiếng Việt không dấu", Some(&kept)).await.unwrap());
        let longest = "dài ".repeat(50);
        let kept = hash(&longest).await.unwrap();
        assert!(fits(&longest, Some(&kept)).await.unwrap());
        assert!(!fits(&format!("{longest}thêm"), Some(&kept)).await.unwrap(), "every letter counts");
        assert!(!fits("bất cứ gì", None).await.unwrap());
        assert!(!fits("!", Some("!")).await.unwrap(), "what is no hash fits nothing");
    }
}
