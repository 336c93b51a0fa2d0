//! Which orders a browser may look at without an account: a signed list of codes in a cookie, set when an order is
//! placed here or was found with the phone's last digits. A code alone opens nothing.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use chrono::{Days, NaiveDate};

use super::code;
use super::queries::{self, OrderRow};
use crate::accounts::actors::Visitor;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::platform::{Ground, secrets, sessions};

const COOKIE: &str = "orders";
/// So long a code opens its order; kept under the seal, for a browser may keep a cookie as long as it likes.
const DAYS: u64 = 60;
/// More codes make the cookie long; the oldest drop out.
const MOST: usize = 8;

/// The codes that this browser has shown it may see, latest first.
#[derive(Clone, Debug)]
pub struct Access {
    today: NaiveDate,
    codes: Vec<Opened>,
}

/// A code and the last day on which it opens its order.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Opened {
    code: String,
    until: NaiveDate,
}

impl Opened {
    /// `LT7K2M9QX-20270122`
    fn write(&self) -> String {
        format!("{}-{}", self.code, self.until.format("%Y%m%d"))
    }

    fn read(text: &str) -> Option<Self> {
        let (code, until) = text.split_once('-')?;
        Some(Opened { code: code.to_owned(), until: NaiveDate::parse_from_str(until, "%Y%m%d").ok()? })
    }
}

impl Access {
    /// Reads the cookie; a forged one opens nothing.
    #[must_use]
    pub fn read(request: &HttpRequest, ground: &Ground) -> Self {
        let value = sessions::value(&ground.config, request, COOKIE).unwrap_or_default();
        Self::parse(&value, &ground.config, ground.clock.today())
    }

    fn parse(value: &str, config: &Config, today: NaiveDate) -> Self {
        let mut codes = Vec::new();
        if let Some((list, seal)) = value.rsplit_once('.')
            && secrets::same(seal.as_bytes(), sealed(list, config).as_bytes())
        {
            codes.extend(list.split('.').filter_map(Opened::read).filter(|o| o.until >= today));
        }
        Access { today, codes }
    }

    /// This browser may see one order more.
    #[must_use]
    pub fn with(mut self, code: &str) -> Self {
        let until = self.today.checked_add_days(Days::new(DAYS)).unwrap_or(self.today);
        self.codes.retain(|o| o.code != code);
        self.codes.insert(0, Opened { code: code.to_owned(), until });
        self.codes.truncate(MOST);
        self
    }

    #[must_use]
    pub fn cookie(&self, ground: &Ground) -> Cookie<'static> {
        let list = self.codes.iter().map(Opened::write).collect::<Vec<_>>().join(".");
        let seal = sealed(&list, &ground.config);
        let days = i64::try_from(DAYS).unwrap_or(i64::MAX);
        sessions::cookie(&ground.config, COOKIE, format!("{list}.{seal}"), days)
    }

    /// Whether the visitor may see this order: their account's, or one this browser has shown it may.
    #[must_use]
    pub fn opens(&self, visitor: &Visitor, order: &OrderRow) -> bool {
        let own = visitor.account.as_ref().map(|a| a.id);
        (own.is_some() && own == order.account_id) || self.codes.iter().any(|o| o.code == order.code)
    }
}

/// The order that a code names, if this visitor may see it.
///
/// # Refuses
/// One that is not there and one that is somebody else's, alike.
pub async fn opened(visitor: &Visitor, ground: &Ground, request: &HttpRequest, typed: &str) -> Result<OrderRow> {
    let code = code::parse(typed).ok_or(Error::NotFound)?;
    let mut conn = ground.db.conn().await?;
    let order = queries::by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    drop(conn);
    if Access::read(request, ground).opens(visitor, &order) { Ok(order) } else { Err(Error::NotFound) }
}

fn sealed(list: &str, config: &Config) -> String {
    secrets::hex(&secrets::keyed_hash(&config.secret_key, &format!("orders seen: {list}")))
}
