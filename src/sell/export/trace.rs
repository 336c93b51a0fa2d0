//! Where it comes from: places, the diary of work on them, lots with their recalls, and papers.

use super::rows;
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::sheet::Book;

/// Writes each as a sheet, the eldest first.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, book: &mut Book) -> Result<()> {
    let plots = "SELECT t.id, ARRAY['trace-plot-' || t.kind] AS keys, \
                        ARRAY[t.name, coalesce(t.area_m2::text, ''), t.growing_area_code] AS words, \
                        '{}'::bigint[] AS numbers, '{}'::date[] AS days \
                 FROM plots t";
    rows::write(conn, producer, lang, book, "plots", &["place", "plot", "area", "growing-code"], plots).await?;
    let diary = "SELECT t.id, ARRAY['trace-work-' || replace(t.work, '_', '-')] AS keys, \
                        ARRAY[p.name, t.material, coalesce(t.wait_days::text, ''), t.words, coalesce(s.reason, '')] AS words, \
                        '{}'::bigint[] AS numbers, ARRAY[t.day] AS days \
                 FROM farm_diary t JOIN plots p ON p.id = t.plot_id LEFT JOIN farm_diary_strikes s ON s.line_id = t.id";
    let columns = ["work", "plot", "material", "wait", "note", "struck", "day"];
    rows::write(conn, producer, lang, book, "diary", &columns, diary).await?;
    let name = lang.pick("t.name_vi", "coalesce(nullif(t.name_en, ''), t.name_vi)");
    let lots = format!(
        "SELECT t.id, '{{}}'::text[] AS keys, \
                ARRAY[t.code, {name}, coalesce(p.name, ''), coalesce(t.quantity || ' ' || t.unit, ''), \
                      coalesce(r.reason, '')] AS words, '{{}}'::bigint[] AS numbers, \
                ARRAY[t.made_on, t.expires_on, (r.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date] AS days \
         FROM lots t LEFT JOIN plots p ON p.id = t.plot_id LEFT JOIN recalls r ON r.lot_id = t.id"
    );
    let columns = ["lot", "goods", "plot", "amount", "recalled-why", "made", "last-day", "recalled-on"];
    rows::write(conn, producer, lang, book, "lots", &columns, &lots).await?;
    let papers = "SELECT t.id, ARRAY['producers-certificate-' || replace(t.kind, '_', '-')] AS keys, \
                         ARRAY[t.label, t.number, t.issuer] AS words, '{}'::bigint[] AS numbers, \
                         ARRAY[t.issued_on, t.expires_on] AS days \
                  FROM certificates t";
    let columns = ["paper", "paper-name", "paper-number", "issuer", "issued", "last-day"];
    rows::write(conn, producer, lang, book, "papers", &columns, papers).await
}
