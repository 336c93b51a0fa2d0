//! The environment, read once into typed values. Every missing or wrong value is reported at once.

mod variables;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use rand::RngExt;

pub use variables::VARIABLES;

use crate::kernel::settlement::Settlement;

/// Where and how the shop runs. Built by [`Config::read`]; tests build it by hand.
#[derive(Clone, Debug)]
pub struct Config {
    pub env: Env,
    pub host: String,
    pub port: u16,
    /// Scheme and host of every absolute link, without a slash at the end.
    pub base_url: String,
    pub database_url: Option<Secret>,
    pub db_pool: usize,
    pub secret_key: Secret,
    pub var_dir: PathBuf,
    pub media_url: Option<String>,
    /// Where `market backup` writes.
    pub backup_dir: PathBuf,
    pub smtp_url: Option<Secret>,
    pub mail_from: String,
    pub sms_webhook_url: Option<Secret>,
    pub engine: Engine,
    /// What the names of the shop's search indexes begin with.
    pub meili_prefix: String,
    pub stripe: Option<StripeKeys>,
    /// Addresses of the proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    pub reservation_minutes: u32,
    /// Who is paid: the market, or each household.
    pub settlement: Settlement,
    pub bank_notices: BankNotices,
    pub job_tick_seconds: u64,
    pub rate_limits: bool,
    /// What `/metrics` asks for.
    pub metrics_token: Option<Secret>,
    pub operator: Operator,
}

/// The keys with which providers sign what they tell of transfers; without its key, a provider is not listened to.
#[derive(Clone, Debug, Default)]
pub struct BankNotices {
    pub sepay: Option<Secret>,
    pub payos: Option<Secret>,
    pub casso: Option<Secret>,
}

/// Who runs the market, as the footer and the legal pages name it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Operator {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub email: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Env {
    Development,
    Production,
}

/// Which search engine the shop asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    /// None: the database searches.
    Off,
    /// Our own under VAR_DIR/meili, when the program for it is installed.
    Private,
    At {
        url: String,
        key: Option<Secret>,
    },
}

/// The shop's account at Stripe.
#[derive(Clone, Debug)]
pub struct StripeKeys {
    pub secret_key: Secret,
    /// What Stripe signs its events with; several while one is being replaced by the next.
    pub webhook_secrets: Vec<Secret>,
    /// Ends with a slash.
    pub api_base: String,
}

impl StripeKeys {
    /// Whether no card is really charged with this key.
    #[must_use]
    pub fn test(&self) -> bool {
        self.secret_key.expose().contains("_test_")
    }
}

/// A value that never shows itself in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Secret(value.into())
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// All that is wrong with the environment.
#[derive(Debug, thiserror::Error)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the configuration has {} problem(s):", self.0.len())?;
        self.0.iter().try_for_each(|problem| writeln!(f, "  - {problem}"))
    }
}

/// One look at the environment, collecting problems instead of stopping at the first.
struct Reader<'a> {
    var: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<String>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.var)(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
    }

    fn text_or(&self, name: &str, default: &str) -> String {
        self.text(name).unwrap_or_else(|| default.to_owned())
    }

    fn number<T>(&mut self, name: &str, default: T, range: std::ops::RangeInclusive<T>) -> T
    where
        T: std::str::FromStr + PartialOrd + fmt::Display + Copy,
    {
        let Some(text) = self.text(name) else { return default };
        match text.parse::<T>() {
            Ok(n) if range.contains(&n) => n,
            _ => {
                self.problems.push(format!(
                    "{name} is \"{text}\", not a number from {} to {}",
                    range.start(),
                    range.end()
                ));
                default
            }
        }
    }

    fn url(&mut self, name: &str, schemes: &[&str]) -> Option<String> {
        let text = self.text(name)?;
        match url::Url::parse(&text) {
            Ok(url) if schemes.contains(&url.scheme()) => {}
            // The value may hold a password, so only its name is told.
            _ => {
                self.problems.push(format!("{name} is not a URL that begins with {}", schemes.join(":// or ") + "://"))
            }
        }
        Some(text)
    }
}

