use super::*;

#[actix_web::test]
async fn a_check_runs_as_a_job_and_keeps_what_it_found_with_the_way_to_it() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 5).await;
    let order = crate::support::placed::order(&shop, &[(fish, 1)], "carrier").await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let page = clerk.get("/office/jobs").await;
    assert_eq!(clerk.submit(&page, "/office/jobs/checks", &[]).await.status, 303);
    assert_eq!(clerk.submit(&page, "/office/jobs/checks", &[]).await.status, 303);
    assert_eq!(
        number(&shop, "SELECT count(*) AS n FROM jobs WHERE kind = 'check_books'").await,
        1,
        "one waits already"
    );
    shop.work_off().await;
    let page = clerk.get("/office/jobs").await;
    assert_eq!(page.texts("section[aria-labelledby=checks] .tag.good").len(), 1, "{}", page.words());
    run(
        &shop,
        "UPDATE packs SET on_hand = on_hand + 1; UPDATE orders SET goods_total = goods_total + 1, total = total + 1",
    )
    .await;
    clerk.submit(&page, "/office/jobs/checks", &[]).await;
    shop.work_off().await;
    let page = clerk.get("/office/jobs").await;
    let found = page.attributes("section[aria-labelledby=checks] li a", "href");
    assert_eq!(found.len(), 2, "the history stays: {}", page.words());
    let check = clerk.get(&found[0]).await;
    assert_eq!(check.texts("tbody tr").len(), 2, "{}", check.words());
    assert!(check.attributes("tbody a", "href").contains(&format!("/office/orders/{}", order.code)), "{}", check.body);
    assert!(check.words().contains("Hàng còn trong kho"), "{}", check.words());
    let sound = clerk.get(&found[1]).await;
    assert!(sound.words().contains("Mọi thứ đều khớp"), "{}", sound.words());
    let file = |end: &str| format!("{}.{end}", found[0]);
    assert_eq!(
        check.attributes("main a[href*='.csv'], main a[href*='.xlsx']", "href"),
        [file("xlsx?"), file("csv?")],
        "{}",
        check.body
    );
    let csv = clerk.get(&file("csv")).await;
    assert_eq!((csv.status, csv.body.trim_end().lines().count()), (200, 3), "{}", csv.body);
    assert!(csv.body.contains("Hàng còn trong kho"), "{}", csv.body);
    // Of very many the first are kept, and the file says so.
    let id = found[0].rsplit('/').next().unwrap();
    run(&shop, &format!("UPDATE book_checks SET faults = 900 WHERE id = {id}")).await;
    assert!(clerk.get(&file("csv")).await.body.contains("Tệp chỉ chứa 2 dòng đầu"));
    assert_eq!(clerk.get(&format!("{}.csv", found[1])).await.body.trim_end().lines().count(), 1, "sound");
    for gone in ["0.csv", "999999.xlsx", "0", "999999", "999999999999999999", "x"] {
        assert_eq!(clerk.get(&format!("/office/jobs/checks/{gone}")).await.status, 404, "{gone}");
    }
}
