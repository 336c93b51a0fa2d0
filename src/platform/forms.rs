//! A posted form: read within limits, each field parsed to a value or to a sentence that stands beside the field,
//! and everything that was typed kept for showing again.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};
use futures_util::StreamExt as _;
use serde::Serialize;

use crate::error::Error;
use crate::kernel::clock::from_vietnam;
use crate::kernel::email::EmailAddress;
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::kernel::quantity::{Quantity, QuantityError};
use crate::kernel::{text, weight};

/// A Vietnamese letter with its marks is nine bytes here, so the longest form of ours, the page of a product in two languages,
/// takes 230 KB where every field is full. More is read so that a text too long for its field is refused beside it, and kept.
const MOST_BYTES: usize = 320 * 1024;
/// Nor is a program's notice.
const MOST_BYTES_OF_MACHINES: usize = 256 * 1024;
/// actix has no time-out for bodies: without this a client that sends a byte a second holds a connection for hours.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// How a browser's field for day and time sends them; some leave the seconds out.
const MOMENTS: [&str; 2] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];

/// The first value of this name in a query string. A name that stands twice or bytes that are no text break nothing.
#[must_use]
pub fn asked(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
}

/// A day as a browser's date field or an address says it. Years beyond these are slips of the keyboard, and Postgres has an
/// end too.
#[must_use]
pub fn day_of(typed: &str) -> Option<NaiveDate> {
    typed.trim().parse().ok().filter(|day: &NaiveDate| (1900..2200).contains(&day.year()))
}

/// A form as it was posted, and what was wrong with it. Serialises to `{values, errors}` for the template.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Form {
    values: BTreeMap<String, String>,
    /// Field name to Fluent key.
    errors: BTreeMap<String, String>,
    #[serde(skip)]
    pairs: Vec<(String, String)>,
}

impl Form {
    /// A form that was not posted yet, with what it should show.
    #[must_use]
    pub fn blank(values: &[(&str, &str)]) -> Self {
        let values = values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Form { values, ..Form::default() }
    }

