//! The file of all that a household has, read back as a spreadsheet program reads it.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use super::super::buyer::{execute, text};
use super::stands;
use crate::support::{self, Client, build, placed};

async fn book(client: &Client, path: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let answer = client.request(reqwest::Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    assert_eq!(answer.headers()["cache-control"], "no-store");
    Xlsx::new(Cursor::new(answer.bytes().await.unwrap().to_vec())).unwrap()
}

fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[actix_web::test]
async fn a_household_takes_its_goods_parcels_and_statements_along_and_nobody_elses() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let evil = build::goods(&shop, producer, "=HYPERLINK(\"http://x\")", 5_000, 10).await;
    let pomelo = build::goods(&shop, other, "Bưởi soi bãi", 35_000, 10).await;
    let mixed = placed::order(&shop, &[(jar, 2), (evil, 1), (pomelo, 3)], "carrier").await;
    execute(&shop, &format!("INSERT INTO corrections (key, parcel_id, reason, paid_off, actor) VALUES ('x', {}, 'short: chim ăn', 98000, 'system')", mixed.parcels[0].id)).await;
    execute(&shop, "INSERT INTO correction_lines (correction_id, line_id, qty_off, total_off, paid_off) SELECT c.id, min(l.id), 1, 98000, 98000 FROM corrections c JOIN order_lines l ON l.parcel_id = c.parcel_id GROUP BY c.id").await;
    let unpaid = placed::order(&shop, &[(jar, 1)], "carrier").await;
    stands(&shop, &unpaid, "2026-11-20 10:00", "+84912345679", "awaiting_payment").await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    // A household that the office took off the shelf takes its figures along all the same.
    diesel::sql_query("UPDATE producers SET suspended_at = now() WHERE id = $1")
        .bind::<BigInt, _>(producer.0)
        .execute(&mut shop.conn().await)
        .await
        .unwrap();
    let mut file = book(&member, "/sell/export").await;
    let sheets = file.sheet_names();
    assert_eq!(sheets[..6], ["Hàng bán", "Bán theo vụ", "Đợt bán trước", "Gói hàng", "Phiếu tiền", "Đánh giá"]);
    assert_eq!(sheets[6..12], ["Khiếu nại", "Lời khiếu nại", "Vườn, ao, xưởng", "Nhật ký", "Lô hàng", "Giấy tờ"]);
    assert_eq!(sheets[12..], ["Hàng vào ra", "Đổi giá", "Việc đã làm", "Nhà mình"]);
    let goods = rows(&mut file, "Hàng bán");
    assert_eq!(goods.len(), 3, "{goods:?}");
    assert_eq!(goods[1][0], format!("#{}", jar.pack));
    assert_eq!(goods[1][1..7], ["Cá thính trắm", "Hàng thử nhỏ", "hũ 1 kg", "1000", "98000", "7"]);
    assert_eq!(
        file.worksheet_range("Hàng bán").unwrap().get((2, 1)),
        Some(&Data::String("=HYPERLINK(\"http://x\")".into()))
    );
    assert!(file.worksheet_formula("Hàng bán").unwrap().is_empty(), "text stays text");
    let parcels = rows(&mut file, "Gói hàng");
    assert_eq!(parcels.len(), 3, "two lines of one parcel: {parcels:?}");
    assert_eq!(parcels[1][0], mixed.parcels[0].code);
    assert_eq!((parcels[1][7].as_str(), parcels[1][10].as_str(), parcels[2][10].as_str()), ("196000", "20000", ""));
    assert_eq!(parcels[0][14..], ["Tính bớt lúc đóng gói", "Vì sao bớt"]);
    assert_eq!(parcels[1][14..], ["98000", "Hết hàng, không đủ: chim ăn"]);
    assert_eq!(parcels[2][14..], ["0", ""]);
    assert_eq!(rows(&mut file, "Phiếu tiền").len(), 1, "only the head");
    let all = format!("{goods:?}{parcels:?}");
    for hidden in ["Bưởi", "912345678", "Số 12 ngõ Đồi", "Gọi trước"] {
        assert!(!all.contains(hidden), "{hidden}: {all}");
    }
    let mut english = book(&member, "/sell/export?lang=en").await;
    assert_eq!(rows(&mut english, "Products")[0][..2], ["Code", "Product"]);

    let csv = member.get("/sell/export/products.csv?lang=vi").await;
    assert_eq!(csv.status, 200);
    assert!(csv.body.contains("Cá thính trắm,Hàng thử nhỏ,hũ 1 kg,1000,98000,7"), "{}", csv.body);
    assert!(csv.body.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{}", csv.body);
    for path in ["/sell/export", "/sell/export/products.csv"] {
        assert_eq!(shop.guest().get(path).await.status, 303, "{path}");
        let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
        assert_eq!(buyer.get(path).await.status, 403, "{path}");
    }
}

#[actix_web::test]
async fn harvests_and_how_a_pack_is_sold_are_in_the_file() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Vườn ông Bền").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let guava = build::goods(&shop, producer, "Ổi lê", 30_000, 0).await;
    let pomelo = build::goods(&shop, other, "Bưởi soi bãi", 35_000, 0).await;
    let packs = "UPDATE packs SET weight_band = 10, made_to_order = true, make_days = 3, most_per_day = 7 WHERE id =";
    execute(&shop, &format!("{packs} {}", guava.pack)).await;
    let open = |goods: build::Goods, minimum: &str| {
        format!(
            "INSERT INTO harvests (product_id, opens_at, closes_at, expected_g, cap_g, ships_from, ships_to, minimum_g, decide_at) \
             VALUES ({}, '2026-11-20 00:00+07', '2026-12-01 00:00+07', 90000, 60000, '2026-12-05', '2026-12-12', {minimum})",
            goods.product
        )
    };
    execute(&shop, &open(guava, "20000, '2026-11-29 00:00+07'")).await;
    execute(&shop, &open(pomelo, "NULL, NULL")).await;
    execute(&shop, "INSERT INTO harvest_delays (harvest_id, days, reason) SELECT min(id), 2, '=mưa' FROM harvests")
        .await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let mut file = book(&member, "/sell/export").await;
    let harvests = rows(&mut file, "Đợt bán trước");
    assert_eq!(harvests.len(), 2, "and nobody else's: {harvests:?}");
    assert_eq!(harvests[1][..2], ["Ổi lê", "Đang mở"]);
    assert_eq!((harvests[1][4..7].join(" "), harvests[1][9].as_str()), ("90000 60000 0".to_owned(), "20000"));
    assert_eq!(harvests[1][11], "lùi 2 ngày (=mưa)");
    let range = file.worksheet_range("Đợt bán trước").unwrap();
    let day = |column| match range.get((1, column)) {
        Some(Data::DateTime(at)) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        other => panic!("{other:?}"),
    };
    let days = [2, 3, 7, 8, 10].map(day);
    assert_eq!(days, ["2026-11-20", "2026-11-30", "2026-12-05", "2026-12-12", "2026-11-28"], "last days are days");
    assert!(file.worksheet_formula("Đợt bán trước").unwrap().is_empty(), "text stays text");
    let goods = rows(&mut file, "Hàng bán");
    assert_eq!(goods[0][9..], ["Bán theo cân, nhẹ hơn tối đa (%)", "Làm theo đơn (ngày)", "Làm nhiều nhất mỗi ngày"]);
    assert_eq!(goods[1][9..], ["10", "3", "7"]);
}

