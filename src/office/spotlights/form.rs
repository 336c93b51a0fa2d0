//! The form of a spotlight: every field to a value or to a sentence beside it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::catalog::revision::phrases;
use crate::catalog::spotlight::area::Area;
use crate::catalog::spotlight::slot::{AUDIENCES, Slot, may_have_ordered};
use crate::catalog::spotlight::write::Plan;
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::CategoryId;
use crate::platform::forms::Form;

const MOST_TITLE: usize = 80;
const MOST_REASON: usize = 160;
const MOST_WHY: usize = 300;
/// Nothing is put forward for longer: then somebody looks at it again.
const MOST_DAYS: i64 = 92;

/// As a browser's field shows a moment.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    in_vietnam(at).format("%Y-%m-%dT%H:%M").to_string()
}

/// The form before anything was typed: a week from now.
#[must_use]
pub fn blank(now: DateTime<Utc>) -> Form {
    let day = |at: DateTime<Utc>| in_vietnam(at).format("%Y-%m-%d").to_string();
    let last = now.checked_add_signed(TimeDelta::days(7)).unwrap_or(now);
    Form::blank(&[
        ("starts_at", &moment(now)),
        ("ends_at", &format!("{}T00:00", day(last))),
        ("position", "1"),
        ("audience", "all"),
    ])
}

/// The form of one that is there and was changed so many times.
#[must_use]
pub fn filled(plan: &Plan, seq: i32) -> Form {
    Form::blank(&[
        ("seq", &seq.to_string()),
        ("slot", &plan.slot),
        ("category", &plan.category_id.map(|id| id.to_string()).unwrap_or_default()),
        ("starts_at", &moment(plan.starts_at)),
        ("ends_at", &moment(plan.ends_at)),
        ("position", &plan.position.to_string()),
        ("lang", plan.lang.as_deref().unwrap_or_default()),
        ("audience", &plan.audience),
        ("area", plan.area.as_deref().unwrap_or_default()),
        ("title_vi", &plan.title_vi),
        ("title_en", &plan.title_en),
        ("reason_vi", &plan.reason_vi),
        ("reason_en", &plan.reason_en),
        ("why", &plan.why),
    ])
}

/// What the fields are called, for whoever is told that somebody else has changed them.
pub const FIELDS: [(&str, &str); 13] = [
    ("slot", "spotlight-slot"),
    ("category", "spotlight-category"),
    ("starts_at", "office-voucher-starts"),
    ("ends_at", "office-voucher-ends"),
    ("position", "spotlight-position"),
    ("lang", "spotlight-lang"),
    ("audience", "spotlight-audience"),
    ("area", "spotlight-area"),
    ("title_vi", "spotlight-title-vi"),
    ("title_en", "spotlight-title-en"),
    ("reason_vi", "spotlight-reason-vi"),
    ("reason_en", "spotlight-reason-en"),
    ("why", "spotlight-why"),
];

/// The key of a name of an audience.
#[must_use]
pub fn audience_key(word: &str) -> String {
    format!("spotlight-audience-{}", word.replace('_', "-"))
}

/// A moment of the form as people read it.
#[must_use]
pub fn told(typed: &str) -> String {
    let read = chrono::NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M");
    read.map_or_else(|_| typed.to_owned(), |at| at.format("%H:%M %d/%m/%Y").to_string())
}

