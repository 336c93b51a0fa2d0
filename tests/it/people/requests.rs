//! Requests: their clock, their moves, and what the desk does about each kind.

use market::people::request::State;
use market::people::{register, request};

use super::*;

#[actix_web::test]
async fn the_program_and_the_database_know_the_same_moves() {
    let shop = support::shop().await;
    let mut known: Vec<String> = State::ALL
        .iter()
        .flat_map(|from| from.moves().iter().map(move |to| format!("{}>{}", from.as_str(), to.as_str())))
        .collect();
    known.sort();
    let rows = "SELECT string_agg(from_state || '>' || to_state, ' ' ORDER BY (from_state || '>' || to_state) COLLATE \"C\") AS word FROM data_request_moves";
    assert_eq!(word(&shop, rows).await, known.join(" "));
}

#[actix_web::test]
async fn a_request_has_the_laws_time_is_extended_once_and_is_refused_with_a_reason() {
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    let (_, clerk) = super::clerk(shop, "support").await;
    let who = format!("/office/people/a{account}");
    // Monday the 23rd at noon; a letter of Friday the 20th.
    let page = clerk.get(&who).await;
    for day in ["2026-11-24", "2026-09-01", "x", "", "99999-01-01"] {
        let wrong = clerk.submit(&page, &who, &[("kind", "erase"), ("how", "letter"), ("received", day)]).await;
        refused(&wrong, 422, "received");
    }
    let wrong = clerk.submit(&page, &who, &[("kind", "all"), ("how", "account")]).await;
    refused(&wrong, 422, "kind");
    refused(&wrong, 422, "how");
    let sent = clerk
        .submit(&page, &who, &[("kind", "erase"), ("how", "letter"), ("received", "2026-11-20"), ("words", "Xóa hết")])
        .await;
    let at = sent.location().unwrap();
    let times = "SELECT concat_ws(' ', answer_by, due_at) AS word FROM data_requests";
    assert_eq!(word(shop, times).await, "2026-11-24 17:00:00+00 2026-12-05 17:00:00+00");
    let again = clerk.submit(&page, &who, &[("kind", "erase"), ("how", "phone")]).await;
    assert_eq!(again.location(), Some(at.clone()), "the open one is the one");
    assert_eq!(number(shop, "SELECT count(*) AS n FROM acts WHERE act = 'person.asked'").await, 1);

    let answered = clerk.post(&format!("{at}/answer"), &[]).await;
    assert_eq!(answered.status, 303, "{}", answered.words());
    assert_eq!(clerk.post(&format!("{at}/answer"), &[]).await.status, 303);
    assert_eq!(number(shop, "SELECT count(*) AS n FROM acts WHERE act = 'person.answered'").await, 1, "told once");
    let told = format!("SELECT body AS word FROM messages WHERE recipient = '{PHONE}'");
    assert!(word(shop, &told).await.contains("05/12/2026"), "{}", word(shop, &told).await);

    refused(&clerk.post(&format!("{at}/extend"), &[]).await, 422, "outcome");
    let extended = clerk.post(&format!("{at}/extend"), &[("outcome", "Đơn chưa giao xong")]).await;
    assert_eq!(extended.status, 303, "{}", extended.words());
    assert_eq!(word(shop, "SELECT due_at::text AS word FROM data_requests").await, "2026-12-20 17:00:00+00");
    let twice = clerk.post(&format!("{at}/extend"), &[("outcome", "Nữa")]).await;
    assert_eq!(twice.status, 409, "{}", twice.words());

    refused(&clerk.post(&format!("{at}/refuse"), &[]).await, 422, "outcome");
    let no = clerk.post(&format!("{at}/refuse"), &[("outcome", "Còn tranh chấp")]).await;
    assert_eq!(no.status, 303, "{}", no.words());
    let closed = clerk.post(&format!("{at}/erase"), &[("password", PASSWORD)]).await;
    assert_eq!(closed.status, 409, "{}", closed.words());
    assert_eq!(number(shop, "SELECT count(*) AS n FROM accounts WHERE erased_at IS NOT NULL").await, 0);
    let list = clerk.get("/office/people?shown=closed").await;
    assert_eq!(list.texts("tbody tr").len(), 1, "{}", list.words());
    assert_eq!(clerk.get("/office/people").await.texts("tbody tr").len(), 0);
    for (path, status) in [("see", 404), ("file", 404), ("done", 404), ("x", 404), ("%00", 404)] {
        assert_eq!(clerk.post(&format!("{at}/{path}"), &[]).await.status, status, "{path}");
    }
    assert_eq!(clerk.post("/office/people/requests/999999/answer", &[]).await.status, 404);
    assert_eq!(clerk.get("/office/people/requests/999999999999999999").await.status, 404);
}

#[actix_web::test]
async fn what_is_late_is_told() {
    let (s, account, _) = scene().await;
    let (_, clerk) = super::clerk(&s.shop, "support").await;
    asked(&clerk, &format!("a{account}"), "see").await;
    // The shop's clock stands still, Postgres' own goes on.
    run(&s.shop, "UPDATE data_requests SET answer_by = now() + interval '1 day', due_at = now() + interval '9 days'")
        .await;
    assert!(clerk.get("/office/people").await.texts(".tag.bad").is_empty());
    run(&s.shop, "UPDATE data_requests SET answer_by = now() - interval '1 minute'").await;
    assert_eq!(clerk.get("/office/people").await.texts(".tag.bad").len(), 1);
    run(&s.shop, "UPDATE data_requests SET state = 'answered', due_at = now() + interval '1 day'").await;
    assert!(clerk.get("/office/people").await.texts(".tag.bad").is_empty(), "answered in time, as far as it knows");
    let found = register::list(&mut *s.shop.conn().await, register::Shown::Open, None, 10).await.unwrap().0;
    assert_eq!(found[0].kind().unwrap(), request::Kind::See);
}

