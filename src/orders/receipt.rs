//! That a parcel reached its buyer: four digits that only the buyer's page shows and the household types in at the door, or
//! a picture that it takes.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::config::Secret;
use crate::error::Result;
use crate::kernel::ids::{AccountId, ParcelId};
use crate::platform::db::Conn;
use crate::platform::secrets;
use crate::schema::proofs;

/// The buyer's code for a parcel: made of the parcel and the shop's key, so that nothing need be kept.
#[must_use]
pub fn code(key: &Secret, parcel: ParcelId) -> String {
    let hash = secrets::keyed_hash(key, &format!("received: {parcel}"));
    let number = hash.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{:04}", number % 10_000)
}

/// Whether this is the parcel's code, as a person types it.
#[must_use]
pub fn fits(key: &Secret, parcel: ParcelId, typed: &str) -> bool {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    secrets::same(code(key, parcel).as_bytes(), digits.as_bytes())
}

/// Notes that the code was given; once.
pub async fn note_code(conn: &mut Conn, parcel: ParcelId, by: AccountId) -> Result<()> {
    diesel::insert_into(proofs::table)
        .values((proofs::parcel_id.eq(parcel), proofs::kind.eq("code"), proofs::made_by.eq(by)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes the picture that was kept under this name, in place of the one before; the name of that one, which nothing says
/// any more.
pub async fn note_photo(conn: &mut Conn, parcel: ParcelId, file: &str, by: AccountId) -> Result<Option<String>> {
    let before = photo(conn, parcel).await?;
    diesel::insert_into(proofs::table)
        .values((proofs::parcel_id.eq(parcel), proofs::kind.eq("photo"), proofs::file.eq(file), proofs::made_by.eq(by)))
        .on_conflict((proofs::parcel_id, proofs::kind))
        .do_update()
        .set((proofs::file.eq(file), proofs::made_by.eq(by), proofs::at.eq(diesel::dsl::now)))
        .execute(conn)
        .await?;
    Ok(before)
}

/// The name of a parcel's picture.
pub async fn photo(conn: &mut Conn, parcel: ParcelId) -> Result<Option<String>> {
    let found: Option<Option<String>> = proofs::table
        .select(proofs::file)
        .filter(proofs::parcel_id.eq(parcel).and(proofs::kind.eq("photo")))
        .first(conn)
        .await
        .optional()?;
    Ok(found.flatten())
}

/// How each of these parcels was proved: `code`, `photo`.
pub async fn kinds(conn: &mut Conn, parcels: &[ParcelId]) -> Result<Vec<(ParcelId, String)>> {
    Ok(proofs::table
        .select((proofs::parcel_id, proofs::kind))
        .filter(proofs::parcel_id.eq_any(parcels))
        .order(proofs::id)
        .load(conn)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_its_parcels_alone() {
        let key = Secret::new("a-secret-of-the-tests-0123456789abcdef");
        let own = code(&key, ParcelId(1));
        assert_eq!((own.len(), own.bytes().all(|b| b.is_ascii_digit())), (4, true));
        assert!(fits(&key, ParcelId(1), &format!(" {} {} ", &own[..2], &own[2..])));
        let others: std::collections::HashSet<_> = (1..200).map(|id| code(&key, ParcelId(id))).collect();
        assert!(others.len() > 190);
        assert!(!fits(&key, ParcelId(1), "") && !fits(&key, ParcelId(1), "00000"));
    }
}
