//! What a clerk does at a household's desk, as the log tells it: what stood there before, and what stands there now.
//!
//! Each thing of the desk is read by one query, before and after; only what differs is written. Nothing here says who bought:
//! names, phones and streets of buyers, bank accounts and codes stand in none of the queries.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb};
use diesel_async::RunQueryDsl;
use serde_json::{Map, Value};

use crate::accounts::actors::Member;
use crate::catalog::lock;
use crate::error::Result;
use crate::kernel::ids::{
    ComplaintId, DiaryLineId, HarvestId, LotId, PackId, ParcelId, PlotId, ProductId, ReviewId, RoundId,
};
use crate::orders::lock as orders_lock;
use crate::platform::db::Conn;
use crate::schema::packs;

/// Something that is changed at the desk.
#[derive(Clone, Copy, Debug)]
pub enum Thing {
    Complaint(ComplaintId),
    DiaryLine(DiaryLineId),
    Harvest(HarvestId),
    Lot(LotId),
    Pack(PackId),
    Parcel(ParcelId),
    Plot(PlotId),
    Product(ProductId),
    Review(ReviewId),
    Round(RoundId),
}

/// A thing as it stood before it was changed.
#[derive(Debug)]
pub struct Before {
    thing: Thing,
    stood: Option<Value>,
}

impl Thing {
    /// Looks at the thing before it is changed. Call it first in the transaction of the act. What members do themselves is not
    /// told, and not looked at.
    ///
    /// # Locks
    /// What the act locks first: the parcel, the harvest, the product; of a pack its product, and then itself.
    pub async fn before(self, conn: &mut Conn, member: &Member) -> Result<Before> {
        if !member.clerk {
            return Ok(Before { thing: self, stood: None });
        }
        match self {
            Thing::Harvest(id) => {
                lock::harvests(conn, &[id]).await?;
            }
            Thing::Pack(id) => {
                let product: Option<ProductId> =
                    packs::table.select(packs::product_id).find(id).first(conn).await.optional()?;
                if let Some(product) = product {
                    lock::product(conn, product).await?;
                }
                lock::packs(conn, &[id]).await?;
            }
            Thing::Parcel(id) => {
                orders_lock::parcel(conn, id, None).await?;
            }
            Thing::Product(id) => {
                lock::product(conn, id).await?;
            }
            _ => {}
        }
        Ok(Before { thing: self, stood: self.stands(conn).await? })
    }

    /// Writes down that a clerk made it, with all that it says.
    pub async fn made(
        self,
        conn: &mut Conn,
        member: &Member,
        act: &'static str,
        subject: impl Into<String>,
    ) -> Result<()> {
        Before { thing: self, stood: None }.log(conn, member, act, subject).await
    }

    /// Its facts now; `None` when it is not there.
    async fn stands(self, conn: &mut Conn) -> Result<Option<Value>> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Jsonb)]
            facts: Value,
        }
        let (sql, id) = self.query();
        let row: Option<Row> = diesel::sql_query(sql).bind::<BigInt, _>(id).get_result(conn).await.optional()?;
        Ok(row.map(|row| row.facts))
    }

    const fn query(self) -> (&'static str, i64) {
        match self {
            Thing::Complaint(id) => (COMPLAINT, id.0),
            Thing::DiaryLine(id) => (DIARY_LINE, id.0),
            Thing::Harvest(id) => (HARVEST, id.0),
            Thing::Lot(id) => (LOT, id.0),
            Thing::Pack(id) => (PACK, id.0),
            Thing::Parcel(id) => (PARCEL, id.0),
            Thing::Plot(id) => (PLOT, id.0),
            Thing::Product(id) => (PRODUCT, id.0),
            Thing::Review(id) => (REVIEW, id.0),
            Thing::Round(id) => (ROUND, id.0),
        }
    }
}

