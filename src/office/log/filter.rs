//! What the log is searched for, from the query.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::kernel::text;

/// As it was typed, for the form; empty for all.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Filter {
    /// Part of a person's name, a phone or an e-mail.
    #[serde(default)]
    pub who: String,
    /// An act, `voucher.made`.
    #[serde(default)]
    pub kind: String,
    /// The last part of a household's address, or part of its name.
    #[serde(default)]
    pub household: String,
    /// Part of the subject, of the reason, or of what was changed, as it is shown or as it is kept.
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default, skip_serializing)]
    pub after: String,
}

impl Filter {
    /// The same, each no longer than it can be.
    #[must_use]
    pub fn tidied(self) -> Self {
        let line = |typed: &str| text::tidy(&typed.replace('\0', "")).chars().take(80).collect::<String>();
        Filter {
            who: line(&self.who),
            kind: line(&self.kind),
            household: line(&self.household),
            q: line(&self.q),
            from: line(&self.from),
            to: line(&self.to),
            after: self.after,
        }
    }

    /// The first day that counts.
    #[must_use]
    pub fn first(&self) -> Option<NaiveDate> {
        day(&self.from)
    }

    /// The last day that counts.
    #[must_use]
    pub fn last(&self) -> Option<NaiveDate> {
        day(&self.to)
    }

    /// The query that asks for the same, without its place.
    #[must_use]
    pub fn query(&self) -> String {
        let fields = [
            ("who", &self.who),
            ("kind", &self.kind),
            ("household", &self.household),
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let asked = fields.into_iter().filter(|(_, value)| !value.is_empty());
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish()
    }
}

/// A day on which there can have been acts.
fn day(typed: &str) -> Option<NaiveDate> {
    typed.parse().ok().filter(|day: &NaiveDate| (2000..=2999).contains(&day.year()))
}
