//! The form of a voucher, a new one or one that is changed: every field to a value or to a sentence beside it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::money::{Money, group_digits};
use crate::platform::forms::Form;
use crate::vouchers::code::Code;
use crate::vouchers::edit::Editable;
use crate::vouchers::make::NewVoucher;
use crate::vouchers::voucher::{Bearer, Off, Terms};

const MOST_NOTE: usize = 200;
pub const MOST_WHY: usize = 300;
/// Uses of one voucher, at the most.
const MOST_USES: i32 = 1_000_000;

/// The form before anything was typed: a code nobody guesses, a month from today.
#[must_use]
pub fn blank(now: DateTime<Utc>) -> Form {
    let day = |at: DateTime<Utc>| in_vietnam(at).format("%Y-%m-%d").to_string();
    let last = now.checked_add_signed(TimeDelta::days(30)).unwrap_or(now);
    Form::blank(&[
        ("code", Code::draw().as_str()),
        ("kind", "percent"),
        ("percent", "10"),
        ("most", "30.000"),
        ("phone_limit", "1"),
        ("borne_by", Bearer::Market.as_str()),
        ("starts_at", &format!("{}T00:00", day(now))),
        ("ends_at", &format!("{}T23:59", day(last))),
    ])
}

/// The form of a voucher that is there.
#[must_use]
pub fn filled(voucher: &Editable) -> Form {
    let terms = &voucher.terms;
    let moment = |at: DateTime<Utc>| in_vietnam(at).format("%Y-%m-%dT%H:%M").to_string();
    let sum = |amount: Option<Money>| amount.map(|m| group_digits(m.amount())).unwrap_or_default();
    let limit = |limit: Option<i32>| limit.map(|n| n.to_string()).unwrap_or_default();
    let (kind, percent, most, amount) = match terms.off {
        Off::Percent { percent, most } => ("percent", percent.to_string(), sum(most), String::new()),
        Off::Amount(amount) => ("amount", String::new(), String::new(), sum(Some(amount))),
    };
    Form::blank(&[
        ("seq", &voucher.seq.to_string()),
        ("code", voucher.code.as_str()),
        ("kind", kind),
        ("percent", &percent),
        ("most", &most),
        ("amount", &amount),
        ("minimum", &sum(Some(terms.minimum).filter(|least| *least > Money::ZERO))),
        ("starts_at", &moment(terms.starts_at)),
        ("ends_at", &moment(terms.ends_at)),
        ("total_limit", &limit(terms.total_limit)),
        ("phone_limit", &limit(terms.phone_limit)),
        ("producer", &terms.household.map(|id| id.to_string()).unwrap_or_default()),
        ("borne_by", terms.borne_by.as_str()),
        ("note", &voucher.note),
    ])
}

/// What the fields are called, for whoever is told that somebody else has changed them.
pub const FIELDS: [(&str, &str); 13] = [
    ("code", "office-voucher-code"),
    ("kind", "office-voucher-kind"),
    ("percent", "office-voucher-percent"),
    ("most", "office-voucher-most"),
    ("amount", "office-voucher-amount"),
    ("minimum", "office-voucher-least"),
    ("starts_at", "office-voucher-starts"),
    ("ends_at", "office-voucher-ends"),
    ("total_limit", "office-voucher-total-limit"),
    ("phone_limit", "office-voucher-phone-limit"),
    ("producer", "office-voucher-producer"),
    ("borne_by", "office-voucher-bearer"),
    ("note", "office-voucher-note"),
];

