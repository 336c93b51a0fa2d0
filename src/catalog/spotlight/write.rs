//! The office plans a spotlight, changes one that is not over, stops one. What can stand beside what is for the table to say.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde_json::{Value, json};

use super::slot::{Slot, Target};
use crate::accounts::acts::{self, Act};
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, CategoryId, CollectionId, PictureId, ProducerId, ProductId, SpotlightId};
use crate::platform::db::{self, Conn};
use crate::schema::{categories, producers, products, spotlights};

/// What a spotlight shows; it stays so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Product(ProductId),
    Producer(ProducerId),
    Collection(CollectionId),
}

impl What {
    #[must_use]
    pub const fn target(self) -> Target {
        match self {
            What::Product(_) => Target::Product,
            What::Producer(_) => Target::Producer,
            What::Collection(_) => Target::Collection,
        }
    }
}

/// Everything else about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = spotlights)]
#[diesel(treat_none_as_null = true)]
pub struct Plan {
    pub slot: String,
    pub category_id: Option<CategoryId>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub position: i16,
    /// `vi`, `en`, or both.
    pub lang: Option<String>,
    pub audience: String,
    /// The commune or province of who sees it, by code; everywhere without one.
    pub area: Option<String>,
    /// Instead of the name of what it shows; may be empty.
    pub title_vi: String,
    pub title_en: String,
    /// Why, for buyers.
    pub reason_vi: String,
    pub reason_en: String,
    /// Why, for the office.
    pub why: String,
}

#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Another one has this place at that time.
    #[error("the place is taken")]
    Single,
    /// It stands there already at that time, for buyers of whom some are in its area too.
    #[error("it is there already")]
    Twice,
    /// As many as there is room for.
    #[error("the slot is full")]
    Full,
    /// The slot does not take such a thing, or the category is none of the product's.
    #[error("not for this slot")]
    Unfit,
    /// It has ended or was stopped.
    #[error("it is over")]
    Over,
    /// Somebody changed it since it was looked at.
    #[error("changed meanwhile")]
    Meanwhile,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for PlanError {
    fn from(error: Error) -> Self {
        PlanError::Failed(error)
    }
}

impl From<diesel::result::Error> for PlanError {
    fn from(error: diesel::result::Error) -> Self {
        match db::broken_constraint(&error) {
            Some("spotlights_single") => PlanError::Single,
            Some("spotlights_twice") => PlanError::Twice,
            Some("spotlights_room") => PlanError::Full,
            Some("spotlights_target") => PlanError::Unfit,
            _ => PlanError::Failed(error.into()),
        }
    }
}

/// Plans one. Call it inside a transaction.
///
/// # Refuses
/// What the slot does not take or has no room for.
pub async fn make(conn: &mut Conn, what: What, plan: &Plan, clerk: AccountId) -> Result<SpotlightId, PlanError> {
    fit(conn, what, plan).await?;
    let (product, producer, collection) = match what {
        What::Product(id) => (Some(id), None, None),
        What::Producer(id) => (None, Some(id), None),
        What::Collection(id) => (None, None, Some(id)),
    };
    let id: SpotlightId = diesel::insert_into(spotlights::table)
        .values((
            plan,
            spotlights::product_id.eq(product),
            spotlights::producer_id.eq(producer),
            spotlights::collection_id.eq(collection),
            spotlights::made_by.eq(clerk),
        ))
        .returning(spotlights::id)
        .get_result(conn)
        .await?;
    note(conn, "spotlight.made", id, clerk, &plan.why, Value::Null, said(plan)?).await?;
    Ok(id)
}