#[actix_web::test]
async fn statements_are_in_the_file_line_by_line() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let order = placed::order(&shop, &[(jar, 1)], "carrier").await;
    super::shape(
        &shop,
        &format!(
            "INSERT INTO bank_accounts (id, producer_id, bin, number, holder) OVERRIDING SYSTEM VALUE \
               VALUES (901, {producer}, '970405', '1234567890', 'TRAN VAN BEN'); \
             INSERT INTO payout_batches (id, day) OVERRIDING SYSTEM VALUE VALUES (902, '2026-11-20'), (905, '2026-11-21'); \
             INSERT INTO payouts (id, batch_id, producer_id, bank_account_id, amount, state, settled_at) \
               OVERRIDING SYSTEM VALUE VALUES (903, 902, {producer}, 901, 98000, 'due', NULL), \
                                              (904, 905, {producer}, 901, 5000, 'undone', now()); \
             INSERT INTO payout_lines (payout_id, parcel_id, goods, delivery, commission, tax, refunded, cash, net) \
               VALUES (903, {parcel}, 98000, 20000, -1000, 0, 0, 0, 117000), (904, NULL, 5000, 0, 0, 0, 0, 0, 5000)",
            parcel = order.parcels[0].id,
        ),
    )
    .await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let mut file = book(&member, "/sell/export").await;
    let lines = rows(&mut file, "Phiếu tiền");
    assert_eq!(lines.len(), 2, "what was undone is no statement: {lines:?}");
    assert_eq!((lines[1][0].as_str(), lines[1][1].as_str()), ("P903", order.parcels[0].code.as_str()));
    assert_eq!(lines[1][4..7], ["98000", "20000", "-1000"]);
}

