//! What people are told about an order: the buyer that it was taken and how each parcel gets on, each household that
//! there is something to pack. Jobs, so that a message follows a commit and never holds one up; a key on each message,
//! so that a job that runs twice tells once.

use serde::{Deserialize, Serialize};

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::handover;
use super::pages::OrderCard;
use super::parcel::{self, ParcelState};
use super::queries::{self, OrderView, ParcelRow};
use super::words;
use crate::kernel::ids::{OrderId, ParcelId, ProducerId};
use crate::platform::Ground;
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::locales::Args;
use crate::platform::messages::{self, NewMessage};
use crate::platform::{secrets, wording};
use crate::producers::numbers;
use crate::schema::parcels;

/// Tells buyer and households of a new order.
#[derive(Serialize, Deserialize)]
pub struct TellOrderPlaced {
    pub order: OrderId,
}

/// What the mail's templates show.
#[derive(Serialize)]
struct PlacedMail {
    #[serde(flatten)]
    card: OrderCard,
    link: String,
    base_url: String,
    operator: crate::config::Operator,
}

impl Job for TellOrderPlaced {
    const KIND: &'static str = "tell_order_placed";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let Some(order) = queries::by_id(&mut conn, self.order).await? else { return Ok(()) };
        let view = queries::whole(&mut conn, order).await?;
        let link = track_link(&ground, &view.order.code);
        let lang = view.order.lang();
        let args = Args::from([
            ("code".into(), view.order.code.clone().into()),
            ("total".into(), plain(&view.order.total.to_string()).into()),
            ("link".into(), link.clone().into()),
        ]);
        let waits = view.parcels.iter().any(|p| p.state == ParcelState::AwaitingPayment);
        let key = if waits { "order-sms-to-pay" } else { "order-sms-placed" };
        let text = wording::text(&mut conn, lang, key, args).await?;
        sms(&mut conn, format!("order-placed:{}:sms", self.order), &view.order.buyer_phone, text).await?;
        tell_households(&mut conn, &ground, &view).await?;
        if let Some(email) = view.order.buyer_email.clone() {
            let values = PlacedMail {
                card: OrderCard::of(lang, view),
                link,
                base_url: ground.config.base_url.clone(),
                operator: ground.config.operator.clone(),
            };
            let words = wording::words(&mut conn, lang).await?;
            let mail = ground.views.mail("order_placed", lang, &words, &values)?;
            let message = NewMessage {
                dedupe_key: format!("order-placed:{}:mail", self.order),
                channel: "mail",
                recipient: email,
                subject: mail.subject,
                body: mail.text,
                body_html: Some(mail.html),
            };
            messages::post(&mut conn, &message).await?;
        }
        Ok(())
    }
}

/// One SMS for each member of each household that has something to pack.
pub async fn tell_households(conn: &mut Conn, ground: &Ground, view: &OrderView) -> anyhow::Result<()> {
    let ids: Vec<ProducerId> = view.parcels.iter().map(|p| p.row.producer_id).collect();
    let numbers = numbers::of(conn, &ids).await?;
    for parcel in view.parcels.iter().filter(|p| p.state.to_pack()) {
        for (_, phone, lang) in numbers.iter().filter(|(producer, ..)| *producer == parcel.row.producer_id) {
            let goods = parcel.lines.as_slice().first().map_or_else(String::new, |l| {
                let (name, pack) = (lang.pick(&l.name_vi, &l.name_en), lang.pick(&l.pack_name_vi, &l.pack_name_en));
                format!("{} x {name}, {pack}", l.qty)
            });
            let args = Args::from([
                ("code".into(), parcel::code(parcel.row.id).into()),
                ("goods".into(), goods.into()),
                ("more".into(), parcel.lines.len().saturating_sub(1).into()),
                ("total".into(), plain(&parcel.row.goods_total.to_string()).into()),
                ("link".into(), format!("{}/sell", ground.config.base_url).into()),
            ]);
            let text = wording::text(conn, *lang, "order-sms-household", args).await?;
            sms(conn, format!("order-placed:{}:household:{phone}", parcel.row.id), phone, text).await?;
        }
    }
    Ok(())
}

/// Tells a household of a parcel that came to it later than its order: its buyer has paid, or pays at the door after all.
#[derive(Serialize, Deserialize)]
pub struct TellHousehold {
    pub parcel: ParcelId,
}

impl Job for TellHousehold {
    const KIND: &'static str = "tell_household";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let order: Option<OrderId> =
            parcels::table.select(parcels::order_id).find(self.parcel).first(&mut conn).await.optional()?;
        let Some(order) = order else { return Ok(()) };
        let Some(order) = queries::by_id(&mut conn, order).await? else { return Ok(()) };
        let view = queries::whole(&mut conn, order).await?;
        tell_households(&mut conn, &ground, &view).await
    }
}

/// The same SMS, the sentence `key`, for each member of a household, `once` for each number.
pub async fn tell_members(
    conn: &mut Conn,
    household: ProducerId,
    once: &str,
    key: &str,
    args: Args,
) -> anyhow::Result<()> {
    for (_, phone, lang) in numbers::of(conn, &[household]).await? {
        let text = wording::text(conn, lang, key, args.clone()).await?;
        sms(conn, format!("{once}:{phone}"), &phone, text).await?;
    }
    Ok(())
}

