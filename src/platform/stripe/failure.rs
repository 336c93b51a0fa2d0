//! How a call to Stripe can fail, as far as anybody acts on the difference.

use async_stripe::StripeError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StripeFailure {
    /// No answer in time.
    #[error("Stripe took too long")]
    TimedOut,
    /// No connection, or one that broke before the whole answer had come.
    #[error("Stripe cannot be reached")]
    Unreachable,
    /// It answered that it has trouble (5xx), has no time (429), or is still at work on the same key (409).
    #[error("Stripe has trouble: {status} {code}")]
    Unwell { status: u16, code: String },
    /// A definite no. `code` is Stripe's code, or the kind of error where it gave none; `message` is for the log of an
    /// operator, in English, and may hold what was sent.
    #[error("Stripe refused with {status} {code}")]
    Refused { status: u16, code: String, message: String },
    /// An answer that is not what Stripe answers: a proxy's page, half a text, a number where a word belongs.
    #[error("Stripe's answer makes no sense")]
    Garbled,
    /// Nothing was sent: Stripe was down a moment ago.
    #[error("Stripe is down and was not asked")]
    NotAsked,
}

impl StripeFailure {
    /// Whether what was asked for may have been carried out, so that only the same key may be used to ask again. An
    /// answer of 500 is kept by Stripe under its key for a day: what then became of the call is found by listing.
    #[must_use]
    pub fn may_have_acted(&self) -> bool {
        !matches!(self, StripeFailure::Refused { .. } | StripeFailure::NotAsked)
    }

    /// What Stripe says of an id that it does not know.
    pub(super) fn unknown(id: &str) -> Self {
        let message = format!("no such id: {id:?}");
        StripeFailure::Refused { status: 404, code: "resource_missing".to_owned(), message }
    }

    /// One word, as a label of a counter.
    #[must_use]
    pub fn why(&self) -> &'static str {
        match self {
            StripeFailure::TimedOut => "timed_out",
            StripeFailure::Unreachable => "unreachable",
            StripeFailure::Unwell { .. } => "unwell",
            StripeFailure::Refused { .. } => "refused",
            StripeFailure::Garbled => "garbled",
            StripeFailure::NotAsked => "not_asked",
        }
    }
}

impl From<StripeError> for StripeFailure {
    fn from(error: StripeError) -> Self {
        match error {
            StripeError::Timeout => StripeFailure::TimedOut,
            StripeError::ClientError(_) => StripeFailure::Unreachable,
            // The key and the address were looked at when the client was built.
            StripeError::ConfigError(_) | StripeError::JSONDeserialize(_) => StripeFailure::Garbled,
            StripeError::Stripe(told, status) => {
                let code = told.code.map_or_else(|| told.type_.to_string(), |code| code.to_string());
                match status {
                    409 | 429 | 500.. => StripeFailure::Unwell { status, code },
                    _ => StripeFailure::Refused { status, code, message: told.message.unwrap_or_default() },
                }
            }
        }
    }
}
