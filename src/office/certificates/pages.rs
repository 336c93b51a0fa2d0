//! One struct per template of the register.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use serde::Serialize;

use super::list::Row;
use crate::accounts::acts::Done;
use crate::office::households::choose::Household;
use crate::office::inbox::claims::Held;
use crate::office::inbox::reasons::Reason;
use crate::office::moved::Moved;
use crate::office::pages::Choice;
use crate::office::producers::Commune;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::producers::certificate::{KINDS, kind_key};

/// A kind to choose.
#[derive(Serialize)]
pub struct KindChoice {
    code: &'static str,
    key: String,
    chosen: bool,
}

impl KindChoice {
    /// All of them; one may be chosen.
    pub fn all(chosen: Option<&str>) -> Vec<Self> {
        KINDS.iter().map(|code| KindChoice { code, key: kind_key(code), chosen: Some(*code) == chosen }).collect()
    }
}

#[derive(Serialize)]
pub struct CertificatesPage {
    pub q: String,
    pub commune: String,
    pub communes: Vec<Commune>,
    pub kinds: Vec<KindChoice>,
    pub states: Vec<Choice>,
    pub certificates: Vec<Row>,
    /// The filter, for the workbook.
    pub query: String,
    /// Query of the next page.
    pub next: Option<String>,
}

impl Page for CertificatesPage {
    const TEMPLATE: &'static str = "office/certificates/list.html";
}

/// A product that a paper may be about.
#[derive(Serialize, diesel::QueryableByName)]
pub struct Good {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bool)]
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct NewPage {
    pub form: Form,
    pub kinds: Vec<KindChoice>,
    /// Empty once one is chosen.
    pub households: Vec<Household>,
    pub household: Option<Whose>,
    pub goods: Vec<Good>,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "office/certificates/new.html";
}

/// Whose paper it is.
#[derive(Serialize)]
pub struct Whose {
    pub slug: String,
    pub name_vi: String,
    pub name_en: String,
    pub commune: String,
    pub listed: bool,
}

/// Who checked a paper, and when; how it stands.
#[derive(Serialize, diesel::QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub scan_kind: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub sent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub sent_by: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub checked_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub checked_by: String,
    #[diesel(sql_type = Text)]
    pub why: String,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub product_slug: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub product_name: Option<String>,
}

#[derive(Serialize)]
pub struct CertificatePage {
    pub id: i64,
    pub kind: String,
    pub label: String,
    pub number: String,
    pub issuer: String,
    pub scope: String,
    pub stars: Option<i16>,
    pub score: String,
    pub decision_no: String,
    pub decided_on: Option<NaiveDate>,
    pub issued_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    pub standing: Standing,
    /// Who looks at it.
    pub held: Vec<Held>,
    /// Reasons ready to be chosen.
    pub reasons: Vec<Reason>,
    pub household: Whose,
    pub reminders: Vec<Reminder>,
    pub acts: Vec<Done>,
    /// There are more than are shown.
    pub more_acts: bool,
    pub form: Form,
    pub kinds: Vec<KindChoice>,
    pub goods: Vec<Good>,
    pub refused: Option<&'static str>,
    /// What somebody else has changed meanwhile.
    pub moved: Vec<Moved>,
}

impl Page for CertificatePage {
    const TEMPLATE: &'static str = "office/certificates/show.html";
}

/// That household and office were told of the end.
#[derive(Serialize, diesel::QueryableByName)]
pub struct Reminder {
    #[diesel(sql_type = diesel::sql_types::SmallInt)]
    pub days: i16,
    #[diesel(sql_type = Timestamptz)]
    pub sent_at: DateTime<Utc>,
}
