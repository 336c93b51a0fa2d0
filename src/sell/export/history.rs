//! What changed when: how many packs there were, what they cost, and who did what for the household.

use super::rows;
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::sheet::Book;

/// Writes each as a sheet, the eldest first.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, book: &mut Book) -> Result<()> {
    let name = |of: &str| match lang {
        Lang::Vi => format!("{of}.name_vi"),
        Lang::En => format!("coalesce(nullif({of}.name_en, ''), {of}.name_vi)"),
    };
    let named = format!(
        "{} AS product, {} AS pack, p.producer_id FROM packs k JOIN products p ON p.id = k.product_id",
        name("p"),
        name("k")
    );
    let stock = format!(
        "SELECT t.id, ARRAY['export-stock-' || replace(t.kind, '_', '-')] AS keys, \
                ARRAY[t.product, t.pack, coalesce('G' || t.parcel_id, '')] AS words, ARRAY[t.qty::bigint] AS numbers, \
                ARRAY[(t.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date] AS days \
         FROM (SELECT e.id, e.kind, e.parcel_id, e.qty, e.at, {named} JOIN stock_entries e ON e.pack_id = k.id) t"
    );
    let columns = ["stock", "goods", "pack", "parcel", "qty", "day"];
    rows::write(conn, producer, lang, book, "stock", &columns, &stock).await?;
    let prices = format!(
        "SELECT t.id, '{{}}'::text[] AS keys, ARRAY[t.product, t.pack, coalesce(a.name, '')] AS words, \
                ARRAY[t.before, t.after] AS numbers, ARRAY[(t.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date] AS days \
         FROM (SELECT c.id, c.account_id, c.before, c.after, c.at, {named} JOIN price_changes c ON c.pack_id = k.id) t \
         LEFT JOIN accounts a ON a.id = t.account_id"
    );
    let columns = ["goods", "pack", "who", "price-before", "price-after", "day"];
    rows::write(conn, producer, lang, book, "prices", &columns, &prices).await?;
    let acts = "SELECT t.id, ARRAY['act-' || replace(t.act, '.', '-'), CASE WHEN t.on_behalf THEN 'export-on-behalf' END] AS keys, \
                       ARRAY[coalesce(a.name, ''), t.why] AS words, '{}'::bigint[] AS numbers, \
                       ARRAY[(t.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date] AS days \
                FROM acts t LEFT JOIN accounts a ON a.id = t.account_id";
    rows::write(conn, producer, lang, book, "acts", &["act", "on-behalf", "who", "act-why", "day"], acts).await
}
