//! Lists of complaints for those who answer them.

use diesel::sql_types::{BigInt, Nullable};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::complaint::{Complaint, SELECT};
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::paging::{Cursor, cut};
use crate::platform::db::Conn;

/// Which of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// What waits, the most urgent first.
    #[default]
    Waiting,
    /// What waits and is overdue.
    Late,
    /// What has ended with goods to be sent again that nobody has sent yet.
    Owed,
    /// What has ended, the latest first.
    Ended,
}

impl Which {
    pub const ALL: [Which; 4] = [Which::Waiting, Which::Late, Which::Owed, Which::Ended];

    /// The word in addresses and Fluent keys (`complaints-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Which::Waiting => "waiting",
            Which::Late => "late",
            Which::Owed => "owed",
            Which::Ended => "ended",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|which| which.as_str() == word).unwrap_or_default()
    }

    const fn holds(self) -> &'static str {
        match self {
            Which::Waiting => "c.closed_at IS NULL",
            Which::Late => {
                "c.closed_at IS NULL AND (c.settle_by < now() OR (c.answered_at IS NULL AND c.answer_by < now()))"
            }
            Which::Owed => "c.outcome = 'replacement' AND s.complaint_id IS NULL",
            Which::Ended => "c.closed_at IS NOT NULL",
        }
    }
}

/// A page of them, of one household or of all.
pub async fn list(
    conn: &mut Conn,
    of: Option<ProducerId>,
    which: Which,
    after: Option<Cursor>,
    size: usize,
) -> Result<(Vec<Complaint>, Option<Cursor>)> {
    let (beyond, order) = match which {
        Which::Waiting | Which::Late | Which::Owed => {
            ("(c.settle_by, c.id) > (to_timestamp($2 / 1000000.0), $3)", "c.settle_by, c.id")
        }
        Which::Ended => ("c.id < $3 AND $2 IS NOT NULL", "c.id DESC"),
    };
    let mut rows: Vec<Complaint> = diesel::sql_query(format!(
        "{SELECT} WHERE ($1 IS NULL OR p.producer_id = $1) AND {} AND ($3 IS NULL OR {beyond}) ORDER BY {order} LIMIT $4",
        which.holds()
    ))
    .bind::<Nullable<BigInt>, _>(of.map(|producer| producer.0))
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.key.max(0)))
    .bind::<Nullable<BigInt>, _>(after.map(|cursor| cursor.id))
    .bind::<BigInt, _>(i64::try_from(size + 1).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    let next = cut(&mut rows, size, |c| Cursor { key: c.settle_by.timestamp_micros(), id: c.id.0 });
    Ok((rows, next))
}
