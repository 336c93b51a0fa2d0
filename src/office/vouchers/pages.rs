//! One struct per template of the office's vouchers.

use serde::Serialize;

use crate::kernel::ids::VoucherId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::office::households::choose::Household;
use crate::office::moved::Moved;
use crate::platform::forms::Form;
use crate::platform::views::Page;
use crate::vouchers::list::Listed;
use crate::vouchers::words;

#[derive(Serialize)]
pub struct VouchersPage {
    pub vouchers: Vec<Row>,
    /// There are older ones.
    pub more: bool,
    /// The one that was to be stopped, 0 for none, and what was typed.
    pub of: VoucherId,
    pub form: Form,
}

impl Page for VouchersPage {
    const TEMPLATE: &'static str = "office/vouchers.html";
}

/// A voucher in the list.
#[derive(Serialize)]
pub struct Row {
    id: VoucherId,
    code: String,
    off: String,
    minimum: Money,
    used: i32,
    limit: Option<i32>,
    phone_limit: Option<i32>,
    cost: Money,
    from: String,
    to: String,
    borne_by: &'static str,
    note: String,
    /// As [`Listed::state`] says it.
    state: &'static str,
    live: bool,
}

impl Row {
    #[must_use]
    pub fn of(lang: Lang, listed: &Listed) -> Self {
        let terms = &listed.terms;
        let state = listed.state();
        Row {
            id: listed.id,
            code: listed.code.clone(),
            off: words::off(lang, terms, lang.pick(&listed.name_vi, &listed.name_en)),
            minimum: terms.minimum,
            used: listed.used,
            limit: terms.total_limit,
            phone_limit: terms.phone_limit,
            cost: listed.cost,
            from: words::moment(terms.starts_at),
            to: words::moment(terms.ends_at),
            borne_by: terms.borne_by.as_str(),
            note: listed.note.clone(),
            state,
            live: matches!(state, "live" | "later" | "used-up"),
        }
    }
}

#[derive(Serialize)]
pub struct VoucherPage {
    pub form: Form,
    pub households: Vec<Household>,
    /// The voucher has been used: its code and what it takes off stand.
    pub fixed: bool,
    /// The one that is changed.
    pub changed: Option<Changed>,
}

/// A voucher that is changed.
#[derive(Serialize)]
pub struct Changed {
    pub id: VoucherId,
    pub code: String,
    /// What it takes off, in words.
    pub off: String,
    pub used: i32,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
    /// What somebody else has changed meanwhile.
    pub moved: Vec<Moved>,
}

impl Page for VoucherPage {
    const TEMPLATE: &'static str = "office/voucher.html";
}
