//! Households of the demo that have applied and wait, so that the office has something to look at; and what those that sell
//! did before: terms and identity.

use anyhow::Context as _;
use diesel::sql_types::{BigInt, Binary, Text};
use diesel_async::RunQueryDsl;

use super::{CLERK, market};
use crate::platform::db::Conn;
use crate::platform::{Ground, secrets};
use crate::producers::identity::number::Number;
use crate::producers::{papers, terms};

/// A number that no card has: no province has the code 003.
const NUMBER: &str = "003199000123";

struct Applicant {
    slug: &'static str,
    kind: &'static str,
    name: &'static str,
    contact: &'static str,
    phone: &'static str,
    commune: &'static str,
    hamlet: &'static str,
    grows: &'static str,
}

const APPLICANTS: [Applicant; 2] = [
    Applicant {
        slug: "vuon-oi-nha-thom",
        kind: "household",
        name: "Vườn ổi nhà Thơm",
        contact: "Đỗ Thị Thơm",
        phone: "0990 000 026",
        commune: "08770",
        hamlet: "Thôn Đồng Núi",
        grows: "Ba sào ổi lê, chín từ tháng Tám đến Tết. Có cả trứng gà ta.",
    },
    Applicant {
        slug: "to-may-tre-ben-de",
        kind: "cooperative_group",
        name: "Tổ mây tre Bến Đề",
        contact: "Nguyễn Văn Sửu",
        phone: "0990 000 027",
        commune: "08866",
        hamlet: "Xóm Bến",
        grows: "Rổ, rá, nong tre đan tay. Bảy nhà làm chung.",
    },
];

/// Keeps the scan of the one paper that was sent; its name.
pub(super) async fn scan(ground: &Ground) -> anyhow::Result<String> {
    let name = secrets::token();
    ground.files.put(&papers::file(&name), market::file("paper.pdf")?).await?;
    Ok(name)
}

/// Every household that sells has agreed to the terms, and a clerk has seen its card.
pub(super) async fn prove(conn: &mut Conn) -> anyhow::Result<()> {
    diesel::sql_query(
        "INSERT INTO terms_acceptances (producer_id, account_id, slug, lang, version) \
         SELECT m.producer_id, m.account_id, p.slug, p.lang, p.version FROM members m JOIN pages p ON p.slug = $1 AND p.lang = 'vi'",
    )
    .bind::<Text, _>(terms::SLUG)
    .execute(conn)
    .await?;
    diesel::sql_query(
        "INSERT INTO identities (producer_id, state, holder, number_kind, number_hash, last3, submitted_at, verified_at, \
                verified_by, verified_until) \
         SELECT r.id, 'verified', r.contact_name, 'person', sha256(convert_to('demo ' || r.slug, 'UTF8')), \
                lpad((r.id % 1000)::text, 3, '0'), now(), now(), (SELECT id FROM accounts WHERE email = $1), \
                current_date + 365 * 5 \
         FROM producers r",
    )
    .bind::<Text, _>(CLERK)
    .execute(conn)
    .await?;
    Ok(())
}

/// Two applications: one with a card and a paper to look at, one that has only begun.
pub(super) async fn write(conn: &mut Conn, ground: &Ground, scan: &str) -> anyhow::Result<()> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let mut ids = Vec::new();
    for a in &APPLICANTS {
        let row: Row = diesel::sql_query(
            "WITH person AS ( \
               INSERT INTO accounts (phone, phone_verified_at, name, password_hash) \
               SELECT $1, now(), $2, password_hash FROM accounts WHERE email = $3 RETURNING id), \
             household AS ( \
               INSERT INTO producers (slug, kind, name_vi, name_en, contact_name, phone, commune_code, hamlet, grows, \
                      applied_by, apply_token) \
               SELECT $4, $5, $6, '', $2, $1, $7, $8, $9, id, md5($4) FROM person RETURNING id, applied_by), \
             noted AS (INSERT INTO acts (account_id, producer_id, act, subject) \
                       SELECT applied_by, id, 'household.applied', $6 FROM household) \
             INSERT INTO members (account_id, producer_id, role) SELECT applied_by, id, 'owner' FROM household \
             RETURNING producer_id AS id",
        )
        .bind::<Text, _>(market::phone(a.phone))
        .bind::<Text, _>(a.contact)
        .bind::<Text, _>(CLERK)
        .bind::<Text, _>(a.slug)
        .bind::<Text, _>(a.kind)
        .bind::<Text, _>(a.name)
        .bind::<Text, _>(a.commune)
        .bind::<Text, _>(a.hamlet)
        .bind::<Text, _>(a.grows)
        .get_result(conn)
        .await?;
        ids.push(row.id);
    }
    let first = ids.as_slice().first().copied().context("no applicant")?;
    let number = Number::parse(NUMBER).context("the demo's number")?;
    diesel::sql_query(
        "WITH owner AS (SELECT account_id FROM members WHERE producer_id = $1), \
         agreed AS ( \
           INSERT INTO terms_acceptances (producer_id, account_id, slug, lang, version) \
           SELECT $1, o.account_id, p.slug, p.lang, p.version FROM owner o JOIN pages p ON p.slug = $2 AND p.lang = 'vi'), \
         sent AS ( \
           INSERT INTO identities (producer_id, state, holder, number_kind, number_hash, last3, submitted_at, submitted_by) \
           SELECT $1, 'pending', 'Đỗ Thị Thơm', 'person', $3, $4, now(), account_id FROM owner) \
         INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, expires_on, scan_name, scan_kind, \
                sent_by, sent_at) \
         SELECT $1, 'other', 'Bản cam kết sản xuất an toàn', '12/CK-2026', 'UBND xã (mô phỏng)', current_date - 40, \
                current_date + 1055, $5, 'pdf', account_id, now() FROM owner",
    )
    .bind::<BigInt, _>(first)
    .bind::<Text, _>(terms::SLUG)
    .bind::<Binary, _>(number.hash(&ground.config.secret_key))
    .bind::<Text, _>(number.last3())
    .bind::<Text, _>(scan)
    .execute(conn)
    .await?;
    Ok(())
}
