//! What a paper says, as a clerk types it: every field to a value or to a sentence beside it.

use chrono::{Days, NaiveDate};

use crate::kernel::ids::ProductId;
use crate::kernel::lang::Lang;
use crate::platform::forms::Form;
use crate::platform::locales;
use crate::producers::certificate::{kind, kind_key, ocop_ends};
use crate::producers::register::Entry;

/// The longest that any paper runs.
const MOST_DAYS: u64 = 36_600;

/// Points in tenths as they are read: `78,5`.
#[must_use]
pub fn score_text(tenths: i16) -> String {
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole},{rest}"),
    }
}

/// `78`, `78,5` or `78.5` as tenths, up to 100.
#[must_use]
pub fn score(typed: &str) -> Option<i16> {
    let (whole, rest) = typed.trim().split_once([',', '.']).unwrap_or((typed.trim(), "0"));
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 3) || !digits(rest, 1) {
        return None;
    }
    let tenths = whole.parse::<i16>().ok()? * 10 + rest.parse::<i16>().ok()?;
    (tenths <= 1000).then_some(tenths)
}

/// Stars that so many points are worth (QĐ 148/QĐ-TTg 2023): 50, 70 and 90 of 100.
#[must_use]
pub const fn stars_of(tenths: i16) -> Option<i16> {
    match tenths {
        900.. => Some(5),
        700.. => Some(4),
        500.. => Some(3),
        _ => None,
    }
}

/// The form of a paper that is there.
#[must_use]
pub fn filled(entry: &Entry) -> Form {
    let day = |day: Option<NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    Form::blank(&[
        ("kind", &entry.kind),
        ("label", &entry.label),
        ("number", &entry.number),
        ("issuer", &entry.issuer),
        ("scope_vi", &entry.scope_vi),
        ("scope_en", &entry.scope_en),
        ("stars", &entry.stars.map(|n| n.to_string()).unwrap_or_default()),
        ("score", &entry.score.map(score_text).unwrap_or_default()),
        ("decision_no", &entry.decision_no),
        ("decided_on", &day(entry.decided_on)),
        ("issued_on", &entry.issued_on.to_string()),
        ("expires_on", &day(entry.expires_on)),
        ("product", &entry.product_id.map(|id| id.to_string()).unwrap_or_default()),
    ])
}

/// What the fields are called, for whoever is told that somebody else has changed them.
pub const FIELDS: [(&str, &str); 13] = [
    ("kind", "paper-kind"),
    ("label", "paper-label"),
    ("number", "paper-number"),
    ("issuer", "paper-issuer"),
    ("scope_vi", "certificate-scope-vi"),
    ("scope_en", "certificate-scope-en"),
    ("stars", "paper-stars"),
    ("score", "certificate-score"),
    ("decision_no", "certificate-decision"),
    ("decided_on", "certificate-decided"),
    ("issued_on", "paper-issued"),
    ("expires_on", "paper-expires"),
    ("product", "certificate-product"),
];

/// Reads the whole form; what is wrong is said beside its field.
pub fn read(form: &mut Form, today: NaiveDate) -> Option<Entry> {
    let kind = kind(form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    let label = form.optional_line("label", 120);
    let number = form.line("number", 60);
    let issuer = form.line("issuer", 120);
    let (scope_vi, scope_en) = (form.optional_line("scope_vi", 300), form.optional_line("scope_en", 300));
    let decision_no = form.optional_line("decision_no", 60);
    let decided_on = past(form, "decided_on", today);
    let issued_on = past(form, "issued_on", today).flatten();
    if form.raw("issued_on").trim().is_empty() {
        form.refuse("issued_on", "field-day-wrong");
    }
    let ocop = kind == Some("ocop");
    let (stars, score) = if ocop { ocop_fields(form) } else { (None, None) };
    let expires_on = expires(form, issued_on, ocop);
    let product = match form.raw("product").trim() {
        "" => Some(None),
        _ => form.id("product").map(|id| Some(ProductId(id))),
    };
    if !form.ok() {
        return None;
    }
    let kind = kind?;
    let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| called(kind, stars));
    Some(Entry {
        kind: kind.to_owned(),
        label,
        number: number?,
        issuer: issuer?,
        scope_vi: scope_vi?,
        scope_en: scope_en?,
        stars,
        score,
        decision_no: decision_no?,
        decided_on: decided_on?,
        issued_on: issued_on?,
        expires_on: expires_on?,
        product_id: product?,
    })
}

/// What a paper is called when nobody gives it another name.
#[must_use]
pub fn called(kind: &str, stars: Option<i16>) -> String {
    let name = locales::text(Lang::Vi, &kind_key(kind));
    stars.map_or_else(|| name.clone(), |stars| format!("{name} {stars} sao"))
}