impl Before {
    /// Writes down what a clerk has changed since; a press that changed nothing is no act. Call it inside the transaction of
    /// the act.
    pub async fn log(
        self,
        conn: &mut Conn,
        member: &Member,
        act: &'static str,
        subject: impl Into<String>,
    ) -> Result<()> {
        if !member.clerk {
            return Ok(());
        }
        let stands = self.thing.stands(conn).await?;
        let (before, after) = differing(self.stood, stands);
        if before.is_null() && after.is_null() {
            return Ok(());
        }
        member.log_change(conn, act, subject, before, after).await
    }
}

/// Of both only what differs; of what was made, or is gone, all that it says, and so of a part that the other has not.
fn differing(before: Option<Value>, after: Option<Value>) -> (Value, Value) {
    match (before, after) {
        (Some(Value::Object(was)), Some(Value::Object(is))) => (other_than(&was, &is), other_than(&is, &was)),
        (before, after) => (said(before), said(after)),
    }
}

fn other_than(one: &Map<String, Value>, other: &Map<String, Value>) -> Value {
    let own = one.iter().filter(|(name, value)| match other.get(*name) {
        Some(stands) => stands != *value,
        None => says(value),
    });
    let own: Map<String, Value> = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    if own.is_empty() { Value::Null } else { Value::Object(own) }
}

/// Without what is not said.
fn said(facts: Option<Value>) -> Value {
    let Some(Value::Object(mut facts)) = facts else { return Value::Null };
    facts.retain(|_, value| says(value));
    Value::Object(facts)
}

fn says(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        _ => true,
    }
}

/// What is in the box, how far it is, whose hands its cash is in. Of a reason its word stands apart from what was written
/// beside it, which goes with the buyer.
const PARCEL: &str = "SELECT jsonb_build_object( \
      'state', p.state, \
      'parcel_reason', CASE WHEN w.reason ~ '^[a-z-]+(: |$)' THEN split_part(w.reason, ': ', 1) END, \
      'said', CASE WHEN w.reason ~ '^[a-z-]+(: |$)' THEN nullif(substr(w.reason, length(split_part(w.reason, ': ', 1)) + 3), '') \
                   ELSE w.reason END, \
      'goods', (SELECT jsonb_agg(g.said ORDER BY g.line, g.correction) FROM ( \
          SELECT l.id AS line, 0::bigint AS correction, concat(l.qty - l.qty_off - l.swapped + l.extra, ' × ', l.name_vi, ', ', \
                 l.pack_name_vi, CASE WHEN l.final_g IS NOT NULL THEN concat(', ', l.final_g, ' g') END) AS said \
          FROM order_lines l WHERE l.parcel_id = p.id \
          UNION ALL SELECT l.id, c.correction_id, concat(c.swapped, ' × ', c.instead_vi) \
          FROM correction_lines c JOIN order_lines l ON l.id = c.line_id WHERE l.parcel_id = p.id AND c.swapped > 0) g), \
      'packed_goods', (SELECT jsonb_agg(concat(l.packed_qty, ' × ', l.name_vi, ', ', l.pack_name_vi) ORDER BY l.id) \
          FROM order_lines l WHERE l.parcel_id = p.id AND l.packed_qty > 0), \
      'lots', (SELECT jsonb_agg(concat(y.qty, ' × ', l.name_vi, ': ', t.code) ORDER BY l.id, t.id) \
          FROM lot_lines y JOIN order_lines l ON l.id = y.order_line_id JOIN lots t ON t.id = y.lot_id \
          WHERE l.parcel_id = p.id), \
      'to_pay', p.total - p.cut, \
      'cash_with', m.cash_with, 'cash', CASE WHEN m.cash_with IS NOT NULL THEN m.received END, \
      'carrier', nullif(h.carrier, ''), 'tracking', nullif(h.tracking, ''), 'plate', nullif(h.plate, ''), \
      'station', nullif(h.station, ''), 'leaves_at', h.leaves_at, \
      'door_photo', (SELECT f.at FROM proofs f WHERE f.parcel_id = p.id AND f.kind = 'photo')) AS facts \
    FROM parcels p LEFT JOIN handovers h ON h.parcel_id = p.id \
    LEFT JOIN LATERAL (SELECT y.cash_with, y.received FROM payments y WHERE y.parcel_id = p.id ORDER BY y.id DESC LIMIT 1) m ON true \
    LEFT JOIN LATERAL (SELECT x.reason FROM ( \
        SELECT d.reason, d.at FROM parcel_diary d WHERE d.parcel_id = p.id \
        UNION ALL SELECT c.reason, c.at FROM corrections c WHERE c.parcel_id = p.id) x \
      WHERE x.reason <> '' ORDER BY x.at DESC LIMIT 1) w ON true \
    WHERE p.id = $1";

