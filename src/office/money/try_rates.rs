//! The box to try rates: what an order placed on a day would be charged, by the sums that the checkout makes.

use chrono::NaiveDate;
use serde::Serialize;

use crate::error::Result;
use crate::kernel::ids::CategoryId;
use crate::kernel::money::Money;
use crate::payments::charges::{self, Of};
use crate::payments::rates::{STATUSES, TAX_CLASSES};
use crate::payments::rule::Rule;
use crate::payments::{rules, settings};
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// What came of it.
#[derive(Serialize)]
pub struct Tried {
    day: NaiveDate,
    sum: Money,
    charges: Vec<Charged>,
    /// What the household gets of the goods.
    left: Money,
    /// No tax is held back on that day.
    no_tax: bool,
}

#[derive(Serialize)]
struct Charged {
    /// Tail of a Fluent key.
    kind: &'static str,
    bp: i32,
    amount: Money,
}

/// Answers what was asked; `None` when nothing was, or when something in it is refused beside its field.
pub async fn answer(conn: &mut Conn, form: &mut Form, today: NaiveDate) -> Result<Option<Tried>> {
    if !form.has("sum") {
        return Ok(None);
    }
    let sum = form.money("sum");
    let day = if form.raw("day").is_empty() { Some(today) } else { form.day("day") };
    let category = form.id("category").map(CategoryId);
    for (name, words) in [("tax_class", &TAX_CLASSES[..]), ("status", &STATUSES[..])] {
        if !words.contains(&form.raw(name)) {
            form.refuse(name, "field-choose");
        }
    }
    let (Some(sum), Some(day), Some(category), true) = (sum, day, category, form.ok()) else { return Ok(None) };
    let of = Of { category, tax_class: form.raw("tax_class"), status: form.raw("status") };
    let Some(rates) = charges::rates_of(conn, of, day).await? else {
        form.refuse("category", "field-choose");
        return Ok(None);
    };
    let withholding = withheld(conn, day, today).await?;
    let charged: Vec<_> = charges::of_sum(sum, &rates, withholding)
        .into_iter()
        .map(|(bp, charge)| Charged { kind: charge.kind, bp, amount: charge.amount })
        .collect();
    let taken: Money = charged.iter().map(|c| c.amount).sum();
    Ok(Some(Tried { day, sum, charges: charged, left: sum - taken, no_tax: !withholding }))
}

/// Whether tax is held back on that day: as it was changed or is planned to be changed by then, and today as it is.
async fn withheld(conn: &mut Conn, day: NaiveDate, today: NaiveDate) -> Result<bool> {
    let mut changes = rules::of(conn, Rule::Withholding, rules::SHOWN).await?;
    changes.retain(|change| !change.withdrawn);
    let known = changes.iter().filter(|c| c.from_day <= day && (c.planned || day < today));
    match known.max_by_key(|c| (c.from_day, c.id)) {
        Some(change) => Ok(change.value != 0),
        // Until it is changed for the first time nothing is held back.
        None if day < today && changes.iter().any(|c| !c.planned) => Ok(false),
        None => Ok(settings::load(conn).await?.withholding),
    }
}
