//! Whose files are counted together: those of an account, and of whoever is not signed in those from one address.

use super::actors::Visitor;
use crate::platform::upload::Sender;

impl Visitor {
    #[must_use]
    pub fn sender(&self) -> Sender {
        let account = self.account.as_ref().map(|account| Sender::Account(account.id));
        account.unwrap_or_else(|| Sender::Address(self.address.clone()))
    }
}