/// On the shelf or not, and what its latest listing says.
const PRODUCT: &str = "SELECT jsonb_build_object('state', p.state) || coalesce((SELECT \
      v.content - '{category,season,packs}'::text[] || jsonb_build_object( \
        'listing_state', v.state, 'category', c.name_vi, \
        'season', (SELECT jsonb_agg(m ORDER BY m) FROM generate_series(1, 12) m \
                   WHERE ((v.content ->> 'season')::integer >> (m - 1)) & 1 = 1), \
        'packs', (SELECT jsonb_agg(concat_ws(', ', nullif(k ->> 'name', ''), (k ->> 'price') || ' ₫', \
                    (k ->> 'net_weight_g') || ' g', (k ->> 'weight_band') || ' %', \
                    '≥ ' || (k ->> 'min_qty'), '+ ' || (k ->> 'qty_step'), '× ' || (k ->> 'stock')) ORDER BY n) \
                  FROM jsonb_array_elements(CASE WHEN jsonb_typeof(v.content -> 'packs') = 'array' \
                    THEN v.content -> 'packs' ELSE '[]' END) WITH ORDINALITY AS x (k, n)), \
        'pictures', (SELECT jsonb_agg(x.picture_id ORDER BY x.position, x.picture_id) FROM revision_pictures x \
                     WHERE x.revision_id = v.id)) \
      FROM revisions v LEFT JOIN categories c ON c.id = (v.content ->> 'category')::bigint \
      WHERE v.product_id = p.id ORDER BY v.id DESC LIMIT 1), '{}') AS facts \
    FROM products p WHERE p.id = $1";

const PACK: &str = "SELECT jsonb_build_object('name', k.name_vi, 'price', k.price, 'net_weight_g', k.net_weight_g, \
      'weight_band', k.weight_band, 'left', k.on_hand - k.reserved, 'withdrawn', k.withdrawn_at IS NOT NULL, \
      'made_to_order', k.made_to_order, 'make_days', k.make_days, 'most_per_day', k.most_per_day, \
      'min_qty', k.min_qty, 'qty_step', k.qty_step) AS facts \
    FROM packs k WHERE k.id = $1";

/// Orders move what is promised; it is no part of what a household says.
const HARVEST: &str = "SELECT jsonb_build_object('product', p.name_vi, 'starts_at', h.opens_at, 'ends_at', h.closes_at, \
      'expected_g', h.expected_g, 'cap_g', h.cap_g, 'minimum_g', h.minimum_g, 'decide_at', h.decide_at, \
      'ships_from', h.ships_from, 'ships_to', h.ships_to, 'harvest_state', h.state, \
      'delays', (SELECT jsonb_agg(concat('+', d.days, ': ', d.reason) ORDER BY d.id) FROM harvest_delays d \
                 WHERE d.harvest_id = h.id)) AS facts \
    FROM harvests h JOIN products p ON p.id = h.product_id WHERE h.id = $1";

const PLOT: &str = "SELECT jsonb_build_object('name', p.name, 'kind', p.kind, 'commune', c.name, 'area_m2', p.area_m2, \
      'growing_area_code', p.growing_area_code, 'open', p.closed_at IS NULL) AS facts \
    FROM plots p JOIN communes c ON c.code = p.commune_code WHERE p.id = $1";

