//! Changing the rules of the market: each change is a row that holds from its day on. What holds today stands in
//! `money_settings`, where everything reads it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Bool, Date, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rule::{Measure, Rule};
use super::settings;
use crate::accounts::acts::{self, Act};
use crate::error::Error;
use crate::kernel::ids::AccountId;
use crate::platform::Ground;
use crate::platform::db::{self, Conn};
use crate::platform::jobs::Job;
use crate::schema::rule_changes;

/// As many changes of one rule as a page shows; the file has all.
pub const SHOWN: usize = 30;

#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// Somebody changed it since it was looked at.
    #[error("changed meanwhile")]
    Meanwhile,
    /// Another change of it is planned for that day.
    #[error("planned for that day")]
    DayTaken,
    /// No way of paying would be left.
    #[error("the last way of paying")]
    LastMethod,
    /// It is that already, and nothing else is planned.
    #[error("no change")]
    Same,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for RuleError {
    fn from(error: Error) -> Self {
        RuleError::Failed(error)
    }
}

impl From<DbError> for RuleError {
    fn from(error: DbError) -> Self {
        match db::broken_constraint(&error) {
            Some("rule_changes_in_a_row") => RuleError::Meanwhile,
            Some("rule_changes_one_plan_a_day") => RuleError::DayTaken,
            _ => RuleError::Failed(error.into()),
        }
    }
}

/// A change as it is read, newest first.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Changed {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub value: i64,
    #[diesel(sql_type = Date)]
    pub from_day: NaiveDate,
    #[diesel(sql_type = Text)]
    pub why: String,
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub planned: bool,
    #[diesel(sql_type = Bool)]
    pub withdrawn: bool,
}

const CHANGES: &str = "SELECT c.id, c.name, c.value, c.from_day, c.why, a.name AS who, c.made_at, \
       c.applied_at IS NULL AND c.withdrawn_at IS NULL AS planned, c.withdrawn_at IS NOT NULL AS withdrawn \
     FROM rule_changes c JOIN accounts a ON a.id = c.made_by";

/// What is planned, of all rules, soonest first.
pub async fn planned(conn: &mut Conn) -> Result<Vec<Changed>, Error> {
    let waiting = "c.applied_at IS NULL AND c.withdrawn_at IS NULL";
    Ok(diesel::sql_query(format!("{CHANGES} WHERE {waiting} ORDER BY c.from_day, c.id")).load(conn).await?)
}

/// The latest changes of a rule.
pub async fn of(conn: &mut Conn, rule: Rule, most: usize) -> Result<Vec<Changed>, Error> {
    Ok(diesel::sql_query(format!("{CHANGES} WHERE c.name = $1 ORDER BY c.id DESC LIMIT $2"))
        .bind::<Text, _>(rule.word())
        .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
        .load(conn)
        .await?)
}

/// One at a time, because each writes the one row of settings whole.
async fn alone(conn: &mut Conn) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(4242016)").execute(conn).await?;
    Ok(())
}

/// A change about to be made.
#[derive(Clone, Debug)]
pub struct NewChange {
    pub rule: Rule,
    /// Within the rule's bounds.
    pub value: i64,
    pub from_day: NaiveDate,
    pub why: String,
    /// The latest change that its maker saw, 0 when there was none.
    pub seen: i64,
    pub by: AccountId,
}

/// Ways of paying that could be offered, were they switched on.
#[derive(Clone, Copy, Debug)]
pub struct Ready {
    pub transfer: bool,
    pub card: bool,
}

