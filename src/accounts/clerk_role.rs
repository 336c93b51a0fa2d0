//! What a clerk of the trade office is there for. A clerk may have several.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClerkRole {
    /// Looks after households: applications, listings, papers, photos, lots.
    Moderator,
    /// Brings goods before people: vouchers.
    Promoter,
    /// Keeps the money.
    Finance,
    /// Answers buyers: orders, complaints, what was looked for and not found.
    Support,
    /// All of it, and who else is a clerk, the settings, the jobs and the log.
    Admin,
}

impl ClerkRole {
    pub const ALL: [ClerkRole; 5] =
        [ClerkRole::Moderator, ClerkRole::Promoter, ClerkRole::Finance, ClerkRole::Support, ClerkRole::Admin];

    /// The words alone, for the command line; the CHECK of the table holds the same.
    pub const WORDS: [&str; 5] = ["moderator", "promoter", "finance", "support", "admin"];

    /// The word in the database and in Fluent keys (`clerk-role-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ClerkRole::Moderator => "moderator",
            ClerkRole::Promoter => "promoter",
            ClerkRole::Finance => "finance",
            ClerkRole::Support => "support",
            ClerkRole::Admin => "admin",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_one_word() {
        assert_eq!(ClerkRole::ALL.map(ClerkRole::as_str), ClerkRole::WORDS);
        for role in ClerkRole::ALL {
            assert_eq!(ClerkRole::parse(role.as_str()), Some(role));
        }
        assert_eq!(ClerkRole::parse("owner"), None);
    }
}
