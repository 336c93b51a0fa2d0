//! A paper that will end is announced, to its household by SMS and to the office by mail, or by SMS to a clerk who has given no
//! mail address: 90, 60, 30 and 7 days before, each once, whatever was down on the day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, SmallInt, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::certificate::in_force_sql;
use crate::kernel::awake::awake;
use crate::kernel::ids::{CertificateId, ProducerId};
use crate::kernel::lang::Lang;
use crate::kernel::text;
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::wording::{self, Words};

/// Days before the last one; the nearest that is not past is told of.
const DAYS: [i32; 4] = [7, 30, 60, 90];

/// Hourly by day: what was told of is not told of again.
#[derive(Debug, Serialize, Deserialize)]
pub struct RemindExpiring {}

impl Job for RemindExpiring {
    const KIND: &'static str = "remind_expiring";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        if !awake(ground.clock.now()) {
            return Ok(());
        }
        let mut conn = ground.db.conn().await?;
        let told = remind(&mut conn, &ground, ground.clock.today()).await?;
        if told > 0 {
            tracing::info!(told, "papers that end soon announced");
        }
        Ok(())
    }
}

#[derive(QueryableByName)]
struct Ending {
    #[diesel(sql_type = BigInt)]
    id: CertificateId,
    #[diesel(sql_type = BigInt)]
    producer_id: ProducerId,
    #[diesel(sql_type = Text)]
    label: String,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    household: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Date)]
    expires_on: NaiveDate,
    #[diesel(sql_type = SmallInt)]
    days: i16,
    #[diesel(sql_type = Integer)]
    left: i32,
}

#[derive(QueryableByName)]
struct Clerk {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Where there is none, there is a phone.
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    lang: String,
}

/// Tells of every paper in force that ends within 90 days of `today` and whose nearest reminder is not written yet; returns
/// how many. Reminders and messages are written together: two runners tell no one twice.
pub async fn remind(conn: &mut Conn, ground: &Ground, today: NaiveDate) -> anyhow::Result<usize> {
    conn.transaction(async |conn| {
        let ending: Vec<Ending> = diesel::sql_query(format!(
            "WITH due AS ( \
               SELECT c.id, c.expires_on, (SELECT min(d) FROM unnest($2) AS d WHERE c.expires_on - $1 <= d)::smallint AS days \
               FROM certificates c WHERE {} AND c.expires_on <= $1 + 90), \
             told AS ( \
               INSERT INTO certificate_reminders (certificate_id, expires_on, days) SELECT id, expires_on, days FROM due \
               ON CONFLICT DO NOTHING RETURNING certificate_id, days) \
             SELECT c.id, c.producer_id, c.label, c.number, r.name_vi AS household, r.phone, c.expires_on, told.days, \
                    c.expires_on - $1 AS left \
             FROM told JOIN certificates c ON c.id = told.certificate_id JOIN producers r ON r.id = c.producer_id \
             ORDER BY c.expires_on, c.id",
            in_force_sql("c", "$1")
        ))
        .bind::<Date, _>(today)
        .bind::<Array<Integer>, _>(DAYS.to_vec())
        .load(conn)
        .await?;
        if ending.is_empty() {
            return Ok(0);
        }
        let words = wording::words(conn, Lang::Vi).await?;
        for paper in &ending {
            messages::post(conn, &to_household(ground, &words, paper)).await?;
        }
        let clerks: Vec<Clerk> = diesel::sql_query(
            "SELECT DISTINCT a.id, a.email, coalesce(a.phone, '') AS phone, a.lang \
             FROM clerks k JOIN accounts a ON a.id = k.account_id \
             WHERE k.role IN ('moderator', 'admin') AND coalesce(a.email, a.phone) IS NOT NULL AND a.disabled_at IS NULL \
             ORDER BY a.id",
        )
        .load(conn)
        .await?;
        for clerk in &clerks {
            let lang = Lang::parse(&clerk.lang).unwrap_or_default();
            let words = wording::words(conn, lang).await?;
            messages::post(conn, &to_clerk(ground, (lang, &words), clerk, &ending)).await?;
        }
        Ok(ending.len())
    })
    .await
}

fn args(ground: &Ground, paper: &Ending) -> Args {
    Args::from([
        ("name".into(), paper.household.clone().into()),
        ("paper".into(), paper.label.clone().into()),
        ("number".into(), paper.number.clone().into()),
        ("day".into(), paper.expires_on.format("%d/%m/%Y").to_string().into()),
        ("left".into(), paper.left.into()),
        ("url".into(), format!("{}/sell/household/papers", ground.config.base_url).into()),
    ])
}

fn to_household(ground: &Ground, words: &Words, paper: &Ending) -> NewMessage {
    NewMessage {
        dedupe_key: format!("certificate-ends:{}:{}:{}:{}", paper.producer_id, paper.id, paper.expires_on, paper.days),
        channel: "sms",
        recipient: paper.phone.clone(),
        subject: String::new(),
        body: wording::say(Lang::Vi, words, "certificate-sms-ends", &args(ground, paper)),
        body_html: None,
    }
}

/// One message with all that was found in one look; an SMS says how many and where they stand.
fn to_clerk(ground: &Ground, (lang, words): (Lang, &Words), clerk: &Clerk, ending: &[Ending]) -> NewMessage {
    let say = |key, args: &Args| wording::say(lang, words, key, args);
    let counted = Args::from([("n".into(), ending.len().into())]);
    let lines: Vec<String> = ending.iter().map(|p| say("certificate-mail-line", &args(ground, p))).collect();
    let url = format!("{}/office/certificates?state=soon", ground.config.base_url);
    // The papers and their thresholds name the mail: the same ones are never told of twice.
    let which: BTreeMap<i64, i16> = ending.iter().map(|p| (p.id.0, p.days)).collect();
    let first = which.iter().next().map(|(id, days)| format!("{id}.{days}")).unwrap_or_default();
    let on = ending.iter().map(|p| p.expires_on).min().unwrap_or_default();
    let dedupe_key = format!("certificates-end:{}:{first}:{on}:{}", clerk.id, which.len());
    let Some(email) = &clerk.email else {
        let told = Args::from([("n".into(), ending.len().into()), ("url".into(), url.into())]);
        return NewMessage {
            dedupe_key,
            channel: "sms",
            recipient: clerk.phone.clone(),
            subject: String::new(),
            body: say("certificate-sms-office", &told),
            body_html: None,
        };
    };
    NewMessage {
        dedupe_key,
        channel: "mail",
        recipient: email.clone(),
        subject: text::tidy(&say("certificate-mail-subject", &counted)),
        body: format!("{}\n\n{}\n\n{url}\n", say("certificate-mail-lead", &counted), lines.join("\n")),
        body_html: None,
    }
}
