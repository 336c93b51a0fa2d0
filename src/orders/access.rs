//! Which orders a browser may look at without an account: a signed list of codes in a cookie, set when an order is
//! placed here or was found with the phone's last digits. A code alone opens nothing.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::queries::OrderRow;
use crate::accounts::actors::Visitor;
use crate::config::Config;
use crate::platform::{secrets, sessions};

const COOKIE: &str = "orders";
const DAYS: i64 = 60;
/// More codes make the cookie long; the oldest drop out.
const MOST: usize = 8;

/// The codes that this browser has shown it may see.
#[derive(Clone, Debug, Default)]
pub struct Access {
    codes: Vec<String>,
}

impl Access {
    /// Reads the cookie; a forged one opens nothing.
    #[must_use]
    pub fn read(request: &HttpRequest, config: &Config) -> Self {
        sessions::value(config, request, COOKIE).and_then(|value| Self::parse(&value, config)).unwrap_or_default()
    }

    fn parse(value: &str, config: &Config) -> Option<Self> {
        let (codes, seal) = value.rsplit_once('.')?;
        secrets::same(seal.as_bytes(), sealed(codes, config).as_bytes())
            .then(|| Access { codes: codes.split('.').map(str::to_owned).collect() })
    }

    /// This browser may see one order more.
    #[must_use]
    pub fn with(mut self, code: &str) -> Self {
        self.codes.retain(|c| c != code);
        self.codes.insert(0, code.to_owned());
        self.codes.truncate(MOST);
        self
    }

    #[must_use]
    pub fn cookie(&self, config: &Config) -> Cookie<'static> {
        let codes = self.codes.join(".");
        let seal = sealed(&codes, config);
        sessions::cookie(config, COOKIE, format!("{codes}.{seal}"), DAYS)
    }

    /// Whether the visitor may see this order: their account's, or one this browser has shown it may.
    #[must_use]
    pub fn opens(&self, visitor: &Visitor, order: &OrderRow) -> bool {
        let own = visitor.account.as_ref().map(|a| a.id);
        (own.is_some() && own == order.account_id) || self.codes.contains(&order.code)
    }
}

fn sealed(codes: &str, config: &Config) -> String {
    secrets::hex(&secrets::keyed_hash(&config.secret_key, &format!("orders seen: {codes}")))
}
