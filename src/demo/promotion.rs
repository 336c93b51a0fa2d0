//! What the demo's office has done: papers in every state, spotlights in every slot, a collection, and counts of the last weeks so
//! that the report says something.

use chrono::NaiveDate;
use diesel::sql_types::{Array, Date, Text};
use diesel_async::RunQueryDsl;

use super::CLERK;
use crate::platform::db::Conn;

/// A paper that was sent back and one that was revoked; and, for OCOP, the decision behind it and the one product it names.
pub(super) async fn papers(conn: &mut Conn, today: NaiveDate) -> anyhow::Result<()> {
    diesel::sql_query(
        "UPDATE certificates c SET checked_by = (SELECT id FROM accounts WHERE email = $1), \
                decision_no = CASE WHEN c.kind = 'ocop' THEN (100 + c.id) || '/QĐ-UBND (mô phỏng)' ELSE '' END, \
                decided_on = CASE WHEN c.kind = 'ocop' THEN c.issued_on END, \
                score = CASE WHEN c.kind = 'ocop' THEN 500 + 200 * (c.stars - 3) + 15 * (c.id % 9) END, \
                product_id = CASE WHEN c.kind = 'ocop' THEN ( \
                  SELECT min(p.id) FROM products p WHERE p.producer_id = c.producer_id AND 'ocop' = ANY(p.certificate_kinds) \
                  HAVING count(*) = 1) END \
         WHERE c.checked_at IS NOT NULL",
    )
    .bind::<Text, _>(CLERK)
    .execute(conn)
    .await?;
    diesel::sql_query(
        "WITH clerk AS (SELECT id FROM accounts WHERE email = $1), \
         houses AS (SELECT r.id, row_number() OVER (ORDER BY r.id) AS nth FROM producers r \
                    WHERE NOT EXISTS (SELECT FROM certificates c WHERE c.producer_id = r.id) LIMIT 2) \
         INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, expires_on, sent_by, sent_at, checked_by, \
                checked_at, refused_at, refused_why, revoked_at, revoked_by, revoked_why) \
         SELECT h.id, x.kind, x.label, x.number, 'Chi cục (mô phỏng)', $2 - 300, $2 + 700, k.id, now() - interval '40 days', k.id, \
                CASE WHEN h.nth = 1 THEN now() - interval '39 days' END, CASE WHEN h.nth = 2 THEN now() - interval '39 days' END, \
                CASE WHEN h.nth = 2 THEN 'Ảnh mờ, chưa đọc được số giấy' ELSE '' END, \
                CASE WHEN h.nth = 1 THEN now() - interval '5 days' END, CASE WHEN h.nth = 1 THEN k.id END, \
                CASE WHEN h.nth = 1 THEN 'Cơ sở đã thôi áp dụng quy trình' ELSE '' END \
         FROM houses h CROSS JOIN clerk k \
         JOIN (VALUES (1, 'vietgap', 'VietGAP', 'DEMO-VG-R1'), (2, 'food_safety_facility', 'Cơ sở đủ điều kiện an toàn thực phẩm', 'DEMO-ATTP-R2')) \
           AS x (nth, kind, label, number) ON x.nth = h.nth",
    )
    .bind::<Text, _>(CLERK)
    .bind::<Date, _>(today)
    .execute(conn)
    .await?;
    Ok(())
}

const GATHERED: [&str; 6] = [
    "hop-qua-ca-thinh-hai-vi",
    "gao-thao-duoc-xat-doi-2-kg",
    "che-bup-mot-tom-hai-la",
    "lap-xuong-gung-hun-khoi",
    "thanh-long-trai-vu-vuon-ong-ben",
    "bo-ba-met-tre",
];

/// A spotlight besides the shelf: slot, what it shows (`p`, `h` or `c`) and its address, first and last day from today, title and
/// reason in both languages.
type Planned = (&'static str, &'static str, &'static str, i32, i32, [&'static str; 4]);

const PLANNED: [Planned; 5] = [
    (
        "home_hero",
        "p",
        "thanh-long-trai-vu-vuon-ong-ben",
        -3,
        11,
        [
            "Thanh long mùa đèn",
            "Dragon fruit by lamplight",
            "Đồi Vân Trục thắp đèn, quả chín giữa mùa đông",
            "The hills of Vân Trục are lit, and the fruit ripens in winter",
        ],
    ),
    (
        "campaign",
        "c",
        "qua-que-cuoi-nam",
        -3,
        40,
        ["", "", "Gói quà từ sáu nhà, gửi được đi xa", "Gifts of six households that travel well"],
    ),
    (
        "producer_of_week",
        "h",
        "",
        -2,
        5,
        ["", "", "Ba đời làm nghề, giấy tờ đủ", "Three generations at the craft, papers in order"],
    ),
    (
        "category_top",
        "p",
        "buoi-soi-bai",
        -5,
        25,
        ["", "", "Bưởi bãi sông đang độ ngọt", "River-bank pomelos at their sweetest"],
    ),
    (
        "home_hero",
        "c",
        "qua-que-cuoi-nam",
        12,
        40,
        [
            "Quà quê cuối năm",
            "Gifts from the country",
            "Đặt sớm, nhà nông còn kịp chuẩn bị",
            "Order early, and the households have time to prepare",
        ],
    ),
];

