//! What a household tells of itself: put right and completed by itself, or by the office with a reason. Until it is approved it may
//! change everything. Then its name, its kind, who answers for it, its commune and its registration number are what the office has approved, and only the
//! office changes them; the rest passes at once, and waits for the office to look at it. Triggers on the table tell shelf and search.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use serde_json::{Map, Value};

use super::{letters, lock};
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::{PictureId, ProducerId};
use crate::platform::db::{self, Conn};
use crate::platform::{Ground, secrets};
use crate::schema::{facts_waiting, producers};

/// The facts, as they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = producers)]
#[diesel(treat_none_as_null = true)]
pub struct HouseholdFacts {
    pub name_vi: String,
    /// Empty: English pages say the Vietnamese one.
    pub name_en: String,
    /// The code of a `producer::Kind`.
    pub kind: String,
    /// Who answers for the household: buyers read it as the seller.
    pub contact_name: String,
    pub commune_code: String,
    pub hamlet: String,
    /// E.164. Buyers call it.
    pub phone: String,
    pub grows: String,
    pub since_year: Option<i16>,
    pub registration_no: Option<String>,
    pub story_vi: String,
    pub story_en: String,
    pub picture_id: Option<PictureId>,
}

impl HouseholdFacts {
    /// By which a form tells over which facts it was filled in.
    #[must_use]
    pub fn mark(&self) -> String {
        secrets::hex(&secrets::hash(&format!("{self:?}")))
    }

    /// Whether all that only the office changes is as it stood.
    fn fixed_as(&self, stood: &HouseholdFacts) -> bool {
        let fixed = |facts: &HouseholdFacts| {
            let HouseholdFacts { name_vi, name_en, kind, contact_name, commune_code, registration_no, .. } =
                facts.clone();
            (name_vi, name_en, kind, contact_name, commune_code, registration_no)
        };
        fixed(self) == fixed(stood)
    }
}

/// Who changes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The household, or a clerk at its desk.
    Household,
    Office,
}

#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// They are not those any more over which the form was filled in.
    #[error("the facts were changed meanwhile")]
    Moved,
    /// It was thrown away in the moment it was named: whoever has the file sends it again.
    #[error("the picture is gone")]
    Gone,
    /// Another clerk was quicker.
    #[error("nothing waits to be looked at")]
    Already,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for FactsError {
    fn from(error: Error) -> Self {
        FactsError::Failed(error)
    }
}

impl From<DbError> for FactsError {
    fn from(error: DbError) -> Self {
        match db::broken_constraint(&error) {
            Some("producers_picture_id_fkey") => FactsError::Gone,
            _ => FactsError::Failed(error.into()),
        }
    }
}

