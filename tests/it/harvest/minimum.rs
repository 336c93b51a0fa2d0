//! Picked only if enough is ordered: reached, it goes ahead; not reached, everybody is let go and told.

use market::catalog::harvest::decide::DecideHarvests;
use market::payments::let_go::LetGo;
use market::payments::receive::Outcome;
use market::platform::jobs::Job as _;

use super::ahead::window;
use crate::buyer::{code, execute, number, press, put, ready, sound, text};
use crate::money::support::{balanced, market_account, order, pay, payment, states};
use crate::support::build::{self, Goods};
use crate::support::{self, Client, TestShop};

/// Guavas of which at least three kilograms must be ordered.
async fn orchard() -> (TestShop, Goods) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 0).await;
    window(&shop, guava.pack, 20_000).await;
    execute(&shop, "UPDATE harvests SET minimum_g = 3000, decide_at = now() + interval '2 days'").await;
    (shop, guava)
}

async fn buys(shop: &TestShop, goods: &[(Goods, i32)]) -> (Client, String) {
    let buyer = shop.guest();
    for (goods, qty) in goods {
        put(&buyer, *goods, *qty).await;
    }
    let code = code(&press(&buyer, &ready(&buyer).await).await);
    (buyer, code)
}

/// The day has come, and two workers look at once.
async fn decided(shop: &TestShop) {
    execute(shop, "UPDATE harvests SET decide_at = now() - interval '1 minute'").await;
    for kind in ["decide_harvests", "let_go", "expire_unpaid"] {
        for _ in 0..2 {
            execute(shop, &format!("INSERT INTO jobs (kind, payload) VALUES ('{kind}', '{{}}')")).await;
        }
        futures_util::join!(shop.work_off(), shop.work_off());
    }
}

#[actix_web::test]
async fn an_order_says_that_it_is_let_go_if_not_enough_is_ordered() {
    let (shop, guava) = orchard().await;
    let jam = build::goods(&shop, guava.producer, "Mứt ổi", 40_000, 9).await;
    let (buyer, code) = buys(&shop, &[(guava, 1), (jam, 1)]).await;
    let last =
        "SELECT to_char((decide_at - interval '1 second') AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY') FROM harvests";
    let last = text(&shop, last).await;
    let here = format!("/orders/{code}");
    for path in [format!("{here}?placed=1"), here.clone()] {
        let page = buyer.get(&path).await;
        let said = page.texts(".line .later");
        assert_eq!(said.len(), 1, "of the guavas only: {}", page.words());
        assert!(said[0].contains(&format!("Đến hết {last} chưa đủ người đặt thì phần này tự hủy")), "{said:?}");
    }
    let english = buyer.get(&format!("{here}?lang=en")).await;
    assert!(english.words().contains("this part is cancelled and your money goes back"), "{}", english.words());
    execute(&shop, "UPDATE orders SET buyer_email = 'ha@example.vn'").await;
    shop.work_off().await;
    let mail = text(&shop, "SELECT body FROM messages WHERE channel = 'mail' LIMIT 1").await;
    assert!(mail.contains(&last) && mail.contains("phần này tự hủy"), "{mail}");
    // Once it is certain, there is no if.
    execute(&shop, "UPDATE harvests SET state = 'going'").await;
    assert!(buyer.get(&here).await.texts(".line .later").is_empty());
}

#[actix_web::test]
async fn enough_is_ordered_and_it_goes_ahead() {
    let (shop, guava) = orchard().await;
    let slug = text(&shop, "SELECT slug FROM products").await;
    let page = shop.guest().get(&format!("/products/{slug}")).await;
    assert!(page.texts(".ahead").join(" ").contains("Còn 3 kg nữa thì thu hoạch"), "{}", page.words());
    let buyer = shop.guest();
    put(&buyer, guava, 3).await;
    let checkout = ready(&buyer).await;
    assert!(checkout.words().contains("phần này tự hủy"), "{}", checkout.words());
    code(&press(&buyer, &checkout).await);
    let page = shop.guest().get(&format!("/products/{slug}")).await;
    assert!(page.texts(".ahead").join(" ").contains("Đã đủ người đặt"), "{}", page.words());
    decided(&shop).await;
    assert_eq!(text(&shop, "SELECT state FROM harvests").await, "going");
    assert_eq!(text(&shop, "SELECT state FROM parcels").await, "placed");
    // It still takes orders while its window is open, now without an if.
    let late = shop.guest();
    put(&late, guava, 1).await;
    assert!(!ready(&late).await.words().contains("phần này tự hủy"));
    sound(&shop).await;
}

