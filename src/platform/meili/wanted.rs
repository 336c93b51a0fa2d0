//! What a document must be to be found, and in which order: rendered as the engine's own little languages.
//!
//! Names of fields are the program's own; every value is quoted, so that nobody's text becomes a rule.

/// One condition. Several are joined with "and".
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// The field, or one of its values, is one of these. Of none of them: nothing is found.
    OneOf(&'static str, Vec<String>),
    AtLeast(&'static str, i64),
    AtMost(&'static str, i64),
    Is(&'static str, bool),
    Not(Box<Wanted>),
    /// At least one of these. Of none of them: nothing is found.
    Any(Vec<Wanted>),
}

impl Wanted {
    pub(super) fn rendered(&self) -> String {
        match self {
            Wanted::OneOf(field, values) => {
                let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
                format!("{} IN [{}]", quoted(field), values.join(", "))
            }
            Wanted::AtLeast(field, least) => format!("{} >= {least}", quoted(field)),
            Wanted::AtMost(field, most) => format!("{} <= {most}", quoted(field)),
            Wanted::Is(field, yes) => format!("{} = {yes}", quoted(field)),
            Wanted::Not(wanted) => format!("NOT ({})", wanted.rendered()),
            Wanted::Any(either) if either.is_empty() => "\"id\" IN []".to_owned(),
            Wanted::Any(either) => {
                let parts: Vec<String> = either.iter().map(|one| format!("({})", one.rendered())).collect();
                parts.join(" OR ")
            }
        }
    }
}

/// All of them at once; `None` when there is none.
pub(super) fn all(wanted: &[Wanted]) -> Option<String> {
    let parts: Vec<String> = wanted.iter().map(|one| format!("({})", one.rendered())).collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

/// In double quotes. The engine undoes `\"` and `\\` (and would read other escapes, so no backslash stays single).
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// One key of the order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sort {
    Up(&'static str),
    Down(&'static str),
    /// Nearest to this point first, in degrees; the documents have it as `_geo`.
    Near {
        lat: f64,
        lng: f64,
    },
}

impl Sort {
    /// `None` for a point that is nowhere.
    pub(super) fn rendered(self) -> Option<String> {
        match self {
            Sort::Up(field) => Some(format!("{field}:asc")),
            Sort::Down(field) => Some(format!("{field}:desc")),
            Sort::Near { lat, lng } => {
                let somewhere = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng);
                somewhere.then(|| format!("_geoPoint({lat}, {lng}):asc"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Sort, Wanted, all};

    fn one_of(value: &str) -> String {
        Wanted::OneOf("kind", vec![value.to_owned()]).rendered()
    }

    /// Reads a rendered value back as the engine does, and fails when anything stands behind its closing quote.
    fn read_back(rendered: &str) -> String {
        let mut rest = rendered.strip_prefix("\"kind\" IN [\"").unwrap().chars();
        let mut value = String::new();
        loop {
            match rest.next().unwrap() {
                '"' => break,
                '\\' => value.push(rest.next().unwrap()),
                c => value.push(c),
            }
        }
        assert_eq!(rest.as_str(), "]", "{rendered}");
        value
    }

    #[test]
    fn no_text_leaves_its_quotes() {
        let hostile = [
            "",
            "\"",
            "\\",
            "\\\"",
            "\\\\\"",
            "\" OR hidden = true OR \"",
            "x\"] OR \"y\" IN [\"z",
            "a' OR 'b",
            "\n\\n",
            "\\u0022",
            "_geoRadius(1,2,3)",
            "NOT",
            "IN [",
            "]\\",
            "chè \u{0}",
            "\\\" OR 1 = 1 OR \"\\",
        ];
        for text in hostile {
            assert_eq!(read_back(&one_of(text)), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_back_whole(text in ".*") {
            assert_eq!(read_back(&one_of(&text)), text);
        }
    }

    #[test]
    fn conditions_are_joined_and_nested() {
        let wanted = [
            Wanted::AtLeast("price", -5),
            Wanted::AtMost("price", i64::MAX),
            Wanted::Not(Box::new(Wanted::Is("hidden", true))),
            Wanted::OneOf("kind", vec![]),
        ];
        assert_eq!(
            all(&wanted).unwrap(),
            "(\"price\" >= -5) AND (\"price\" <= 9223372036854775807) AND (NOT (\"hidden\" = true)) AND (\"kind\" IN [])"
        );
        assert_eq!(all(&[]), None);
    }

    #[test]
    fn a_point_that_is_nowhere_sorts_nothing() {
        assert_eq!(Sort::Near { lat: 21.4, lng: 105.5 }.rendered().unwrap(), "_geoPoint(21.4, 105.5):asc");
        assert_eq!(Sort::Near { lat: f64::NAN, lng: 105.5 }.rendered(), None);
        assert_eq!(Sort::Near { lat: 1e300, lng: 0.0 }.rendered(), None);
        assert_eq!(Sort::Down("sold").rendered().unwrap(), "sold:desc");
    }
}
