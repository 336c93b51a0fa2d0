//! Two households in one browser: a form that was shown at one desk does nothing at the other, and says whose it is.

use reqwest::Method;

use super::*;
use crate::support;
use crate::support::placed;

/// Where one's own household does not matter: to come in, and to turn from one desk to another.
const NO_DESK: [&str; 3] = ["/sell/join", "/sell/take-over", "/sell/household"];

struct Two {
    shop: TestShop,
    client: Client,
    first: ProducerId,
    second: ProducerId,
    /// Of the first household.
    parcel: String,
}

/// An owner of two households, at the desk of the first.
async fn two() -> Two {
    let shop = support::shop().await;
    let (first, second) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Vườn ông Bền").await);
    let jar = build::goods(&shop, first, "Cá thính", 98_000, 10).await;
    build::goods(&shop, second, "Ổi lê", 30_000, 10).await;
    let parcel = placed::order(&shop, &[(jar, 1)], "carrier").await.parcels[0].code.clone();
    let account = build::member(&shop, first).await;
    run(&shop, &format!("INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {second}, 'owner')"))
        .await;
    let client = shop.signed_in(account).await;
    Two { shop, client, first, second, parcel }
}

async fn turn(client: &Client, to: ProducerId) {
    assert_eq!(client.post("/sell/household", &[("household", &to.to_string())]).await.status, 303);
}

/// The path of a route with something in each of its holes.
fn filled(path: &str, parcel: &str) -> String {
    let filled = path
        .replace("{code}", parcel)
        .replace("{id:[0-9]+}", "1")
        .replace("{id:[0-9]{1,18}}", "1")
        .replace("{account:[0-9]{1,18}}", "1")
        .replace("{pack:[0-9]{1,18}}", "1")
        .replace("{id}", "1")
        .replace("{pack}", "1")
        .replace("{harvest}", "1")
        .replace("{lot}", "x");
    assert!(!filled.contains('{'), "this test does not know how to fill {path}");
    filled
}

#[actix_web::test]
async fn each_form_of_the_desk_is_refused_at_another_one() {
    let two = two().await;
    let stranger = build::producer(&two.shop, "Nhà bên cạnh").await;
    turn(&two.client, two.second).await;
    let before = (crate::desk::everything(&two.shop).await, number(&two.shop, "SELECT count(*) AS n FROM acts").await);
    let mut pressed = 0;
    for (method, path) in crate::desk::routes("/sell") {
        if method != "POST" || NO_DESK.contains(&path) {
            continue;
        }
        let filled = filled(path, &two.parcel);
        let refused = two.client.post(&format!("{filled}?desk={}", two.first), &[]).await;
        assert_eq!(refused.status, 409, "{path}");
        let words = refused.words();
        assert!(words.contains("Chuyển về Bà Lụa") && words.contains("Vườn ông Bền"), "{path}: {words}");
        // A household that is none of theirs is not there, and no number is none.
        for nobody in [stranger.to_string(), "999999".to_owned(), "x".to_owned(), String::new()] {
            assert_eq!(two.client.post(&format!("{filled}?desk={nobody}"), &[]).await.status, 404, "{path} {nobody}");
        }
        pressed += 1;
    }
    assert!(pressed >= 40, "{pressed}");
    let after = (crate::desk::everything(&two.shop).await, number(&two.shop, "SELECT count(*) AS n FROM acts").await);
    assert_eq!(after, before);
}

#[actix_web::test]
async fn each_form_of_the_desk_says_whose_it_is() {
    let two = two().await;
    let said = format!("desk={}", two.first);
    let mut forms = 0;
    for (method, path) in crate::desk::routes("/sell") {
        let skip = NO_DESK[..2].contains(&path) || path == "/sell/live" || path.starts_with("/sell/export");
        if method != "GET" || skip || path.ends_with(".xlsx") || (path.contains('{') && !path.contains("{code}")) {
            continue;
        }
        let page = two.client.get(&filled(path, &two.parcel)).await;
        let mut addresses = page.attributes("form[method=post][action^='/sell']", "action");
        addresses.extend(page.attributes("[formaction^='/sell']", "formaction"));
        addresses.extend(page.attributes("[hx-post^='/sell']", "hx-post"));
        for address in addresses {
            assert!(address.ends_with(&said), "{path}: {address}");
            forms += 1;
        }
    }
    assert!(forms >= 20, "{forms}");
    // Forms to other places say nothing of it.
    let desk = two.client.get("/sell").await;
    assert!(desk.attributes("form:not([action^='/sell'])", "action").iter().all(|action| !action.contains("desk=")));
}

