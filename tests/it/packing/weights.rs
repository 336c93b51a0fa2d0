//! Goods priced by what they weigh when they are packed: told before, never up, and lighter costs less in the same act.

use market::kernel::ids::ParcelId;
use market::payments::books;
use market::payments::correct::{CorrectError, Cut, Less, Outcome, Unweighable};

use super::super::buyer::{execute, fingerprint, number, put, ready, sound, text};
use super::super::money::support::{balance, balanced, both, house, order, parcel, pay, payment};
use super::super::support::build::{self, Goods};
use super::super::support::{Answer, Client, TestShop};
use super::support::{cut, cut_by, line, member, short};

const TOLD: &str = "không bao giờ cao hơn giá đã báo, thấp hơn tối đa 10 %";

/// A fish of about a kilogram at 120.000, weighed when it is packed, beside honey that is not.
async fn fish_and_honey(shop: &TestShop) -> (Goods, Goods, Client) {
    let lua = house(shop, "Bà Lụa").await;
    let fish = build::goods(shop, lua, "Cá trắm", 120_000, 50).await;
    let honey = build::goods(shop, lua, "Mật ong", 150_000, 50).await;
    execute(shop, &format!("UPDATE packs SET weight_band = 10 WHERE id = {}", fish.pack)).await;
    let desk = shop.signed_in(build::member(shop, lua).await).await;
    (fish, honey, desk)
}

async fn move_on(desk: &Client, id: ParcelId, from: &str, to: &str) -> Answer {
    desk.post(&format!("/sell/parcels/G{id}/state"), &[("from", from), ("to", to)]).await
}

/// Types a weight beside the nth line of the parcel's page.
async fn weigh(shop: &TestShop, desk: &Client, id: ParcelId, nth: i64, typed: &str) -> Answer {
    let page = desk.get(&format!("/sell/parcels/G{id}")).await;
    let key = page.attributes("#weigh input[name=key]", "value")[0].clone();
    let name = format!("weight-{}", line(shop, id, nth).await);
    desk.post(&format!("/sell/parcels/G{id}/correction"), &[("key", &key), ("weigh", "1"), (&name, typed)]).await
}

