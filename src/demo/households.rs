//! The demo's households: who they are, which papers they have, how their goods travel, who signs in for them.

use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::art::Pictures;
use super::market::Market;
use crate::platform::db::Conn;

/// Households, their pictures and their certificates. The papers count as checked by the office.
pub(super) async fn write(conn: &mut Conn, market: &Market, pictures: &Pictures) -> anyhow::Result<()> {
    let (slugs, ids): (Vec<&str>, Vec<i64>) = pictures.producers.iter().map(|(slug, id)| (slug.as_str(), id.0)).unzip();
    diesel::sql_query(
        "INSERT INTO producers (slug, kind, name_vi, name_en, contact_name, phone, commune_code, hamlet, since_year, \
                story_vi, story_en, registration_no, picture_id, created_at, approved_at) \
         SELECT x.slug, x.type, x.name_vi, x.name_en, x.contact_name, '+84' || substr(x.demo_phone, 2), x.commune_code, \
                x.hamlet_vi, x.since_year, coalesce(x.story_vi, ''), coalesce(x.story_en, ''), \
                CASE WHEN x.type <> 'household' THEN 'DEMO-' || upper(x.id) END, \
                (SELECT p.picture_id FROM unnest($2, $3) AS p (slug, picture_id) WHERE p.slug = x.slug), \
                now() - make_interval(days => 400 - x.place::int * 9), now() - make_interval(days => 400 - x.place::int * 9) \
         FROM ROWS FROM (jsonb_to_recordset($1) AS (id text, slug text, type text, name_vi text, name_en text, \
                contact_name text, demo_phone text, commune_code text, hamlet_vi text, since_year smallint, story_vi text, \
                story_en text)) WITH ORDINALITY AS x (id, slug, type, name_vi, name_en, contact_name, demo_phone, \
                commune_code, hamlet_vi, since_year, story_vi, story_en, place) \
         ORDER BY x.place",
    )
    .bind::<Jsonb, _>(Value::Array(market.producers.clone()))
    .bind::<Array<Text>, _>(slugs)
    .bind::<Array<BigInt>, _>(ids)
    .execute(conn)
    .await?;
    certificates(conn, market).await
}

async fn certificates(conn: &mut Conn, market: &Market) -> anyhow::Result<()> {
    diesel::sql_query(
        "WITH stars AS ( \
           SELECT DISTINCT p ->> 'producer_id' AS owner, (p ->> 'ocop_stars')::smallint AS stars \
           FROM jsonb_array_elements($2) AS p WHERE p ->> 'ocop_stars' IS NOT NULL) \
         INSERT INTO certificates (producer_id, kind, label, number, issuer, scope_vi, scope_en, stars, issued_on, \
                expires_on, checked_at) \
         SELECT r.id, words.kind, words.label || coalesce(' ' || s.stars || ' sao', ''), c ->> 'number', words.issuer, \
                c ->> 'scope_vi', c ->> 'scope_en', s.stars, (c ->> 'issued')::date, (c ->> 'expires')::date, now() \
         FROM jsonb_array_elements($1) AS x \
         JOIN producers r ON r.slug = x ->> 'slug' \
         CROSS JOIN jsonb_array_elements(x -> 'certifications') AS c \
         JOIN (VALUES \
             ('OCOP', 'ocop', 'OCOP', 'Hội đồng OCOP (mô phỏng)'), \
             ('VietGAP', 'vietgap', 'VietGAP', 'Đơn vị chứng nhận (mô phỏng)'), \
             ('self_declaration', 'self_declaration', 'Bản tự công bố sản phẩm', 'Cơ sở tự công bố'), \
             ('food_safety_facility', 'food_safety_facility', 'Cơ sở đủ điều kiện an toàn thực phẩm', 'Chi cục (mô phỏng)'), \
             ('growing_area_code', 'growing_area_code', 'Mã số vùng trồng', 'Chi cục (mô phỏng)'), \
             ('HACCP', 'haccp', 'HACCP', 'Đơn vị chứng nhận (mô phỏng)'), \
             ('collective_mark', 'collective_mark', 'Nhãn hiệu tập thể', 'Cục (mô phỏng)'), \
             ('veterinary_hygiene', 'other', 'Vệ sinh thú y', 'Chi cục (mô phỏng)'), \
             ('organic_conversion', 'other', 'Đang chuyển đổi hữu cơ', 'Đơn vị chứng nhận (mô phỏng)') \
         ) AS words (type, kind, label, issuer) ON words.type = c ->> 'type' \
         LEFT JOIN stars s ON s.owner = x ->> 'id' AND c ->> 'type' = 'OCOP'",
    )
    .bind::<Jsonb, _>(Value::Array(market.producers.clone()))
    .bind::<Jsonb, _>(Value::Array(market.products.clone()))
    .execute(conn)
    .await?;
    Ok(())
}

