//! What a household learns from its stars, and takes along.

use super::public::given;
use crate::support::{self, build};

#[actix_web::test]
async fn a_household_sees_its_stars_by_month_and_by_product() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let other = build::producer(&shop, "Nhà bên cạnh").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let fish = build::goods(&shop, house, "Cá thính", 90_000, 50).await;
    let theirs = build::goods(&shop, other, "Bưởi", 30_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    assert!(!member.get("/sell/know").await.words().contains("Sao theo tháng"), "nobody has judged anything");
    for (goods, stars, at) in [
        (honey, 2, "2026-11-05 09:00+07"),
        (fish, 5, "2026-11-06 09:00+07"),
        (fish, 4, "2026-10-31 23:30+07"),
        (honey, 1, "2025-11-05 09:00+07"),
        (theirs, 3, "2026-11-05 09:00+07"),
    ] {
        given(&shop, goods, stars, "", at).await;
    }
    let page = member.get("/sell/know").await;
    assert_eq!(page.status, 200, "{}", page.words());
    assert_eq!(page.texts("section[aria-labelledby=stars] details tbody tr").len(), 12);
    let month = |n: usize| page.texts(&format!("section[aria-labelledby=stars] details tbody tr:nth-of-type({n}) > *"));
    assert_eq!(month(1), ["11/2026", "3,5", "2", "1,0"]);
    assert_eq!(month(2), ["10/2026", "4,0", "1", "—"], "midnight is Vietnam's");
    let goods = page.texts("section[aria-labelledby=stars] > table tbody tr > *");
    assert_eq!(goods, ["Cá thính", "4,5", "2", "Mật ong", "2,0", "1"], "the best first");
    assert_eq!(page.texts("#chart-stars-title"), ["Sao theo tháng"]);
    // From one star to five, and nothing where nobody judged: one month of the year before, two of this one.
    let drawn = |what: &str| page.attributes(&format!("svg[aria-labelledby^=chart-stars] {what}"), "class").len();
    assert_eq!((drawn(".chart-grid"), drawn(".chart-bar"), drawn(".chart-line")), (5, 2, 1));
    let labels = page.texts("svg[aria-labelledby^=chart-stars] > text");
    assert_eq!(labels, ["1", "2", "3", "4", "5", "03/26", "07/26", "11/26"], "few enough for a phone");
}
