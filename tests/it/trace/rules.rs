//! What the database itself holds, whoever writes: sums, products, recalls, numbers that check, and that nothing changes.

use futures_util::future::join_all;

use super::support::{self, count, farm, lot_of, number, refused, sql, today};
use crate::support::placed;

#[actix_web::test]
async fn a_line_never_has_more_than_was_ordered_however_many_pack_at_once() {
    let farm = farm().await;
    let order = placed::order(&farm.shop, &[(farm.fish, 3)], "carrier").await;
    let line =
        number(&farm.shop, &format!("SELECT id AS n FROM order_lines WHERE parcel_id = {}", order.parcels[0].id)).await;
    let mut lots = Vec::new();
    for _ in 0..8 {
        lots.push(lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await.id);
    }
    let tries = lots.iter().map(|lot| {
        let shop = &farm.shop;
        async move {
            use diesel_async::RunQueryDsl as _;
            let statement = format!("INSERT INTO lot_lines (order_line_id, lot_id, qty) VALUES ({line}, {lot}, 1)");
            diesel::sql_query(statement).execute(&mut shop.conn().await).await.is_ok()
        }
    });
    let done = join_all(tries).await.into_iter().filter(|ok| *ok).count();
    assert_eq!(done, 3);
    assert_eq!(number(&farm.shop, "SELECT sum(qty) AS n FROM lot_lines").await, 3);
    let rule = refused(&farm.shop, &format!("UPDATE lot_lines SET qty = 2 WHERE order_line_id = {line}")).await;
    assert_eq!(rule, "lot_lines_within_line");
}

#[actix_web::test]
async fn a_line_takes_no_lot_of_another_product_and_none_that_was_recalled() {
    let farm = farm().await;
    let carp = crate::support::build::goods(&farm.shop, farm.producer, "Cá chép", 80_000, 9).await;
    let order = placed::order(&farm.shop, &[(farm.fish, 3)], "carrier").await;
    let line =
        number(&farm.shop, &format!("SELECT id AS n FROM order_lines WHERE parcel_id = {}", order.parcels[0].id)).await;
    let other = lot_of(&farm.shop, farm.producer, carp.product, today()).await.id;
    let put = |lot| format!("INSERT INTO lot_lines (order_line_id, lot_id, qty) VALUES ({line}, {lot}, 1)");
    assert_eq!(refused(&farm.shop, &put(other)).await, "lot_lines_same_product");
    let bad = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await.id;
    sql(&farm.shop, &format!("INSERT INTO recalls (lot_id, reason, by_office) VALUES ({bad}, 'mốc', false)")).await;
    assert_eq!(refused(&farm.shop, &put(bad)).await, "lot_lines_not_recalled");
    assert_eq!(count(&farm.shop, "lot_lines").await, 0);
}

#[actix_web::test]
async fn what_was_written_is_only_added_to() {
    let farm = farm().await;
    sql(
        &farm.shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issued_on, checked_at) \
             VALUES ({}, 'ocop', 'OCOP 3 sao', 'O-1', '2026-01-01', now())",
            farm.producer
        ),
    )
    .await;
    sql(&farm.shop, "UPDATE products SET certificate_kinds = '{ocop}'").await;
    let line = support::done(&farm, 1, "feed", "", "").await;
    sql(&farm.shop, &format!("UPDATE farm_diary_strikes SET reason = 'x' WHERE line_id = {line}")).await;
    sql(&farm.shop, &format!("INSERT INTO farm_diary_strikes (line_id, reason) VALUES ({line}, 'nhầm')")).await;
    let kept = support::done(&farm, 1, "feed", ", product_id", &format!(", {}", farm.fish.product)).await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await.id;
    assert_eq!(number(&farm.shop, "SELECT line_id AS n FROM lot_diary").await, kept, "the struck one tells nothing");
    sql(&farm.shop, &format!("INSERT INTO recalls (lot_id, reason, by_office) VALUES ({lot}, 'mốc', false)")).await;
    sql(&farm.shop, &format!("INSERT INTO recall_notes (lot_id, words, by_office) VALUES ({lot}, 'hỏng nắp', false)"))
        .await;
    for table in
        ["farm_diary", "farm_diary_strikes", "lots", "lot_diary", "lot_certificates", "recalls", "recall_notes"]
    {
        assert_eq!(count(&farm.shop, table).await, if table == "farm_diary" { 2 } else { 1 }, "{table}");
        assert_eq!(refused(&farm.shop, &format!("DELETE FROM {table}")).await, format!("{table}_append_only"));
    }
    for (statement, rule) in [
        ("UPDATE lots SET made_on = made_on - 1", "lots_append_only"),
        ("UPDATE farm_diary SET words = 'x'", "farm_diary_append_only"),
        ("UPDATE recalls SET reason = 'x'", "recalls_append_only"),
        ("UPDATE plots SET name = 'x'", "plots_append_only"),
    ] {
        assert_eq!(refused(&farm.shop, statement).await, rule, "{statement}");
    }
    sql(&farm.shop, "UPDATE plots SET closed_at = now()").await;
}

#[actix_web::test]
async fn numbers_that_do_not_check_and_sprayings_that_say_nothing_are_not_kept() {
    let farm = farm().await;
    for gtin in ["08934563138164", "8934563138165", "", "0893456313816x"] {
        let rule = refused(&farm.shop, &format!("UPDATE products SET gtin = '{gtin}'")).await;
        assert_eq!(rule, "products_gtin_checks", "{gtin}");
    }
    sql(&farm.shop, "UPDATE products SET gtin = '08934563138165'").await;
    let spray = |extra: (&str, &str)| {
        format!(
            "INSERT INTO farm_diary (producer_id, plot_id, day, work, token{}) VALUES ({}, {}, '2026-11-01', 'spray', \
             '00000000000000000000000000000001'{})",
            extra.0, farm.producer, farm.plot, extra.1
        )
    };
    for extra in [("", ""), (", material", ", 'Vôi'"), (", wait_days", ", 3")] {
        assert_eq!(refused(&farm.shop, &spray(extra)).await, "farm_diary_spray_says_what", "{extra:?}");
    }
}
