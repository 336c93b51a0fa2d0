//! What people are told about money: that it came, that it did not, that it goes back. Jobs, so that a message follows a
//! commit; a key on each message, so that a job that runs twice tells once.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::payment::Method;
use super::refund::Way;
use super::{method, owed};
use crate::kernel::ids::{OrderId, PaymentId, ProducerId, RefundId, TransferId};
use crate::kernel::money::Money;
use crate::orders::messages::{self, plain, sms, track_link};
use crate::orders::queries::{self, OrderView};
use crate::platform::db::Conn;
use crate::platform::jobs::Job;
use crate::platform::locales::Args;
use crate::platform::{Ground, wording};
use crate::producers::numbers;
use crate::schema::{bank_accounts, payments, refunds, transfers};

async fn order_of(conn: &mut Conn, order: OrderId) -> anyhow::Result<Option<OrderView>> {
    match queries::by_id(conn, order).await? {
        Some(order) => Ok(Some(queries::whole(conn, order).await?)),
        None => Ok(None),
    }
}

async fn of_payment(conn: &mut Conn, payment: PaymentId) -> anyhow::Result<Option<(OrderView, Money)>> {
    let row: Option<(OrderId, Money)> =
        payments::table.select((payments::order_id, payments::amount)).find(payment).first(conn).await.optional()?;
    let Some((order, amount)) = row else { return Ok(None) };
    Ok(order_of(conn, order).await?.map(|view| (view, amount)))
}

async fn tell_buyer(
    conn: &mut Conn,
    ground: &Ground,
    view: &OrderView,
    key: &'static str,
    amount: Money,
    dedupe: String,
) -> anyhow::Result<()> {
    let args = Args::from([
        ("code".into(), view.order.code.clone().into()),
        ("amount".into(), plain(&amount.to_string()).into()),
        ("link".into(), track_link(ground, &view.order.code).into()),
    ]);
    let text = wording::text(conn, view.order.lang(), key, args).await?;
    sms(conn, dedupe, &view.order.buyer_phone, text).await
}

/// Tells the buyer that the money came, and the households that there is something to pack.
#[derive(Serialize, Deserialize)]
pub struct TellPaid {
    pub payment: PaymentId,
}

impl Job for TellPaid {
    const KIND: &'static str = "tell_paid";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let Some((view, amount)) = of_payment(&mut conn, self.payment).await? else { return Ok(()) };
        let key = format!("paid:{}", self.payment);
        let payee: Option<Option<ProducerId>> = payments::table
            .inner_join(bank_accounts::table)
            .select(bank_accounts::producer_id)
            .filter(payments::id.eq(self.payment))
            .first(&mut conn)
            .await
            .optional()?;
        let to_household = payee.flatten().is_some();
        let sentence = if to_household { "payment-sms-paid-direct" } else { "payment-sms-paid" };
        tell_buyer(&mut conn, &ground, &view, sentence, amount, key).await?;
        messages::tell_households(&mut conn, &ground, &view).await
    }
}

/// Tells the buyer that the time to pay is over and the goods are free again, or that what is not paid yet will not come.
#[derive(Serialize, Deserialize)]
pub struct TellExpired {
    pub payment: PaymentId,
}

impl Job for TellExpired {
    const KIND: &'static str = "tell_expired";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let Some((view, amount)) = of_payment(&mut conn, self.payment).await? else { return Ok(()) };
        let early = payments::settled_at.lt(payments::expires_at);
        let let_go: bool = diesel::select(diesel::dsl::exists(payments::table.find(self.payment).filter(early)))
            .get_result(&mut conn)
            .await?;
        let sentence = if let_go { "payment-sms-let-go" } else { "payment-sms-expired" };
        let key = format!("expired:{}", self.payment);
        tell_buyer(&mut conn, &ground, &view, sentence, amount, key).await
    }
}

/// Tells the buyer that money goes back, or that it has gone; and the household that has it that it must send it.
#[derive(Serialize, Deserialize)]
pub struct TellRefund {
    pub refund: RefundId,
    pub done: bool,
}

