//! What a member of a household may do there.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, also who else is a member and where the money goes.
    Owner,
    /// Lists, stocks and packs, and sees the money.
    Seller,
    /// Packs. Sees no money but what is to be collected at a door.
    Packer,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Owner, Role::Seller, Role::Packer];

    /// The word in the database and in Fluent keys (`member-role-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Seller => "seller",
            Role::Packer => "packer",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether it may list, stock and look at the money.
    #[must_use]
    pub const fn sells(self) -> bool {
        matches!(self, Role::Owner | Role::Seller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_one_word() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("admin"), None);
        assert!(Role::Seller.sells() && !Role::Packer.sells());
    }
}
