//! Who verifies an identity. The law wants the national e-identification (VNeID, Decree 320/2026/NĐ-CP); a market joins it
//! by a contract. Until then a clerk looks at the card. Whoever asks need not know which of the two it is.

use async_trait::async_trait;
use chrono::NaiveDate;

use super::number::Number;
use crate::error::Result;
use crate::platform::Ground;

/// What a verifier says of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A person has to look; the office's list shows it.
    Waits,
    /// It is true, until this day.
    Verified { until: NaiveDate },
    /// It is not: the Fluent key of a sentence.
    Refused(&'static str),
}

/// What a household says of itself.
#[derive(Debug)]
pub struct Claim {
    /// The name on the card or on the registration.
    pub holder: String,
    pub number: Number,
}

/// One way of verifying.
#[async_trait]
pub trait Verifier: Send + Sync {
    /// The word in the database.
    fn name(&self) -> &'static str;

    /// Looks at a claim. Never inside a transaction: it may ask outside.
    async fn look(&self, ground: &Ground, claim: &Claim) -> Result<Verdict>;
}

/// A clerk of the trade office, with the card in hand.
pub struct Clerk;

#[async_trait]
impl Verifier for Clerk {
    fn name(&self) -> &'static str {
        "office"
    }

    async fn look(&self, _: &Ground, _: &Claim) -> Result<Verdict> {
        Ok(Verdict::Waits)
    }
}

/// The verifier of this shop. A partner of the national e-identification takes the clerk's place here.
#[must_use]
pub fn of(_: &Ground) -> &'static dyn Verifier {
    &Clerk
}