const DIARY_LINE: &str = "SELECT jsonb_build_object('plot', p.name, 'product', g.name_vi, 'day', d.day, 'work', d.work, \
      'material', d.material, 'wait_days', d.wait_days, 'said', d.words, 'picture', d.picture_id, \
      'struck_why', s.reason) AS facts \
    FROM farm_diary d JOIN plots p ON p.id = d.plot_id LEFT JOIN products g ON g.id = d.product_id \
    LEFT JOIN farm_diary_strikes s ON s.line_id = d.id WHERE d.id = $1";

const LOT: &str = "SELECT jsonb_build_object('product', l.name_vi, 'plot', p.name, 'made_on', l.made_on, \
      'expires_on', l.expires_on, 'quantity', CASE l.unit WHEN 'g' THEN NULL ELSE l.quantity END, \
      'quantity_g', CASE l.unit WHEN 'g' THEN l.quantity END, \
      'gtin', l.gtin, 'diary_from', l.diary_from, \
      'diary_lines', (SELECT jsonb_agg(y.line_id ORDER BY y.line_id) FROM lot_diary y WHERE y.lot_id = l.id), \
      'recalled_why', r.reason, \
      'recall_notes', (SELECT jsonb_agg(n.words ORDER BY n.id) FROM recall_notes n WHERE n.lot_id = l.id)) AS facts \
    FROM lots l LEFT JOIN plots p ON p.id = l.plot_id LEFT JOIN recalls r ON r.lot_id = l.id WHERE l.id = $1";

/// What the household says to it, and to the office of it.
const REVIEW: &str = "SELECT jsonb_build_object('said', y.words, \
      'reported', (SELECT jsonb_agg(x.words ORDER BY x.id) FROM review_reports x \
                   WHERE x.review_id = r.id AND x.side = 'household')) AS facts \
    FROM reviews r LEFT JOIN review_replies y ON y.review_id = r.id WHERE r.id = $1";

/// How it stands, and what the household said last.
const COMPLAINT: &str = "SELECT jsonb_build_object('state', c.state, 'said', m.words, 'photos', nullif(cardinality(m.photos), 0), \
      'said_at', m.at, 'sent_again', e.sent) AS facts \
    FROM complaints c LEFT JOIN replacements e ON e.complaint_id = c.id \
    LEFT JOIN LATERAL (SELECT x.words, x.photos, x.at FROM complaint_messages x \
      WHERE x.complaint_id = c.id AND x.side = 'household' ORDER BY x.id DESC LIMIT 1) m ON true \
    WHERE c.id = $1";

/// The days as the words of the program, 1 is Monday.
const ROUND: &str = "SELECT jsonb_build_object('commune', c.name, \
      'weekdays', (SELECT jsonb_agg((n + 1)::text ORDER BY n) FROM generate_series(0, 6) n WHERE (r.weekdays >> n) & 1 = 1), \
      'fee', r.fee, 'free_from', r.free_from, 'stopped', r.stopped_at IS NOT NULL) AS facts \
    FROM rounds r JOIN communes c ON c.code = r.commune_code WHERE r.id = $1";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_change_what_differs_is_kept_and_of_what_is_new_what_it_says() {
        let (was, is) = (json!({"price": 98_000, "left": 8}), json!({"price": 99_000, "left": 8}));
        let changed = differing(Some(was.clone()), Some(is));
        assert_eq!(changed, (json!({"price": 98_000}), json!({"price": 99_000})));
        assert_eq!(differing(Some(was.clone()), Some(was.clone())), (Value::Null, Value::Null));
        assert_eq!(differing(Some(was.clone()), None), (was, Value::Null));
        let new = json!({"name": "Ao", "area_m2": null, "growing_area_code": "", "lots": [], "open": true});
        assert_eq!(differing(None, Some(new.clone())), (Value::Null, json!({"name": "Ao", "open": true})));
        let more = differing(Some(json!({"name": "Hồ", "lots": ["A"]})), Some(new));
        assert_eq!(more.0, json!({"name": "Hồ", "lots": ["A"]}));
        assert_eq!(more.1, json!({"name": "Ao", "lots": [], "open": true}), "what was emptied is told");
    }
}
