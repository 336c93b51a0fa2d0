//! How a search is read that nothing answers as it was typed.

use market::catalog::jobs::RefreshSeason;
use market::catalog::shelf;
use market::platform::jobs::Job as _;
use market::search::vocabulary;

use crate::buyer::{execute, number};
use crate::support::{self, Answer, TestShop, build};

async fn stocked() -> TestShop {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Nhà Bà Lụa").await;
    for name in ["Mật ong hoa nhãn", "Mật ong hoa rừng", "Rổ tre", "Cá thính"] {
        build::goods(&shop, producer, name, 90_000, 9).await;
    }
    let mut conn = shop.conn().await;
    shelf::refresh_all(&mut conn, shop.ground.clock.today()).await.unwrap();
    vocabulary::rebuild(&mut conn).await.unwrap();
    drop(conn);
    shop
}

fn names(page: &Answer) -> Vec<String> {
    let mut names = page.texts("#goods .card-name a");
    names.sort();
    names
}

#[actix_web::test]
async fn a_long_search_is_answered_without_what_nobody_has_and_says_so() {
    let shop = stocked().await;
    let guest = shop.guest();
    let honey = ["Mật ong hoa nhãn", "Mật ong hoa rừng"];
    // A word that is in use nowhere, and one that none of the goods has beside the others.
    for query in ["mat+ong+xyzzyplugh", "mat+ong+hoa+tre"] {
        let page = guest.get(&format!("/search?q={query}")).await;
        assert_eq!(names(&page), honey, "{query}: {}", page.words());
        assert!(page.words().contains("Đây là những món gần nhất"), "{query}: {}", page.words());
    }
    // One word of two is another search: that is not found, only shown as what has one of the words.
    let page = guest.get("/search?q=ong+xyzzyplugh").await;
    assert!(names(&page).is_empty(), "{}", page.words());
}

#[actix_web::test]
async fn a_short_word_that_slipped_is_read_as_what_was_meant() {
    let shop = stocked().await;
    let guest = shop.guest();
    for query in ["m%E1%BA%ADt+og", "mat+ogn"] {
        let page = guest.get(&format!("/search?q={query}")).await;
        assert_eq!(names(&page).len(), 2, "{query}: {}", page.words());
        assert!(page.words().contains("Đây là kết quả cho"), "{query}: {}", page.words());
    }
    for query in ["og", "c%C3%A1+h%E1%BB%93i"] {
        let page = guest.get(&format!("/search?q={query}")).await;
        assert!(names(&page).is_empty(), "{query}: {}", page.words());
    }
}

#[actix_web::test]
async fn a_day_that_passes_changes_seasons_and_papers_at_once_and_all_words_within_it() {
    let shop = stocked().await;
    let today = shop.ground.clock.today();
    let december = today + chrono::Days::new(14);
    execute(&shop, "UPDATE products SET season = 1 << 10, certificate_kinds = '{vietgap}' WHERE name_vi = 'Cá thính'")
        .await;
    execute(
        &shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, expires_on, checked_at) \
             SELECT id, 'vietgap', 'VietGAP', 'V-1', 'UBND tỉnh', '2024-01-01', '{today}', now() FROM producers"
        ),
    )
    .await;
    let mut conn = shop.conn().await;
    shelf::refresh_all(&mut conn, today).await.unwrap();
    let seen = async |what: &str| number(&shop, &format!("SELECT count(*) FROM shelf WHERE {what}")).await;
    let paper = "words @@ 'thinh & vietgap' AND certificates = '{vietgap}'";
    assert_eq!((seen(paper).await, seen("NOT in_season").await), (1, 0));
    // Words made by an older program, of all goods but the one whose paper runs out.
    execute(&shop, "UPDATE shelf SET words = words || 'stale' WHERE NOT words @@ 'vietgap'").await;
    let hour = number(&shop, "SELECT min(product_id) % 24 FROM shelf WHERE words @@ 'stale'").await;
    let of_this_hour = seen(&format!("words @@ 'stale' AND product_id % 24 = {hour}")).await;
    assert_eq!(seen("words @@ 'stale'").await, 3);

    shelf::refresh_season(&mut conn, december, u32::try_from(hour).unwrap()).await.unwrap();
    assert_eq!((seen(paper).await, seen("words @@ 'thinh' AND NOT words @@ 'vietgap'").await), (0, 1));
    assert_eq!(seen("NOT in_season AND words @@ 'thinh' AND rank >> 59 & 1 = 0").await, 1);
    assert_eq!(seen("words @@ 'stale'").await, 3 - of_this_hour, "words of this hour only are made anew");
    for hour in 0..24 {
        shelf::refresh_season(&mut conn, december, hour).await.unwrap();
    }
    assert_eq!((seen("words @@ 'stale'").await, seen("words @@ 'lua'").await), (0, 4));
    // Nothing has changed since: nothing is written.
    let version = "SELECT max(xmin::text::bigint) FROM shelf";
    let before = number(&shop, version).await;
    shelf::refresh_season(&mut conn, december, 0).await.unwrap();
    assert_eq!(number(&shop, version).await, before);
    drop(conn);
    // The job goes by the shop's own clock, which says November.
    RefreshSeason {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(seen("NOT in_season").await, 0);
}
