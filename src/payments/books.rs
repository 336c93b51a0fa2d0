//! Does the money add up? Read at rest, beside what [`orders::check`](crate::orders::check) reads, for `market check`,
//! the nightly job and the tests. Each rule is one query that returns the orders, parcels and payouts that break it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::orders::check::{self as sums, Fault};
use crate::platform::Ground;
use crate::platform::db::{self, Conn};
use crate::platform::jobs::{self, Job, NewJob};
use crate::platform::signals;
use crate::schema::{book_checks, book_faults};

/// `paid_parcels`: each parcel with what its buyer is asked for it or has paid, what of that goes back, and whether it was
/// earned.
const PARCELS: &str = "WITH paid_parcels AS ( \
     SELECT p.id, p.state, p.total - p.cut AS total, p.goods_total - p.discount AS net, p.cut, p.goods_total AS goods, \
            p.shipping_fee, p.order_id, \
            coalesce((SELECT sum(l.total_off) FROM order_lines l WHERE l.parcel_id = p.id), 0) AS off, \
            CASE WHEN o.discount_borne_by = 'market' THEN p.discount ELSE 0 END AS by_market, \
            (SELECT count(*) FROM payment_parcels x JOIN payments y ON y.id = x.payment_id \
               WHERE x.parcel_id = p.id AND y.state IN ('paid', 'collected', 'remitted')) AS paid, \
            coalesce((SELECT sum(r.of_goods) FROM refunds r WHERE r.parcel_id = p.id), 0) AS back_goods, \
            coalesce((SELECT sum(r.of_shipping) FROM refunds r WHERE r.parcel_id = p.id), 0) AS back_shipping, \
            EXISTS (SELECT FROM postings g WHERE g.key = 'earned:' || p.id) AS earned \
     FROM parcels p JOIN orders o ON o.id = p.order_id) ";

