//! Writing an order down: the order, its parcels, their lines and the first line of each diary, with names and prices
//! as they are now. The caller reserves the goods between [`parcels`] and [`lines`] and opens the payments after.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::code;
use super::parcel::ParcelState;
use crate::error::{Error, Result};
use crate::kernel::ids::{AccountId, HarvestId, OrderId, PackId, ParcelId, PickupPointId, ProducerId, ProductId};
use crate::kernel::money::Money;
use crate::kernel::phone::Phone;
use crate::kernel::quantity::Quantity;
use crate::platform::db::Conn;
use crate::platform::signals;
use crate::schema::{order_lines, orders, parcel_diary, parcels};

/// How often another code is drawn when one is taken.
const DRAWS: usize = 8;

/// An order about to be written.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = orders)]
pub struct NewOrder {
    pub token: String,
    pub account_id: Option<AccountId>,
    pub buyer_name: String,
    pub buyer_phone: String,
    pub buyer_email: Option<String>,
    pub lang: &'static str,
    pub commune_code: String,
    pub commune_name: String,
    pub province_name: String,
    pub street: String,
    pub note: String,
    pub payment_method: &'static str,
    pub settlement: &'static str,
    pub goods_total: Money,
    pub shipping_total: Money,
    pub discount_total: Money,
    /// `market` or `producer`, when there is a discount.
    pub discount_borne_by: Option<&'static str>,
    pub total: Money,
}

/// One household's part of it.
#[derive(Clone, Debug)]
pub struct NewParcel {
    pub producer: ProducerId,
    pub delivery_kind: &'static str,
    pub delivery_name_vi: String,
    pub delivery_name_en: String,
    pub pickup_point: Option<PickupPointId>,
    pub expected_from: NaiveDate,
    pub expected_to: NaiveDate,
    pub goods_total: Money,
    pub shipping_fee: Money,
    pub lines: Vec<NewLine>,
}

impl NewParcel {
    /// What is taken off its goods.
    #[must_use]
    pub fn discount(&self) -> Money {
        self.lines.iter().map(|l| l.discount).sum()
    }

    /// What the buyer pays for it.
    #[must_use]
    pub fn total(&self) -> Money {
        self.goods_total + self.shipping_fee - self.discount()
    }
}

/// One pack of a parcel, as it is called and priced now.
#[derive(Clone, Debug)]
pub struct NewLine {
    pub pack: PackId,
    pub product: ProductId,
    pub product_slug: String,
    pub name_vi: String,
    pub name_en: String,
    pub pack_name_vi: String,
    pub pack_name_en: String,
    pub picture: Option<String>,
    pub price: Money,
    pub qty: Quantity,
    /// The line's share of the order's discount.
    pub discount: Money,
    pub net_weight_g: i32,
    /// By so many per cent it may weigh less, and costs less then.
    pub weight_band: Option<i32>,
    /// The harvest it is sold ahead of.
    pub harvest: Option<HarvestId>,
    /// Of goods made to order, the day whose orders they count among.
    pub made_on: Option<NaiveDate>,
}

/// The order that a checkout token made.
#[derive(Clone, Debug, Queryable)]
pub struct Made {
    pub code: String,
    account: Option<AccountId>,
    phone: String,
}

impl Made {
    /// Whether it is the order of this account, or a guest's of this phone. A token alone proves nothing: it stands in the page,
    /// and a page may be left open where others pass by.
    #[must_use]
    pub fn is_of(&self, account: Option<AccountId>, phone: &Phone) -> bool {
        match self.account {
            Some(own) => account == Some(own),
            None => self.phone == phone.as_str(),
        }
    }
}

/// The order that a checkout token made, when it made one.
pub async fn by_token(conn: &mut Conn, token: &str) -> Result<Option<Made>> {
    Ok(orders::table
        .select((orders::code, orders::account_id, orders::buyer_phone))
        .filter(orders::token.eq(token))
        .first(conn)
        .await
        .optional()?)
}

