//! Making lots: what goes without saying, what is frozen, and what is refused.

use market::platform::secrets;
use market::trace::make::{MakeError, NewLot, make};

use super::support::{self, count, done, everything, farm, lot_of, number, read_as, sql, today, words};
use crate::support::{build, placed};

#[actix_web::test]
async fn a_lot_takes_its_diary_its_papers_and_its_last_day_from_what_is_known() {
    let farm = farm().await;
    sql(
        &farm.shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, expires_on, checked_at) VALUES \
             ({0}, 'ocop', 'OCOP 3 sao', 'O-1', 'UBND tỉnh', '2025-01-01', '2027-01-01', now()), \
             ({0}, 'ocop', 'OCOP cũ', 'O-OLD', 'UBND tỉnh', '2020-01-01', '2023-01-01', now()), \
             ({0}, 'vietgap', 'VietGAP', 'V-1', 'X', '2025-01-01', NULL, now()), \
             ({0}, 'haccp', 'HACCP', 'UNSEEN', 'X', '2025-01-01', NULL, NULL)",
            farm.producer
        ),
    )
    .await;
    sql(&farm.shop, "UPDATE products SET certificate_kinds = '{ocop,haccp}'").await;
    let kept = done(&farm, 20, "feed", "", "").await;
    let left_out = done(&farm, 10, "clean", "", "").await;
    done(&farm, 300, "feed", ", words", ", 'từ năm ngoái'").await;
    let page = farm
        .member
        .get(&format!("/sell/trace/lots/new?product={}&plot={}&made_on=2026-11-22", farm.fish.product, farm.plot))
        .await;
    assert_eq!(page.attributes("input[name=line][checked]", "value").len(), 2, "{}", page.words());
    assert_eq!(page.attributes("#expires_on", "value"), ["2027-05-21"]);
    assert!(page.words().contains("OCOP 3 sao O-1") && !page.words().contains("V-1"), "{}", page.words());
    let (product, plot, kept_id, token) =
        (farm.fish.product.to_string(), farm.plot.to_string(), kept.to_string(), secrets::form_token());
    let fields = [
        ("product", product.as_str()),
        ("plot", &plot),
        ("made_on", "2026-11-22"),
        ("diary_from", "2026-05-26"),
        ("token", &token),
        ("quantity", "12,5"),
        ("expires_on", ""),
        ("gtin", "893 4563 138165"),
        ("line", &kept_id),
    ];
    let (a, b) = tokio::join!(
        farm.member.post("/sell/trace/lots/new", &fields),
        farm.member.post("/sell/trace/lots/new", &fields)
    );
    assert_eq!((a.status, a.location()), (303, b.location()), "{}", a.words());
    assert_eq!(count(&farm.shop, "lots").await, 1, "two presses, one lot");
    let lot = words(
        &farm.shop,
        "SELECT concat_ws('|', made_on, expires_on, quantity, unit, gtin, name_vi, \
                (SELECT string_agg(line_id::text, ',') FROM lot_diary), \
                (SELECT string_agg(number, ',') FROM lot_certificates)) AS words FROM lots",
    )
    .await;
    assert_eq!(lot, format!("2026-11-22|2027-05-21|12500|g|08934563138165|Cá thính trắm|{kept}|O-1"));
    assert_eq!(words(&farm.shop, "SELECT gtin AS words FROM products").await, "08934563138165", "known from now on");

    // A line that was left out, or written later, may still be added; none is taken away.
    let url = a.location().unwrap();
    let page = farm.member.get(&url).await;
    assert_eq!(page.attributes("input[name=line]", "value"), [left_out.to_string()]);
    let foreign = [("line", "999999")];
    assert_eq!(farm.member.post(&format!("{url}/diary"), &foreign).await.status, 303);
    assert_eq!(count(&farm.shop, "lot_diary").await, 1);
    assert_eq!(farm.member.post(&format!("{url}/diary"), &[("line", &left_out.to_string())]).await.status, 303);
    assert_eq!(count(&farm.shop, "lot_diary").await, 2);
}

#[actix_web::test]
async fn frozen_papers_survive_their_end_and_say_so() {
    let farm = farm().await;
    sql(
        &farm.shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issued_on, expires_on, checked_at) \
             VALUES ({}, 'ocop', 'OCOP 3 sao', 'O-77', '2024-01-01', '2026-11-30', now())",
            farm.producer
        ),
    )
    .await;
    sql(&farm.shop, "UPDATE products SET certificate_kinds = '{ocop}'").await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let path = format!("/t/{}", lot.code);
    let guest = farm.shop.guest();
    let page = read_as(&guest, support::PHONE, &path).await;
    assert!(page.words().contains("O-77") && page.words().contains("Đang còn hiệu lực"), "{}", page.words());
    // Taken away by the office, and then gone from the table altogether.
    for change in ["UPDATE certificates SET checked_at = NULL", "DELETE FROM certificates"] {
        sql(&farm.shop, change).await;
        let page = read_as(&guest, support::PHONE, &path).await;
        assert!(
            page.words().contains("O-77") && page.words().contains("Nay đã hết hiệu lực"),
            "{change}: {}",
            page.words()
        );
        assert!(!page.words().contains("xem bản gốc. "), "no word of a checked paper on top");
    }
    // A lot made now carries none.
    let later = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let page = read_as(&guest, support::PHONE, &format!("/t/{}", later.code)).await;
    assert!(!page.words().contains("O-77"), "{}", page.words());
}

