//! What the rest of the market makes of goods that are not there yet: the shelf, the pick list, the household's figures.

use market::catalog::jobs::RefreshSeason;
use market::platform::jobs::Job as _;

use super::ahead::window;
use super::household;
use crate::buyer::{code, execute, number, press, put, ready, sound, text};
use crate::support::build::{self, Goods};
use crate::support::{self, TestShop};

async fn in_stock(shop: &TestShop, goods: Goods) -> bool {
    shop.work_off().await;
    number(shop, &format!("SELECT in_stock::int FROM shelf WHERE product_id = {}", goods.product)).await == 1
}

#[actix_web::test]
async fn the_shelf_knows_what_can_be_ordered_ahead_and_when_it_is_all_spoken_for() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 0).await;
    assert!(!in_stock(&shop, guava).await);
    let harvest = window(&shop, guava.pack, 2_000).await;
    assert!(in_stock(&shop, guava).await);
    let list = shop.guest().get("/products").await;
    assert!(list.words().contains("Ổi lê") && !list.words().contains("Hết hàng"), "{}", list.words());
    let buyer = shop.guest();
    put(&buyer, guava, 2).await;
    let order = code(&press(&buyer, &ready(&buyer).await).await);
    assert!(!in_stock(&shop, guava).await, "all of it is promised");
    assert_eq!(buyer.post(&format!("/orders/{order}/cancellation"), &[]).await.status, 303);
    assert!(in_stock(&shop, guava).await);
    execute(&shop, &format!("UPDATE harvests SET state = 'closed' WHERE id = {harvest}")).await;
    assert!(!in_stock(&shop, guava).await);
    // Nothing but the hour opens the next window: the job that looks at the calendar finds it.
    let next = window(&shop, guava.pack, 2_000).await;
    execute(&shop, &format!("UPDATE harvests SET opens_at = now() + interval '1 hour' WHERE id = {next}")).await;
    assert!(!in_stock(&shop, guava).await);
    execute(&shop, "ALTER TABLE harvests DISABLE TRIGGER harvests_updated").await;
    execute(&shop, &format!("UPDATE harvests SET opens_at = now() - interval '1 minute' WHERE id = {next}")).await;
    execute(&shop, "INSERT INTO jobs (kind, payload) VALUES ('refresh_season', '{}')").await;
    assert!(in_stock(&shop, guava).await);
    sound(&shop).await;
}

/// Whether the shelf waits for the harvest's moments that are still to come, once for each, and for no other.
async fn waits(shop: &TestShop) -> bool {
    let waiting = "SELECT coalesce(array_agg(run_at ORDER BY run_at), '{}') FROM jobs WHERE kind = 'refresh_shelf' AND run_at > now()";
    let to_come = "SELECT coalesce(array_agg(t.moment ORDER BY t.moment), '{}') FROM harvests h, \
                   LATERAL (VALUES (h.opens_at), (h.closes_at)) t (moment) \
                   WHERE h.state IN ('open', 'going') AND t.moment > now()";
    number(shop, &format!("SELECT (({waiting}) = ({to_come}))::int")).await == 1
}