impl Job for TellRefund {
    const KIND: &'static str = "tell_refund";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let row: Option<(Option<OrderId>, Money, String)> = refunds::table
            .select((refunds::order_id, refunds::amount, refunds::method))
            .find(self.refund)
            .first(&mut conn)
            .await
            .optional()?;
        let Some((order, amount, way)) = row else { return Ok(()) };
        let view = match order {
            Some(order) => order_of(&mut conn, order).await?,
            None => None,
        };
        let by_household = if self.done {
            false
        } else {
            tell_household(&mut conn, &ground, self.refund, view.as_ref(), amount).await?
        };
        let Some(view) = view else { return Ok(()) };
        let key = match (self.done, Way::parse(&way)) {
            (true, _) => "refund-sms-done",
            (false, Some(Way::Card)) => "refund-sms-made-card",
            (false, Some(Way::Cash)) if by_household => "refund-sms-made-cash",
            (false, Some(Way::Cash)) => "refund-sms-made-cash-market",
            (false, _) if by_household => "refund-sms-made-transfer-direct",
            (false, _) => "refund-sms-made-transfer",
        };
        let dedupe = format!("refund:{}:{}", self.refund, if self.done { "done" } else { "made" });
        tell_buyer(&mut conn, &ground, &view, key, amount, dedupe).await
    }
}

/// Tells a household of a refund that it has to send itself: nobody else has the money. Answers with whether there is one.
async fn tell_household(
    conn: &mut Conn,
    ground: &Ground,
    refund: RefundId,
    view: Option<&OrderView>,
    amount: Money,
) -> anyhow::Result<bool> {
    let Some((household, way)) = owed::household(conn, refund).await? else { return Ok(false) };
    let key = if way == Way::Cash { "refund-sms-household-cash" } else { "refund-sms-household-transfer" };
    let code = view.map_or_else(|| format!("R{refund}"), |view| view.order.code.clone());
    let args = Args::from([
        ("code".into(), code.into()),
        ("amount".into(), plain(&amount.to_string()).into()),
        ("link".into(), format!("{}/sell/money", ground.config.base_url).into()),
    ]);
    for (_, phone, lang) in numbers::of_money(conn, &[household]).await? {
        let text = wording::text(conn, lang, key, args.clone()).await?;
        sms(conn, format!("refund:{refund}:owed:{phone}"), &phone, text).await?;
    }
    Ok(true)
}

/// Tells the buyer that money is kept for the next order, as long as it is.
#[derive(Serialize, Deserialize)]
pub struct TellCredit {
    pub transfer: TransferId,
}

impl Job for TellCredit {
    const KIND: &'static str = "tell_credit";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let row: Option<(Option<OrderId>, Money, Option<ProducerId>)> = transfers::table
            .inner_join(bank_accounts::table)
            .select((transfers::order_id, transfers::amount, bank_accounts::producer_id))
            .filter(transfers::id.eq(self.transfer).and(transfers::state.eq("credited")))
            .first(&mut conn)
            .await
            .optional()?;
        let Some((Some(order), amount, household)) = row else { return Ok(()) };
        let Some(view) = order_of(&mut conn, order).await? else { return Ok(()) };
        let sentence = if household.is_some() { "credit-sms-kept-direct" } else { "credit-sms-kept" };
        tell_buyer(&mut conn, &ground, &view, sentence, amount, format!("credit:{}", self.transfer)).await
    }
}

/// Sends a refund that is due to the provider that can send it.
#[derive(Serialize, Deserialize)]
pub struct SendRefund {
    pub refund: RefundId,
}

impl Job for SendRefund {
    const KIND: &'static str = "send_refund";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let way: Option<String> =
            refunds::table.select(refunds::method).find(self.refund).first(&mut conn).await.optional()?;
        drop(conn);
        let method = match way.as_deref().and_then(Way::parse) {
            Some(Way::Card) => Method::Card,
            Some(Way::BankTransfer) => Method::BankTransfer,
            Some(Way::Cash) => Method::Cod,
            None => return Ok(()),
        };
        method::of(method).give_back(&ground, self.refund).await.map_err(|error| anyhow::anyhow!("{error}"))
    }
}
