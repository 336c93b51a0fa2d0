//! What buyers said of the goods they received: of each sixth product or so, most of them content, those who complained less;
//! and what households answered. One waits at the office, as its household asked.

use diesel::sql_types::{Array, Text};
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;

/// What somebody says who gives one star, two, and so on to five.
const WORDS: [&[&str]; 5] = [
    &["Hàng về dập gần nửa, phải bỏ. Lần này thất vọng.", "Không giống ảnh, ăn nhạt, cả nhà không ai ăn hết."],
    &["Giao chậm hai hôm nên hàng kém tươi.", "Gói sơ sài quá, mở ra rơi vãi. Vị thì tạm."],
    &[
        "Ăn được, nhưng giá hơi cao so với ngoài chợ.",
        "Hàng đúng mô tả, chỉ có điều giao hơi lâu.",
        "Lô này không ngon bằng lô trước.",
    ],
    &[
        "Hàng tươi, đóng gói cẩn thận. Trừ một sao vì giao trễ một ngày.",
        "Ngon, đúng vị quê. Mong có gói nhỏ hơn.",
        "Cả nhà thích, sẽ mua lại.",
        "Chất lượng tốt, nhà bán gọi điện hẹn giờ giao rất lịch sự.",
    ],
    &[
        "Ngon như hồi bé về quê ăn. Cảm ơn nhà mình.",
        "Đóng gói kỹ, hàng tươi, đúng cân. Sẽ đặt tiếp dịp Tết.",
        "Mua lần thứ ba rồi, lần nào cũng đều tay.",
        "Mẹ mình khen mãi, gửi biếu ai cũng hỏi mua ở đâu.",
        "Giao nhanh, hàng đẹp hơn ảnh.",
        "Quét mã xem được ngày thu hoạch, rất yên tâm.",
    ],
];

/// What a household answers to those who are content, and to those who are not.
const ANSWERS: [&[&str]; 2] = [
    &["Nhà em cảm ơn bác, có lô mới em lại mời bác ạ.", "Cảm ơn anh chị đã ủng hộ bà con. Chúc cả nhà ngon miệng!"],
    &[
        "Nhà em xin lỗi bác. Chuyến ấy trời nắng quá, em đã đổi sang thùng xốp và gửi xe sớm hơn.",
        "Dạ em xin nhận lỗi, lần sau em đóng kỹ hơn. Bác cần gì cứ gọi em ạ.",
    ],
];

/// So that the same market says the same again, all is drawn from numbers of rows.
const REVIEWS: &str = "INSERT INTO reviews (parcel_id, producer_id, product_id, account_id, stars, words, name, made_at) \
     SELECT b.parcel, b.producer, b.product, b.account, g.stars, \
            CASE WHEN b.draw % 5 < 2 THEN '' ELSE w.list[1 + b.draw / 6 % cardinality(w.list)] END, \
            CASE WHEN b.draw / 6 % 3 = 0 THEN '' \
                 ELSE left((regexp_match(b.buyer, '(\\S+)\\s*$'))[1] || ' ' || upper(left(ltrim(b.buyer), 1)) || '.', 60) END, b.at \
     FROM (SELECT p.id AS parcel, p.producer_id AS producer, l.product_id AS product, o.account_id AS account, \
                  o.buyer_name AS buyer, l.draw, p.delivered_at + (6 + l.draw % 90) * interval '1 hour' AS at, \
                  EXISTS (SELECT FROM complaints c WHERE c.parcel_id = p.id) AS angry \
           FROM parcels p JOIN orders o ON o.id = p.order_id \
           CROSS JOIN LATERAL (SELECT DISTINCT x.product_id, (p.id * 7919 + x.product_id * 104729) % 997 AS draw FROM order_lines x \
                               WHERE x.parcel_id = p.id AND x.qty > x.qty_off + x.swapped) l \
           WHERE p.state = 'delivered' AND o.erased_at IS NULL) b \
     CROSS JOIN LATERAL (SELECT greatest(1, CASE WHEN b.draw % 20 < 1 THEN 2 WHEN b.draw % 20 < 3 THEN 3 WHEN b.draw % 20 < 8 THEN 4 ELSE 5 END \
                                - CASE WHEN b.angry THEN 3 WHEN b.product % 7 = 3 THEN 1 ELSE 0 END)::smallint AS stars) g \
     CROSS JOIN LATERAL (SELECT CASE g.stars WHEN 1 THEN $1 WHEN 2 THEN $2 WHEN 3 THEN $3 WHEN 4 THEN $4 ELSE $5 END AS list) w \
     WHERE (b.draw % 6 = 0 OR b.angry) AND b.at < now() ORDER BY b.at, b.parcel, b.product";

const REPLIES: &str = "INSERT INTO review_replies (review_id, account_id, words, made_at) \
     SELECT r.id, m.account, CASE WHEN r.stars >= 4 THEN $1[1 + r.id % cardinality($1)] ELSE $2[1 + r.id % cardinality($2)] END, y.at \
     FROM reviews r \
     CROSS JOIN LATERAL (SELECT min(m.account_id) AS account FROM members m WHERE m.producer_id = r.producer_id) m \
     CROSS JOIN LATERAL (SELECT r.made_at + (2 + r.id % 20) * interval '1 hour' AS at) y \
     WHERE m.account IS NOT NULL AND (r.id % 3 = 0 OR r.stars < 3) AND y.at < now()";

const REPORT: &str = "INSERT INTO review_reports (review_id, side, account_id, words, made_at) \
     SELECT r.id, 'household', (SELECT min(m.account_id) FROM members m WHERE m.producer_id = r.producer_id), $1, \
            least(r.made_at + interval '5 hours', now() - interval '10 minutes') \
     FROM reviews r WHERE r.stars = 1 AND r.words <> '' ORDER BY r.id DESC LIMIT 1";

/// A complaint of fault, which is none for the office: so it has something to decide.
const ASKED: &str = "Người này nói quá, hàng nhà tôi không đến nỗi thế. Nhờ Phòng xem giúp.";

/// Writes them. Nobody is sent a message about the past.
pub async fn write(conn: &mut Conn) -> anyhow::Result<()> {
    let [one, two, three, four, five] = WORDS.map(|list| list.to_vec());
    diesel::sql_query(REVIEWS)
        .bind::<Array<Text>, _>(one)
        .bind::<Array<Text>, _>(two)
        .bind::<Array<Text>, _>(three)
        .bind::<Array<Text>, _>(four)
        .bind::<Array<Text>, _>(five)
        .execute(conn)
        .await?;
    let [content, not] = ANSWERS.map(|list| list.to_vec());
    diesel::sql_query(REPLIES).bind::<Array<Text>, _>(content).bind::<Array<Text>, _>(not).execute(conn).await?;
    diesel::sql_query(REPORT).bind::<Text, _>(ASKED).execute(conn).await?;
    Ok(())
}
