//! Papers that a household sends, and the clerk's word on them. Nobody but the household and the office sees one that was
//! not checked, and its scan nobody else ever.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::json;

use super::certificate::state_sql;
use super::lock;
use crate::accounts::acts::{self, Act};
use crate::accounts::evidence::Evidence;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, CertificateId, ProducerId};
use crate::kernel::paging::{Cursor, cut};
use crate::media::strip::strip;
use crate::platform::db::{self, Conn};
use crate::schema::certificates;

/// What a scan is, told by its first bytes and never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanKind {
    Jpg,
    Png,
    Webp,
    Pdf,
}

impl ScanKind {
    /// The kind of these bytes; `None` for what we do not keep.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(ScanKind::Jpg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ScanKind::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ScanKind::Webp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(ScanKind::Pdf),
            _ => None,
        }
    }

    /// The word in the database, and a file's ending.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ScanKind::Jpg => "jpg",
            ScanKind::Png => "png",
            ScanKind::Webp => "webp",
            ScanKind::Pdf => "pdf",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [ScanKind::Jpg, ScanKind::Png, ScanKind::Webp, ScanKind::Pdf].into_iter().find(|kind| kind.as_str() == word)
    }

    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            ScanKind::Jpg => "image/jpeg",
            ScanKind::Png => "image/png",
            ScanKind::Webp => "image/webp",
            ScanKind::Pdf => "application/pdf",
        }
    }
}

/// A scan without what a phone wrote into it: where it was taken, when, with what. A PDF stays as it is, as a signature in it
/// may ask.
///
/// # Refuses
/// What we do not keep, and a picture that is larger than its looker's machine can show: the Fluent key of a sentence.
pub fn clean(upload: &[u8]) -> Result<(ScanKind, Vec<u8>), &'static str> {
    match ScanKind::of(upload).ok_or("paper-file-kind")? {
        ScanKind::Pdf => Ok((ScanKind::Pdf, upload.to_vec())),
        kind => strip(upload).map(|clean| (kind, clean)).map_err(|refused| refused.sentence()),
    }
}

/// Where scans lie: no public address leads there.
pub(super) const FOLDER: &str = "private/papers";

/// Where a scan lies.
#[must_use]
pub fn file(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// A paper as its household describes it.
#[derive(Clone, Debug)]
pub struct NewPaper {
    pub producer: ProducerId,
    pub kind: &'static str,
    pub label: String,
    pub number: String,
    pub issuer: String,
    pub stars: Option<i16>,
    pub issued_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    pub scan_name: String,
    pub scan_kind: ScanKind,
}

#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The household has sent this number before, and it was not sent back.
    #[error("sent before")]
    Twice,
    /// Another household's checked paper has this number.
    #[error("another household's")]
    Taken,
    /// Somebody has answered already, or it no longer stands.
    #[error("answered already")]
    Answered,
    /// The product it names is another household's.
    #[error("another household's product")]
    NotTheirs,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for PaperError {
    fn from(error: Error) -> Self {
        PaperError::Failed(error)
    }
}

impl From<diesel::result::Error> for PaperError {
    fn from(error: diesel::result::Error) -> Self {
        match db::broken_constraint(&error) {
            Some("certificates_once") => PaperError::Twice,
            Some("certificates_checked") => PaperError::Taken,
            _ => PaperError::Failed(error.into()),
        }
    }
}

/// Writes a paper that waits for the office. Its scan is kept already. Call it inside a transaction.
///
/// # Refuses
/// A number of the same kind that waits or is checked already.
pub async fn send(conn: &mut Conn, new: &NewPaper, account: AccountId, on_behalf: bool) -> Result<(), PaperError> {
    let id: CertificateId = diesel::insert_into(certificates::table)
        .values((
            certificates::producer_id.eq(new.producer),
            certificates::kind.eq(new.kind),
            certificates::label.eq(&new.label),
            certificates::number.eq(&new.number),
            certificates::issuer.eq(&new.issuer),
            certificates::stars.eq(new.stars),
            certificates::issued_on.eq(new.issued_on),
            certificates::expires_on.eq(new.expires_on),
            certificates::scan_name.eq(&new.scan_name),
            certificates::scan_kind.eq(new.scan_kind.as_str()),
            certificates::sent_by.eq(account),
            certificates::sent_at.eq(diesel::dsl::now),
        ))
        .returning(certificates::id)
        .get_result(conn)
        .await?;
    let act = Act::new("paper.sent", Some(account)).of(new.producer).on_behalf(on_behalf).on(&new.number);
    let said = json!({
        "paper": id, "kind": new.kind, "label": new.label, "number": new.number, "issuer": new.issuer, "stars": new.stars,
        "issued_on": new.issued_on, "expires_on": new.expires_on, "scan": new.scan_kind.as_str(),
    });
    Ok(acts::record(conn, &act.changed(serde_json::Value::Null, said)).await?)
}

/// A clerk's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Checked,
    /// With a reason for the household.
    Refused(String),
}