impl Config {
    /// Reads the process environment.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn read() -> Result<Self, ConfigError> {
        Self::from_vars(&|name| std::env::var(name).ok())
    }

    /// Reads variables from `var`.
    pub fn from_vars(var: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut r = Reader { var, problems: Vec::new() };
        let env = match r.text_or("APP_ENV", "development").as_str() {
            "development" => Env::Development,
            "production" => Env::Production,
            other => {
                r.problems.push(format!("APP_ENV is \"{other}\", not development or production"));
                Env::Development
            }
        };
        let host = r.text_or("HOST", "127.0.0.1");
        if host.parse::<IpAddr>().is_err() && host != "localhost" {
            r.problems.push(format!("HOST is \"{host}\", not an IP address"));
        }
        let port = r.number("PORT", 8080_u16, 1..=65535);
        let var_dir = PathBuf::from(r.text_or("VAR_DIR", "var"));
        let backup_dir = match r.text_or("BACKUP_DIR", "") {
            unset if unset.is_empty() => var_dir.join("backup"),
            dir => PathBuf::from(dir),
        };
        let base_url = r.url("BASE_URL", &["http", "https"]);
        if base_url
            .as_ref()
            .and_then(|u| url::Url::parse(u).ok())
            .is_some_and(|u| u.path() != "/" || u.query().is_some())
        {
            r.problems.push("BASE_URL has a path; the shop needs a host of its own".to_owned());
        }
        if env == Env::Production && base_url.is_none() {
            r.problems.push("BASE_URL is not set; production needs the shop's public address".to_owned());
        }
        let base_url = base_url.unwrap_or_else(|| format!("http://{}:{port}", in_url(&host)));
        let secret_key = r.secret_key(env, &var_dir);
        let rate_limits = match r.text_or("RATE_LIMITS", "on").as_str() {
            "on" => true,
            "off" if env == Env::Development => false,
            "off" => {
                r.problems.push("RATE_LIMITS=off is refused in production".to_owned());
                true
            }
            other => {
                r.problems.push(format!("RATE_LIMITS is \"{other}\", not on or off"));
                true
            }
        };
        let trusted_proxies = r.addresses("TRUSTED_PROXIES");
        let config = Config {
            env,
            base_url: base_url.trim_end_matches('/').to_owned(),
            database_url: r.url("DATABASE_URL", &["postgres", "postgresql"]).map(Secret),
            db_pool: r.number("DB_POOL", 16, 1..=500),
            secret_key,
            media_url: r.url("MEDIA_URL", &["file"]),
            backup_dir,
            smtp_url: r.url("SMTP_URL", &["smtp", "smtps"]).map(Secret),
            mail_from: r.sender("MAIL_FROM", "cho@localhost"),
            sms_webhook_url: r.url("SMS_WEBHOOK_URL", &["http", "https"]).map(Secret),
            engine: r.engine(env),
            meili_prefix: r.prefix("MEILI_PREFIX", "market"),
            stripe: r.stripe(env),
            trusted_proxies,
            reservation_minutes: r.number("RESERVATION_MINUTES", 31, 31..=1_440),
            settlement: r.settlement("SETTLEMENT"),
            bank_notices: BankNotices {
                sepay: r.token("SEPAY_SECRET"),
                payos: r.token("PAYOS_CHECKSUM_KEY"),
                casso: r.token("CASSO_KEY"),
            },
            job_tick_seconds: r.number("JOB_TICK_SECONDS", 2, 1..=3_600),
            rate_limits,
            metrics_token: r.token("METRICS_TOKEN"),
            operator: Operator {
                name: r.text_or("OPERATOR_NAME", "Phòng Kinh tế phụ trách khu vực Lập Thạch"),
                address: r.text_or("OPERATOR_ADDRESS", "Xã Lập Thạch, tỉnh Phú Thọ"),
                phone: r.text_or("OPERATOR_PHONE", "0210 000 0000"),
                email: r.text_or("OPERATOR_EMAIL", "cho@localhost"),
            },
            host,
            port,
            var_dir,
        };
        if r.problems.is_empty() { Ok(config) } else { Err(ConfigError(r.problems)) }
    }

    #[must_use]
    pub fn production(&self) -> bool {
        self.env == Env::Production
    }

    /// Where this machine itself finds the shop: a shop that listens everywhere listens on loopback too.
    #[must_use]
    pub fn own_address(&self) -> String {
        let host = match self.host.as_str() {
            "0.0.0.0" => "127.0.0.1",
            "::" => "::1",
            host => host,
        };
        format!("{}:{}", in_url(host), self.port)
    }

    /// Whether cookies may insist on TLS.
    #[must_use]
    pub fn https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