#[actix_web::test]
async fn a_contact_is_put_right_and_the_old_one_is_told() {
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    let own = shop.signed_in(account).await;
    build::account_with(shop, "Người khác", Some("+84912345777")).await;
    let (_, clerk) = super::clerk(shop, "support").await;
    let at = asked(&clerk, &format!("a{account}"), "correct").await;
    let page = clerk.get(&at).await;
    let to = format!("{at}/correct");
    for (field, value, beside) in [
        ("phone", "0912 345 777", "phone"),
        ("phone", "123", "phone"),
        ("email", "không phải", "email"),
        ("name", "", "name"),
        ("why", "  ", "why"),
    ] {
        let wrong = clerk.submit(&page, &to, &[("why", "xem giấy tờ"), (field, value)]).await;
        refused(&wrong, 422, beside);
    }
    let none = clerk.submit(&page, &to, &[("phone", ""), ("email", ""), ("why", "xem giấy tờ")]).await;
    refused(&none, 422, "phone");
    assert_eq!(word(shop, "SELECT state AS word FROM data_requests").await, "received", "nothing was written");
    let unsaid = clerk.submit(&page, &to, &[("name", "Phạm Thị Bưởi")]).await;
    refused(&unsaid, 422, "why");
    assert_eq!(unsaid.attributes("#f-name", "value"), ["Phạm Thị Bưởi"], "what was typed is there");
    assert_eq!(number(shop, "SELECT count(*) AS n FROM acts WHERE act = 'person.corrected'").await, 0);
    let right = [("name", "Phạm Thị Bưởi"), ("phone", "0987 654 321"), ("email", EMAIL), ("why", "xem giấy tờ")];
    let done = clerk.submit(&page, &to, &right).await;
    assert_eq!(done.status, 303, "{}", done.words());
    let now = format!(
        "SELECT concat_ws('|', name, phone, email, phone_verified_at IS NOT NULL) AS word FROM accounts WHERE id = {account}"
    );
    assert_eq!(word(shop, &now).await, format!("Phạm Thị Bưởi|+84987654321|{EMAIL}|t"));
    let told = word(shop, &format!("SELECT body AS word FROM messages WHERE recipient = '{PHONE}'")).await;
    assert!(told.contains("…321") && !told.contains("987"), "{told}");
    assert_eq!(
        number(shop, &format!("SELECT count(*) AS n FROM messages WHERE recipient = '{EMAIL}'")).await,
        0,
        "that one stays"
    );
    assert_eq!(own.get("/account").await.status, 303, "signed out");
    assert_eq!(clerk.submit(&page, &to, &right).await.status, 303, "once more changes nothing");
    assert_eq!(
        word(shop, "SELECT string_agg(why, '|') AS word FROM acts WHERE act = 'person.corrected'").await,
        "xem giấy tờ"
    );
    let kept = word(shop, "SELECT string_agg(concat_ws(' ', subject, before, after), ' ') AS word FROM acts").await;
    assert!(!kept.contains("987654321") && !kept.contains("Bưởi"), "{kept}");
}

#[actix_web::test]
async fn a_request_closes_with_an_answer_that_the_person_reads() {
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    let (_, clerk) = super::clerk(shop, "support").await;
    for (before, kind) in [(0, "correct"), (1, "see")] {
        let at = asked(&clerk, &format!("a{account}"), kind).await;
        for silent in ["", "  "] {
            refused(&clerk.post(&format!("{at}/done"), &[("outcome", silent)]).await, 422, "outcome");
        }
        let closed = "SELECT count(*) AS n FROM data_requests WHERE closed_at IS NOT NULL";
        assert_eq!(number(shop, closed).await, before, "{kind}");
        let said = format!("Đã xem xong việc {kind}");
        let done = clerk.post(&format!("{at}/done"), &[("outcome", &said)]).await;
        assert_eq!(done.status, 303, "{}", done.words());
        let told = format!("SELECT body AS word FROM messages WHERE recipient = '{PHONE}' AND body LIKE '%{said}%'");
        assert!(word(shop, &told).await.contains("đã xong"), "{kind}");
        assert_eq!(word(shop, "SELECT outcome AS word FROM data_requests ORDER BY id DESC LIMIT 1").await, said);
    }
}

#[actix_web::test]
async fn a_consent_that_is_taken_back_counts_at_once() {
    let (s, account, _) = scene().await;
    let shop = &s.shop;
    let own = shop.signed_in(account).await;
    assert_eq!(own.post("/account/data/news", &[("news", "yes")]).await.status, 303);
    let wants = async || market::accounts::consents::wants_news(&mut *shop.conn().await, account).await.unwrap();
    assert!(wants().await);
    let (_, clerk) = super::clerk(shop, "support").await;
    let at = asked(&clerk, &format!("a{account}"), "withdraw").await;
    let done = clerk.post(&format!("{at}/withdraw"), &[]).await;
    assert_eq!(done.status, 303, "{}", done.words());
    assert!(!wants().await);
    assert!(clerk.get(&format!("/office/people/a{account}")).await.words().contains("nói với cán bộ"));
}
