//! A harvest as a household types it: days, and kilograms.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::catalog::harvest::queries::Harvest;
use crate::catalog::harvest::write::Terms;
use crate::kernel::clock::{from_vietnam, in_vietnam, last_day};
use crate::kernel::weight;
use crate::platform::forms::{Form, weight_sentence};

/// A thousand tonnes: more is mistyped.
const MOST_G: i64 = 1_000_000_000;
/// A window or a delivery a year ahead is mistyped too.
const FARTHEST: u64 = 400;

/// Reads the form; what is wrong is said beside its field. `old` is what the harvest was, for days that are past by now.
pub fn read(form: &mut Form, today: NaiveDate, old: Option<&Harvest>) -> Option<Terms> {
    let opens = form.day("opens_on");
    let closes = form.day("closes_on");
    let from = form.day("ships_from");
    let to = form.day("ships_to");
    let expected_g = kilos(form, "expected");
    let cap_g = if form.raw("cap").trim().is_empty() { expected_g } else { kilos(form, "cap") };
    let (opens, closes, from, to) = (opens?, closes?, from?, to?);
    let farthest = today.checked_add_days(Days::new(FARTHEST))?;
    for (field, day) in [("opens_on", opens), ("closes_on", closes), ("ships_from", from), ("ships_to", to)] {
        if day > farthest {
            form.refuse(field, "sell-harvest-too-far");
        }
    }
    if closes < opens {
        form.refuse("closes_on", "sell-harvest-closes-first");
    } else if closes < today && old.is_none_or(|h| last_day(h.closes_at) != closes) {
        form.refuse("closes_on", "sell-harvest-past");
    } else if closes > to && old.is_none_or(|h| (last_day(h.closes_at), h.ships_to) != (closes, to)) {
        // What is ordered later could not be sent any more.
        form.refuse("closes_on", "sell-harvest-closes-late");
    }
    if to < from {
        form.refuse("ships_to", "sell-harvest-ships-backwards");
    } else if to.signed_duration_since(from).num_days() > 60 {
        form.refuse("ships_to", "sell-harvest-ships-long");
    } else if to < today && old.is_none_or(|h| h.ships_to != to) {
        form.refuse("ships_to", "sell-harvest-past");
    }
    if from < opens {
        form.refuse("ships_from", "sell-harvest-ships-early");
    }
    let (expected_g, cap_g) = (expected_g?, cap_g?);
    if cap_g > expected_g {
        form.refuse("cap", "sell-harvest-cap-above");
    }
    let minimum = minimum(form, cap_g, opens, from, today, old);
    let at = |day: NaiveDate| from_vietnam(day.and_time(NaiveTime::MIN));
    let end_of = |day: NaiveDate| at(day.checked_add_days(Days::new(1))?);
    let (minimum_g, decide_at) = match minimum? {
        Some((grams, day)) => (Some(grams), Some(end_of(day)?)),
        None => (None, None),
    };
    let (opens_at, closes_at) = (at(opens)?, end_of(closes)?);
    let terms = Terms { opens_at, closes_at, expected_g, cap_g, ships_from: from, ships_to: to, minimum_g, decide_at };
    form.ok().then_some(terms)
}

/// The least that is worth picking and the day that decides; both or neither.
fn minimum(
    form: &mut Form,
    cap_g: i64,
    opens: NaiveDate,
    ships: NaiveDate,
    today: NaiveDate,
    old: Option<&Harvest>,
) -> Option<Option<(i64, NaiveDate)>> {
    if form.raw("minimum").trim().is_empty() {
        return Some(None);
    }
    let grams = kilos(form, "minimum")?;
    let day = form.day("decide_on")?;
    if grams > cap_g {
        form.refuse("minimum", "sell-harvest-minimum-above");
    }
    let as_it_was = old.and_then(|h| h.decide_at).map(last_day) == Some(day);
    if day < opens || day >= ships || day < today && !as_it_was {
        form.refuse("decide_on", "sell-harvest-decide-wrong");
    }
    Some(Some((grams, day)))
}

/// The form as a harvest stands.
#[must_use]
pub fn of(harvest: &Harvest) -> Form {
    let mut form = Form::default();
    form.set("opens_on", in_vietnam(harvest.opens_at).date_naive().to_string());
    form.set("closes_on", last_day(harvest.closes_at).to_string());
    form.set("ships_from", harvest.ships_from.to_string());
    form.set("ships_to", harvest.ships_to.to_string());
    form.set("expected", written(harvest.expected_g));
    form.set("cap", written(harvest.cap_g));
    form.set("minimum", harvest.minimum_g.map(written).unwrap_or_default());
    form.set("decide_on", harvest.decide_at.map(|at| last_day(at).to_string()).unwrap_or_default());
    form
}

/// Kilograms as they are typed, in grams: `120`, `1,5`, `1200`.
fn kilos(form: &mut Form, field: &str) -> Option<i64> {
    let grams = weight::kilos(form.raw(field)).filter(|grams| (1..=MOST_G).contains(grams));
    if grams.is_none() {
        form.refuse(field, weight_sentence(form.raw(field), "sell-harvest-kilos"));
    }
    grams
}

/// Grams as a field shows them in kilograms.
fn written(grams: i64) -> String {
    let rest = format!("{:03}", grams % 1_000);
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { (grams / 1_000).to_string() } else { format!("{},{rest}", grams / 1_000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilograms_are_read_as_they_are_shown() {
        for grams in [120_000, 1_500, 500, 1_234, 1_200_000, 1_200_250] {
            assert_eq!(weight::kilos(&written(grams)), Some(grams), "{}", written(grams));
        }
        let mut form = Form::of(vec![("expected".into(), "1.200".into()), ("cap".into(), "0.850".into())]);
        assert_eq!((kilos(&mut form, "expected"), kilos(&mut form, "cap")), (None, Some(850)));
        let faults: Vec<(String, String)> = form.faults().collect();
        assert_eq!(faults, vec![("expected".to_owned(), "field-weight-unclear".to_owned())]);
    }
}