#[actix_web::test]
async fn too_little_is_ordered_and_everybody_is_let_go_once() {
    let (shop, guava) = orchard().await;
    let honey = build::goods(&shop, guava.producer, "Mật ong", 150_000, 5).await;
    let (buyer, only) = buys(&shop, &[(guava, 1)]).await;
    buys(&shop, &[(guava, 1), (honey, 1)]).await;
    decided(&shop).await;
    assert_eq!(text(&shop, "SELECT state FROM harvests").await, "failed");
    assert_eq!(text(&shop, "SELECT string_agg(state, ' ' ORDER BY id) FROM parcels").await, "unfulfillable placed");
    assert_eq!(number(&shop, "SELECT cut FROM parcels WHERE id = 2").await, 30_000);
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 0);
    let told = "SELECT count(*) FROM messages WHERE body LIKE '%không đủ người đặt%'";
    assert_eq!(number(&shop, told).await, 2, "each buyer once");
    assert!(buyer.get(&format!("/orders/{only}")).await.words().contains("không đủ người đặt"));
    sound(&shop).await;
    let none = shop.guest().post("/cart/lines", &[("pack", &guava.pack.to_string()), ("qty", "1")]).await;
    assert_eq!(none.status, 422);
    // Another day of looking changes nothing.
    decided(&shop).await;
    assert_eq!(number(&shop, told).await, 2);
    sound(&shop).await;
}

#[actix_web::test]
async fn what_was_paid_goes_back_once_and_what_is_not_paid_is_given_up_and_told() {
    let (shop, guava) = orchard().await;
    market_account(&shop).await;
    let paid = order(&shop, &shop.guest(), &[(guava, 1)], "bank_transfer").await;
    let waiting = order(&shop, &shop.guest(), &[(guava, 1)], "bank_transfer").await;
    let expired = order(&shop, &shop.guest(), &[(guava, 1)], "bank_transfer").await;
    execute(&shop, "UPDATE harvests SET minimum_g = 5000").await;
    let total = number(&shop, &format!("SELECT total FROM orders WHERE code = '{paid}'")).await;
    let payments = [payment(&shop, &paid).await, payment(&shop, &waiting).await, payment(&shop, &expired).await];
    assert_eq!(pay(&shop, payments[0], None).await, Outcome::Paid);
    execute(&shop, &format!("UPDATE payments SET expires_at = now() - interval '1 second' WHERE id = {}", payments[2]))
        .await;
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('expire_unpaid', '{}')").await;
    shop.work_off().await;
    for _ in 0..2 {
        decided(&shop).await;
        assert_eq!(text(&shop, "SELECT state FROM harvests").await, "failed");
        assert_eq!(states(&shop, &paid).await, "unfulfillable");
        assert_eq!(states(&shop, &waiting).await, "expired", "nobody is asked for what will not come");
        assert_eq!(text(&shop, "SELECT string_agg(amount::text, ' ') FROM refunds").await, total.to_string());
    }
    let told = format!("SELECT count(*) FROM messages WHERE body LIKE '%{waiting}%đừng chuyển nữa%'");
    assert_eq!(number(&shop, &told).await, 1);
    let told = "SELECT count(*) FROM messages WHERE body LIKE '%đừng chuyển nữa%'";
    assert_eq!(number(&shop, told).await, 1, "who was too late before is told that");
    // Money for what has failed already.
    assert!(matches!(pay(&shop, payments[1], None).await, Outcome::Unwanted(_)));
    assert!(matches!(pay(&shop, payments[2], None).await, Outcome::Unwanted(_)));
    for _ in 0..2 {
        decided(&shop).await;
        assert_eq!(states(&shop, &waiting).await, "expired");
        let back = "SELECT concat(count(*), ' ', min(amount), ' ', max(amount)) FROM refunds";
        assert_eq!(text(&shop, back).await, format!("1 {total} {total}"));
    }
    assert_eq!(states(&shop, &expired).await, "expired");
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 0);
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn what_is_not_paid_makes_no_harvest_go() {
    let (shop, guava) = orchard().await;
    market_account(&shop).await;
    order(&shop, &shop.guest(), &[(guava, 2)], "cod").await;
    let missing = order(&shop, &shop.guest(), &[(guava, 1)], "bank_transfer").await;
    assert_eq!(number(&shop, "SELECT promised_g FROM harvests").await, 3_000);
    let slug = text(&shop, "SELECT slug FROM products").await;
    let page = shop.guest().get(&format!("/products/{slug}")).await;
    assert!(page.texts(".ahead").join(" ").contains("Còn 1 kg nữa thì thu hoạch"), "{}", page.words());
    decided(&shop).await;
    assert_eq!(text(&shop, "SELECT state FROM harvests").await, "failed");
    assert_eq!(states(&shop, &missing).await, "expired");
    sound(&shop).await;

    let (shop, guava) = orchard().await;
    market_account(&shop).await;
    order(&shop, &shop.guest(), &[(guava, 2)], "cod").await;
    let paid = order(&shop, &shop.guest(), &[(guava, 1)], "bank_transfer").await;
    assert_eq!(pay(&shop, payment(&shop, &paid).await, None).await, Outcome::Paid);
    decided(&shop).await;
    assert_eq!(text(&shop, "SELECT state FROM harvests").await, "going");
    assert_eq!(states(&shop, &paid).await, "placed");
    sound(&shop).await;
}

