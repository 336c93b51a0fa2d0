//! Posters for a fair: the code on them leads to the page that people should see.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::buyer::{execute, number, text};
use super::households::{clerk_as, slug};
use super::support::{self, Answer, build};

/// What a scanner reads off the sheet.
fn scanned(page: &Answer) -> String {
    let src = page.attributes(".poster img.code", "src").pop().unwrap();
    let svg = STANDARD.decode(src.strip_prefix("data:image/svg+xml;base64,").unwrap()).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    let side: usize = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let mut dark = std::collections::HashSet::new();
    for piece in svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap().split_terminator('z') {
        let (at, run) = piece.strip_prefix('M').unwrap().split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = run.split_once('v').unwrap().0.parse().unwrap();
        dark.extend((x..x + length).map(|x| (x, y)));
    }
    // Four light squares stand on each side.
    let grid = rqrr::SimpleGrid::from_func(side - 8, |x, y| dark.contains(&(x + 4, y + 4)));
    rqrr::Grid::new(grid).decode().unwrap().1
}

#[actix_web::test]
async fn the_poster_of_a_household_leads_to_its_page() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Cá thính trắm", 98_000, 7).await;
    shop.work_off().await;
    let slug = slug(&shop, house).await;
    let clerk = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    let admin = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let path = format!("/office/posters/{slug}");
    let page = clerk.get(&path).await;
    assert_eq!((page.status, page.texts(".poster h1")), (200, vec!["Bà Lụa".to_owned()]));
    let words = page.texts(".poster").join(" ");
    assert!(words.contains("Cá thính trắm") && words.contains("Lập Thạch"), "{words}");
    assert_eq!(scanned(&page), format!("{}/producers/{slug}", shop.url));
    assert_eq!(shop.guest().get(&scanned(&page)).await.status, 200);
    for (who, from) in
        [(&clerk, format!("/office/spotlights/new?producer={slug}")), (&admin, format!("/office/producers/{slug}"))]
    {
        assert!(who.get(&from).await.body.contains(&format!("href=\"{path}\"")), "{from}");
        assert_eq!(who.get(&path).await.attributes("main a.back", "href"), [from]);
    }
    execute(&shop, "UPDATE producers SET suspended_at = now()").await;
    assert_eq!(clerk.get(&path).await.status, 404, "it leads nowhere");
    assert!(!admin.get(&format!("/office/producers/{slug}")).await.body.contains(&path));
    assert_eq!(clerk.get("/office/posters/khong-co").await.status, 404);
}

#[actix_web::test]
async fn the_poster_of_a_collection_is_there_before_it_opens_and_says_so() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính trắm", 98_000, 7).await;
    shop.work_off().await;
    execute(
        &shop,
        &format!(
            "WITH c AS (INSERT INTO collections (slug, title_vi, title_en, lead_vi, lead_en, starts_at, ends_at) \
               VALUES ('qua-tet', 'Quà Tết', 'Tet gifts', '', '', '2026-12-20', '2027-01-20') RETURNING id) \
             INSERT INTO collection_products (collection_id, product_id, position) SELECT id, {}, 1 FROM c",
            fish.product
        ),
    )
    .await;
    let id = number(&shop, "SELECT id FROM collections").await;
    let clerk = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    let path = format!("/office/collections/{id}/poster");
    let page = clerk.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.texts(".poster").join(" ").contains("Cá thính trắm"), "{}", page.words());
    assert_eq!(scanned(&page), format!("{}/collections/qua-tet", shop.url));
    assert_eq!(page.texts(".note.warn").len(), 1, "not open yet");
    assert_eq!(clerk.get(&format!("{path}?lang=en")).await.texts(".poster h1"), ["Tet gifts"]);
    execute(&shop, "UPDATE collections SET starts_at = '2026-11-01'").await;
    assert_eq!(clerk.get(&path).await.texts(".note.warn"), Vec::<String>::new());
    assert!(clerk.get(&format!("/office/collections/{id}")).await.body.contains(&format!("href=\"{path}\"")));
    assert_eq!(clerk.get("/office/collections/999999999999999999/poster").await.status, 404);
    assert!(text(&shop, "SELECT count(*)::text FROM acts").await == "0", "a look is no act");
}
