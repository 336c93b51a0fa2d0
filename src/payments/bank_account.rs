//! Bank accounts that money goes to: the market's own and each household's.

use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::{Value, json};

use super::refund_account::Account;
use super::{banks, tell_moved};
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::{BankAccountId, ProducerId};
use crate::platform::db::{self, Conn};
use crate::platform::forms::Form;
use crate::schema::bank_accounts;

/// An account in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = bank_accounts)]
pub struct BankAccount {
    pub id: BankAccountId,
    /// `None`: the market's own.
    pub producer_id: Option<ProducerId>,
    /// The bank's six digits at NAPAS.
    pub bin: String,
    pub number: String,
    /// As banks write it: capitals without accents.
    pub holder: String,
}

/// Where the money goes, without the whole number: a phone may be looked at by others.
#[derive(Serialize)]
pub struct Masked {
    pub bank: String,
    pub last: String,
    pub holder: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It is the market's, or a household's.
    #[error("an account of somebody else")]
    Taken,
    /// It is not the one any more that whoever changes it has seen.
    #[error("an account that was changed meanwhile")]
    Meanwhile,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for ChangeError {
    fn from(error: Error) -> Self {
        ChangeError::Failed(error)
    }
}

impl From<DbError> for ChangeError {
    fn from(error: DbError) -> Self {
        match db::broken_constraint(&error) {
            Some("bank_accounts_once") => ChangeError::Taken,
            // Two at once where there was none: the second has seen none.
            Some("bank_accounts_live") => ChangeError::Meanwhile,
            _ => ChangeError::Failed(error.into()),
        }
    }
}

/// Enough of an account for its owner to know it by.
pub fn masked(bin: &str, number: &str, holder: &str) -> Masked {
    let hidden = number.chars().count().saturating_sub(4);
    let bank = banks::find(bin).map_or(bin, |bank| bank.short_name).to_owned();
    Masked { bank, last: number.chars().skip(hidden).collect(), holder: holder.to_owned() }
}

/// The market's account, once the office has set one.
pub async fn of_market(conn: &mut Conn) -> Result<Option<BankAccount>> {
    Ok(bank_accounts::table
        .select(BankAccount::as_select())
        .filter(bank_accounts::producer_id.is_null().and(bank_accounts::ended_at.is_null()))
        .first(conn)
        .await
        .optional()?)
}

/// An account, in use or ended.
pub async fn find(conn: &mut Conn, id: BankAccountId) -> Result<Option<BankAccount>> {
    Ok(bank_accounts::table.select(BankAccount::as_select()).find(id).first(conn).await.optional()?)
}

/// The accounts of these households, of those that have one.
pub async fn of_households(conn: &mut Conn, producers: &[ProducerId]) -> Result<Vec<BankAccount>> {
    let asked: Vec<Option<ProducerId>> = producers.iter().copied().map(Some).collect();
    Ok(bank_accounts::table
        .select(BankAccount::as_select())
        .filter(bank_accounts::producer_id.eq_any(asked).and(bank_accounts::ended_at.is_null()))
        .load(conn)
        .await?)
}

/// Sets the account of the market (`None`) or of a household; the one before is ended and kept, for money may still be
/// on its way to it. The same account again changes nothing.
///
/// # Refuses
/// The account that somebody else has, see [`ChangeError`].
pub async fn set(
    conn: &mut Conn,
    producer: Option<ProducerId>,
    bin: &str,
    number: &str,
    holder: &str,
) -> Result<BankAccountId, ChangeError> {
    let account = Account { bin: bin.to_owned(), number: number.to_owned(), holder: holder.to_owned() };
    let before = live(conn, producer).await?;
    match before {
        Some(before) if same(&before, &account) => Ok(before.id),
        before => replace(conn, producer, before.as_ref(), &account, false).await,
    }
}

async fn live(conn: &mut Conn, producer: Option<ProducerId>) -> Result<Option<BankAccount>> {
    match producer {
        Some(producer) => Ok(of_households(conn, &[producer]).await?.pop()),
        None => of_market(conn).await,
    }
}

/// Sets an account in place of this one and of no other: what was put there since it was read stays. Buyers who were shown
/// another number are told.
async fn replace(
    conn: &mut Conn,
    producer: Option<ProducerId>,
    before: Option<&BankAccount>,
    account: &Account,
    shared: bool,
) -> Result<BankAccountId, ChangeError> {
    if let Some(before) = before {
        let live = bank_accounts::table.find(before.id).filter(bank_accounts::ended_at.is_null());
        let ended = diesel::update(live).set(bank_accounts::ended_at.eq(diesel::dsl::now)).execute(conn).await?;
        if ended == 0 {
            return Err(ChangeError::Meanwhile);
        }
    }
    let now: BankAccountId = diesel::insert_into(bank_accounts::table)
        .values((
            bank_accounts::producer_id.eq(producer),
            bank_accounts::bin.eq(&account.bin),
            bank_accounts::number.eq(&account.number),
            bank_accounts::holder.eq(&account.holder),
            bank_accounts::shared.eq(shared),
        ))
        .returning(bank_accounts::id)
        .get_result(conn)
        .await?;
    let shown = match before {
        // The same number: a code that shows it is right.
        Some(before) if before.bin == account.bin && before.number == account.number => None,
        Some(before) => Some(before.id),
        None => last_ended(conn, producer).await?,
    };
    if let Some(shown) = shown {
        tell_moved::ask(conn, shown).await?;
    }
    Ok(now)
}

async fn last_ended(conn: &mut Conn, producer: Option<ProducerId>) -> Result<Option<BankAccountId>> {
    Ok(bank_accounts::table
        .select(bank_accounts::id)
        .filter(bank_accounts::producer_id.is_not_distinct_from(producer).and(bank_accounts::ended_at.is_not_null()))
        .order((bank_accounts::ended_at.desc(), bank_accounts::id.desc()))
        .first(conn)
        .await
        .optional()?)
}

fn same(own: &BankAccount, account: &Account) -> bool {
    own.bin == account.bin && own.number == account.number && own.holder == account.holder
}

/// Whether the market, or a household, other than `producer` has this account in use.
async fn taken(conn: &mut Conn, producer: Option<ProducerId>, account: &Account) -> Result<bool> {
    let live = bank_accounts::table.filter(bank_accounts::ended_at.is_null());
    let same = live.filter(bank_accounts::bin.eq(&account.bin).and(bank_accounts::number.eq(&account.number)));
    let others = same.filter(bank_accounts::producer_id.is_distinct_from(producer));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(conn).await?)
}