const OF_PARCELS: &[&str] = &[
    "SELECT 'books: a parcel is paid once' AS rule, 'parcel ' || p.id AS place, 1::bigint AS expected, p.paid AS found \
     FROM paid_parcels p WHERE p.paid > 1",
    "SELECT 'books: held for a parcel is what was paid, less what went back and what is earned' AS rule, \
            'parcel ' || p.id AS place, \
            (CASE WHEN p.paid = 0 OR p.earned THEN 0 ELSE p.total - p.back_goods - p.back_shipping END)::bigint AS expected, \
            coalesce(-h.sum, 0)::bigint AS found \
     FROM paid_parcels p \
     LEFT JOIN (SELECT parcel_id, sum(amount) AS sum FROM entries WHERE account = 'held' GROUP BY parcel_id) h \
            ON h.parcel_id = p.id \
     WHERE (CASE WHEN p.paid = 0 OR p.earned THEN 0 ELSE p.total - p.back_goods - p.back_shipping END) \
           <> coalesce(-h.sum, 0)",
    "SELECT 'books: what is delivered and paid is earned' AS rule, 'parcel ' || p.id AS place, \
            1::bigint AS expected, 0::bigint AS found \
     FROM paid_parcels p WHERE p.state = 'delivered' AND NOT p.earned AND (p.paid > 0 OR p.total = 0) \
       AND (p.total > p.back_goods + p.back_shipping OR p.net = 0 AND p.by_market > 0)",
    "SELECT 'books: nothing is earned before it is delivered and paid' AS rule, 'parcel ' || p.id AS place, \
            0::bigint AS expected, 1::bigint AS found \
     FROM paid_parcels p WHERE p.earned \
       AND NOT (p.state IN ('delivered', 'refused') AND (p.paid > 0 OR p.total = 0))",
    "SELECT 'books: no more goes back than the parcel cost' AS rule, 'parcel ' || p.id AS place, \
            p.total AS expected, (p.back_goods + p.back_shipping)::bigint AS found \
     FROM paid_parcels p WHERE p.back_goods + p.cut > p.net OR p.back_shipping > p.shipping_fee",
    "SELECT 'books: what was taken off is not asked, or went back' AS rule, 'parcel ' || p.id AS place, \
            coalesce(c.sum, 0)::bigint AS expected, (p.cut + coalesce(r.sum, 0))::bigint AS found \
     FROM paid_parcels p \
     LEFT JOIN (SELECT parcel_id, sum(paid_off) AS sum FROM corrections GROUP BY parcel_id) c ON c.parcel_id = p.id \
     LEFT JOIN (SELECT parcel_id, sum(amount) AS sum FROM refunds WHERE key LIKE 'correction:%' GROUP BY parcel_id) r \
            ON r.parcel_id = p.id \
     WHERE coalesce(c.sum, 0) <> p.cut + coalesce(r.sum, 0)",
    "SELECT 'books: a correction is the sum of its lines' AS rule, 'correction ' || c.id AS place, \
            coalesce(sum(l.paid_off), 0)::bigint AS expected, c.paid_off AS found \
     FROM corrections c LEFT JOIN correction_lines l ON l.correction_id = c.id \
     GROUP BY c.id HAVING c.paid_off <> coalesce(sum(l.paid_off), 0)",
    // Commission and tax shrink with the goods that go back, rounded half up; the household has the rest.
    "SELECT 'books: ' || s.account || ' is what was frozen, less the part that went back' AS rule, \
            'parcel ' || s.id AS place, s.expected::bigint, coalesce(-e.sum, 0)::bigint AS found \
     FROM (SELECT w.id, x.account, CASE x.account WHEN 'commission' THEN w.commission WHEN 'vat' THEN w.vat \
                    WHEN 'pit' THEN w.pit WHEN 'vouchers' THEN -w.vouchers WHEN 'delivery' THEN w.shipping \
                    ELSE w.kept + w.vouchers - w.commission - w.vat - w.pit END AS expected \
           FROM (SELECT p.id, p.kept, p.shipping_fee - p.back_shipping AS shipping, \
                        div(2 * p.by_market::numeric * p.part + p.whole, 2 * p.whole) AS vouchers, \
                        c.commission, c.vat, c.pit \
                 FROM (SELECT *, net - back_goods - cut AS kept, greatest(CASE net WHEN 0 THEN goods ELSE net END, 1) AS whole, \
                              CASE net WHEN 0 THEN goods - off ELSE net - back_goods - cut END AS part \
                       FROM paid_parcels) p LEFT JOIN LATERAL ( \
                   SELECT coalesce(sum(a.part) FILTER (WHERE a.kind = 'commission'), 0) AS commission, \
                          coalesce(sum(a.part) FILTER (WHERE a.kind = 'vat'), 0) AS vat, \
                          coalesce(sum(a.part) FILTER (WHERE a.kind = 'pit'), 0) AS pit \
                   FROM (SELECT c.kind, div(2 * c.amount::numeric * p.part + p.whole, 2 * p.whole) AS part \
                         FROM parcel_charges c WHERE c.parcel_id = p.id) a) c ON true \
                 WHERE p.earned) w \
           CROSS JOIN (VALUES ('commission'), ('vat'), ('pit'), ('vouchers'), ('delivery'), ('payable')) x(account)) s \
     LEFT JOIN (SELECT e.parcel_id, e.account, sum(e.amount) AS sum FROM entries e JOIN postings g ON g.id = e.posting_id \
                WHERE g.kind IN ('earned', 'refund') GROUP BY e.parcel_id, e.account) e \
            ON e.parcel_id = s.id AND e.account = s.account \
     WHERE s.expected <> coalesce(-e.sum, 0)",
];

/// `told_transfers`: each transfer with what was split off it, what of it the books say is unmatched or a credit, and what is
/// booked where it came to. A part came with the transfer it was split off.
const TRANSFERS: &str = "WITH booked AS ( \
     SELECT x.transfer, coalesce(-sum(e.amount) FILTER (WHERE e.account = 'unmatched'), 0) AS unmatched, \
            coalesce(-sum(e.amount) FILTER (WHERE e.account = 'credit'), 0) AS credit \
     FROM (SELECT g.id, split_part(split_part(g.key, ':', 2), '/', 2) AS transfer FROM postings g \
           WHERE g.kind IN ('came', 'ignored', 'reopened', 'credited', 'payout_seen', 'credit_used') \
           UNION ALL \
           SELECT g.id, r.transfer_id::text FROM refunds r JOIN postings g ON g.key = 'refund:' || r.id \
           WHERE r.transfer_id IS NOT NULL) x \
     JOIN entries e ON e.posting_id = x.id AND e.account IN ('unmatched', 'credit') GROUP BY x.transfer), \
   told_transfers AS ( \
     SELECT t.id, t.order_id, t.state, t.amount, CASE WHEN t.part_of IS NULL THEN t.amount ELSE 0 END AS came, \
            coalesce((SELECT sum(p.amount) FROM transfers p WHERE p.part_of = t.id), 0) AS split_off, \
            coalesce(b.unmatched, 0) AS unmatched, coalesce(b.credit, 0) AS credit, \
            coalesce((SELECT sum(e.amount) FROM postings g JOIN entries e ON e.posting_id = g.id \
                      JOIN bank_accounts a ON a.id = t.account_id \
                      WHERE g.key = 'came:transfer/' || t.id AND e.amount > 0 \
                        AND e.account = CASE WHEN a.producer_id IS NULL THEN 'bank' ELSE 'with_household' END \
                        AND e.producer_id IS NOT DISTINCT FROM a.producer_id), 0) AS booked, \
            coalesce('order ' || o.code || ', ', '') || 'transfer ' || t.id AS place \
     FROM transfers t LEFT JOIN orders o ON o.id = t.order_id LEFT JOIN booked b ON b.transfer = t.id::text) ";

