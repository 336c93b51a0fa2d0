//! An e-mail address, parsed once and then trusted.

use std::fmt;

use serde::Serialize;

/// A lower-cased address of the shape `name@host.tld`. Whether it is read by anyone is for a message to find out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// `None` when the text is no address.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let address = typed.trim().to_lowercase();
        let parsed: email_address::EmailAddress = address.parse().ok()?;
        (address.len() <= 254 && parsed.domain().contains('.')).then_some(EmailAddress(address))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
