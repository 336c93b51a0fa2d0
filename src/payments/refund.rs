//! Giving money back: of one parcel, by line or by amount. Never more than was paid for it, never another household's.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::lock::{self, LockedPayment};
use super::parcel_money::{self, ParcelMoney};
use super::payment::Method;
use super::{earn, refund_lines};
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, OrderId, OrderLineId, ParcelId, RefundId};
use crate::kernel::money::Money;
use crate::ledger::account::Account;
use crate::ledger::posting::{self, Posting};
use crate::orders::lock as orders_lock;
use crate::platform::db::Conn;
use crate::platform::jobs;
use crate::refusal;
use crate::schema::{payments, refunds};

/// How a refund reaches the buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Back onto the card, by Stripe.
    Card,
    /// To the buyer's bank account.
    BankTransfer,
    /// In cash, with a note of it.
    Cash,
}

impl Way {
    pub const ALL: [Way; 3] = [Way::Card, Way::BankTransfer, Way::Cash];

    /// The word in the database, in forms and in Fluent keys (`refund-way-…`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Way::Card => "card",
            Way::BankTransfer => "bank_transfer",
            Way::Cash => "cash",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == word)
    }

    /// The way the money came.
    #[must_use]
    pub const fn back(method: Method) -> Self {
        match method {
            Method::Cod => Way::Cash,
            Method::BankTransfer => Way::BankTransfer,
            Method::Card => Way::Card,
        }
    }
}

/// How much of a parcel goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything that has not gone back yet, with or without the delivery.
    Rest { shipping: bool },
    /// So many of these lines, at what the buyer paid for them.
    Lines(Vec<(OrderLineId, i32)>),
    /// Of the goods first, then of the delivery.
    Amount(Money),
    /// So much of the goods, and so much of the delivery.
    Of { goods: Money, shipping: Money },
}

/// A refund that somebody wants.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The same wish twice is one refund.
    pub key: String,
    pub parcel: ParcelId,
    pub part: Part,
    /// `None`: the way the money came.
    pub way: Option<Way>,
    pub reason: String,
    pub by: Option<AccountId>,
}

#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    #[error("no such parcel, line or refund")]
    NotFound,
    /// The buyer has not paid for the parcel.
    #[error("not paid")]
    NotPaid,
    /// No more than this is left of it.
    #[error("only {0} is left")]
    TooMuch(Money),
    /// Nothing is left of it, or nothing was asked for.
    #[error("nothing to give back")]
    Nothing,
    /// A card's money goes back only to a card payment.
    #[error("not the way it was paid")]
    WrongWay,
    #[error(transparent)]
    Failed(Error),
}
refusal!(RefundError);

/// Makes a refund that is due; sending it follows. Call it inside a transaction.
///
/// # Locks
/// Order, parcel, payment.
///
/// # Refuses
/// See [`RefundError`]. A wish that was granted before answers with the refund it made.
pub async fn refund(conn: &mut Conn, wish: &Wish) -> Result<RefundId, RefundError> {
    let parcel = orders_lock::parcel(conn, wish.parcel, None).await?.ok_or(RefundError::NotFound)?;
    if let Some(made) = by_key(conn, &wish.key).await? {
        return Ok(made);
    }
    let payment = lock::covering(conn, parcel.order, wish.parcel).await?.ok_or(RefundError::NotPaid)?;
    if !payment.state()?.settled() {
        return Err(RefundError::NotPaid);
    }
    let before = parcel_money::load(conn, wish.parcel).await?;
    let (of_goods, of_shipping, lines) = measure(conn, &before, wish).await?;
    let amount = of_goods + of_shipping;
    if amount <= Money::ZERO {
        return Err(RefundError::Nothing);
    }
    let after = ParcelMoney {
        back_goods: before.back_goods + of_goods,
        back_shipping: before.back_shipping + of_shipping,
        ..before
    };
    if after.goods_left() < Money::ZERO || after.shipping_left() < Money::ZERO {
        return Err(RefundError::TooMuch(before.goods_left() + before.shipping_left()));
    }
    let way = wish.way.unwrap_or(Way::back(payment.method()?));
    if way == Way::Card && payment.method()? != Method::Card {
        return Err(RefundError::WrongWay);
    }
    let id = write(conn, parcel.order, &payment, wish, way, (of_goods, of_shipping)).await?;
    refund_lines::write(conn, id, &lines).await?;
    let due = Posting::new("refund", id).of_order(Some(parcel.order)).by(wish.by).memo(&wish.reason).credit(
        Account::RefundsDue,
        Some(wish.parcel),
        amount,
    );
    let due = if earn::earned(conn, wish.parcel).await? {
        earn::hand_out(due, before.producer, wish.parcel, earn::given_back(&before, &after))
    } else {
        due.debit(Account::Held, Some(wish.parcel), amount)
    };
    posting::post(conn, due).await?;
    jobs::record(conn, &Event::RefundMade { refund: id }).await.map_err(Error::from)?;
    Ok(id)
}

