//! A voucher's terms and its refusals as a buyer reads them.

use chrono::{DateTime, Utc};

use super::voucher::{Bearer, Off, Refusal, Terms};
use crate::kernel::clock::in_vietnam;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::platform::locales::{self, Args};

/// `23:59 30/11/2026`, on a Vietnamese wall clock.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    in_vietnam(at).format("%H:%M %d/%m/%Y").to_string()
}

/// How much it takes off, and whose goods it is for.
#[must_use]
pub fn off(lang: Lang, terms: &Terms, household: &str) -> String {
    let money = |amount: Money| amount.to_string();
    let (key, args) = match terms.off {
        Off::Percent { percent, most: None } => {
            ("voucher-off-percent", Args::from([("percent".into(), percent.into())]))
        }
        Off::Percent { percent, most: Some(most) } => (
            "voucher-off-percent-most",
            Args::from([("percent".into(), percent.into()), ("most".into(), money(most).into())]),
        ),
        Off::Amount(amount) => ("voucher-off-amount", Args::from([("amount".into(), money(amount).into())])),
    };
    let whose = match terms.household {
        None => locales::text(lang, "voucher-of-market"),
        Some(_) => say(lang, "voucher-of-household", "name", household.to_owned()),
    };
    format!("{} {whose}", locales::text_with(lang, key, &args))
}

/// Everything a buyer should know before using it, and who gives it.
#[must_use]
pub fn terms(lang: Lang, terms: &Terms, household: &str) -> String {
    let mut said = vec![off(lang, terms, household)];
    if terms.minimum > Money::ZERO {
        said.push(say(lang, "voucher-minimum", "minimum", terms.minimum.to_string()));
    }
    said.push(say(lang, "voucher-until", "at", moment(terms.ends_at)));
    said.push(match terms.borne_by {
        Bearer::Market => locales::text(lang, "voucher-by-market"),
        Bearer::Producer => say(lang, "voucher-by-producer", "name", household.to_owned()),
    });
    said.join(" ")
}

/// Why it takes nothing off, with its numbers.
#[must_use]
pub fn refusal(lang: Lang, refusal: Refusal, household: &str) -> String {
    match refusal {
        Refusal::NotYet(from) => say(lang, "voucher-not-yet-until", "at", moment(from)),
        Refusal::BelowMinimum { minimum, missing } => {
            let args = Args::from([
                ("minimum".into(), minimum.to_string().into()),
                ("missing".into(), missing.to_string().into()),
            ]);
            locales::text_with(lang, "voucher-below-minimum-by", &args)
        }
        Refusal::NothingOfHousehold => say(lang, "voucher-only-household", "name", household.to_owned()),
        other => locales::text(lang, other.key()),
    }
}

fn say(lang: Lang, key: &str, name: &'static str, value: String) -> String {
    locales::text_with(lang, key, &Args::from([(name.into(), value.into())]))
}
