//! Who buys and where it goes, read from the form: every field to a value or to a sentence beside it.

use super::draft::Choices;
use crate::error::Result;
use crate::kernel::email::EmailAddress;
use crate::kernel::ids::ProducerId;
use crate::kernel::phone::Phone;
use crate::kernel::text::fold;
use crate::orders::queries::LastOrder;
use crate::places::{self, Commune, Resolved, Suggestion};
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// Characters in a name, a street, a note.
const MOST_NAME: usize = 120;
const MOST_STREET: usize = 200;
const MOST_NOTE: usize = 500;

/// A buyer, whole and checked.
#[derive(Clone, Debug)]
pub struct Buyer {
    pub name: String,
    pub phone: Phone,
    pub email: Option<EmailAddress>,
    pub commune_code: String,
    pub commune_name: String,
    pub province_name: String,
    pub street: String,
    pub note: String,
}

/// Reads everything about the buyer; what is wrong is said beside its field. The commune was looked up before.
pub fn buyer(form: &mut Form, commune: Option<&Commune>) -> Option<Buyer> {
    if form.raw("phone").trim().is_empty() {
        form.refuse("phone", "checkout-phone-required");
    }
    let phone = form.phone("phone");
    let name = form.line("name", MOST_NAME);
    let email = form.optional_email("email");
    let street = form.line("street", MOST_STREET);
    let note = form.optional_lines("note", MOST_NOTE);
    let commune = commune?;
    Some(Buyer {
        name: name?,
        phone: phone?,
        email: email?,
        commune_code: commune.code.clone(),
        commune_name: commune.full_name(),
        province_name: commune.province_name.clone(),
        street: street?,
        note: note?,
    })
}

/// The commune that a form names, or those between which the visitor must choose.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub commune: Option<Commune>,
    pub near: Vec<Suggestion>,
}

/// The commune the form names: the one a click chose, as long as its name still stands in the field, or the one that
/// is called as typed. A name that fits none or several gets a sentence, and so does one of another province than the
/// chosen one, unless this is only about the fees (`quoting`): their page shows the other province.
pub async fn commune(conn: &mut Conn, form: &mut Form, quoting: bool) -> Result<Asked> {
    let typed = form.raw("commune").trim().to_owned();
    let province = Some(form.raw("province").trim().to_owned()).filter(|p| !p.is_empty());
    // The radio buttons below an ambiguous name count for that name only.
    let picked = form.raw("commune_asked").trim() == typed && !form.raw("commune_pick").is_empty();
    let code = form.raw(if picked { "commune_pick" } else { "commune_code" }).trim().to_owned();
    let chosen = if code.is_empty() { None } else { places::find(conn, &code).await? };
    let one = |commune: Commune| Asked { commune: Some(commune), near: Vec::new() };
    if let Some(commune) = &chosen
        && (picked || fits(commune, &typed, province.as_deref()))
    {
        return Ok(one(commune.clone()));
    }
    if typed.is_empty() {
        form.refuse("commune", "checkout-commune-required");
        return Ok(Asked::default());
    }
    let mut found = places::resolve(conn, &typed, province.as_deref()).await?;
    if matches!(found, Resolved::None | Resolved::Near(_)) && province.is_some() {
        // The list of provinces may still stand on its first line: a whole name elsewhere counts more than one nearly so.
        match places::resolve(conn, &typed, None).await? {
            Resolved::One(commune) if !quoting => {
                form.refuse("commune", "checkout-commune-elsewhere");
                return Ok(Asked { commune: None, near: vec![Suggestion { commune, was: None }] });
            }
            elsewhere @ (Resolved::One(_) | Resolved::Many(_)) => found = elsewhere,
            elsewhere if found == Resolved::None => found = elsewhere,
            _ => {}
        }
    }
    Ok(match found {
        Resolved::One(commune) => one(commune),
        // Also when one of them was chosen before: a name typed over it is another place until it is chosen.
        Resolved::Many(near) | Resolved::Near(near) => {
            form.refuse("commune", "checkout-commune-several");
            Asked { commune: None, near }
        }
        Resolved::None => {
            form.refuse("commune", "checkout-commune-unknown");
            Asked::default()
        }
    })
}

/// Whether the name in the field is still that of the chosen commune.
fn fits(commune: &Commune, typed: &str, province: Option<&str>) -> bool {
    let typed = fold(typed);
    (fold(&commune.full_name()) == typed || fold(&commune.name) == typed)
        && province.is_none_or(|p| p == commune.province_code)
}

/// The chosen ways: fields `delivery-<household>`.
pub fn choices(form: &Form) -> Choices {
    form.pairs()
        .iter()
        .filter_map(|(name, value)| {
            let producer = name.strip_prefix("delivery-")?.parse().ok()?;
            Some((ProducerId(producer), value.clone()))
        })
        .collect()
}

/// The form as it stands before anything was typed: filled from the last order of a signed-in buyer.
#[must_use]
pub fn prefilled(last: Option<&LastOrder>, name: &str, phone: &str, email: &str, province: &str) -> Form {
    match last {
        Some(last) => Form::blank(&[
            ("name", &last.buyer_name),
            ("phone", &Phone::stored(&last.buyer_phone).to_string()),
            ("email", last.buyer_email.as_deref().unwrap_or(email)),
            ("province", &last.province_code),
            ("commune", &last.commune_name),
            ("commune_code", &last.commune_code),
            ("street", &last.street),
        ]),
        None => Form::blank(&[("name", name), ("phone", phone), ("email", email), ("province", province)]),
    }
}