#[actix_web::test]
async fn where_it_comes_from_is_in_the_file() {
    let shop = support::shop().await;
    let (producer, other) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Bên cạnh").await);
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    super::shape(
        &shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, expires_on) VALUES \
               ({producer}, 'vietgap', 'VietGAP ao cá', 'VG-1', 'Chi cục', '2026-01-10', NULL), \
               ({other}, 'vietgap', 'VietGAP khác', 'VG-2', 'Chi cục', '2026-01-10', NULL); \
             INSERT INTO lots (code, token, producer_id, product_id, made_on, diary_from, unit, name_vi, name_en) \
               VALUES ('7K3M9QX2', repeat('a', 32), {producer}, {}, '2026-11-20', '2026-05-20', 'g', 'Cá thính trắm', 'Salted carp'); \
             INSERT INTO recalls (lot_id, reason, by_office) SELECT id, 'mốc', false FROM lots",
            jar.product
        ),
    )
    .await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let mut file = book(&member, "/sell/export").await;
    let papers = rows(&mut file, "Giấy tờ");
    assert_eq!((papers.len(), papers[1][2].as_str()), (2, "VG-1"), "and nobody else's: {papers:?}");
    let lots = rows(&mut file, "Lô hàng");
    assert_eq!((lots[1][0].as_str(), lots[1][4].as_str()), ("7K3M9QX2", "mốc"), "{lots:?}");
}

