//! Who looks at what. Opening an item from the inbox claims it for [`LEASE_MINUTES`]; every decision goes through [`settle`],
//! which refuses what another clerk holds and lets go what is decided.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::lock::{self, Take};
use crate::accounts::actors::Clerk;
use crate::error::{Error, Result};
use crate::kernel::clock::in_vietnam;
use crate::kernel::ids::AccountId;
use crate::office::own;
use crate::platform::Shop;
use crate::platform::db::Conn;

/// How long an item that was opened is its clerk's. Opening or trying to decide it begins another lease.
pub const LEASE_MINUTES: i32 = 15;

/// The sentence for a decision on what another clerk holds.
pub const HELD: &str = "inbox-held";

/// The inbox that an item was opened from; nothing when it was decided on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whence(Option<String>);

/// Lets this clerk decide on an item, and lets it go with the decision. Call it inside the transaction of the decision,
/// before anything is locked; rolled back, the claim stands as it was.
///
/// # Locks
/// The claim.
///
/// # Refuses
/// [`Error::Conflict`] with [`HELD`] when another clerk holds it, and with [`own::OWN`] when it is of the clerk's own household.
pub async fn settle(conn: &mut Conn, noun: &str, item: i64, clerk: AccountId) -> Result<Whence> {
    own::refuse(conn, noun, &[item], clerk).await?;
    if lock::take(conn, noun, item, clerk, None).await? == Take::Held {
        return Err(Error::Conflict(HELD));
    }
    Ok(Whence(remove(conn, noun, item, clerk).await?.flatten()))
}

/// Lets this clerk decide on many items at once, as [`settle`] does on one. Each item once.
///
/// # Locks
/// The claims, in the order of their numbers.
///
/// # Refuses
/// As [`settle`] does, for any of them.
pub async fn settle_all(conn: &mut Conn, noun: &str, items: &[i64], clerk: AccountId) -> Result<()> {
    own::refuse(conn, noun, items, clerk).await?;
    if !lock::take_all(conn, noun, items, clerk).await? {
        return Err(Error::Conflict(HELD));
    }
    diesel::sql_query("DELETE FROM claims WHERE kind = $1 AND item = ANY($2) AND clerk = $3")
        .bind::<Text, _>(noun)
        .bind::<Array<BigInt>, _>(items)
        .bind::<BigInt, _>(clerk.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Lets this clerk do something to an item that does not decide it: what was theirs stays theirs.
///
/// # Locks
/// The claim.
///
/// # Refuses
/// As [`settle`] does.
pub async fn hold(conn: &mut Conn, noun: &str, item: i64, clerk: AccountId) -> Result<()> {
    own::refuse(conn, noun, &[item], clerk).await?;
    match lock::take(conn, noun, item, clerk, None).await? {
        Take::Held => return Err(Error::Conflict(HELD)),
        Take::Again => {}
        Take::Fresh => {
            remove(conn, noun, item, clerk).await?;
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Gone {
    #[diesel(sql_type = Nullable<Text>)]
    view: Option<String>,
}

/// Lets an item go; the view it came from, or `None` when it was not this clerk's.
pub(super) async fn remove(conn: &mut Conn, noun: &str, item: i64, clerk: AccountId) -> Result<Option<Option<String>>> {
    let gone: Option<Gone> =
        diesel::sql_query("DELETE FROM claims WHERE kind = $1 AND item = $2 AND clerk = $3 RETURNING view")
            .bind::<Text, _>(noun)
            .bind::<BigInt, _>(item)
            .bind::<BigInt, _>(clerk.0)
            .get_result(conn)
            .await
            .optional()?;
    Ok(gone.map(|row| row.view))
}

/// The inbox, looked at this way.
#[must_use]
pub fn inbox(view: &str) -> String {
    if view.is_empty() { "/office/inbox".to_owned() } else { format!("/office/inbox?{view}") }
}

/// After a decision: to the inbox that the item was opened from, where the next one waits, or to where its page leads.
pub fn go(clerk: &Clerk, shop: &Shop, from: &Whence, else_to: &str, said: &str) -> HttpResponse {
    let back = from.0.as_deref().map(inbox);
    clerk.visitor.go(shop, back.as_deref().unwrap_or(else_to), Some(said))
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    item: i64,
    #[diesel(sql_type = Text)]
    who: String,
    #[diesel(sql_type = Bool)]
    mine: bool,
    #[diesel(sql_type = Timestamptz)]
    since: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    view: Option<String>,
}

/// A claim as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    /// The noun: `listing`, `paper`, …
    pub kind: String,
    pub item: i64,
    pub who: String,
    pub mine: bool,
    /// Since when, as a wall clock shows it.
    pub since: String,
    pub view: String,
}

/// `9:12`
#[must_use]
pub fn wall(at: DateTime<Utc>) -> String {
    in_vietnam(at).format("%-H:%M").to_string()
}

/// Who holds any of these, in one query.
pub async fn held(conn: &mut Conn, items: &[(&str, i64)], clerk: AccountId) -> Result<Vec<Held>> {
    let (nouns, ids): (Vec<&str>, Vec<i64>) = items.iter().copied().unzip();
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT c.kind, c.item, a.name AS who, c.clerk = $3 AS mine, c.since, c.view \
         FROM unnest($1, $2) AS x (kind, item) JOIN claims c ON c.kind = x.kind AND c.item = x.item AND c.until > now() \
         JOIN accounts a ON a.id = c.clerk ORDER BY c.since, c.kind, c.item",
    )
    .bind::<Array<Text>, _>(nouns)
    .bind::<Array<BigInt>, _>(ids)
    .bind::<BigInt, _>(clerk.0)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Held {
            since: wall(row.since),
            kind: row.kind,
            item: row.item,
            who: row.who,
            mine: row.mine,
            view: row.view.unwrap_or_default(),
        })
        .collect())
}
