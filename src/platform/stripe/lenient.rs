//! Reading what Stripe says: fields we do not use may be anything, ours may be missing or null, but never of a wrong type.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// A page of a list.
#[derive(Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// The id of something that is told by its id or, when somebody asked for it, whole.
pub fn id<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Told {
        Id(String),
        Whole { id: String },
    }
    let told = Option::<Told>::deserialize(from)?;
    Ok(told.map(|told| match told {
        Told::Id(id) | Told::Whole { id } => id,
    }))
}

pub fn metadata<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// `[name][order]=...` pairs, form-encoded, sorted: the same words in the same order on every try, in another process
/// too, as a key is good for one body only.
pub fn encoded(names: &[&str], metadata: &BTreeMap<String, String>) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for name in names {
        for (field, value) in metadata {
            form.append_pair(&format!("{name}[{field}]"), value);
        }
    }
    form.finish()
}

/// Whether it can stand in a path as it is.
pub fn plain(id: &str) -> bool {
    !id.is_empty() && id.len() <= 255 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
