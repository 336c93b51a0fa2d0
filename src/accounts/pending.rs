//! The cookie between "send me a code" and the code: which browser asked, for whom, and which password it typed. It proves
//! nothing by itself, so whoever forges it knows no more than by typing a number into the form.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;

use super::account::Handle;
use crate::config::Config;
use crate::platform::{secrets, sessions};

const COOKIE: &str = "code_for";

/// A code is on its way to `handle`.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The secret of this browser, part of what the code is good with.
    pub browser: String,
    pub handle: Handle,
    /// Ties the browser to the password it typed; empty when it typed none.
    seal: String,
}

impl Pending {
    #[must_use]
    pub fn new(handle: Handle) -> Self {
        Pending { browser: secrets::token(), handle, seal: String::new() }
    }

    /// The same, by a browser that typed the password of this hash.
    #[must_use]
    pub fn with_password(mut self, config: &Config, hash: &str) -> Self {
        self.seal = self.sealed(config, hash);
        self
    }

    /// Whether this browser typed the password of this hash. Another may have signed up with the same number since, and
    /// a code sent here would then prove the number for a stranger's password.
    #[must_use]
    pub fn typed(&self, config: &Config, hash: &str) -> bool {
        secrets::same(self.seal.as_bytes(), self.sealed(config, hash).as_bytes())
    }

    fn sealed(&self, config: &Config, hash: &str) -> String {
        let text = format!("password typed: {}:{hash}", self.browser);
        secrets::hex(secrets::keyed_hash(&config.secret_key, &text).get(..16).unwrap_or_default())
    }

    #[must_use]
    pub fn read(request: &HttpRequest, config: &Config) -> Option<Self> {
        let cookie = sessions::value(config, request, COOKIE).filter(|value| value.len() < 400)?;
        let (browser, rest) = cookie.split_once('~')?;
        let (seal, handle) = rest.split_once('~')?;
        let handle = url::form_urlencoded::parse(handle.as_bytes()).next()?.0.into_owned();
        Some(Pending { browser: browser.to_owned(), handle: Handle::parse(&handle)?, seal: seal.to_owned() })
    }

    /// Lives a little longer than the code, so that a late code is told to be late.
    #[must_use]
    pub fn cookie(&self, config: &Config) -> Cookie<'static> {
        let handle: String = url::form_urlencoded::byte_serialize(self.handle.as_str().as_bytes()).collect();
        let mut cookie = sessions::cookie(config, COOKIE, format!("{}~{}~{handle}", self.browser, self.seal), 1);
        cookie.set_max_age(Duration::minutes(30));
        cookie
    }

    #[must_use]
    pub fn gone(config: &Config) -> Cookie<'static> {
        sessions::gone(config, COOKIE)
    }
}
