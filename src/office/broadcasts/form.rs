//! The fields of a broadcast, each read to a value or to a sentence beside it.

use chrono::{DateTime, Utc};

use super::read::{Broadcast, Commune};
use super::write::Draft;
use crate::platform::forms::Form;
use crate::producers::producer::Kind;

/// Longer ones are split into so many messages that nobody reads the last.
pub(super) const MOST_BODY: usize = 320;
const MOST_WHY: usize = 300;
/// Microseconds; some day after the year 2190.
const LAST: i64 = 7_000_000_000_000_000;

/// What a phone gets in one message: 160 plain letters or 70 with accents; a little less of each when there are several.
pub(super) fn messages(body: &str) -> usize {
    let (units, one, each) =
        if body.is_ascii() { (body.len(), 160, 153) } else { (body.encode_utf16().count(), 70, 67) };
    if units <= one { 1 } else { units.div_ceil(each) }
}

/// What a form carries to say which words it was made over; [`written`] reads it.
pub(super) fn mark(broadcast: &Broadcast) -> String {
    broadcast.made_at.timestamp_micros().to_string()
}

pub(super) fn filled(broadcast: &Broadcast) -> Form {
    Form::blank(&[
        ("written", &mark(broadcast)),
        ("body", &broadcast.body),
        ("commune", broadcast.commune_code.as_deref().unwrap_or_default()),
        ("kind", broadcast.kind.as_deref().unwrap_or_default()),
        ("why", &broadcast.why),
        ("urgent", if broadcast.urgent_why.is_some() { "1" } else { "" }),
        ("urgent_why", broadcast.urgent_why.as_deref().unwrap_or_default()),
    ])
}

/// What the fields are called, for whoever is told that somebody else has changed them.
pub(super) const FIELDS: [(&str, &str); 5] = [
    ("body", "broadcast-body"),
    ("commune", "office-col-commune"),
    ("kind", "broadcast-kind"),
    ("why", "broadcast-why"),
    ("urgent_why", "broadcast-urgent-why"),
];

/// When what the form was made over had been written; a form that says nothing of it saw nothing.
pub(super) fn written(form: &Form) -> DateTime<Utc> {
    // Postgres does not know every moment that a number may say.
    let micros = form.raw("written").parse::<i64>().ok().filter(|micros| (0..LAST).contains(micros));
    micros.and_then(DateTime::from_timestamp_micros).unwrap_or_default()
}

/// Says beside the field that the commune chosen is served no more, where it is so.
pub(super) fn say_gone(form: &mut Form, communes: &[Commune]) {
    if communes.iter().any(|c| c.gone && c.code == form.raw("commune")) {
        form.refuse("commune", "broadcast-commune-gone");
    }
}

pub(super) fn read(form: &mut Form, communes: &[Commune]) -> Option<Draft> {
    let body = form.optional_lines("body", MOST_BODY);
    if body.as_ref().is_some_and(String::is_empty) {
        form.refuse("body", "field-required");
    }
    let why = form.line("why", MOST_WHY);
    let commune = form.raw("commune").to_owned();
    if !commune.is_empty() && communes.iter().all(|c| c.code != commune) {
        form.refuse("commune", "field-choose");
    }
    say_gone(form, communes);
    let kind = form.raw("kind").to_owned();
    if !kind.is_empty() && Kind::parse(&kind).is_none() {
        form.refuse("kind", "field-choose");
    }
    let urgent_why = if form.ticked("urgent") { form.line("urgent_why", MOST_WHY) } else { None };
    if !form.ok() {
        return None;
    }
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Some(Draft { body: body?, commune: some(commune), kind: some(kind), why: why?, urgent_why })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_splits_what_has_accents_sooner() {
        assert_eq!((messages("a"), messages(&"a".repeat(160)), messages(&"a".repeat(161))), (1, 1, 2));
        assert_eq!((messages(&"ạ".repeat(70)), messages(&"ạ".repeat(71)), messages(&"ạ".repeat(320))), (1, 2, 5));
    }
}
