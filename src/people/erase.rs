//! A person goes: everything that says who they were, in one transaction, while orders, books and the log stay with a number.
//! Done twice it is done once.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::blockers::{self, Blocker};
use super::person::{self, Person, Who};
use super::steps::STEPS;
use super::{letters, lock};
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::email::EmailAddress;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::phone::Phone;
use crate::orders::photo;
use crate::platform::db::{self, Conn};
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::{Ground, locales};
use crate::producers::standing::{self, StandingError};
use crate::refusal;

#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Something has to be settled first.
    #[error("{} thing(s) stand in the way", .0.len())]
    Blocked(Vec<Blocker>),
    #[error(transparent)]
    Failed(Error),
}
refusal!(EraseError);

/// Takes a person out of every table; `false` when they are gone already. Call it inside a transaction. `by` is the clerk who
/// does it.
///
/// # Locks
/// The account, its orders, a household that it owns alone.
///
/// # Refuses
/// [`EraseError::Blocked`] while an order, money or a household's goods still need the person; nothing is written then.
pub async fn erase(conn: &mut Conn, ground: &Ground, who: Who, by: AccountId) -> Result<bool, EraseError> {
    // Words about an order are looked for in every message there is.
    db::take_time(conn).await?;
    lock::account(conn, who).await?;
    let person = person::load(conn, who).await?.ok_or(Error::NotFound)?;
    if person.erased_at.is_some() {
        return Ok(false);
    }
    lock::orders(conn, &person).await?;
    let blockers = blockers::of(conn, &person).await?;
    if !blockers.is_empty() {
        return Err(EraseError::Blocked(blockers));
    }
    let photos = photos(conn, &person).await?;
    if !photos.is_empty() {
        jobs::enqueue(conn, &[NewJob::of(&DropPhotos { names: photos }).map_err(Error::from)?]).await?;
    }
    close_households(conn, &person, by).await?;
    let gone = locales::text(Lang::Vi, "people-gone");
    let needles = needles(conn, &person).await?;
    let alone: Vec<String> = needles.iter().filter(|word| names_nobody_else(word)).cloned().collect();
    let codes = codes(conn, &person).await?;
    let office =
        Phone::normalise(&ground.config.operator.phone).map_or_else(|| NOBODY.to_owned(), |p| p.as_str().to_owned());
    // What is only ever added to gives up a name to no other transaction.
    erasing(conn, "on").await?;
    for (_, sql) in STEPS {
        diesel::sql_query(*sql)
            .bind::<Nullable<BigInt>, _>(person.who.account().map(|id| id.0))
            .bind::<Array<BigInt>, _>(person.order_ids())
            .bind::<Array<Text>, _>(person.contacts())
            .bind::<Array<Text>, _>(&needles)
            .bind::<Text, _>(&gone)
            .bind::<Nullable<Text>, _>(codes.as_deref())
            .bind::<Text, _>(&office)
            .bind::<Array<Text>, _>(&alone)
            .execute(conn)
            .await?;
    }
    erasing(conn, "").await?;
    letters::erased(conn, ground, &person).await?;
    let act = Act::new("person.erased", Some(by)).on(person.key.clone()).shown_by(Evidence::OwnRequest);
    acts::record(conn, &act).await?;
    Ok(true)
}

/// Says of this transaction, to the triggers of tables that are only added to, that it erases somebody, or that it does no more.
async fn erasing(conn: &mut Conn, word: &str) -> QueryResult<usize> {
    diesel::sql_query("SELECT set_config('market.erasing', $1, true)").bind::<Text, _>(word).execute(conn).await
}

/// A number that nobody has, where the operator's own cannot be read.
const NOBODY: &str = "+840000000";

/// Closes the households that nobody else owns. None of them has anything on sale any more.
async fn close_households(conn: &mut Conn, person: &Person, by: AccountId) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        producer_id: ProducerId,
    }
    let alone: Vec<Row> = diesel::sql_query(
        "SELECT m.producer_id FROM members m WHERE m.account_id = $1 AND m.role = 'owner' AND NOT EXISTS ( \
           SELECT FROM members n WHERE n.producer_id = m.producer_id AND n.role = 'owner' AND n.account_id <> $1) \
         ORDER BY m.producer_id",
    )
    .bind::<Nullable<BigInt>, _>(person.who.account().map(|id| id.0))
    .load(conn)
    .await?;
    for row in alone {
        let why = locales::text(Lang::Vi, "people-household-closed");
        match standing::suspend(conn, row.producer_id, Some(by), "", &why).await {
            Ok(()) | Err(StandingError::Already) => {}
            Err(StandingError::Failed(error)) => return Err(error),
            Err(other) => return Err(Error::Internal(other.into())),
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

async fn words(conn: &mut Conn, sql: &str, person: &Person) -> Result<Vec<String>> {
    let found: Vec<Word> = diesel::sql_query(sql).bind::<Array<BigInt>, _>(person.order_ids()).load(conn).await?;
    Ok(found.into_iter().map(|row| row.word).collect())
}

/// Every way in which the person is named: as they wrote it and as phones are read.
async fn needles(conn: &mut Conn, person: &Person) -> Result<Vec<String>> {
    let mut needles = words(
        conn,
        "SELECT DISTINCT unnest(ARRAY[buyer_name, buyer_phone, coalesce(buyer_email, '')]) AS word FROM orders WHERE id = ANY($1)",
        person,
    )
    .await?;
    needles.push(person.name.clone());
    needles.extend(person.phone.iter().chain(&person.email).cloned());
    let read: Vec<String> = needles.iter().flat_map(|word| person::spellings(word)).collect();
    needles.extend(read);
    needles.retain(|word| !word.is_empty());
    needles.sort();
    needles.dedup();
    Ok(needles)
}

/// Whether a word is enough to know the person by, wherever it stands: a phone, an address of mail, a name of two words or more.
/// What is only a given name is somebody else's too.
fn names_nobody_else(word: &str) -> bool {
    let phone = word.bytes().filter(u8::is_ascii_digit).count() > 7;
    let letters = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() > 1;
    phone || EmailAddress::parse(word).is_some() || word.split_whitespace().filter(letters).count() > 1
}

/// The codes of the orders as one pattern of whole words.
async fn codes(conn: &mut Conn, person: &Person) -> Result<Option<String>> {
    let codes = words(conn, "SELECT code AS word FROM orders WHERE id = ANY($1) ORDER BY code", person).await?;
    Ok((!codes.is_empty()).then(|| format!("\\m({})\\M", codes.join("|"))))
}

/// Pictures taken at the person's door, and those that came with a complaint.
async fn photos(conn: &mut Conn, person: &Person) -> Result<Vec<String>> {
    let sql = "SELECT f.file AS word FROM proofs f JOIN parcels p ON p.id = f.parcel_id \
               WHERE p.order_id = ANY($1) AND f.file IS NOT NULL \
               UNION ALL SELECT unnest(m.photos) FROM complaint_messages m JOIN complaints c ON c.id = m.complaint_id \
               JOIN parcels p ON p.id = c.parcel_id WHERE p.order_id = ANY($1)";
    words(conn, sql, person).await
}

/// Throws the pictures away once nothing names them any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct DropPhotos {
    pub names: Vec<String>,
}

impl Job for DropPhotos {
    const KIND: &'static str = "drop_photos";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        for name in &self.names {
            photo::discard(&ground, name).await?;
        }
        Ok(())
    }
}
