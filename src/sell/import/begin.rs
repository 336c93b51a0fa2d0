//! `POST /sell/import/{id}`: says begin. Again, while it is at work, it only wakes the job; afterwards it changes nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use serde_json::{Value, json};

use super::columns::Column;
use super::http::id_of;
use super::job;
use super::keep::Line;
use super::read::MOST_ROWS;
use super::weigh::{Fate, Weighed};
use super::{keep, lock, shelf, show};
use crate::accounts::actors::{Member, Seller};
use crate::accounts::acts;
use crate::error::{Error, Result};
use crate::kernel::ids::ImportId;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;
use crate::refusal;

#[derive(Debug, thiserror::Error)]
enum BeginError {
    /// Somebody bought, wrote or mended after the page was shown.
    #[error("not what the household saw")]
    Moved,
    #[error("another file of the household's is at work")]
    Another,
    #[error("no row can be taken over")]
    Nothing,
    #[error(transparent)]
    Failed(Error),
}
refusal!(BeginError);

pub async fn submit(Seller(member): Seller, shop: Shop, id: web::Path<String>, form: Form) -> Result<HttpResponse> {
    let id = id_of(&id)?;
    let mut conn = shop.db.conn().await?;
    keep::find(&mut conn, member.producer, id).await?;
    let begun = conn.transaction(async |conn| begin(conn, &member, id, form.raw("seen")).await).await;
    drop(conn);
    let sentence = match begun {
        Ok(()) => return Ok(member.visitor.go(&shop, &format!("/sell/import/{id}"), None)),
        Err(BeginError::Failed(error)) => return Err(error),
        Err(BeginError::Moved) => "import-seen-other",
        Err(BeginError::Another) => "import-another-at-work",
        Err(BeginError::Nothing) => "import-nothing",
    };
    show::page(&member, &shop, id, &show::Wanted::default(), Some(sentence), StatusCode::CONFLICT).await
}

/// Rows of a table whose cells the log tells one by one; how many there are it says of all.
const TOLD: usize = 100;

/// What a table changes of what there was, and what it brings, as the log keeps it: so many of its rows.
fn told(lines: &[Line], foreseen: &[Weighed], most: usize) -> (Value, Value) {
    let writing = lines.iter().zip(foreseen).filter(|(_, weighed)| weighed.fate.writes());
    let rows = writing.clone().count();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (Line { row, .. }, weighed) in writing.take(most) {
        if weighed.fate == Fate::Changed {
            before.extend(weighed.changes.iter().map(|change| change.column.cell(row.line, &change.from)));
            after.extend(weighed.changes.iter().map(|change| change.column.cell(row.line, &change.to)));
        } else {
            let typed = Column::ALL.into_iter().filter(|column| !row.field(*column).is_empty());
            after.extend(typed.map(|column| column.cell(row.line, row.field(column))));
        }
    }
    let before = if before.is_empty() { Value::Null } else { json!({ "cells": before }) };
    (before, if after.is_empty() { json!({ "rows": rows }) } else { json!({ "rows": rows, "cells": after }) })
}

/// # Locks
/// The household's turn, then the import.
async fn begin(conn: &mut Conn, member: &Member, id: ImportId, seen: &str) -> Result<(), BeginError> {
    lock::household(conn, member.producer).await?;
    let stand = lock::import(conn, id).await?.ok_or(Error::NotFound)?;
    if stand.ended_at.is_some() {
        return Ok(());
    }
    if stand.at_work() {
        // Where the job has been given up, there is a new one.
        return Ok(job::enqueue(conn, id, stand.taken).await?);
    }
    if keep::other_at_work(conn, member.producer).await?.is_some() {
        return Err(BeginError::Another);
    }
    let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    let lines = keep::rows(conn, id, 0, most).await?;
    let mut shelf = shelf::load(conn, member.producer).await?;
    let foreseen = show::foresee(&mut shelf, &lines, member.visitor.lang);
    if show::digest(&foreseen)? != seen {
        return Err(BeginError::Moved);
    }
    if !foreseen.iter().any(|weighed| weighed.fate.writes()) {
        return Err(BeginError::Nothing);
    }
    let kept: Vec<_> =
        lines.iter().zip(&foreseen).map(|(line, weighed)| (line.n, weighed.was, weighed.fate == Fate::Wrong)).collect();
    keep::begin(conn, id, member.account, &kept).await?;
    let act = member.act("goods.imported").on(&stand.file_name);
    // What members change themselves stands beside each pack, with their names.
    let (before, after) = told(&lines, &foreseen, if member.clerk { TOLD } else { 0 });
    acts::record(conn, &act.changed(before, after)).await?;
    job::enqueue(conn, id, 0).await?;
    Ok(())
}
