//! What a household does with its open revision: writes in it, sends it to the office, takes it back, throws it away.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Jsonb, Text};
use diesel_async::RunQueryDsl;

use super::content::{self, Content};
use super::load::{self, Revision};
use super::needs::{self, Need};
use super::state::RevisionState;
use super::{defaults, lock, phrases};
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId, ProductId};
use crate::platform::db::Conn;
use crate::producers::certificate;
use crate::refusal;

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("no such product of this household")]
    NotFound,
    /// Somebody else wrote in between; this is what it says now.
    #[error("written in by somebody else")]
    Stale(Box<Revision>),
    /// It is at the office, or decided on.
    #[error("nothing is open to write in")]
    NotOpen,
    /// Something is still to be filled in or may not be said.
    #[error("not ready for the office")]
    Lacks(Vec<Need>),
    #[error(transparent)]
    Failed(Error),
}
refusal!(SaveError);

#[derive(QueryableByName)]
struct Seq {
    #[diesel(sql_type = Integer)]
    seq: i32,
}

/// Writes the content over what the writer saw as `seq`; answers with the new number, or the same when nothing is new.
///
/// # Refuses
/// [`SaveError::Stale`] when it has another number by now; nothing is written.
///
/// # Locks
/// The product.
pub async fn save(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    by: AccountId,
    seq: i32,
    content: &Content,
) -> Result<i32, SaveError> {
    let now = open(conn, producer, product).await?;
    if now.content == *content {
        return Ok(now.seq);
    }
    if now.seq != seq {
        return Err(SaveError::Stale(Box::new(now)));
    }
    let row: Seq = diesel::sql_query(
        "UPDATE revisions SET content = $2, seq = seq + 1, changed_at = now(), written_by = $3 WHERE id = $1 RETURNING seq",
    )
    .bind::<BigInt, _>(now.id.0)
    .bind::<Jsonb, _>(content::kept(content)?)
    .bind::<BigInt, _>(by.0)
    .get_result(conn)
    .await?;
    Ok(row.seq)
}

/// Sends it to the office.
///
/// # Refuses
/// [`SaveError::Lacks`] with all that is still to be put right.
///
/// # Locks
/// The product.
pub async fn submit(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    today: NaiveDate,
) -> Result<(), SaveError> {
    let now = open(conn, producer, product).await?;
    let needs = lacking(conn, &now, today).await?;
    if !needs.is_empty() {
        return Err(SaveError::Lacks(needs));
    }
    turn(conn, &now, RevisionState::Submitted).await
}

/// What a revision still lacks.
pub async fn lacking(conn: &mut Conn, revision: &Revision, today: NaiveDate) -> Result<Vec<Need>, Error> {
    let (defaults, banned) = (defaults::all(conn).await?, phrases::all(conn).await?);
    let papers = certificate::shown(conn, revision.producer, today).await?;
    let category = defaults::of(&defaults, revision.content.category).filter(|c| c.takes(revision.is_first()));
    let mut needs = needs::of(&revision.content, category, revision.pictures.len(), revision.is_first(), &banned);
    // A paper that has run out since it was chosen covers nothing.
    let covered = |kind: &String| papers.iter().any(|paper| paper.kind == *kind);
    if !revision.content.certificate_kinds.iter().all(covered) {
        needs.push(Need { field: "certificates".to_owned(), sentence: "listing-need-certificate", words: None });
    }
    Ok(needs)
}

/// Takes back what waits at the office, to go on writing.
///
/// # Locks
/// The product.
pub async fn take_back(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<(), SaveError> {
    let now = newest(conn, producer, product).await?;
    if !now.state.may_become(RevisionState::Draft) {
        return Err(SaveError::NotOpen);
    }
    turn(conn, &now, RevisionState::Draft).await
}

/// Throws the open revision away, and with it a product that was never approved; where a lot or the farm diary tells of that
/// one, only its row stays, which no list shows.
///
/// # Locks
/// The product.
pub async fn discard(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<(), SaveError> {
    let now = open(conn, producer, product).await?;
    if now.is_first() {
        let gone = diesel::sql_query(
            "DELETE FROM products p WHERE p.id = $1 AND NOT EXISTS (SELECT FROM lots l WHERE l.product_id = p.id) \
               AND NOT EXISTS (SELECT FROM farm_diary d WHERE d.product_id = p.id)",
        )
        .bind::<BigInt, _>(product.0)
        .execute(conn)
        .await?;
        if gone > 0 {
            return Ok(());
        }
        // Its form may be sent once more: the token's address is free for that.
        diesel::sql_query("UPDATE products SET slug = 'nhap-' || md5('bo-' || id) WHERE id = $1")
            .bind::<BigInt, _>(product.0)
            .execute(conn)
            .await?;
    }
    diesel::sql_query("DELETE FROM revisions WHERE id = $1 AND product_id = $2")
        .bind::<BigInt, _>(now.id.0)
        .bind::<BigInt, _>(product.0)
        .execute(conn)
        .await?;
    Ok(())
}

async fn newest(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<Revision, SaveError> {
    lock::product(conn, producer, product).await?.ok_or(SaveError::NotFound)?;
    load::latest(conn, producer, product).await?.ok_or(SaveError::NotOpen)
}

async fn open(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<Revision, SaveError> {
    let now = newest(conn, producer, product).await?;
    if now.state.open_to_household() { Ok(now) } else { Err(SaveError::NotOpen) }
}

async fn turn(conn: &mut Conn, now: &Revision, to: RevisionState) -> Result<(), SaveError> {
    diesel::sql_query(
        "UPDATE revisions SET state = $2, seq = seq + 1, changed_at = now(), decided_at = NULL, decided_by = NULL, \
                submitted_at = CASE WHEN $2 = 'submitted' THEN now() ELSE submitted_at END WHERE id = $1",
    )
    .bind::<BigInt, _>(now.id.0)
    .bind::<Text, _>(to.as_str())
    .execute(conn)
    .await?;
    Ok(())
}
