//! The office's register of papers: what a clerk writes down, corrects, takes back. Sending and answering are in
//! [`papers`](super::papers); all of it is about one kind of row, and each act is in the log with what was there before.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::lock;
use super::papers::{PaperError, ScanKind};
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, CertificateId, ProducerId, ProductId};
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::schema::{certificates, products};

/// What a paper says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = certificates)]
#[diesel(treat_none_as_null = true)]
pub struct Entry {
    pub kind: String,
    pub label: String,
    pub number: String,
    pub issuer: String,
    pub scope_vi: String,
    pub scope_en: String,
    pub stars: Option<i16>,
    /// In tenths.
    pub score: Option<i16>,
    pub decision_no: String,
    pub decided_on: Option<NaiveDate>,
    pub issued_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    /// The household's product that it is about.
    pub product_id: Option<ProductId>,
}

/// Says that somebody has corrected a paper since it was looked at.
pub const MOVED: &str = "office-moved";

impl Entry {
    /// What a form carries to say which words it was made over.
    #[must_use]
    pub fn mark(&self) -> String {
        secrets::hex(secrets::hash(&format!("{self:?}")).get(..16).unwrap_or_default())
    }
}

/// The certificate's household and what it says; `None` when there is none of this number.
pub async fn find(conn: &mut Conn, id: CertificateId) -> Result<Option<(ProducerId, Entry)>> {
    let row = certificates::table.find(id).select((certificates::producer_id, Entry::as_select()));
    Ok(row.first(conn).await.optional()?)
}

/// Writes a paper down that came to the office; `seen`: the clerk has its original in hand. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// A number of the same kind that the household has already, or, once seen, another one has.
pub async fn add(
    conn: &mut Conn,
    producer: ProducerId,
    entry: &Entry,
    clerk: AccountId,
    seen: bool,
) -> Result<CertificateId, PaperError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    own_product(conn, producer, entry.product_id).await?;
    let id: CertificateId = diesel::insert_into(certificates::table)
        .values((
            certificates::producer_id.eq(producer),
            entry,
            certificates::sent_by.eq(clerk),
            certificates::sent_at.eq(diesel::dsl::now),
        ))
        .returning(certificates::id)
        .get_result(conn)
        .await?;
    let act = Act::new("paper.added", Some(clerk)).of(producer).on(&entry.number).shown_by(Evidence::Paper);
    acts::record(conn, &act.changed(Value::Null, said(id, entry)?)).await?;
    if seen {
        super::papers::answer(conn, producer, id, clerk, &super::papers::Answer::Checked).await?;
    }
    Ok(id)
}

/// Writes over what a paper says; `why` stands in the log. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// A paper that was sent back or revoked, a number that is another one's, and, with [`MOVED`], one that somebody has corrected
/// since the form of this mark was made.
pub async fn correct(
    conn: &mut Conn,
    id: CertificateId,
    entry: &Entry,
    clerk: AccountId,
    seen: &str,
    why: &str,
) -> Result<(), PaperError> {
    let (producer, _) = find(conn, id).await?.ok_or(Error::NotFound)?;
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    own_product(conn, producer, entry.product_id).await?;
    let (_, before) = find(conn, id).await?.ok_or(Error::NotFound)?;
    if before == *entry {
        return Ok(());
    }
    if seen != before.mark() {
        return Err(PaperError::Failed(Error::Conflict(MOVED)));
    }
    let stands = certificates::refused_at.is_null().and(certificates::revoked_at.is_null());
    let row = certificates::table.find(id).filter(stands);
    if diesel::update(row).set(entry).execute(conn).await? == 0 {
        return Err(PaperError::Answered);
    }
    let (old, new) = differing(said(id, &before)?, said(id, entry)?);
    let act = Act::new("paper.corrected", Some(clerk)).of(producer).on(&entry.number).because(why);
    Ok(acts::record(conn, &act.changed(old, new)).await?)
}

/// Takes the office's word back: the badge goes at once. Call it inside a transaction. Returns whose paper it was.
///
/// # Locks
/// The household.
///
/// # Refuses
/// A paper that is not checked, or revoked already.
pub async fn revoke(conn: &mut Conn, id: CertificateId, clerk: AccountId, why: &str) -> Result<ProducerId, PaperError> {
    let (producer, entry) = find(conn, id).await?.ok_or(Error::NotFound)?;
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let stands = certificates::checked_at.is_not_null().and(certificates::revoked_at.is_null());
    let changed = diesel::update(certificates::table.find(id).filter(stands))
        .set((
            certificates::revoked_at.eq(diesel::dsl::now),
            certificates::revoked_by.eq(clerk),
            certificates::revoked_why.eq(why),
        ))
        .execute(conn)
        .await?;
    if changed == 0 {
        return Err(PaperError::Answered);
    }
    let act = Act::new("paper.revoked", Some(clerk)).of(producer).on(&entry.number).because(why);
    let stood = |state: &str| json!({ "paper": id, "state": state });
    acts::record(conn, &act.changed(stood("checked"), stood("revoked"))).await?;
    Ok(producer)
}

/// Puts a scan, kept already under `name`, beside a paper; the one before is no longer shown. Call it inside a transaction.
pub async fn attach(
    conn: &mut Conn,
    id: CertificateId,
    clerk: AccountId,
    name: &str,
    kind: ScanKind,
) -> Result<(), PaperError> {
    let (producer, entry) = find(conn, id).await?.ok_or(Error::NotFound)?;
    let before: Option<String> = certificates::table.find(id).select(certificates::scan_kind).first(conn).await?;
    diesel::update(certificates::table.find(id))
        .set((certificates::scan_name.eq(name), certificates::scan_kind.eq(kind.as_str())))
        .execute(conn)
        .await?;
    let act = Act::new("paper.scanned", Some(clerk)).of(producer).on(&entry.number).shown_by(Evidence::Paper);
    let stood = |scan: Option<&str>| json!({ "paper": id, "scan": scan });
    Ok(acts::record(conn, &act.changed(stood(before.as_deref()), stood(Some(kind.as_str())))).await?)
}

/// A product named by a form must be the household's own.
async fn own_product(conn: &mut Conn, producer: ProducerId, product: Option<ProductId>) -> Result<(), PaperError> {
    let Some(product) = product else { return Ok(()) };
    let own = products::table.find(product).filter(products::producer_id.eq(producer)).count();
    let n: i64 = own.get_result(conn).await?;
    if n == 0 { Err(PaperError::NotTheirs) } else { Ok(()) }
}

/// What the log keeps of a paper.
pub(super) fn said(id: CertificateId, entry: &Entry) -> Result<Value> {
    let mut said = serde_json::to_value(entry).map_err(anyhow::Error::new)?;
    if let Some(fields) = said.as_object_mut() {
        fields.insert("paper".to_owned(), json!(id));
    }
    Ok(said)
}

/// Of both only what differs, and which paper it is.
pub(super) fn differing(old: Value, new: Value) -> (Value, Value) {
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return (Value::Null, Value::Null) };
    let kept = |one: &Map<String, Value>, other: &Map<String, Value>| {
        let kept = one.iter().filter(|(name, value)| *name == "paper" || other.get(*name) != Some(*value));
        Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    (kept(&old, &new), kept(&new, &old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_keeps_what_a_correction_changed() {
        let (old, new) = differing(json!({"paper": 1, "a": 1, "b": 2}), json!({"paper": 1, "a": 1, "b": 3}));
        assert_eq!((old, new), (json!({"paper": 1, "b": 2}), json!({"paper": 1, "b": 3})));
    }
}