    /// A form of pairs that came some other way.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let values = pairs.iter().cloned().collect();
        Form { values, errors: BTreeMap::new(), pairs }
    }

    /// What was typed, untouched; empty when the field is missing.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.values.get(name).map(String::as_str).unwrap_or_default()
    }

    /// A form as a body carries it, `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        // A NUL can be typed by a script only, and Postgres would refuse the whole row for it.
        Form::of(url::form_urlencoded::parse(body).map(|(k, v)| (k.into_owned(), v.replace('\0', ""))).collect())
    }

    /// Whether the field was sent at all, empty or not.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The names of all fields that have a value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Every pair in the order sent, for fields whose names carry an id (`qty-17`).
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        !self.raw(name).is_empty()
    }

    /// Shows something else than what was typed when the form is shown again.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// Takes these fields from another form of the same page: what was typed there, and what is wrong with it.
    pub fn keep_from(&mut self, other: &Form, names: &[&str]) {
        for name in names {
            if let Some(value) = other.values.get(*name) {
                self.values.insert((*name).to_owned(), value.clone());
            }
            if let Some(sentence) = other.errors.get(*name) {
                self.errors.insert((*name).to_owned(), sentence.clone());
            }
        }
    }

    /// Puts a sentence beside a field; the first one stays.
    pub fn refuse(&mut self, name: &str, sentence: &str) {
        self.errors.entry(name.to_owned()).or_insert_with(|| sentence.to_owned());
    }

    /// What is wrong: field and Fluent key.
    pub fn faults(&self) -> impl Iterator<Item = (String, String)> {
        self.errors.iter().map(|(name, key)| (name.clone(), key.clone()))
    }

    /// The Fluent key of what is wrong with a field.
    #[must_use]
    pub fn fault(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }

    /// Whether nothing was refused so far.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// One line of text, tidied, of at most `most` characters; refused when empty.
    pub fn line(&mut self, name: &str, most: usize) -> Option<String> {
        let line = self.optional_line(name, most)?;
        if line.is_empty() {
            self.refuse(name, "field-required");
            return None;
        }
        Some(line)
    }

    /// Like [`Form::line`], but may be empty.
    pub fn optional_line(&mut self, name: &str, most: usize) -> Option<String> {
        let line = text::tidy(self.raw(name));
        self.bounded(name, line, most)
    }

    /// Several lines of text, possibly none.
    pub fn optional_lines(&mut self, name: &str, most: usize) -> Option<String> {
        let lines = text::tidy_lines(self.raw(name));
        self.bounded(name, lines, most)
    }

    fn bounded(&mut self, name: &str, value: String, most: usize) -> Option<String> {
        if value.chars().count() > most {
            self.refuse(name, "field-too-long");
            return None;
        }
        Some(value)
    }

    /// A phone number that can exist.
    pub fn phone(&mut self, name: &str) -> Option<Phone> {
        if self.raw(name).trim().is_empty() {
            self.refuse(name, "field-phone-required");
            return None;
        }
        let phone = Phone::parse(self.raw(name));
        if phone.is_none() {
            self.refuse(name, "field-phone-wrong");
        }
        phone
    }

    /// An e-mail address, or `Some(None)` when the field was left empty.
    pub fn optional_email(&mut self, name: &str) -> Option<Option<EmailAddress>> {
        if self.raw(name).trim().is_empty() {
            return Some(None);
        }
        let email = EmailAddress::parse(self.raw(name));
        if email.is_none() {
            self.refuse(name, "field-email-wrong");
        }
        email.map(Some)
    }

    /// An amount in đồng, as people type it (`45000`, `45.000`, `45k`); none or less is refused.
    pub fn money(&mut self, name: &str) -> Option<Money> {
        let amount = Money::parse(self.raw(name)).filter(|amount| *amount > Money::ZERO);
        if amount.is_none() {
            self.refuse(name, "field-money-wrong");
        }
        amount
    }

    /// A whole number from `least` to `most`.
    pub fn number(&mut self, name: &str, least: i32, most: i32) -> Option<i32> {
        let number = self.raw(name).trim().parse().ok().filter(|n| (least..=most).contains(n));
        if number.is_none() {
            self.refuse(name, "field-number-wrong");
        }
        number
    }

    /// A day, as a browser's date field sends it.
    pub fn day(&mut self, name: &str) -> Option<NaiveDate> {
        let day = day_of(self.raw(name));
        if day.is_none() {
            self.refuse(name, "field-day-wrong");
        }
        day
    }

    /// A moment on a Vietnamese wall clock, as a browser's field for day and time sends it.
    pub fn moment(&mut self, name: &str) -> Option<DateTime<Utc>> {
        let typed = self.raw(name).trim();
        let local = MOMENTS.iter().find_map(|format| NaiveDateTime::parse_from_str(typed, format).ok());
        // Years beyond these are slips of the keyboard, and Postgres has an end too.
        let local = local.filter(|at| (2020..2100).contains(&at.year()));
        let at = local.and_then(from_vietnam);
        if at.is_none() {
            self.refuse(name, "field-moment-wrong");
        }
        at
    }

    /// A whole number of packs.
    pub fn quantity(&mut self, name: &str) -> Option<Quantity> {
        match Quantity::parse(self.raw(name)) {
            Ok(qty) => Some(qty),
            Err(why) => {
                self.refuse(name, quantity_sentence(why));
                None
            }
        }
    }

    /// A key chosen from a list, as the number of a row.
    pub fn id(&mut self, name: &str) -> Option<i64> {
        let id = self.raw(name).trim().parse().ok();
        if id.is_none() {
            self.refuse(name, "field-choose");
        }
        id
    }
}

/// The sentence for a quantity that is none.
#[must_use]
pub const fn quantity_sentence(why: QuantityError) -> &'static str {
    match why {
        QuantityError::NotANumber => "field-quantity-number",
        QuantityError::TooFew => "field-quantity-few",
        QuantityError::TooMany => "field-quantity-many",
    }
}

/// The sentence for a weight that was not read: it asks when it may be meant in two ways, as `1.200 kg` may; else it is `wrong`.
#[must_use]
pub fn weight_sentence(typed: &str, wrong: &'static str) -> &'static str {
    if weight::unclear(typed) { "field-weight-unclear" } else { wrong }
}

/// A body as it came, read within limits: what a program posts, signed byte by byte.
pub struct Body(pub Vec<u8>);

impl FromRequest for Body {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        Box::pin(async move { Ok(Body(read_body(payload, MOST_BYTES_OF_MACHINES).await?)) })
    }
}

/// Reads a request's body of at most so many bytes.
pub async fn read_body(mut payload: Payload, most: usize) -> Result<Vec<u8>, Error> {
    let read = async {
        let mut body = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Error::BadRequest("error-form-unreadable"))?;
            if body.len() + chunk.len() > most {
                return Err(Error::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    tokio::time::timeout(BODY_TIMEOUT, read).await.map_err(|_| Error::BadRequest("error-form-unreadable"))?
}

impl FromRequest for Form {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let urlencoded = request.headers().get("content-type").and_then(|v| v.to_str().ok()).is_some_and(|v| {
            v.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
        let payload = payload.take();
        Box::pin(async move {
            let body = read_body(payload, MOST_BYTES).await?;
            if !body.is_empty() && !urlencoded {
                return Err(Error::BadRequest("error-form-unreadable"));
            }
            Ok(Form::read(&body))
        })
    }
}
