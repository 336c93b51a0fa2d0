//! What people write for the place they live in, taken apart.

use crate::kernel::text::fold;

/// Words before a commune's name, folded, today's and those from before.
const COMMUNE_KINDS: [(&str, &str); 11] = [
    ("dac khu", "dac khu"),
    ("thi tran", "thi tran"),
    ("tt", "thi tran"),
    ("phuong", "phuong"),
    ("xa", "xa"),
    ("p", "phuong"),
    ("x", "xa"),
    ("commune", "xa"),
    ("ward", "phuong"),
    ("f", "phuong"),
    ("dk", "dac khu"),
];

/// Words before a district's or a province's name.
const LARGER_KINDS: [&str; 12] =
    ["thanh pho", "thi xa", "huyen", "quan", "tinh", "tp", "tx", "h", "q", "t", "city", "province"];

/// `Xã Vân Trục, huyện Lập Thạch, Vĩnh Phúc` as `van truc`, `xa` and the two larger places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub name: String,
    pub kind: Option<&'static str>,
    /// What stands after the first comma: a district, a province, or today's commune.
    pub hints: Vec<String>,
}

impl Typed {
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut parts = text.split([',', ';', '(', ')']).map(fold).filter(|part| !part.is_empty());
        let (kind, name) = without_kind(&parts.next().unwrap_or_default());
        let hints = parts.filter(|part| part != "viet nam" && part != "vietnam").map(|part| larger(&part)).collect();
        Typed { name, kind, hints }
    }
}

/// Splits the kind off a folded commune name. A name that is only a number keeps its kind: "Phường 1".
pub fn without_kind(folded: &str) -> (Option<&'static str>, String) {
    for (word, kind) in COMMUNE_KINDS {
        if let Some(name) = folded.strip_prefix(word).and_then(|rest| rest.strip_prefix(' '))
            && !name.bytes().all(|b| b.is_ascii_digit() || b == b' ')
        {
            return (Some(kind), name.to_owned());
        }
    }
    (None, folded.to_owned())
}

/// A district's or province's folded name without its kind; a commune's too, which may stand in that place.
pub fn larger(folded: &str) -> String {
    for word in LARGER_KINDS {
        if let Some(name) = folded.strip_prefix(word).and_then(|rest| rest.strip_prefix(' '))
            && !name.bytes().all(|b| b.is_ascii_digit())
        {
            return name.to_owned();
        }
    }
    without_kind(folded).1
}
