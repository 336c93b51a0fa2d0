//! Goods that are to be sent again: who owes them is told, they are followed until they go, and what does not go in time is the
//! office's to ask after.

use super::{Sold, complain, delivered, send};
use crate::buyer::{execute, number, text};
use crate::households::{clerk_as, run};
use crate::support::{self, Client, build};

/// A complaint that ended with a jar to be sent again by 27 November; the clerk who decided, and its number.
async fn owed() -> (Sold, Client, i64) {
    let sold = delivered(support::shop().await).await;
    let id = complain(&sold).await;
    let clerk = sold.shop.signed_in(clerk_as(&sold.shop, "support").await).await;
    let again = [("outcome", "replacement"), ("day", "2026-11-27"), ("words", "Gửi lại một lọ.")];
    assert_eq!(clerk.post(&format!("/office/complaints/{id}/decision"), &again).await.status, 303);
    sold.shop.work_off().await;
    (sold, clerk, id)
}

/// Its day, as many days before today by Postgres' clock, which decides.
async fn due(sold: &Sold, days_ago: i32) {
    let day = format!(
        "UPDATE complaints SET replace_by = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - {days_ago} WHERE outcome = 'replacement'"
    );
    execute(&sold.shop, "ALTER TABLE complaints DISABLE TRIGGER USER").await;
    execute(&sold.shop, &day).await;
    execute(&sold.shop, "ALTER TABLE complaints ENABLE TRIGGER USER").await;
}

#[actix_web::test]
async fn the_household_is_told_the_day_and_says_when_they_go() {
    let (sold, clerk, id) = owed().await;
    let shop = &sold.shop;
    due(&sold, -2).await;
    let told = "SELECT string_agg(body, '|') FROM messages WHERE dedupe_key LIKE 'complaint-ended:%' AND dedupe_key NOT LIKE '%:buyer'";
    assert!(text(shop, told).await.contains("chậm nhất 27/11/2026"), "{}", text(shop, told).await);
    for (who, list) in [(&sold.member, "/sell/complaints"), (&clerk, "/office/complaints")] {
        let owed = who.get(&format!("{list}?which=owed")).await;
        assert_eq!(owed.texts("main tbody tr").len(), 1, "{list}: {}", owed.words());
        assert_eq!(who.get(&format!("{list}?which=waiting")).await.texts("main tbody tr").len(), 0, "{list}");
    }
    assert!(clerk.get("/office/inbox?kind=complaint").await.texts("[data-keys] tbody tr").is_empty(), "there is time");
    // Nobody says it for another's household, and nothing is owed where nothing is sent again.
    let beside = build::producer(shop, "Nhà bên cạnh").await;
    let neighbour = shop.signed_in(build::member(shop, beside).await).await;
    let path = format!("/sell/complaints/{id}/replacement");
    assert_eq!(neighbour.post(&path, &[]).await.status, 404);
    assert_eq!(number(shop, "SELECT count(*) FROM replacements").await, 0);
    let page = sold.member.get(&format!("/sell/complaints/{id}")).await;
    assert!(page.form_actions().contains(&page.address(&path)), "{}", page.words());
    let (one, two) = tokio::join!(sold.member.post(&path, &[]), sold.member.post(&path, &[]));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409], "it is said once");
    shop.work_off().await;
    let buyer = "SELECT string_agg(body, '|') FROM messages WHERE dedupe_key LIKE 'complaint-replaced:%'";
    assert!(text(shop, buyer).await.contains("đã gửi lại hàng"), "{}", text(shop, buyer).await);
    for page in [
        sold.buyer.get(&sold.path(id)).await,
        sold.member.get(&format!("/sell/complaints/{id}")).await,
        clerk.get(&format!("/office/complaints/{id}")).await,
    ] {
        assert!(page.words().contains("Hàng đã được gửi lại"), "{}", page.words());
        assert!(!page.form_actions().iter().any(|to| to.contains("/replacement")), "{:?}", page.form_actions());
    }
    assert_eq!(clerk.get("/office/complaints?which=owed").await.texts("main tbody tr").len(), 0);
    assert_eq!(text(shop, "SELECT state || ' ' || outcome FROM complaints").await, "settled replacement");
}

