//! Where a visitor was going before we asked who they are.

use serde::Serialize;

use crate::platform::guard::own_path;

/// A page of this site to go on to, or nowhere in particular.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Next {
    /// Empty for nowhere in particular.
    path: String,
    /// The same as a query that carries it on, with its question mark.
    query: String,
}

impl Next {
    /// What a link or a form named; another site's address and our own sign-in pages are nowhere.
    #[must_use]
    pub fn of(named: &str) -> Self {
        let path = own_path(named);
        let own = ["/account/sign", "/account/verify", "/account/second/"];
        if path == "/" || own.iter().any(|own| path.starts_with(own)) {
            return Next::default();
        }
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
        Next { path: path.to_owned(), query: format!("?{query}") }
    }

    #[must_use]
    pub fn path_or<'a>(&'a self, otherwise: &'a str) -> &'a str {
        if self.path.is_empty() { otherwise } else { &self.path }
    }

    /// The address of a page of ours on the way there.
    #[must_use]
    pub fn by_way_of(&self, page: &str) -> String {
        format!("{page}{}", self.query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site_or_round_in_a_circle() {
        let next = Next::of("/checkout?x=1&y=2");
        assert_eq!(next.path_or("/account"), "/checkout?x=1&y=2");
        assert_eq!(next.by_way_of("/account/verify"), "/account/verify?next=%2Fcheckout%3Fx%3D1%26y%3D2");
        for nowhere in [
            "",
            "/",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/account/sign-in",
            "/account/second/code",
            "x",
        ] {
            assert_eq!(Next::of(nowhere).path_or("/account"), "/account", "{nowhere}");
            assert_eq!(Next::of(nowhere).by_way_of("/account/verify"), "/account/verify");
        }
    }
}
