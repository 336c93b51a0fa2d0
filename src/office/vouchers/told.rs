//! A voucher as the log keeps it.

use serde_json::{Value, json};

use crate::vouchers::edit::Editable;
use crate::vouchers::make::NewVoucher;
use crate::vouchers::voucher::{Off, Terms};

pub fn of_new(new: &NewVoucher) -> Value {
    of(new.code.as_str(), &new.terms, &new.note)
}

pub fn of_kept(kept: &Editable) -> Value {
    of(&kept.code, &kept.terms, &kept.note)
}

fn of(code: &str, terms: &Terms, note: &str) -> Value {
    let (percent, amount, most) = match terms.off {
        Off::Percent { percent, most } => (Some(percent), None, most),
        Off::Amount(amount) => (None, Some(amount), None),
    };
    json!({
        "code": code,
        "percent": percent,
        "amount": amount,
        "most": most,
        "minimum": terms.minimum,
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "total_limit": terms.total_limit,
        "phone_limit": terms.phone_limit,
        "borne_by": terms.borne_by.as_str(),
        "producer": terms.household,
        "note": note,
    })
}
