//! What else waits at the office of the demo: a visitor's word against a product, and a paper that nobody has looked at in time.

use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;

pub(super) async fn write(conn: &mut Conn) -> anyhow::Result<()> {
    diesel::sql_query(
        "INSERT INTO flags (product_id, kind, words, who_hash, made_at) \
         SELECT id, 'untrue', 'Lời giới thiệu nói uống vào là khỏi ho, nghe không đúng.', sha256('demo'), now() - interval '9 hours' \
         FROM products WHERE state = 'on_sale' ORDER BY slug LIMIT 1",
    )
    .execute(conn)
    .await?;
    diesel::sql_query(
        "UPDATE certificates SET sent_at = now() - interval '90 hours' WHERE checked_at IS NULL AND refused_at IS NULL",
    )
    .execute(conn)
    .await?;
    Ok(())
}