/// What a spotlight shows, its plan, and how often that was changed; `None` when there is none of this number.
pub async fn find(conn: &mut Conn, id: SpotlightId) -> Result<Option<(What, Plan, i32)>> {
    type Row = (Option<ProductId>, Option<ProducerId>, Option<CollectionId>, Plan, i32);
    let row: Option<Row> = spotlights::table
        .find(id)
        .select((
            spotlights::product_id,
            spotlights::producer_id,
            spotlights::collection_id,
            Plan::as_select(),
            spotlights::seq,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((product, producer, collection, plan, seq)) = row else { return Ok(None) };
    let what = product.map(What::Product).or(producer.map(What::Producer)).or(collection.map(What::Collection));
    Ok(what.map(|what| (what, plan, seq)))
}

/// Writes over the plan of one that is not over, as it was when it had been changed `seen` times. Call it inside a
/// transaction.
///
/// # Refuses
/// One that has ended or was stopped, one that somebody has changed since, and what the slot does not take or has no room
/// for.
pub async fn change(
    conn: &mut Conn,
    id: SpotlightId,
    seen: i32,
    plan: &Plan,
    clerk: AccountId,
) -> Result<(), PlanError> {
    let (what, before, seq) = find(conn, id).await?.ok_or(Error::NotFound)?;
    if open(id).count().get_result::<i64>(conn).await? == 0 {
        return Err(PlanError::Over);
    }
    if seq != seen {
        return Err(PlanError::Meanwhile);
    }
    fit(conn, what, plan).await?;
    // Whoever writes at this moment is waited for.
    let row = open(id).filter(spotlights::seq.eq(seen));
    if diesel::update(row).set((plan, spotlights::seq.eq(spotlights::seq + 1))).execute(conn).await? == 0 {
        return Err(PlanError::Meanwhile);
    }
    note(conn, "spotlight.changed", id, clerk, &plan.why, said(&before)?, said(plan)?).await?;
    Ok(())
}

/// Takes one off before its time. Call it inside a transaction.
///
/// # Refuses
/// One that is over.
pub async fn stop(conn: &mut Conn, id: SpotlightId, clerk: AccountId, why: &str) -> Result<(), PlanError> {
    find(conn, id).await?.ok_or(Error::NotFound)?;
    if diesel::update(open(id)).set(spotlights::stopped_at.eq(diesel::dsl::now)).execute(conn).await? == 0 {
        return Err(PlanError::Over);
    }
    let stood = |stopped: bool| json!({ "stopped": stopped });
    note(conn, "spotlight.stopped", id, clerk, why, stood(false), stood(true)).await?;
    Ok(())
}

/// Gives it a picture of its own, or that of what it shows. Call it inside a transaction.
///
/// # Refuses
/// One that is over.
pub async fn set_picture(
    conn: &mut Conn,
    id: SpotlightId,
    picture: Option<PictureId>,
    clerk: AccountId,
) -> Result<(), PlanError> {
    let before: Option<Option<PictureId>> =
        spotlights::table.find(id).select(spotlights::picture_id).first(conn).await.optional()?;
    let before = before.ok_or(Error::NotFound)?;
    if diesel::update(open(id)).set(spotlights::picture_id.eq(picture)).execute(conn).await? == 0 {
        return Err(PlanError::Over);
    }
    let stood = |picture: Option<PictureId>| json!({ "picture": picture });
    // What it is a picture of has its reason.
    let why = find(conn, id).await?.map(|(_, plan, _)| plan.why).unwrap_or_default();
    note(conn, "spotlight.pictured", id, clerk, &why, stood(before), stood(picture)).await?;
    Ok(())
}

type Open = diesel::dsl::Filter<
    diesel::dsl::Find<spotlights::table, SpotlightId>,
    diesel::dsl::And<
        diesel::dsl::IsNull<spotlights::stopped_at>,
        diesel::dsl::Gt<spotlights::ends_at, diesel::dsl::now>,
    >,
>;

/// The row, as long as it is not over by Postgres' clock.
fn open(id: SpotlightId) -> Open {
    spotlights::table.find(id).filter(spotlights::stopped_at.is_null().and(spotlights::ends_at.gt(diesel::dsl::now)))
}

/// Whether slot and category are for this thing.
async fn fit(conn: &mut Conn, what: What, plan: &Plan) -> Result<(), PlanError> {
    let slot = Slot::parse(&plan.slot).ok_or(PlanError::Unfit)?;
    if !slot.takes(what.target()) {
        return Err(PlanError::Unfit);
    }
    let (What::Product(product), Some(category)) = (what, plan.category_id) else {
        return if (slot == Slot::CategoryTop) == plan.category_id.is_some() { Ok(()) } else { Err(PlanError::Unfit) };
    };
    let own: Option<(CategoryId, Option<CategoryId>)> = products::table
        .find(product)
        .inner_join(categories::table)
        .select((products::category_id, categories::parent_id))
        .first(conn)
        .await
        .optional()?;
    let (own, up) = own.ok_or(Error::NotFound)?;
    let belongs = category == own || Some(category) == up;
    if slot == Slot::CategoryTop && belongs { Ok(()) } else { Err(PlanError::Unfit) }
}

/// Into the log, under the household it is about where it is about one.
async fn note(
    conn: &mut Conn,
    act: &'static str,
    id: SpotlightId,
    clerk: AccountId,
    why: &str,
    before: Value,
    after: Value,
) -> Result<()> {
    let household: Option<ProducerId> = match find(conn, id).await? {
        Some((What::Product(product), ..)) => {
            products::table.find(product).select(products::producer_id).first(conn).await.optional()?
        }
        Some((What::Producer(producer), ..)) => {
            producers::table.find(producer).select(producers::id).first(conn).await.optional()?
        }
        _ => None,
    };
    let mut act = Act::new(act, Some(clerk)).on(id.to_string()).because(why).changed(before, after);
    if let Some(household) = household {
        act = act.of(household);
    }
    acts::record(conn, &act).await
}

fn said(plan: &Plan) -> Result<Value> {
    Ok(serde_json::to_value(plan).map_err(anyhow::Error::new)?)
}
