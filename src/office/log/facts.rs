//! What an act changed, in words: one line for each fact, before and after.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::kernel::clock::{from_vietnam, in_vietnam};
use crate::kernel::lang::Lang;
use crate::kernel::money::group_digits;
use crate::kernel::text::fold;
use crate::platform::{locales, wording};

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

/// Facts whose values are words of the program, and how the keys of those begin that people read elsewhere.
const WORDS: [(&str, &[&str]); 29] = [
    ("debit", &["ledger-account"]),
    ("credit", &["ledger-account"]),
    ("roles", &["clerk-role"]),
    ("role", &["member-role"]),
    ("way", &["refund-by"]),
    ("paid_from", &["refund-from"]),
    ("how", &["people-how"]),
    ("borne_by", &["office-voucher-by"]),
    ("state", &["log-state", "complaint-state"]),
    ("listing_state", &["log-state"]),
    ("harvest_state", &["log-harvest"]),
    ("standing", &["log-standing"]),
    ("outcome", &["complaint-outcome"]),
    ("hidden_why", &["review-why"]),
    ("parcel_reason", &["parcel-reason"]),
    ("cash_with", &["log-cash-with"]),
    ("slot", &["spotlight-slot"]),
    ("audience", &["spotlight-audience"]),
    ("lang", &["spotlight-lang"]),
    ("reason_kind", &["reasons-kind"]),
    // Of a paper, of a household, of what somebody asked for, of a plot: no word is in two of them.
    ("kind", &["producers-certificate", "producers-kind", "people-kind", "trace-plot"]),
    ("certificate_kinds", &["producers-certificate"]),
    ("allergens", &["catalog-allergen"]),
    ("may_contain", &["catalog-allergen"]),
    ("storage_class", &["listing-storage"]),
    ("ship_scope", &["listing-ship"]),
    ("tax_class", &["listing-tax"]),
    ("work", &["trace-work"]),
    ("weekdays", &["round-day"]),
];

/// The words of the program, as people read them elsewhere.
fn word(lang: Lang, name: &str, word: &str) -> Option<String> {
    let (_, begins) = WORDS.iter().find(|(known, _)| *known == name)?;
    // Some keys end in the word as it is kept, `bank_transfer`.
    let tails = [word.replace('_', "-"), word.to_owned()];
    begins.iter().find_map(|begins| tails.iter().find_map(|tail| locales::find(lang, &format!("{begins}-{tail}"))))
}

/// How facts are kept that are shown so, as patterns of what is kept, folded: a day and a moment as people write them, a sum
/// with its dots, and the words of the program in the reader's language; besides what was typed itself.
#[must_use]
pub fn kept(lang: Lang, typed: &str) -> Vec<String> {
    let folded = fold(typed);
    let mut kept = vec![format!("%{}%", sum(typed).unwrap_or_else(|| folded.clone()))];
    if let Ok(day) = NaiveDate::parse_from_str(typed, "%d/%m/%Y") {
        // At the end of the facts, or before another one; a moment has a `t` there.
        let date = day.format("%Y %m %d");
        kept.extend([format!("%{date}"), format!("%{date} %")]);
        let hours = (0..24).filter_map(|hour| from_vietnam(day.and_hms_opt(hour, 0, 0)?));
        kept.extend(hours.map(|at| at.format("%%%Y %m %dt%H%%").to_string()));
    } else if let Ok(moment) = NaiveDateTime::parse_from_str(typed, "%H:%M %d/%m/%Y") {
        kept.extend(from_vietnam(moment).map(|at| at.format("%%%Y %m %dt%H %M%%").to_string()));
    }
    if folded.chars().count() < SHORTEST {
        return kept;
    }
    for (name, begins) in WORDS {
        for (tail, text) in begins.iter().flat_map(|begins| wording::beginning(lang, &format!("{begins}-"))) {
            if fold(&text).contains(&folded) {
                // A list may hold others before it.
                let between = if LISTS.contains(&name) { " %" } else { " " };
                kept.push(format!("%{}{between}{}%", fold(name), fold(&tail)));
            }
        }
    }
    kept
}

/// A part of a word that is shorter than this is a part of nearly all.
const SHORTEST: usize = 2;

/// Facts with more than one word.
const LISTS: [&str; 4] = ["roles", "certificate_kinds", "allergens", "may_contain"];

/// A sum without the dots that it is shown with.
fn sum(typed: &str) -> Option<String> {
    let mut groups = typed.split('.');
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let sum = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first))
        && groups.all(|group| group.len() == 3 && digits(group));
    sum.then(|| typed.replace('.', ""))
}

/// Facts whose number is a name.
const PLAIN: [&str; 16] = [
    "account",
    "category_id",
    "diary_lines",
    "flag",
    "news",
    "paper",
    "picture",
    "pictures",
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
    fn a_refund_and_a_request_are_told_in_words() {
        let (was, is) =
            (json!({"state": "due"}), json!({"state": "done", "way": "bank_transfer", "paid_from": "bank"}));
        let lines: Vec<_> = list(Lang::Vi, Some(&was), Some(&is)).iter().map(line).collect();
        for said in ["Trạng thái: chờ → xong", "Cách hoàn: — → Chuyển khoản", "Tiền lấy từ đâu: — → Tài khoản của chợ"]
        {
            assert!(lines.iter().any(|line| line == said), "{said}: {lines:#?}");
        }
        let told: Vec<_> = list(Lang::Vi, None, Some(&json!({"how": "phone"}))).iter().map(line).collect();
        assert_eq!(told, ["Cách: qua điện thoại"]);
    }

    #[test]
    fn what_is_shown_is_looked_for_as_it_is_kept() {
        assert_eq!(kept(Lang::Vi, "1.250.000"), ["%1250000%"]);
        let day = kept(Lang::Vi, "30/11/2026");
        assert_eq!(day.len(), 27);
        for pattern in ["%30 11 2026%", "%2026 11 30", "%2026 11 30 %", "%2026 11 29t17%", "%2026 11 30t16%"] {
            assert!(day.iter().any(|kept| kept == pattern), "{pattern}: {day:#?}");
        }
        assert!(!day.contains(&"%2026 11 30t17%".to_owned()), "that is the day after in Vietnam");
        assert_eq!(kept(Lang::Vi, "00:30 23/11/2026"), ["%00 30 23 11 2026%", "%2026 11 22t17 30%"]);
        assert!(kept(Lang::Vi, "Đang bán").contains(&"%state on sale%".to_owned()));
        assert!(!kept(Lang::En, "Đang bán").contains(&"%state on sale%".to_owned()), "each in their own language");
        assert!(kept(Lang::En, "finance").contains(&"%roles %finance%".to_owned()));
        assert_eq!(kept(Lang::Vi, "b").len(), 1, "a letter is in every word");
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
