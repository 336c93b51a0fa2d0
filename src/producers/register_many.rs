//! Many papers at once, as a table has them: a thousand cost as many queries as one. What holds of each is in
//! [`register`](super::register) and [`papers`](super::papers).

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Text};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::lock;
use super::papers::PaperError;
use super::register::{Entry, differing, said};
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, CertificateId, ProducerId, ProductId};
use crate::platform::db::Conn;
use crate::schema::{certificates, products};

/// A paper as it shall be.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub producer: ProducerId,
    /// The one of the register that it corrects.
    pub paper: Option<CertificateId>,
    pub entry: &'a Entry,
}

/// The names and types of what an [`Entry`] says, as Postgres reads it from JSON.
const COLUMNS: &str = "kind text, label text, number text, issuer text, scope_vi text, scope_en text, stars smallint, \
                       score smallint, decision_no text, decided_on date, issued_on date, expires_on date, product_id bigint";

/// Writes rows down: adds what is new, corrects what says otherwise and, when `checked`, checks all of them. Call it inside a
/// transaction.
///
/// # Locks
/// The households, in the order of their numbers.
///
/// # Refuses
/// As adding, correcting and answering one does; then none is written.
pub async fn write(conn: &mut Conn, rows: &[Row<'_>], clerk: AccountId, checked: bool) -> Result<(), PaperError> {
    let households: BTreeSet<ProducerId> = rows.iter().map(|row| row.producer).collect();
    if !lock::households(conn, &households).await? {
        return Err(PaperError::Failed(Error::NotFound));
    }
    own_products(conn, rows).await?;
    let standing = standing(conn, rows).await?;
    let added = add(conn, rows, clerk).await?;
    let mut corrected = Vec::new();
    let mut done = Vec::new();
    let mut waiting = Vec::new();
    for row in rows {
        let act = |act| Act::new(act, Some(clerk)).of(row.producer).on(&row.entry.number);
        let (paper, waits) = match row.paper {
            None => {
                let paper = added.get(&key(row.producer, row.entry)).copied().ok_or(Error::NotFound)?;
                let added = act("paper.added").shown_by(Evidence::Paper);
                done.push(added.changed(Value::Null, said(paper, row.entry)?));
                (paper, true)
            }
            Some(paper) => {
                let stood = standing.get(&paper).filter(|stood| stood.producer == row.producer);
                let stood = stood.ok_or(PaperError::Answered)?;
                if stood.entry != *row.entry {
                    let new = said(paper, row.entry)?;
                    corrected.push(new.clone());
                    let (old, new) = differing(said(paper, &stood.entry)?, new);
                    done.push(act("paper.corrected").shown_by(Evidence::File).changed(old, new));
                } else if stood.checked {
                    // It waited when the table was looked at.
                    return Err(PaperError::Answered);
                }
                (paper, !stood.checked)
            }
        };
        if checked && waits {
            waiting.push(paper);
            let state = |state: &str| json!({ "paper": paper, "state": state });
            let said = act("paper.checked").shown_by(Evidence::Paper);
            done.push(said.changed(state("waiting"), state("checked")));
        }
    }
    correct(conn, corrected).await?;
    diesel::update(certificates::table.filter(certificates::id.eq_any(&waiting)))
        .set((certificates::checked_at.eq(diesel::dsl::now), certificates::checked_by.eq(clerk)))
        .execute(conn)
        .await?;
    Ok(acts::record_all(conn, done).await?)
}

/// A household's paper of a kind has its number once.
fn key(producer: ProducerId, entry: &Entry) -> (i64, String, String) {
    (producer.0, entry.kind.clone(), entry.number.clone())
}

/// Products named by rows must be their households' own.
async fn own_products(conn: &mut Conn, rows: &[Row<'_>]) -> Result<(), PaperError> {
    let named: BTreeSet<ProductId> = rows.iter().filter_map(|row| row.entry.product_id).collect();
    let found: Vec<(ProducerId, ProductId)> = products::table
        .filter(products::id.eq_any(&named))
        .select((products::producer_id, products::id))
        .load(conn)
        .await?;
    let own: HashSet<_> = found.into_iter().collect();
    let theirs = |row: &Row<'_>| row.entry.product_id.is_none_or(|product| own.contains(&(row.producer, product)));
    if rows.iter().all(theirs) { Ok(()) } else { Err(PaperError::NotTheirs) }
}

/// A paper that was neither sent back nor revoked.
struct Standing {
    producer: ProducerId,
    checked: bool,
    entry: Entry,
}

async fn standing(conn: &mut Conn, rows: &[Row<'_>]) -> Result<HashMap<CertificateId, Standing>> {
    let ids: Vec<CertificateId> = rows.iter().filter_map(|row| row.paper).collect();
    let found: Vec<(CertificateId, ProducerId, bool, Entry)> = certificates::table
        .filter(certificates::id.eq_any(ids))
        .filter(certificates::refused_at.is_null().and(certificates::revoked_at.is_null()))
        .select((
            certificates::id,
            certificates::producer_id,
            certificates::checked_at.is_not_null(),
            Entry::as_select(),
        ))
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|(id, producer, checked, entry)| (id, Standing { producer, checked, entry })).collect())
}

#[derive(QueryableByName)]
struct Added {
    #[diesel(sql_type = BigInt)]
    id: CertificateId,
    #[diesel(sql_type = BigInt)]
    producer_id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    number: String,
}

async fn add(
    conn: &mut Conn,
    rows: &[Row<'_>],
    clerk: AccountId,
) -> Result<HashMap<(i64, String, String), CertificateId>, PaperError> {
    let mut new = Vec::new();
    for row in rows.iter().filter(|row| row.paper.is_none()) {
        let mut said = serde_json::to_value(row.entry).map_err(|error| Error::Internal(error.into()))?;
        if let Some(fields) = said.as_object_mut() {
            fields.insert("producer_id".to_owned(), json!(row.producer));
        }
        new.push(said);
    }
    let added: Vec<Added> = diesel::sql_query(format!(
        "INSERT INTO certificates (producer_id, sent_by, sent_at, kind, label, number, issuer, scope_vi, scope_en, stars, \
           score, decision_no, decided_on, issued_on, expires_on, product_id) \
         SELECT x.producer_id, $2, now(), x.kind, x.label, x.number, x.issuer, x.scope_vi, x.scope_en, x.stars, \
           x.score, x.decision_no, x.decided_on, x.issued_on, x.expires_on, x.product_id \
         FROM jsonb_to_recordset($1) AS x (producer_id bigint, {COLUMNS}) RETURNING id, producer_id, kind, number"
    ))
    .bind::<Jsonb, _>(Value::Array(new))
    .bind::<BigInt, _>(clerk.0)
    .load(conn)
    .await?;
    Ok(added.into_iter().map(|row| ((row.producer_id, row.kind, row.number), row.id)).collect())
}

/// Writes over what papers say: each as the log keeps it, with its number under `paper`.
async fn correct(conn: &mut Conn, papers: Vec<Value>) -> Result<(), PaperError> {
    diesel::sql_query(format!(
        "UPDATE certificates c SET kind = x.kind, label = x.label, number = x.number, issuer = x.issuer, \
           scope_vi = x.scope_vi, scope_en = x.scope_en, stars = x.stars, score = x.score, decision_no = x.decision_no, \
           decided_on = x.decided_on, issued_on = x.issued_on, expires_on = x.expires_on, product_id = x.product_id \
         FROM jsonb_to_recordset($1) AS x (paper bigint, {COLUMNS}) WHERE c.id = x.paper"
    ))
    .bind::<Jsonb, _>(Value::Array(papers))
    .execute(conn)
    .await?;
    Ok(())
}
