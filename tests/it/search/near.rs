//! Goods near a commune: which, in which order, and how to be rid of the condition.

use market::catalog::shelf;

use crate::support::{self, Answer, TestShop, build};

/// Each a household with one kind of goods, further and further from Lập Thạch; the name that fits best lies furthest.
pub const PLACES: [(&str, &str); 6] = [
    ("08761", "Muối mật ong Lập Thạch"),
    ("08788", "Muối mật ong Thái Hòa"),
    ("08812", "Muối mật ong Liên Hòa"),
    ("08770", "Muối mật ong Hợp Lý"),
    ("08842", "Muối mật ong Tiên Lữ"),
    ("08866", "Mật ong Sơn Đông"),
];

pub async fn stocked() -> TestShop {
    let shop = support::shop().await;
    for (code, name) in PLACES {
        let producer = build::producer_in(&shop, "Nhà ong", code).await;
        build::goods(&shop, producer, name, 90_000, 9).await;
    }
    shelf::refresh_all(&mut *shop.conn().await, shop.ground.clock.today()).await.unwrap();
    shop
}

fn names(page: &Answer) -> Vec<String> {
    page.texts("#goods .card-name a")
}

#[actix_web::test]
async fn goods_near_a_commune_come_nearest_first_and_say_how_far_they_are() {
    let shop = stocked().await;
    let guest = shop.guest();
    let page = guest.get("/search?q=mat+ong&near=08761").await;
    assert_eq!(names(&page), PLACES.map(|(_, name)| name)[..5], "{}", page.words());
    let away = ["Trong xã", "Cách khoảng 5 km", "Cách khoảng 5 km", "Cách khoảng 7 km", "Cách khoảng 7 km"];
    assert_eq!(page.texts("#goods .card-why"), away);
    assert_eq!(page.texts("#sort option[selected]"), ["Gần nhất trước"]);

    let page = guest.get("/search?q=mat+ong&near=08866").await;
    assert_eq!(names(&page), ["Mật ong Sơn Đông", "Muối mật ong Tiên Lữ"]);
    let english = guest.get("/search?q=mat+ong&near=08866&lang=en").await;
    assert_eq!(english.texts("#goods .card-why"), ["In the commune", "About 4 km away"]);
    // Another order is that order, within the same bounds.
    let mut newest = names(&guest.get("/search?q=mat+ong&near=08761&sort=new").await);
    newest.reverse();
    assert_eq!(newest, PLACES.map(|(_, name)| name)[..5]);
    let anywhere = guest.get("/search?q=mat+ong").await;
    assert_eq!(names(&anywhere).len(), 6);
    assert!(anywhere.texts("#goods .card-why").is_empty());
}

#[actix_web::test]
async fn every_count_beside_a_filter_is_of_goods_near_by() {
    let shop = stocked().await;
    let guest = shop.guest();
    let page = guest.get("/search?q=mat+ong&near=08866").await;
    assert!(page.texts(".heading p").contains(&"2 món".to_owned()), "{}", page.words());
    let communes = page.attributes("input[name=commune]", "value");
    assert_eq!(communes, ["08842", "08866"], "the others have nothing to show");
    assert_eq!(page.texts("label:has(input[name=commune]) span:last-child"), ["1", "1"]);
    assert_eq!(page.texts("label:has(input[name=stock]) span:last-child"), ["2"]);
    let both = guest.get("/search?q=mat+ong&near=08866&commune=08842").await;
    assert_eq!(names(&both), ["Muối mật ong Tiên Lữ"]);
    // What lies elsewhere is offered when nothing near by has the words, with how far it is.
    let none = guest.get("/search?q=mat+ong+hop+ly&near=08866").await;
    assert!(names(&none).is_empty());
    assert!(none.words().contains("Bộ lọc đang che hết 1 món"), "{}", none.words());
    assert!(none.words().contains("Cách khoảng 18 km"), "{}", none.words());
}

#[actix_web::test]
async fn the_condition_is_chosen_kept_and_taken_off_on_the_page() {
    let shop = stocked().await;
    let guest = shop.guest();
    let page = guest.get("/search?q=mat+ong").await;
    let codes = page.attributes("select[name=near] option", "value");
    assert_eq!(codes, ["", "08761", "08770", "08788", "08812", "08842", "08866"]);
    assert!(page.attributes("select[name=near] option[selected]", "value").is_empty());

    let page = guest.get("/search?q=mat+ong&near=08842&stock=in&sort=price").await;
    assert_eq!(page.attributes("select[name=near] option[selected]", "value"), ["08842"]);
    assert!(page.texts(".chip").iter().any(|chip| chip.starts_with("Gần xã Tiên Lữ")), "{}", page.words());
    let off = page.attributes("a.chip", "href");
    assert!(off.contains(&"/search?q=mat+ong&stock=in&sort=price".to_owned()), "{off:?}");
    assert!(off.contains(&"/search?q=mat+ong&near=08842&sort=price".to_owned()), "{off:?}");

    for code in ["99999", "Ti%C3%AAn+L%E1%BB%AF", "'", "", "00004"] {
        let page = guest.get(&format!("/search?q=mat+ong&near={code}")).await;
        assert_eq!(names(&page).len(), 6, "{code}");
        assert!(page.texts(".chip").is_empty(), "{code}");
    }
    let list = guest.get("/products?near=08866").await;
    assert_eq!(names(&list).len(), 6, "only a search is asked for it");
    assert!(list.texts(".chip").is_empty() && list.texts("select[name=near]").is_empty());
}
