//! `POST /office/inbox/decide`: the listings of trusted households that were ticked, each through the same use case as one
//! alone, and what became of each. Each is approved in a transaction of its own. What goes back to one household goes back in
//! one, so that it is told once; what cannot go there leaves the others as they are.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int4, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::filter::Filter;
use super::http::{self, Said};
use super::pages::Outcome;
use super::trust;
use crate::accounts::actors::Clerk;
use crate::accounts::evidence::Evidence;
use crate::catalog::revision::decide::{DecideError, Verdict};
use crate::catalog::revision::state::RevisionState;
use crate::catalog::revision::{load as revisions, save};
use crate::error::{Error, Result};
use crate::kernel::ids::{ProducerId, RevisionId};
use crate::office::listings::decide;
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::forms::Form;

/// A page of the inbox.
const MOST: usize = 25;

/// The sentence where nothing was ticked.
const NONE: &str = "inbox-bulk-none";

/// One that was ticked.
#[derive(QueryableByName)]
struct Sent {
    #[diesel(sql_type = BigInt)]
    id: RevisionId,
    /// Of the text that the clerk saw.
    #[diesel(sql_type = Int4)]
    seq: i32,
    #[diesel(sql_type = BigInt)]
    producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    name: String,
}

impl Sent {
    fn became(&self, good: bool, key: &'static str) -> Outcome {
        Outcome { name: self.name.clone(), good, key }
    }
}

/// Those of them that there are, household by household. Two clerks at once take them in the same order, so neither waits for
/// what the other waits for.
async fn load(conn: &mut Conn, ticked: &[(RevisionId, i32)]) -> Result<Vec<Sent>> {
    let (ids, seqs): (Vec<i64>, Vec<i32>) = ticked.iter().map(|(id, seq)| (id.0, *seq)).unzip();
    Ok(diesel::sql_query(
        "SELECT v.id, x.seq, p.producer_id, coalesce(v.content ->> 'name', '') AS name \
         FROM unnest($1, $2) AS x (id, seq) JOIN revisions v ON v.id = x.id JOIN products p ON p.id = v.product_id \
         ORDER BY p.producer_id, p.id, v.id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Int4>, _>(seqs)
    .load(conn)
    .await?)
}

/// What was ticked, `id:seq`, each once, and no more than a page has.
fn ticked(form: &Form) -> Vec<(RevisionId, i32)> {
    let mut all: Vec<(RevisionId, i32)> = Vec::new();
    for (name, value) in form.pairs() {
        if all.len() == MOST {
            break;
        }
        let Some((id, seq)) = value.split_once(':').filter(|_| name == "pick") else { continue };
        if let (Ok(id), Ok(seq)) = (id.parse(), seq.parse())
            && !all.iter().any(|(had, _)| had.0 == id)
        {
            all.push((RevisionId(id), seq));
        }
    }
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

/// What became of one of them; `None` for one that is gone. What it wrote before it was refused is taken back.
async fn one(
    conn: &mut Conn,
    clerk: &Clerk,
    sent: &Sent,
    verdict: &Verdict,
    today: NaiveDate,
) -> Result<Option<Outcome>> {
    // What is wrong with it is a reason to send it back, not to leave it.
    if *verdict == Verdict::Approve && lacks(conn, sent.id, today).await? {
        return Ok(Some(sent.became(false, "inbox-bulk-lacks")));
    }
    let done = conn
        .transaction(async |conn| decide::decide(conn, clerk, sent.id, sent.seq, verdict, Evidence::Trusted).await)
        .await;
    match done {
        Ok(_) => Ok(Some(sent.became(true, went(verdict)))),
        Err(DecideError::Failed(Error::Busy)) => Ok(Some(sent.became(false, "inbox-bulk-busy"))),
        Err(refused) => match (decide::sentence(&refused), refused) {
            (Some(key), _) => Ok(Some(sent.became(false, key))),
            (None, DecideError::Failed(error)) => Err(error),
            (None, _) => Ok(None),
        },
    }
}

const fn went(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "inbox-bulk-approved",
        Verdict::Return(_) => "inbox-bulk-returned",
        Verdict::Refuse(_) => "inbox-bulk-refused",
    }
}

/// What became of these, which are of one household.
async fn together(
    conn: &mut Conn,
    clerk: &Clerk,
    some: &[Sent],
    verdict: &Verdict,
    today: NaiveDate,
) -> Result<Vec<Outcome>> {
    let Some(first) = some.first() else { return Ok(Vec::new()) };
    conn.transaction(async |conn| {
        // Asked once: when the first of them is refused, the rule trusts the household no more.
        if !trust::load(conn, first.producer_id).await?.holds() {
            return Ok(some.iter().map(|sent| sent.became(false, "inbox-bulk-untrusted")).collect());
        }
        let mut outcomes = Vec::new();
        for sent in some {
            outcomes.extend(one(conn, clerk, sent, verdict, today).await?);
        }
        Ok::<_, Error>(outcomes)
    })
    .await
}

pub async fn submit(clerk: Clerk, shop: Shop, mut form: Form) -> Result<HttpResponse> {
    let filter = Filter::view(form.raw("view"), |right| clerk.visitor.may(right));
    let mut conn = shop.db.conn().await?;
    let verdict = decide::read(&mut conn, &mut form).await?;
    let sent = load(&mut conn, &ticked(&form)).await?;
    let Some(verdict) = verdict.filter(|_| !sent.is_empty()) else {
        drop(conn);
        // On the page where it was ticked.
        let filter = Filter { after: form.raw("after").parse().ok(), ..filter };
        let said = Said { refused: sent.is_empty().then_some(NONE), form, ..Said::default() };
        return http::page(&clerk, &shop, &filter, said, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut outcomes = Vec::new();
    for some in sent.chunk_by(|a, b| verdict != Verdict::Approve && a.producer_id == b.producer_id) {
        match together(&mut conn, &clerk, some, &verdict, shop.clock.today()).await {
            Ok(became) => outcomes.extend(became),
            // Those before them are decided: the clerk must see which.
            Err(Error::Busy) => outcomes.extend(some.iter().map(|sent| sent.became(false, "inbox-bulk-busy"))),
            Err(error) => return Err(error),
        }
    }
    drop(conn);
    let good = outcomes.iter().filter(|outcome| outcome.good).count();
    tracing::info!(good, clerk = %clerk.account, verdict = verdict.becomes().as_str(), "listings decided together");
    if outcomes.is_empty() {
        let said = Said { refused: Some(NONE), form, ..Said::default() };
        return http::page(&clerk, &shop, &filter, said, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    // What was typed is there for those that did not go.
    let form = if good == outcomes.len() { Form::default() } else { form };
    http::page(&clerk, &shop, &filter, Said { outcomes, form, refused: None }, StatusCode::OK).await
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
        let crafted = Form::of((0..500).map(|n| pair(&format!("{n}:{}", i32::MAX))).collect());
        assert_eq!(ticked(&crafted).len(), MOST);
    }
}
