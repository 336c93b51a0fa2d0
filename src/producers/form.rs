//! The fields of an application, each read to a value or to a sentence beside it.

use serde::Serialize;

use super::producer::Kind;
use crate::error::Result;
use crate::kernel::phone::Phone;
use crate::kernel::text::fold;
use crate::places::{self, Commune, Resolved, Served};
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::platform::secrets;

const MOST_NAME: usize = 80;
pub(super) const MOST_PERSON: usize = 120;
const MOST_HAMLET: usize = 120;
const MOST_GROWS: usize = 1000;

/// What a household tells of itself, but for the person and the phone.
#[derive(Clone, Debug)]
pub struct Told {
    pub token: String,
    pub name: String,
    pub kind: Kind,
    pub commune: Commune,
    pub hamlet: String,
    pub grows: String,
}

/// A kind to choose.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct KindChoice {
    pub code: &'static str,
    /// Tail of Fluent keys.
    pub key: &'static str,
}

/// The kinds, the smallest first.
#[must_use]
pub fn kinds() -> Vec<KindChoice> {
    let key = |kind| match kind {
        Kind::Household => "household",
        Kind::BusinessHousehold => "business-household",
        Kind::CooperativeGroup => "cooperative-group",
        Kind::Cooperative => "cooperative",
    };
    Kind::ALL.iter().map(|kind| KindChoice { code: kind.code(), key: key(*kind) }).collect()
}

/// A form that nobody has filled in yet.
#[must_use]
pub fn blank() -> Form {
    Form::blank(&[("token", &secrets::form_token()), ("kind", Kind::Household.code())])
}

/// Reads everything; `served` are the communes whose households sell here.
pub async fn read(conn: &mut Conn, form: &mut Form, served: &[Served]) -> Result<Option<Told>> {
    let name = name(form);
    let kind = kind(form);
    let commune = commune(conn, form, served).await?;
    let hamlet = hamlet(form);
    let grows = grows(form);
    let token = token(form);
    let (Some(name), Some(kind), Some(commune), Some(hamlet), Some(grows), true) =
        (name, kind, commune, hamlet, grows, form.ok())
    else {
        return Ok(None);
    };
    Ok(Some(Told { token, name, kind, commune, hamlet, grows }))
}

/// What the household is called: something that can be read.
pub(super) fn name(form: &mut Form) -> Option<String> {
    form.line("name", MOST_NAME).filter(|name| {
        let readable = name.chars().any(char::is_alphabetic);
        if !readable {
            form.refuse("name", "join-name-wrong");
        }
        readable
    })
}

pub(super) fn kind(form: &mut Form) -> Option<Kind> {
    let kind = Kind::parse(form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "field-choose");
    }
    kind
}

pub(super) fn hamlet(form: &mut Form) -> Option<String> {
    form.line("hamlet", MOST_HAMLET)
}

pub(super) fn grows(form: &mut Form) -> Option<String> {
    let grows = form.optional_lines("grows", MOST_GROWS).filter(|grows| !grows.is_empty());
    if grows.is_none() {
        form.refuse("grows", "join-grows-required");
    }
    grows
}

/// The person who answers for the household and their phone, for who has none of their own to give.
pub fn person(form: &mut Form) -> Option<(String, Phone)> {
    let name = form.line("contact_name", MOST_PERSON);
    let phone = form.phone("phone");
    Some((name?, phone?))
}

/// The form's token, or a new one, which it then has, when it is none of ours.
fn token(form: &mut Form) -> String {
    let token = secrets::form_token_of(form.raw("token"));
    form.set("token", token.clone());
    token
}

/// The commune the form names: the one a click chose as long as its name still stands in the field, or the one that is
/// called as typed, today or before July 2025. Between two that both sell here the visitor chooses.
pub(super) async fn commune(conn: &mut Conn, form: &mut Form, served: &[Served]) -> Result<Option<Commune>> {
    let typed = form.raw("commune").trim().to_owned();
    let sells = |commune: &Commune| served.iter().any(|s| s.code == commune.code);
    // The radio buttons below an unknown name count for that name only.
    let picked = form.raw("commune_asked").trim() == typed && !form.raw("commune_pick").is_empty();
    let code = form.raw(if picked { "commune_pick" } else { "commune_code" }).trim().to_owned();
    let chosen = if code.is_empty() { None } else { places::find(conn, &code).await? };
    let mut found = match chosen {
        Some(commune) if picked || fold(&commune.full_name()) == fold(&typed) => vec![commune],
        _ if typed.is_empty() => {
            form.refuse("commune", "join-commune-required");
            return Ok(None);
        }
        _ => match places::resolve(conn, &typed, None).await? {
            Resolved::One(commune) => vec![commune],
            Resolved::Many(several) => several.into_iter().map(|s| s.commune).collect(),
            // Only nearly called so: chosen from the list, not guessed.
            Resolved::Near(_) | Resolved::None => {
                form.refuse("commune", "join-commune-unknown");
                return Ok(None);
            }
        },
    };
    let elsewhere = !found.is_empty();
    found.retain(sells);
    let commune = found.pop();
    match commune {
        Some(commune) if found.is_empty() => {
            form.set("commune", commune.full_name());
            form.set("commune_code", commune.code.clone());
            Ok(Some(commune))
        }
        None if elsewhere => {
            form.refuse("commune", "join-commune-not-served");
            Ok(None)
        }
        _ => {
            form.refuse("commune", "checkout-commune-several");
            Ok(None)
        }
    }
}
