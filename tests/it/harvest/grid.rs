//! A hundred packs on one page, saved by one press.

use super::household;
use crate::buyer::{execute, fingerprint, number, sound, text};
use crate::support::{build, placed};

const GRID: &str = "/sell/stock/grid";

#[actix_web::test]
async fn what_was_typed_over_is_saved_at_once() {
    let (shop, member, jar) = household().await;
    let honey = build::goods(&shop, jar.producer, "Mật ong", 150_000, 5).await;
    let page = member.get(GRID).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let (price, stock) = (format!("price-{}", jar.pack), format!("stock-{}", honey.pack));
    let saved = member.submit(&page, GRID, &[(&price, "45k"), (&stock, "1.200")]).await;
    assert_eq!((saved.status, saved.location().as_deref()), (303, Some(GRID)));
    assert_eq!(
        text(&shop, "SELECT string_agg(concat(price, ':', on_hand), ' ' ORDER BY id) FROM packs").await,
        "45000:10 150000:1200"
    );
    assert_eq!(number(&shop, "SELECT count(*) FROM stock_entries WHERE kind = 'restock'").await, 1);
    sound(&shop).await;
    // Nothing typed, nothing written, and that is said.
    let before = fingerprint(&shop).await;
    let page = member.get(GRID).await;
    let same = member.submit(&page, GRID, &[]).await;
    assert_eq!(same.status, 200);
    assert!(same.words().contains("Chưa có ô nào khác trước"), "{}", same.words());
    assert_eq!(fingerprint(&shop).await, before);
}

