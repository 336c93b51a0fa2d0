//! What people ask about their data waits for whoever answers it, by the clock of the law.

use super::*;
use crate::people::{NAME, PASSWORD, asked, person};

async fn data(client: &Client) -> Vec<String> {
    rows(client, "kind=data").await
}

fn number_of(at: &str) -> i64 {
    at.rsplit('/').next().unwrap().parse().unwrap()
}

#[actix_web::test]
async fn a_request_about_data_waits_until_it_is_closed() {
    let shop = support::shop().await;
    let account = person(&shop).await;
    let key = format!("a{account}");
    let (thu, binh) = (clerk(&shop, "support", "Cô Thu").await, clerk(&shop, "support", "Anh Bình").await);
    let at = asked(&thu, &key, "correct").await;
    let id = number_of(&at);
    run(
        &shop,
        "UPDATE data_requests SET answer_by = now() - interval '3 hours', due_at = now() + interval '100 hours'",
    )
    .await;
    // Late to be answered, and told by a number alone.
    let found = data(&thu).await;
    assert!(found.len() == 1 && found[0].contains("Yêu cầu về dữ liệu cá nhân"), "{found:#?}");
    assert!(found[0].contains(&key) && found[0].contains("Quá hạn 3 giờ"), "{found:#?}");
    assert!(!found[0].contains(NAME) && !found[0].contains("0912"), "{found:#?}");
    assert_eq!(thu.get("/office/inbox/count").await.body, "(1, 1 quá hạn)");
    // Answered, it is due when it has to be done.
    assert_eq!(thu.post(&format!("{at}/answer"), &[]).await.location(), Some(at.clone()));
    assert!(data(&thu).await[0].contains("Còn 4 ngày"), "{:#?}", data(&thu).await);
    assert_eq!(thu.get("/office/inbox/count").await.body, "(1)");
    // It is nobody else's to see.
    for role in ["moderator", "finance", "promoter"] {
        let other = clerk(&shop, role, "Người khác").await;
        assert!(data(&other).await.is_empty(), "{role}");
        assert_eq!(open(&other, "data", id).await.status, 404, "{role}");
        let release = other.post(&format!("/office/inbox/data/{id}/release"), &[]).await;
        assert_eq!(release.status, 404, "{role}");
    }
    // Whoever opens it holds it until it is closed, and goes back to where it was opened.
    let opened = thu.post(&format!("/office/inbox/data/{id}/open"), &[("view", "kind=data")]).await;
    assert_eq!(opened.location(), Some(at.clone()));
    assert!(thu.get(&at).await.words().contains("Bạn đang giữ yêu cầu này, từ"));
    assert!(binh.get(&at).await.words().contains("Cô Thu đang xem yêu cầu này, từ"));
    assert_eq!(open(&binh, "data", id).await.status, 409);
    let more = [("outcome", "Nhiều đơn")];
    let held = binh.post(&format!("{at}/extend"), &more).await;
    assert_eq!(held.status, 409, "{}", held.words());
    assert!(held.attributes("[name=outcome]", "value").contains(&"Nhiều đơn".to_owned()), "what was typed stays");
    assert_eq!(thu.post(&format!("{at}/extend"), &more).await.location(), Some(at.clone()));
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM claims").await, 1, "more time closes nothing");
    let refused = thu.post(&format!("{at}/refuse"), &[("outcome", "Không đúng người")]).await;
    assert_eq!(refused.location().as_deref(), Some("/office/inbox?kind=data"));
    assert!(data(&thu).await.is_empty());
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM claims").await, 0);
    // One that its person takes back does not wait either.
    let id = number_of(&asked(&thu, &key, "erase").await);
    assert_eq!(data(&thu).await.len(), 1);
    let own = shop.signed_in(account).await;
    assert_eq!(own.post(&format!("/account/data/requests/{id}/back"), &[]).await.status, 303);
    assert!(data(&thu).await.is_empty());
}

#[actix_web::test]
async fn every_press_on_a_request_asks_who_holds_it() {
    let shop = support::shop().await;
    let key = format!("a{}", person(&shop).await);
    let (_, thu) = crate::people::clerk(&shop, "support").await;
    let other = clerk_as(&shop, "admin").await;
    let everything = "SELECT concat_ws(' ', (SELECT count(*) FROM acts), (SELECT count(*) FROM messages), \
        (SELECT count(*) FROM data_exports), (SELECT string_agg(state || due_at, ',' ORDER BY id) FROM data_requests), \
        (SELECT string_agg(name, ',' ORDER BY id) FROM accounts)) AS word";
    let why = ("outcome", "Nhiều đơn");
    let presses: [(&str, &str, &[(&str, &str)]); 8] = [
        ("see", "answer", &[]),
        ("see", "extend", &[why]),
        ("see", "file", &[]),
        ("see", "done", &[why]),
        ("see", "refuse", &[why]),
        ("correct", "correct", &[("name", "Bưởi"), ("phone", "0987 654 321"), ("why", "Xem giấy tờ")]),
        ("withdraw", "withdraw", &[]),
        ("erase", "erase", &[("password", PASSWORD)]),
    ];
    for (kind, act, fields) in presses {
        let at = asked(&thu, &key, kind).await;
        let id = number_of(&at);
        run(&shop, &format!("DELETE FROM claims; INSERT INTO claims (kind, item, clerk, until) VALUES ('data', {id}, {other}, now() + interval '9 minutes')")).await;
        let before = word(&shop, everything).await;
        let held = thu.post(&format!("{at}/{act}"), fields).await;
        assert_eq!(held.status, 409, "{act}: {}", held.words());
        assert!(held.words().contains("Người khác đang xem việc này"), "{act}: {}", held.words());
        assert_eq!(word(&shop, everything).await, before, "{act} wrote something");
        // Let go, it is theirs.
        run(&shop, "DELETE FROM claims").await;
        if act != "done" {
            assert_eq!(thu.post(&format!("{at}/{act}"), fields).await.status, 303, "{act}");
            assert_eq!(number(&shop, "SELECT count(*) AS n FROM claims").await, 0, "{act}");
        }
    }
}
