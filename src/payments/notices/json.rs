//! JSON whose numbers stay as they were written. A signature is over the digits that were sent, and money never passes
//! through a float.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use super::{LONGEST_BODY, NoticeError, moment, note};
use crate::kernel::money::Money;

/// Deeper than any provider writes.
const DEEPEST: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Object),
}

/// Sorted by key; of two equal keys the last one counts, as in a provider's JavaScript.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(pub BTreeMap<String, Json>);

/// A body that is one JSON object, at most 64 KiB.
pub fn read(body: &[u8]) -> Result<Object, NoticeError> {
    let text = std::str::from_utf8(body).map_err(|_| NoticeError::NotJson)?;
    if text.len() > LONGEST_BODY {
        return Err(NoticeError::NotJson);
    }
    let raw: &RawValue = serde_json::from_str(text).map_err(|_| NoticeError::NotJson)?;
    match value(raw, DEEPEST) {
        Some(Json::Object(object)) => Ok(object),
        _ => Err(NoticeError::NotJson),
    }
}

fn value(raw: &RawValue, deeper: usize) -> Option<Json> {
    let text = raw.get();
    let json = match text.bytes().next()? {
        b'{' => {
            let deeper = deeper.checked_sub(1)?;
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            let fields = fields.into_iter().map(|(key, raw)| Some((key, value(raw, deeper)?)));
            Json::Object(Object(fields.collect::<Option<_>>()?))
        }
        b'[' => {
            let deeper = deeper.checked_sub(1)?;
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            Json::List(items.into_iter().map(|raw| value(raw, deeper)).collect::<Option<_>>()?)
        }
        b'"' => Json::Text(serde_json::from_str(text).ok()?),
        b't' => Json::Bool(true),
        b'f' => Json::Bool(false),
        b'n' => Json::Null,
        _ => Json::Number(text.to_owned()),
    };
    Some(json)
}

impl Json {
    /// Without spaces, keys sorted at every depth.
    pub fn compact(&self) -> String {
        match self {
            Json::Null => "null".to_owned(),
            Json::Bool(truth) => truth.to_string(),
            Json::Number(digits) => digits.clone(),
            Json::Text(text) => quoted(text),
            Json::List(items) => format!("[{}]", items.iter().map(Json::compact).collect::<Vec<_>>().join(",")),
            Json::Object(object) => object.compact(),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Object {
    /// As [`Json::compact`].
    pub fn compact(&self) -> String {
        let fields = self.0.iter().map(|(key, json)| format!("{}:{}", quoted(key), json.compact()));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    }

    pub fn object(&self, key: &'static str) -> Result<&Object, NoticeError> {
        match self.0.get(key) {
            Some(Json::Object(object)) => Ok(object),
            _ => Err(NoticeError::Field(key)),
        }
    }

    /// Text, or a number as it was written; tidy; `None` when there is none or nothing in it.
    pub fn some(&self, key: &str) -> Option<String> {
        let text = match self.0.get(key)? {
            Json::Text(text) | Json::Number(text) => note(text),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    pub fn need(&self, key: &'static str) -> Result<String, NoticeError> {
        self.some(key).ok_or(NoticeError::Field(key))
    }

    /// Whole đồng, negative when the money went out: `245000`, `"245000"` and `245000.0` are one sum; `245000.5`, `2.45e5` and
    /// everything else is none.
    pub fn dong(&self, key: &'static str) -> Result<Money, NoticeError> {
        match self.0.get(key) {
            Some(Json::Number(text) | Json::Text(text)) => whole(text).map(Money::dong),
            _ => None,
        }
        .ok_or(NoticeError::Field(key))
    }

    pub fn moment(&self, key: &'static str) -> Result<DateTime<Utc>, NoticeError> {
        self.some(key).as_deref().and_then(moment).ok_or(NoticeError::Field(key))
    }
}

fn whole(text: &str) -> Option<i64> {
    let (digits, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = digits.strip_prefix('-').unwrap_or(digits);
    let numbers = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit());
    // Three zeros would rather be thousands.
    let nothing_behind = matches!(fraction, "0" | "00");
    if numbers && nothing_behind { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_stay_as_written_and_keys_are_sorted() {
        let body = r#" {"b": [1.0, {"z":1e3,"y":"\u00e1\/\n\u0001"}], "a": 599000.00, "a": 12345678901234567890123 } "#;
        let expected = "{\"a\":12345678901234567890123,\"b\":[1.0,{\"y\":\"á/\\n\\u0001\",\"z\":1e3}]}";
        assert_eq!(read(body.as_bytes()).unwrap().compact(), expected);
    }

    #[test]
    fn only_one_flat_enough_object_is_read() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(9), "]".repeat(9));
        let very_deep = format!("{{\"a\":{}", "[".repeat(30_000));
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(LONGEST_BODY));
        for body in ["", "1", "[]", "null", "{", "{\"a\":1} x", "{\"a\":01}", "{'a':1}", &deep, &very_deep, &long] {
            assert_eq!(
                read(body.as_bytes()),
                Err(NoticeError::NotJson),
                "{}",
                body.chars().take(40).collect::<String>()
            );
        }
        assert_eq!(read(b"{\"a\":\"\xff\"}"), Err(NoticeError::NotJson));
    }

    #[test]
    fn money_is_exact_or_refused() {
        for (text, dong) in
            [("245000", 245_000), ("245000.0", 245_000), ("-5.00", -5), ("9223372036854775807", i64::MAX)]
        {
            assert_eq!(whole(text), Some(dong), "{text}");
        }
        for text in [
            "",
            "-",
            "245000.5",
            "2.45e5",
            "1e3",
            "245,000",
            "245.000.0",
            "+1",
            " 1",
            "9223372036854775808",
            "0x1",
            "1.",
            "245.000",
            ".0",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_fall(body in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\":,a0-9.e-]{0,60}") {
            let _ = read(&body);
            if let Ok(object) = read(text.as_bytes()) {
                prop_assert_eq!(read(object.compact().as_bytes()), Ok(object));
            }
        }
    }
}
