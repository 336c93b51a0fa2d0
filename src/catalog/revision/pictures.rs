//! The pictures of a revision: at most eight, in the household's order, the first is the cover. Each change is small and
//! by the picture's own name, so two phones do not undo one another's.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use super::lock;
use crate::error::Error;
use crate::kernel::ids::{PictureId, ProducerId, ProductId, RevisionId};
use crate::platform::db::Conn;
use crate::refusal;
use crate::schema::{revision_pictures, revisions};

pub const MOST: i32 = 8;

/// What is done with a picture that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// To this place, counted from one: pressed again after an answer that was lost, it is there already.
    To(PictureId, usize),
    Cover(PictureId),
    Remove(PictureId),
    /// These first, in this order; the others stay behind them as they were.
    Order(Vec<PictureId>),
}

#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("no such product of this household, or nothing of it is open")]
    NotFound,
    #[error("it has {MOST} pictures already")]
    Full,
    /// It was thrown away in the moment it was named: whoever has the file sends it again.
    #[error("the picture is gone")]
    Gone,
    #[error(transparent)]
    Failed(Error),
}
refusal!(PictureError);

/// Puts a picture behind the others. One that is there already stays where it is.
///
/// # Locks
/// The product.
pub async fn add(
    conn: &mut Conn,
    producer: ProducerId,
    product: ProductId,
    picture: PictureId,
) -> Result<(), PictureError> {
    let revision = open(conn, producer, product).await?;
    let there = list(conn, revision).await?;
    if there.contains(&picture) {
        return Ok(());
    }
    let place = i16::try_from(there.len()).unwrap_or(i16::MAX);
    if i32::from(place) >= MOST {
        return Err(PictureError::Full);
    }
    if !lock::picture(conn, picture).await? {
        return Err(PictureError::Gone);
    }
    diesel::insert_into(revision_pictures::table)
        .values((
            revision_pictures::revision_id.eq(revision.0),
            revision_pictures::picture_id.eq(picture.0),
            revision_pictures::position.eq(place),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Moves or removes pictures. What is not there any more is passed over.
///
/// # Locks
/// The product.
pub async fn act(conn: &mut Conn, producer: ProducerId, product: ProductId, act: &Act) -> Result<(), PictureError> {
    let revision = open(conn, producer, product).await?;
    let ids: Vec<i64> = arranged(&list(conn, revision).await?, act).iter().map(|id| id.0).collect();
    diesel::sql_query("DELETE FROM revision_pictures WHERE revision_id = $1 AND picture_id <> ALL ($2)")
        .bind::<BigInt, _>(revision.0)
        .bind::<Array<BigInt>, _>(&ids)
        .execute(conn)
        .await?;
    diesel::sql_query(
        "UPDATE revision_pictures x SET position = o.place - 1 \
         FROM unnest($2) WITH ORDINALITY AS o (id, place) WHERE x.revision_id = $1 AND x.picture_id = o.id",
    )
    .bind::<BigInt, _>(revision.0)
    .bind::<Array<BigInt>, _>(&ids)
    .execute(conn)
    .await?;
    Ok(())
}

async fn open(conn: &mut Conn, producer: ProducerId, product: ProductId) -> Result<RevisionId, PictureError> {
    lock::product(conn, producer, product).await?.ok_or(PictureError::NotFound)?;
    let id: Option<i64> = revisions::table
        .select(revisions::id)
        .filter(revisions::product_id.eq(product.0).and(revisions::state.eq_any(["draft", "returned"])))
        .first(conn)
        .await
        .optional()?;
    id.map(RevisionId).ok_or(PictureError::NotFound)
}

async fn list(conn: &mut Conn, revision: RevisionId) -> Result<Vec<PictureId>, Error> {
    let ids: Vec<i64> = revision_pictures::table
        .select(revision_pictures::picture_id)
        .filter(revision_pictures::revision_id.eq(revision.0))
        .order(revision_pictures::position)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(PictureId).collect())
}

/// The pictures in their new order.
fn arranged(there: &[PictureId], act: &Act) -> Vec<PictureId> {
    let mut order = there.to_vec();
    match act {
        Act::To(id, place) => {
            if let Some(at) = there.iter().position(|p| p == id) {
                let moved = order.remove(at);
                order.insert(place.saturating_sub(1).min(order.len()), moved);
            }
        }
        Act::Cover(id) => order.sort_by_key(|p| p != id),
        Act::Remove(id) => order.retain(|p| p != id),
        Act::Order(wanted) => {
            order.sort_by_key(|p| wanted.iter().position(|w| w == p).unwrap_or(wanted.len()));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_change_places_and_none_is_lost() {
        let ids = |list: &[i64]| list.iter().copied().map(PictureId).collect::<Vec<_>>();
        let there = ids(&[1, 2, 3]);
        for (act, order) in [
            (Act::To(PictureId(1), 0), ids(&[1, 2, 3])),
            (Act::To(PictureId(3), 2), ids(&[1, 3, 2])),
            (Act::To(PictureId(3), 1), ids(&[3, 1, 2])),
            (Act::To(PictureId(3), usize::MAX), ids(&[1, 2, 3])),
            (Act::To(PictureId(1), 2), ids(&[2, 1, 3])),
            (Act::To(PictureId(9), 1), ids(&[1, 2, 3])),
            (Act::Cover(PictureId(3)), ids(&[3, 1, 2])),
            (Act::Cover(PictureId(9)), ids(&[1, 2, 3])),
            (Act::Remove(PictureId(2)), ids(&[1, 3])),
            (Act::Remove(PictureId(9)), ids(&[1, 2, 3])),
            (Act::Order(ids(&[3, 9, 1])), ids(&[3, 1, 2])),
            (Act::Order(vec![]), ids(&[1, 2, 3])),
        ] {
            assert_eq!(arranged(&there, &act), order, "{act:?}");
            assert_eq!(arranged(&order, &act), order, "{act:?} again, its answer was lost");
        }
    }
}
