//! Cash from the door: who still has it, that it was handed on, and what came on a day.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Date, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::accounts::actors::Clerk;
use crate::accounts::acts;
use crate::accounts::evidence::Evidence;
use crate::accounts::list_file::{File, MOST, at, text, word};
use crate::error::{Error, Result};
use crate::kernel::ids::PaymentId;
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::office::own;
use crate::payments::remit::{RemitError, remit};
use crate::platform::Shop;
use crate::platform::db::Conn;
use crate::platform::sheet::Cell;
use crate::platform::views::Page;

/// Cash that is in somebody's hands.
#[derive(Serialize, diesel::QueryableByName)]
pub struct Cash {
    #[diesel(sql_type = BigInt)]
    pub id: PaymentId,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub slug: String,
    #[diesel(sql_type = Text)]
    pub name_vi: String,
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// `household` or `carrier`
    #[diesel(sql_type = Text)]
    pub cash_with: String,
    #[diesel(sql_type = BigInt)]
    pub amount: Money,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// One kind of coming or going on a day.
#[derive(Serialize, diesel::QueryableByName)]
pub struct Flow {
    /// Tail of a Fluent key (`cash-flow-…`).
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    #[diesel(sql_type = BigInt)]
    pub sum: Money,
}

#[derive(Serialize)]
pub struct CashPage {
    pub day: NaiveDate,
    pub before: NaiveDate,
    pub after: NaiveDate,
    pub came: Vec<Flow>,
    pub came_sum: Money,
    /// A clerk's word alone, which waits for a second look: in no sum.
    pub unconfirmed: Flow,
    pub went: Vec<Flow>,
    pub went_sum: Money,
    pub handed_on: Vec<Flow>,
    pub in_hand: Vec<Cash>,
    /// Of how many these are a part; `None`: they are all.
    pub in_hand_of: Option<i64>,
    /// Of all of them.
    pub in_hand_sum: Money,
    /// Fluent key of why the last press did nothing.
    pub refused: Option<&'static str>,
}

impl Page for CashPage {
    const TEMPLATE: &'static str = "office/money/cash.html";
}

/// What was collected and neither handed on nor taken off a payout. Where households are paid directly, their cash is their own.
const IN_HANDS: &str = "FROM payments y JOIN orders o ON o.id = y.order_id JOIN parcels p ON p.id = y.parcel_id \
     JOIN producers h ON h.id = p.producer_id \
     WHERE y.state = 'collected' AND o.settlement = 'operator' \
       AND NOT EXISTS (SELECT FROM entries e JOIN payout_entries c ON c.entry_id = e.id \
           WHERE e.parcel_id = p.id AND e.account = 'with_household' AND e.amount > 0)";

/// As much of it as a clerk works through at once; the file has more.
const SHOWN: usize = 300;

/// By who has it, the oldest first: `most` of it, and whether there is more.
async fn list_in_hand(conn: &mut Conn, most: usize) -> Result<(Vec<Cash>, bool)> {
    let mut rows: Vec<Cash> = diesel::sql_query(format!(
        "SELECT y.id, o.code, h.slug, h.name_vi, h.name_en, y.cash_with, y.amount, y.settled_at AS at {IN_HANDS} \
         ORDER BY y.cash_with, h.name_vi, y.settled_at, y.id LIMIT $1"
    ))
    .bind::<BigInt, _>(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let more = rows.len() > most;
    rows.truncate(most);
    Ok((rows, more))
}

/// How many they are, and their sum, whatever of them is shown.
async fn sum_in_hand(conn: &mut Conn) -> Result<Flow> {
    let sum = "count(*) AS count, coalesce(sum(y.amount), 0)::bigint AS sum";
    Ok(diesel::sql_query(format!("SELECT '' AS kind, {sum} {IN_HANDS}")).get_result(conn).await?)
}

const OF_DAY: &str = "g.at >= $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' \
     AND g.at < ($1 + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'";

/// A transfer `t` that is a clerk's word alone and waits for a second look.
const WAITS: &str = "t.state = 'open' AND t.second_look AND NOT t.confirmed_by_bank AND t.looked_by IS NULL";

/// What came, on the day on which it came: a transfer when the bank told of it, though it may pay its order another day, or
/// only with the rest. One that is none of ours is not from a buyer, and what waits for a second look may not be there.
async fn list_came(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Flow>> {
    Ok(diesel::sql_query(format!(
        "SELECT coalesce(y.method, 'bank_transfer') AS kind, count(*) AS count, sum(e.amount)::bigint AS sum \
         FROM postings g \
         JOIN entries e ON e.posting_id = g.id AND e.amount > 0 \
           AND e.account IN ('bank', 'card', 'with_household', 'with_carrier') \
         LEFT JOIN payments y ON y.id = CASE WHEN g.kind <> 'came' THEN split_part(g.key, ':', 2)::bigint END \
         WHERE g.kind IN ('came', 'paid', 'surplus') AND {OF_DAY} \
           AND NOT EXISTS (SELECT FROM transfers t WHERE g.kind = 'came' AND (t.state = 'ignored' OR {WAITS}) \
                AND t.id::text = split_part(g.key, '/', 2)) \
         GROUP BY 1 ORDER BY 1"
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await?)
}

/// What clerks said that day to have come and nobody else has looked at.
async fn sum_unconfirmed(conn: &mut Conn, day: NaiveDate) -> Result<Flow> {
    Ok(diesel::sql_query(format!(
        "SELECT 'unconfirmed' AS kind, count(*) AS count, coalesce(sum(t.amount), 0)::bigint AS sum \
         FROM transfers t JOIN postings g ON g.key = 'came:transfer/' || t.id WHERE {WAITS} AND {OF_DAY}"
    ))
    .bind::<Date, _>(day)
    .get_result(conn)
    .await?)
}

async fn list_went(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Flow>> {
    Ok(diesel::sql_query(format!(
        "SELECT g.kind, count(DISTINCT g.id) AS count, sum(-e.amount)::bigint AS sum \
         FROM postings g JOIN entries e ON e.posting_id = g.id \
         WHERE g.kind IN ('payout', 'payout_returned', 'refund_done', 'refund_failed') \
           AND e.account IN ('bank', 'card', 'with_household') \
           AND NOT (g.kind IN ('payout', 'payout_returned') AND e.account = 'with_household') AND {OF_DAY} \
         GROUP BY g.kind ORDER BY g.kind"
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await?)
}

async fn list_handed_on(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Flow>> {
    Ok(diesel::sql_query(format!(
        "SELECT e.account AS kind, count(*) AS count, sum(-e.amount)::bigint AS sum \
         FROM postings g JOIN entries e ON e.posting_id = g.id \
         WHERE g.kind = 'remitted' AND e.account IN ('with_household', 'with_carrier') AND {OF_DAY} \
         GROUP BY e.account ORDER BY e.account"
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await?)
}

async fn page(conn: &mut Conn, day: NaiveDate, refused: Option<&'static str>) -> Result<CashPage> {
    let came = list_came(conn, day).await?;
    let unconfirmed = sum_unconfirmed(conn, day).await?;
    let went = list_went(conn, day).await?;
    let handed_on = list_handed_on(conn, day).await?;
    let (in_hand, more) = list_in_hand(conn, SHOWN).await?;
    let whole = sum_in_hand(conn).await?;
    Ok(CashPage {
        day,
        before: day.checked_sub_days(Days::new(1)).unwrap_or(day),
        after: day.checked_add_days(Days::new(1)).unwrap_or(day),
        came_sum: came.iter().map(|f| f.sum).sum(),
        came,
        unconfirmed,
        went_sum: went.iter().map(|f| f.sum).sum(),
        went,
        handed_on,
        in_hand,
        in_hand_of: more.then_some(whole.count),
        in_hand_sum: whole.sum,
        refused,
    })
}

#[derive(Deserialize)]
pub struct OnDay {
    #[serde(default)]
    pub day: String,
}

/// `GET /office/money/cash`
pub async fn show(clerk: Clerk, shop: Shop, on: web::Query<OnDay>) -> Result<HttpResponse> {
    let day = super::read_day(&on.day).unwrap_or(shop.clock.today());
    let mut conn = shop.db.conn().await?;
    let page = page(&mut conn, day, None).await?;
    drop(conn);
    clerk.visitor.page(&shop, &page)
}

const IN_HAND: File = File {
    name: "tien-mat",
    head: &["office-col-code", "office-col-producer", "cash-col-with", "cash-col-at", "office-col-sum"],
};

fn in_hand(lang: Lang, row: Cash) -> Vec<Cell> {
    let household = lang.pick(&row.name_vi, &row.name_en);
    let with = if row.cash_with == "carrier" { word(lang, "", "cash-with-carrier") } else { text(household) };
    vec![text(row.code), text(household), with, at(row.at), Cell::Money(row.amount)]
}

/// `GET /office/money/cash.{kind}`: what is in somebody's hands.
pub async fn files(clerk: Clerk, shop: Shop, kind: web::Path<String>) -> Result<HttpResponse> {
    let found = list_in_hand(&mut *shop.db.conn().await?, MOST).await?;
    IN_HAND.respond(&clerk, &shop, &kind, found.into(), in_hand).await
}

/// `POST /office/money/cash/{payment}`: the market has it.
pub async fn handed_on(clerk: Clerk, shop: Shop, id: web::Path<i64>) -> Result<HttpResponse> {
    let mut conn = shop.db.conn().await?;
    let outcome = conn
        .transaction(async |conn| {
            own::refuse(conn, "payment", &[*id], clerk.account).await?;
            let amount = remit(conn, PaymentId(*id), clerk.account).await?;
            let act = clerk.act("cash.remitted").on(id.to_string()).shown_by(Evidence::HandedOver);
            acts::record(conn, &act.changed(Value::Null, json!({ "amount": amount }))).await?;
            Ok::<(), RemitError>(())
        })
        .await;
    let sentence = match outcome {
        Ok(()) | Err(RemitError::Already) => {
            return Ok(clerk.visitor.go(&shop, "/office/money/cash", Some("cash-noted")));
        }
        Err(RemitError::NotFound) => return Err(Error::NotFound),
        Err(RemitError::Failed(Error::Conflict(sentence))) => sentence,
        Err(RemitError::Failed(error)) => return Err(error),
        Err(RemitError::NotCollected(_)) => "cash-not-collected",
        Err(RemitError::Netted) => "cash-netted",
        Err(RemitError::Direct) => "cash-direct",
    };
    let page = page(&mut conn, shop.clock.today(), Some(sentence)).await?;
    clerk.visitor.page_with(&shop, &page, actix_web::http::StatusCode::CONFLICT)
}
