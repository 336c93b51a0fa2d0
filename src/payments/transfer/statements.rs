//! Bank statements as they were uploaded: kept as they were read, looked at, then applied line by line. The same file again
//! is the same statement.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::note::{self, NoteError};
use super::told::Told;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, BankAccountId, StatementId};
use crate::payments::statement::{Statement, StatementRow};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::schema::statements;

/// A statement as it is kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Lines {
    pub rows: Vec<StatementRow>,
    /// Line, and the tail of a Fluent key.
    pub problems: Vec<(usize, String)>,
    pub debits: usize,
    /// The tail of a Fluent key, and the bank's name for it.
    pub columns: Vec<(String, String)>,
}

impl From<Statement> for Lines {
    fn from(read: Statement) -> Self {
        Lines {
            rows: read.rows,
            problems: read.problems.iter().map(|p| (p.line, p.reason.as_str().to_owned())).collect(),
            debits: read.debits,
            columns: read.columns.into_iter().map(|(what, name)| (what.to_owned(), name)).collect(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Kept {
    pub id: StatementId,
    pub name: String,
    pub account: BankAccountId,
    pub lines: Lines,
    pub uploaded_at: DateTime<Utc>,
    pub applied_at: Option<DateTime<Utc>>,
}

/// Keeps a statement; one that was kept before is that one.
pub async fn keep(
    conn: &mut Conn,
    name: &str,
    account: BankAccountId,
    hash: &str,
    lines: &Lines,
    by: AccountId,
) -> Result<StatementId> {
    let rows = serde_json::to_value(lines).map_err(anyhow::Error::from)?;
    let new: Option<StatementId> = diesel::insert_into(statements::table)
        .values((
            statements::name.eq(name),
            statements::account_id.eq(account),
            statements::content_hash.eq(hash),
            statements::rows.eq(rows),
            statements::uploaded_by.eq(by),
        ))
        .on_conflict_do_nothing()
        .returning(statements::id)
        .get_result(conn)
        .await
        .optional()?;
    if let Some(id) = new {
        return Ok(id);
    }
    let same = statements::table.filter(statements::content_hash.eq(hash).and(statements::account_id.eq(account)));
    Ok(same.select(statements::id).first(conn).await?)
}

pub async fn load(conn: &mut Conn, id: StatementId) -> Result<Kept> {
    type Row = (String, BankAccountId, serde_json::Value, DateTime<Utc>, Option<DateTime<Utc>>);
    let row: Option<Row> = statements::table
        .select((
            statements::name,
            statements::account_id,
            statements::rows,
            statements::uploaded_at,
            statements::applied_at,
        ))
        .find(id)
        .first(conn)
        .await
        .optional()?;
    let (name, account, rows, uploaded_at, applied_at) = row.ok_or(Error::NotFound)?;
    let lines = serde_json::from_value(rows).map_err(anyhow::Error::from)?;
    Ok(Kept { id, name, account, lines, uploaded_at, applied_at })
}

impl Kept {
    /// What its lines tell, in their order.
    #[must_use]
    pub fn told(&self, by: AccountId) -> Vec<Told> {
        let mut seen: HashMap<_, i64> = HashMap::new();
        let mut nth = |row: &StatementRow| {
            let same = seen.entry((row.at, row.amount, row.content.clone(), row.bank_reference.clone())).or_default();
            *same += 1;
            *same - 1
        };
        self.lines.rows.iter().map(|row| Told::of_line(self.account, row, nth(row), by)).collect()
    }
}

/// Takes every line of a statement, each in a transaction of its own, so that what was taken stays when the machine stops in
/// the middle. Again, it changes nothing. Answers with how many lines were new.
pub async fn apply(ground: &Ground, id: StatementId, by: AccountId) -> Result<usize> {
    let mut conn = ground.db.conn().await?;
    let kept = load(&mut conn, id).await?;
    let mut new = 0;
    for told in kept.told(by) {
        match conn.transaction(async |conn| note::note(conn, &told).await).await {
            Ok(noted) if noted.how == note::How::New => new += 1,
            Ok(_) => {}
            Err(NoteError::Failed(error)) => return Err(error),
            Err(refused) => tracing::warn!(statement = %id, %refused, "a line was not taken"),
        }
    }
    diesel::update(statements::table.filter(statements::id.eq(id).and(statements::applied_at.is_null())))
        .set(statements::applied_at.eq(diesel::dsl::now))
        .execute(&mut conn)
        .await?;
    Ok(new)
}
