//! Placing an order: one transaction that locks, looks again, compares with what the buyer saw, writes the order,
//! promises the goods, opens the payments, counts the voucher and empties the cart. All of it happens or nothing does.

use chrono::NaiveDate;
use diesel::result::Error as DieselError;
use diesel_async::AsyncConnection as _;

use super::details::Buyer;
use super::draft::{Choices, Draft};
use super::seen::Seen;
use crate::accounts::consents::{self, How, Kind, Whose};
use crate::cart::{lines, lock, view};
use crate::catalog::harvest::delay;
use crate::catalog::stock::{self, ReserveError};
use crate::delivery::terms;
use crate::error::Error;
use crate::kernel::events::Event;
use crate::kernel::ids::{AccountId, CartId, HarvestId, ParcelId, ProducerId, ProductId};
use crate::kernel::lang::Lang;
use crate::kernel::money::Money;
use crate::orders::new_order::{self, NewLine, NewOrder, NewParcel};
use crate::orders::parcel::ParcelState;
use crate::payments::charges::{self, Charged};
use crate::payments::facts;
use crate::payments::offer::NotOffered;
use crate::payments::open::{self, Opening};
use crate::payments::payment::Method;
use crate::platform::db::{self, Conn};
use crate::platform::{Ground, jobs};
use crate::vouchers::code::Code;
use crate::vouchers::find;
use crate::vouchers::redeem::{self, RedeemError};
use crate::vouchers::voucher::{Bearer, Refusal};

/// How often a transaction that Postgres gave up is tried.
const TRIES: u32 = 3;

/// All that a buyer said by pressing the button.
#[derive(Clone, Debug)]
pub struct Placing {
    /// Of the form: the same token never makes two orders.
    pub token: String,
    /// What the page showed; only compared.
    pub seen_total: Option<Money>,
    pub seen: Seen,
    pub cart: Option<CartId>,
    pub account: Option<AccountId>,
    pub buyer: Buyer,
    pub choices: Choices,
    /// The code in the voucher's field, when there is one.
    pub voucher: Option<Code>,
    pub method: Method,
    pub lang: Lang,
    pub today: NaiveDate,
}