#[actix_web::test]
async fn who_closes_before_the_day_decides_now() {
    for (kilos, state, parcel) in [(2, "failed", "unfulfillable"), (3, "closed", "placed")] {
        let (shop, guava) = orchard().await;
        let member = shop.signed_in(build::member(&shop, guava.producer).await).await;
        buys(&shop, &[(guava, kilos)]).await;
        let own = format!("/sell/harvests/{}", number(&shop, "SELECT id FROM harvests").await);
        let page = member.get(&own).await;
        assert!(page.words().contains("Chợ xét ngay mức ít nhất"), "{}", page.words());
        let closed = member.submit(&page, &format!("{own}/close"), &[]).await;
        assert_eq!(closed.status, 303, "{}", closed.words());
        assert_eq!(text(&shop, "SELECT state FROM harvests").await, state);
        decided(&shop).await;
        assert_eq!(text(&shop, "SELECT state FROM parcels").await, parcel);
        let told = "SELECT count(*) FROM messages WHERE body LIKE '%không đủ người đặt%'";
        assert_eq!(number(&shop, told).await, i64::from(state == "failed"));
        sound(&shop).await;
    }
}

#[actix_web::test]
async fn once_somebody_has_ordered_the_minimum_only_becomes_easier() {
    let (shop, guava) = orchard().await;
    let member = shop.signed_in(build::member(&shop, guava.producer).await).await;
    let own = format!("/sell/harvests/{}", number(&shop, "SELECT id FROM harvests").await);
    execute(&shop, "UPDATE harvests SET ships_from = current_date + 20, ships_to = current_date + 25").await;
    let page = member.get(&own).await;
    // Nobody has ordered: it may be anything.
    let changed = member.submit(&page, &own, &[("minimum", "4")]).await;
    assert_eq!(changed.status, 303, "{}", changed.words());
    buys(&shop, &[(guava, 1)]).await;
    let page = member.get(&own).await;
    let day = page.attributes("#decide_on", "value").remove(0);
    let later = day.parse::<chrono::NaiveDate>().unwrap().succ_opt().unwrap().to_string();
    for typed in [("minimum", "5"), ("decide_on", later.as_str())] {
        let page = member.get(&own).await;
        let refused = member.submit(&page, &own, &[typed]).await;
        assert_eq!(refused.status, 422, "{typed:?}: {}", refused.words());
        assert!(refused.words().contains("chỉ hạ mức xuống hoặc quyết định sớm hơn"), "{}", refused.words());
    }
    assert_eq!(number(&shop, "SELECT minimum_g FROM harvests").await, 4_000);
    let page = member.get(&own).await;
    let eased = member.submit(&page, &own, &[("minimum", "2")]).await;
    assert_eq!(eased.status, 303, "{}", eased.words());
    let page = member.get(&own).await;
    assert_eq!(member.submit(&page, &own, &[("minimum", "")]).await.status, 303);
    // A promise without an if gets none any more.
    let page = member.get(&own).await;
    let refused = member.submit(&page, &own, &[("minimum", "1"), ("decide_on", &day)]).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM harvests WHERE minimum_g IS NULL").await, 1);
}

