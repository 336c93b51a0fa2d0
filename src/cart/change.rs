//! Putting packs into a cart, changing how many, taking them out.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use super::lines::{self, MOST_LINES};
use super::lock;
use crate::catalog::sellable::{self, Sellable};
use crate::error::Error;
use crate::kernel::ids::{CartId, PackId};
use crate::kernel::quantity::Quantity;
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{cart_lines, carts};

/// Why a quantity is not taken into a cart.
#[derive(Debug, thiserror::Error)]
pub enum CartError {
    #[error("no such pack, or no such cart")]
    NotFound,
    #[error("not on sale any more")]
    Withdrawn,
    #[error("the household is away until {0}")]
    Away(NaiveDate),
    #[error("sold out")]
    SoldOut,
    #[error("only {left} left")]
    OnlyLeft { left: i32 },
    #[error("sold from {min} up, in steps of {step}")]
    NotInSteps { min: i32, step: i32 },
    #[error("a cart holds {MOST_LINES} lines")]
    Full,
    #[error("a line holds {} packs", Quantity::MOST)]
    TooMany,
    #[error(transparent)]
    Failed(Error),
}
refusal!(CartError);

/// Whether so many of a pack can be bought now.
fn check(pack: &Sellable, qty: i32) -> Result<(), CartError> {
    if !pack.on_sale {
        return Err(CartError::Withdrawn);
    }
    if let Some(until) = pack.away_until {
        return Err(CartError::Away(until));
    }
    if pack.available < pack.min_qty {
        return Err(CartError::SoldOut);
    }
    if qty > Quantity::MOST {
        return Err(CartError::TooMany);
    }
    if !pack.sold_in(qty) {
        return Err(CartError::NotInSteps { min: pack.min_qty, step: pack.qty_step });
    }
    if qty > pack.available {
        return Err(CartError::OnlyLeft { left: pack.most_up_to(pack.available) });
    }
    Ok(())
}

/// Puts packs into a cart, on top of what is there. Answers with the pack.
///
/// # Locks
/// The cart.
///
/// # Refuses
/// What cannot be bought now in the quantity that would then be in the cart.
pub async fn put(conn: &mut Conn, cart: CartId, id: PackId, qty: Quantity) -> Result<Sellable, CartError> {
    conn.transaction(async |conn| {
        lock::cart(conn, cart).await?.ok_or(CartError::NotFound)?;
        let pack = sellable::load(conn, &[id]).await?.pop().ok_or(CartError::NotFound)?;
        let kept = lines::load(conn, cart).await?;
        let before = kept.iter().find(|l| l.pack == id).map_or(0, |l| l.qty);
        if before == 0 && kept.len() >= MOST_LINES {
            return Err(CartError::Full);
        }
        let sum = before.saturating_add(qty.count());
        check(&pack, sum)?;
        write(conn, cart, &pack, sum).await?;
        Ok(pack)
    })
    .await
}

/// Sets the quantities of lines that are in the cart, all of them or none. Packs that are not in it are passed over.
///
/// # Locks
/// The cart.
///
/// # Refuses
/// With every quantity that cannot be bought now.
pub async fn set(conn: &mut Conn, cart: CartId, wanted: &[(PackId, Quantity)]) -> Result<(), Vec<(PackId, CartError)>> {
    let failed = |error: Error| vec![(PackId(0), CartError::Failed(error))];
    let outcome: Result<Result<(), Vec<(PackId, CartError)>>, Error> = conn
        .transaction(async |conn| {
            if lock::cart(conn, cart).await?.is_none() {
                return Ok(Ok(()));
            }
            let kept = lines::load(conn, cart).await?;
            let wanted: Vec<(PackId, i32)> = wanted
                .iter()
                .filter(|(id, _)| kept.iter().any(|l| l.pack == *id))
                .map(|(id, qty)| (*id, qty.count()))
                .collect();
            let ids: Vec<PackId> = wanted.iter().map(|(id, _)| *id).collect();
            let packs = sellable::load(conn, &ids).await?;
            let find = |id: PackId| packs.iter().find(|p| p.pack == id);
            let refused: Vec<(PackId, CartError)> =
                wanted.iter().filter_map(|(id, qty)| check(find(*id)?, *qty).err().map(|why| (*id, why))).collect();
            if !refused.is_empty() {
                return Ok(Err(refused));
            }
            for (id, qty) in &wanted {
                if let Some(pack) = find(*id) {
                    write(conn, cart, pack, *qty).await?;
                }
            }
            Ok(Ok(()))
        })
        .await;
    outcome.map_err(failed)?
}

/// Takes a pack out of a cart.
pub async fn remove(conn: &mut Conn, cart: CartId, id: PackId) -> Result<(), Error> {
    conn.transaction(async |conn| {
        lock::cart(conn, cart).await?;
        diesel::delete(cart_lines::table.find((cart, id))).execute(conn).await?;
        touch(conn, cart).await
    })
    .await
}

async fn write(conn: &mut Conn, cart: CartId, pack: &Sellable, qty: i32) -> Result<(), Error> {
    diesel::insert_into(cart_lines::table)
        .values((
            cart_lines::cart_id.eq(cart),
            cart_lines::pack_id.eq(pack.pack),
            cart_lines::qty.eq(qty),
            cart_lines::seen_price.eq(pack.price),
        ))
        .on_conflict((cart_lines::cart_id, cart_lines::pack_id))
        .do_update()
        .set((cart_lines::qty.eq(qty), cart_lines::seen_price.eq(pack.price)))
        .execute(conn)
        .await?;
    touch(conn, cart).await
}

async fn touch(conn: &mut Conn, cart: CartId) -> Result<(), Error> {
    diesel::update(carts::table.find(cart)).set(carts::touched_at.eq(diesel::dsl::now)).execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sellable::sample;

    #[test]
    fn a_quantity_is_checked_against_sale_stock_and_steps() {
        let pack = Sellable { min_qty: 2, qty_step: 2, available: 7, ..sample(1, 1) };
        assert!(check(&pack, 6).is_ok());
        assert!(matches!(check(&pack, 3), Err(CartError::NotInSteps { min: 2, step: 2 })));
        assert!(matches!(check(&pack, 8), Err(CartError::OnlyLeft { left: 6 })));
        assert!(matches!(check(&pack, 10_000), Err(CartError::TooMany)));
        assert!(matches!(check(&Sellable { available: 1, ..pack.clone() }, 2), Err(CartError::SoldOut)));
        let away = Sellable { away_until: Some(NaiveDate::MIN), ..pack.clone() };
        assert!(matches!(check(&away, 2), Err(CartError::Away(_))));
        assert!(matches!(check(&Sellable { on_sale: false, ..pack }, 2), Err(CartError::Withdrawn)));
    }
}