#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// Nothing of it can be bought any more, or the cart is empty.
    #[error("nothing left to buy")]
    Nothing,
    /// Prices, stock, fees or the cart itself are not what the page showed. Nothing was written.
    #[error("not what the buyer saw")]
    Changed,
    /// A household's goods may not travel to the buyer's commune.
    #[error("no way to the buyer")]
    NoWay,
    /// The voucher takes nothing off (any more).
    #[error("the voucher is refused: {0:?}")]
    Voucher(Refusal),
    /// It may not be paid this way (any more).
    #[error("{0:?} is not offered")]
    NotOffered(Method, NotOffered),
    /// The transaction lost against others too often.
    #[error("given up by the database")]
    Contended(#[source] DieselError),
    /// Another request is writing the order of this token.
    #[error("the token is another request's")]
    TokenTaken,
    /// The page has made an order before, for somebody else: it is not shown, and another one is not made.
    #[error("the token is another buyer's")]
    Spent,
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for PlaceError {
    fn from(error: Error) -> Self {
        match error {
            Error::Internal(inner) => match inner.downcast::<DieselError>() {
                Ok(diesel) => diesel.into(),
                Err(inner) => PlaceError::Failed(Error::Internal(inner)),
            },
            other => PlaceError::Failed(other),
        }
    }
}

impl From<DieselError> for PlaceError {
    fn from(error: DieselError) -> Self {
        if db::worth_retrying(&error) {
            return PlaceError::Contended(error);
        }
        if db::broken_constraint(&error) == Some("orders_token_key") {
            return PlaceError::TokenTaken;
        }
        PlaceError::Failed(error.into())
    }
}

/// Places the order, or finds the one its token has already made. Answers with its code.
///
/// # Locks
/// Cart, order, parcels, stock, payments, voucher.
///
/// # Refuses
/// See [`PlaceError`]; nothing is written then.
pub async fn place(ground: &Ground, placing: &Placing) -> Result<String, PlaceError> {
    let mut tries = 0;
    loop {
        let mut conn = ground.db.conn().await?;
        let outcome = conn.transaction(async |conn| within(conn, ground, placing).await).await;
        tries += 1;
        match outcome {
            Err(PlaceError::Contended(error)) if tries < TRIES => {
                tracing::warn!(%error, tries, "placing an order again");
            }
            // Another request wrote the order of this token while this one was under way.
            Err(PlaceError::TokenTaken) if tries < TRIES => {}
            Err(PlaceError::Contended(error)) => {
                tracing::warn!(%error, tries, "placing an order given up");
                return Err(PlaceError::Failed(Error::Busy));
            }
            other => return other,
        }
    }
}

async fn within(conn: &mut Conn, ground: &Ground, placing: &Placing) -> Result<String, PlaceError> {
    // The cart's lock makes a double click wait here; then the token tells that the first one did it.
    let cart = match placing.cart {
        Some(cart) => lock::cart(conn, cart).await?,
        None => None,
    };
    if let Some(made) = new_order::by_token(conn, &placing.token).await? {
        let own = made.is_of(placing.account, &placing.buyer.phone);
        return if own { Ok(made.code) } else { Err(PlaceError::Spent) };
    }
    let cart = cart.ok_or(PlaceError::Nothing)?;
    let view = view::load(conn, Some(cart)).await?;
    if !view.sells() {
        return Err(PlaceError::Nothing);
    }
    let households: Vec<ProducerId> = view.groups.iter().map(|g| g.producer).collect();
    let terms = terms::load(conn, &placing.buyer.commune_code, &households, placing.today).await?;
    let mut draft = Draft::of(&view, terms.as_ref(), &placing.choices);
    if let Some(code) = &placing.voucher {
        let found = find::find(conn, code, Some(&placing.buyer.phone)).await?;
        found.ok_or(Refusal::Unknown).and_then(|found| draft.take_off(found)).map_err(PlaceError::Voucher)?;
    }
    let Some(parcels) = draft.new_parcels().filter(|_| draft.complete()) else { return Err(PlaceError::NoWay) };
    if draft.parcels.iter().any(|p| p.lost) {
        return Err(PlaceError::Changed);
    }
    if placing.seen_total != Some(draft.total()) || !placing.seen.differences(&Seen::of(&draft)).is_empty() {
        return Err(PlaceError::Changed);
    }

    let buyer = &placing.buyer;
    if placing.method == Method::Cod {
        facts::one_at_a_time(conn, &buyer.phone).await?;
    }
    let facts = facts::load(conn, ground, Some(&buyer.phone), &households, draft.total()).await?;
    facts.offer(placing.method).map_err(|why| PlaceError::NotOffered(placing.method, why))?;
    let settlement = ground.config.settlement;
    let (order, code) = new_order::order(
        conn,
        &NewOrder {
            token: placing.token.clone(),
            account_id: placing.account,
            buyer_name: buyer.name.clone(),
            buyer_phone: buyer.phone.as_str().to_owned(),
            buyer_email: buyer.email.as_ref().map(|e| e.as_str().to_owned()),
            lang: placing.lang.code(),
            commune_code: buyer.commune_code.clone(),
            commune_name: buyer.commune_name.clone(),
            province_name: buyer.province_name.clone(),
            street: buyer.street.clone(),
            note: buyer.note.clone(),
            payment_method: placing.method.as_str(),
            settlement: settlement.as_str(),
            goods_total: draft.goods(),
            shipping_total: draft.shipping(),
            discount_total: draft.discount(),
            discount_borne_by: draft.voucher.as_ref().map(|v| v.voucher.terms.borne_by.as_str()),
            total: draft.total(),
        },
    )
    .await?;
    // A parcel that a voucher pays for whole waits for no money.
    let waits = |p: &NewParcel| placing.method.in_advance() && p.total() > Money::ZERO;
    let state = |p: &NewParcel| if waits(p) { ParcelState::AwaitingPayment } else { ParcelState::Placed };
    let ids = new_order::parcels(conn, order, &parcels, state).await?;
    // Before the lines: these refer to packs, and a reference is a lock too, in no order of ours.
    stock::reserve(conn, &draft.wanted()).await.map_err(|refused| match refused {
        ReserveError::OutOfStock(_) => PlaceError::Changed,
        ReserveError::Failed(error) => error.into(),
    })?;
    // Under the harvests' locks: one that was put off meanwhile is not what the buyer saw.
    if !same_days(conn, &draft).await? {
        return Err(PlaceError::Changed);
    }
    new_order::lines(conn, order, &ids, &parcels).await?;
    let bearer = draft.voucher.as_ref().map(|v| v.voucher.terms.borne_by);
    let withholding = facts.settings.withholding;
    freeze(conn, placing.today, withholding, bearer, &ids, &parcels).await?;
    let due: Vec<_> = ids.iter().zip(&parcels).map(|(id, p)| (*id, p.producer, p.total())).collect();
    let card_minutes = facts.settings.card_minutes(ground.config.reservation_minutes);
    let opening = Opening { order, code: &code, method: placing.method, settlement, parcels: &due, card_minutes };
    open::open(conn, &opening).await.map_err(|refused| match refused {
        // Whoever is to be paid had an account when the facts were loaded.
        Error::Conflict(_) => PlaceError::NotOffered(placing.method, NotOffered::Off),
        error => error.into(),
    })?;
    if let Some(found) = &draft.voucher {
        redeem::redeem(conn, found.voucher.id, order, &buyer.phone, draft.discount()).await.map_err(
            |error| match error {
                RedeemError::Refused(why) => PlaceError::Voucher(why),
                RedeemError::Failed(error) => error.into(),
            },
        )?;
    }
    let whose = Whose { account: placing.account, order: Some(order) };
    consents::note(conn, whose, &[Kind::Terms, Kind::Privacy], true, placing.lang, How::Checkout).await?;
    lines::clear(conn, cart).await?;
    jobs::record(conn, &Event::OrderPlaced { order }).await.map_err(Error::from)?;
    Ok(code)
}

/// Whether every harvest that goods are sold ahead of still ships on the days that the draft says.
async fn same_days(conn: &mut Conn, draft: &Draft) -> Result<bool, Error> {
    let seen: Vec<_> = draft
        .parcels
        .iter()
        .flat_map(|p| p.group.sellable())
        .filter_map(|l| Some((l.pack.source().harvest()?, l.pack.ships()?)))
        .collect();
    let ids: Vec<HarvestId> = seen.iter().map(|(id, _)| *id).collect();
    let now = delay::days(conn, &ids).await?;
    Ok(seen.iter().all(|(id, (from, to))| now.contains(&(*id, *from, *to))))
}

/// What the market keeps of each parcel, and what tax it holds back, by the rates of today. A household earns less by
/// what it takes off itself, and as much as ever by what the market takes off.
async fn freeze(
    conn: &mut Conn,
    today: NaiveDate,
    withholding: bool,
    bearer: Option<Bearer>,
    ids: &[ParcelId],
    parcels: &[NewParcel],
) -> Result<(), PlaceError> {
    let products: Vec<ProductId> = parcels.iter().flat_map(|p| &p.lines).map(|l| l.product).collect();
    let rates = charges::rates(conn, &products, today).await?;
    let own = |off: Money| if bearer == Some(Bearer::Producer) { off } else { Money::ZERO };
    let charged = |l: &NewLine| Charged { product: l.product, revenue: l.price.times(l.qty) - own(l.discount) };
    let of_parcel = |parcel: &NewParcel| {
        let lines: Vec<Charged> = parcel.lines.iter().map(charged).collect();
        charges::charges(&lines, &rates, withholding)
    };
    let frozen: Vec<_> = ids.iter().zip(parcels).map(|(id, parcel)| (*id, of_parcel(parcel))).collect();
    Ok(charges::freeze(conn, &frozen).await?)
}
