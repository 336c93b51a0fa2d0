//! What buyers complained of: behind each refund of goods that came damaged a complaint, and from the last weeks one in each
//! state, so that the desk of complaints has something to answer and its list something that is late.

use diesel::sql_types::{Array, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::demo::CLERK;
use crate::platform::db::Conn;

/// Those that were paid back: the household answered, or the office decided at once, when the refund was made. Where that was
/// made late, as each seventh was, the answer was late too.
const PAID_BACK: [&str; 2] = [
    "CREATE TEMP TABLE h_complaints ON COMMIT DROP AS \
     SELECT r.id AS refund, r.parcel_id AS parcel, p.producer_id AS producer, r.made_at, k.answer_hours, k.settle_hours, \
            r.made_at - CASE WHEN l.late THEN 56 ELSE 12 + r.id % 5 END * interval '1 hour' AS opened_at, \
            CASE WHEN l.late THEN 30 WHEN r.id % 9 > 0 THEN 1 + r.id % 8 END AS hours \
     FROM refunds r JOIN parcels p ON p.id = r.parcel_id JOIN complaint_kinds k ON k.word = 'damaged' \
     CROSS JOIN LATERAL (SELECT r.made_at > p.delivered_at + interval '56 hours' AS late) l \
     WHERE r.key = 'demo:' || r.parcel_id AND r.made_at < now()",
    "INSERT INTO complaints (token, parcel_id, kind, wish, state, opened_at, answer_by, settle_by, answered_at, closed_at, \
                             closed_by, outcome, outcome_words, refund_id) \
     SELECT md5('demo complaint ' || h.parcel), h.parcel, 'damaged', 'refund', 'settled', h.opened_at, \
            h.opened_at + h.answer_hours * interval '1 hour', h.opened_at + h.settle_hours * interval '1 hour', \
            h.opened_at + h.hours * interval '1 hour', h.made_at, a.id, 'refund', \
            'Ảnh cho thấy hàng dập khi vận chuyển: trả lại tiền một phần.', h.refund \
     FROM h_complaints h LEFT JOIN accounts a ON a.email = $1 ORDER BY h.opened_at",
];

/// Days since it was delivered, hours until it was said, kind, wish, its buyer's words, hours until the household answered and
/// what it said, and, where it has ended, hours until then, how, and why.
type Case = (i32, i32, &'static str, &'static str, &'static str, Answer, Option<End>);
type Answer = Option<(i32, &'static str)>;
type End = (i32, &'static str, &'static str);

const CASES: [Case; 6] = [
    (
        0,
        2,
        "spoiled",
        "refund",
        "Mở hộp ra đã có mùi lạ, hai quả dưới đáy bị nhũn. Bán cho tôi thế này thì buồn quá.",
        None,
        None,
    ),
    (
        2,
        3,
        "wrong",
        "replacement",
        "Tôi đặt loại 1 mà trong thùng là loại thường, nhãn còn dán tên người khác.",
        None,
        None,
    ),
    (
        1,
        5,
        "short",
        "talk",
        "Đếm đi đếm lại vẫn thiếu một gói so với đơn.",
        Some((3, "Nhà em xếp nhầm sang thùng bên cạnh, em xin lỗi bác. Mai có chuyến xe em gửi bù ngay ạ.")),
        None,
    ),
    (
        6,
        4,
        "damaged",
        "replacement",
        "Một hũ vỡ miệng, nước chảy ra ướt cả thùng.",
        Some((2, "Dạ chắc lúc lên xe bị va. Em gửi lại hũ khác cho bác, bác bỏ hũ vỡ giúp em.")),
        Some((26, "replacement", "Hộ nhận lỗi đóng gói và gửi lại một hũ trong tuần.")),
    ),
    (
        9,
        30,
        "not_as_said",
        "refund",
        "Ảnh trên chợ quả to hơn hẳn, về đây quả bé tí.",
        Some((5, "Trên trang nhà em có ghi cỡ quả 250-300 g, em cân lại lúc đóng vẫn đúng cỡ ạ.")),
        Some((50, "refused", "Cỡ quả đúng như trang hàng đã ghi; ảnh gửi kèm cho thấy quả 270 g.")),
    ),
    (
        4,
        20,
        "not_arrived",
        "talk",
        "Báo giao rồi mà tôi chưa thấy ai gọi.",
        Some((1, "Em gửi ở quầy nước đầu ngõ, em nhắn bác số của chị chủ quán nhé.")),
        Some((3, "withdrawn", "")),
    ),
];

/// Each about another delivered parcel of the last weeks, the one whose day is nearest.
const OPEN: &str = "INSERT INTO complaints (token, parcel_id, kind, wish, state, opened_at, answer_by, settle_by, answered_at, \
                             closed_at, closed_by, outcome, outcome_words, replace_by) \
     SELECT md5('demo case ' || $1), x.parcel, k.word, $3, \
            CASE $8 WHEN 'replacement' THEN 'settled' WHEN 'refused' THEN 'refused' WHEN 'withdrawn' THEN 'withdrawn' \
                    ELSE CASE WHEN $6 IS NULL THEN 'open' ELSE 'answered' END END, \
            x.at, x.at + k.answer_hours * interval '1 hour', x.at + k.settle_hours * interval '1 hour', \
            x.at + $6 * interval '1 hour', x.at + $7 * interval '1 hour', \
            CASE WHEN $8 <> 'withdrawn' THEN (SELECT id FROM accounts WHERE email = $10) END, $8, coalesce($9, ''), \
            CASE WHEN $8 = 'replacement' THEN (x.at + interval '5 days')::date END \
     FROM complaint_kinds k CROSS JOIN LATERAL ( \
       SELECT p.id AS parcel, least(p.delivered_at + $5 * interval '1 hour', now() - interval '40 minutes') AS at FROM parcels p \
       WHERE p.state = 'delivered' AND NOT EXISTS (SELECT FROM complaints c WHERE c.parcel_id = p.id) \
         AND p.delivered_at < now() - interval '40 minutes' - coalesce($7, $6, 0) * interval '1 hour' \
       ORDER BY abs(extract(epoch FROM now() - p.delivered_at) - $4 * 86400), p.id LIMIT 1) x WHERE k.word = $2";

/// What was said: the buyer's words and the household's, in order.
const SAID: [&str; 3] = [
    "INSERT INTO complaint_messages (complaint_id, side, words, at) \
     SELECT c.id, 'buyer', 'Thùng bị bẹp một góc, có phần dập nát không dùng được.', c.opened_at \
     FROM complaints c JOIN h_complaints h ON h.refund = c.refund_id ORDER BY c.id",
    "INSERT INTO complaint_messages (complaint_id, side, account_id, words, at) \
     SELECT c.id, 'household', (SELECT min(m.account_id) FROM members m WHERE m.producer_id = h.producer), \
            'Nhà em xin lỗi, xe xóc quá. Văn phòng trả lại tiền phần hỏng giúp em ạ.', c.answered_at \
     FROM complaints c JOIN h_complaints h ON h.refund = c.refund_id WHERE c.answered_at IS NOT NULL ORDER BY c.id",
    "INSERT INTO complaint_messages (complaint_id, side, account_id, words, at) \
     SELECT c.id, s.side, CASE WHEN s.side = 'household' THEN (SELECT min(m.account_id) FROM members m WHERE m.producer_id = p.producer_id) END, \
            s.words, s.at \
     FROM unnest($1, $2, $3) AS x (n, asked, answer) JOIN complaints c ON c.token = md5('demo case ' || x.n) \
     JOIN parcels p ON p.id = c.parcel_id \
     CROSS JOIN LATERAL (VALUES ('buyer', x.asked, c.opened_at), ('household', x.answer, c.answered_at)) AS s (side, words, at) \
     WHERE s.words IS NOT NULL AND s.at IS NOT NULL ORDER BY c.id, s.at",
];

/// What was to be sent again was.
const SENT_AGAIN: &str = "INSERT INTO replacements (complaint_id, ended_at, ended_by, sent) \
     SELECT c.id, least(now(), c.closed_at + interval '2 days'), \
            coalesce((SELECT min(m.account_id) FROM members m WHERE m.producer_id = p.producer_id), c.closed_by), true \
     FROM complaints c JOIN parcels p ON p.id = c.parcel_id WHERE c.outcome = 'replacement'";

/// Writes them. The household of what was said may not have noticed yet; nobody is sent a message about the past.
pub async fn write(conn: &mut Conn) -> anyhow::Result<()> {
    let [staged, paid_back] = PAID_BACK;
    diesel::sql_query(staged).execute(conn).await?;
    diesel::sql_query(paid_back).bind::<Text, _>(CLERK).execute(conn).await?;
    for (n, (days, hours, kind, wish, _, answer, end)) in (0..).zip(CASES) {
        diesel::sql_query(OPEN)
            .bind::<Integer, _>(n)
            .bind::<Text, _>(kind)
            .bind::<Text, _>(wish)
            .bind::<Integer, _>(days)
            .bind::<Integer, _>(hours)
            .bind::<Nullable<Integer>, _>(answer.map(|(after, _)| after))
            .bind::<Nullable<Integer>, _>(end.map(|(after, ..)| after))
            .bind::<Nullable<Text>, _>(end.map(|(_, outcome, _)| outcome))
            .bind::<Nullable<Text>, _>(end.map(|(.., why)| why))
            .bind::<Text, _>(CLERK)
            .execute(conn)
            .await?;
    }
    let [asked, answered, cases] = SAID;
    diesel::sql_query(asked).execute(conn).await?;
    diesel::sql_query(answered).execute(conn).await?;
    let numbers: Vec<i32> = (0..).take(CASES.len()).collect();
    diesel::sql_query(cases)
        .bind::<Array<Integer>, _>(numbers)
        .bind::<Array<Text>, _>(CASES.map(|case| case.4).to_vec())
        .bind::<Array<Nullable<Text>>, _>(CASES.map(|case| case.5.map(|(_, words)| words)).to_vec())
        .execute(conn)
        .await?;
    diesel::sql_query(SENT_AGAIN).execute(conn).await?;
    Ok(())
}
