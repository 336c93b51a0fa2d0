//! Phone numbers: kept as E.164 (`+84912345678`), shown as people say them (`0912 345 678`).

use std::fmt;
use std::ops::RangeInclusive;

use phonenumber::country;
use serde::Serialize;

/// How long E.164 is, plus sign and all; the tables know some countries' longer ones, which no network carries.
const LENGTHS: RangeInclusive<usize> = 8..=16;

/// A Vietnamese or foreign number in E.164.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// A number that can exist, as libphonenumber's tables have it; `None` otherwise.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let number = phonenumber::parse(Some(country::VN), typed.trim()).ok()?;
        let e164 = e164(&number);
        (phonenumber::is_valid(&number) && LENGTHS.contains(&e164.len())).then_some(Phone(e164))
    }

    /// The same spelling rules without asking whether the number exists: for finding an account by what was typed,
    /// where a refusal would only say less.
    #[must_use]
    pub fn normalise(typed: &str) -> Option<Self> {
        let number = phonenumber::parse(Some(country::VN), typed.trim()).ok()?;
        let e164 = e164(&number);
        LENGTHS.contains(&e164.len()).then_some(Phone(e164))
    }

    /// A number read back from the database.
    #[must_use]
    pub fn stored(e164: &str) -> Self {
        Phone(e164.to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits, which a guest gives to look at an order.
    #[must_use]
    pub fn last_four(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

fn e164(number: &phonenumber::PhoneNumber) -> String {
    number.format().mode(phonenumber::Mode::E164).to_string()
}

/// `0912 345 678` at home, `+1 202 555 0123` abroad.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rest) = self.0.strip_prefix("+84")
            && let (9, Some(a), Some(b), Some(c)) = (rest.len(), rest.get(..3), rest.get(3..6), rest.get(6..))
        {
            return write!(f, "0{a} {b} {c}");
        }
        match phonenumber::parse(None, &self.0) {
            Ok(number) => number.format().mode(phonenumber::Mode::International).fmt(f),
            Err(_) => self.0.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_number_is_one_number() {
        let home = ["0912345678", "0912 345 678", "0912.345.678", " 0912-345-678 "];
        let abroad = ["+84912345678", "+84 912 345 678", "84912345678", "0084912345678", "0084 912 345 678"];
        for typed in home.into_iter().chain(abroad) {
            let phone = Phone::parse(typed).unwrap();
            assert_eq!(phone.as_str(), "+84912345678", "{typed}");
            assert_eq!(phone.to_string(), "0912 345 678");
            assert_eq!(phone.last_four(), "5678");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in ["", "abc", "0912", "0100000001", "091234567890123", "'; drop table", "+49 30 1234567890123"] {
            assert_eq!(Phone::parse(typed), None, "{typed}");
        }
        assert_eq!(Phone::normalise("0100000001").unwrap().as_str(), "+84100000001");
    }
}