/// Writes a change and the act of it; one that holds from today on holds when this transaction ends. Call it inside a
/// transaction.
///
/// # Refuses
/// What somebody else changed meanwhile, what changes nothing, a second plan for one day, and to switch off the last way of
/// paying that there is.
pub async fn change(
    conn: &mut Conn,
    new: &NewChange,
    today: NaiveDate,
    minutes: u32,
    ready: Ready,
) -> Result<(), RuleError> {
    alone(conn).await?;
    apply(conn, today, minutes, false).await?;
    let latest: Option<i64> = rule_changes::table
        .select(diesel::dsl::max(rule_changes::id))
        .filter(rule_changes::name.eq(new.rule.word()))
        .first(conn)
        .await?;
    if latest.unwrap_or(0) != new.seen {
        return Err(RuleError::Meanwhile);
    }
    let mut set = settings::load(conn).await?;
    let before = new.rule.of(&set, minutes);
    let at_once = new.from_day <= today;
    if at_once && before == new.value {
        return Err(RuleError::Same);
    }
    new.rule.put(&mut set, new.value);
    if new.rule.is_method() && !(set.cod_on || set.transfer_on && ready.transfer || set.card_on && ready.card) {
        return Err(RuleError::LastMethod);
    }
    diesel::insert_into(rule_changes::table)
        .values((
            rule_changes::name.eq(new.rule.word()),
            rule_changes::follows.eq(new.seen),
            rule_changes::value.eq(new.value),
            rule_changes::from_day.eq(new.from_day),
            rule_changes::why.eq(&new.why),
            rule_changes::made_by.eq(new.by),
        ))
        .execute(conn)
        .await?;
    let act = Act::new(if at_once { "rule.changed" } else { "rule.planned" }, Some(new.by)).because(&new.why);
    let mut after = fact(new.rule, new.value);
    if let (false, Some(facts)) = (at_once, after.as_object_mut()) {
        facts.insert("from_day".to_owned(), json!(new.from_day));
    }
    acts::record(conn, &act.changed(fact(new.rule, before), after)).await?;
    apply(conn, today, minutes, true).await?;
    Ok(())
}

/// Takes back a change whose day has not come, and writes the act of it with the reason; `None` when there is no such one.
pub async fn withdraw(
    conn: &mut Conn,
    id: i64,
    (by, why): (AccountId, &str),
    today: NaiveDate,
) -> Result<Option<Rule>, Error> {
    alone(conn).await?;
    let taken: Option<(String, i64)> = diesel::update(
        rule_changes::table
            .find(id)
            .filter(rule_changes::applied_at.is_null().and(rule_changes::withdrawn_at.is_null()))
            .filter(rule_changes::from_day.gt(today)),
    )
    .set(rule_changes::withdrawn_at.eq(diesel::dsl::now))
    .returning((rule_changes::name, rule_changes::value))
    .get_result(conn)
    .await
    .optional()?;
    let Some((name, value)) = taken else { return Ok(None) };
    let Some(rule) = Rule::parse(&name) else { return Ok(None) };
    let act = Act::new("rule.withdrawn", Some(by)).because(why);
    acts::record(conn, &act.changed(fact(rule, value), serde_json::Value::Null)).await?;
    Ok(Some(rule))
}

fn fact(rule: Rule, value: i64) -> serde_json::Value {
    let told = if rule.measure() == Measure::YesNo { json!(value != 0) } else { json!(value) };
    json!({ rule.word(): told })
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    value: i64,
    #[diesel(sql_type = BigInt)]
    made_by: i64,
    #[diesel(sql_type = Text)]
    why: String,
}

/// Lets everything hold whose day has come, of each rule the latest.
async fn take_due(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Due>, Error> {
    Ok(diesel::sql_query(
        "WITH due AS (UPDATE rule_changes SET applied_at = now() \
           WHERE applied_at IS NULL AND withdrawn_at IS NULL AND from_day <= $1 \
           RETURNING id, name, value, from_day, made_by, why) \
         SELECT DISTINCT ON (name) name, value, made_by, why FROM due ORDER BY name, from_day DESC, id DESC",
    )
    .bind::<Date, _>(today)
    .load(conn)
    .await?)
}

/// Lets what was planned hold, with an act of the market itself for each where it was not told yet. Call it inside a
/// transaction, alone.
async fn apply(conn: &mut Conn, today: NaiveDate, minutes: u32, told: bool) -> Result<(), Error> {
    for due in take_due(conn, today).await? {
        let Some(rule) = Rule::parse(&due.name) else { continue };
        let mut set = settings::load(conn).await?;
        let before = rule.of(&set, minutes);
        rule.put(&mut set, due.value);
        settings::save(conn, &set, AccountId(due.made_by)).await?;
        if !told {
            let act = Act::new("rule.applied", None).because(&due.why);
            acts::record(conn, &act.changed(fact(rule, before), fact(rule, due.value))).await?;
        }
    }
    Ok(())
}

/// Lets planned changes hold on their day; runs all the time.
#[derive(Serialize, Deserialize)]
pub struct ApplyRules {}

impl Job for ApplyRules {
    const KIND: &'static str = "apply_rules";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let (today, minutes) = (ground.clock.today(), ground.config.reservation_minutes);
        conn.transaction(async |conn| {
            alone(conn).await?;
            apply(conn, today, minutes, false).await
        })
        .await?;
        Ok(())
    }
}