/// Reads the whole form; `banned`: what no buyer may be told, `areas`: the places to choose from.
pub fn read(form: &mut Form, banned: &[String], areas: &[Area]) -> Option<Plan> {
    let slot = Slot::parse(form.raw("slot"));
    if slot.is_none() {
        form.refuse("slot", "field-choose");
    }
    let category_id = match slot {
        Some(Slot::CategoryTop) => form.id("category").map(|id| Some(CategoryId(id))),
        _ => Some(None),
    };
    let (starts_at, ends_at) = (form.moment("starts_at"), form.moment("ends_at"));
    if let (Some(from), Some(to)) = (starts_at, ends_at) {
        if to <= from {
            form.refuse("ends_at", "office-voucher-ends-early");
        } else if (to - from).num_days() > MOST_DAYS {
            form.refuse("ends_at", "spotlight-too-long");
        }
    }
    let position = form.number("position", 1, 99).and_then(|n| i16::try_from(n).ok());
    let lang = match form.raw("lang") {
        "" => Some(None),
        word @ ("vi" | "en") => Some(Some(word.to_owned())),
        _ => {
            form.refuse("lang", "field-choose");
            None
        }
    };
    let audience = AUDIENCES.into_iter().find(|word| *word == form.raw("audience"));
    if audience.is_none() {
        form.refuse("audience", "field-choose");
    }
    let area = match form.raw("area") {
        "" => Some(None),
        code => match areas.iter().find(|area| area.code == code) {
            Some(area) if !area.gone => Some(Some(area.code.clone())),
            found => {
                form.refuse("area", if found.is_some() { "spotlight-area-gone" } else { "field-choose" });
                None
            }
        },
    };
    if area.as_ref().is_some_and(Option::is_some) && audience.is_some_and(|word| !may_have_ordered(word)) {
        form.refuse("area", "spotlight-area-nobody");
    }
    let (title_vi, title_en) = (form.optional_line("title_vi", MOST_TITLE), form.optional_line("title_en", MOST_TITLE));
    let (reason_vi, reason_en) = (form.line("reason_vi", MOST_REASON), form.optional_line("reason_en", MOST_REASON));
    for (name, text) in
        [("title_vi", &title_vi), ("title_en", &title_en), ("reason_vi", &reason_vi), ("reason_en", &reason_en)]
    {
        if text.as_ref().is_some_and(|text| phrases::found(banned, text).is_some()) {
            form.refuse(name, "spotlight-claim");
        }
    }
    // Whoever sees it in English is told in English what it is and why; without a title it has its own name.
    if lang.as_ref().is_some_and(|lang| lang.as_deref() != Some("vi")) {
        let titled = title_vi.as_ref().is_some_and(|title| !title.is_empty());
        if titled && title_en.as_deref() == Some("") {
            form.refuse("title_en", "field-required");
        }
        if reason_en.as_deref() == Some("") {
            form.refuse("reason_en", "field-required");
        }
    }
    let why = form.line("why", MOST_WHY);
    if !form.ok() {
        return None;
    }
    Some(Plan {
        slot: slot?.as_str().to_owned(),
        category_id: category_id?,
        starts_at: starts_at?,
        ends_at: ends_at?,
        position: position?,
        lang: lang?,
        audience: audience?.to_owned(),
        area: area?,
        title_vi: title_vi?,
        title_en: title_en?,
        reason_vi: reason_vi?,
        reason_en: reason_en?,
        why: why?,
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn form(with: &[(&str, &str)]) -> Form {
        let mut form = blank(Utc.with_ymd_and_hms(2026, 11, 23, 5, 0, 0).unwrap());
        let right =
            [("slot", "home_shelf"), ("reason_vi", "Đang mùa"), ("reason_en", "In season"), ("why", "Họp ngày 20/11")];
        for (name, value) in right.iter().chain(with) {
            form.set(name, *value);
        }
        form
    }

    #[test]
    fn the_form_as_it_comes_is_a_week_for_everybody() {
        let plan = read(&mut form(&[]), &[], &[]).unwrap();
        assert_eq!(
            (plan.starts_at, plan.lang.clone(), plan.audience.as_str()),
            (Utc.with_ymd_and_hms(2026, 11, 23, 5, 0, 0).unwrap(), None, "all")
        );
        assert_eq!(read(&mut filled(&plan, 0), &[], &[]), Some(plan), "and fills its own form");
        let vietnamese = [("lang", "vi"), ("title_vi", "Mùa mật"), ("reason_en", "")];
        assert!(read(&mut form(&vietnamese), &[], &[]).is_some(), "who reads Vietnamese needs no English");
    }

    #[test]
    fn each_mistake_is_said_beside_its_field() {
        let areas = [Area { code: "25".to_owned(), name: "Phú Thọ".to_owned(), province: None, gone: false }];
        let near = |audience: &str| read(&mut form(&[("area", "25"), ("audience", audience)]), &[], &areas);
        assert_eq!(near("returning").unwrap().area.as_deref(), Some("25"));
        assert!(near("guests").is_none() && near("newcomers").is_none(), "of them nobody knows where they live");
        for (name, value, field) in [
            ("slot", "top", "slot"),
            ("slot", "category_top", "category"),
            ("starts_at", "mai", "starts_at"),
            ("ends_at", "2026-11-23T12:00", "ends_at"),
            ("ends_at", "2027-11-23T12:00", "ends_at"),
            ("position", "0", "position"),
            ("lang", "fr", "lang"),
            ("reason_en", "", "reason_en"),
            ("title_vi", "Mùa mật", "title_en"),
            ("audience", "commune", "audience"),
            ("area", "99", "area"),
            ("title_en", "Mật ong chữa bệnh", "title_en"),
            ("reason_vi", "", "reason_vi"),
            ("reason_vi", "chua benh", "reason_vi"),
            ("why", " ", "why"),
        ] {
            let mut form = form(&[(name, value)]);
            assert!(read(&mut form, &["chữa bệnh".to_owned()], &areas).is_none(), "{name}={value}");
            let errors = serde_json::to_value(&form).unwrap();
            assert_eq!(errors["errors"].as_object().unwrap().keys().collect::<Vec<_>>(), [field], "{name}={value}");
        }
    }
}
