//! Reasons ready to be chosen when something goes back: the office's own list for each kind of decision.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Int4, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::Serialize;

use crate::error::Result;
use crate::platform::db::{self, Conn};
use crate::platform::forms::Form;

/// The kinds, in the order of the page; each has a name under `reasons-kind-…`.
pub const KINDS: [&str; 8] = ["listing", "application", "identity", "paper", "household", "lift", "transfer", "flag"];
pub const MOST_TEXT: usize = 200;
/// As many of one kind as can be chosen from.
const MOST: i64 = 40;
const MOST_ALL: i64 = 500;

#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Reason {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// What the household reads.
    #[diesel(sql_type = Text)]
    pub text_vi: String,
    /// Beside it, for a clerk who reads English; may be empty.
    #[diesel(sql_type = Text)]
    pub text_en: String,
    #[diesel(sql_type = Int4)]
    pub sort: i32,
    #[diesel(sql_type = Bool)]
    pub active: bool,
    /// How often it was changed.
    #[diesel(sql_type = Int4)]
    pub seq: i32,
}

/// What can be chosen for these kinds, in one query.
pub async fn offered(conn: &mut Conn, kinds: &[&str]) -> Result<Vec<Reason>> {
    Ok(diesel::sql_query(
        "SELECT x.id, x.kind, x.text_vi, x.text_en, x.sort, x.active, x.seq FROM unnest($1) AS k (kind) \
         CROSS JOIN LATERAL (SELECT * FROM reason_templates t WHERE t.kind = k.kind AND t.active \
                             ORDER BY t.sort, t.id LIMIT $2) x ORDER BY x.kind, x.sort, x.id",
    )
    .bind::<Array<Text>, _>(kinds)
    .bind::<BigInt, _>(MOST)
    .load(conn)
    .await?)
}

/// All of them, put away ones too.
pub async fn all(conn: &mut Conn) -> Result<Vec<Reason>> {
    Ok(diesel::sql_query(
        "SELECT id, kind, text_vi, text_en, sort, active, seq FROM reason_templates ORDER BY kind, active DESC, sort, id LIMIT $1",
    )
    .bind::<BigInt, _>(MOST_ALL)
    .load(conn)
    .await?)
}

/// Puts the sentences that were chosen for a field (`<field>_reason`, any number of them) before what was typed in it.
/// Chosen once more, after the page came back, they are not put there twice.
pub async fn fill(conn: &mut Conn, form: &mut Form, kind: &str, field: &str) -> Result<()> {
    let chosen = format!("{field}_reason");
    let ids: Vec<i64> =
        form.pairs().iter().filter(|(name, _)| *name == chosen).filter_map(|(_, id)| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let texts: Vec<String> = offered(conn, &[kind])
        .await?
        .into_iter()
        .filter(|reason| ids.contains(&reason.id) && !form.raw(field).contains(&reason.text_vi))
        .map(|reason| reason.text_vi)
        .collect();
    let own = Some(form.raw(field).to_owned()).filter(|typed| !typed.trim().is_empty());
    let whole: Vec<String> = texts.into_iter().chain(own).collect();
    form.set(field, whole.join("\n"));
    form.set(&chosen, "");
    Ok(())
}

/// A reason as the page of reasons writes it.
#[derive(Clone, Debug, Serialize)]
pub struct Written {
    pub text_vi: String,
    pub text_en: String,
    pub sort: i32,
    pub active: bool,
}

impl From<Reason> for Written {
    fn from(reason: Reason) -> Self {
        Written { text_vi: reason.text_vi, text_en: reason.text_en, sort: reason.sort, active: reason.active }
    }
}

/// Adds one; `None` when the kind has this sentence already.
pub async fn add(conn: &mut Conn, kind: &str, written: &Written) -> Result<Option<i64>> {
    #[derive(QueryableByName)]
    struct Made {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let made: Option<Made> = diesel::sql_query(
        "INSERT INTO reason_templates (kind, text_vi, text_en, sort, active) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind::<Text, _>(kind)
    .bind::<Text, _>(&written.text_vi)
    .bind::<Text, _>(&written.text_en)
    .bind::<Int4, _>(written.sort)
    .bind::<Bool, _>(written.active)
    .get_result(conn)
    .await
    .optional()?;
    Ok(made.map(|row| row.id))
}

/// How changing one went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Done,
    NotFound,
    /// Somebody changed it since it was looked at.
    Meanwhile,
    /// Another of its kind says the same.
    Twice,
}

/// Writes over one, as it was when it had been changed `seen` times.
pub async fn change(conn: &mut Conn, id: i64, seen: i32, written: &Written) -> Result<Change> {
    // Of its own, so that a refusal leaves the transaction around it as it was.
    let changed: QueryResult<usize> = conn
        .transaction(async |conn| {
            diesel::sql_query(
                "UPDATE reason_templates SET text_vi = $2, text_en = $3, sort = $4, active = $5, seq = seq + 1 \
                 WHERE id = $1 AND seq = $6",
            )
            .bind::<BigInt, _>(id)
            .bind::<Text, _>(&written.text_vi)
            .bind::<Text, _>(&written.text_en)
            .bind::<Int4, _>(written.sort)
            .bind::<Bool, _>(written.active)
            .bind::<Int4, _>(seen)
            .execute(conn)
            .await
        })
        .await;
    match changed {
        Ok(0) => {
            let there = all(conn).await?.iter().any(|reason| reason.id == id);
            Ok(if there { Change::Meanwhile } else { Change::NotFound })
        }
        Ok(_) => Ok(Change::Done),
        Err(error) if db::broken_constraint(&error) == Some("reason_templates_kind_text_vi_key") => Ok(Change::Twice),
        Err(error) => Err(error.into()),
    }
}