/// Writes the order under a code of its own. A token that is taken breaks `orders_token_key`.
pub async fn order(conn: &mut Conn, new: &NewOrder) -> Result<(OrderId, String), diesel::result::Error> {
    for _ in 0..DRAWS {
        let code = code::draw();
        let written: Option<OrderId> = diesel::insert_into(orders::table)
            .values((orders::code.eq(&code), new))
            .on_conflict(orders::code)
            .do_nothing()
            .returning(orders::id)
            .get_result(conn)
            .await
            .optional()?;
        if let Some(id) = written {
            return Ok((id, code));
        }
    }
    Err(diesel::result::Error::NotFound)
}

/// Writes the parcels, each in its first state, numbered from 1, with the first line of its diary.
pub async fn parcels(
    conn: &mut Conn,
    order: OrderId,
    new: &[NewParcel],
    state: impl Fn(&NewParcel) -> ParcelState,
) -> Result<Vec<ParcelId>> {
    let rows: Vec<_> = new
        .iter()
        .zip(1_i16..)
        .map(|(p, number)| {
            (
                parcels::order_id.eq(order),
                parcels::producer_id.eq(p.producer),
                parcels::number.eq(number),
                parcels::state.eq(state(p).as_str()),
                parcels::delivery_kind.eq(p.delivery_kind),
                parcels::delivery_name_vi.eq(&p.delivery_name_vi),
                parcels::delivery_name_en.eq(&p.delivery_name_en),
                parcels::pickup_point_id.eq(p.pickup_point),
                parcels::expected_from.eq(p.expected_from),
                parcels::expected_to.eq(p.expected_to),
                parcels::goods_total.eq(p.goods_total),
                parcels::shipping_fee.eq(p.shipping_fee),
                parcels::discount.eq(p.discount()),
                parcels::total.eq(p.total()),
            )
        })
        .collect();
    let mut written: Vec<(i16, ParcelId)> = diesel::insert_into(parcels::table)
        .values(rows)
        .returning((parcels::number, parcels::id))
        .get_results(conn)
        .await?;
    written.sort_unstable();
    let ids: Vec<ParcelId> = written.into_iter().map(|(_, id)| id).collect();
    if ids.len() != new.len() {
        return Err(Error::Internal(anyhow::anyhow!("{} of {} parcels written", ids.len(), new.len())));
    }
    let diary: Vec<_> = ids
        .iter()
        .zip(new)
        .map(|(id, p)| {
            (
                parcel_diary::parcel_id.eq(*id),
                parcel_diary::to_state.eq(state(p).as_str()),
                parcel_diary::actor.eq("buyer"),
            )
        })
        .collect();
    diesel::insert_into(parcel_diary::table).values(diary).execute(conn).await?;
    let desks: Vec<String> =
        new.iter().filter(|p| state(p) == ParcelState::Placed).map(|p| signals::desk(p.producer.0)).collect();
    signals::send_all(conn, &desks).await?;
    Ok(ids)
}

/// Writes the lines of the parcels. After the reservation, so that the packs are locked in the order of ids.
pub async fn lines(conn: &mut Conn, order: OrderId, ids: &[ParcelId], new: &[NewParcel]) -> Result<()> {
    let rows: Vec<_> = ids
        .iter()
        .zip(new)
        .flat_map(|(parcel, p)| p.lines.iter().map(move |line| (*parcel, line)))
        .map(|(parcel, line)| {
            (
                order_lines::order_id.eq(order),
                order_lines::parcel_id.eq(parcel),
                order_lines::pack_id.eq(line.pack),
                order_lines::product_id.eq(line.product),
                order_lines::product_slug.eq(&line.product_slug),
                order_lines::name_vi.eq(&line.name_vi),
                order_lines::name_en.eq(&line.name_en),
                order_lines::pack_name_vi.eq(&line.pack_name_vi),
                order_lines::pack_name_en.eq(&line.pack_name_en),
                order_lines::picture_hash.eq(&line.picture),
                order_lines::price.eq(line.price),
                order_lines::qty.eq(line.qty),
                order_lines::total.eq(line.price.times(line.qty)),
                order_lines::discount.eq(line.discount),
                order_lines::net_weight_g.eq(line.net_weight_g),
                order_lines::weight_band.eq(line.weight_band),
                order_lines::harvest_id.eq(line.harvest),
                order_lines::made_on.eq(line.made_on),
            )
        })
        .collect();
    diesel::insert_into(order_lines::table).values(rows).execute(conn).await?;
    Ok(())
}
