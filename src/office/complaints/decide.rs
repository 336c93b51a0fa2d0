//! Reading a clerk's decision from its form.

use crate::complaints::settle::Outcome;
use crate::kernel::money::Money;
use crate::payments::refund::{Part, Way};
use crate::platform::forms::Form;

/// Shares of the goods' money that a button gives back.
const SHARES: [(&str, i64); 3] = [("30", 30), ("50", 50), ("100", 100)];
pub const MOST_WORDS: usize = 1000;

/// What has not gone back of a parcel yet.
#[derive(Clone, Copy)]
pub struct Left {
    pub goods: Money,
    pub shipping: Money,
}

/// The outcome with its words, or a sentence beside each field that is wrong. `outcome` is `refund` (with `share`, or `amount`, and `shipping`,
/// `way`), `replacement` (with `day`), `agreed` or `refused`.
pub fn read(form: &mut Form, left: Left, today: chrono::NaiveDate) -> Option<(Outcome, String)> {
    let words = form.optional_lines("words", MOST_WORDS);
    if words.as_ref().is_some_and(String::is_empty) {
        form.refuse("words", "complaint-words-needed");
    }
    let outcome = match form.raw("outcome") {
        "refund" => {
            let part = part(form, left);
            let way = Way::parse(form.raw("way"));
            if way.is_none() {
                form.refuse("way", "field-choose");
            }
            part.zip(way).map(|(part, way)| Outcome::Refund { part, way })
        }
        "replacement" => {
            let day = form.day("day");
            if day.is_some_and(|day| day < today || day > today + chrono::Days::new(60)) {
                form.refuse("day", "complaint-day-wrong");
            }
            day.map(|by| Outcome::Replacement { by })
        }
        "agreed" => Some(Outcome::Agreed),
        "refused" => Some(Outcome::Refused),
        _ => {
            form.refuse("outcome", "field-choose");
            None
        }
    };
    if form.ok() { outcome.zip(words) } else { None }
}

/// How much goes back. All of the goods with the delivery is what is left of the parcel, whatever it is by then.
fn part(form: &mut Form, left: Left) -> Option<Part> {
    let shipping = form.ticked("shipping");
    if form.raw("share") == "amount" {
        return form.money("amount").map(Part::Amount);
    }
    let share = SHARES.into_iter().find(|(word, _)| *word == form.raw("share"));
    let Some((_, percent)) = share else {
        form.refuse("share", "field-choose");
        return None;
    };
    if percent == 100 {
        return Some(Part::Rest { shipping });
    }
    // To the whole đồng, in the buyer's favour.
    let goods = Money::dong(left.goods.amount().saturating_mul(percent).saturating_add(99) / 100);
    let shipping = if shipping { left.shipping } else { Money::ZERO };
    Some(Part::Of { goods, shipping })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_without_its_reason_or_its_day_is_none() {
        let left = Left { goods: Money::dong(100_001), shipping: Money::ZERO };
        let today = "2026-11-23".parse().unwrap();
        let mut form = Form::blank(&[("outcome", "refused")]);
        assert!(read(&mut form, left, today).is_none());
        let mut form = Form::blank(&[("outcome", "replacement"), ("day", "2026-11-22"), ("words", "Gửi lại")]);
        assert!(read(&mut form, left, today).is_none());
        let mut form =
            Form::blank(&[("outcome", "refund"), ("share", "50"), ("way", "cash"), ("words", "Hỏng một nửa")]);
        let (outcome, _) = read(&mut form, left, today).unwrap();
        let (goods, shipping) = (Money::dong(50_001), Money::ZERO);
        assert!(matches!(outcome, Outcome::Refund { part, .. } if part == Part::Of { goods, shipping }));
    }
}
