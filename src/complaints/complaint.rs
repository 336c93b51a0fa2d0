//! A complaint as pages and messages read it, with what was said.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Int4, Int8, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::kind;
use super::state::State;
use crate::error::Result;
use crate::kernel::ids::{ComplaintId, OrderId, ParcelId, ProducerId};
use crate::kernel::money::Money;
use crate::orders::parcel;
use crate::platform::db::Conn;

/// What everybody calls it: `KN12`. It opens nothing by itself.
#[must_use]
pub fn code(id: ComplaintId) -> String {
    format!("KN{id}")
}

#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Complaint {
    #[diesel(sql_type = BigInt)]
    pub id: ComplaintId,
    /// A word of [`kind`].
    #[diesel(sql_type = Text)]
    #[serde(serialize_with = "as_key")]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub wish: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Timestamptz)]
    pub opened_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub answer_by: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub settle_by: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub answered_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub closed_at: Option<DateTime<Utc>>,
    /// Who of the office decided.
    #[diesel(sql_type = Text)]
    pub closed_by: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub outcome: Option<String>,
    #[diesel(sql_type = Text)]
    pub outcome_words: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub replace_by: Option<NaiveDate>,
    /// When what was to be sent again was dealt with; `None`: it is owed, if anything is.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub replaced_at: Option<DateTime<Utc>>,
    /// Whether it was sent, or settled another way; `None` of what is not owed: its day was over before anybody noted it.
    #[diesel(sql_type = Nullable<Bool>)]
    pub replaced: Option<bool>,
    /// It is owed, and its day is over.
    #[diesel(sql_type = Bool)]
    pub owed_late: bool,
    /// What goes back, when money does.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub refund: Option<Money>,
    /// The first answer, or the end, is overdue; or came too late.
    #[diesel(sql_type = Bool)]
    pub late: bool,
    #[diesel(sql_type = BigInt)]
    pub parcel_id: ParcelId,
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    pub order_id: OrderId,
    #[diesel(sql_type = Text)]
    pub order_code: String,
    #[diesel(sql_type = BigInt)]
    #[serde(skip)]
    pub producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    pub producer_slug: String,
    #[diesel(sql_type = Text)]
    pub producer_vi: String,
    #[diesel(sql_type = Text)]
    pub producer_en: String,
    #[diesel(sql_type = Text)]
    pub buyer: String,
}

#[expect(clippy::ptr_arg, reason = "as serde asks for it")]
fn as_key<S: serde::Serializer>(word: &String, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&kind::key(word))
}

/// What every reading of complaints `c` selects; the rest of a statement follows.
pub(super) const SELECT: &str = "SELECT c.id, c.kind, c.wish, c.state, c.opened_at, c.answer_by, c.settle_by, c.answered_at, \
        c.closed_at, coalesce(w.name, '') AS closed_by, c.outcome, c.outcome_words, c.replace_by, s.ended_at AS replaced_at, \
        s.sent AS replaced, \
        coalesce(s.ended_at IS NULL AND c.replace_by < (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, false) AS owed_late, \
        r.amount AS refund, \
        coalesce(c.answered_at, c.closed_at, now()) > c.answer_by OR coalesce(c.closed_at, now()) > c.settle_by AS late, \
        c.parcel_id, p.number, o.id AS order_id, o.code AS order_code, h.id AS producer_id, h.slug AS producer_slug, \
        h.name_vi AS producer_vi, h.name_en AS producer_en, o.buyer_name AS buyer \
     FROM complaints c JOIN parcels p ON p.id = c.parcel_id JOIN orders o ON o.id = p.order_id \
     JOIN producers h ON h.id = p.producer_id LEFT JOIN refunds r ON r.id = c.refund_id LEFT JOIN accounts w ON w.id = c.closed_by \
     LEFT JOIN replacements s ON s.complaint_id = c.id";

impl Complaint {
    /// `KN12`
    #[must_use]
    pub fn code(&self) -> String {
        code(self.id)
    }

    /// What its household calls the parcel.
    #[must_use]
    pub fn parcel_code(&self) -> String {
        parcel::code(self.parcel_id)
    }

    /// Whether it still waits for somebody.
    #[must_use]
    pub fn waits(&self) -> bool {
        State::parse(&self.state).is_some_and(State::waits)
    }
}

/// One complaint.
pub async fn find(conn: &mut Conn, id: ComplaintId) -> Result<Option<Complaint>> {
    let found = diesel::sql_query(format!("{SELECT} WHERE c.id = $1")).bind::<BigInt, _>(id.0).get_result(conn).await;
    Ok(found.optional()?)
}

/// All complaints about an order, the latest first.
pub async fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<Complaint>> {
    let of_order = format!("{SELECT} WHERE p.order_id = $1 ORDER BY c.id DESC");
    Ok(diesel::sql_query(of_order).bind::<BigInt, _>(order.0).load(conn).await?)
}

/// Something that was said.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Message {
    #[diesel(sql_type = Int8)]
    pub id: i64,
    /// `buyer`, `household` or `office`.
    #[diesel(sql_type = Text)]
    pub side: String,
    /// Empty for a buyer without an account.
    #[diesel(sql_type = Text)]
    pub who: String,
    #[diesel(sql_type = Bool)]
    pub inner: bool,
    #[diesel(sql_type = Text)]
    pub words: String,
    /// The numbers of its pictures, from 0.
    #[diesel(sql_type = Array<Int4>)]
    pub photos: Vec<i32>,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// What was said, in order; with the office's own notes or without.
pub async fn messages(conn: &mut Conn, id: ComplaintId, inner: bool) -> Result<Vec<Message>> {
    Ok(diesel::sql_query(
        "SELECT m.id, m.side, coalesce(a.name, '') AS who, m.inner_note AS \"inner\", m.words, m.at, \
                ARRAY(SELECT n::int FROM generate_series(0, cardinality(m.photos) - 1) AS n) AS photos \
         FROM complaint_messages m LEFT JOIN accounts a ON a.id = m.account_id \
         WHERE m.complaint_id = $1 AND ($2 OR NOT m.inner_note) ORDER BY m.id",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Bool, _>(inner)
    .load(conn)
    .await?)
}
