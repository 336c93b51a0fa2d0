//! The money of those orders: what was frozen, asked, paid, earned and given back, and how the ledger has it, as
//! `payments` writes it.

use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};

use crate::platform::db::Conn;

/// Each parcel with its money and how it went: what the statements below read.
const PARCELS: &str = "CREATE TEMP TABLE h_money ON COMMIT DROP AS \
     SELECT a.id AS parcel, a.order_id, a.producer_id AS producer, a.state, a.goods_total AS goods, a.shipping_fee AS fee, \
            a.total, a.state_since AS ended_at, i.placed_at, i.transfer, p.returned, \
            coalesce((SELECT r.bp FROM commission_rates r \
                      WHERE r.category_id IS NULL AND r.from_day <= (i.placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date \
                      ORDER BY r.from_day DESC LIMIT 1), 0) AS bp, \
            0::bigint AS commission, 0::bigint AS back_goods, 0::bigint AS back_fee \
     FROM h_parcels p JOIN h_ids i USING (n) JOIN parcels a ON a.order_id = i.order_id AND a.producer_id = p.producer";

const WRITE: &[&str] = &[
    "UPDATE h_money SET commission = div(2 * goods::numeric * bp + 10000, 20000)::bigint",
    "INSERT INTO parcel_charges (parcel_id, kind, basis, amount, source) \
     SELECT parcel, 'commission', goods, commission, bp || ' bp of ' || goods FROM h_money ORDER BY parcel",
    // One piece of the first line that has more than one: the whole price of it.
    "CREATE TEMP TABLE h_back ON COMMIT DROP AS \
     SELECT DISTINCT ON (m.parcel) m.parcel, l.id AS line, l.price FROM h_money m JOIN order_lines l ON l.parcel_id = m.parcel \
     WHERE m.returned AND l.qty > 1 ORDER BY m.parcel, l.id",
    "UPDATE h_money m SET back_goods = b.price FROM h_back b WHERE b.parcel = m.parcel",
    "UPDATE h_money SET back_goods = goods, back_fee = CASE WHEN state = 'refused' THEN 0 ELSE fee END \
     WHERE transfer AND state <> 'delivered'",
    // Cash: one payment of each parcel, void where it brought none.
    "INSERT INTO payments (order_id, parcel_id, method, amount, state, opened_at, settled_at, received, cash_with) \
     SELECT order_id, parcel, 'cod', total, CASE state WHEN 'delivered' THEN 'collected' ELSE 'void' END, placed_at, ended_at, \
            CASE state WHEN 'delivered' THEN total ELSE 0 END, CASE state WHEN 'delivered' THEN 'household' END \
     FROM h_money WHERE NOT transfer ORDER BY parcel",
    // Transfers: one payment of each order, five minutes after it.
    "INSERT INTO payments (order_id, method, amount, state, opened_at, settled_at, received, refunded, payee_id, content) \
     SELECT m.order_id, 'bank_transfer', sum(m.total), 'paid', min(m.placed_at), min(m.placed_at) + interval '5 minutes', \
            sum(m.total), sum(m.back_goods + m.back_fee), \
            (SELECT b.id FROM bank_accounts b WHERE b.producer_id IS NULL AND b.ended_at IS NULL), o.code \
     FROM h_money m JOIN orders o ON o.id = m.order_id WHERE m.transfer GROUP BY m.order_id, o.code ORDER BY m.order_id",
    "CREATE TEMP TABLE h_paid ON COMMIT DROP AS \
     SELECT m.parcel, y.id AS payment FROM h_money m \
     JOIN payments y ON y.order_id = m.order_id AND (y.parcel_id IS NULL OR y.parcel_id = m.parcel)",
    "INSERT INTO payment_parcels (payment_id, parcel_id, amount) \
     SELECT x.payment, x.parcel, m.total FROM h_paid x JOIN h_money m USING (parcel) ORDER BY x.payment, x.parcel",
    "INSERT INTO transfers (source, external_id, account_id, amount, content, came_at, noted_at, confirmed_by_bank, \
            order_id, payment_id, state) \
     SELECT 'statement', 'demo-' || y.id, y.payee_id, y.amount, y.content || ' chuyen tien', y.settled_at, y.settled_at, true, \
            y.order_id, y.id, 'applied' FROM payments y WHERE y.method = 'bank_transfer' AND y.payee_id IS NOT NULL ORDER BY y.id",
    "INSERT INTO postings (key, kind, order_id, memo, at) \
     SELECT 'came:transfer/' || id, 'came', order_id, content, came_at FROM transfers ORDER BY id",
    "INSERT INTO entries (posting_id, account, amount) \
     SELECT g.id, e.account, e.amount FROM transfers t JOIN postings g ON g.key = 'came:transfer/' || t.id \
     CROSS JOIN LATERAL (VALUES ('bank', t.amount), ('unmatched', -t.amount)) AS e (account, amount) ORDER BY g.id",
    "INSERT INTO postings (key, kind, order_id, at) \
     SELECT 'paid:' || id, 'paid', order_id, settled_at FROM payments WHERE state IN ('paid', 'collected') ORDER BY id",
    "INSERT INTO entries (posting_id, account, producer_id, parcel_id, amount) \
     SELECT g.id, e.account, e.producer, e.parcel, e.amount FROM payments y JOIN postings g ON g.key = 'paid:' || y.id \
     CROSS JOIN LATERAL ( \
       SELECT CASE WHEN y.payee_id IS NULL THEN 'bank' ELSE 'unmatched' END AS account, NULL::bigint AS producer, \
              NULL::bigint AS parcel, y.amount WHERE y.method = 'bank_transfer' \
       UNION ALL SELECT 'with_household', m.producer, m.parcel, y.amount FROM h_money m \
         WHERE y.method = 'cod' AND m.parcel = y.parcel_id \
       UNION ALL SELECT 'held', NULL, x.parcel_id, -x.amount FROM payment_parcels x WHERE x.payment_id = y.id) e \
     WHERE y.state IN ('paid', 'collected') ORDER BY g.id",
    // Refunds, each sent an hour after it was made.
    "INSERT INTO refunds (key, order_id, parcel_id, payment_id, amount, of_goods, of_shipping, method, state, reason, proof, \
            made_at, done_at) \
     SELECT CASE WHEN m.state = 'delivered' THEN 'demo:' ELSE 'ended:' END || m.parcel, m.order_id, m.parcel, x.payment, \
            m.back_goods + m.back_fee, m.back_goods, m.back_fee, 'bank_transfer', 'done', \
            CASE WHEN m.state = 'delivered' THEN 'Hàng dập khi vận chuyển' ELSE m.state END, 'FT' || m.parcel, t.at, \
            least(t.at + interval '1 hour', now()) \
     FROM h_money m JOIN h_paid x USING (parcel) \
     CROSS JOIN LATERAL (SELECT CASE WHEN m.state = 'delivered' THEN least(m.ended_at + CASE WHEN m.parcel % 7 = 0 THEN 64 ELSE 20 END * interval '1 hour', now()) \
                                     ELSE m.ended_at END AS at) t \
     WHERE m.back_goods + m.back_fee > 0 ORDER BY m.parcel",
    "INSERT INTO refund_lines (refund_id, line_id, qty, amount) \
     SELECT r.id, b.line, 1, b.price FROM h_back b JOIN refunds r ON r.key = 'demo:' || b.parcel ORDER BY r.id",
    "INSERT INTO postings (key, kind, order_id, memo, at) \
     SELECT k.key, k.kind, r.order_id, k.memo, k.at FROM refunds r CROSS JOIN LATERAL (VALUES \
       ('refund:' || r.id, 'refund', r.reason, r.made_at), ('refund_done:' || r.id || '/0', 'refund_done', r.proof, r.done_at)) \
       AS k (key, kind, memo, at) ORDER BY r.id, k.kind",
    "INSERT INTO postings (key, kind, order_id, at) \
     SELECT 'earned:' || parcel, 'earned', order_id, ended_at FROM h_money \
     WHERE state = 'delivered' OR state = 'refused' AND transfer ORDER BY parcel",
    // What was earned when it was delivered; of what a buyer who had paid would not take, the way it travelled.
    "INSERT INTO entries (posting_id, account, producer_id, parcel_id, amount) \
     SELECT g.id, e.account, e.producer, m.parcel, e.amount \
     FROM h_money m JOIN postings g ON g.key = 'earned:' || m.parcel \
     CROSS JOIN LATERAL (SELECT CASE WHEN m.state = 'delivered' THEN m.goods ELSE 0 END AS goods, \
                                CASE WHEN m.state = 'delivered' THEN m.commission ELSE 0 END AS commission) s \
     CROSS JOIN LATERAL (VALUES ('held', NULL::bigint, s.goods + m.fee), ('payable', m.producer, s.commission - s.goods), \
                                ('delivery', m.producer, -m.fee), ('commission', NULL, -s.commission)) \
       AS e (account, producer, amount) \
     WHERE e.amount <> 0 ORDER BY g.id",
    // A refund takes its part of every share with it; before anything is earned, it takes what was held.
    "INSERT INTO entries (posting_id, account, producer_id, parcel_id, amount) \
     SELECT g.id, e.account, e.producer, m.parcel, e.amount \
     FROM h_money m JOIN refunds r ON r.parcel_id = m.parcel JOIN postings g ON g.key = 'refund:' || r.id \
     CROSS JOIN LATERAL (SELECT m.commission - div(2 * m.commission::numeric * (m.goods - m.back_goods) + m.goods, 2 * m.goods)::bigint \
                                AS commission) s \
     CROSS JOIN LATERAL (VALUES ('refunds_due', NULL::bigint, -r.amount), \
       ('held', NULL, CASE WHEN m.state = 'delivered' THEN 0 ELSE r.amount END), \
       ('payable', m.producer, CASE WHEN m.state = 'delivered' THEN r.amount - s.commission ELSE 0 END), \
       ('commission', NULL, CASE WHEN m.state = 'delivered' THEN s.commission ELSE 0 END)) AS e (account, producer, amount) \
     WHERE e.amount <> 0 ORDER BY g.id",
    "INSERT INTO entries (posting_id, account, parcel_id, amount) \
     SELECT g.id, e.account, r.parcel_id, e.amount FROM refunds r JOIN postings g ON g.key = 'refund_done:' || r.id || '/0' \
     CROSS JOIN LATERAL (VALUES ('refunds_due', r.amount), ('bank', -r.amount)) AS e (account, amount) ORDER BY g.id",
];

/// Writes it.
pub async fn write(conn: &mut Conn) -> anyhow::Result<()> {
    diesel::sql_query(PARCELS).execute(conn).await?;
    conn.batch_execute("CREATE UNIQUE INDEX ON h_money (parcel); ANALYZE h_money").await?;
    for statement in WRITE {
        diesel::sql_query(*statement).execute(conn).await?;
    }
    Ok(())
}
