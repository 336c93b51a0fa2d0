//! Packing at the desk: ticks that stay, what is missing, labels, and nobody else's boxes in any form.

use market::kernel::ids::{AccountId, ProducerId};

use super::super::buyer::{execute, number, sound, text};
use super::super::money::support::{balance, both, house, market_account, order, parcel, pay, payment};
use super::super::support::build::{self, Goods};
use super::super::support::placed::{self, Parcel};
use super::super::support::{self, Client, TestShop};

struct Desk {
    shop: TestShop,
    house: ProducerId,
    account: AccountId,
    client: Client,
    honey: Goods,
    wax: Goods,
}

async fn desk() -> Desk {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = house(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 500).await;
    let wax = build::goods(&shop, house, "Sáp ong", 40_000, 500).await;
    let account = build::member(&shop, house).await;
    let client = shop.signed_in(account).await;
    Desk { shop, house, account, client, honey, wax }
}

async fn confirmed(d: &Desk, goods: &[(Goods, i32)], kind: &str) -> Parcel {
    let parcel = placed::order(&d.shop, goods, kind).await.parcels.remove(0);
    let fields = [("from", "placed"), ("to", "confirmed")];
    assert_eq!(d.client.post(&format!("/sell/parcels/{}/state", parcel.code), &fields).await.status, 303);
    parcel
}

async fn line(d: &Desk, parcel: &Parcel, nth: i64) -> String {
    super::support::line(&d.shop, parcel.id, nth).await.to_string()
}

#[actix_web::test]
async fn ticks_stay_on_the_server_and_add_up_in_the_list() {
    let d = desk().await;
    let first = confirmed(&d, &[(d.honey, 2), (d.wax, 1)], "round").await;
    let second = confirmed(&d, &[(d.honey, 3)], "round").await;
    let page = d.client.get("/sell/picking").await;
    assert_eq!(page.attributes(".pick li b", "class").len(), 0);
    assert_eq!(page.texts(".pick li b"), ["5", "1"], "{}", page.words());
    assert_eq!(page.texts("article").len(), 2);
    let honey = line(&d, &first, 0).await;
    let ticked = d.client.post("/sell/picking/ticks", &[("parcel", &first.code), ("line", &honey), ("on", "1")]).await;
    assert_eq!((ticked.status, ticked.location().unwrap()), (303, format!("/sell/picking#{}", first.code)));
    let page = d.client.get("/sell/picking").await;
    assert!(page.words().contains("Đã soạn 2/5"), "{}", page.words());
    assert_eq!(page.attributes(&format!("#{} [aria-pressed]", first.code), "aria-pressed"), ["true", "false"]);
    // With htmx the box alone comes back.
    let all = d.client.request(reqwest::Method::POST, "/sell/picking/ticks").header("hx-request", "true");
    let all = all.header("origin", &d.shop.url).form(&[("parcel", second.code.as_str()), ("all", "1"), ("on", "1")]);
    let part = d.client.send(all).await;
    assert!(part.status == 200 && part.body.trim_start().starts_with("<article"), "{}", part.body);
    assert_eq!(number(&d.shop, "SELECT sum(packed_qty) FROM order_lines").await, 5);
    let off = d.client.post("/sell/picking/ticks", &[("parcel", &first.code), ("line", &honey)]).await;
    assert_eq!(off.status, 303);
    assert_eq!(number(&d.shop, "SELECT sum(packed_qty) FROM order_lines").await, 3);
    // A packed box is closed.
    let fields = [("from", "confirmed"), ("to", "packed"), ("back", "/sell/picking")];
    assert_eq!(d.client.post(&format!("/sell/parcels/{}/state", second.code), &fields).await.status, 303);
    d.client.post("/sell/picking/ticks", &[("parcel", &second.code), ("all", "1")]).await;
    assert_eq!(number(&d.shop, "SELECT sum(packed_qty) FROM order_lines").await, 3);
    assert!(d.client.get("/sell/picking").await.words().contains("Đã đóng, chờ mang đi"));
    sound(&d.shop).await;
}