const OF_TRANSFERS: &[&str] = &[
    "SELECT 'books: a transfer is booked where it came to' AS rule, t.place, t.came::bigint AS expected, \
            t.booked::bigint AS found \
     FROM told_transfers t WHERE t.came <> t.booked",
    // What pays is taken from there by its payment, and what is too much by the part that was split off.
    "SELECT 'books: a transfer waits, pays or goes back as it says' AS rule, t.place, t.expected::bigint, \
            t.unmatched::bigint AS found \
     FROM (SELECT *, came - CASE WHEN state IN ('open', 'applied') THEN 0 WHEN state = 'refunded' THEN amount - split_off \
                            ELSE amount END AS expected FROM told_transfers) t \
     WHERE t.expected <> t.unmatched",
    "SELECT 'books: what is kept for a buyer is a credit' AS rule, t.place, t.expected::bigint, t.credit::bigint AS found \
     FROM (SELECT *, CASE WHEN state = 'credited' THEN amount ELSE 0 END AS expected FROM told_transfers) t \
     WHERE t.expected <> t.credit",
];

const RULES: &[&str] = &[
    "SELECT 'books: a posting balances' AS rule, 'posting ' || g.key AS place, 0::bigint AS expected, \
            sum(e.amount)::bigint AS found \
     FROM postings g JOIN entries e ON e.posting_id = g.id GROUP BY g.id HAVING sum(e.amount) <> 0",
    "SELECT 'books: a payment is what its parcels cost' AS rule, 'order ' || o.code || ', payment ' || y.id AS place, \
            coalesce(sum(p.total - p.cut), 0)::bigint AS expected, y.amount AS found \
     FROM payments y JOIN orders o ON o.id = y.order_id \
     LEFT JOIN (payment_parcels x JOIN parcels p ON p.id = x.parcel_id) ON x.payment_id = y.id \
     WHERE y.state IN ('paid', 'collected', 'remitted') \
     GROUP BY y.id, o.id \
     HAVING y.amount <> coalesce(sum(p.total - p.cut), 0) OR bool_or(x.amount IS DISTINCT FROM p.total - p.cut)",
    "SELECT 'books: what was received is booked' AS rule, 'order ' || o.code || ', payment ' || y.id AS place, \
            CASE WHEN y.state = 'due' OR y.state = 'void' THEN 0 ELSE y.received END AS expected, \
            coalesce(g.sum, 0)::bigint AS found \
     FROM payments y JOIN orders o ON o.id = y.order_id \
     LEFT JOIN LATERAL (SELECT sum(e.amount) AS sum FROM postings g JOIN entries e ON e.posting_id = g.id \
         WHERE g.key IN ('paid:' || y.id, 'surplus:' || y.id) AND e.amount > 0) g ON true \
     WHERE (CASE WHEN y.state = 'due' OR y.state = 'void' THEN 0 ELSE y.received END) <> coalesce(g.sum, 0)",
    "SELECT 'books: a payment has what its transfers brought' AS rule, 'order ' || o.code || ', payment ' || y.id AS place, \
            y.expected::bigint, coalesce(t.sum, 0)::bigint AS found \
     FROM (SELECT y.id, y.order_id, CASE WHEN y.state = 'due' THEN y.received ELSE \
             coalesce((SELECT sum(e.amount) FROM postings g JOIN entries e ON e.posting_id = g.id AND e.account = 'unmatched' \
                       WHERE g.key = 'paid:' || y.id), 0) END AS expected FROM payments y) y \
     JOIN orders o ON o.id = y.order_id \
     LEFT JOIN (SELECT t.payment_id, sum(t.amount - coalesce(p.sum, 0)) AS sum FROM transfers t \
                LEFT JOIN (SELECT part_of, sum(amount) AS sum FROM transfers WHERE part_of IS NOT NULL GROUP BY part_of) p \
                       ON p.part_of = t.id \
                WHERE t.state = 'applied' GROUP BY t.payment_id) t ON t.payment_id = y.id \
     WHERE y.expected <> coalesce(t.sum, 0)",
    "SELECT 'books: cash that was handed on is booked' AS rule, 'order ' || o.code || ', payment ' || y.id AS place, \
            CASE WHEN y.state = 'remitted' THEN y.amount ELSE 0 END AS expected, coalesce(g.sum, 0)::bigint AS found \
     FROM payments y JOIN orders o ON o.id = y.order_id \
     LEFT JOIN LATERAL (SELECT sum(e.amount) AS sum FROM postings g JOIN entries e ON e.posting_id = g.id \
         WHERE g.key = 'remitted:' || y.id AND e.account = 'bank') g ON true \
     WHERE (CASE WHEN y.state = 'remitted' THEN y.amount ELSE 0 END) <> coalesce(g.sum, 0)",
    "SELECT 'books: refunds of a payment are its refunds, and no more than was received' AS rule, \
            'order ' || o.code || ', payment ' || y.id AS place, least(y.refunded, y.received) AS expected, \
            coalesce(r.sum, 0)::bigint AS found \
     FROM payments y JOIN orders o ON o.id = y.order_id \
     LEFT JOIN (SELECT payment_id, sum(amount) AS sum FROM refunds GROUP BY payment_id) r ON r.payment_id = y.id \
     WHERE coalesce(r.sum, 0) <> y.refunded OR y.refunded > y.received",
    "SELECT 'books: a refund waits in the books until it is done' AS rule, \
            'order ' || coalesce(o.code, '-') || ', refund ' || r.id AS place, \
            CASE WHEN r.state = 'done' THEN 0 ELSE r.amount END AS expected, coalesce(g.sum, 0)::bigint AS found \
     FROM refunds r LEFT JOIN orders o ON o.id = r.order_id \
     LEFT JOIN (SELECT split_part(split_part(g.key, ':', 2), '/', 1) AS refund, -sum(e.amount) AS sum \
                FROM postings g JOIN entries e ON e.posting_id = g.id AND e.account = 'refunds_due' \
                WHERE g.kind IN ('refund', 'refund_done', 'refund_failed') GROUP BY 1) g ON g.refund = r.id::text \
     WHERE (CASE WHEN r.state = 'done' THEN 0 ELSE r.amount END) <> coalesce(g.sum, 0)",
    // I7: what a buyer paid is with the household, the market, the tax office, on its way back, or still held.
    "SELECT 'books: what an order was paid is payable, commission, tax, delivery, refunds and what is held' AS rule, \
            'order ' || o.code AS place, coalesce(y.sum, 0)::bigint AS expected, coalesce(l.sum, 0)::bigint AS found \
     FROM orders o \
     LEFT JOIN (SELECT order_id, sum(received) AS sum FROM payments WHERE state IN ('paid', 'collected', 'remitted') \
                GROUP BY order_id) y ON y.order_id = o.id \
     LEFT JOIN (SELECT p.order_id, -sum(e.amount) AS sum \
                FROM entries e JOIN postings g ON g.id = e.posting_id JOIN parcels p ON p.id = e.parcel_id \
                WHERE g.kind IN ('paid', 'earned', 'refund') AND e.account IN ('held', 'payable', 'delivery', \
                      'commission', 'vat', 'pit', 'vouchers', 'refunds_due') GROUP BY p.order_id) l ON l.order_id = o.id \
     WHERE coalesce(y.sum, 0) <> coalesce(l.sum, 0)",
    "SELECT 'books: an order that is paid in advance says so' AS rule, 'order ' || o.code AS place, \
            (o.paid_at IS NOT NULL)::int::bigint AS expected, (count(y.id) > 0)::int::bigint AS found \
     FROM orders o LEFT JOIN payments y ON y.order_id = o.id AND y.state = 'paid' \
     GROUP BY o.id HAVING (o.paid_at IS NOT NULL) <> (count(y.id) > 0)",
    "SELECT 'books: what Stripe keeps and pays out is booked' AS rule, 'movement ' || m.external_id AS place, \
            m.expected::bigint, coalesce(g.sum, 0)::bigint AS found \
     FROM (SELECT external_id, \
                  CASE WHEN outcome = 'booked' THEN CASE WHEN kind IN ('payout', 'payout_cancel', 'payout_failure', \
                       'stripe_fee', 'stripe_fx_fee', 'tax_fee') THEN amount - fee ELSE -fee END ELSE 0 END AS expected \
           FROM card_movements) m \
     LEFT JOIN LATERAL (SELECT sum(e.amount) AS sum FROM postings g JOIN entries e ON e.posting_id = g.id \
         WHERE g.key IN ('stripe_fee:' || m.external_id, 'stripe_payout:' || m.external_id) AND e.account = 'card') g ON true \
     WHERE m.expected <> coalesce(g.sum, 0)",
    "SELECT 'payouts: a payout is the sum of its statement' AS rule, 'payout ' || y.id AS place, y.amount AS expected, \
            coalesce(sum(l.net), 0)::bigint AS found \
     FROM payouts y LEFT JOIN payout_lines l ON l.payout_id = y.id \
     GROUP BY y.id HAVING y.amount <> coalesce(sum(l.net), 0)",
    "SELECT 'payouts: a payout is what it claims' AS rule, 'payout ' || y.id AS place, \
            CASE WHEN y.state IN ('due', 'paid') THEN y.amount ELSE 0 END AS expected, \
            coalesce(-sum(e.amount), 0)::bigint AS found \
     FROM payouts y LEFT JOIN (payout_entries c JOIN entries e ON e.id = c.entry_id) ON c.payout_id = y.id \
     GROUP BY y.id \
     HAVING (CASE WHEN y.state IN ('due', 'paid') THEN y.amount ELSE 0 END) <> coalesce(-sum(e.amount), 0)",
    "SELECT 'payouts: a payout claims its own household''s entries' AS rule, 'payout ' || y.id AS place, \
            y.producer_id AS expected, coalesce(e.producer_id, 0) AS found \
     FROM payouts y JOIN payout_entries c ON c.payout_id = y.id JOIN entries e ON e.id = c.entry_id \
     WHERE e.producer_id IS DISTINCT FROM y.producer_id",
    "SELECT 'payouts: what was sent, and did not come back, is booked' AS rule, 'payout ' || y.id AS place, \
            CASE WHEN y.state = 'paid' THEN y.amount ELSE 0 END AS expected, coalesce(g.sum, 0)::bigint AS found \
     FROM payouts y \
     LEFT JOIN LATERAL (SELECT sum(e.amount) AS sum FROM postings g JOIN entries e ON e.posting_id = g.id \
         WHERE g.key IN ('payout:' || y.id, 'payout_returned:' || y.id) AND e.producer_id = y.producer_id) g ON true \
     WHERE (CASE WHEN y.state = 'paid' THEN y.amount ELSE 0 END) <> coalesce(g.sum, 0)",
    // Of orders whose event is still kept; those that were never placed here, as invented ones, have none.
    "SELECT 'messages: a buyer is told once that an order was placed' AS rule, 'order ' || o.code AS place, \
            1::bigint AS expected, count(m.id) AS found \
     FROM events v JOIN orders o ON o.id = (v.payload #>> '{of,order}')::bigint AND o.erased_at IS NULL \
     LEFT JOIN messages m ON m.dedupe_key = 'order-placed:' || o.id || ':sms' \
     WHERE v.kind = 'order_placed' AND v.recorded_at < now() - interval '1 hour' \
     GROUP BY o.id HAVING count(m.id) <> 1",
    "SELECT 'vouchers: used as often as it is used' AS rule, 'voucher ' || v.code AS place, count(u.id) AS expected, \
            v.used::bigint AS found \
     FROM vouchers v LEFT JOIN voucher_uses u ON u.voucher_id = v.id AND u.released_at IS NULL \
     GROUP BY v.id HAVING v.used <> count(u.id)",
    "SELECT 'vouchers: never used more often than it may be' AS rule, 'voucher ' || v.code AS place, \
            v.total_limit::bigint AS expected, count(u.id) AS found \
     FROM vouchers v JOIN voucher_uses u ON u.voucher_id = v.id AND u.released_at IS NULL \
     GROUP BY v.id HAVING count(u.id) > v.total_limit",
];

