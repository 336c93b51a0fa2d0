//! The file that a person takes along: `data.json` for a program, `data.html` to read, and their photos, packed into one.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::money::group_digits;
use crate::platform::{Ground, archive, locales};

/// A line of the page: what it is, and what it says.
#[derive(Serialize)]
struct Line {
    name: String,
    text: String,
}

#[derive(Serialize)]
struct Section {
    name: String,
    things: Vec<Vec<Line>>,
}

#[derive(Serialize)]
struct Sheet<'a> {
    lang: &'static str,
    operator: &'a str,
    day: String,
    sections: Vec<Section>,
}

fn named(lang: Lang, name: &str) -> String {
    locales::find(lang, &format!("people-file-{}", name.replace('_', "-"))).unwrap_or_else(|| name.to_owned())
}

/// A value in a few words; what is in several parts, part by part.
fn told(lang: Lang, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => locales::text(lang, if *yes { "log-yes" } else { "log-no" }),
        Value::Number(n) => n.as_i64().map_or_else(|| n.to_string(), group_digits),
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(|part| told(lang, part)).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| format!("{} {}", named(lang, name), told(lang, value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn section(lang: Lang, name: &str, found: &Value) -> Section {
    let things = found.as_array().into_iter().flatten().filter_map(Value::as_object);
    let lines = |thing: &Map<String, Value>| -> Vec<Line> {
        let lines = thing.iter().map(|(name, value)| Line { name: named(lang, name), text: told(lang, value) });
        lines.filter(|line| !line.text.is_empty()).collect()
    };
    Section { name: named(lang, name), things: things.map(lines).collect() }
}

/// The bytes of the file; `photos` under their names in it.
pub async fn make(
    ground: &Ground,
    lang: Lang,
    all: Map<String, Value>,
    photos: Vec<(String, Bytes)>,
) -> Result<Vec<u8>> {
    let sheet = Sheet {
        lang: lang.code(),
        operator: &ground.config.operator.name,
        day: ground.clock.today().format("%d/%m/%Y").to_string(),
        sections: all.iter().map(|(name, found)| section(lang, name, found)).collect(),
    };
    let html = ground.views.plain("people/file.html", &sheet)?;
    let json = serde_json::to_vec_pretty(&all).map_err(anyhow::Error::from)?;
    let packed = tokio::task::spawn_blocking(move || {
        let mut files = vec![("data.html", html.as_bytes()), ("data.json", json.as_slice())];
        files.extend(photos.iter().map(|(name, bytes)| (name.as_str(), bytes.as_ref())));
        archive::pack(&files)
    });
    Ok(packed.await.map_err(anyhow::Error::from)??)
}
