//! The lists that travel with the program, written into Postgres once for each state of the data.

use diesel::prelude::*;
use diesel::sql_types::{Array, Double, Nullable, Text};
use diesel_async::{AsyncConnection, RunQueryDsl};
use sha2::{Digest as _, Sha256};

use super::typed;
use crate::error::Result;
use crate::kernel::text::fold;
use crate::platform::db::Conn;
use crate::platform::secrets::hex;
use crate::schema::{communes, former_communes, places_versions};

const PLACES: &str = include_str!("../../assets/places/places.tsv");
const FORMER: &str = include_str!("../../assets/places/former.tsv");

/// The six communes that were the district of Lập Thạch: where the first households sell. The office may change it later.
const SERVED: [&str; 6] = ["08761", "08842", "08788", "08812", "08770", "08866"];

/// Two processes that start at once load one after the other.
const LOCK: &str = "SELECT pg_advisory_xact_lock(4242002)";

/// Brings the place tables to the state of the data in this program; says whether there was anything to do.
///
/// A code that the new data no longer has stays in the table, for orders point at it; its old name then leads to the
/// commune that took its place.
pub async fn load(conn: &mut Conn) -> Result<bool> {
    let version = version();
    conn.transaction(async |conn| {
        diesel::sql_query(LOCK).execute(conn).await?;
        let known: Vec<String> = places_versions::table.select(places_versions::version).load(conn).await?;
        if known.contains(&version) {
            return Ok(false);
        }
        write_provinces(conn).await?;
        write_communes(conn).await?;
        write_former(conn).await?;
        if known.is_empty() {
            diesel::update(communes::table.filter(communes::code.eq_any(SERVED)))
                .set(communes::served.eq(true))
                .execute(conn)
                .await?;
        }
        diesel::insert_into(places_versions::table).values(places_versions::version.eq(&version)).execute(conn).await?;
        diesel::sql_query("ANALYZE provinces, communes, former_communes").execute(conn).await?;
        Ok(true)
    })
    .await
}

/// Hash of what would be loaded, and of how: the number counts up when more of the lists is written.
fn version() -> String {
    let digest = Sha256::new().chain_update(PLACES).chain_update(FORMER).chain_update("2").finalize();
    hex(digest.get(..8).unwrap_or_default())
}

/// The lines of a list as so many fields each, without the head line.
fn rows<const FIELDS: usize>(list: &'static str) -> impl Iterator<Item = [&'static str; FIELDS]> {
    list.lines().skip(1).filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

/// Code, province, name, kind, latitude, longitude. A province has no province above it, and no point.
fn places() -> impl Iterator<Item = [&'static str; 6]> {
    rows(PLACES)
}

/// Commune, district, province, code.
fn former() -> impl Iterator<Item = [&'static str; 4]> {
    rows(FORMER)
}

async fn write_provinces(conn: &mut Conn) -> QueryResult<usize> {
    let provinces: Vec<_> = places().filter(|[_, province, ..]| province.is_empty()).collect();
    diesel::sql_query(
        "INSERT INTO provinces (code, name, kind, folded) SELECT * FROM unnest($1, $2, $3, $4) \
         ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, folded = excluded.folded",
    )
    .bind::<Array<Text>, _>(provinces.iter().map(|[code, ..]| *code).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(provinces.iter().map(|[_, _, name, ..]| *name).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(provinces.iter().map(|[_, _, _, kind, ..]| *kind).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(provinces.iter().map(|[_, _, name, ..]| fold(name)).collect::<Vec<_>>())
    .execute(conn)
    .await
}

async fn write_communes(conn: &mut Conn) -> QueryResult<usize> {
    let communes: Vec<_> = places().filter(|[_, province, ..]| !province.is_empty()).collect();
    let degrees = |typed: &str| typed.parse::<f64>().ok();
    diesel::sql_query(
        "INSERT INTO communes (code, province_code, name, kind, folded, lat, lng) \
         SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (code) DO UPDATE SET province_code = excluded.province_code, name = excluded.name, \
           kind = excluded.kind, folded = excluded.folded, lat = excluded.lat, lng = excluded.lng",
    )
    .bind::<Array<Text>, _>(communes.iter().map(|[code, ..]| *code).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(communes.iter().map(|[_, province, ..]| *province).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(communes.iter().map(|[_, _, name, ..]| *name).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(communes.iter().map(|[_, _, _, kind, ..]| *kind).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(communes.iter().map(|[_, _, name, ..]| fold(name)).collect::<Vec<_>>())
    .bind::<Array<Nullable<Double>>, _>(communes.iter().map(|[.., lat, _]| degrees(lat)).collect::<Vec<_>>())
    .bind::<Array<Nullable<Double>>, _>(communes.iter().map(|[.., lng]| degrees(lng)).collect::<Vec<_>>())
    .execute(conn)
    .await
}

async fn write_former(conn: &mut Conn) -> QueryResult<usize> {
    diesel::delete(former_communes::table).execute(conn).await?;
    let former: Vec<_> = former().collect();
    diesel::sql_query(
        "INSERT INTO former_communes (name, district, province, folded, commune_code) \
         SELECT * FROM unnest($1, $2, $3, $4, $5)",
    )
    .bind::<Array<Text>, _>(former.iter().map(|[name, ..]| *name).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(former.iter().map(|[_, district, ..]| *district).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(former.iter().map(|[_, _, province, _]| *province).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(former.iter().map(|[name, ..]| typed::without_kind(&fold(name)).1).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(former.iter().map(|[.., code]| *code).collect::<Vec<_>>())
    .execute(conn)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        let count = |list: &str| list.lines().count() - 1;
        assert_eq!(places().filter(|[_, province, ..]| province.is_empty()).count(), 34);
        assert_eq!(places().count(), count(PLACES), "no line is skipped");
        assert_eq!(former().count(), count(FORMER), "no line is skipped");
        for code in SERVED {
            assert!(places().any(|[c, province, ..]| c == code && province == "25"), "{code}");
        }
    }

    #[test]
    fn every_commune_has_a_point_within_the_country_and_no_province_has_one() {
        for [code, province, .., lat, lng] in places() {
            if province.is_empty() {
                assert_eq!((lat, lng), ("", ""), "{code}");
            } else {
                let (lat, lng): (f64, f64) = (lat.parse().expect(code), lng.parse().expect(code));
                assert!((7.0..23.4).contains(&lat) && (102.1..112.6).contains(&lng), "{code} at {lat}, {lng}");
            }
        }
    }
}