#[actix_web::test]
async fn what_is_owed_beyond_its_day_waits_at_the_office_until_it_is_dealt_with() {
    let (sold, clerk, id) = owed().await;
    let shop = &sold.shop;
    let waiting = async || clerk.get("/office/inbox?kind=complaint").await.texts("[data-keys] tbody tr");
    due(&sold, 0).await;
    assert!(waiting().await.is_empty(), "its day has an evening");
    due(&sold, 1).await;
    let rows = waiting().await;
    assert!(rows.len() == 1 && rows[0].contains(&format!("KN{id}")) && rows[0].contains("Quá hạn"), "{rows:?}");
    let read = sold.buyer.get(&sold.path(id)).await;
    assert!(read.words().contains("Phòng Kinh tế đang hỏi nhà bán"), "{}", read.words());
    let path = format!("/office/complaints/{id}/replacement");
    for bare in
        [vec![], vec![("end", "other")], vec![("end", "burnt"), ("words", "x")], vec![("end", "sent"), ("words", " ")]]
    {
        let refused = clerk.post(&path, &bare).await;
        assert_eq!(refused.status, 422, "{bare:?}: {}", refused.words());
    }
    let finance = shop.signed_in(clerk_as(shop, "finance").await).await;
    assert!(!finance.get(&format!("/office/complaints/{id}")).await.form_actions().contains(&path), "to read only");
    let paid = [("end", "other"), ("words", "Hộ trả lại tiền mặt, người mua xác nhận")];
    assert_eq!(clerk.post(&path, &paid).await.status, 303);
    assert_eq!(clerk.post(&path, &paid).await.status, 409);
    assert!(waiting().await.is_empty());
    let acts = "SELECT string_agg(act || ' ' || why, '|') FROM acts WHERE act LIKE 'complaint.%replaced'";
    assert_eq!(text(shop, acts).await, "complaint.unreplaced Hộ trả lại tiền mặt, người mua xác nhận");
    shop.work_off().await;
    let told = "SELECT string_agg(body, '|') FROM messages WHERE dedupe_key LIKE 'complaint-replaced:%'";
    assert!(
        text(shop, told).await.contains("không gửi lại hàng, đã giải quyết cách khác"),
        "{}",
        text(shop, told).await
    );
    assert_eq!(sold.member.post(&format!("/sell/complaints/{id}/replacement"), &[]).await.status, 409);
    // Refused, agreed or paid back, nothing is owed.
    let other = delivered(support::shop().await).await;
    let id = complain(&other).await;
    let clerk = other.shop.signed_in(clerk_as(&other.shop, "support").await).await;
    let path = format!("/office/complaints/{id}");
    assert_eq!(send(&clerk, &other.shop, &path, &[("words", "Đang xem.")], &[]).await.status, 303);
    let sent = [("end", "sent"), ("words", "x")];
    assert_eq!(clerk.post(&format!("{path}/replacement"), &sent).await.status, 409);
    assert_eq!(number(&other.shop, "SELECT count(*) FROM replacements").await, 0);
}

#[actix_web::test]
async fn what_was_due_before_anybody_noted_it_is_not_owed_and_not_called_sent() {
    let (sold, clerk, id) = owed().await;
    let shop = &sold.shop;
    let again = async || {
        // As the change finds it.
        run(shop, include_str!("../../../migrations/2026-12-03-000510_replacements/down.sql")).await;
        run(shop, include_str!("../../../migrations/2026-12-03-000510_replacements/up.sql")).await;
    };
    due(&sold, 0).await;
    again().await;
    assert_eq!(number(shop, "SELECT count(*) FROM replacements").await, 0, "what has its day before it is owed");
    due(&sold, 1).await;
    again().await;
    assert_eq!(number(shop, "SELECT count(*) FROM replacements WHERE sent IS NULL AND ended_by IS NULL").await, 1);
    assert!(clerk.get("/office/inbox?kind=complaint").await.texts("[data-keys] tbody tr").is_empty(), "nobody is late");
    assert_eq!(clerk.get("/office/complaints?which=owed").await.texts("main tbody tr").len(), 0);
    for page in [
        sold.buyer.get(&sold.path(id)).await,
        sold.member.get(&format!("/sell/complaints/{id}")).await,
        clerk.get(&format!("/office/complaints/{id}")).await,
    ] {
        assert!(page.words().contains("không rõ hàng đã gửi chưa"), "{}", page.words());
        assert!(!page.words().contains("Đã giải quyết cách khác, ghi lúc"), "{}", page.words());
        assert!(
            !page.form_actions().iter().any(|to| to.contains("/replacement") && !to.starts_with("/office")),
            "{:?}",
            page.form_actions()
        );
    }
    assert_eq!(sold.member.post(&format!("/sell/complaints/{id}/replacement"), &[]).await.status, 409);
    // Once the office has found out, it says so; once.
    let path = format!("/office/complaints/{id}/replacement");
    let page = clerk.get(&format!("/office/complaints/{id}")).await;
    assert!(page.form_actions().contains(&path), "{:?}", page.form_actions());
    let found_out = [("end", "sent"), ("words", "Người mua nói đã nhận ngày 28/11")];
    assert_eq!(clerk.submit(&page, &path, &found_out[..1]).await.status, 422, "how it is known");
    assert_eq!(number(shop, "SELECT count(*) FROM replacements WHERE sent IS NULL").await, 1);
    let (one, two) = tokio::join!(clerk.post(&path, &found_out), clerk.post(&path, &found_out));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409], "it is said once");
    let acts = "SELECT string_agg(act || ' ' || why, '|') FROM acts WHERE act LIKE 'complaint.%replaced'";
    assert_eq!(text(shop, acts).await, "complaint.replaced Người mua nói đã nhận ngày 28/11");
    shop.work_off().await;
    let told = "SELECT string_agg(body, '|') FROM messages WHERE dedupe_key LIKE 'complaint-replaced:%'";
    assert!(text(shop, told).await.contains("đã gửi lại hàng"), "{}", text(shop, told).await);
    for page in [sold.buyer.get(&sold.path(id)).await, clerk.get(&format!("/office/complaints/{id}")).await] {
        assert!(page.words().contains("Hàng đã được gửi lại, ghi lúc"), "{}", page.words());
        assert!(!page.form_actions().contains(&path), "{:?}", page.form_actions());
    }
}
