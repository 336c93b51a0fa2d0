//! What of the inbox is looked at: one kind, one's own, what is late. Read from a query, which it can be written back to.

use serde::Deserialize;

use super::sources::{self, Source};
use crate::accounts::rights::Right;
use crate::kernel::paging::Cursor;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    only: String,
    #[serde(default)]
    after: String,
}

/// Beside the kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    #[default]
    All,
    Mine,
    Overdue,
}

impl Only {
    pub const ALL: [Only; 3] = [Only::All, Only::Mine, Only::Overdue];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Only::All => "",
            Only::Mine => "mine",
            Only::Overdue => "overdue",
        }
    }
}

/// What is looked at: nothing that was typed is left in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub kind: Option<&'static Source>,
    pub only: Only,
    pub after: Option<Cursor>,
}

impl Filter {
    /// A kind that this one may not see is none.
    pub fn read(asked: &Asked, may: impl Fn(Right) -> bool) -> Self {
        Filter {
            kind: sources::find(&asked.kind, may),
            only: Only::ALL.into_iter().find(|only| only.word() == asked.only).unwrap_or_default(),
            after: asked.after.parse().ok(),
        }
    }

    /// The same, from the query that a form carries.
    pub fn view(query: &str, may: impl Fn(Right) -> bool) -> Self {
        let mut asked = Asked::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "kind" => asked.kind = value.into_owned(),
                "only" => asked.only = value.into_owned(),
                _ => {}
            }
        }
        Filter::read(&asked, may)
    }

    #[must_use]
    pub fn word(&self) -> &'static str {
        self.kind.map_or("", |source| source.kind)
    }

    /// The query of this view; empty for all that waits.
    #[must_use]
    pub fn query(&self) -> String {
        let fields = [("kind", self.word()), ("only", self.only.word())];
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields.iter().filter(|(_, value)| !value.is_empty()))
            .finish()
    }

    /// The query of the page after `cursor`.
    #[must_use]
    pub fn next(&self, cursor: Cursor) -> String {
        let query = self.query();
        if query.is_empty() { format!("after={cursor}") } else { format!("{query}&after={cursor}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_back_as_it_was_written() {
        let all = |_| true;
        for query in ["", "kind=listing", "only=mine", "kind=refund&only=overdue"] {
            assert_eq!(Filter::view(query, all).query(), query);
        }
        assert_eq!(Filter::view("kind=none&only=x&after=1.1&%00=%ff", all).query(), "");
        assert_eq!(Filter::view("kind=listing", |right| right == Right::Money).query(), "");
        let asked = Asked { after: "5.6".to_owned(), ..Asked::default() };
        assert_eq!(Filter::read(&asked, all).next(Cursor { key: 7, id: 8 }), "after=7.8");
    }
}