/// A collection, a spotlight in each slot, one that is to come, and counts of four weeks.
pub(super) async fn spotlights(conn: &mut Conn, today: NaiveDate) -> anyhow::Result<()> {
    diesel::sql_query(
        "WITH gathered AS ( \
           INSERT INTO collections (slug, title_vi, title_en, lead_vi, lead_en, starts_at, ends_at, made_by) \
           SELECT 'qua-que-cuoi-nam', 'Quà quê cuối năm', 'Gifts from the country', \
                  'Sáu món gửi được đi xa, để được lâu. Mỗi món của một nhà.', 'Six things that keep and travel well, each of another household.', \
                  ($3 - 4)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', ($3 + 60)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', id \
           FROM accounts WHERE email = $1 RETURNING id) \
         INSERT INTO collection_products (collection_id, product_id, position) \
         SELECT g.id, p.id, x.place FROM gathered g, unnest($2) WITH ORDINALITY AS x (slug, place) JOIN products p ON p.slug = x.slug",
    )
    .bind::<Text, _>(CLERK)
    .bind::<Array<Text>, _>(GATHERED.to_vec())
    .bind::<Date, _>(today)
    .execute(conn)
    .await?;
    for (slot, kind, slug, first, last, [title_vi, title_en, reason_vi, reason_en]) in PLANNED {
        diesel::sql_query(
            "INSERT INTO spotlights (slot, product_id, producer_id, collection_id, category_id, starts_at, ends_at, position, title_vi, \
                    title_en, reason_vi, reason_en, why, made_by) \
             SELECT $1, p.id, h.id, c.id, CASE WHEN $1 = 'category_top' THEN p.category_id END, \
                    ($4 + $5::int)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', ($4 + $6::int)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', 1, \
                    $7, $8, $9, $10, 'Họp chọn hàng theo mùa', a.id \
             FROM accounts a LEFT JOIN products p ON $2 = 'p' AND p.slug = $3 \
             LEFT JOIN LATERAL (SELECT r.id FROM producers r WHERE $2 = 'h' AND r.listed AND EXISTS ( \
                    SELECT FROM certificates c WHERE c.producer_id = r.id AND c.checked_at IS NOT NULL AND c.expires_on > $4 + 60) \
                  ORDER BY r.id LIMIT 1) h ON true \
             LEFT JOIN collections c ON $2 = 'c' AND c.slug = $3 \
             WHERE a.email = $11 AND num_nonnulls(p.id, h.id, c.id) = 1",
        )
        .bind::<Text, _>(slot)
        .bind::<Text, _>(kind)
        .bind::<Text, _>(slug)
        .bind::<Date, _>(today)
        .bind::<diesel::sql_types::Integer, _>(first)
        .bind::<diesel::sql_types::Integer, _>(last)
        .bind::<Text, _>(title_vi)
        .bind::<Text, _>(title_en)
        .bind::<Text, _>(reason_vi)
        .bind::<Text, _>(reason_en)
        .bind::<Text, _>(CLERK)
        .execute(conn)
        .await?;
    }
    diesel::sql_query(
        "WITH written AS ( \
           INSERT INTO news (slug, title_vi, title_en, body_vi, body_en, publish_at, made_by) \
           SELECT 'phien-cho-cuoi-tuan', 'Phiên chợ cuối tuần ở xã Lập Thạch', 'Weekend market at Lập Thạch', \
                  E'Sáng **thứ Bảy** này mười hai nhà mang hàng ra nhà văn hóa xã.\\n\\n- 7 giờ: mở chợ\\n- 9 giờ: nếm thử cá thính\\n\\nMời bà con ghé [xem hàng](/products).', \
                  E'This **Saturday** morning twelve households bring their goods to the commune hall.\\n\\n- 7:00: the market opens\\n- 9:00: a taste of fermented fish\\n\\n[See the goods](/products).', \
                  ($2 - 2)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', id FROM accounts WHERE email = $1 \
           RETURNING *) \
         INSERT INTO news_versions (news_id, version, title_vi, title_en, body_vi, body_en, publish_at, saved_by, why) \
         SELECT id, 1, title_vi, title_en, body_vi, body_en, publish_at, made_by, 'Tin chợ phiên' FROM written",
    )
    .bind::<Text, _>(CLERK)
    .bind::<Date, _>(today)
    .execute(conn)
    .await?;
    // Every day a little else, and weekends more.
    diesel::sql_query(
        "INSERT INTO spotlight_days (spotlight_id, day, shown, clicked) \
         SELECT o.id, d, n.shown, n.shown * (3 + o.id % 5) / 100 \
         FROM spotlights o CROSS JOIN LATERAL generate_series((o.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, $1 - 1, '1 day') AS g (at) \
         CROSS JOIN LATERAL (SELECT g.at::date AS d) t \
         CROSS JOIN LATERAL (SELECT (120 + (o.id * 37 + extract(day FROM g.at)::int * 13) % 60 \
                                     + CASE WHEN extract(isodow FROM g.at) > 5 THEN 70 ELSE 0 END)::bigint AS shown) n",
    )
    .bind::<Date, _>(today)
    .execute(conn)
    .await?;
    Ok(())
}
