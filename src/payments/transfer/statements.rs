//! Bank statements as they were uploaded: kept as they were read, looked at, then applied line by line by a job. The same
//! file again is the same statement.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::note::{self, NoteError};
use super::repeated::Repeated;
use super::told::Told;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, BankAccountId, StatementId};
use crate::payments::statement::{Statement, StatementRow};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::signals;
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
    /// When somebody asked for it to be applied, and who.
    pub asked: Option<(DateTime<Utc>, AccountId)>,
    /// How many lines the job has gone through.
    pub taken: usize,
}

/// How far the job is with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub taken: usize,
    pub total: usize,
}

/// Keeps a statement, its [`Lines`] as JSON, and says whether it is new; one that was kept before is that one.
pub async fn keep(
    conn: &mut Conn,
    name: &str,
    account: BankAccountId,
    hash: &str,
    rows: serde_json::Value,
    by: AccountId,
) -> Result<(StatementId, bool)> {
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
        return Ok((id, true));
    }
    let same = statements::table.filter(statements::content_hash.eq(hash).and(statements::account_id.eq(account)));
    Ok((same.select(statements::id).first(conn).await?, false))
}

pub async fn load(conn: &mut Conn, id: StatementId) -> Result<Kept> {
    type Asked = (Option<DateTime<Utc>>, Option<AccountId>, i32);
    type Row = (String, BankAccountId, String, DateTime<Utc>, Option<DateTime<Utc>>, Asked);
    let row: Option<Row> = statements::table
        .select((
            statements::name,
            statements::account_id,
            diesel::dsl::sql::<Text>("statements.rows::text"),
            statements::uploaded_at,
            statements::applied_at,
            (statements::asked_at, statements::asked_by, statements::taken),
        ))
        .find(id)
        .first(conn)
        .await
        .optional()?;
    let (name, account, rows, uploaded_at, applied_at, (asked_at, asked_by, taken)) = row.ok_or(Error::NotFound)?;
    // Megabytes of them are read on a thread that answers nobody.
    let lines =
        tokio::task::spawn_blocking(move || serde_json::from_str::<Lines>(&rows)).await.map_err(anyhow::Error::from)?;
    let lines = lines.map_err(anyhow::Error::from)?;
    let (asked, taken) = (asked_at.zip(asked_by), usize::try_from(taken).unwrap_or_default());
    Ok(Kept { id, name, account, lines, uploaded_at, applied_at, asked, taken })
}

impl Kept {
    /// How far the job is, while it is at work.
    #[must_use]
    pub fn under_way(&self) -> Option<Progress> {
        let waits = self.asked.is_some() && self.applied_at.is_none();
        waits.then_some(Progress { taken: self.taken, total: self.lines.rows.len() })
    }

    /// What its lines tell, in their order.
    #[must_use]
    pub fn told(&self, by: AccountId) -> Vec<Told> {
        let mut seen: HashMap<_, i64> = HashMap::new();
        let mut nth = |row: &StatementRow| {
            let same = seen.entry((row.at, row.amount, row.content.clone(), row.bank_reference.clone())).or_default();
            *same += 1;
            *same - 1
        };
        let told =
            |row: &StatementRow| Told { statement: Some(self.id), ..Told::of_line(self.account, row, nth(row), by) };
        self.lines.rows.iter().map(told).collect()
    }
}

/// Asks for a statement to be applied, and says whether nobody had. Again, while it is being applied or after, it changes nothing; where the job has
/// been given up, there is a new one.
pub async fn ask(conn: &mut Conn, id: StatementId, by: AccountId) -> Result<bool> {
    conn.transaction(async |conn| {
        let fresh = statements::table.filter(statements::id.eq(id).and(statements::asked_at.is_null()));
        let asked = diesel::update(fresh)
            .set((statements::asked_at.eq(diesel::dsl::now), statements::asked_by.eq(by)))
            .execute(conn)
            .await?;
        let row: Option<(Option<DateTime<Utc>>, i32)> = statements::table
            .select((statements::applied_at, statements::taken))
            .find(id)
            .first(conn)
            .await
            .optional()?;
        if let (None, taken) = row.ok_or(Error::NotFound)? {
            enqueue(conn, id, usize::try_from(taken).unwrap_or_default()).await?;
        }
        Ok(asked == 1)
    })
    .await
}

/// The job from this line on; a later line is another job, so that it can be written while this one still runs.
async fn enqueue(conn: &mut Conn, id: StatementId, from: usize) -> Result<()> {
    let job = NewJob::of(&TakeStatement { statement: id, from })?.once(format!("{id}:{from}"));
    jobs::enqueue(conn, &[job]).await?;
    signals::send(conn, signals::EVENTS).await?;
    Ok(())
}

/// Takes the lines of a statement, each in a transaction of its own, so that what was taken stays when the machine stops in
/// the middle. After a while it leaves the rest to the next job: no job may hold a lane for long.
#[derive(Debug, Serialize, Deserialize)]
pub struct TakeStatement {
    pub statement: StatementId,
    pub from: usize,
}

/// As long as one job goes on.
const LEASE: Duration = Duration::from_secs(20);
/// So often it is written down how far it is.
const EVERY: usize = 100;

impl Job for TakeStatement {
    const KIND: &'static str = "take_statement";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let (id, until) = (self.statement, Instant::now() + LEASE);
        let mut conn = ground.db.conn().await?;
        let kept = load(&mut conn, id).await?;
        let Some((_, by)) = kept.asked.filter(|_| kept.applied_at.is_none()) else { return Ok(()) };
        // A job that comes again after a crash goes on where the one before had come to.
        let from = self.from.max(kept.taken);
        let every = kept.told(by);
        let mut repeated = Repeated::of(&every);
        for (n, told) in every.into_iter().enumerate().skip(from) {
            if n > from && n.is_multiple_of(EVERY) {
                note_taken(&mut conn, id, n).await?;
                if Instant::now() > until {
                    return Ok(enqueue(&mut conn, id, n).await?);
                }
            }
            match conn.transaction(async |conn| note::note_line(conn, &told, &mut repeated).await).await {
                Ok(_) => {}
                Err(NoteError::Failed(error)) => return Err(error.into()),
                Err(refused) => tracing::warn!(statement = %id, line = n, %refused, "a line was not taken"),
            }
        }
        note_taken(&mut conn, id, kept.lines.rows.len()).await?;
        let open = statements::table.filter(statements::id.eq(id).and(statements::applied_at.is_null()));
        diesel::update(open).set(statements::applied_at.eq(diesel::dsl::now)).execute(&mut conn).await?;
        tracing::info!(statement = %id, clerk = %by, lines = kept.lines.rows.len(), "statement applied");
        Ok(())
    }
}

/// Two jobs at once, after one was taken for dead, only ever go on.
async fn note_taken(conn: &mut Conn, id: StatementId, taken: usize) -> Result<()> {
    let taken = i32::try_from(taken).unwrap_or(i32::MAX);
    let behind = statements::table.filter(statements::id.eq(id).and(statements::taken.lt(taken)));
    diesel::update(behind).set(statements::taken.eq(taken)).execute(conn).await?;
    Ok(())
}