/// Everything that does not add up, units and money; empty in a sound shop.
pub async fn faults(conn: &mut Conn) -> Result<Vec<Fault>> {
    let mut found = sums::faults(conn).await?;
    for rule in OF_PARCELS {
        found.extend(diesel::sql_query(format!("{PARCELS}{rule}")).load::<Fault>(conn).await?);
    }
    for rule in OF_TRANSFERS {
        found.extend(diesel::sql_query(format!("{TRANSFERS}{rule}")).load::<Fault>(conn).await?);
    }
    for rule in RULES {
        found.extend(diesel::sql_query(*rule).load::<Fault>(conn).await?);
    }
    Ok(found)
}

/// Faults of one reading that are kept one by one; the rest are counted.
const KEPT: usize = 500;

/// Reads the books through and notes when, and how much did not add up; the number of the reading, and what it found.
pub async fn check(conn: &mut Conn) -> Result<(i64, Vec<Fault>)> {
    conn.transaction(async |conn| {
        db::take_time(conn).await?;
        let faults = faults(conn).await?;
        let count = i32::try_from(faults.len()).unwrap_or(i32::MAX);
        let check: i64 = diesel::insert_into(book_checks::table)
            .values(book_checks::faults.eq(count))
            .returning(book_checks::id)
            .get_result(conn)
            .await?;
        let kept: Vec<_> = (0_i32..)
            .zip(faults.iter().take(KEPT))
            .map(|(n, fault)| {
                (
                    book_faults::check_id.eq(check),
                    book_faults::n.eq(n),
                    book_faults::rule.eq(&fault.rule),
                    book_faults::place.eq(&fault.place),
                    book_faults::expected.eq(fault.expected),
                    book_faults::found.eq(fault.found),
                )
            })
            .collect();
        diesel::insert_into(book_faults::table).values(kept).execute(conn).await?;
        Ok((check, faults))
    })
    .await
}

