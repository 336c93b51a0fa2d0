//! All that the market holds about a person, read from the tables as it stands: the same sections for the file that a
//! machine reads and for the page that a person does.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde_json::{Map, Value};

use super::person::Person;
use crate::error::Result;
use crate::platform::db::Conn;
use crate::platform::locales;

/// Each is one query, of an account `$1`, orders `$2`, contacts `$3` and the ways in which those are written `$4`, that answers
/// with an array of objects.
const SECTIONS: &[(&str, &str)] = &[
    (
        "account",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'phone', phone, 'phone_verified_at', phone_verified_at, \
             'email', email, 'email_verified_at', email_verified_at, 'lang', lang, 'created_at', created_at)), '[]') AS found \
         FROM accounts WHERE id = $1",
    ),
    (
        "orders",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('code', o.code, 'placed_at', o.placed_at, 'name', o.buyer_name, \
             'phone', o.buyer_phone, 'email', o.buyer_email, 'street', o.street, 'commune', o.commune_name, \
             'province', o.province_name, 'note', o.note, 'method', o.payment_method, 'total', o.total, \
             'goods', (SELECT jsonb_agg(jsonb_build_object('name', l.name_vi, 'pack', l.pack_name_vi, 'qty', l.qty, \
                         'total', l.total) ORDER BY l.id) FROM order_lines l WHERE l.order_id = o.id), \
             'parcels', (SELECT jsonb_agg(jsonb_build_object('household', h.name_vi, 'state', p.state, \
                         'delivered_at', p.delivered_at) ORDER BY p.number) \
                         FROM parcels p JOIN producers h ON h.id = p.producer_id WHERE p.order_id = o.id), \
             'diary', (SELECT jsonb_agg(jsonb_build_object('state', d.to_state, 'at', d.at, 'reason', d.reason) ORDER BY d.id) \
                       FROM parcel_diary d JOIN parcels p ON p.id = d.parcel_id WHERE p.order_id = o.id AND d.reason <> ''), \
             'corrections', (SELECT jsonb_agg(jsonb_build_object('at', k.at, 'reason', k.reason) ORDER BY k.id) \
                             FROM corrections k JOIN parcels p ON p.id = k.parcel_id WHERE p.order_id = o.id)) \
             ORDER BY o.id DESC), '[]') AS found \
         FROM orders o WHERE o.id = ANY($2)",
    ),
    (
        "payments",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('code', o.code, 'method', y.method, 'amount', y.amount, \
             'state', y.state, 'at', y.settled_at) ORDER BY y.id), '[]') AS found \
         FROM payments y JOIN orders o ON o.id = y.order_id WHERE o.id = ANY($2)",
    ),
    (
        "transfers",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('code', o.code, 'amount', t.amount, 'words', t.content, \
             'payer', t.payer_name, 'account', t.payer_account, 'at', t.came_at, \
             'notes', (SELECT jsonb_agg(jsonb_build_object('at', d.at, 'note', d.note) ORDER BY d.id) \
                       FROM transfer_diary d WHERE d.transfer_id = t.id AND d.note <> '')) ORDER BY t.id), '[]') AS found \
         FROM transfers t JOIN orders o ON o.id = t.order_id WHERE o.id = ANY($2)",
    ),
    (
        "refunds",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('code', o.code, 'amount', r.amount, 'method', r.method, \
             'state', r.state, 'reason', r.reason, 'bank', r.to_bin, 'account', r.to_number, 'holder', r.to_holder, 'at', r.made_at, \
             'proof', r.proof, 'why_failed', r.why_failed) \
             ORDER BY r.id), '[]') AS found \
         FROM refunds r JOIN orders o ON o.id = r.order_id WHERE o.id = ANY($2)",
    ),
    (
        "vouchers",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('code', v.code, 'amount', u.amount, 'at', u.used_at) \
             ORDER BY u.id), '[]') AS found \
         FROM voucher_uses u JOIN vouchers v ON v.id = u.voucher_id WHERE u.order_id = ANY($2)",
    ),
    (
        "complaints",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('code', 'KN' || c.id, 'kind', c.kind, 'state', c.state, \
             'at', c.opened_at, 'outcome', c.outcome_words, \
             'words', (SELECT jsonb_agg(jsonb_build_object('at', m.at, 'by', m.side, 'words', m.words) ORDER BY m.id) \
                       FROM complaint_messages m WHERE m.complaint_id = c.id AND NOT m.inner_note)) ORDER BY c.id), '[]') AS found \
         FROM complaints c JOIN parcels p ON p.id = c.parcel_id WHERE p.order_id = ANY($2)",
    ),
    (
        "reviews",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('code', o.code, 'goods', g.name_vi, 'stars', r.stars, 'words', r.words, \
             'name', r.name, 'at', r.made_at, 'reply', y.words, 'hidden', nullif(r.hidden_words, '')) ORDER BY r.id), '[]') AS found \
         FROM reviews r JOIN parcels p ON p.id = r.parcel_id JOIN orders o ON o.id = p.order_id \
         JOIN products g ON g.id = r.product_id LEFT JOIN review_replies y ON y.review_id = r.id WHERE o.id = ANY($2)",
    ),
    (
        "flags",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'words', words, 'phone', phone, 'at', made_at, \
             'state', state, 'answer', nullif(reason, '')) ORDER BY id), '[]') AS found FROM flags WHERE phone = ANY($3)",
    ),
    (
        "messages",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('to', recipient, 'subject', subject, 'words', body, \
             'at', coalesce(sent_at, created_at)) ORDER BY id), '[]') AS found \
         FROM messages WHERE recipient = ANY($3) AND erased_at IS NULL",
    ),
    (
        "households",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('household', h.name_vi, 'role', m.role, 'at', m.joined_at, \
             'suspended_why', CASE WHEN m.role = 'owner' THEN nullif(h.suspended_why, '') END, \
             'refused_why', CASE WHEN m.role = 'owner' THEN nullif(h.refused_why, '') END) \
             ORDER BY m.joined_at), '[]') AS found \
         FROM members m JOIN producers h ON h.id = m.producer_id WHERE m.account_id = $1",
    ),
    // An account is the household's; those who own it gave it. What ended before they did is of whoever owned it then.
    (
        "bank_accounts",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('household', h.name_vi, 'bank', b.bin, 'account', b.number, \
             'holder', b.holder, 'since', b.since, 'ended_at', b.ended_at) ORDER BY b.id), '[]') AS found \
         FROM members m JOIN producers h ON h.id = m.producer_id JOIN bank_accounts b ON b.producer_id = h.id \
         WHERE m.account_id = $1 AND m.role = 'owner' AND (b.ended_at IS NULL OR b.ended_at > m.joined_at)",
    ),
    (
        "identities",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('household', h.name_vi, 'name', i.holder, 'number_ends', i.last3, \
             'state', i.state, 'good_until', i.verified_until, 'reason', nullif(i.why, '')) ORDER BY i.id), '[]') AS found \
         FROM identities i JOIN producers h ON h.id = i.producer_id WHERE i.submitted_by = $1",
    ),
    (
        "farm_diary",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('day', day, 'work', work, 'words', words) ORDER BY id), '[]') AS found \
         FROM farm_diary WHERE account_id = $1",
    ),
    // What others wrote beside what they did. A name is many people's, and whoever chose it could read of them: what holds a
    // phone or an address of mail that is proved is of nobody else.
    (
        "named",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('place', x.place, 'at', x.at, 'words', x.words) ORDER BY x.at), '[]') AS found \
         FROM (SELECT 'log' AS place, at, why AS words FROM acts \
           UNION ALL SELECT 'office', resolved_at, reason FROM flags UNION ALL SELECT 'office', noted_at, reason FROM takedowns \
           UNION ALL SELECT 'office', lifted_at, lifted_why FROM takedowns UNION ALL SELECT 'office', at, why FROM trust_marks \
           UNION ALL SELECT 'office', made_at, why FROM suspension_plans \
           UNION ALL SELECT 'office', refused_at, refused_why FROM certificates \
           UNION ALL SELECT 'office', revoked_at, revoked_why FROM certificates \
           UNION ALL SELECT 'office', decided_at, reason FROM revisions UNION ALL SELECT 'office', made_at, why FROM spotlights \
           UNION ALL SELECT 'office', made_at, note FROM vouchers UNION ALL SELECT 'office', made_at, body FROM broadcasts \
           UNION ALL SELECT 'office', made_at, why FROM broadcasts UNION ALL SELECT 'office', made_at, urgent_why FROM broadcasts \
           UNION ALL SELECT 'office', made_at, why FROM page_plans UNION ALL SELECT 'office', saved_at, why FROM news_versions \
           UNION ALL SELECT 'office', made_at, why FROM rule_changes UNION ALL SELECT 'office', made_at, why FROM delivery_rates \
           UNION ALL SELECT 'office', made_at, why FROM commission_rates UNION ALL SELECT 'office', made_at, why FROM tax_rates \
           UNION ALL SELECT 'office', made_at, note FROM payouts UNION ALL SELECT 'office', made_at, reason FROM refunds \
           UNION ALL SELECT 'office', at, note FROM transfer_diary \
           UNION ALL SELECT 'household', at, reason FROM parcel_diary UNION ALL SELECT 'household', at, reason FROM harvest_delays \
           UNION ALL SELECT 'household', at, words FROM farm_diary UNION ALL SELECT 'household', at, reason FROM farm_diary_strikes \
           UNION ALL SELECT 'household', at, reason FROM recalls UNION ALL SELECT 'household', at, words FROM recall_notes) x \
         WHERE holds_any(x.words, $4)",
    ),
    (
        "consents",
        "SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.at), '[]') AS found FROM ( \
           SELECT kind, given, lang, version, how, at FROM consents WHERE account_id = $1 OR order_id = ANY($2) \
           UNION ALL SELECT 'seller_terms', true, lang, version, 'household', at FROM terms_acceptances \
           WHERE account_id = $1) c",
    ),
    (
        "requests",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'words', words, 'received_at', received_at, \
             'state', state, 'outcome', outcome) ORDER BY id), '[]') AS found \
         FROM data_requests WHERE account_id = $1 OR order_id = ANY($2)",
    ),
    (
        "sign_ins",
        "SELECT coalesce(jsonb_agg(jsonb_build_object('at', created_at, 'seen_at', seen_at) ORDER BY created_at), '[]') \
             AS found FROM sessions WHERE account_id = $1",
    ),
];

/// All of it by section. Searches are not among them: they are counted by day and tied to nobody.
pub async fn gather(conn: &mut Conn, person: &Person) -> Result<Map<String, Value>> {
    #[derive(QueryableByName)]
    struct Section {
        #[diesel(sql_type = Jsonb)]
        found: Value,
    }
    let mut all = Map::new();
    for (name, sql) in SECTIONS {
        let section: Section = diesel::sql_query(*sql)
            .bind::<Nullable<BigInt>, _>(person.who.account().map(|id| id.0))
            .bind::<Array<BigInt>, _>(person.order_ids())
            .bind::<Array<Text>, _>(person.contacts())
            .bind::<Array<Text>, _>(person.spelled())
            .get_result(conn)
            .await?;
        let mut found = section.found;
        for thing in found.as_array_mut().into_iter().flatten() {
            // Where it was found is a word of the program.
            if let Some(place) = thing.get_mut("place") {
                let key = format!("people-file-place-{}", place.as_str().unwrap_or_default());
                *place = Value::String(locales::text(person.lang, &key));
            }
        }
        all.insert((*name).to_owned(), found);
    }
    Ok(all)
}