/// Stars and points; the stars follow from the points where only those are typed.
fn ocop_fields(form: &mut Form) -> (Option<i16>, Option<i16>) {
    let points = match form.raw("score").trim() {
        "" => None,
        typed => Some(score(typed)),
    };
    if points == Some(None) {
        form.refuse("score", "certificate-score-wrong");
    }
    let points = points.flatten();
    let worth = points.and_then(stars_of);
    let stars = match (form.raw("stars").trim(), worth) {
        ("", Some(worth)) => Some(worth),
        _ => form.number("stars", 3, 5).and_then(|stars| i16::try_from(stars).ok()),
    };
    if let (Some(_), Some(stars)) = (points, stars)
        && worth != Some(stars)
    {
        form.refuse("stars", "certificate-stars-score");
    }
    (stars, points)
}

/// A day that is not to come, or `Some(None)` for an empty field.
fn past(form: &mut Form, name: &str, today: NaiveDate) -> Option<Option<NaiveDate>> {
    if form.raw(name).trim().is_empty() {
        return Some(None);
    }
    let day = form.day(name)?;
    if day > today || NaiveDate::from_ymd_opt(1990, 1, 1).is_some_and(|first| day < first) {
        form.refuse(name, "paper-issued-wrong");
        return None;
    }
    Some(Some(day))
}

/// The last day. An OCOP star has one, and none later than 36 months.
fn expires(form: &mut Form, issued: Option<NaiveDate>, ocop: bool) -> Option<Option<NaiveDate>> {
    if form.raw("expires_on").trim().is_empty() {
        return Some(if ocop { Some(ocop_ends(issued?)?) } else { None });
    }
    let (day, issued) = (form.day("expires_on")?, issued?);
    let last = if ocop { ocop_ends(issued) } else { issued.checked_add_days(Days::new(MOST_DAYS)) };
    if day < issued {
        form.refuse("expires_on", "certificate-expires-early");
        return None;
    }
    if last.is_none_or(|last| day > last) {
        form.refuse("expires_on", if ocop { "certificate-ocop-months" } else { "certificate-expires-late" });
        return None;
    }
    Some(Some(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn form(with: &[(&str, &str)]) -> Form {
        let mut form = Form::blank(&[
            ("kind", "ocop"),
            ("number", "12/QĐ-UBND"),
            ("issuer", "UBND tỉnh"),
            ("stars", "4"),
            ("issued_on", "2026-01-10"),
        ]);
        for (name, value) in with {
            form.set(name, *value);
        }
        form
    }

    #[test]
    fn points_are_tenths_and_worth_stars() {
        for (typed, tenths) in [
            ("78", Some(780)),
            ("78,5", Some(785)),
            ("100", Some(1000)),
            ("100,1", None),
            ("-5", None),
            ("7,55", None),
            ("1000", None),
            ("", None),
        ] {
            assert_eq!(score(typed), tenths, "{typed}");
        }
        assert_eq!((stars_of(499), stars_of(500), stars_of(700), stars_of(900)), (None, Some(3), Some(4), Some(5)));
        assert_eq!((score_text(780), score_text(785)), ("78".to_owned(), "78,5".to_owned()));
    }

    #[test]
    fn a_star_ends_after_36_months_and_its_name_says_it() {
        let entry = read(&mut form(&[]), day("2026-11-23")).unwrap();
        assert_eq!((entry.expires_on, entry.label.as_str()), (Some(day("2029-01-09")), "OCOP 4 sao"));
        let entry = read(&mut form(&[("stars", ""), ("score", "91,5")]), day("2026-11-23")).unwrap();
        assert_eq!((entry.stars, entry.score), (Some(5), Some(915)));
    }

    #[test]
    fn each_mistake_is_said_beside_its_field() {
        for (name, value, field) in [
            ("kind", "sao", "kind"),
            ("number", " ", "number"),
            ("issuer", "", "issuer"),
            ("stars", "2", "stars"),
            ("score", "nhiều", "score"),
            ("score", "55", "stars"),
            ("issued_on", "2027-01-01", "issued_on"),
            ("issued_on", "", "issued_on"),
            ("decided_on", "hôm qua", "decided_on"),
            ("expires_on", "2029-01-10", "expires_on"),
            ("expires_on", "2025-01-10", "expires_on"),
            ("product", "x", "product"),
        ] {
            let mut form = form(&[(name, value)]);
            assert!(read(&mut form, day("2026-11-23")).is_none(), "{name}={value}");
            let errors = serde_json::to_value(&form).unwrap();
            assert_eq!(errors["errors"].as_object().unwrap().keys().collect::<Vec<_>>(), [field], "{name}={value}");
        }
    }
}
