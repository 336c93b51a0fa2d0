//! How far each province lies, as carriers see it. One that is not listed is nationwide.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::quote::Zone;
use crate::error::Result;
use crate::platform::db::Conn;
use crate::schema::delivery_zone_provinces as zones;

/// The zones that a whole province may lie in.
pub const ZONES: [Zone; 4] = [Zone::Province, Zone::Hanoi, Zone::North, Zone::Nationwide];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Province {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub zone: String,
}

/// Every province, as their own alphabet orders them.
pub async fn list(conn: &mut Conn) -> Result<Vec<Province>> {
    Ok(diesel::sql_query(
        "SELECT p.code, p.name, coalesce(z.zone, 'nationwide') AS zone \
         FROM provinces p LEFT JOIN delivery_zone_provinces z ON z.province_code = p.code ORDER BY p.folded, p.code",
    )
    .load(conn)
    .await?)
}

/// One form at a time: what was looked at before it stays until the transaction ends.
pub async fn alone(conn: &mut Conn) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(4242018)").execute(conn).await?;
    Ok(())
}

/// Lays a province into a zone.
pub async fn lay(conn: &mut Conn, province: &str, zone: Zone) -> Result<()> {
    diesel::insert_into(zones::table)
        .values((zones::province_code.eq(province), zones::zone.eq(zone.code())))
        .on_conflict(zones::province_code)
        .do_update()
        .set(zones::zone.eq(zone.code()))
        .execute(conn)
        .await?;
    Ok(())
}
