//! Codes by time as every authenticator app makes them: RFC 6238 with SHA-1, six digits, half a minute each.

use anyhow::{Context as _, ensure};
use chrono::{DateTime, Utc};
use rand::RngExt as _;
use totp_rs::{Builder, Totp};

/// RFC 4226 asks for as many bits as the hash has.
const BYTES: usize = 20;

/// What the phone and the shop both know.
#[derive(Clone)]
pub struct Seed([u8; BYTES]);

impl Seed {
    #[must_use]
    pub fn random() -> Self {
        Seed(rand::rng().random())
    }

    /// # Errors
    /// Bytes that are no seed of ours.
    pub fn of(bytes: &[u8]) -> anyhow::Result<Self> {
        Ok(Seed(bytes.try_into().context("no seed")?))
    }

    #[must_use]
    pub const fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// For typing: letters and digits in groups of four.
    pub fn typed(&self) -> anyhow::Result<String> {
        let letters: Vec<char> = self.totp("-", "-")?.secret().to_base32().chars().collect();
        Ok(letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" "))
    }

    /// The address that an app reads from the QR code: of whom, at which shop.
    pub fn url(&self, issuer: &str, account: &str) -> anyhow::Result<String> {
        // A colon parts the two.
        self.totp(&issuer.replace(':', " "), &account.replace(':', " "))?.to_url().context("an otpauth address")
    }

    /// The half minute whose code this is: the one before, this one or the next, for clocks go wrong. `None` when it is none
    /// of theirs.
    pub fn step_of(&self, code: &str, now: DateTime<Utc>) -> anyhow::Result<Option<i64>> {
        let Ok(now) = u64::try_from(now.timestamp()) else { return Ok(None) };
        Ok(self.totp("-", "-")?.check(code, now).and_then(|step| i64::try_from(step).ok()))
    }

    fn totp(&self, issuer: &str, account: &str) -> anyhow::Result<Totp> {
        ensure!(!account.is_empty(), "nobody's code");
        let totp = Builder::new().with_secret(self.0).with_issuer(Some(issuer)).with_account_name(account).build();
        totp.context("a time code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn seed() -> Seed {
        Seed::of(b"12345678901234567890").unwrap()
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // Appendix B has eight digits; six are the last six of them.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(seed().step_of(code, at(seconds)).unwrap(), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_before_and_after() {
        let step = 1_234_567_890 / 30;
        for (seconds, good) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let found = seed().step_of("005924", at(1_234_567_890 + seconds)).unwrap();
            assert_eq!(found, good.then_some(step), "{seconds}");
        }
        for wrong in ["", "005925", "5924", "0005924", "+05924", "００５９２４", "abcdef"] {
            assert_eq!(seed().step_of(wrong, at(1_234_567_890)).unwrap(), None, "{wrong}");
        }
        assert_eq!(seed().step_of("005924", at(-1)).unwrap(), None);
    }

    #[test]
    fn the_address_names_shop_and_person() {
        let url = seed().url("Chợ: Lập Thạch", "hà@example.com").unwrap();
        assert!(url.starts_with("otpauth://totp/Ch%E1%BB%A3"), "{url}");
        assert!(url.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") && url.contains("issuer="), "{url}");
        assert_eq!(seed().typed().unwrap(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(Seed::of(b"short").is_err());
        assert_ne!(Seed::random().bytes(), Seed::random().bytes());
    }
}
