//! However a phone, an address or a password is typed, it is the same one; and what is no path of ours is nowhere.

use unicode_normalization::UnicodeNormalization as _;

use super::*;
use crate::buyer;

async fn sign_up_and_prove(shop: &TestShop, login: &str, to: &str, password: &str) {
    let client = shop.guest();
    assert_eq!(sign_up(&client, login, password).await.status, 303);
    let code = code(shop, to).await;
    assert_eq!(client.post("/account/verify", &[("code", &code)]).await.status, 303);
}

#[actix_web::test]
async fn an_address_has_no_capitals_and_a_phone_no_spelling() {
    let shop = support::shop().await;
    sign_up_and_prove(&shop, "Thu.Ha@Example.COM", "thu.ha@example.com", PASSWORD).await;
    for login in ["thu.ha@example.com", " THU.HA@EXAMPLE.COM "] {
        assert_eq!(sign_in(&shop.guest(), login, PASSWORD).await.status, 303, "{login}");
    }
    sign_up_and_prove(&shop, "0912.345-678", E164, PASSWORD).await;
    for login in ["+84912345678", "84 912 345 678", "(0912) 345 678", "0084912345678"] {
        assert_eq!(sign_in(&shop.guest(), login, PASSWORD).await.status, 303, "{login}");
    }
    let mut conn = shop.conn().await;
    assert_eq!(accounts::table.count().get_result::<i64>(&mut conn).await.unwrap(), 2);
}

#[actix_web::test]
async fn a_password_may_be_long_spaced_and_vietnamese_however_it_is_composed() {
    let shop = support::shop().await;
    let long: String = "  Cá thính Lập Thạch, để dành ba năm rồi mới ăn. ".repeat(4);
    assert_eq!(long.nfc().count(), 196);
    // A phone that sends each mark by itself signs up; one that sends whole letters signs in, and the other way round.
    sign_up_and_prove(&shop, PHONE, E164, &long.nfd().collect::<String>()).await;
    assert_eq!(sign_in(&shop.guest(), PHONE, &long.nfc().collect::<String>()).await.status, 303);
    assert_eq!(sign_in(&shop.guest(), PHONE, &long.nfd().collect::<String>()).await.status, 303);
    for wrong in [long.trim().to_owned(), long.to_lowercase(), format!("{long}x"), "x".repeat(60_000)] {
        assert_eq!(sign_in(&shop.guest(), PHONE, &wrong).await.status, 422, "every sign counts");
    }
    let longer = sign_up(&shop.guest(), "0987654321", &"ế ".repeat(101)).await;
    assert_eq!((longer.status, longer.texts("#password-why").len()), (422, 1));
}

#[actix_web::test]
async fn a_way_back_that_no_header_could_carry_leads_nowhere() {
    let shop = support::shop().await;
    member_of_the_public(&shop).await;
    let client = shop.guest();
    for next in ["/tìm", "/a b", "/\u{7f}", "/x\r\nSet-Cookie: a=b", "////evil.example", "/\t/evil.example"] {
        let fields = [("login", PHONE), ("password", PASSWORD), ("next", next)];
        let answer = client.post("/account/sign-in", &fields).await;
        assert_eq!((answer.status, answer.location().as_deref()), (303, Some("/account")), "{next:?}");
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
        let answer = client.get(&format!("/account/sign-in?{query}")).await;
        assert_eq!(
            (answer.status, answer.location().as_deref()),
            (303, Some("/account")),
            "{next:?}, signed in already"
        );
    }
}

#[actix_web::test]
async fn a_guests_order_is_found_only_by_who_proved_the_phone() {
    let shop = support::shop().await;
    let household = build::producer(&shop, "Nhà bà Mận").await;
    let goods = build::goods(&shop, household, "Cá thính", 90_000, 10).await;
    let guest = shop.guest();
    buyer::put(&guest, goods, 1).await;
    let page = buyer::ready(&guest).await;
    let order = buyer::code(&buyer::press(&guest, &page).await);
    let client = shop.guest();
    sign_up(&client, PHONE, PASSWORD).await;
    let code = code(&shop, E164).await;
    shop.work_off().await;
    let path = format!("/orders/{order}");
    assert_ne!(client.get(&path).await.status, 200, "a number typed proves nothing");
    client.post("/account/verify", &[("code", &code)]).await;
    shop.work_off().await;
    assert_eq!(client.get(&path).await.status, 200);
    assert!(client.get("/account/orders").await.body.contains(&order));

    let other = shop.signed_in(build::account_with(&shop, "Người khác", Some("+84987654321")).await).await;
    assert_ne!(other.get(&path).await.status, 200);
}