/// When the books were last read through, and how much did not add up.
pub async fn last_check(conn: &mut Conn) -> Result<Option<(DateTime<Utc>, i32)>> {
    Ok(book_checks::table
        .select((book_checks::at, book_checks::faults))
        .order(book_checks::id.desc())
        .first(conn)
        .await
        .optional()?)
}

/// One reading of the books.
#[derive(Clone, Copy, Debug, Queryable, Serialize)]
pub struct Reading {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub faults: i32,
}

/// The latest readings.
pub async fn readings(conn: &mut Conn, most: usize) -> Result<Vec<Reading>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(book_checks::table.order(book_checks::id.desc()).limit(most).load(conn).await?)
}

/// One reading, and what it found; `None` when there was none of this number.
pub async fn reading(conn: &mut Conn, id: i64) -> Result<Option<(Reading, Vec<Fault>)>> {
    let reading: Option<Reading> = book_checks::table.find(id).first(conn).await.optional()?;
    let Some(reading) = reading else { return Ok(None) };
    let faults: Vec<(String, String, i64, i64)> = book_faults::table
        .select((book_faults::rule, book_faults::place, book_faults::expected, book_faults::found))
        .filter(book_faults::check_id.eq(id))
        .order(book_faults::n)
        .load(conn)
        .await?;
    let faults = faults.into_iter().map(|(rule, place, expected, found)| Fault { rule, place, expected, found });
    Ok(Some((reading, faults.collect())))
}

/// Has the books read through soon; nothing while that waits already.
pub async fn enqueue(conn: &mut Conn) -> Result<()> {
    jobs::enqueue(conn, &[NewJob::of(&CheckBooks {})?.once("scheduled")]).await?;
    signals::send(conn, signals::EVENTS).await?;
    Ok(())
}

/// The nightly look; what it finds is logged as an error and counted.
#[derive(Serialize, Deserialize)]
pub struct CheckBooks {}

impl Job for CheckBooks {
    const KIND: &'static str = "check_books";

    async fn run(self, ground: Ground) -> anyhow::Result<()> {
        let mut conn = ground.db.conn().await?;
        let (_, faults) = check(&mut conn).await?;
        metrics::gauge!("market_book_faults").set(f64::from(u32::try_from(faults.len()).unwrap_or(u32::MAX)));
        for fault in &faults {
            tracing::error!(
                rule = fault.rule,
                place = fault.place,
                expected = fault.expected,
                found = fault.found,
                "does not add up"
            );
        }
        Ok(())
    }
}