#[actix_web::test]
async fn who_turned_to_another_desk_in_a_second_tab_turns_back_and_sends_again() {
    let two = two().await;
    let path = "/sell/household/holiday";
    let page = two.client.get(path).await;
    turn(&two.client, two.second).await;
    let days = [("from", "2026-12-01"), ("to", "2026-12-05")];
    let refused = two.client.submit(&page, path, &days).await;
    assert_eq!(refused.status, 409, "{}", refused.words());
    let away = "SELECT count(*) AS n FROM producers WHERE away_from IS NOT NULL";
    assert_eq!(number(&two.shop, away).await, 0);
    // A press by htmx shows the whole page too.
    let tick = two.client.request(Method::POST, &format!("/sell/picking/ticks?desk={}", two.first));
    let tick = tick.header("hx-request", "true").header("origin", &two.shop.url).form(&[("parcel", &two.parcel)]);
    let box_pressed = two.client.send(tick).await;
    assert_eq!((box_pressed.status, box_pressed.header("hx-retarget")), (409, "body"));
    // A script that asks for no page gets the bare number.
    let script = two.client.request(Method::POST, &format!("/sell/products/new?desk={}", two.first));
    let script = script.header("accept", "application/json").header("origin", &two.shop.url);
    let script = two.client.send(script.form(&[("name_vi", "Mật")])).await;
    assert_eq!((script.status, script.body.as_str()), (409, ""));

    let button = refused.attributes("main form[action='/sell/household'] button", "value");
    assert_eq!(button, [two.first.to_string()]);
    turn(&two.client, two.first).await;
    assert_eq!(two.client.submit(&page, path, &days).await.status, 303);
    let whose = word(&two.shop, "SELECT name_vi AS word FROM producers WHERE away_from IS NOT NULL").await;
    assert_eq!(whose, "Bà Lụa");
    // An old page still turns from desk to desk.
    let old = two.client.get("/sell").await;
    turn(&two.client, two.second).await;
    let turned = two.client.submit(&old, "/sell/household", &[("household", &two.second.to_string())]).await;
    assert_eq!(turned.status, 303);
}

#[actix_web::test]
async fn a_clerk_who_acts_for_the_next_household_writes_nothing_into_it_from_the_page_of_the_last() {
    let shop = support::shop().await;
    let (first, second) = (build::producer(&shop, "Bà Lụa").await, build::producer(&shop, "Vườn ông Bền").await);
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let why = [("act_why", "Chủ nhà gọi nhờ")];
    let act = async |house| clerk.post(&format!("/office/producers/{}/act", slug(&shop, house).await), &why).await;
    act(first).await;
    let path = "/sell/household/holiday";
    let page = clerk.get(path).await;
    act(second).await;
    let days = [("from", "2026-12-01"), ("to", "2026-12-05")];
    let refused = clerk.submit(&page, path, &days).await;
    assert_eq!(refused.status, 409, "{}", refused.words());
    assert!(refused.words().contains("Chuyển về Bà Lụa"), "{}", refused.words());
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM producers WHERE away_from IS NOT NULL").await, 0);
    assert_eq!(acts(&shop, second).await, "behalf.began!", "and the log does not say that it was done for this one");
    let back = format!("/office/producers/{}/act", slug(&shop, first).await);
    assert_eq!(clerk.submit(&refused, &back, &[]).await.status, 422, "nor does it turn for no reason");
    assert_eq!(clerk.submit(&refused, &back, &why).await.status, 303);
    assert_eq!(clerk.submit(&page, path, &days).await.status, 303);
    assert_eq!(acts(&shop, first).await, "behalf.began! behalf.began! behalf.request! holiday.set!");
}
