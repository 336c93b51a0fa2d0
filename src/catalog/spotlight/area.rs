//! Places that a spotlight can be for: the provinces, and the communes that the office serves, or did when one was made for them.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use crate::error::Result;
use crate::platform::db::Conn;

/// A place to choose.
#[derive(Clone, Debug, Serialize, QueryableByName)]
pub struct Area {
    /// Two digits of a province, five of a commune.
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Of a commune, the code of its province.
    #[diesel(sql_type = Nullable<Text>)]
    pub province: Option<String>,
    /// A commune that is served no more: nothing may be planned for it, and what was planned is not shown.
    #[diesel(sql_type = Bool)]
    pub gone: bool,
}

/// Communes first, then every province, each by name. One that has a spotlight is among them though it is served no more: a form
/// that did not know it would make the spotlight one for everywhere.
pub async fn all(conn: &mut Conn) -> Result<Vec<Area>> {
    Ok(diesel::sql_query(
        "SELECT code, name, province, gone FROM ( \
           SELECT c.code, c.name || ', ' || p.name AS name, c.province_code AS province, NOT c.served AS gone, c.folded \
           FROM communes c JOIN provinces p ON p.code = c.province_code \
           WHERE c.served OR EXISTS (SELECT FROM spotlights o WHERE o.area = c.code) \
           UNION ALL SELECT p.code, p.name, NULL, false, p.folded FROM provinces p) a \
         ORDER BY province IS NULL, folded, code",
    )
    .load(conn)
    .await?)
}
