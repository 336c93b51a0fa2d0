//! What to pick in all: the goods of every parcel that waits, added up where they lie, however many there are.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::parcels::Ships;
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::orders::parcel::ParcelState;
use crate::platform::db::Conn;
use crate::platform::kept::Keep as _;

/// What to pick of one pack, of what is there or of one harvest, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pick {
    pub qty: i64,
    /// Of these, what lies in a box already.
    pub done: i64,
    pub label: String,
    /// Of which harvest.
    pub ships: Option<Ships>,
    pub made: bool,
    pub buyers: Vec<String>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    pack_name_vi: String,
    #[diesel(sql_type = Text)]
    pack_name_en: String,
    #[diesel(sql_type = Bool)]
    instead: bool,
    #[diesel(sql_type = Nullable<Date>)]
    ships_from: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    ships_to: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    made: bool,
    #[diesel(sql_type = BigInt)]
    qty: i64,
    #[diesel(sql_type = BigInt)]
    done: i64,
    #[diesel(sql_type = Array<Text>)]
    buyers: Vec<String>,
}

/// Adds up the goods of a household's parcels in these states: what can be packed now most first, then harvest by harvest.
pub async fn list_picks(
    conn: &mut Conn,
    producer: ProducerId,
    states: &[ParcelState],
    lang: Lang,
) -> Result<Vec<Pick>> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT g.name_vi, g.name_en, g.pack_name_vi, g.pack_name_en, g.instead, g.ships_from, g.ships_to, g.made, \
                sum(g.qty)::bigint AS qty, coalesce(sum(g.qty) FILTER (WHERE g.packed), 0)::bigint AS done, \
                array_agg(o.buyer_name || ' ' || g.qty ORDER BY g.parcel_id, g.line_id) AS buyers \
         FROM ( \
           SELECT p.id AS parcel_id, p.order_id, l.id AS line_id, l.name_vi, l.name_en, l.pack_name_vi, l.pack_name_en, \
                  false AS instead, h.ships_from, h.ships_to, l.made_on IS NOT NULL AS made, \
                  l.qty - l.qty_off - l.swapped + l.extra AS qty, l.packed_qty >= l.qty - l.qty_off AS packed \
           FROM parcels p JOIN order_lines l ON l.parcel_id = p.id LEFT JOIN harvests h ON h.id = l.harvest_id \
           WHERE p.producer_id = $1 AND p.state = ANY($2) \
           UNION ALL \
           SELECT p.id, p.order_id, l.id, c.instead_vi, c.instead_en, '', '', true, NULL, NULL, false, c.swapped, \
                  l.packed_qty >= l.qty - l.qty_off \
           FROM parcels p JOIN order_lines l ON l.parcel_id = p.id \
           JOIN correction_lines c ON c.line_id = l.id AND c.swapped > 0 \
           WHERE p.producer_id = $1 AND p.state = ANY($2)) g JOIN orders o ON o.id = g.order_id \
         WHERE g.qty > 0 \
         GROUP BY g.name_vi, g.name_en, g.pack_name_vi, g.pack_name_en, g.instead, g.ships_from, g.ships_to, g.made",
    )
    .bind::<BigInt, _>(producer.0)
    .bind::<Array<Text>, _>(states.iter().map(|state| state.as_str()).collect::<Vec<_>>())
    .kept()
    .load(conn)
    .await?;
    Ok(add_up(rows, lang))
}

/// What comes instead of something else bears the whole name of its pack, and is picked with those that were ordered.
fn add_up(rows: Vec<Row>, lang: Lang) -> Vec<Pick> {
    let mut picks: Vec<Pick> = Vec::new();
    for row in rows {
        let name = lang.pick(&row.name_vi, &row.name_en);
        let label = if row.instead {
            name.to_owned()
        } else {
            format!("{name}, {}", lang.pick(&row.pack_name_vi, &row.pack_name_en))
        };
        let ships = row.ships_from.zip(row.ships_to).map(|(from, to)| Ships { from, to });
        let same = |pick: &&mut Pick| (&pick.label, pick.ships, pick.made) == (&label, ships, row.made);
        match picks.iter_mut().find(same) {
            Some(pick) => {
                pick.qty = pick.qty.saturating_add(row.qty);
                pick.done = pick.done.saturating_add(row.done);
                pick.buyers.extend(row.buyers);
            }
            None => picks.push(Pick { qty: row.qty, done: row.done, label, ships, made: row.made, buyers: row.buyers }),
        }
    }
    let day = |pick: &Pick| pick.ships.map(|s| (s.from, s.to));
    picks.sort_by(|a, b| day(a).cmp(&day(b)).then(b.qty.cmp(&a.qty)).then_with(|| a.label.cmp(&b.label)));
    picks
}
