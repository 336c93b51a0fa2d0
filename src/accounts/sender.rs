//! Whose files are counted together: those of an account, and all from one address.

use super::actors::Visitor;
use crate::platform::upload::Sender;

impl Visitor {
    #[must_use]
    pub fn sender(&self) -> Sender {
        Sender { account: self.account.as_ref().map(|account| account.id), address: self.address.clone() }
    }
}