#[actix_web::test]
async fn what_cannot_be_is_refused_beside_its_field_and_keeps_what_was_typed() {
    let farm = farm().await;
    let (product, token) = (farm.fish.product.to_string(), secrets::form_token());
    let right = [("product", product.as_str()), ("plot", ""), ("made_on", "2026-11-22"), ("token", token.as_str())];
    for (wrong, why) in [
        (("made_on", "2026-11-24"), "#made-why"),
        (("made_on", "x"), "#made-why"),
        (("expires_on", "2026-11-21"), "#expires-why"),
        (("expires_on", "2090-01-01"), "#expires-why"),
        (("quantity", "mười"), "#quantity-why"),
        (("quantity", "0"), "#quantity-why"),
        (("gtin", "8934563138164"), "#gtin-why"),
        (("token", "1"), "#made-why"),
    ] {
        let mut fields = right.to_vec();
        fields.retain(|(name, _)| *name != wrong.0);
        fields.push(wrong);
        let answer = farm.member.post("/sell/trace/lots/new", &fields).await;
        assert_eq!(answer.status, 422, "{wrong:?}");
        assert_eq!(answer.texts(why).len(), 1, "{wrong:?}: {}", answer.words());
        assert_eq!(
            answer.words().contains("nhiều nhất 10 năm"),
            wrong.1.starts_with('2') && wrong.1.ends_with("01-01")
        );
    }
    assert_eq!(count(&farm.shop, "lots").await, 0);
}

#[actix_web::test]
async fn a_draft_has_neither_lots_nor_a_diary() {
    let farm = farm().await;
    let draft = build::goods(&farm.shop, farm.producer, "Bản nháp", 80_000, 0).await;
    sql(&farm.shop, &format!("UPDATE products SET state = 'draft' WHERE id = {}", draft.product)).await;
    for path in ["/sell/trace/lots/new", "/sell/trace"] {
        let page = farm.member.get(path).await;
        assert_eq!(page.status, 200);
        let offered = |id: i64| page.attributes(&format!("option[value='{id}']"), "value").len();
        assert_eq!(offered(draft.product.0), 0, "{path}: {}", page.words());
    }
    assert!(farm.member.get("/sell/trace/lots/new").await.words().contains("Cá thính trắm"));
    let before = everything(&farm.shop).await;
    let (product, plot) = (draft.product.to_string(), farm.plot.to_string());
    let token = secrets::form_token();
    let fields = [("product", product.as_str()), ("plot", ""), ("made_on", "2026-11-22"), ("token", token.as_str())];
    assert_eq!(farm.member.post("/sell/trace/lots/new", &fields).await.status, 404);
    let fields = [("token", token.as_str()), ("work", "feed"), ("plot", plot.as_str()), ("product", product.as_str())];
    assert_eq!(support::write(&farm.member, &fields, None).await.status, 404);
    let new = NewLot::of(farm.producer, draft.product, today(), secrets::form_token());
    let mut conn = farm.shop.conn().await;
    assert!(matches!(make(&mut conn, &new).await, Err(MakeError::NotFound)));
    drop(conn);
    assert_eq!(everything(&farm.shop).await, before);
}

#[actix_web::test]
async fn a_number_that_was_mistyped_is_corrected_by_the_next_lot() {
    let farm = farm().await;
    let product = farm.fish.product.to_string();
    for gtin in ["8934563138165", "8934563138172", ""] {
        let token = secrets::form_token();
        let fields = [
            ("product", product.as_str()),
            ("plot", ""),
            ("made_on", "2026-11-22"),
            ("token", token.as_str()),
            ("gtin", gtin),
        ];
        assert_eq!(farm.member.post("/sell/trace/lots/new", &fields).await.status, 303, "{gtin}");
    }
    let kept = "SELECT string_agg(l.gtin, ' ' ORDER BY l.id) || ' ' || min(p.gtin) AS words FROM lots l JOIN products p ON p.id = l.product_id";
    let (first, second) = ("08934563138165", "08934563138172");
    assert_eq!(words(&farm.shop, kept).await, format!("{first} {second} {second} {second}"));
}