/// Pick-up points, and the rounds that every second household drives.
pub(super) async fn deliveries(conn: &mut Conn, market: &Market) -> anyhow::Result<()> {
    diesel::sql_query(
        "INSERT INTO pickup_points (code, name_vi, name_en, commune_code, hours_vi, hours_en) \
         SELECT x.id, x.name_vi, x.name_en, x.commune_code, x.hours_vi, x.hours_en \
         FROM jsonb_to_recordset($1) AS x (id text, name_vi text, name_en text, commune_code text, hours_vi text, \
              hours_en text) ORDER BY x.id",
    )
    .bind::<Jsonb, _>(Value::Array(market.pickup_points.clone()))
    .execute(conn)
    .await?;
    // A household brings its goods to the point of its own commune, and every other one to the middle of the area too.
    diesel::sql_query(
        "INSERT INTO producer_pickup_points (producer_id, pickup_point_id) \
         SELECT r.id, p.id FROM producers r JOIN pickup_points p \
         ON p.commune_code = r.commune_code OR (r.id % 2 = 0 AND p.code = 'dp1')",
    )
    .execute(conn)
    .await?;
    let rounds = rounds(market);
    let column = |pick: fn(&Round) -> i32| rounds.iter().map(pick).collect::<Vec<_>>();
    diesel::sql_query(
        "INSERT INTO rounds (producer_id, commune_code, weekdays, fee, free_from) \
         SELECT r.id, x.commune, x.weekdays, x.fee, x.free_from \
         FROM unnest($1, $2, $3, $4, $5) AS x (slug, commune, weekdays, fee, free_from) \
         JOIN producers r ON r.slug = x.slug",
    )
    .bind::<Array<Text>, _>(rounds.iter().map(|r| r.producer.as_str()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(rounds.iter().map(|r| r.commune.as_str()).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(column(|r| r.weekdays))
    .bind::<Array<Integer>, _>(column(|r| r.fee))
    .bind::<Array<Nullable<Integer>>, _>(rounds.iter().map(|r| r.free_from).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

struct Round {
    producer: String,
    commune: String,
    weekdays: i32,
    fee: i32,
    free_from: Option<i32>,
}

/// Each commune with the ones next to it.
const NEIGHBOURS: [(&str, &[&str]); 6] = [
    ("08761", &["08761", "08842", "08770"]),
    ("08842", &["08842", "08761", "08866"]),
    ("08788", &["08788", "08812", "08770"]),
    ("08812", &["08812", "08788", "08761"]),
    ("08770", &["08770", "08788", "08761"]),
    ("08866", &["08866", "08842"]),
];
/// Tuesday and Friday; Monday, Wednesday, Saturday; Thursday and Sunday; every day but Sunday.
const WEEKDAYS: [i32; 4] = [0b001_0010, 0b010_0101, 0b100_1000, 0b011_1111];

/// Every second household drives: in its own commune for little, to one or two more for a bit more.
fn rounds(market: &Market) -> Vec<Round> {
    let mut rounds = Vec::new();
    let text = |producer: &Value, key: &str| producer.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    for (n, producer) in market.producers.iter().step_by(2).enumerate() {
        let home = text(producer, "commune_code");
        let around = NEIGHBOURS.iter().find(|(commune, _)| *commune == home).map_or(&[][..], |(_, around)| around);
        let weekdays = WEEKDAYS.get(n % WEEKDAYS.len()).copied().unwrap_or(1);
        for commune in around.iter().take(1 + n % 3) {
            let (fee, free_from) = if *commune == home { (8_000, Some(150_000)) } else { (15_000, Some(300_000)) };
            let free_from = free_from.filter(|_| n % 4 != 3);
            rounds.push(Round {
                producer: text(producer, "slug"),
                commune: (*commune).to_owned(),
                weekdays,
                fee,
                free_from,
            });
        }
    }
    rounds
}

/// A sign-in for each household, by the phone it is reached on.
/// Bank accounts, the market's own too: numbers that no bank has.
pub(super) async fn bank_accounts(conn: &mut Conn, market: &Market) -> anyhow::Result<()> {
    diesel::sql_query(
        "INSERT INTO bank_accounts (producer_id, bin, number, holder) \
         SELECT NULL, '970405', '000000000100', 'PHONG KINH TE LAP THACH' \
         UNION ALL \
         SELECT r.id, x -> 'demo_bank' ->> 'bin', x -> 'demo_bank' ->> 'account', x -> 'demo_bank' ->> 'holder' \
         FROM jsonb_array_elements($1) AS x JOIN producers r ON r.slug = x ->> 'slug'",
    )
    .bind::<Jsonb, _>(Value::Array(market.producers.clone()))
    .execute(conn)
    .await?;
    diesel::sql_query("INSERT INTO commission_rates (from_day, bp) VALUES ('2026-06-01', 200)").execute(conn).await?;
    Ok(())
}

pub(super) async fn members(conn: &mut Conn, market: &Market, password_hash: &str) -> anyhow::Result<()> {
    diesel::sql_query(
        "WITH people AS ( \
           INSERT INTO accounts (phone, phone_verified_at, name, password_hash) \
           SELECT r.phone, now(), r.contact_name, $2 FROM jsonb_array_elements($1) AS x \
           JOIN producers r ON r.slug = x ->> 'slug' ORDER BY r.id \
           RETURNING id, phone) \
         INSERT INTO members (account_id, producer_id, role) \
         SELECT p.id, r.id, 'owner' FROM people p JOIN producers r ON r.phone = p.phone",
    )
    .bind::<Jsonb, _>(Value::Array(market.producers.clone()))
    .bind::<Text, _>(password_hash)
    .execute(conn)
    .await?;
    Ok(())
}