/// Notes the answer. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// A paper that was answered already, and one whose number another household's checked paper has.
pub async fn answer(
    conn: &mut Conn,
    producer: ProducerId,
    paper: CertificateId,
    clerk: AccountId,
    answer: &Answer,
) -> Result<(), PaperError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let row = || certificates::table.find(paper).filter(certificates::producer_id.eq(producer));
    let number: Option<String> = row().select(certificates::number).first(conn).await.optional()?;
    let number = number.ok_or(Error::NotFound)?;
    let waiting = row().filter(certificates::checked_at.is_null().and(certificates::refused_at.is_null()));
    let (changed, act, now, why) = match answer {
        Answer::Checked => {
            let set = (certificates::checked_at.eq(diesel::dsl::now), certificates::checked_by.eq(clerk));
            (diesel::update(waiting).set(set).execute(conn).await?, "paper.checked", "checked", "")
        }
        Answer::Refused(why) => {
            let set = (
                certificates::refused_at.eq(diesel::dsl::now),
                certificates::checked_by.eq(clerk),
                certificates::refused_why.eq(why),
            );
            (diesel::update(waiting).set(set).execute(conn).await?, "paper.refused", "refused", why.as_str())
        }
    };
    if changed == 0 {
        return Err(PaperError::Answered);
    }
    let act = Act::new(act, Some(clerk)).of(producer).on(number);
    let act = if why.is_empty() { act.shown_by(Evidence::Paper) } else { act.because(why) };
    let stood = |state: &str| json!({ "paper": paper, "state": state });
    Ok(acts::record(conn, &act.changed(stood("waiting"), stood(now))).await?)
}

/// A paper as household and office see it.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Sent {
    #[diesel(sql_type = BigInt)]
    pub id: CertificateId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub label: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Text)]
    pub issuer: String,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub stars: Option<i16>,
    #[diesel(sql_type = Date)]
    pub issued_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub expires_on: Option<NaiveDate>,
    /// `in-force`, `soon`, `expired`, `refused`, `revoked` or `waiting`: the tail of a Fluent key.
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Text)]
    /// Why it was sent back or revoked.
    pub why: String,
    /// The office has said yes or no to it.
    #[diesel(sql_type = Bool)]
    answered: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub scan_kind: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub sent_at: Option<DateTime<Utc>>,
}

/// A page of them: as many as nearly anyone has. The office's file has all.
pub const SHOWN: usize = 60;

/// A page of a household's papers, what nobody has answered first.
pub async fn list(
    conn: &mut Conn,
    producer: ProducerId,
    today: NaiveDate,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Sent>, Option<Cursor>)> {
    let mut rows: Vec<Sent> = diesel::sql_query(format!(
        "SELECT c.id, c.kind, c.label, c.number, c.issuer, c.stars, c.issued_on, c.expires_on, c.scan_kind, c.sent_at, \
                coalesce(nullif(c.revoked_why, ''), c.refused_why) AS why, {} AS state, \
                c.checked_at IS NOT NULL OR c.refused_at IS NOT NULL AS answered \
         FROM certificates c WHERE c.producer_id = $1 \
           AND ($3 IS NULL OR ((c.checked_at IS NOT NULL OR c.refused_at IS NOT NULL)::int, -c.id) > ($3, -$4)) \
         ORDER BY answered, c.id DESC LIMIT $5",
        state_sql("c", "$2")
    ))
    .bind::<BigInt, _>(producer.0)
    .bind::<Date, _>(today)
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.key))
    .bind::<BigInt, _>(after.map_or(0, |cursor| cursor.id.max(0)))
    .bind::<BigInt, _>(i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |row| Cursor { key: row.answered.into(), id: row.id.0 });
    Ok((rows, next))
}

/// The name and kind of a paper's scan; `None` for another household's paper, and one without.
pub async fn scan_of(
    conn: &mut Conn,
    producer: ProducerId,
    paper: CertificateId,
) -> Result<Option<(String, ScanKind)>> {
    let found: Option<(Option<String>, Option<String>)> = certificates::table
        .find(paper)
        .filter(certificates::producer_id.eq(producer))
        .select((certificates::scan_name, certificates::scan_kind))
        .first(conn)
        .await
        .optional()?;
    let Some((Some(name), Some(kind))) = found else { return Ok(None) };
    Ok(ScanKind::parse(&kind).map(|kind| (name, kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_what_its_bytes_are() {
        assert_eq!(ScanKind::of(b"\xff\xd8\xff\xe0rest"), Some(ScanKind::Jpg));
        assert_eq!(ScanKind::of(b"\x89PNG\r\n\x1a\nrest"), Some(ScanKind::Png));
        assert_eq!(ScanKind::of(b"RIFF\0\0\0\0WEBPVP8 "), Some(ScanKind::Webp));
        assert_eq!(ScanKind::of(b"%PDF-1.7"), Some(ScanKind::Pdf));
        for other in [&b""[..], b"<html>", b"GIF89a", b"MZ", b"\xff\xd8", b"PK\x03\x04", b" %PDF-1.7"] {
            assert_eq!(ScanKind::of(other), None);
        }
        for kind in [ScanKind::Jpg, ScanKind::Png, ScanKind::Webp, ScanKind::Pdf] {
            assert_eq!(ScanKind::parse(kind.as_str()), Some(kind));
        }
    }
}