#[actix_web::test]
async fn stock_prices_complaints_and_the_household_itself_are_in_the_file() {
    let shop = support::shop().await;
    let (producer, other) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Bên cạnh").await);
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let pomelo = build::goods(&shop, other, "Bưởi soi bãi", 35_000, 10).await;
    let order = placed::order(&shop, &[(jar, 2), (pomelo, 1)], "carrier").await;
    super::shape(
        &shop,
        &format!(
            "INSERT INTO stock_entries (pack_id, kind, qty, parcel_id) VALUES ({jar}, 'sold', -2, {ours}), \
               ({jar}, 'restock', 5, NULL), ({jar}, 'write_off', -5, NULL); \
             INSERT INTO price_changes (pack_id, before, after) VALUES ({jar}, 90000, 98000), ({pomelo}, 30000, 35000); \
             INSERT INTO complaints (token, parcel_id, kind, wish, answer_by, settle_by) VALUES \
               (repeat('a', 32), {ours}, 'spoiled', 'refund', now(), now()), (repeat('b', 32), {theirs}, 'short', 'talk', now(), now()); \
             INSERT INTO complaint_messages (complaint_id, side, inner_note, words) \
               SELECT c.id, x.side, x.inner_note, x.words FROM complaints c CROSS JOIN (VALUES ('buyer', false, '=Hộp bị mốc'), \
                 ('office', true, 'Nhà này hay vậy')) AS x (side, inner_note, words) WHERE c.parcel_id = {ours}; \
             INSERT INTO bank_accounts (producer_id, bin, number, holder) VALUES ({producer}, '970405', '1234567890', 'TRAN THI LUA'), \
               ({other}, '970405', '9999999999', 'NGUYEN VAN B'); \
             INSERT INTO acts (producer_id, act, why, evidence) VALUES ({producer}, 'household.approved', '', 'papers')",
            jar = jar.pack,
            pomelo = pomelo.pack,
            ours = order.parcels[0].id,
            theirs = order.parcels[1].id,
        ),
    )
    .await;
    let member = shop.signed_in(build::member(&shop, producer).await).await;
    let mut file = book(&member, "/sell/export").await;

    let stock = rows(&mut file, "Hàng vào ra");
    let moves: Vec<_> = stock[1..].iter().map(|row| (row[0].as_str(), row[1].as_str(), row[4].as_str())).collect();
    let fish = "Cá thính trắm";
    let all = [("Có lúc đầu", fish, "10"), ("Bán", fish, "-2"), ("Thêm hàng", fish, "5"), ("Bớt hàng", fish, "-5")];
    assert_eq!(moves, all, "and nobody else's");
    assert_eq!(stock[2][3], order.parcels[0].code);
    let prices = rows(&mut file, "Đổi giá");
    assert_eq!((prices.len(), &prices[1][3..5]), (2, &["90000".to_owned(), "98000".to_owned()][..]), "{prices:?}");

    let complaints = rows(&mut file, "Khiếu nại");
    assert_eq!(complaints.len(), 2, "and nobody else's: {complaints:?}");
    let code = order.parcels[0].code.as_str();
    assert_eq!(complaints[1][..5], ["Hàng bị ôi, hỏng", "Được trả lại tiền", "chờ trả lời", "", code]);
    let said = rows(&mut file, "Lời khiếu nại");
    assert_eq!(said.len(), 2, "what clerks note among themselves is not the household's: {said:?}");
    assert_eq!(said[1][..4], ["Người mua", code, "=Hộp bị mốc", "0"]);
    assert!(file.worksheet_formula("Lời khiếu nại").unwrap().is_empty(), "text stays text");

    let own = rows(&mut file, "Nhà mình");
    let told = |what: &str| own.iter().filter(|row| row[0] == what).map(|row| row[1].as_str()).collect::<Vec<_>>();
    assert_eq!(told("Tên nhà mình trên chợ"), ["Bà Lụa"], "{own:?}");
    assert_eq!(told("Tài khoản nhận tiền").len(), 1, "{own:?}");
    assert!(told("Tài khoản nhận tiền")[0].ends_with("1234567890 TRAN THI LUA"), "{own:?}");
    assert_eq!(told("Chủ nhà").len(), 1, "{own:?}");
    let done = rows(&mut file, "Việc đã làm");
    assert_eq!(done.len(), 2, "{done:?}");
}

/// Tables whose rows are a household's: what its file has of each, or why it has nothing.
const OF_HOUSEHOLDS: [(&str, &str); 26] = [
    ("acts", "sheet"),
    ("bank_accounts", "sheet"),
    ("broadcast_households", "the office's words to many, which it has as messages"),
    ("certificates", "sheet"),
    ("entries", "the market's books; the statements say what of them is the household's"),
    ("facts_waiting", "what the office still reads of the facts that are in the file"),
    ("farm_diary", "sheet"),
    ("identities", "the person's, at /account/data"),
    ("imports", "files that the household sent itself"),
    ("lots", "sheet"),
    ("members", "sheet"),
    ("pack_codes", "a column of the goods"),
    ("parcels", "sheet"),
    ("payouts", "sheet"),
    ("plots", "sheet"),
    ("producer_pickup_points", "sheet"),
    ("products", "sheet"),
    ("reviews", "sheet"),
    ("rounds", "sheet"),
    ("shelf", "made of the goods"),
    ("spotlights", "the office's own choice"),
    ("suspension_plans", "what the office planned; the acts say so"),
    ("takeover_codes", "only a hash is kept"),
    ("terms_acceptances", "sheet"),
    ("trust_marks", "the office's own judgement"),
    ("vouchers", "sheet"),
];

#[actix_web::test]
async fn no_table_of_households_is_forgotten() {
    let shop = support::shop().await;
    let tables = "SELECT string_agg(DISTINCT c.relname, ' ' ORDER BY c.relname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
                  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'producer_id' AND NOT a.attisdropped";
    let known: Vec<_> = OF_HOUSEHOLDS.iter().map(|(table, _)| *table).collect();
    assert_eq!(text(&shop, tables).await, known.join(" "));
}
