//! The voucher's field: what was typed there, and what it takes off the draft or why it takes nothing off.

use super::draft::Draft;
use crate::error::Result;
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::vouchers::code::Code;
use crate::vouchers::find::{self, Found};
use crate::vouchers::voucher::Refusal;
use crate::vouchers::words;

/// The field's name.
pub const FIELD: &str = "voucher";

/// What is in the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Nothing,
    /// No voucher can be called so.
    NoCode,
    Code(Code),
}

impl Typed {
    #[must_use]
    pub fn read(form: &Form) -> Self {
        match form.raw(FIELD).trim() {
            "" => Typed::Nothing,
            typed => Code::parse(typed).map_or(Typed::NoCode, Typed::Code),
        }
    }
}

/// A voucher that takes nothing off, and whose goods it is for.
#[derive(Clone, Debug)]
pub struct Refused {
    pub why: Refusal,
    name_vi: String,
    name_en: String,
}

impl Refused {
    fn of(why: Refusal, found: Option<&Found>) -> Self {
        let name = |name: fn(&Found) -> &String| found.map(name).cloned().unwrap_or_default();
        Refused { why, name_vi: name(|f| &f.name_vi), name_en: name(|f| &f.name_en) }
    }

    /// Why, as a sentence.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        words::refusal(lang, self.why, lang.pick(&self.name_vi, &self.name_en))
    }
}

/// Takes off the draft what the field's voucher gives. A refusal stands beside the field.
pub async fn apply(
    conn: &mut Conn,
    form: &mut Form,
    typed: &Typed,
    phone: Option<&Phone>,
    draft: &mut Draft,
) -> Result<Option<Refused>> {
    let refused = match typed {
        Typed::Nothing => None,
        Typed::NoCode => Some(Refused::of(Refusal::Unknown, None)),
        Typed::Code(code) => match find::find(conn, code, phone).await? {
            None => Some(Refused::of(Refusal::Unknown, None)),
            Some(found) => draft.take_off(found.clone()).err().map(|why| Refused::of(why, Some(&found))),
        },
    };
    if let Some(refused) = &refused {
        form.refuse(FIELD, refused.why.key());
    }
    Ok(refused)
}

/// The same refusal as a sentence with the voucher's own names.
pub async fn lost(conn: &mut Conn, typed: &Typed, why: Refusal) -> Result<Refused> {
    let Typed::Code(code) = typed else { return Ok(Refused::of(why, None)) };
    Ok(Refused::of(why, find::find(conn, code, None).await?.as_ref()))
}