#[actix_web::test]
async fn years_that_no_calendar_has_break_nothing() {
    let farm = farm().await;
    let product = farm.fish.product;
    for day in ["-10000-01-01", "%2B262142-12-31", "0000-01-01", "-262143-01-01"] {
        for path in [
            format!("/sell/rounds?day={day}"),
            format!("/sell/trace/lots/new?product={product}&made_on={day}"),
            format!("/sell/trace/lots/new?product={product}&made_on=2026-11-22&diary_from={day}"),
        ] {
            assert_eq!(farm.member.get(&path).await.status, 200, "{path}");
        }
    }
    let (product, token) = (product.to_string(), secrets::form_token());
    let fields = [
        ("product", product.as_str()),
        ("plot", ""),
        ("made_on", "2026-11-22"),
        ("diary_from", "-10000-01-01"),
        ("token", token.as_str()),
    ];
    let made = farm.member.post("/sell/trace/lots/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.words());
    assert_eq!(words(&farm.shop, "SELECT diary_from::text AS words FROM lots").await, "2026-05-26");
}

#[actix_web::test]
async fn nothing_is_harvested_before_the_days_after_spraying_are_over() {
    let farm = farm().await;
    let spray = done(&farm, 5, "treat", ", material, wait_days", ", 'Kháng sinh', 14").await;
    let (product, plot, token) = (farm.fish.product.to_string(), farm.plot.to_string(), secrets::form_token());
    let fields = [("product", product.as_str()), ("plot", &plot), ("made_on", "2026-11-22"), ("token", &token)];
    let answer = farm.member.post("/sell/trace/lots/new", &fields).await;
    assert_eq!(answer.status, 422);
    assert!(answer.words().contains("từ 02/12/2026 mới được thu hoạch"), "{}", answer.words());
    assert_eq!(count(&farm.shop, "lots").await, 0);
    // Made on the spot while packing, it is the same.
    let order = placed::order(&farm.shop, &[(farm.fish, 1)], "carrier").await;
    let url = format!("/sell/parcels/{}/lots", order.parcels[0].code);
    let page = farm.member.get(&url).await;
    let answer = farm.member.submit(&page, &url, &[]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.words().contains("Kháng sinh"), "{}", answer.words());
    // It was written by mistake.
    assert_eq!(farm.member.post(&format!("/sell/trace/diary/{spray}/strike"), &[("reason", "nhầm")]).await.status, 303);
    assert_eq!(farm.member.post("/sell/trace/lots/new", &fields).await.status, 303);
}

#[actix_web::test]
async fn another_households_lots_are_not_there_whatever_is_asked() {
    let farm = farm().await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let other = build::producer(&farm.shop, "Nhà bên").await;
    let honey = build::goods(&farm.shop, other, "Mật ong", 90_000, 5).await;
    let neighbour = farm.shop.signed_in(build::member(&farm.shop, other).await).await;
    let line = done(&farm, 1, "feed", "", "").await.to_string();
    let before = everything(&farm.shop).await;
    let url = format!("/sell/trace/lots/{}", lot.code);
    for path in [url.clone(), format!("{url}/labels")] {
        assert_eq!(neighbour.get(&path).await.status, 404, "{path}");
    }
    for (act, fields) in [
        ("recall", vec![("reason", "x"), ("sure", "1")]),
        ("note", vec![("words", "x")]),
        ("diary", vec![("line", line.as_str())]),
    ] {
        assert_eq!(neighbour.post(&format!("{url}/{act}"), &fields).await.status, 404, "{act}");
    }
    let (mine, theirs, plot, token) =
        (farm.fish.product.to_string(), honey.product.to_string(), farm.plot.to_string(), secrets::form_token());
    for (product, plot) in [(mine.as_str(), ""), (theirs.as_str(), plot.as_str())] {
        let fields = [("product", product), ("plot", plot), ("made_on", "2026-11-22"), ("token", token.as_str())];
        assert_eq!(neighbour.post("/sell/trace/lots/new", &fields).await.status, 404, "{product} {plot}");
    }
    assert_eq!(everything(&farm.shop).await, before);
    assert!(!neighbour.get("/sell/trace/lots").await.body.contains(&lot.code));
}

#[actix_web::test]
async fn lots_and_labels_are_lists_of_few_queries() {
    let farm = farm().await;
    let mut code = String::new();
    for _ in 0..23 {
        code = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await.code;
    }
    for path in
        ["/sell/trace/lots".to_owned(), format!("/sell/trace/lots/{code}"), format!("/sell/trace/lots/{code}/labels")]
    {
        farm.member.get(&path).await;
        let before = farm.shop.ground.db.queries();
        assert_eq!(farm.member.get(&path).await.status, 200);
        let spent = farm.shop.ground.db.queries() - before;
        assert!(spent <= 8, "{path} took {spent} queries");
    }
    let first = farm.member.get("/sell/trace/lots").await;
    let second = farm.member.get(&first.attributes("a[rel=next]", "href")[0]).await;
    assert_eq!((first.texts("tbody tr").len(), second.texts("tbody tr").len()), (20, 3));
    for (query, labels) in [("", 24), ("?n=5", 5), ("?n=5000", 96), ("?n=x&paper=58", 1), ("?n=-1", 24)] {
        let sheet = farm.member.get(&format!("/sell/trace/lots/{code}/labels{query}")).await;
        assert_eq!(sheet.texts(".sticker").len(), labels, "{query}");
    }
    assert_eq!(number(&farm.shop, "SELECT count(DISTINCT code) AS n FROM lots").await, 23);
}
