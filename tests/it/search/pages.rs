//! What the page of a search shows: the words marked, when a season comes back, keys without accents understood, and an end
//! to its pages.

use market::catalog::shelf;
use market::search::vocabulary;

use crate::buyer::execute;
use crate::support::{self, Answer, TestShop, build};

async fn stocked() -> TestShop {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Nhà Bà Lụa").await;
    for name in ["Mật ong hoa nhãn", "Mật ong <b> rừng", "Cá thính chép"] {
        build::goods(&shop, producer, name, 90_000, 9).await;
    }
    // Of January and February.
    execute(&shop, "UPDATE products SET season = 3 WHERE name_vi = 'Mật ong hoa nhãn'").await;
    let mut conn = shop.conn().await;
    shelf::refresh_all(&mut conn, shop.ground.clock.today()).await.unwrap();
    vocabulary::rebuild(&mut conn).await.unwrap();
    drop(conn);
    shop
}

fn names(page: &Answer) -> Vec<String> {
    page.texts("#goods .card-name a")
}

#[actix_web::test]
async fn words_are_marked_on_cards_as_text_and_never_as_markup() {
    let shop = stocked().await;
    let guest = shop.guest();
    let page = guest.get("/search?q=ca+thinh").await;
    assert_eq!(names(&page), ["Cá thính chép"]);
    assert_eq!(page.texts("#goods .card-name mark"), ["Cá thính"]);
    let page = guest.get("/search?q=ong+b").await;
    assert_eq!(names(&page), ["Mật ong <b> rừng"]);
    assert_eq!(page.texts("#goods .card-name mark"), ["ong", "b"]);
    // A list of goods that nobody searched for marks nothing.
    assert!(guest.get("/products").await.texts("mark").is_empty());
}

#[actix_web::test]
async fn what_is_out_of_season_says_when_it_comes_back() {
    let shop = stocked().await;
    let page = shop.guest().get("/search?q=mat+ong+nhan").await;
    assert_eq!(names(&page), ["Mật ong hoa nhãn"]);
    assert_eq!(page.texts("#goods .card-why"), ["Vào vụ lại từ tháng 1"]);
    let english = shop.guest().get("/search?q=mat+ong+nhan&lang=en").await;
    assert_eq!(english.texts("#goods .card-why").len(), 1);
    assert!(english.texts("#goods .card-why")[0].starts_with("In season again from"), "{}", english.words());
    let all_year = shop.guest().get("/search?q=ca+thinh").await;
    assert!(all_year.texts("#goods .card-why").is_empty(), "{}", all_year.words());
}

#[actix_web::test]
async fn telex_and_vni_that_nobody_turned_into_accents_are_read_and_shown_as_read() {
    let shop = stocked().await;
    for typed in ["cas+thinhs", "ca1+thi1nh"] {
        let page = shop.guest().get(&format!("/search?q={typed}")).await;
        assert_eq!(names(&page), ["Cá thính chép"], "{typed}: {}", page.words());
        assert!(page.words().contains("Đây là kết quả cho “cá thính”"), "{typed}: {}", page.words());
        assert_eq!(page.texts("#goods .card-name mark"), ["Cá thính"], "{typed}");
    }
}

#[actix_web::test]
async fn what_a_size_comes_in_is_no_part_of_what_is_looked_for() {
    let shop = stocked().await;
    for query in
        ["ca+thinh+hu+7kg", "ca+thinh,7kg/hu", "c%C3%A1+th%C3%ADnh+t%C3%BAi+n%E1%BB%ADa+c%C3%A2n", "ca+thinnh+hop+7+kg"]
    {
        let page = shop.guest().get(&format!("/search?q={query}")).await;
        assert_eq!(names(&page), ["Cá thính chép"], "{query}: {}", page.words());
    }
}

#[actix_web::test]
async fn any_text_is_answered() {
    let shop = stocked().await;
    let guest = shop.guest();
    let odd = [
        "",
        "%00",
        "%ff%fe",
        "%CC%81%CC%81",
        "%F0%9F%90%9F",
        "'%22%5C;--",
        "%26%7C!:*",
        "-1kg",
        "0kg",
        "1e9kg",
        "%D8%AA%D9%85",
    ];
    let long = ["%E1%BA%BF", "%ED%95%9C", "%EF%B7%BA", "abcdefg+", "1l+", "a,"].map(|part| part.repeat(500));
    for q in odd.into_iter().map(str::to_owned).chain(long) {
        let page = guest.get(&format!("/search?q={q}")).await;
        assert!([200, 303].contains(&page.status), "{q}: {}", page.status);
    }
    let number =
        guest.get("/search?q=99999999999999999kg&page=99999999999999999999&price_from=99999999999999999999").await;
    assert_eq!(number.status, 200);
}

#[actix_web::test]
async fn a_page_too_far_says_so_and_blames_no_filter() {
    let shop = stocked().await;
    let guest = shop.guest();
    for query in ["q=mat+ong", "q=mat+ong&stock=in"] {
        let page = guest.get(&format!("/search?{query}&page=3")).await;
        assert_eq!(page.status, 200);
        assert!(page.words().contains("Danh sách không dài đến trang này"), "{query}: {}", page.words());
        assert!(!page.words().contains("Bộ lọc đang che hết"), "{query}: {}", page.words());
        assert_eq!(page.attributes("#goods a", "href"), [format!("/search?{query}")]);
    }
    let filtered = guest.get("/search?q=mat+ong&price_to=5").await;
    assert!(filtered.words().contains("Bộ lọc đang che hết 2 món"), "{}", filtered.words());
    // Hidden a moment ago, and the shelf has not heard of it: no filter's doing either.
    execute(&shop, "UPDATE products SET state = 'hidden' WHERE name_vi = 'Cá thính chép'").await;
    let gone = guest.get("/search?q=ca+thinh").await;
    assert!(names(&gone).is_empty());
    assert!(gone.words().contains("Chưa có món như vậy"), "{}", gone.words());
    assert!(!gone.words().contains("Bộ lọc đang che hết"), "{}", gone.words());
}