#[actix_web::test]
async fn a_household_says_what_is_the_least() {
    let (shop, member, jar) = super::household().await;
    let product = jar.product.to_string();
    let fields = |minimum: &'static str, day: &'static str| {
        [
            ("product", product.clone()),
            ("expected", "120".to_owned()),
            ("opens_on", "2026-11-23".to_owned()),
            ("closes_on", "2027-12-10".to_owned()),
            ("ships_from", "2027-12-05".to_owned()),
            ("ships_to", "2027-12-12".to_owned()),
            ("minimum", minimum.to_owned()),
            ("decide_on", day.to_owned()),
        ]
    };
    let page = member.get("/sell/harvests/new").await;
    for (minimum, day) in
        [("121", "2027-12-01"), ("ít", "2027-12-01"), ("50", ""), ("50", "2027-12-05"), ("50", "2026-11-22")]
    {
        let typed = fields(minimum, day);
        let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = member.submit(&page, "/sell/harvests/new", &typed).await;
        assert_eq!(answer.status, 422, "{minimum} {day}: {}", answer.words());
    }
    let typed = fields("50", "2027-12-01");
    let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let opened = member.submit(&page, "/sell/harvests/new", &typed).await;
    assert_eq!(opened.status, 303, "{}", opened.words());
    assert_eq!(number(&shop, "SELECT minimum_g FROM harvests").await, 50_000);
    let own = opened.location().unwrap();
    let page = member.get(&own).await;
    assert_eq!(member.submit(&page, &own, &[("minimum", "")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) FROM harvests WHERE minimum_g IS NULL AND decide_at IS NULL").await, 1);
}

#[actix_web::test]
async fn one_harvest_or_parcel_that_errs_keeps_no_other_waiting() {
    let (shop, guava) = orchard().await;
    let plum = build::goods(&shop, guava.producer, "Mận", 20_000, 0).await;
    let second = window(&shop, plum.pack, 20_000).await;
    execute(&shop, "UPDATE harvests SET minimum_g = 9000, decide_at = now() + interval '2 days'").await;
    for goods in [guava, guava, plum] {
        buys(&shop, &[(goods, 1)]).await;
    }
    // The first of each errs as a fault of ours would.
    execute(&shop, "CREATE FUNCTION err() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poisoned'; END $$").await;
    let poisoned = format!("WHEN (NEW.id <> {second}) EXECUTE FUNCTION err()");
    execute(&shop, &format!("CREATE TRIGGER err BEFORE UPDATE OF state ON harvests FOR EACH ROW {poisoned}")).await;
    let due = format!("UPDATE harvests SET decide_at = now() - make_interval(hours => 1 + (id <> {second})::int)");
    execute(&shop, &due).await;
    assert!(DecideHarvests {}.run(shop.ground.clone()).await.is_err(), "and it is told");
    let decided = "SELECT string_agg(state, ' ' ORDER BY id) FROM harvests";
    assert_eq!(text(&shop, decided).await, "open failed");
    execute(&shop, "DROP TRIGGER err ON harvests").await;
    DecideHarvests {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(text(&shop, decided).await, "failed failed");

    let first = number(&shop, "SELECT min(id) FROM parcels").await;
    let poisoned = format!("WHEN (NEW.parcel_id = {first}) EXECUTE FUNCTION err()");
    execute(&shop, &format!("CREATE TRIGGER err BEFORE INSERT ON corrections FOR EACH ROW {poisoned}")).await;
    let parcels = "SELECT string_agg(state, ' ' ORDER BY id) FROM parcels";
    assert!(LetGo {}.run(shop.ground.clone()).await.is_err());
    assert_eq!(text(&shop, parcels).await, "placed unfulfillable unfulfillable");
    execute(&shop, "DROP TRIGGER err ON corrections").await;
    LetGo {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(text(&shop, parcels).await, "unfulfillable unfulfillable unfulfillable");
    sound(&shop).await;
}
