//! Tells buyers who have not paid yet that their money is to go to another account than their page has shown them: a code that
//! they kept still names the one before.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::kernel::ids::{BankAccountId, PaymentId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::orders::messages::{plain, sms, track_link};
use crate::platform::db::Conn;
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::locales::Args;
use crate::platform::{Ground, signals, wording};

/// As many messages are written by one job, which must end long before its lease does.
const BATCH: i64 = 100;

/// Tells the buyers who were shown this account, which has ended, of the payments after `after`, and leaves the rest to the next
/// job. What they are told depends on the account that its owner has when the job runs.
#[derive(Serialize, Deserialize)]
pub struct TellMoved {
    pub ended: BankAccountId,
    pub after: i64,
}

/// Asks for the buyers to be told. Call it inside the transaction that ends the account, or that names one where there was none.
pub async fn ask(conn: &mut Conn, ended: BankAccountId) -> Result<()> {
    enqueue(conn, &TellMoved { ended, after: 0 }).await?;
    signals::send(conn, signals::EVENTS).await?;
    Ok(())
}

/// Each change has its own job: one that is at work has read already which account there is, and does not stand for the next.
async fn enqueue(conn: &mut Conn, job: &TellMoved) -> anyhow::Result<()> {
    Ok(jobs::enqueue(conn, &[NewJob::of(job)?]).await?)
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    id: PaymentId,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    lang: String,
    #[diesel(sql_type = BigInt)]
    left: Money,
    /// The account that it goes to now.
    #[diesel(sql_type = Nullable<BigInt>)]
    account: Option<BankAccountId>,
}

impl Job for TellMoved {
    const KIND: &'static str = "tell_moved";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        // Every payment by transfer has its time: that index holds those alone that are still waited for. An order that was
        // placed while the account was changed may have been shown it, though it began later.
        let waiting: Vec<Waiting> = diesel::sql_query(
            "SELECT y.id, o.code, o.buyer_phone AS phone, o.lang, y.amount - y.received AS left, l.id AS account \
             FROM bank_accounts e \
             JOIN bank_accounts b ON coalesce(b.producer_id, 0) = coalesce(e.producer_id, 0) \
             JOIN payments y ON y.payee_id = b.id AND y.state = 'due' AND y.expires_at IS NOT NULL \
               AND (y.opened_at <= e.ended_at OR y.payee_id = e.id) \
             JOIN orders o ON o.id = y.order_id \
             LEFT JOIN bank_accounts l ON coalesce(l.producer_id, 0) = coalesce(e.producer_id, 0) AND l.ended_at IS NULL \
             WHERE e.id = $1 AND y.id > $2 ORDER BY y.id LIMIT $3",
        )
        .bind::<BigInt, _>(self.ended.0)
        .bind::<BigInt, _>(self.after)
        .bind::<BigInt, _>(BATCH)
        .load(&mut conn)
        .await?;
        for one in &waiting {
            let lang = Lang::parse(&one.lang).unwrap_or_default();
            let args = Args::from([
                ("code".into(), one.code.clone().into()),
                ("amount".into(), plain(&one.left.to_string()).into()),
                ("link".into(), track_link(&ground, &one.code).into()),
            ]);
            // Once for each account that there is to pay to, however many were changed before the job came to run.
            let (sentence, key) = match one.account {
                Some(account) => ("payment-sms-moved", format!("moved:{}:{account}", one.id)),
                None => ("payment-sms-no-account", format!("moved:{}:none:{}", one.id, self.ended)),
            };
            let text = wording::text(&mut conn, lang, sentence, args).await?;
            sms(&mut conn, key, &one.phone, text).await?;
        }
        if let Some(last) = waiting.last().filter(|_| i64::try_from(waiting.len()) == Ok(BATCH)) {
            enqueue(&mut conn, &TellMoved { ended: self.ended, after: last.id.0 }).await?;
        }
        Ok(())
    }
}
