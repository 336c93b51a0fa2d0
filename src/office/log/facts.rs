//! What an act changed, in words: one line for each fact, before and after.

use chrono::{DateTime, NaiveDate};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::kernel::clock::in_vietnam;
use crate::kernel::lang::Lang;
use crate::kernel::money::group_digits;
use crate::platform::locales;

/// One fact. What is unknown or was not there is an em dash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub name: String,
    /// `None` when the act only says what is there now.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The facts in the order in which they were written; of a change only what differs.
pub fn list(lang: Lang, before: Option<&Value>, after: Option<&Value>) -> Vec<Fact> {
    let empty = Map::new();
    let of = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
    let (was, is) = (of(before), of(after));
    let (was_map, is_map) = (was.as_ref().unwrap_or(&empty), is.as_ref().unwrap_or(&empty));
    let names = is_map.keys().chain(was_map.keys().filter(|name| !is_map.contains_key(*name)));
    names
        .filter(|name| was.is_none() || is.is_none() || was_map.get(*name) != is_map.get(*name))
        .map(|name| Fact {
            name: named(lang, name),
            before: was.as_ref().map(|_| told(lang, name, was_map.get(name))),
            after: is.as_ref().map(|_| told(lang, name, is_map.get(name))),
        })
        .collect()
}

/// The fact on one line, for a file.
#[must_use]
pub fn line(fact: &Fact) -> String {
    match (&fact.before, &fact.after) {
        (Some(before), Some(after)) => format!("{}: {before} → {after}", fact.name),
        (Some(only), None) | (None, Some(only)) => format!("{}: {only}", fact.name),
        (None, None) => fact.name.clone(),
    }
}

fn named(lang: Lang, name: &str) -> String {
    let key = format!("log-fact-{}", name.replace('_', "-"));
    locales::find(lang, &key).unwrap_or_else(|| name.to_owned())
}

fn told(lang: Lang, name: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "—".to_owned(),
        Some(Value::Bool(yes)) => locales::text(lang, if *yes { "log-yes" } else { "log-no" }),
        // Points are kept in tenths. Numbers of rows and rates are read as they are, sums in groups of three.
        Some(Value::Number(n)) if name == "score" => n.as_i64().map_or_else(|| n.to_string(), tenths),
        Some(Value::Number(n)) => match n.as_i64().filter(|_| !PLAIN.contains(&name)) {
            Some(n) => group_digits(n),
            None => n.to_string(),
        },
        Some(Value::String(text)) if text.is_empty() => "—".to_owned(),
        Some(Value::String(text)) => word(lang, name, text).or_else(|| time(text)).unwrap_or_else(|| text.clone()),
        Some(Value::Array(values)) if values.is_empty() => "—".to_owned(),
        Some(Value::Array(values)) => {
            values.iter().map(|value| told(lang, name, Some(value))).collect::<Vec<_>>().join(", ")
        }
        Some(Value::Object(_)) => value.map(Value::to_string).unwrap_or_default(),
    }
}

/// `785` as `78,5`.
fn tenths(n: i64) -> String {
    match (n / 10, (n % 10).abs()) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole},{rest}"),
    }
}

/// A moment as a clock in Vietnam shows it, a day as people write it; `None` for what is neither.
fn time(text: &str) -> Option<String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(in_vietnam(at.to_utc()).format("%H:%M %d/%m/%Y").to_string());
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)?;
    Some(day.format("%d/%m/%Y").to_string())
}

/// The words of the program, as people read them elsewhere.
fn word(lang: Lang, name: &str, word: &str) -> Option<String> {
    let begins: &[&str] = match name {
        "debit" | "credit" => &["ledger-account"],
        "roles" => &["clerk-role"],
        "role" => &["member-role"],
        "way" => &["refund-by"],
        "borne_by" => &["office-voucher-by"],
        "state" => &["log-state"],
        "standing" => &["log-standing"],
        "outcome" => &["complaint-outcome"],
        "hidden_why" => &["review-why"],
        "slot" => &["spotlight-slot"],
        "audience" => &["spotlight-audience"],
        "lang" => &["spotlight-lang"],
        "reason_kind" => &["reasons-kind"],
        // Of a paper, of a household, of what somebody asked for: no word is in two of them.
        "kind" => &["producers-certificate", "producers-kind", "people-kind"],
        _ => return None,
    };
    let tail = word.replace('_', "-");
    begins.iter().find_map(|begins| locales::find(lang, &format!("{begins}-{tail}")))
}

/// Facts whose number is a name.
const PLAIN: [&str; 14] = [
    "account",
    "category_id",
    "flag",
    "news",
    "paper",
    "picture",
    "producer",
    "product_id",
    "refund",
    "review",
    "revision",
    "statement",
    "transfer",
    "version",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_change_what_differs_is_told() {
        let (before, after) =
            (json!({"a": 1, "roles": [], "on": true}), json!({"a": 1, "roles": ["finance", "y"], "on": false}));
        let facts = list(Lang::En, Some(&before), Some(&after));
        let lines: Vec<_> = facts.iter().map(line).collect();
        assert_eq!(lines, ["Roles: — → Finance, y", "on: yes → no"]);
    }

    #[test]
    fn a_plan_and_a_paper_are_told_in_words_and_by_the_clock_on_the_wall() {
        let told = json!({"slot": "home_shelf", "audience": "signed_in", "lang": null, "starts_at": "2026-11-22T17:30:00Z",
                          "kind": "ocop", "score": 785, "expires_on": "2029-01-09", "number": "2026-01-09/QĐ", "product_id": 1_234});
        let lines: Vec<_> = list(Lang::Vi, None, Some(&told)).iter().map(line).collect();
        for said in [
            "Chỗ đưa lên: Kệ trang chủ",
            "Cho ai xem: Người đã đăng nhập",
            "Bắt đầu: 00:30 23/11/2026",
            "Loại: OCOP",
            "Điểm: 78,5",
            "Hết hạn: 09/01/2029",
            "Số giấy: 2026-01-09/QĐ",
            "Món số: 1234",
        ] {
            assert!(lines.iter().any(|line| line == said), "{said}: {lines:#?}");
        }
        assert_eq!((time("2026-11-23 x"), time("2026-1-2"), time("")), (None, None, None));
    }

    #[test]
    fn what_is_only_there_now_is_told_whole() {
        let facts =
            list(Lang::Vi, None, Some(&json!({"amount": 1_250_000, "transfer": 1_234, "note": null, "x": {"y": 1}})));
        let lines: Vec<_> = facts.iter().map(line).collect();
        assert_eq!(lines, ["Số tiền: 1.250.000", "Chuyển khoản số: 1234", "Ghi chú: —", "x: {\"y\":1}"]);
        assert_eq!(list(Lang::Vi, None, None), []);
        assert_eq!(list(Lang::Vi, Some(&json!(7)), Some(&json!("x"))), [], "no facts, no lines");
    }
}