impl Reader<'_> {
    fn addresses(&mut self, name: &str) -> Vec<IpAddr> {
        let mut found = Vec::new();
        for part in self.text_or(name, "").split(',').map(str::trim).filter(|p| !p.is_empty()) {
            match part.parse() {
                Ok(address) => found.push(address),
                Err(_) => self.problems.push(format!("{name} holds \"{part}\", which is no IP address")),
            }
        }
        found
    }

    fn engine(&mut self, env: Env) -> Engine {
        let key = self.text("MEILI_KEY");
        // It goes out in a header.
        if key.as_ref().is_some_and(|key| !key.bytes().all(|b| b.is_ascii_graphic())) {
            self.problems.push("MEILI_KEY holds a character that no key has".to_owned());
        }
        if self.text("MEILI_URL").as_deref() == Some("off") {
            return Engine::Off;
        }
        let Some(url) = self.url("MEILI_URL", &["http", "https"]) else { return Engine::Private };
        if env == Env::Production && key.is_none() {
            self.problems.push("MEILI_KEY is not set; production needs it with MEILI_URL".to_owned());
        }
        Engine::At { url, key: key.map(Secret) }
    }

    fn settlement(&mut self, name: &str) -> Settlement {
        let text = self.text_or(name, Settlement::Operator.as_str());
        Settlement::parse(&text).unwrap_or_else(|| {
            self.problems.push(format!("{name} is \"{text}\", not operator or direct"));
            Settlement::Operator
        })
    }

    fn stripe(&mut self, env: Env) -> Option<StripeKeys> {
        let api_base = self.url("STRIPE_API_BASE", &["http", "https"]);
        if env == Env::Production && api_base.as_ref().is_some_and(|base| !base.starts_with("https://")) {
            self.problems.push("STRIPE_API_BASE is not https; production sends a key there".to_owned());
        }
        if api_base.as_ref().is_some_and(|base| base.contains(['?', '#'])) {
            self.problems.push("STRIPE_API_BASE has a query".to_owned());
        }
        let mut api_base = api_base.unwrap_or_else(|| "https://api.stripe.com/".to_owned());
        if !api_base.ends_with('/') {
            api_base.push('/');
        }
        let secret_key = self.token("STRIPE_SECRET_KEY");
        let listed = self.text("STRIPE_WEBHOOK_SECRET");
        let webhook_secrets: Vec<Secret> = listed
            .iter()
            .flat_map(|list| list.split(',').map(str::trim).filter(|s| !s.is_empty()).map(Secret::new))
            .collect();
        let strong = |s: &Secret| s.expose().len() >= 16 && s.expose().bytes().all(|b| b.is_ascii_graphic());
        if listed.is_some() && (webhook_secrets.is_empty() || !webhook_secrets.iter().all(strong)) {
            self.problems.push("STRIPE_WEBHOOK_SECRET holds something that is no signing secret".to_owned());
        }
        match (secret_key, webhook_secrets.is_empty()) {
            (Some(secret_key), false) => Some(StripeKeys { secret_key, webhook_secrets, api_base }),
            (None, true) => None,
            _ => {
                self.problems.push(
                    "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET belong together: set both or neither".to_owned(),
                );
                None
            }
        }
    }

    fn prefix(&mut self, name: &str, default: &str) -> String {
        let text = self.text_or(name, default);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if text.len() > 32 || !text.chars().all(plain) {
            self.problems.push(format!("{name} is \"{text}\", not up to 32 small letters and digits"));
        }
        text
    }

    /// `cho@example.vn` or `Chợ <cho@example.vn>`.
    fn sender(&mut self, name: &str, default: &str) -> String {
        let text = self.text_or(name, default);
        if !text.contains('@') || text.chars().any(char::is_control) {
            self.problems.push(format!("{name} is \"{text}\", which is no e-mail address"));
        }
        text
    }

    fn token(&mut self, name: &str) -> Option<Secret> {
        let token = self.text(name)?;
        if token.len() < 16 || !token.bytes().all(|b| b.is_ascii_graphic()) {
            self.problems.push(format!("{name} is too weak: give at least 16 random letters and digits"));
        }
        Some(Secret(token))
    }

    fn secret_key(&mut self, env: Env, var_dir: &std::path::Path) -> Secret {
        if let Some(key) = self.text("SECRET_KEY") {
            let distinct = key.chars().collect::<std::collections::HashSet<_>>().len();
            if key.len() < 32 || distinct < 8 {
                self.problems.push("SECRET_KEY is too weak: give at least 32 random characters".to_owned());
            }
            return Secret(key);
        }
        if env == Env::Production {
            self.problems.push("SECRET_KEY is not set; production needs at least 32 random characters".to_owned());
            return Secret(String::new());
        }
        match kept_key(&var_dir.join("secret_key")) {
            Ok(key) => Secret(key),
            Err(error) => {
                self.problems.push(format!("no SECRET_KEY could be kept in VAR_DIR: {error}"));
                Secret(String::new())
            }
        }
    }
}