#[actix_web::test]
async fn the_buyer_is_told_before_and_the_line_keeps_what_they_were_told() {
    let [shop, _] = both().await;
    let (fish, _, desk) = fish_and_honey(&shop).await;
    let buyer = shop.guest();
    let slug = text(&shop, &format!("SELECT slug FROM products WHERE id = {}", fish.product)).await;
    assert!(buyer.get(&format!("/products/{slug}")).await.words().contains(TOLD));
    put(&buyer, fish, 2).await;
    assert!(buyer.get("/cart").await.words().contains(TOLD));
    let page = ready(&buyer).await;
    assert!(page.words().contains(TOLD), "{}", page.words());
    let placed = buyer.submit(&page, "/checkout", &[("payment", "cod")]).await;
    let code = super::super::buyer::code(&placed);
    assert!(buyer.get(&format!("/orders/{code}")).await.words().contains(TOLD));
    // The household sells it otherwise from now on; this order stays as it was.
    let page = desk.get(&format!("/sell/products/{}", fish.product)).await;
    let pack = format!("/sell/products/{}/packs/{}", fish.product, fish.pack);
    let wrong = desk.submit(&page, &pack, &[("by_weight", "1"), ("band", "21")]).await;
    assert_eq!(
        (wrong.status, wrong.attributes(&format!("#band-{}", fish.pack), "value")),
        (422, vec!["21".to_owned()])
    );
    let saved = desk.submit(&page, &pack, &[("by_weight", "1"), ("band", "5 %")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    assert_eq!(number(&shop, &format!("SELECT weight_band FROM packs WHERE id = {}", fish.pack)).await, 5);
    assert_eq!(number(&shop, "SELECT weight_band FROM order_lines").await, 10);
    assert!(buyer.get(&format!("/products/{slug}")).await.words().contains("thấp hơn tối đa 5 %"));
}

#[actix_web::test]
async fn a_band_that_changes_between_the_page_and_the_button_is_told_before_anything_is_ordered() {
    let [shop, _] = both().await;
    let (fish, ..) = fish_and_honey(&shop).await;
    let sold = async |band: &str| {
        execute(&shop, &format!("UPDATE packs SET weight_band = {band} WHERE id = {}", fish.pack)).await;
    };
    let buyer = shop.guest();
    put(&buyer, fish, 2).await;
    let mut page = ready(&buyer).await;
    for (band, told) in [
        ("20", "thấp hơn tối đa 20 %"),
        ("NULL", "Cá trắm, hũ 1 kg: nay bán đúng giá đã báo, không tính bớt theo cân"),
        ("5", "thấp hơn tối đa 5 %"),
    ] {
        sold(band).await;
        let before = fingerprint(&shop).await;
        page = buyer.submit(&page, "/checkout", &[("payment", "cod")]).await;
        assert_eq!(page.status, 409, "{band}: {}", page.words());
        assert!(page.texts("[role=alert]").join(" ").contains(told), "{band}: {:?}", page.texts("[role=alert]"));
        assert_eq!(fingerprint(&shop).await, before, "{band}");
    }
    let placed = buyer.submit(&page, "/checkout", &[("payment", "cod")]).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    assert_eq!(number(&shop, "SELECT weight_band FROM order_lines").await, 5, "as they were told");
}

#[actix_web::test]
async fn figures_and_lots_count_what_the_scale_said() {
    let [shop, _] = both().await;
    let (fish, _, desk) = fish_and_honey(&shop).await;
    execute(
        &shop,
        &format!(
            "INSERT INTO lots (code, token, producer_id, product_id, made_on, quantity, unit, diary_from, name_vi, name_en) \
             SELECT 'ABCDEFGH', repeat('a', 32), producer_id, id, '2026-11-23', 9000, 'g', '2026-11-01', name_vi, name_en \
             FROM products WHERE id = {}",
            fish.product
        ),
    )
    .await;
    let code = order(&shop, &shop.guest(), &[(fish, 2)], "cod").await;
    execute(&shop, "UPDATE orders SET placed_at = '2026-11-23 08:00+07'").await;
    let id = parcel(&shop, &code, 1).await;
    assert_eq!(move_on(&desk, id, "placed", "confirmed").await.status, 303);
    let lots = format!("/sell/parcels/G{id}/lots");
    assert_eq!(desk.submit(&desk.get(&lots).await, &lots, &[]).await.status, 303);
    let left = async || desk.get(&lots).await.texts("form option").join(" ");
    assert!(left().await.contains("còn 7 kg"), "{}", left().await);
    assert!(desk.get("/sell/know").await.texts(".tally b").contains(&"2 kg".to_owned()));
    assert_eq!(weigh(&shop, &desk, id, 0, "1,85 kg").await.status, 303);
    assert!(left().await.contains("còn 7,15 kg"), "{}", left().await);
    let told = desk.get("/sell/know").await.texts(".tally b");
    assert!(told.contains(&"1,9 kg".to_owned()), "of two: {told:?}");
}

#[actix_web::test]
async fn what_weighs_less_is_less_at_the_door_and_nothing_is_packed_unweighed() {
    let [shop, _] = both().await;
    let (fish, honey, desk) = fish_and_honey(&shop).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 2), (honey, 1)], "cod").await;
    let id = parcel(&shop, &code, 1).await;
    let before = number(&shop, "SELECT amount FROM payments").await;
    assert_eq!(move_on(&desk, id, "placed", "confirmed").await.status, 303);
    for page in ["/sell", "/sell/picking"] {
        let page = desk.get(page).await;
        let weigh = format!("/sell/parcels/G{id}#weigh");
        assert!(page.attributes("a.btn", "href").contains(&weigh), "{}", page.words());
        assert!(!page.body.contains(r#"value="packed""#), "{}", page.words());
    }
    let early = move_on(&desk, id, "confirmed", "packed").await;
    assert_eq!(early.status, 409);
    assert!(early.words().contains("tính tiền theo cân"), "{}", early.words());

    let written = fingerprint(&shop).await;
    for (typed, status, why) in [
        ("1790g", 422, "Nhẹ hơn 1,8 kg"),
        ("5 kg", 422, "gấp đôi"),
        ("1,85", 422, "Ghi cả số và đơn vị"),
        ("một con", 422, "Ghi cả số và đơn vị"),
        ("", 422, "chưa ghi"),
    ] {
        let refused = weigh(&shop, &desk, id, 0, typed).await;
        assert_eq!(refused.status, status, "{typed}: {}", refused.words());
        assert!(refused.words().contains(why), "{typed}: {}", refused.words());
        assert_eq!(refused.attributes("#weigh input[type=text]", "value"), [typed], "what was typed stays");
        let offers_short = !refused.attributes("#weigh a[href='#fix']", "href").is_empty();
        assert_eq!(offers_short, typed == "1790g", "{typed}");
    }
    assert_eq!(fingerprint(&shop).await, written);

    let noted = weigh(&shop, &desk, id, 0, "1,85 kg").await;
    assert_eq!(noted.status, 303, "{}", noted.words());
    // 120.000 a kilogram: 150 g less.
    assert_eq!(number(&shop, "SELECT amount FROM payments").await, before - 18_000);
    assert_eq!(number(&shop, "SELECT final_g FROM order_lines WHERE weight_band IS NOT NULL").await, 1_850);
    let page = buyer.get(&format!("/orders/{code}")).await.words();
    assert!(page.contains("Cá trắm, hũ 1 kg: cân được 1,85 kg") && page.contains("− 18.000 ₫"), "{page}");
    assert!(!page.contains(TOLD), "it is weighed now: {page}");
    shop.work_off().await;
    let told = text(&shop, "SELECT body FROM messages WHERE dedupe_key LIKE 'corrected:%'").await;
    assert!(told.contains("cân được 1,85 kg") && told.contains("chỉ phải trả"), "{told}");
    let again = weigh(&shop, &desk, id, 0, "1,9 kg").await;
    assert_eq!(again.status, 409);
    assert!(again.words().contains("không nâng lên được"), "{}", again.words());
    assert_eq!(move_on(&desk, id, "confirmed", "packed").await.status, 303);
    sound(&shop).await;
    balanced(&shop).await;
}

#[actix_web::test]
async fn what_was_paid_for_goes_back_and_what_weighs_more_costs_the_same() {
    for shop in both().await {
        let (fish, _, desk) = fish_and_honey(&shop).await;
        let code = order(&shop, &shop.guest(), &[(fish, 3)], "bank_transfer").await;
        pay(&shop, payment(&shop, &code).await, None).await;
        let id = parcel(&shop, &code, 1).await;
        assert_eq!(move_on(&desk, id, "placed", "confirmed").await.status, 303);
        assert_eq!(weigh(&shop, &desk, id, 0, "3 con").await.status, 422, "no weight at all");
        let heavier = weigh(&shop, &desk, id, 0, "3kg2").await;
        assert_eq!(heavier.status, 303, "{}", heavier.words());
        assert_eq!(number(&shop, "SELECT count(*) FROM refunds").await, 0);
        shop.work_off().await;
        assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'corrected:%'").await, 0);
        // The water ran out of it: weighed again, lighter.
        let lighter = weigh(&shop, &desk, id, 0, "2,8 kg").await;
        assert_eq!(lighter.status, 303, "{}", lighter.words());
        assert_eq!(balance(&shop, "refunds_due").await, -24_000);
        // One fish goes missing after all: the two that come are weighed anew.
        cut(&shop, "gone", id, &[short(&shop, id, 0, 1).await]).await.unwrap();
        assert_eq!(balance(&shop, "refunds_due").await, -24_000 - 112_000, "a third of what was left");
        assert_eq!(move_on(&desk, id, "confirmed", "packed").await.status, 409);
        assert_eq!(weigh(&shop, &desk, id, 0, "1,9 kg").await.status, 303);
        assert_eq!(balance(&shop, "refunds_due").await, -136_000, "they cost less than that already");
        assert_eq!(move_on(&desk, id, "confirmed", "packed").await.status, 303);
        assert_eq!(number(&shop, "SELECT total - total_off FROM order_lines").await, 224_000);
        sound(&shop).await;
        balanced(&shop).await;
    }
}

#[actix_web::test]
async fn two_members_at_the_scale_take_the_difference_off_once() {
    let [shop, _] = both().await;
    let (fish, _, desk) = fish_and_honey(&shop).await;
    for round in 0..4 {
        let code = order(&shop, &shop.guest(), &[(fish, 2)], "cod").await;
        let id = parcel(&shop, &code, 1).await;
        let on = line(&shop, id, 0).await;
        let weights = [1_850, 1_850, 1_900, 1_830];
        let shop = &shop;
        let outcomes = futures_util::future::join_all(weights.iter().enumerate().map(|(i, grams)| async move {
            cut(shop, &format!("{round}/{i}"), id, &[Cut { line: on, less: Less::Weight(*grams) }]).await
        }))
        .await;
        for outcome in &outcomes {
            let fine = matches!(
                outcome,
                Ok(Outcome::Corrected { .. }) | Err(CorrectError::Weight { why: Unweighable::Before { .. }, .. })
            );
            assert!(fine, "{outcome:?}");
        }
        // Whoever came first, the lightest counts, once: 170 g at 120 a gram.
        let off = number(shop, &format!("SELECT sum(paid_off) FROM corrections WHERE parcel_id = {id}")).await;
        assert_eq!(off, 20_400, "{outcomes:?}");
        sound(shop).await;
    }
    // The same form pressed twice at once is one weighing.
    let code = order(&shop, &shop.guest(), &[(fish, 2)], "cod").await;
    let id = parcel(&shop, &code, 1).await;
    assert_eq!(move_on(&desk, id, "placed", "confirmed").await.status, 303);
    let page = desk.get(&format!("/sell/parcels/G{id}")).await;
    let key = page.attributes("#weigh input[name=key]", "value")[0].clone();
    let name = format!("weight-{}", line(&shop, id, 0).await);
    let fields = [("key", key.as_str()), ("weigh", "1"), (name.as_str(), "1,8 kg")];
    let path = format!("/sell/parcels/G{id}/correction");
    let (a, b) = tokio::join!(desk.post(&path, &fields), desk.post(&path, &fields));
    assert_eq!((a.status, b.status), (303, 303), "{} {}", a.words(), b.words());
    assert_eq!(number(&shop, &format!("SELECT count(*) FROM corrections WHERE parcel_id = {id}")).await, 1);
    sound(&shop).await;
}

#[actix_web::test]
async fn only_what_is_sold_by_weight_is_weighed_and_only_by_its_household() {
    let [shop, _] = both().await;
    let (fish, honey, desk) = fish_and_honey(&shop).await;
    let id = parcel(&shop, &order(&shop, &shop.guest(), &[(fish, 2), (honey, 1)], "cod").await, 1).await;
    let weight = |line, grams| Cut { line, less: Less::Weight(grams) };
    let (first, second) = (line(&shop, id, 0).await, line(&shop, id, 1).await);
    let written = fingerprint(&shop).await;
    let fixed = cut(&shop, "a", id, &[weight(second, 950)]).await;
    assert!(matches!(fixed, Err(CorrectError::Weight { why: Unweighable::Fixed, .. })), "{fixed:?}");
    for grams in [i32::MIN, -1, 0, 1, 1_799, 4_001, i32::MAX] {
        let refused = cut(&shop, "a", id, &[weight(first, grams)]).await;
        assert!(matches!(refused, Err(CorrectError::Weight { .. })), "{grams}: {refused:?}");
    }
    let stranger = house(&shop, "Ông Lợi").await;
    let account = build::member(&shop, stranger).await;
    let foreign = cut_by(&shop, "a", id, &[weight(first, 1_900)], member(account, stranger)).await;
    assert!(matches!(foreign, Err(CorrectError::NotFound)), "{foreign:?}");
    let fields = [("key", "0123456789abcdef"), ("weigh", "1"), (&format!("weight-{first}"), "1,9 kg")];
    let page = shop.signed_in(account).await.post(&format!("/sell/parcels/G{id}/correction"), &fields).await;
    assert_eq!(page.status, 404);
    // The name of a line that is not weighed says nothing.
    let fields = [("key", "0123456789abcdef"), ("weigh", "1"), (&format!("weight-{second}"), "900 g")];
    assert_eq!(desk.post(&format!("/sell/parcels/G{id}/correction"), &fields).await.status, 422);
    assert_eq!(fingerprint(&shop).await, written);

    cut(&shop, "b", id, &[weight(first, 1_900)]).await.unwrap();
    // SQL holds the band as well, and the books find a line that costs more than it weighs.
    let mut conn = shop.conn().await;
    for (sql, constraint) in [
        ("UPDATE packs SET weight_band = 21", "packs_weight_band_check"),
        ("UPDATE packs SET weight_band = 0", "packs_weight_band_check"),
        ("UPDATE order_lines SET final_g = 1799 WHERE weight_band IS NOT NULL", "order_lines_final_g"),
        ("UPDATE order_lines SET final_g = 1000 WHERE weight_band IS NULL", "order_lines_final_g"),
    ] {
        let refused =
            diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), &mut conn).await.unwrap_err().to_string();
        assert!(refused.contains(constraint), "{sql}: {refused}");
    }
    sound(&shop).await;
    execute(&shop, "UPDATE order_lines SET final_g = 1850 WHERE weight_band IS NOT NULL").await;
    let faults = books::faults(&mut conn).await.unwrap();
    assert!(faults.iter().any(|f| f.rule.contains("no more than it weighs")), "{faults:#?}");
}
