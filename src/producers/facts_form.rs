//! The form of a household's facts: as it is shown, and as it is read over what stands.

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use super::facts::HouseholdFacts;
use super::form;
use super::producer::kind_key;
use crate::error::Result;
use crate::kernel::ids::PictureId;
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::kernel::text::tidy_lines;
use crate::places::{self, Served};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::locales;

const MOST_STORY: usize = 2000;
const MOST_NAME: usize = 80;
const MOST_NUMBER: usize = 60;
const FIRST_YEAR: i16 = 1800;

/// The fields that are compared when somebody was quicker, with the Fluent keys of their labels.
const FIELDS: [(&str, &str); 12] = [
    ("name", "join-name"),
    ("name_en", "facts-name-en"),
    ("kind", "join-kind"),
    ("contact_name", "household-person"),
    ("commune", "join-commune"),
    ("hamlet", "join-hamlet"),
    ("phone", "facts-phone"),
    ("grows", "join-grows"),
    ("since_year", "facts-since-year"),
    ("registration_no", "facts-registration-no"),
    ("story_vi", "facts-story-vi"),
    ("story_en", "facts-story-en"),
];

/// A fact that stands otherwise than it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Meanwhile {
    /// Fluent key of the field's label.
    pub label: &'static str,
    /// What stands; empty for nothing.
    pub stands: String,
}

/// The form with what stands in it.
pub async fn filled(conn: &mut Conn, stood: &HouseholdFacts) -> Result<Form> {
    let commune = places::find(conn, &stood.commune_code).await?.map(|commune| commune.full_name()).unwrap_or_default();
    Ok(Form::blank(&[
        ("seen", &stood.mark()),
        ("name", &stood.name_vi),
        ("name_en", &stood.name_en),
        ("kind", &stood.kind),
        ("contact_name", &stood.contact_name),
        ("commune", &commune),
        ("commune_code", &stood.commune_code),
        ("hamlet", &stood.hamlet),
        ("phone", &Phone::stored(&stood.phone).to_string()),
        ("grows", &stood.grows),
        ("since_year", &stood.since_year.map(|year| year.to_string()).unwrap_or_default()),
        ("registration_no", stood.registration_no.as_deref().unwrap_or_default()),
        ("story_vi", &stood.story_vi),
        ("story_en", &stood.story_en),
    ]))
}

/// The communes to choose from: those whose households sell here, and the household's own even when it is none of them any more.
pub async fn communes(conn: &mut Conn, stood: &HouseholdFacts) -> Result<Vec<Served>> {
    let mut served = places::served(conn).await?;
    if served.iter().all(|commune| commune.code != stood.commune_code)
        && let Some(own) = places::find(conn, &stood.commune_code).await?
    {
        served.push(Served { code: own.code.clone(), name: own.full_name(), was: String::new() });
    }
    Ok(served)
}

/// Reads everything over what stands; of `fixed` facts nothing is read, they stay. `picture` was sent with the form.
pub async fn read(
    conn: &mut Conn,
    form: &mut Form,
    stood: &HouseholdFacts,
    fixed: bool,
    picture: Option<PictureId>,
    today: NaiveDate,
) -> Result<Option<HouseholdFacts>> {
    let office = if fixed { Some(None) } else { fixed_facts(conn, form, stood).await?.map(Some) };
    let hamlet = form::hamlet(form);
    let grows = form::grows(form);
    // A number that was not touched stays, whatever the rules for numbers have become.
    let untouched = form.raw("phone").trim() == Phone::stored(&stood.phone).to_string();
    let phone = if untouched { Some(stood.phone.clone()) } else { form.phone("phone").map(|p| p.as_str().to_owned()) };
    let since_year = since_year(form, today);
    let story_vi = form.optional_lines("story_vi", MOST_STORY);
    let story_en = form.optional_lines("story_en", MOST_STORY);
    let (Some(office), Some(hamlet), Some(grows), Some(phone), Some(since_year), Some(story_vi), Some(story_en), true) =
        (office, hamlet, grows, phone, since_year, story_vi, story_en, form.ok())
    else {
        return Ok(None);
    };
    let kept = if form.ticked("drop_picture") { None } else { stood.picture_id };
    let base = office.unwrap_or_else(|| stood.clone());
    Ok(Some(HouseholdFacts {
        hamlet,
        phone,
        grows,
        since_year,
        story_vi,
        story_en,
        picture_id: picture.or(kept),
        ..base
    }))
}

/// What the office approves a household by, over what stands of the rest.
async fn fixed_facts(conn: &mut Conn, form: &mut Form, stood: &HouseholdFacts) -> Result<Option<HouseholdFacts>> {
    let communes = communes(conn, stood).await?;
    let name = form::name(form);
    let name_en = form.optional_line("name_en", MOST_NAME);
    let kind = form::kind(form);
    let contact = form.line("contact_name", form::MOST_PERSON);
    let commune = form::commune(conn, form, &communes).await?;
    let number = form.optional_line("registration_no", MOST_NUMBER);
    let (Some(name_vi), Some(name_en), Some(kind), Some(contact_name), Some(commune), Some(number)) =
        (name, name_en, kind, contact, commune, number)
    else {
        return Ok(None);
    };
    Ok(Some(HouseholdFacts {
        name_vi,
        name_en,
        kind: kind.code().to_owned(),
        contact_name,
        commune_code: commune.code,
        registration_no: (!number.is_empty()).then_some(number),
        ..stood.clone()
    }))
}

fn since_year(form: &mut Form, today: NaiveDate) -> Option<Option<i16>> {
    let typed = form.raw("since_year").trim();
    if typed.is_empty() {
        return Some(None);
    }
    let year: Option<i16> = typed.parse().ok();
    let year = year.filter(|year| *year >= FIRST_YEAR && i32::from(*year) <= today.year());
    if year.is_none() {
        form.refuse("since_year", "facts-since-year-wrong");
    }
    year.map(Some)
}

/// What stands otherwise than the form says, in the words of the page.
#[must_use]
pub fn meanwhile(lang: Lang, typed: &Form, stands: &Form) -> Vec<Meanwhile> {
    // A browser ends the lines of a large field as no row does.
    let other = |field: &str| tidy_lines(typed.raw(field)) != tidy_lines(stands.raw(field));
    FIELDS
        .into_iter()
        .filter(|(field, _)| typed.has(field) && other(field))
        .map(|(field, label)| Meanwhile {
            label,
            stands: match field {
                "kind" => locales::text(lang, &kind_key(stands.raw(field))),
                _ => stands.raw(field).to_owned(),
            },
        })
        .collect()
}
