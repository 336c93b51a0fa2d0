//! Another household's table, and who may bring one in at all.

use super::{EVERYTHING, begin, goods, stall, table, taken};
use crate::desk::{about_imports, call, routes};
use crate::households::{clerk_as, member_as, slug};
use crate::listing::text;
use crate::support::build;

#[actix_web::test]
async fn a_neighbours_table_is_not_found_and_stays_as_it_is() {
    let (shop, producer, member) = stall().await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let neighbour = shop.signed_in(build::member(&shop, other).await).await;
    let page = table(&shop, &member, &["CT1,Cá thính trắm,,hũ 1 kg,1000 g,99k,1,"]).await;
    let before = text(&shop, EVERYTHING).await;
    let number = page.rsplit('/').next().unwrap();
    for at in [number, "0", "-1", "x", "999999999", "999999999999999999999"] {
        for (method, path) in routes("/sell").into_iter().filter(|(_, path)| about_imports(path)) {
            let url = path.replace("{id}", at);
            assert_eq!(call(&neighbour, method, &url, &[("seen", "x"), ("2-price", "2k")]).await.status, 404, "{url}");
        }
    }
    shop.work_off().await;
    assert_eq!(text(&shop, EVERYTHING).await, before);
    assert!(!neighbour.get("/sell/import").await.body.contains("hang.csv"), "nor is it listed");
    assert!(member.get("/sell/import").await.body.contains("hang.csv"));

    // Another household's codes, its own and the market's, are nothing here.
    let own = table(&shop, &neighbour, &["CT1,Cá thính trắm,,hũ 1 kg,1000 g,12k,1,"]).await;
    taken(&shop, &neighbour, &own).await;
    taken(&shop, &member, &page).await;
    let theirs = format!("#{},Cá thính trắm,,hũ 1 kg,1000 g,11k,1,", jar.pack);
    let forged = table(&shop, &neighbour, &[&theirs]).await;
    assert!(neighbour.get(&forged).await.words().contains("không phải hàng của nhà"));
    assert_eq!(neighbour.post(&forged, &[("seen", "")]).await.status, 409);
    shop.work_off().await;
    assert_eq!(goods(&shop, other).await, "draft Cá thính trắm 1");
    assert_eq!(goods(&shop, producer).await, "Cá thính trắm/hũ 1 kg/99000/1");
}

#[actix_web::test]
async fn only_who_sells_for_the_household_brings_a_table_in() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let page = table(&shop, &member, &["CT1,Cá thính trắm,,hũ 1 kg,1000 g,99k,1,"]).await;
    let number = page.rsplit('/').next().unwrap();
    let packer = shop.signed_in(member_as(&shop, producer, "packer").await).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    let before = text(&shop, EVERYTHING).await;
    for (method, path) in routes("/sell").into_iter().filter(|(_, path)| path.starts_with("/sell/import")) {
        let url = path.replace("{id}", number);
        let guest = call(&shop.guest(), method, &url, &[]).await;
        assert!(guest.location().unwrap().starts_with("/account/sign-in?next="), "guest {method} {url}");
        for outsider in [&packer, &clerk, &buyer] {
            assert_eq!(call(outsider, method, &url, &[("seen", "x")]).await.status, 403, "{method} {url}");
        }
        if method == "GET" && !url.ends_with(".xlsx") {
            for lang in ["vi", "en"] {
                let shown = member.get(&format!("{url}?lang={lang}")).await;
                assert_eq!((shown.status, shown.texts("h1").len()), (200, 1), "{url}");
            }
        }
    }
    assert_eq!(text(&shop, EVERYTHING).await, before);
    let elsewhere = member.post_from("https://evil.example", &page, &[("seen", "x")]).await;
    assert_eq!(elsewhere.status, 403);
}

#[actix_web::test]
async fn a_clerk_who_acts_for_the_household_is_on_the_record() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let account = clerk_as(&shop, "moderator").await;
    let clerk = shop.signed_in(account).await;
    let act = format!("/office/producers/{}/act", slug(&shop, producer).await);
    assert_eq!(clerk.post(&act, &[("act_why", "Chủ nhà gọi nhờ")]).await.status, 303);
    let page = table(&shop, &clerk, &["CT1,Cá thính trắm,,hũ 1 kg,1000 g,99k,1,"]).await;
    assert_eq!(begin(&clerk, &page).await.status, 303);
    shop.work_off().await;
    let acts = format!("SELECT string_agg(act, ' ' ORDER BY id) FROM acts WHERE on_behalf AND account_id = {account}");
    assert_eq!(text(&shop, &acts).await, "behalf.began behalf.request goods.kept behalf.request goods.imported");
    let who = format!("SELECT account_id = {account} FROM price_changes");
    assert_eq!(text(&shop, &who).await, "true");
    assert!(member.get(&page).await.words().contains("Đã xong"), "the household sees it too");
    assert!(member.get("/sell/household").await.words().contains("đưa hàng lên từ bảng tính"));
}
