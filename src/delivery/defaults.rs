//! The zones of provinces, filled in once the provinces are there; the office may change them later.

use diesel::sql_types::{Array, Text};
use diesel_async::RunQueryDsl;

use crate::error::Result;
use crate::platform::db::Conn;

/// The market's own province.
const OWN: &str = "25";
const HANOI: &str = "01";
/// Cao Bằng, Tuyên Quang, Điện Biên, Lai Châu, Sơn La, Lào Cai, Thái Nguyên, Lạng Sơn, Quảng Ninh, Bắc Ninh, Hải Phòng,
/// Hưng Yên, Ninh Bình.
const NORTH: [&str; 13] = ["04", "08", "11", "12", "14", "15", "19", "20", "22", "24", "31", "33", "37"];

/// Gives the provinces their zones when none has one yet.
pub async fn load_defaults(conn: &mut Conn) -> Result<()> {
    let mut zones = vec![(OWN, "province"), (HANOI, "hanoi")];
    zones.extend(NORTH.map(|code| (code, "north")));
    let (codes, zones): (Vec<&str>, Vec<&str>) = zones.into_iter().unzip();
    diesel::sql_query(
        "INSERT INTO delivery_zone_provinces (province_code, zone) \
         SELECT d.code, d.zone FROM unnest($1, $2) AS d(code, zone) JOIN provinces p ON p.code = d.code \
         WHERE NOT EXISTS (SELECT FROM delivery_zone_provinces) ON CONFLICT DO NOTHING",
    )
    .bind::<Array<Text>, _>(codes)
    .bind::<Array<Text>, _>(zones)
    .execute(conn)
    .await?;
    Ok(())
}