/// An address as a URL writes it: with brackets when it has colons of its own.
fn in_url(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

/// Reads the key kept at `path`, or makes one there that only its owner can read.
pub fn kept_key(path: &std::path::Path) -> std::io::Result<String> {
    use std::io::ErrorKind::{AlreadyExists, NotFound};
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;

    let kept = || match std::fs::read_to_string(path) {
        Ok(key) => Ok(Some(key.trim().to_owned()).filter(|key| key.len() >= 32)),
        Err(error) if error.kind() == NotFound => Ok(None),
        Err(error) => Err(error),
    };
    if let Some(key) = kept()? {
        return Ok(key);
    }
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let bytes: [u8; 32] = rand::rng().random();
    let key: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    // Written aside and put in place whole. Of two programs that start at once, the first one's key is kept by both.
    let aside = path.with_extension(std::process::id().to_string());
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
    file.write_all(key.as_bytes())?;
    let placed = std::fs::hard_link(&aside, path);
    match placed {
        Err(error) if error.kind() == AlreadyExists && kept()?.is_none() => std::fs::rename(&aside, path)?,
        Err(error) if error.kind() != AlreadyExists => return Err(error),
        _ => std::fs::remove_file(&aside)?,
    }
    kept().map(|key| key.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let dir = std::env::temp_dir().join("market-config-test");
        Config::from_vars(&|name| {
            let given = vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
            given.or_else(|| (name == "VAR_DIR").then(|| dir.display().to_string()))
        })
    }

    #[test]
    fn an_empty_environment_is_a_development_shop() {
        let config = read(&[]).unwrap();
        assert_eq!((config.host.as_str(), config.port), ("127.0.0.1", 8080));
        assert_eq!(config.base_url, "http://127.0.0.1:8080");
        assert!(config.secret_key.expose().len() >= 32);
        assert_eq!(config.secret_key, read(&[]).unwrap().secret_key, "the key is kept");
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let ConfigError(problems) = read(&[
            ("APP_ENV", "production"),
            ("PORT", "eighty"),
            ("DATABASE_URL", "mysql://x"),
            ("RATE_LIMITS", "off"),
            ("TRUSTED_PROXIES", "10.0.0.1, nobody"),
            ("METRICS_TOKEN", "short"),
            ("MEILI_URL", "http://search:7700"),
            ("MAIL_FROM", "nobody"),
        ])
        .unwrap_err();
        let wrong = [
            "BASE_URL",
            "MEILI_KEY",
            "SECRET_KEY",
            "PORT",
            "DATABASE_URL",
            "RATE_LIMITS",
            "TRUSTED_PROXIES",
            "METRICS_TOKEN",
            "MAIL_FROM",
        ];
        for name in wrong {
            assert!(problems.iter().any(|p| p.contains(name)), "{name} in {problems:?}");
        }
    }

    #[test]
    fn the_example_lists_exactly_what_is_read() {
        let example = include_str!("../.env.example");
        let listed: Vec<&str> = example.lines().filter_map(|l| l.split_once('=')).map(|(name, _)| name).collect();
        let read: Vec<&str> = VARIABLES.iter().map(|(name, _)| *name).collect();
        assert_eq!(listed, read);
    }

    #[test]
    fn a_shop_on_ipv6_and_one_on_every_address_know_where_they_are() {
        let six = read(&[("HOST", "::1")]).unwrap();
        assert_eq!((six.base_url.as_str(), six.own_address().as_str()), ("http://[::1]:8080", "[::1]:8080"));
        assert_eq!(read(&[("HOST", "0.0.0.0"), ("PORT", "81")]).unwrap().own_address(), "127.0.0.1:81");
        assert!(read(&[("BASE_URL", "https://cho.example/shop")]).is_err());
    }

    #[test]
    fn stripe_needs_its_key_and_its_signing_secrets() {
        const KEY: (&str, &str) = ("STRIPE_SECRET_KEY", "sk_test_0123456789abcdef");
        const OLD_AND_NEW: (&str, &str) = ("STRIPE_WEBHOOK_SECRET", "whsec_old_0123456789, whsec_new_0123456789");
        assert!(read(&[]).unwrap().stripe.is_none());
        let keys = read(&[KEY, OLD_AND_NEW]).unwrap().stripe.unwrap();
        assert_eq!(keys.webhook_secrets.len(), 2);
        assert_eq!(keys.api_base, "https://api.stripe.com/");
        assert!(keys.test());
        let beside = read(&[KEY, OLD_AND_NEW, ("STRIPE_API_BASE", "http://127.0.0.1:4242")]).unwrap().stripe.unwrap();
        assert_eq!(beside.api_base, "http://127.0.0.1:4242/");
        for wrong in [
            vec![KEY],
            vec![OLD_AND_NEW],
            vec![KEY, ("STRIPE_WEBHOOK_SECRET", "whsec_old_0123456789,short")],
            vec![KEY, ("STRIPE_WEBHOOK_SECRET", ",")],
            vec![KEY, OLD_AND_NEW, ("STRIPE_API_BASE", "ftp://stripe")],
            vec![KEY, OLD_AND_NEW, ("STRIPE_API_BASE", "https://stripe/?key=1")],
        ] {
            assert!(read(&wrong).is_err(), "{wrong:?}");
        }
        let production = |base| {
            read(&[
                ("APP_ENV", "production"),
                ("BASE_URL", "https://cho.example"),
                ("SECRET_KEY", "abcdefgh-abcdefgh-abcdefgh-abcdefgh"),
                KEY,
                OLD_AND_NEW,
                ("STRIPE_API_BASE", base),
            ])
        };
        assert!(production("http://stripe.example").is_err());
        assert!(production("https://stripe.example").is_ok(), "a key for tests is only warned of");
    }

    #[test]
    fn a_secret_never_shows_itself() {
        let config = read(&[("SECRET_KEY", "abcdefgh-abcdefgh-abcdefgh-abcdefgh")]).unwrap();
        assert!(!format!("{config:?}").contains("abcdefgh"));
    }
}
