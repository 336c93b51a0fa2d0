//! A person in whatever is written beside an act, and what of the words stays when they are gone.

use super::*;

/// Puts the person into whatever the office and a household write beside what they do.
pub(super) async fn in_every_reason(s: &Setting) {
    let (shop, clerk, house) = (&s.shop, s.clerk, s.producer);
    run(
        shop,
        &format!(
            "INSERT INTO acts (act, subject) VALUES ('staff.given', '{NAME}'), ('member.invited', '{PHONE}'); \
             INSERT INTO acts (act, subject, before, after) VALUES ('broadcast.saved', '', '{{\"body\": \"Đến nhà {NAME}\", \"commune\": \"08761\"}}', '{{\"body\": \"Đến nhà văn hóa\", \"commune\": \"08761\"}}'); \
             INSERT INTO broadcasts (body, why, urgent_why, made_by, sent_by, sent_at) VALUES ('Đến nhà {NAME} lấy giống', 'Theo lời {NAME}', 'Gấp, {NAME} gọi', {clerk}, {clerk}, now()); \
             INSERT INTO messages (dedupe_key, channel, recipient, subject, body, sent_at) VALUES ('broadcast:1:+84990000999', 'sms', '+84990000999', '', 'Đến nhà {NAME} lấy giống', now()); \
             INSERT INTO pages (slug, lang, title, body) VALUES ('thu', 'vi', 'Thử', 'x'); \
             INSERT INTO page_plans (slug, lang, title, body, publish_at, why, made_by) VALUES ('thu', 'vi', 'Thử', 'y', now() + interval '1 day', 'Theo lời {NAME}', {clerk}); \
             INSERT INTO news (slug, title_vi, body_vi) VALUES ('tin', 'Tin', 'x'); \
             INSERT INTO news_versions (news_id, version, title_vi, title_en, body_vi, body_en, why) SELECT id, 9, 'Tin', '', 'x', '', 'Theo lời {NAME}' FROM news; \
             INSERT INTO commission_rates (from_day, bp, why) VALUES ('2036-01-01', 100, 'Theo lời {NAME}'); \
             INSERT INTO tax_rates (tax_class, status, from_day, vat_bp, pit_bp, source, why) SELECT tax_class, status, '2036-01-01', vat_bp, pit_bp, source, 'Theo lời {NAME}' FROM tax_rates ORDER BY id LIMIT 1; \
             INSERT INTO delivery_rates (zone, follows, from_day, base_fee, base_weight_g, step_fee, step_weight_g, fragile_fee, cold_fee, days_min, days_max, why) \
               SELECT zone, follows + 1000, '2036-01-01', base_fee, base_weight_g, step_fee, step_weight_g, fragile_fee, cold_fee, days_min, days_max, 'Theo lời {NAME}' FROM delivery_rates ORDER BY id DESC LIMIT 1; \
             INSERT INTO rule_changes (name, follows, value, from_day, why, made_by) VALUES ('payout_days', 0, 7, '2036-01-01', 'Theo lời {NAME}', {clerk}); \
             INSERT INTO suspension_plans (producer_id, planned_on, day, why, made_by) VALUES ({house}, '2036-01-01', '2036-01-09', 'Theo lời {NAME}', {clerk}); \
             INSERT INTO trust_marks (producer_id, trusted, why, clerk) VALUES ({house}, true, 'Theo lời {NAME}', {clerk}); \
             INSERT INTO takedowns (product_id, authority, reference, reason, asked_at, noted_by, lifted_at, lifted_by, lifted_why) \
               SELECT min(id), 'Sở', '1', '{NAME} tố cáo', now(), {clerk}, now(), {clerk}, 'Đã hỏi {NAME}' FROM products; \
             INSERT INTO spotlights (product_id, starts_at, ends_at, why) SELECT min(id), now() - interval '2 days', now() - interval '1 day', 'Theo lời {NAME}' FROM products; \
             UPDATE vouchers SET note = 'Cho {NAME}'; \
             INSERT INTO certificate_imports (made_by, file_name, rows) VALUES ({clerk}, 'Giấy của {NAME}.xlsx', '[]'); \
             INSERT INTO certificates (producer_id, kind, label, number, issued_on, sent_at, refused_at, refused_why) VALUES ({house}, 'other', 'Giấy', 'S9', '2026-01-01', now(), now(), '{NAME} không ký'); \
             INSERT INTO revisions (product_id, content, state, reason, submitted_at, decided_at) SELECT min(id), '{{}}', 'refused', '{NAME} nói khác', now(), now() FROM products; \
             UPDATE identities SET why = '{NAME} khai'; \
             INSERT INTO pickup_points (code, name_vi, name_en, commune_code, hours_vi, hours_en, address, phone) VALUES ('nha', 'Nhà văn hóa', 'Hall', '08761', 'h', 'h', 'Nhà {NAME}', '{PHONE}'); \
             WITH p AS (INSERT INTO plots (producer_id, name, kind, commune_code) VALUES ({house}, 'Vườn', 'plot', '08761') RETURNING id, producer_id), \
               d AS (INSERT INTO farm_diary (producer_id, plot_id, day, work, words, token) SELECT producer_id, id, '2026-11-20', 'water', '{NAME} tưới', repeat('0', 32) FROM p RETURNING id) \
               INSERT INTO farm_diary_strikes (line_id, reason) SELECT id, 'Không phải {NAME} tưới' FROM d; \
             WITH h AS (INSERT INTO harvests (product_id, opens_at, closes_at, expected_g, cap_g, ships_from, ships_to) \
                 SELECT min(id), now(), now() + interval '5 days', 1000, 1000, '2036-01-02', '2036-01-05' FROM products RETURNING id) \
               INSERT INTO harvest_delays (harvest_id, days, reason) SELECT id, 2, 'Chờ {NAME}' FROM h"
        ),
    )
    .await;
}

/// What was written of a person, and what stays of it.
pub(super) const CUT: [(&str, &str); 8] = [
    ("SELECT body AS word FROM broadcasts", "Đến nhà Đã xóa theo yêu cầu lấy giống"),
    ("SELECT urgent_why AS word FROM broadcasts", "Gấp, Đã xóa theo yêu cầu gọi"),
    ("SELECT why AS word FROM page_plans", "Theo lời Đã xóa theo yêu cầu"),
    ("SELECT why AS word FROM news_versions WHERE version = 9", "Theo lời Đã xóa theo yêu cầu"),
    ("SELECT why AS word FROM tax_rates WHERE from_day = '2036-01-01'", "Theo lời Đã xóa theo yêu cầu"),
    ("SELECT words AS word FROM farm_diary", "Đã xóa theo yêu cầu tưới"),
    ("SELECT concat_ws('|', address, phone) AS word FROM pickup_points WHERE code = 'nha'", "Nhà Đã xóa theo yêu cầu"),
    (
        "SELECT concat(subject, before, after ->> 'body') AS word FROM acts WHERE act = 'broadcast.saved'",
        "{\"commune\": \"08761\"}Đến nhà văn hóa",
    ),
];
