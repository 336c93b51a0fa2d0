//! The whole road without a line of script: a client that only follows links and fills the forms it finds buys from two
//! households, a household takes its parcel to the door, and the buyer sees it arrive.

use market::payments::books;

use super::support::{self, Client};

#[actix_web::test]
async fn an_order_goes_from_the_shelf_to_the_door_without_script() {
    let shop = support::demo_shop().await;
    let guest = shop.guest();
    for (product, qty) in [("ca-thinh-tram-khuc", "2"), ("thung-thanh-long-5-kg", "1")] {
        let page = guest.get(&format!("/products/{product}")).await;
        assert_eq!(page.status, 200, "{product}");
        let added = guest.submit(&page, "/cart/lines", &[("qty", qty)]).await;
        assert_eq!((added.status, added.location().as_deref()), (303, Some("/cart")));
    }
    let cart = guest.get("/cart").await;
    assert_eq!(cart.texts("main .parcel").len(), 2, "one part a household: {}", cart.words());

    let page = guest.get("/checkout").await;
    let asked = [
        ("phone", "0912 345 678"),
        ("name", "Nguyễn Thị Hoa"),
        ("commune", "van truc"),
        ("street", "Thôn Đồng Núi"),
        ("step", "quote"),
    ];
    let quoted = guest.submit(&page, "/checkout", &asked).await;
    assert!(quoted.words().contains("Lập Thạch"), "the old name finds the new commune: {}", quoted.words());
    let placed = guest.submit(&quoted, "/checkout", &[]).await;
    assert_eq!(placed.status, 303, "{}", placed.words());
    let order = placed.location().unwrap();
    assert!(order.starts_with("/orders/LT"), "{order}");
    let confirmation = guest.get(&order).await;
    assert_eq!(confirmation.status, 200);
    for part in ["Cá thính trắm khúc", "Thùng thanh long 5 kg", "Nguyễn Thị Hoa"] {
        assert!(confirmation.words().contains(part), "{part} in {}", confirmation.words());
    }
    shop.work_off().await;

    let fish = household(&shop.guest(), "0990 000 006").await;
    let fruit = household(&shop.guest(), "0990 000 001").await;
    assert!(fruit.get("/sell").await.words().contains("Thùng thanh long 5 kg"));
    let desk = fish.get("/sell").await;
    assert!(!desk.words().contains("Thùng thanh long"), "another household's goods: {}", desk.words());
    // Confirm, packed, handed over, delivered with its cash: four buttons, one after the other.
    for step in 1..=4 {
        let desk = fish.get("/sell").await;
        let forms = desk.attributes("main .do form[action*='/state']", "action");
        let next = forms.first().unwrap_or_else(|| panic!("no button at step {step}: {}", desk.words()));
        assert_eq!(fish.submit(&desk, next, &[]).await.status, 303, "step {step}");
        shop.work_off().await;
    }
    let mut conn = shop.conn().await;
    assert_eq!(books::faults(&mut conn).await.unwrap(), []);

    // Somebody else's phone, with nothing but the code and four digits.
    let stranger = shop.guest();
    let code = order.trim_start_matches("/orders/").split('?').next().unwrap().to_owned();
    assert_ne!(stranger.get(&format!("/orders/{code}")).await.status, 200, "a code alone shows nothing");
    let track = stranger.get("/track").await;
    let found = stranger.submit(&track, "/track", &[("code", &code), ("digits", "5678")]).await;
    assert_eq!(found.status, 303, "{}", found.words());
    let followed = stranger.get(&found.location().unwrap()).await;
    assert_eq!(followed.status, 200);
    assert!(followed.words().contains("Cá thính trắm khúc"));
}

async fn household(client: &Client, phone: &str) -> Client {
    let page = client.get("/account/sign-in").await;
    let fields = [("login", phone), ("password", "cho-lap-thach-2026")];
    assert_eq!(client.submit(&page, "/account/sign-in", &fields).await.status, 303);
    client.clone()
}
