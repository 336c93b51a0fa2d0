//! Telling the others what was said, and how a complaint ended: by SMS, each once.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::complaint::{self, Complaint};
use super::kind;
use crate::kernel::clock;
use crate::kernel::ids::ComplaintId;
use crate::kernel::lang::Lang;
use crate::orders::messages::{plain, sms, track_link};
use crate::orders::queries;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::locales::{self, Args};
use crate::platform::{Ground, wording};
use crate::producers::numbers;
use crate::schema::complaint_messages;

/// Tells buyer or household, or both, that something was said.
#[derive(Serialize, Deserialize)]
pub struct TellComplaintSaid {
    pub complaint: ComplaintId,
    pub message: i64,
}

/// Tells buyer and household how it ended.
#[derive(Serialize, Deserialize)]
pub struct TellComplaintEnded {
    pub complaint: ComplaintId,
}

/// Tells a buyer who called or came that it is written down, and its number.
#[derive(Serialize, Deserialize)]
pub struct TellWritten {
    pub complaint: ComplaintId,
}

/// Tells the buyer that the goods were sent again, or that it was settled another way.
#[derive(Serialize, Deserialize)]
pub struct TellReplaced {
    pub complaint: ComplaintId,
}

fn args(lang: Lang, c: &Complaint, link: String) -> Args {
    Args::from([
        ("code".into(), c.code().into()),
        ("order".into(), c.order_code.clone().into()),
        ("parcel".into(), c.parcel_code().into()),
        ("household".into(), lang.pick(&c.producer_vi, &c.producer_en).to_owned().into()),
        ("kind".into(), locales::text(lang, &format!("complaint-kind-{}", kind::key(&c.kind))).into()),
        ("by".into(), clock::in_vietnam(c.answer_by).format("%H:%M %d/%m").to_string().into()),
        ("outcome".into(), c.outcome.clone().unwrap_or_default().into()),
        ("amount".into(), plain(&c.refund.unwrap_or_default().to_string()).into()),
        ("day".into(), c.replace_by.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default().into()),
        ("link".into(), link.into()),
    ])
}

async fn tell_buyer(
    conn: &mut Conn,
    ground: &Ground,
    c: &Complaint,
    sentence: &str,
    key: String,
) -> anyhow::Result<()> {
    let Some(order) = queries::by_id(conn, c.order_id).await? else { return Ok(()) };
    let lang = order.lang();
    let text = wording::text(conn, lang, sentence, args(lang, c, track_link(ground, &order.code))).await?;
    sms(conn, format!("{key}:buyer"), &order.buyer_phone, text).await
}

/// The same to each member of the household.
pub(super) async fn tell_household(
    conn: &mut Conn,
    ground: &Ground,
    c: &Complaint,
    sentence: &str,
    key: &str,
) -> anyhow::Result<()> {
    let link = format!("{}/sell/complaints/{}", ground.config.base_url, c.id);
    for (_, phone, lang) in numbers::of(conn, &[c.producer_id]).await? {
        let text = wording::text(conn, lang, sentence, args(lang, c, link.clone())).await?;
        sms(conn, format!("{key}:{phone}"), &phone, text).await?;
    }
    Ok(())
}

impl Job for TellComplaintSaid {
    const KIND: &'static str = "tell_complaint_said";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let side: Option<String> = complaint_messages::table
            .select(complaint_messages::side)
            .find(self.message)
            .first(&mut conn)
            .await
            .optional()?;
        let Some(complaint) = complaint::find(&mut conn, self.complaint).await? else { return Ok(()) };
        let Some(side) = side else { return Ok(()) };
        let key = format!("complaint:{}", self.message);
        if side != "household" {
            let earlier =
                complaint_messages::complaint_id.eq(self.complaint).and(complaint_messages::id.lt(self.message));
            let earlier: i64 = complaint_messages::table.filter(earlier).count().get_result(&mut conn).await?;
            let sentence = if earlier == 0 { "complaint-sms-household-new" } else { "complaint-sms-household-said" };
            tell_household(&mut conn, &ground, &complaint, sentence, &key).await?;
        }
        if side != "buyer" {
            tell_buyer(&mut conn, &ground, &complaint, "complaint-sms-buyer-said", key).await?;
        }
        Ok(())
    }
}

impl Job for TellComplaintEnded {
    const KIND: &'static str = "tell_complaint_ended";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let Some(complaint) = complaint::find(&mut conn, self.complaint).await? else { return Ok(()) };
        let key = format!("complaint-ended:{}", self.complaint);
        let sentence = if complaint.replace_by.is_some() {
            "complaint-sms-household-again"
        } else {
            "complaint-sms-household-ended"
        };
        tell_household(&mut conn, &ground, &complaint, sentence, &key).await?;
        if complaint.outcome.as_deref() == Some("withdrawn") {
            return Ok(());
        }
        tell_buyer(&mut conn, &ground, &complaint, "complaint-sms-buyer-ended", key).await
    }
}

impl Job for TellReplaced {
    const KIND: &'static str = "tell_replaced";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let Some(complaint) = complaint::find(&mut conn, self.complaint).await? else { return Ok(()) };
        let key = format!("complaint-replaced:{}", self.complaint);
        let sent = complaint.replaced == Some(true);
        let sentence = if sent { "complaint-sms-buyer-again" } else { "complaint-sms-buyer-other" };
        tell_buyer(&mut conn, &ground, &complaint, sentence, key).await
    }
}

impl Job for TellWritten {
    const KIND: &'static str = "tell_complaint_written";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let Some(complaint) = complaint::find(&mut conn, self.complaint).await? else { return Ok(()) };
        let key = format!("complaint-written:{}", self.complaint);
        tell_buyer(&mut conn, &ground, &complaint, "complaint-sms-buyer-written", key).await
    }
}
