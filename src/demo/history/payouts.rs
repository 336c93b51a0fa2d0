//! What households were paid: on the first of each month, of all that counted by then. The last weeks are left to the clerk.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use diesel::sql_types::Date;
use diesel_async::RunQueryDsl;

use super::DAYS;
use crate::payouts::batch;
use crate::platform::db::Conn;

/// Days that are left to be paid out.
const LEFT: u64 = 12;

/// The batch of a day, sent on the same afternoon: as `payouts::pay` has it.
const SENT: [&str; 4] = [
    "UPDATE payout_batches SET made_at = $1::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' + interval '9 hours' WHERE day = $1",
    "UPDATE payouts y SET state = 'paid', reference = 'FT' || to_char($1, 'YYMMDD') || y.id, \
            made_at = b.made_at, settled_at = b.made_at + interval '5 hours' \
     FROM payout_batches b WHERE b.id = y.batch_id AND b.day = $1 AND y.state = 'due'",
    "INSERT INTO postings (key, kind, memo, at) SELECT 'payout:' || y.id, 'payout', y.reference, y.settled_at \
     FROM payouts y JOIN payout_batches b ON b.id = y.batch_id WHERE b.day = $1 AND y.state = 'paid' ORDER BY y.id",
    "INSERT INTO entries (posting_id, account, producer_id, parcel_id, amount) \
     SELECT g.id, e.account, e.producer, e.parcel, e.amount \
     FROM payouts y JOIN payout_batches b ON b.id = y.batch_id JOIN postings g ON g.key = 'payout:' || y.id \
     CROSS JOIN LATERAL ( \
       SELECT 'bank' AS account, NULL::bigint AS producer, NULL::bigint AS parcel, -y.amount AS amount \
       UNION ALL SELECT x.account, y.producer_id, x.parcel_id, -sum(x.amount)::bigint FROM payout_entries c \
         JOIN entries x ON x.id = c.entry_id WHERE c.payout_id = y.id GROUP BY x.account, x.parcel_id) e \
     WHERE b.day = $1 AND y.state = 'paid' AND e.amount <> 0 ORDER BY g.id",
];

pub async fn write(conn: &mut Conn, today: NaiveDate) -> anyhow::Result<()> {
    let first = today - Days::new(DAYS);
    let mut day = first.with_day(1).unwrap_or(first) + Months::new(2);
    while day + Days::new(LEFT) <= today {
        batch::make(conn, day, None).await?;
        for statement in SENT {
            diesel::sql_query(statement).bind::<Date, _>(day).execute(conn).await?;
        }
        day = day + Months::new(1);
    }
    Ok(())
}
