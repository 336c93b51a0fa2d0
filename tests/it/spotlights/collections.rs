//! Goods gathered on a page of their own while it is open.

use market::catalog::spotlight::count::flush;

use super::*;

#[actix_web::test]
async fn a_collection_is_gathered_shown_promoted_and_closed() {
    let shop = support::shop().await;
    let house = household(&shop, "Bà Lụa").await;
    let other = household(&shop, "HTX Ven Lô").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let pomelo = build::goods(&shop, other, "Bưởi soi bãi", 30_000, 9).await;
    for owner in [house, other] {
        build::goods(&shop, owner, "Gạo nếp", 30_000, 9).await;
    }
    shop.work_off().await;
    let clerk = promoter(&shop).await;
    let of = slug(&shop, "products", fish.product.0).await;
    let page = clerk.get("/office/collections/new").await;
    let address = format!("{}/products/{of}?s=1", shop.url);
    let (from, to) = (hours(&shop, -1).await, hours(&shop, 24).await);
    let right =
        [("title_vi", "Quà Tết 2027"), ("lead_vi", "Gói sẵn, gửi đi xa được."), ("starts_at", &from), ("ends_at", &to)];
    let send = async |goods: &str| {
        let fields: Vec<_> = right.into_iter().chain([("goods", goods)]).collect();
        clerk.submit(&page, "/office/collections/new", &fields).await
    };
    let wrong = send(&format!("{address}\nGạo nếp\nmon khong co")).await;
    assert_eq!((wrong.status, wrong.texts("#f-goods-why").len()), (422, 1), "{}", wrong.words());
    assert_eq!(wrong.texts("main li"), ["Gạo nếp", "mon khong co"], "a name of two households names neither");
    assert_eq!(send("").await.status, 422);
    assert_eq!(number(&shop, "SELECT count(*) FROM collections").await, 0);
    let made = send(&format!("Bưởi soi bãi\n{address}\n{of}")).await;
    assert_eq!(made.status, 303, "{}", made.words());
    assert_eq!(send("Bưởi soi bãi").await.status, 409, "its address is taken");
    let guest = shop.guest();
    let open = guest.get("/collections/qua-tet-2027").await;
    assert_eq!(open.texts("h1"), ["Quà Tết 2027"]);
    assert_eq!(open.texts(".card h2"), ["Bưởi soi bãi", "Cá thính"]);
    assert!(open.words().contains("Phòng Kinh tế chọn"), "{}", open.words());
    let id = number(&shop, "SELECT id FROM collections").await;
    let way = open.attributes(".card a", "href").remove(0);
    assert!(way.ends_with(&format!("?s=c{id}")), "{way}");
    guest.get(&way).await;
    // It leads to none of these: an address that is made up counts nothing.
    let rice = text(&shop, "SELECT slug FROM products WHERE name_vi = 'Gạo nếp' ORDER BY id LIMIT 1").await;
    assert_eq!(guest.get(&format!("/products/{rice}?s=c{id}")).await.status, 200);
    flush(&shop.ground).await.unwrap();
    assert_eq!(text(&shop, "SELECT concat(shown, '/', clicked) FROM collection_days").await, "1/1");
    // On the home page as a campaign; sold out, it leaves.
    let campaign = [("slot", "campaign")];
    assert_eq!(plan(&shop, &clerk, "collection", "qua-tet-2027", &campaign).await.status, 303);
    look_again(&shop);
    assert!(guest.get("/").await.body.contains("/collections/qua-tet-2027?s="));
    execute(&shop, "UPDATE packs SET on_hand = 0").await;
    shop.work_off().await;
    look_again(&shop);
    assert!(!guest.get("/").await.body.contains("/collections/qua-tet-2027"));
    assert!(guest.get("/collections/qua-tet-2027").await.words().contains("vừa bán hết"));
    // It changes under the address that people have, and closes at its time.
    let path = made.location().unwrap();
    let again = clerk.get(&path).await;
    assert_eq!(clerk.submit(&again, &path, &[("title_vi", "Quà xuân"), ("goods", "Bưởi soi bãi")]).await.status, 303);
    assert_eq!(guest.get("/collections/qua-tet-2027").await.texts("h1"), ["Quà xuân"]);
    assert_eq!(number(&shop, "SELECT count(*) FROM collection_products").await, 1);
    assert_eq!(number(&shop, "SELECT product_id FROM collection_products").await, pomelo.product.0);
    execute(
        &shop,
        "UPDATE collections SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 second'",
    )
    .await;
    assert_eq!(guest.get("/collections/qua-tet-2027").await.status, 404);
    for path in ["/collections/khong-co", "/collections/%00"] {
        assert!([400, 404].contains(&guest.get(path).await.status), "{path}");
    }
}