/// How much of goods and of delivery a wish is, and which lines.
async fn measure(
    conn: &mut Conn,
    before: &ParcelMoney,
    wish: &Wish,
) -> Result<(Money, Money, Vec<refund_lines::Part>), RefundError> {
    Ok(match &wish.part {
        Part::Rest { shipping } => {
            (before.goods_left(), if *shipping { before.shipping_left() } else { Money::ZERO }, Vec::new())
        }
        Part::Amount(amount) => {
            let goods = (*amount).min(before.goods_left());
            (goods, *amount - goods, Vec::new())
        }
        Part::Of { goods, shipping } => (*goods, *shipping, Vec::new()),
        Part::Lines(asked) => {
            let lines = refund_lines::priced(conn, wish.parcel, asked).await?;
            // An amount that went back before without lines may have taken some of theirs.
            (lines.iter().map(|l| l.amount).sum(), Money::ZERO, lines)
        }
    })
}

/// The refund that a wish of this key has made.
pub async fn by_key(conn: &mut Conn, key: &str) -> Result<Option<RefundId>, Error> {
    Ok(refunds::table.select(refunds::id).filter(refunds::key.eq(key)).first(conn).await.optional()?)
}

async fn write(
    conn: &mut Conn,
    order: OrderId,
    payment: &LockedPayment,
    wish: &Wish,
    way: Way,
    (of_goods, of_shipping): (Money, Money),
) -> Result<RefundId, Error> {
    diesel::update(payments::table.find(payment.id))
        .set(payments::refunded.eq(payments::refunded + (of_goods + of_shipping)))
        .execute(conn)
        .await?;
    Ok(diesel::insert_into(refunds::table)
        .values((
            refunds::key.eq(&wish.key),
            refunds::order_id.eq(order),
            refunds::parcel_id.eq(wish.parcel),
            refunds::payment_id.eq(payment.id),
            refunds::amount.eq(of_goods + of_shipping),
            refunds::of_goods.eq(of_goods),
            refunds::of_shipping.eq(of_shipping),
            refunds::method.eq(way.as_str()),
            refunds::reason.eq(&wish.reason),
            refunds::made_by.eq(wish.by),
        ))
        .returning(refunds::id)
        .get_result(conn)
        .await?)
}

/// A refund of money that came for nothing.
pub(super) async fn surplus(
    conn: &mut Conn,
    payment: &LockedPayment,
    amount: Money,
    way: Way,
    reason: &str,
) -> Result<(), Error> {
    diesel::update(payments::table.find(payment.id)).set(payments::refunded.eq(amount)).execute(conn).await?;
    let id: RefundId = diesel::insert_into(refunds::table)
        .values((
            refunds::key.eq(format!("surplus:{}", payment.id)),
            refunds::order_id.eq(payment.order_id),
            refunds::payment_id.eq(payment.id),
            refunds::amount.eq(amount),
            refunds::method.eq(way.as_str()),
            refunds::reason.eq(reason),
        ))
        .returning(refunds::id)
        .get_result(conn)
        .await?;
    let due = Posting::new("refund", id)
        .of_order(Some(payment.order_id))
        .memo(reason)
        .debit(Account::Unmatched, None, amount)
        .credit(Account::RefundsDue, None, amount);
    posting::post(conn, due).await?;
    jobs::record(conn, &Event::RefundMade { refund: id }).await?;
    Ok(())
}