/// Tells the buyer that a parcel was confirmed, is on its way, or will not come; the household, that the buyer took it
/// back.
#[derive(Serialize, Deserialize)]
pub struct TellParcelMoved {
    pub parcel: ParcelId,
    pub to: String,
}

impl TellParcelMoved {
    /// Whether a move to this state is worth a message.
    #[must_use]
    pub fn worth(to: &str) -> bool {
        matches!(
            ParcelState::parse(to),
            Some(
                ParcelState::Confirmed | ParcelState::HandedOver | ParcelState::Unfulfillable | ParcelState::Cancelled
            )
        )
    }
}

impl Job for TellParcelMoved {
    const KIND: &'static str = "tell_parcel_moved";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let Some(state) = ParcelState::parse(&self.to) else { return Ok(()) };
        let mut conn = ground.db.conn().await?;
        let order: Option<OrderId> =
            parcels::table.select(parcels::order_id).find(self.parcel).first(&mut conn).await.optional()?;
        let Some(order) = order else { return Ok(()) };
        let Some(order) = queries::by_id(&mut conn, order).await? else { return Ok(()) };
        let view = queries::whole(&mut conn, order).await?;
        let Some(parcel) = view.parcels.iter().find(|p| p.row.id == self.parcel) else { return Ok(()) };
        if state == ParcelState::Cancelled {
            let known = parcel.diary.iter().any(|d| d.to_state == ParcelState::Placed.as_str());
            if !known {
                return Ok(());
            }
            return tell_cancelled(&mut conn, &ground, &parcel.row).await;
        }
        let lang = view.order.lang();
        let kept = handover::of_parcels(&mut conn, &[self.parcel]).await?.pop();
        let found = kept.map(|(_, kept)| kept.words(lang)).filter(|words| !words.is_empty());
        let reason = parcel.diary.iter().rev().find(|d| d.to_state == self.to).map_or("", |d| d.reason.as_str());
        let args = Args::from([
            ("code".into(), view.order.code.clone().into()),
            ("household".into(), lang.pick(&parcel.producer_vi, &parcel.producer_en).to_owned().into()),
            ("days".into(), words::days(lang, parcel.row.expected_from, parcel.row.expected_to).into()),
            ("total".into(), plain(&(parcel.row.total - parcel.off()).to_string()).into()),
            ("reason".into(), words::reason(lang, reason).into()),
            ("kind".into(), parcel.row.delivery_kind.clone().into()),
            ("paid".into(), if view.order.paid_at.is_some() { "yes" } else { "no" }.into()),
            ("way".into(), lang.pick(&parcel.row.delivery_name_vi, &parcel.row.delivery_name_en).to_owned().into()),
            ("found".into(), found.map(|words| format!(" {words}.")).unwrap_or_default().into()),
            ("link".into(), track_link(&ground, &view.order.code).into()),
        ]);
        let text = wording::text(&mut conn, lang, &format!("order-sms-{}", words::state_key(state)), args).await?;
        let key = format!("parcel:{}:{}", self.parcel, self.to);
        sms(&mut conn, key, &view.order.buyer_phone, text).await
    }
}

/// Tells the buyer where a parcel that is on its way is found, when its household wrote it down later.
pub async fn tell_handover(conn: &mut Conn, ground: &Ground, parcel: ParcelId) -> anyhow::Result<()> {
    let order: OrderId = parcels::table.select(parcels::order_id).find(parcel).first(conn).await?;
    let (Some(order), Some((_, kept))) =
        (queries::by_id(conn, order).await?, handover::of_parcels(conn, &[parcel]).await?.pop())
    else {
        return Ok(());
    };
    let lang = order.lang();
    let found = kept.words(lang);
    if found.is_empty() {
        return Ok(());
    }
    // The same words are told once.
    let key = format!("handover:{parcel}:{}", secrets::hex(&secrets::hash(&found)));
    let args = Args::from([
        ("code".into(), order.code.clone().into()),
        ("found".into(), found.into()),
        ("link".into(), track_link(ground, &order.code).into()),
    ]);
    let text = wording::text(conn, lang, "order-sms-found", args).await?;
    sms(conn, key, &order.buyer_phone, text).await
}

/// Those who were told that there is something to pack learn that there is not.
async fn tell_cancelled(conn: &mut Conn, ground: &Ground, parcel: &ParcelRow) -> anyhow::Result<()> {
    let code = parcel::code(parcel.id);
    let args = Args::from([
        ("code".into(), code.clone().into()),
        ("link".into(), format!("{}/sell/parcels/{code}", ground.config.base_url).into()),
    ]);
    let once = format!("parcel:{}:cancelled:household", parcel.id);
    tell_members(conn, parcel.producer_id, &once, "order-sms-cancelled", args).await
}

/// Where a buyer looks an order up.
#[must_use]
pub fn track_link(ground: &Ground, code: &str) -> String {
    format!("{}/track?code={code}", ground.config.base_url)
}

/// The same text for an SMS, which counts a no-break space as a costly sign.
#[must_use]
pub fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// Posts an SMS, once for each key.
pub async fn sms(conn: &mut Conn, dedupe_key: String, to: &str, body: String) -> anyhow::Result<()> {
    let message = NewMessage {
        dedupe_key,
        channel: "sms",
        recipient: to.to_owned(),
        subject: String::new(),
        body,
        body_html: None,
    };
    messages::post(conn, &message).await
}