#[actix_web::test]
async fn a_window_opens_and_closes_on_the_shelf_in_its_very_moment() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Vườn ông Bền").await;
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 0).await;
    let harvest = window(&shop, guava.pack, 2_000).await;
    assert!(waits(&shop).await);
    let set = async |from: &str, to: &str| {
        execute(&shop, "DELETE FROM jobs WHERE run_at > now()").await;
        let times = format!("opens_at = now() + interval '{from}', closes_at = now() + interval '{to}'");
        execute(&shop, &format!("UPDATE harvests SET {times} WHERE id = {harvest}")).await;
        execute(&shop, "UPDATE harvests SET opens_at = opens_at, promised_g = promised_g").await;
        assert!(waits(&shop).await, "{from} {to}");
    };
    // Until the shelf has it, by nothing but the clock: nobody touches a row, and no runner is awake in the moment itself.
    let becomes = async |wanted: bool| {
        for _ in 0..200 {
            if in_stock(&shop, guava).await == wanted {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the shelf never had it: {wanted}");
    };
    set("4 seconds", "1 hour").await;
    assert!(!in_stock(&shop, guava).await, "not yet");
    becomes(true).await;
    let list = shop.guest().get("/products").await;
    assert!(!list.words().contains("Hết hàng"), "{}", list.words());
    set("-1 hour", "4 seconds").await;
    assert!(in_stock(&shop, guava).await, "still");
    becomes(false).await;
    // What is over waits for nothing any more.
    execute(&shop, "UPDATE harvests SET state = 'closed', closes_at = now() + interval '1 hour'").await;
    assert!(waits(&shop).await);
}

#[actix_web::test]
async fn a_day_begins_on_the_shelf_with_its_first_seconds() {
    let shop = support::shop().await;
    for _ in 0..2 {
        RefreshSeason {}.run(shop.ground.clone()).await.unwrap();
    }
    let waits = "SELECT string_agg(to_char(run_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI:SS'), ' ') \
                 FROM jobs WHERE kind = 'refresh_season'";
    assert_eq!(text(&shop, waits).await, "2026-11-24 00:00:05");
}

#[actix_web::test]
async fn a_days_work_that_is_spoken_for_is_off_the_shelf_until_somebody_cancels() {
    let (shop, _, jar) = household().await;
    execute(&shop, "DELETE FROM stock_entries").await;
    execute(&shop, "UPDATE packs SET on_hand = 0, made_to_order = true, make_days = 2, most_per_day = 2").await;
    assert!(in_stock(&shop, jar).await);
    let buyer = shop.guest();
    put(&buyer, jar, 2).await;
    let order = code(&press(&buyer, &ready(&buyer).await).await);
    assert!(!in_stock(&shop, jar).await);
    assert_eq!(buyer.post(&format!("/orders/{order}/cancellation"), &[]).await.status, 303);
    assert!(in_stock(&shop, jar).await);
    sound(&shop).await;
}

#[actix_web::test]
async fn the_pick_list_says_what_comes_of_which_harvest() {
    let (shop, member, _) = household().await;
    let house = market::kernel::ids::ProducerId(number(&shop, "SELECT max(id) FROM producers").await);
    let guava = build::goods(&shop, house, "Ổi lê", 30_000, 2).await;
    window(&shop, guava.pack, 9_000).await;
    let now = shop.guest();
    put(&now, guava, 2).await;
    code(&press(&now, &ready(&now).await).await);
    let later = shop.guest();
    put(&later, guava, 3).await;
    code(&press(&later, &ready(&later).await).await);
    for parcel in 1..=2 {
        let url = format!("/sell/parcels/G{parcel}/state");
        assert_eq!(member.post(&url, &[("from", "placed"), ("to", "confirmed")]).await.status, 303);
    }
    let page = member.get("/sell/picking").await;
    let picks = page.texts(".sheet .pick li");
    assert_eq!(picks.len(), 2, "{picks:?}");
    assert!(picks[0].starts_with("2") && !picks[0].contains("Đợt hái"), "{picks:?}");
    assert!(picks[1].starts_with("3") && picks[1].contains("Đợt hái 05/12/2026 – 12/12/2026"), "{picks:?}");
    // On the day's page only from the day on which it is sent.
    let today = async || member.get("/sell").await.texts("#pick ~ .pick li");
    let shown = today().await;
    assert!(shown.len() == 1 && shown[0].starts_with("2"), "{shown:?}");
    execute(&shop, "UPDATE harvests SET ships_from = '2026-11-23'").await;
    assert_eq!(today().await.len(), 2);
    execute(&shop, "UPDATE harvests SET ships_from = '2026-12-05'").await;
    let parcel = member.get("/sell/parcels/G2").await;
    assert!(parcel.words().contains("Đợt hái 05/12/2026"), "{}", parcel.words());
    // Their sums count both alike, and what sells ahead does not run short.
    let know = member.get("/sell/know").await;
    assert!(know.texts("#low ~ .pick li").iter().all(|l| !l.contains("Ổi lê")), "{}", know.words());
    let goods = member.get("/sell/products").await;
    assert!(goods.texts(".goods .tag").contains(&"Đặt trước".to_owned()), "{}", goods.words());
    sound(&shop).await;
    assert_eq!(text(&shop, "SELECT concat(on_hand, ' ', reserved) FROM packs ORDER BY id DESC LIMIT 1").await, "2 2");
}