/// The account that the page of this form showed, from its hidden field; `None` where it showed none, or no page of ours made
/// the form: it saw nothing.
#[must_use]
pub fn seen(form: &Form) -> Option<BankAccountId> {
    form.raw("seen").parse().ok().map(BankAccountId)
}

/// Writes into a form which account its page shows.
pub fn show(form: &mut Form, account: Option<&BankAccount>) {
    form.set("seen", account.map(|account| account.id.to_string()).unwrap_or_default());
}

/// Sets an account in place of the one that was `seen` and writes the change down; `None` when it was that one already. With
/// `shared`, which the office alone may say, also one that somebody else has. Call it inside a transaction.
///
/// # Refuses
/// The account that somebody else has, see [`ChangeError`]; not to who has it already and writes its holder anew. Any where
/// another than the one that was seen is in use by now.
pub async fn change(
    conn: &mut Conn,
    producer: Option<ProducerId>,
    seen: Option<BankAccountId>,
    account: &Account,
    shared: bool,
    act: Act<'_>,
) -> Result<Option<BankAccountId>, ChangeError> {
    let before = live(conn, producer).await?;
    if before.as_ref().is_some_and(|before| same(before, account)) {
        return Ok(None);
    }
    if before.as_ref().map(|before| before.id) != seen {
        return Err(ChangeError::Meanwhile);
    }
    let taken = taken(conn, producer, account).await?;
    let own = before.as_ref().is_some_and(|b| b.bin == account.bin && b.number == account.number);
    if taken && !shared && !own {
        return Err(ChangeError::Taken);
    }
    let now = replace(conn, producer, before.as_ref(), account, taken).await?;
    // Enough to see what happened, too little to be of use to a reader of the log.
    let known = |bin: &str, number: &str, holder: &str| json!(masked(bin, number, holder));
    let was = before.map_or(Value::Null, |b| known(&b.bin, &b.number, &b.holder));
    acts::record(conn, &act.changed(was, known(&account.bin, &account.number, &account.holder))).await?;
    Ok(Some(now))
}
