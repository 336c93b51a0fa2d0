//! The terms that a household agrees to: which text, in which version, who, and when. The text is a page of the shop; the
//! database counts its versions and keeps each of them, so that a consent can be proved (Law 91/2025/QH15 on personal data).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::lock;
use crate::accounts::acts::{self, Act};
use crate::error::Error;
use crate::kernel::ids::{AccountId, ProducerId};
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{pages, terms_acceptances};

/// The page of the terms.
pub const SLUG: &str = "seller-terms";

/// The terms as they stand now.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = pages)]
pub struct Terms {
    pub lang: String,
    pub title: String,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// The office has changed the text since the page was shown.
    #[error("another version by now")]
    Changed,
    #[error(transparent)]
    Failed(Error),
}
refusal!(AcceptError);

/// The terms in this language, or in the other one when they are not written in this; `None` when there are none.
pub async fn current(conn: &mut Conn, lang: Lang) -> Result<Option<Terms>, Error> {
    let mut both: Vec<Terms> = pages::table.select(Terms::as_select()).filter(pages::slug.eq(SLUG)).load(conn).await?;
    both.sort_by_key(|terms| terms.lang != lang.code());
    Ok(both.into_iter().next())
}

/// Notes that `account` agreed for the household to this version; the same again writes nothing. Call it inside a
/// transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// A version that is not the one that stands now.
pub async fn accept(
    conn: &mut Conn,
    producer: ProducerId,
    account: AccountId,
    on_behalf: bool,
    lang: &str,
    version: i32,
) -> Result<(), AcceptError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let stands: Option<i32> = pages::table.find((SLUG, lang)).select(pages::version).first(conn).await.optional()?;
    if stands != Some(version) {
        return Err(AcceptError::Changed);
    }
    let fresh = diesel::insert_into(terms_acceptances::table)
        .values((
            terms_acceptances::producer_id.eq(producer),
            terms_acceptances::account_id.eq(account),
            terms_acceptances::slug.eq(SLUG),
            terms_acceptances::lang.eq(lang),
            terms_acceptances::version.eq(version),
            terms_acceptances::on_behalf.eq(on_behalf),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if fresh > 0 {
        let act = Act::new("terms.accepted", Some(account)).of(producer).on_behalf(on_behalf);
        let agreed = json!({ "lang": lang, "version": version });
        acts::record(conn, &act.on(format!("{lang} {version}")).changed(Value::Null, agreed)).await?;
    }
    Ok(())
}

/// Who agreed to what, newest first.
#[derive(Clone, Debug, QueryableByName, serde::Serialize)]
pub struct Acceptance {
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub who: String,
    #[diesel(sql_type = diesel::sql_types::Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub lang: String,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pub version: i32,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub on_behalf: bool,
    /// It is the text that stands now.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub current: bool,
}

/// As many as a page shows.
pub async fn accepted(conn: &mut Conn, producer: ProducerId) -> Result<Vec<Acceptance>, Error> {
    Ok(diesel::sql_query(
        "SELECT a.name AS who, t.at, t.lang, t.version, t.on_behalf, coalesce(p.version = t.version, false) AS current \
         FROM terms_acceptances t JOIN accounts a ON a.id = t.account_id \
         LEFT JOIN pages p ON p.slug = t.slug AND p.lang = t.lang \
         WHERE t.producer_id = $1 AND t.slug = $2 ORDER BY t.id DESC LIMIT 10",
    )
    .bind::<diesel::sql_types::BigInt, _>(producer.0)
    .bind::<diesel::sql_types::Text, _>(SLUG)
    .load(conn)
    .await?)
}
