//! Complaints about the household's parcels, how they ended, and all that was said to it. What clerks note among themselves
//! is not its own.

use super::rows;
use crate::error::Result;
use crate::kernel::ids::ProducerId;
use crate::kernel::lang::Lang;
use crate::platform::db::Conn;
use crate::platform::sheet::Book;

/// Writes both as sheets, the eldest first.
pub async fn write(conn: &mut Conn, producer: ProducerId, lang: Lang, book: &mut Book) -> Result<()> {
    let complaints = "SELECT t.id, ARRAY['complaint-kind-' || replace(t.kind, '_', '-'), 'complaint-wish-' || t.wish, \
                             'complaint-state-' || t.state, 'complaint-outcome-' || t.outcome] AS keys, \
                             ARRAY['G' || t.parcel_id, t.outcome_words] AS words, '{}'::bigint[] AS numbers, \
                             ARRAY[(t.opened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, \
                                   (t.closed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date] AS days \
                      FROM (SELECT c.*, p.producer_id FROM complaints c JOIN parcels p ON p.id = c.parcel_id) t";
    let columns = ["complaint", "wish", "state", "outcome", "parcel", "outcome-words", "complained-on", "ended-on"];
    rows::write(conn, producer, lang, book, "complaints", &columns, complaints).await?;
    let said = "SELECT t.id, ARRAY['complaint-side-' || t.side] AS keys, ARRAY['G' || t.parcel_id, t.words] AS words, \
                       ARRAY[cardinality(t.photos)::bigint] AS numbers, \
                       ARRAY[(t.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date] AS days \
                FROM (SELECT m.*, c.parcel_id, p.producer_id FROM complaint_messages m \
                      JOIN complaints c ON c.id = m.complaint_id JOIN parcels p ON p.id = c.parcel_id \
                      WHERE NOT m.inner_note) t";
    let columns = ["who", "parcel", "words", "photos", "day"];
    rows::write(conn, producer, lang, book, "complaint-words", &columns, said).await
}
