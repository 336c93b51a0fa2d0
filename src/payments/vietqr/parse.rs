//! Reading a payload, strictly: checksum, lengths at both levels, NAPAS' own fields. For checking what was drawn, and for
//! taking a household's account from the code that its bank gave it.

use thiserror::Error;

use super::tlv::{self, Field};
use super::{COUNTRY, NAPAS, Target, VIETNAM_DONG, crc, is_bin, is_number};
use crate::kernel::money::Money;

/// EMVCo allows 512 characters.
const LONGEST: usize = 512;

/// How the money gets there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Straight to an account or a card.
    Transfer(Target),
    /// To a merchant's number at an acquiring bank (`QRPUSH`, or no service named).
    Merchant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// For one payment only.
    pub dynamic: bool,
    pub service: Service,
    /// Six digits.
    pub bin: String,
    /// 1 to 19 letters and digits.
    pub number: String,
    pub amount: Option<Money>,
    pub bill: Option<String>,
    pub purpose: Option<String>,
    pub category: Option<String>,
    pub merchant_name: Option<String>,
    pub city: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    #[error("not a payload: too long, or not plain ASCII")]
    NotAPayload,
    #[error("a field's length does not fit")]
    Length,
    #[error("the checksum is missing or wrong")]
    Checksum,
    #[error("field {0} stands twice")]
    Twice(u8),
    #[error("field {0} is missing")]
    Missing(u8),
    #[error("field {0} says what it may not say")]
    Wrong(u8),
}

/// Reads a payload; the checksum may be in either case, for one bank writes it small.
pub fn parse(text: &str) -> Result<Payload, Unreadable> {
    if text.len() > LONGEST || !text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Err(Unreadable::NotAPayload);
    }
    check_sum(text)?;
    let fields = Fields::read(text)?;
    // The version comes first, so that a reader knows what the rest is.
    if !text.starts_with("000201") {
        return Err(Unreadable::Wrong(0));
    }
    let dynamic = match fields.need(1)? {
        "11" => false,
        "12" => true,
        _ => return Err(Unreadable::Wrong(1)),
    };
    if fields.need(53)? != VIETNAM_DONG {
        return Err(Unreadable::Wrong(53));
    }
    if fields.need(58)? != COUNTRY {
        return Err(Unreadable::Wrong(58));
    }
    let (service, bin, number) = merchant(fields.need(38)?)?;
    let more = Fields::read(fields.get(62).unwrap_or_default())?;
    Ok(Payload {
        dynamic,
        service,
        bin,
        number,
        amount: fields.get(54).map(amount).transpose()?,
        bill: more.text(1),
        purpose: more.text(8),
        category: fields.text(52),
        merchant_name: fields.text(59),
        city: fields.text(60),
    })
}

/// The last field is `6304` and four hex digits, over everything before them.
fn check_sum(text: &str) -> Result<(), Unreadable> {
    let (body, sum) = text.split_at_checked(text.len().saturating_sub(4)).ok_or(Unreadable::Checksum)?;
    let hex = sum.len() == 4 && sum.bytes().all(|b| b.is_ascii_hexdigit());
    let said = u16::from_str_radix(sum, 16).map_err(|_| Unreadable::Checksum)?;
    if hex && body.ends_with("6304") && crc::of(body) == said { Ok(()) } else { Err(Unreadable::Checksum) }
}

fn merchant(template: &str) -> Result<(Service, String, String), Unreadable> {
    let wrong = Unreadable::Wrong(38);
    let fields = Fields::read(template)?;
    if fields.get(0) != Some(NAPAS) {
        return Err(wrong);
    }
    let service = match fields.get(2) {
        Some("QRIBFTTA") => Service::Transfer(Target::Account),
        Some("QRIBFTTC") => Service::Transfer(Target::Card),
        Some("QRPUSH") | None => Service::Merchant,
        Some(_) => return Err(wrong),
    };
    let beneficiary = Fields::read(fields.get(1).ok_or(wrong)?)?;
    let bin = beneficiary.text(0).filter(|bin| is_bin(bin)).ok_or(wrong)?;
    let number = beneficiary.text(1).filter(|number| is_number(number)).ok_or(wrong)?;
    Ok((service, bin, number))
}

/// Digits only, at most 13, above 0.
fn amount(text: &str) -> Result<Money, Unreadable> {
    let digits = text.len() <= 13 && text.bytes().all(|b| b.is_ascii_digit());
    let amount: i64 = text.parse().map_err(|_| Unreadable::Wrong(54))?;
    if digits && amount > 0 { Ok(Money::dong(amount)) } else { Err(Unreadable::Wrong(54)) }
}

/// Fields by number, each at most once.
struct Fields<'a>(Vec<(u8, &'a str)>);

impl<'a> Fields<'a> {
    fn read(text: &'a str) -> Result<Self, Unreadable> {
        let mut numbered: Vec<(u8, &str)> = Vec::new();
        for Field { id, value } in tlv::read(text).map_err(|_| Unreadable::Length)? {
            let id: u8 = id.parse().map_err(|_| Unreadable::Length)?;
            if numbered.iter().any(|(other, _)| *other == id) {
                return Err(Unreadable::Twice(id));
            }
            numbered.push((id, value));
        }
        Ok(Fields(numbered))
    }

    fn get(&self, id: u8) -> Option<&'a str> {
        self.0.iter().find(|(other, _)| *other == id).map(|(_, value)| *value)
    }

    fn need(&self, id: u8) -> Result<&'a str, Unreadable> {
        self.get(id).ok_or(Unreadable::Missing(id))
    }

    fn text(&self, id: u8) -> Option<String> {
        self.get(id).map(str::to_owned)
    }
}
