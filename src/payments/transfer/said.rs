//! Money that somebody has seen at the bank, as they say it in a form: a clerk, or a household of its own account. Looked at
//! once more before it is written, by the same person; whether a second one is asked too says [`super::second_look`].

use actix_web::rt;
use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use diesel_async::AsyncConnection as _;
use serde_json::{Value, json};

use super::kinds::Source;
use super::note::{How, Noted};
use super::told::{self, To, Told};
use super::word::{self, Whose, WordError};
use crate::accounts::acts::{self, Act};
use crate::error::Error;
use crate::kernel::clock::from_vietnam;
use crate::kernel::ids::{AccountId, BankAccountId};
use crate::platform::Shop;
use crate::platform::forms::Form;

/// A day and a time, as browsers send them.
pub const MOMENT: &str = "%Y-%m-%dT%H:%M";

/// What a form tells of money for the order of this code; what is wrong is said beside its field.
pub fn read(
    form: &mut Form,
    code: &str,
    account: Option<BankAccountId>,
    by: AccountId,
    now: DateTime<Utc>,
) -> Option<Told> {
    const LONGEST_REFERENCE: usize = 60;
    let amount = form.money("amount");
    let written = form.optional_line("reference", LONGEST_REFERENCE);
    let reference = told::reference(written.as_deref());
    // It would be forgotten without a word, and the bank's own news of this money be another's.
    if reference.is_none() && written.is_some_and(|written| !written.is_empty()) {
        form.refuse("reference", "received-reference-short");
    }
    let typed = NaiveDateTime::parse_from_str(form.raw("at").trim(), MOMENT).ok();
    // Postgres knows no other years.
    let typed = typed.filter(|at| (2000..=2100).contains(&at.year()));
    let at = typed.and_then(from_vietnam).filter(|at| *at <= now + chrono::Duration::days(1));
    if at.is_none() {
        form.refuse("at", "received-at-wrong");
    }
    let token = form.raw("token");
    let token: String = if token.len() <= 64 { token.to_owned() } else { String::new() };
    if token.is_empty() {
        form.refuse("amount", "received-again");
    }
    if !form.ok() {
        return None;
    }
    Some(Told {
        source: Source::Clerk,
        external_id: Some(token).filter(|token| !token.is_empty())?,
        statement: None,
        to: To::Account(account?),
        amount: amount?,
        content: code.to_owned(),
        bank_reference: reference,
        payer_name: None,
        payer_account: None,
        payer_bank: None,
        at: at?,
        by: Some(by),
    })
}

/// Writes it, with the act: both or neither, even when whoever pressed has lost the line by now.
///
/// # Refuses
/// As [`word::take`].
pub async fn write(shop: &Shop, told: &Told, whose: Whose, act: Act<'static>) -> Result<Noted, WordError> {
    let (ground, word) = (shop.clone(), told.clone());
    let taken = rt::spawn(async move {
        let mut conn = ground.db.conn().await?;
        conn.transaction(async |conn| {
            let noted = word::take(conn, &word, whose).await?;
            if noted.how != How::Known {
                let now = json!({ "transfer": noted.transfer, "amount": word.amount, "at": word.at,
                                  "reference": word.bank_reference });
                acts::record(conn, &act.changed(Value::Null, now)).await?;
            }
            Ok::<Noted, WordError>(noted)
        })
        .await
    });
    taken.await.map_err(|error| Error::Internal(anyhow::anyhow!("money that came, by hand: {error}")))?
}