/// A household's facts, and whether it was ever approved.
pub async fn find(conn: &mut Conn, producer: ProducerId) -> Result<(HouseholdFacts, bool)> {
    let row =
        producers::table.find(producer).select((HouseholdFacts::as_select(), producers::approved_at.is_not_null()));
    row.first::<(HouseholdFacts, bool)>(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Writes the facts over those whose [`HouseholdFacts::mark`] was `seen`; whether anything is another now. A number that buyers do
/// not call any more is told of it. Call it inside a transaction.
///
/// # Locks
/// The household.
///
/// # Refuses
/// What somebody else has changed meanwhile, and a picture that is gone.
pub async fn change(
    conn: &mut Conn,
    ground: &Ground,
    producer: ProducerId,
    seen: &str,
    wanted: HouseholdFacts,
    by: By,
    act: Act<'_>,
) -> Result<bool, FactsError> {
    lock::household(conn, producer).await?.ok_or(Error::NotFound)?;
    let (stood, approved) = find(conn, producer).await?;
    if stood.mark() != seen {
        return Err(FactsError::Moved);
    }
    let waits = approved && by == By::Household;
    // It was approved while the form was open in which everything could be changed.
    if waits && !wanted.fixed_as(&stood) {
        return Err(FactsError::Moved);
    }
    if wanted == stood {
        return Ok(false);
    }
    let before = told(conn, producer).await?;
    diesel::update(producers::table.find(producer)).set(&wanted).execute(conn).await?;
    let after = told(conn, producer).await?;
    acts::record(conn, &act.changed(other_than(&before, &after), other_than(&after, &before))).await?;
    if wanted.phone != stood.phone {
        letters::tell_number(conn, ground, producer, &stood.phone, &wanted.phone).await?;
    }
    if waits {
        diesel::insert_into(facts_waiting::table)
            .values(facts_waiting::producer_id.eq(producer))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
    }
    Ok(true)
}

/// The office has looked at what the household changed. Call it inside a transaction.
///
/// # Refuses
/// Where nothing waits.
pub async fn looked_at(conn: &mut Conn, producer: ProducerId, act: Act<'_>) -> Result<(), FactsError> {
    if !end_wait(conn, producer).await? {
        return Err(FactsError::Already);
    }
    acts::record(conn, &act).await?;
    Ok(())
}

/// Nothing of the household waits to be looked at any more; whether something did.
pub async fn end_wait(conn: &mut Conn, producer: ProducerId) -> Result<bool> {
    Ok(diesel::delete(facts_waiting::table.find(producer)).execute(conn).await? > 0)
}

/// What waits to be looked at: since when, and each fact that is another by now, as it was and as it is.
#[derive(Debug)]
pub struct Waiting {
    pub since: DateTime<Utc>,
    pub before: Value,
    pub after: Value,
}

/// What of the household the office has not looked at.
pub async fn waiting(conn: &mut Conn, producer: ProducerId) -> Result<Option<Waiting>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        since: DateTime<Utc>,
        #[diesel(sql_type = Nullable<Jsonb>)]
        before: Option<Value>,
        #[diesel(sql_type = Nullable<Jsonb>)]
        after: Option<Value>,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT w.since, x.before, x.after FROM facts_waiting w \
         LEFT JOIN acts x ON x.producer_id = w.producer_id AND x.act = 'facts.changed' AND x.at >= w.since \
         WHERE w.producer_id = $1 ORDER BY x.id",
    )
    .bind::<BigInt, _>(producer.0)
    .load(conn)
    .await?;
    let Some(since) = rows.as_slice().first().map(|row| row.since) else { return Ok(None) };
    let (mut before, mut after) = (Map::new(), Map::new());
    for row in rows {
        for (name, value) in object(row.before) {
            before.entry(name).or_insert(value);
        }
        for (name, value) in object(row.after) {
            after.insert(name, value);
        }
    }
    let (before, after) = (Value::Object(before), Value::Object(after));
    let (was, is) = (other_than(&before, &after), other_than(&after, &before));
    Ok(Some(Waiting { since, before: was, after: is }))
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(facts)) => facts,
        _ => Map::new(),
    }
}

/// The facts as the log keeps them (`log-fact-…`): a year is no sum, and a commune has a name.
async fn told(conn: &mut Conn, producer: ProducerId) -> Result<Value> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Jsonb)]
        facts: Value,
    }
    let row: Row = diesel::sql_query(
        "SELECT jsonb_build_object('name_vi', r.name_vi, 'name_en', r.name_en, 'kind', r.kind, 'representative', r.contact_name, 'commune', c.name, \
                'hamlet', r.hamlet, 'phone', r.phone, 'grows', r.grows, 'since_year', r.since_year::text, \
                'registration_no', r.registration_no, 'story_vi', r.story_vi, 'story_en', r.story_en, 'picture', r.picture_id) AS facts \
         FROM producers r JOIN communes c ON c.code = r.commune_code WHERE r.id = $1",
    )
    .bind::<BigInt, _>(producer.0)
    .get_result(conn)
    .await?;
    Ok(row.facts)
}

/// Of one only what the other says otherwise.
fn other_than(one: &Value, other: &Value) -> Value {
    let Value::Object(facts) = one else { return Value::Null };
    let own = facts.iter().filter(|(name, value)| other.get(name.as_str()) != Some(*value));
    Value::Object(own.map(|(name, value)| (name.clone(), value.clone())).collect())
}
