//! What the demo says that its clerks have done, in the log of acts: each paper, spotlight, news and voucher that names one.

use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;

/// Writes an act for what is there already, oldest first.
pub(super) async fn write(conn: &mut Conn) -> anyhow::Result<()> {
    diesel::sql_query(
        "INSERT INTO acts (at, account_id, producer_id, act, subject, after, why, evidence) \
         SELECT x.* FROM ( \
           SELECT c.checked_at AS at, c.checked_by AS who, c.producer_id, 'paper.checked' AS act, c.number AS subject, \
                  jsonb_build_object('paper', c.id, 'state', 'checked') AS after, '' AS why, 'paper' AS evidence \
           FROM certificates c WHERE c.checked_at IS NOT NULL AND c.checked_by IS NOT NULL \
           UNION ALL SELECT c.refused_at, c.checked_by, c.producer_id, 'paper.refused', c.number, \
                  jsonb_build_object('paper', c.id, 'state', 'refused'), c.refused_why, '' \
           FROM certificates c WHERE c.refused_at IS NOT NULL AND c.checked_by IS NOT NULL \
           UNION ALL SELECT c.revoked_at, c.revoked_by, c.producer_id, 'paper.revoked', c.number, \
                  jsonb_build_object('paper', c.id, 'state', 'revoked'), c.revoked_why, '' \
           FROM certificates c WHERE c.revoked_at IS NOT NULL AND c.revoked_by IS NOT NULL \
           UNION ALL SELECT least(s.starts_at, now()), s.made_by, coalesce(s.producer_id, p.producer_id), 'spotlight.made', s.id::text, \
                  jsonb_build_object('slot', s.slot, 'starts_at', s.starts_at, 'ends_at', s.ends_at), s.why, '' \
           FROM spotlights s LEFT JOIN products p ON p.id = s.product_id WHERE s.made_by IS NOT NULL \
           UNION ALL SELECT least(n.publish_at, now()), n.made_by, NULL, 'news.saved', n.slug, NULL, 'Tin chợ phiên', '' \
           FROM news n WHERE n.made_by IS NOT NULL \
           UNION ALL SELECT least(v.starts_at, now()), v.made_by, NULL, 'voucher.made', v.code, NULL, v.note, '' \
           FROM vouchers v WHERE v.made_by IS NOT NULL) x ORDER BY x.at, x.act, x.subject",
    )
    .execute(conn)
    .await?;
    Ok(())
}