#[actix_web::test]
async fn boxes_are_grouped_by_day_and_way() {
    let d = desk().await;
    for kind in ["round", "carrier", "round"] {
        confirmed(&d, &[(d.honey, 1)], kind).await;
    }
    let later = confirmed(&d, &[(d.honey, 1)], "carrier").await;
    let sql =
        format!("UPDATE parcels SET expected_from = '2026-11-30', expected_to = '2026-11-30' WHERE id = {}", later.id);
    execute(&d.shop, &sql).await;
    let heads = d.client.get("/sell/picking").await.texts("section.stack > h2");
    assert_eq!(heads.len(), 3, "{heads:?}");
    assert!(heads[0].contains("24/11/2026") && heads[0].contains("1 gói"), "{heads:?}");
    assert!(heads[1].contains("2 gói") && heads[2].contains("30/11/2026"), "{heads:?}");
}

#[actix_web::test]
async fn a_missing_jar_corrects_price_and_refund_in_one_press() {
    for shop in both().await {
        let house = house(&shop, "Bà Lụa").await;
        let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
        let wax = build::goods(&shop, house, "Sáp ong", 140_000, 50).await;
        let client = shop.signed_in(build::member(&shop, house).await).await;
        let code = order(&shop, &shop.guest(), &[(honey, 3), (wax, 1)], "bank_transfer").await;
        pay(&shop, payment(&shop, &code).await, None).await;
        let id = parcel(&shop, &code, 1).await;
        let page = client.get(&format!("/sell/parcels/G{id}")).await;
        let (jar, comb) = (super::support::line(&shop, id, 0).await, super::support::line(&shop, id, 1).await);
        let action = format!("/sell/parcels/G{id}/correction");
        let (short, swap, with) = (format!("short-{jar}"), format!("swap-{jar}"), format!("with-{jar}"));
        // What is wrong says so beside it, keeps what was typed, and writes nothing.
        let long = "ạ".repeat(201);
        for (fields, why) in [
            (vec![(short.as_str(), "4"), ("reason", "short")], "Nhiều hơn số còn lại"),
            (vec![(short.as_str(), "hai"), ("reason", "short")], "số"),
            (vec![(short.as_str(), "1")], "Chọn một lý do"),
            (vec![(short.as_str(), "1"), ("reason", "other")], "Viết vài chữ"),
            (vec![(short.as_str(), "1"), ("reason", "other"), ("words", long.as_str())], "Viết ngắn lại"),
            (
                vec![
                    (short.as_str(), "1"),
                    (swap.as_str(), "1"),
                    (with.as_str(), &wax.pack.to_string()),
                    ("reason", "short"),
                ],
                "chỉ chọn một cách",
            ),
            (vec![("reason", "short")], "chưa ghi món nào"),
            (vec![(swap.as_str(), "1"), ("reason", "short")], "chọn"),
        ] {
            let refused = client.submit(&page, &action, &fields).await;
            assert_eq!(refused.status, 422, "{fields:?}: {}", refused.words());
            assert!(refused.words().to_lowercase().contains(&why.to_lowercase()), "{why}: {}", refused.words());
            if fields[0].0 == short {
                assert_eq!(refused.attributes(&format!("#{short}"), "value"), [fields[0].1]);
            }
        }
        assert_eq!(number(&shop, "SELECT count(*) FROM corrections").await, 0);
        let fields = [(short.as_str(), "1"), ("reason", "short"), ("words", "vỡ một hũ")];
        for _ in 0..2 {
            let done = client.submit(&page, &action, &fields).await;
            assert_eq!(done.status, 303, "{}", done.words());
        }
        assert_eq!(number(&shop, "SELECT count(*) FROM corrections").await, 1, "the form's key makes it one");
        assert_eq!(balance(&shop, "refunds_due").await, -150_000);
        let page = client.get(&format!("/sell/parcels/G{id}")).await;
        assert!(page.words().contains("Thiếu 1 Mật ong, hũ 1 kg"), "{}", page.words());
        // How many are bought at once binds nobody who packs.
        execute(&shop, &format!("UPDATE packs SET min_qty = 5, qty_step = 5 WHERE id = {}", wax.pack)).await;
        let swapped = [(swap.as_str(), "2"), (with.as_str(), &wax.pack.to_string()), ("reason", "spoiled")];
        assert_eq!(client.submit(&page, &action, &swapped).await.status, 303);
        assert_eq!(balance(&shop, "refunds_due").await, -170_000);
        // All the rest missing is a parcel given up.
        let page = client.get(&format!("/sell/parcels/G{id}")).await;
        assert!(!page.body.contains(&format!("name=\"{short}\"")), "nothing is left of it to be missing");
        let last = format!("short-{comb}");
        assert_eq!(client.submit(&page, &action, &[(last.as_str(), "1"), ("reason", "short")]).await.status, 303);
        assert_eq!(text(&shop, "SELECT state FROM parcels").await, "placed", "the swapped ones still come");
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn labels_say_who_where_and_what_to_collect() {
    let d = desk().await;
    let parcel = confirmed(&d, &[(d.honey, 2), (d.wax, 1)], "carrier").await;
    let page = d.client.get(&format!("/sell/labels?parcel={}", parcel.code)).await;
    assert_eq!(page.texts(".label").len(), 1);
    let label = page.texts(".label")[0].replace('\u{a0}', " ");
    for part in [
        &parcel.code,
        "Nguyễn Thu Hà",
        "0912 345 678",
        "Số 12 ngõ Đồi",
        "Gọi trước 15 phút",
        "360.000 ₫",
        "Bà Lụa",
        "2 × Mật ong",
    ] {
        assert!(label.contains(part), "{part}: {label}");
    }
    assert!(page.attributes(".label img", "src")[0].starts_with("data:image/svg+xml;base64,"));
    let none = d.client.get("/sell/labels").await;
    assert_eq!((none.status, none.location().as_deref()), (303, Some("/sell/picking")));
    let mut many = String::new();
    for _ in 0..11 {
        let parcel = placed::order(&d.shop, &[(d.honey, 1)], "carrier").await.parcels.remove(0);
        many.push_str(&format!("&parcel={}", parcel.code));
    }
    assert_eq!(d.client.get(&format!("/sell/labels?{}", &many[1..])).await.status, 303);
    let ten = many.rsplit_once('&').unwrap().0;
    assert_eq!(d.client.get(&format!("/sell/labels?{}", &ten[1..])).await.texts(".label").len(), 10);
}

#[actix_web::test]
async fn a_foreign_box_in_any_form_is_not_found_and_nothing_changes() {
    let d = desk().await;
    let own = confirmed(&d, &[(d.honey, 2)], "carrier").await;
    let stranger = build::producer(&d.shop, "Ông Lợi").await;
    let rice = build::goods(&d.shop, stranger, "Gạo", 20_000, 50).await;
    let foreign = placed::order(&d.shop, &[(rice, 2)], "carrier").await.parcels.remove(0);
    execute(&d.shop, &format!("UPDATE parcels SET state = 'confirmed' WHERE id = {}", foreign.id)).await;
    let (mine, theirs) = (line(&d, &own, 0).await, line(&d, &foreign, 0).await);
    let before = text(&d.shop, "SELECT md5(string_agg(l::text, ';' ORDER BY id)) FROM order_lines l").await;
    let labels = |codes: &[&str]| {
        let pairs: Vec<String> = codes.iter().map(|c| format!("parcel={c}")).collect();
        format!("/sell/labels?{}", pairs.join("&"))
    };
    for path in [
        labels(&[&foreign.code]),
        labels(&[&own.code, &foreign.code]),
        labels(&[&own.code, "G999999"]),
        labels(&["x"]),
        format!("/sell/parcels/{}/photo", foreign.code),
    ] {
        let answer = d.client.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("Gạo") && !answer.body.contains("Nguyễn Thu Hà"), "{path}");
    }
    for fields in [
        vec![("parcel", foreign.code.as_str()), ("all", "1"), ("on", "1")],
        vec![("parcel", own.code.as_str()), ("line", theirs.as_str()), ("on", "1")],
        vec![("parcel", own.code.as_str()), ("line", mine.as_str()), ("line", theirs.as_str()), ("on", "1")],
        vec![("parcel", "G0"), ("on", "1")],
    ] {
        assert_eq!(d.client.post("/sell/picking/ticks", &fields).await.status, 404, "{fields:?}");
    }
    let key = "0123456789abcdef0123456789abcdef";
    let short = format!("short-{theirs}");
    for (path, fields) in [
        ("correction", vec![("key", key), (short.as_str(), "1"), ("reason", "short")]),
        ("handover", vec![("kind", "carrier"), ("carrier", "VNPost")]),
        ("receive", vec![("code", "1234")]),
    ] {
        let answer = d.client.post(&format!("/sell/parcels/{}/{path}", foreign.code), &fields).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert!(!d.client.get("/sell/rounds").await.words().contains("Gạo"));
    assert_eq!(text(&d.shop, "SELECT md5(string_agg(l::text, ';' ORDER BY id)) FROM order_lines l").await, before);
    let written =
        "SELECT (SELECT count(*) FROM corrections) + (SELECT count(*) FROM handovers) + (SELECT count(*) FROM proofs)";
    assert_eq!(number(&d.shop, written).await, 0);
    assert!(d.account.0 > 0 && d.house.0 > 0);
}

#[actix_web::test]
async fn two_hundred_boxes_cost_no_more_queries_than_two() {
    let d = desk().await;
    let mut spent = Vec::new();
    for boxes in [2, 198] {
        for _ in 0..boxes {
            placed::order(&d.shop, &[(d.honey, 1), (d.wax, 1)], "round").await;
        }
        execute(&d.shop, "UPDATE parcels SET state = 'confirmed' WHERE state = 'placed'").await;
        let codes: Vec<i64> = vec![number(&d.shop, "SELECT max(id) FROM parcels").await];
        let mut counts = Vec::new();
        for path in
            ["/sell", "/sell/picking", "/sell/rounds?day=2026-11-24", &format!("/sell/labels?parcel=G{}", codes[0])]
        {
            d.client.get(path).await;
            let before = d.shop.ground.db.queries();
            let page = d.client.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            counts.push(d.shop.ground.db.queries() - before);
        }
        spent.push(counts);
    }
    assert_eq!(spent[0], spent[1]);
    assert!(spent[0].iter().all(|n| *n <= 9), "{spent:?}");
    assert_eq!(d.client.get("/sell/picking").await.texts("article").len(), 200);
}

#[actix_web::test]
async fn what_never_ends_hides_no_new_order_and_sums_count_what_is_not_shown() {
    let d = desk().await;
    for _ in 0..201 {
        placed::order(&d.shop, &[(d.honey, 1)], "round").await;
    }
    execute(&d.shop, "UPDATE parcels SET state = 'confirmed'").await;
    let picking = d.client.get("/sell/picking").await;
    assert_eq!(picking.texts("article").len(), 200);
    assert_eq!(picking.texts(".pick li b"), ["201"]);
    assert!(picking.words().contains("Còn 1 gói nữa chưa hiện ở đây"), "{}", picking.words());
    let round = d.client.get("/sell/rounds?day=2026-11-24").await;
    assert_eq!(round.texts(".stops li").len(), 200);
    assert_eq!(round.texts(".sum dd")[0], "201");
    assert!(round.texts(".sum dd")[1].starts_with("34.170.000"), "{:?}", round.texts(".sum dd"));
    assert!(round.words().contains("Còn 1 điểm giao nữa"), "{}", round.words());
    let today = d.client.get("/sell").await.words();
    assert!(today.contains("201 cần đóng gói") && today.contains("Còn 1 gói nữa, xem ở Mọi gói"), "{today}");
    // Nobody presses that they arrived, and a new order comes.
    for state in ["packed", "handed_over"] {
        execute(&d.shop, &format!("UPDATE parcels SET state = '{state}'")).await;
    }
    let new = placed::order(&d.shop, &[(d.wax, 2)], "carrier").await.parcels.remove(0);
    let today = d.client.get("/sell").await;
    assert!(today.body.contains(&format!("/sell/parcels/{}/state", new.code)), "{}", today.words());
    assert!(today.words().contains("1 chờ nhận đơn") && today.words().contains("201 đang đi"), "{}", today.words());
    assert_eq!(today.texts(".pick li b")[0], "2", "of what nobody packed yet");
}

#[actix_web::test]
async fn packing_is_for_the_household_only() {
    let d = desk().await;
    let parcel = confirmed(&d, &[(d.honey, 1)], "carrier").await;
    let clerk = d.shop.signed_in(build::clerk(&d.shop).await).await;
    let buyer = d.shop.signed_in(build::account(&d.shop, "Khách").await).await;
    for path in [
        "/sell/live".to_owned(),
        format!("/sell/labels?parcel={}", parcel.code),
        format!("/sell/parcels/{}/photo", parcel.code),
        "/sell/picking".to_owned(),
        "/sell/rounds".to_owned(),
    ] {
        let guest = d.shop.guest().get(&path).await;
        assert_eq!(guest.status, 303, "{path}");
        assert!(guest.location().unwrap().starts_with("/account/sign-in"), "{path}");
        for outsider in [&clerk, &buyer] {
            assert_eq!(outsider.get(&path).await.status, 403, "{path}");
        }
    }
}
