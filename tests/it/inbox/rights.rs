//! A clerk sees, opens and lets go only what is theirs to decide.

use super::*;

#[actix_web::test]
async fn each_role_sees_only_what_it_decides() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    one_of_each(shop).await;
    let listing = sent(&setting, "Cá thính").await;
    let transfer = number(shop, "SELECT id AS n FROM transfers WHERE state = 'open'").await;
    let moderator = clerk(shop, "moderator", "Chị Lan").await;
    let finance = clerk(shop, "finance", "Anh Sổ").await;
    let all = rows(&setting.clerk, "").await;
    assert_eq!(all.len(), 7, "{all:#?}");
    let (theirs, money) = (rows(&moderator, "").await, rows(&finance, "").await);
    assert_eq!((theirs.len(), money.len()), (4, 2), "{theirs:#?} {money:#?}");
    assert!(money.iter().all(|row| row.contains("Chuyển khoản") || row.contains("Hoàn tiền")), "{money:#?}");
    // A kind of others is no filter, no item and no page.
    assert_eq!(rows(&finance, "kind=listing").await, money);
    assert_eq!(open(&finance, "listing", listing).await.status, 404);
    assert_eq!(open(&moderator, "transfer", transfer).await.status, 404);
    assert_eq!(finance.post(&format!("/office/inbox/listing/{listing}/release"), &[]).await.status, 404);
    for role in ["promoter", "support"] {
        let other = clerk(shop, role, "Cô Quảng").await;
        let page = other.get("/office/inbox").await;
        assert!(page.status == 200 && page.words().contains("Không còn việc nào chờ bạn"), "{role}: {}", page.words());
        assert_eq!(other.get("/office/inbox/count").await.body, "", "{role}");
        let next = other.post("/office/inbox/next", &[]).await;
        assert_eq!(next.location().as_deref(), Some("/office/inbox"), "{role}");
        for path in ["/office/inbox/reasons", "/office/flags/1"] {
            assert_eq!(other.get(path).await.status, 403, "{role} {path}");
        }
        for verdict in ["approve", "return", "refuse"] {
            let press = [("pick", "1:1"), ("verdict", verdict), ("words", "Sai")];
            assert_eq!(other.post(DECIDE, &press).await.status, 403, "{role}");
        }
    }
    assert_eq!(number(shop, "SELECT count(*) AS n FROM claims").await, 0);
    assert_eq!(finance.get("/office/inbox/count").await.body, "(2)");
    run(shop, "UPDATE transfers SET noted_at = now() - interval '30 hours'").await;
    assert_eq!(finance.get("/office/inbox/count").await.body, "(2, 1 quá hạn)");
    assert!(finance.get("/office").await.texts(".tally a").join(" ").contains("1 việc quá hạn"));
    for stranger in [&setting.phone, &shop.signed_in(build::account(shop, "Người mua").await).await] {
        for path in ["/office/inbox", "/office/inbox/count", "/office/inbox/reasons", "/office/flags/1"] {
            assert_eq!(stranger.get(path).await.status, 403, "{path}");
        }
    }
    assert_eq!(shop.guest().get("/office/inbox").await.status, 303);
}
