//! `POST /office/inbox/approve`: the listings of trusted households that were ticked, each in a transaction of its own
//! through the same use case as one alone, and what became of each.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::filter::Filter;
use super::http;
use super::pages::Outcome;
use super::trust;
use crate::accounts::actors::Clerk;
use crate::catalog::revision::decide::{DecideError, Verdict};
use crate::catalog::revision::state::RevisionState;
use crate::catalog::revision::{load as revisions, save};
use crate::error::{Error, Result};
use crate::kernel::ids::RevisionId;
use crate::office::listings::decide;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// A page of the inbox.
const MOST: usize = 25;

#[derive(QueryableByName)]
struct Sent {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    trusted: bool,
}

async fn load(conn: &mut Conn, id: RevisionId) -> Result<Option<Sent>> {
    Ok(diesel::sql_query(format!(
        "SELECT coalesce(v.content ->> 'name', '') AS name, coalesce({}, false) AS trusted \
         FROM revisions v JOIN products p ON p.id = v.product_id WHERE v.id = $1",
        trust::sql("p.producer_id")
    ))
    .bind::<BigInt, _>(id.0)
    .get_result(conn)
    .await
    .optional()?)
}

/// What was ticked, `id:seq`, each once.
fn ticked(form: &Form) -> Vec<(RevisionId, i32)> {
    let mut all: Vec<(RevisionId, i32)> = Vec::new();
    for (name, value) in form.pairs() {
        let Some((id, seq)) = value.split_once(':').filter(|_| name == "pick") else { continue };
        if let (Ok(id), Ok(seq)) = (id.parse(), seq.parse())
            && !all.iter().any(|(had, _)| had.0 == id)
        {
            all.push((RevisionId(id), seq));
        }
    }
    all.truncate(MOST);
    all
}

/// Whether a clerk who opened it would read that something is wrong with it by now: a claim that was forbidden since it was
/// sent in, a paper that ran out.
async fn lacks(conn: &mut Conn, id: RevisionId, today: NaiveDate) -> Result<bool> {
    match revisions::find(conn, id).await? {
        Some(found) if found.state == RevisionState::Submitted => {
            Ok(!save::lacking(conn, &found, today).await?.is_empty())
        }
        _ => Ok(false),
    }
}

/// What became of one of them; `None` for one that never was.
async fn one(conn: &mut Conn, clerk: &Clerk, id: RevisionId, seq: i32, today: NaiveDate) -> Result<Option<Outcome>> {
    let Some(sent) = load(conn, id).await? else { return Ok(None) };
    let told = |good: bool, key: &'static str| Some(Outcome { name: sent.name.clone(), good, key });
    if !sent.trusted {
        return Ok(told(false, "inbox-bulk-untrusted"));
    }
    if lacks(conn, id, today).await? {
        return Ok(told(false, "inbox-bulk-lacks"));
    }
    let done = conn.transaction(async |conn| decide::decide(conn, clerk, id, seq, &Verdict::Approve).await).await;
    match done {
        Ok(_) => {
            tracing::info!(revision = %id, clerk = %clerk.account, "listing approved with others");
            Ok(told(true, "inbox-bulk-approved"))
        }
        Err(refused) => match (decide::sentence(&refused), refused) {
            (Some(key), _) => Ok(told(false, key)),
            (None, DecideError::Failed(error)) => Err(error),
            (None, _) => Ok(None),
        },
    }
}

pub async fn submit(clerk: Clerk, shop: Shop, form: Form) -> Result<HttpResponse> {
    let filter = Filter::view(form.raw("view"), |right| clerk.visitor.may(right));
    let mut conn = shop.db.conn().await?;
    let mut outcomes = Vec::new();
    for (id, seq) in ticked(&form) {
        match one(&mut conn, &clerk, id, seq, shop.clock.today()).await {
            Ok(outcome) => outcomes.extend(outcome),
            // Those before it are approved: the clerk must see which.
            Err(Error::Busy) => outcomes.push(Outcome { name: id.to_string(), good: false, key: "inbox-bulk-busy" }),
            Err(error) => return Err(error),
        }
    }
    drop(conn);
    if outcomes.is_empty() {
        return http::page(&clerk, &shop, &filter, outcomes, Some("inbox-bulk-none"), StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
    http::page(&clerk, &shop, &filter, outcomes, None, StatusCode::OK).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ticked_is_read_once_each_and_nonsense_is_left_out() {
        let pair = |value: &str| ("pick".to_owned(), value.to_owned());
        let form =
            Form::of(["7:2", "7:3", "x:1", "8", "9:99999999999", "-1:1", ":", "10:1"].map(pair).into_iter().collect());
        assert_eq!(ticked(&form), [(RevisionId(7), 2), (RevisionId(-1), 1), (RevisionId(10), 1)]);
    }
}