/// Reads the whole form, a voucher and why it is to be so; what is wrong is said beside its field.
pub fn read(form: &mut Form, made_by: AccountId) -> Option<(NewVoucher, String)> {
    let code = Code::parse(form.raw("code"));
    if code.is_none() {
        form.refuse("code", "office-voucher-code-wrong");
    }
    let off = off(form);
    let minimum = optional(form, "minimum", Form::money);
    let (starts_at, ends_at) = (form.moment("starts_at"), form.moment("ends_at"));
    if let (Some(from), Some(to)) = (starts_at, ends_at)
        && to <= from
    {
        form.refuse("ends_at", "office-voucher-ends-early");
    }
    let uses = |form: &mut Form, name: &str| form.number(name, 1, MOST_USES);
    let total_limit = optional(form, "total_limit", uses);
    let phone_limit = optional(form, "phone_limit", uses);
    let household = optional(form, "producer", Form::id);
    let borne_by = Bearer::parse(form.raw("borne_by"));
    match borne_by {
        None => form.refuse("borne_by", "field-choose"),
        Some(Bearer::Producer) if household == Some(None) => form.refuse("producer", "office-voucher-whose"),
        Some(_) => {}
    }
    let note = form.optional_line("note", MOST_NOTE);
    let why = form.line("why", MOST_WHY);
    if !form.ok() {
        return None;
    }
    let terms = Terms {
        household: household?.map(ProducerId),
        off: off?,
        minimum: minimum?.unwrap_or(Money::ZERO),
        starts_at: starts_at?,
        ends_at: ends_at?,
        total_limit: total_limit?,
        phone_limit: phone_limit?,
        borne_by: borne_by?,
    };
    Some((NewVoucher { code: code?, terms, note: note?, made_by: Some(made_by) }, why?))
}

fn off(form: &mut Form) -> Option<Off> {
    match form.raw("kind") {
        "percent" => {
            let percent = form.number("percent", 1, 100);
            let most = optional(form, "most", Form::money);
            Some(Off::Percent { percent: percent?, most: most? })
        }
        "amount" => form.money("amount").map(Off::Amount),
        _ => {
            form.refuse("kind", "field-choose");
            None
        }
    }
}

/// A field that may be left empty: `Some(None)` then.
fn optional<T>(form: &mut Form, name: &str, read: impl Fn(&mut Form, &str) -> Option<T>) -> Option<Option<T>> {
    if form.raw(name).trim().is_empty() { Some(None) } else { read(form, name).map(Some) }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn filled(with: &[(&str, &str)]) -> Form {
        let mut form = blank(Utc.with_ymd_and_hms(2026, 11, 23, 20, 0, 0).unwrap());
        form.set("why", "Chợ Tết");
        for (name, value) in with {
            form.set(name, *value);
        }
        form
    }

    #[test]
    fn the_form_as_it_comes_is_a_voucher_once_it_says_why() {
        let (voucher, why) = read(&mut filled(&[("code", "tết 2027")]), AccountId(1)).unwrap();
        assert_eq!((voucher.code.as_str(), why.as_str()), ("TET2027", "Chợ Tết"));
        assert_eq!(voucher.terms.off, Off::Percent { percent: 10, most: Some(Money::dong(30_000)) });
        // It was four in the morning of the 24th in Vietnam.
        assert_eq!(voucher.terms.starts_at, Utc.with_ymd_and_hms(2026, 11, 23, 17, 0, 0).unwrap());
        assert_eq!((voucher.terms.total_limit, voucher.terms.phone_limit), (None, Some(1)));
    }

    #[test]
    fn each_mistake_is_said_beside_its_field() {
        for (name, value, field) in [
            ("code", "a", "code"),
            ("kind", "x", "kind"),
            ("percent", "101", "percent"),
            ("percent", "10,5", "percent"),
            ("most", "-5", "most"),
            ("minimum", "abc", "minimum"),
            ("starts_at", "mai", "starts_at"),
            ("ends_at", "2026-11-24T00:00", "ends_at"),
            ("ends_at", "9999-11-24T00:00", "ends_at"),
            ("total_limit", "0", "total_limit"),
            ("phone_limit", "x", "phone_limit"),
            ("producer", "x", "producer"),
            ("borne_by", "", "borne_by"),
            ("borne_by", "producer", "producer"),
            ("why", " ", "why"),
        ] {
            let mut form = filled(&[(name, value)]);
            assert!(read(&mut form, AccountId(1)).is_none(), "{name}={value}");
            let errors = serde_json::to_value(&form).unwrap();
            let errors = errors["errors"].as_object().unwrap();
            assert_eq!(errors.keys().collect::<Vec<_>>(), [field], "{name}={value}");
        }
    }
}