#[actix_web::test]
async fn what_was_changed_meanwhile_is_told_with_both_numbers_and_the_rest_is_saved() {
    let (shop, member, jar) = household().await;
    let honey = build::goods(&shop, jar.producer, "Mật ong", 150_000, 5).await;
    let page = member.get(GRID).await;
    execute(&shop, &format!("UPDATE packs SET price = 99000, on_hand = 12 WHERE id = {}", jar.pack)).await;
    execute(&shop, &format!("INSERT INTO stock_entries (pack_id, kind, qty) VALUES ({}, 'restock', 2)", jar.pack))
        .await;
    let fields = [
        (format!("price-{}", jar.pack), "90000"),
        (format!("stock-{}", jar.pack), "20"),
        (format!("price-{}", honey.pack), "160000"),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let answer = member.submit(&page, GRID, &fields).await;
    assert_eq!(answer.status, 409);
    let why = answer.texts(".why").join(" ");
    assert!(why.contains("98.000") && why.contains("99.000") && why.contains("là 10, nay đã là 12"), "{why}");
    assert!(answer.texts("[role=alert] li").join(" ").contains("Mật ong"), "{}", answer.words());
    assert_eq!(
        text(&shop, "SELECT string_agg(concat(price, ':', on_hand), ' ' ORDER BY id) FROM packs").await,
        "99000:12 160000:5"
    );
    // Who has seen both numbers and presses again means it.
    assert_eq!(member.submit(&answer, GRID, &[]).await.status, 303);
    assert_eq!(
        text(&shop, "SELECT string_agg(concat(price, ':', on_hand), ' ' ORDER BY id) FROM packs").await,
        "90000:20 160000:5"
    );
    sound(&shop).await;
}

#[actix_web::test]
async fn a_pack_withdrawn_meanwhile_is_told_by_its_name_and_the_rest_is_saved() {
    let (shop, member, jar) = household().await;
    let honey = build::goods(&shop, jar.producer, "Mật ong", 150_000, 5).await;
    let page = member.get(GRID).await;
    // Another phone took it off sale; a second size goes on.
    execute(&shop, &format!("UPDATE packs SET withdrawn_at = now() WHERE id = {}", jar.pack)).await;
    let (gone, other) = (format!("price-{}", jar.pack), format!("price-{}", honey.pack));
    let seen = format!("was-{other}");
    for (typed, to) in [("90000", "160000"), ("chín chục", "170000")] {
        let answer = member.submit(&page, GRID, &[(&gone, typed), (&other, to), (&seen, "")]).await;
        // Its own field may say anything; one that is on the page must be readable.
        assert_eq!(answer.status, 422, "{typed}: {}", answer.words());
        let said = answer.texts("[role=alert]").join(" ");
        assert!(said.contains("Cá thính trắm") && said.contains("vừa thôi bán"), "{typed}: {said}");
        let was = number(&shop, &format!("SELECT price FROM packs WHERE id = {}", honey.pack)).await.to_string();
        let fields = [(gone.as_str(), typed), (other.as_str(), to), (seen.as_str(), was.as_str())];
        let answer = member.submit(&page, GRID, &fields).await;
        assert_eq!(answer.status, 409, "{typed}: {}", answer.words());
        let said = answer.texts("[role=alert]").join(" ");
        assert!(said.contains("Cá thính trắm") && said.contains("Mật ong"), "{typed}: {said}");
        assert_eq!(number(&shop, &format!("SELECT price FROM packs WHERE id = {}", honey.pack)).await.to_string(), to);
    }
    assert_eq!(number(&shop, &format!("SELECT price FROM packs WHERE id = {}", jar.pack)).await, 98_000);
    // What was not typed over is no news.
    let untouched = member.submit(&page, GRID, &[(&seen, "170000"), (&other, "180000")]).await;
    assert_eq!(untouched.status, 303, "{}", untouched.words());
    sound(&shop).await;
}

#[actix_web::test]
async fn a_price_set_in_the_grid_is_in_the_price_history_with_who_set_it() {
    let (shop, member, jar) = household().await;
    let page = member.get(GRID).await;
    let price = format!("price-{}", jar.pack);
    assert_eq!(member.submit(&page, GRID, &[(&price, "99000")]).await.status, 303);
    // The same page once more changes nothing, and that is no change of a price.
    assert_eq!(member.submit(&page, GRID, &[(&price, "99000")]).await.status, 200);
    let kept = "SELECT string_agg(concat(pack_id, ':', before, ':', after, ':', account_id IS NOT NULL), ' ') FROM price_changes";
    assert_eq!(text(&shop, kept).await, format!("{}:98000:99000:t", jar.pack));
}

#[actix_web::test]
async fn as_many_as_a_first_pack_may_have_do_not_stop_the_grid() {
    let (shop, member, jar) = household().await;
    execute(&shop, "UPDATE packs SET on_hand = 1000000").await;
    execute(&shop, "UPDATE stock_entries SET qty = 1000000").await;
    let page = member.get(GRID).await;
    let price = format!("price-{}", jar.pack);
    let saved = member.submit(&page, GRID, &[(&price, "99000")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    // With what is promised besides there may be more; and it can be counted down.
    execute(&shop, "UPDATE packs SET on_hand = 1000005").await;
    let page = member.get(GRID).await;
    let stock = format!("stock-{}", jar.pack);
    assert_eq!(member.submit(&page, GRID, &[(&price, "98000")]).await.status, 303);
    let page = member.get(GRID).await;
    assert_eq!(member.submit(&page, GRID, &[(&stock, "999999")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT on_hand FROM packs").await, 999_999);
}

#[actix_web::test]
async fn a_field_that_was_left_alone_is_no_conflict() {
    let (shop, member, jar) = household().await;
    let order = placed::order(&shop, &[(jar, 3)], "carrier").await;
    let page = member.get(GRID).await;
    for (from, to) in [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over")] {
        let url = format!("/sell/parcels/{}/state", order.parcels[0].code);
        assert_eq!(member.post(&url, &[("from", from), ("to", to)]).await.status, 303);
    }
    let price = format!("price-{}", jar.pack);
    assert_eq!(member.submit(&page, GRID, &[(&price, "100000")]).await.status, 303);
    assert_eq!(text(&shop, "SELECT concat(price, ':', on_hand) FROM packs").await, "100000:7");
    sound(&shop).await;
}

#[actix_web::test]
async fn a_mistake_saves_nothing_and_keeps_what_was_typed() {
    let (shop, member, jar) = household().await;
    let honey = build::goods(&shop, jar.producer, "Mật ong", 150_000, 5).await;
    placed::order(&shop, &[(jar, 3)], "carrier").await;
    let (price, stock) = (format!("price-{}", honey.pack), format!("stock-{}", jar.pack));
    let before = fingerprint(&shop).await;
    for (p, s, wrong) in [
        ("0", "20", 1),
        ("1.500k", "-3", 2),
        ("160k", "2", 1),
        ("", "", 2),
        ("2000000000", "9", 1),
        ("99999999999999999999", "1", 1),
    ] {
        let page = member.get(GRID).await;
        let answer = member.submit(&page, GRID, &[(&price, p), (&stock, s)]).await;
        assert_eq!(answer.status, 422, "{p} {s}");
        assert_eq!(answer.texts(".why").len(), wrong, "{p} {s}: {}", answer.words());
        assert_eq!(answer.attributes(&format!("#{price}"), "value"), [p]);
        assert_eq!(answer.attributes(&format!("#{stock}"), "value"), [s]);
        assert_eq!(fingerprint(&shop).await, before, "{p} {s}");
    }
}

#[actix_web::test]
async fn one_foreign_pack_among_ones_own_changes_nothing() {
    let (shop, member, jar) = household().await;
    let other = build::producer(&shop, "Nhà bên").await;
    let theirs = build::goods(&shop, other, "Mật ong", 1_000, 5).await;
    let before = fingerprint(&shop).await;
    for foreign in [theirs.pack.to_string(), "0".to_owned(), "x".to_owned(), "99999999999999999999".to_owned()] {
        let fields = [
            (format!("price-{}", jar.pack), "1000"),
            (format!("was-price-{}", jar.pack), "98000"),
            (format!("stock-{foreign}"), "0"),
            (format!("was-stock-{foreign}"), "5"),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(member.post(GRID, &fields).await.status, 404, "{foreign}");
        assert_eq!(fingerprint(&shop).await, before);
    }
}

#[actix_web::test]
async fn a_hundred_packs_cost_no_more_queries_than_one() {
    let (shop, member, jar) = household().await;
    for n in 1..=104 {
        execute(
            &shop,
            &format!(
                "INSERT INTO packs (product_id, name_vi, name_en, price, net_weight_g, on_hand) \
                 VALUES ({}, 'hũ {n}', 'jar {n}', 1000, 1000, 0)",
                jar.product
            ),
        )
        .await;
    }
    for (path, most) in [("/sell/stock", 6), (GRID, 6)] {
        member.get(path).await;
        let before = shop.ground.db.queries();
        assert_eq!(member.get(path).await.status, 200);
        let spent = shop.ground.db.queries() - before;
        assert!(spent <= most, "{path} took {spent} queries");
    }
    let page = member.get(GRID).await;
    assert_eq!(page.texts("tbody tr").len(), 100);
    let next = page.attributes("a[rel=next]", "href");
    let second = member.get(&next[0]).await;
    assert_eq!(second.texts("tbody tr").len(), 5);
    assert!(second.attributes("a[rel=next]", "href").is_empty());
    // Every row changed: one press, few queries, and back to the same page.
    let changed: Vec<(String, &str)> =
        page.attributes("input[name^=stock-]", "name").into_iter().map(|name| (name, "7")).collect();
    let fields: Vec<(&str, &str)> = changed.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let before = shop.ground.db.queries();
    let saved = member.submit(&page, GRID, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let spent = shop.ground.db.queries() - before;
    assert!(spent <= 12, "saving took {spent} queries");
    assert_eq!(number(&shop, "SELECT count(*) FROM packs WHERE on_hand = 7").await, 100);
    sound(&shop).await;
    // Through the quick page as well.
    let mut seen = 0;
    let mut path = "/sell/stock".to_owned();
    loop {
        let page = member.get(&path).await;
        seen += page.texts(".counted").len();
        match page.attributes("a[rel=next]", "href").pop() {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!(seen, 105);
}

#[actix_web::test]
async fn two_grids_at_once_never_lose_a_number() {
    let (shop, member, jar) = household().await;
    let honey = build::goods(&shop, jar.producer, "Mật ong", 150_000, 5).await;
    let (a, b) = (format!("stock-{}", jar.pack), format!("stock-{}", honey.pack));
    for round in 0..5 {
        let page = member.get(GRID).await;
        let (up, down) = ((30 + round).to_string(), (60 + round).to_string());
        let (first_fields, second_fields) = (
            [(a.as_str(), up.as_str()), (b.as_str(), up.as_str())],
            [(b.as_str(), down.as_str()), (a.as_str(), down.as_str())],
        );
        let first = member.submit(&page, GRID, &first_fields);
        let second = member.submit(&page, GRID, &second_fields);
        let (first, second) = futures_util::join!(first, second);
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409], "round {round}");
        sound(&shop).await;
    }
}
