//! Times: published, set, kept, overdue; and the list that shows them.

use market::complaints::jobs::RemindOfComplaints;
use market::platform::jobs::Job as _;

use super::{SPOILED, complain, delivered, send};
use crate::buyer::{execute, number, text};
use crate::households::{clerk_as, run};
use crate::support::{self, build};

#[actix_web::test]
async fn the_times_are_published_set_by_the_office_and_kept_for_what_is_open() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let before = text(shop, "SELECT settle_by::text FROM complaints").await;
    let guest = shop.guest();
    assert!(guest.get("/complaints").await.words().contains("48 giờ"));
    let support = shop.signed_in(clerk_as(shop, "support").await).await;
    let read = support.get("/office/complaints/kinds").await;
    assert!(read.status == 200 && read.attributes("main button", "class").is_empty(), "to read only: {}", read.body);
    assert_eq!(support.post("/office/complaints/kinds", &[("settle-spoiled", "36")]).await.status, 403);
    let clerk = shop.signed_in(clerk_as(shop, "admin").await).await;
    let page = clerk.get("/office/complaints/kinds").await;
    let why = ("why", "Họp ngày 20/11");
    let wrong = clerk.submit(&page, "/office/complaints/kinds", &[("settle-spoiled", "2"), why]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.words());
    let bare = clerk.submit(&page, "/office/complaints/kinds", &[("settle-spoiled", "36")]).await;
    assert_eq!((bare.status, bare.texts("#why-why").len()), (422, 1), "with a reason: {}", bare.words());
    let saved = clerk.submit(&page, "/office/complaints/kinds", &[("settle-spoiled", "36"), why]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    // Whoever had the same page open is told, and what they left alone stays as it was set.
    let stale = clerk.submit(&page, "/office/complaints/kinds", &[("settle-spoiled", "40"), why]).await;
    assert_eq!(stale.status, 409, "{}", stale.words());
    assert!(stale.texts(".note.bad").join(" ").contains("36 giờ"), "{}", stale.words());
    assert_eq!(stale.attributes("input[name=settle-spoiled]", "value"), ["40"], "what was typed is there");
    assert!(guest.get("/complaints").await.words().contains("36 giờ"));
    assert_eq!(text(shop, "SELECT settle_by::text FROM complaints").await, before);
    assert_eq!(
        number(shop, "SELECT count(*) FROM acts WHERE act = 'complaint.hours'").await,
        1,
        "one kind was changed"
    );

    // Nobody answers: the household is reminded once at half time, and the list says so when the time is over.
    let aged = "ALTER TABLE complaints DISABLE TRIGGER USER; \
                UPDATE complaints SET opened_at = now() - interval '30 hours', answer_by = now() - interval '6 hours'; \
                ALTER TABLE complaints ENABLE TRIGGER USER";
    run(shop, aged).await;
    for _ in 0..2 {
        RemindOfComplaints {}.run(shop.ground.clone()).await.unwrap();
        shop.work_off().await;
    }
    assert_eq!(number(shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'complaint-reminded:%'").await, 1);
    let late = clerk.get("/office/complaints?which=late").await;
    assert!(late.words().contains(&format!("KN{id}")) && late.words().contains("quá hạn"), "{}", late.words());
}

#[actix_web::test]
async fn until_when_and_whether_with_a_photo_is_set_by_the_office() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    execute(shop, "UPDATE parcels SET delivered_at = now() - interval '30 hours'").await;
    assert!(!sold.buyer.get(&sold.new_path()).await.body.contains("value=\"spoiled\""), "24 hours are over");
    let (kinds, why) = ("/office/complaints/kinds", ("why", "Họp ngày 20/11"));
    let clerk = shop.signed_in(clerk_as(shop, "admin").await).await;
    let page = clerk.get(kinds).await;
    for (field, typed) in [
        ("window-spoiled", ""),
        ("window-spoiled", "0"),
        ("window-spoiled", "8761"),
        ("keeps-spoiled", "24"),
        ("keeps-spoiled", "99999999999"),
        ("photo-spoiled", "maybe"),
    ] {
        let wrong = clerk.submit(&page, kinds, &[(field, typed), why]).await;
        assert_eq!((wrong.status, wrong.texts(".why").len()), (422, 1), "{field} {typed}: {}", wrong.words());
    }
    assert!(page.attributes("input[name=window-not_arrived]", "value").is_empty(), "what did not come has no window");
    let bare = clerk.submit(&page, kinds, &[("window-spoiled", "48")]).await;
    assert_eq!((bare.status, bare.texts("#why-why").len()), (422, 1), "with a reason: {}", bare.words());
    assert_eq!(bare.attributes("input[name=window-spoiled]", "value"), ["48"], "what was typed is there");
    assert_eq!(number(shop, "SELECT count(*) FROM acts WHERE act = 'complaint.hours'").await, 0);

    let set = [("window-spoiled", "48"), ("keeps-spoiled", ""), ("photo-spoiled", "no"), why];
    let saved = clerk.submit(&page, kinds, &set).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let acts = "SELECT string_agg(concat_ws('|', subject, before ->> 'window_hours', before ->> 'keeps_hours', before ->> 'photo', \
                after ->> 'window_hours', coalesce(after ->> 'keeps_hours', 'same'), after ->> 'photo', why), ',') \
                FROM acts WHERE act = 'complaint.hours'";
    assert_eq!(text(shop, acts).await, "spoiled|24|168|true|48|same|false|Họp ngày 20/11");
    let stale = clerk.submit(&page, kinds, &[("window-spoiled", "36"), why]).await;
    assert_eq!(stale.status, 409, "{}", stale.words());
    let told = stale.texts(".note.bad").join(" ");
    assert!(told.contains("48 giờ") && told.contains("không"), "{told}");
    let row = "SELECT concat_ws('|', window_hours, keeps_hours, photo) FROM complaint_kinds WHERE word = 'spoiled'";
    assert_eq!(text(shop, row).await, "48|f");

    let read = shop.guest().get("/complaints").await;
    let rows = read.texts("main tbody tr");
    assert!(
        rows[0].contains("48 giờ sau khi nhận") && !rows[0].contains("168") && !rows[0].contains("ảnh"),
        "{rows:?}"
    );
    assert!(!read.words().contains("báo trong 24 giờ"), "no other time is promised: {}", read.words());
    let sent = send(&sold.buyer, shop, &sold.new_path(), &SPOILED, &[]).await;
    assert_eq!(sent.status, 303, "48 hours, and no photo: {}", sent.words());
}

#[actix_web::test]
async fn the_list_goes_on_page_after_page() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    run(
        shop,
        "INSERT INTO complaints (token, parcel_id, kind, wish, state, answer_by, settle_by, answered_at, closed_at, outcome) \
         SELECT md5(n::text), (SELECT min(id) FROM parcels), 'other', 'talk', 'withdrawn', now(), now() + n * interval '1 hour', now(), now(), \
                'withdrawn' FROM generate_series(1, 60) AS n",
    )
    .await;
    let clerk = shop.signed_in(build::clerk(shop).await).await;
    let (mut seen, mut path) = (Vec::new(), "/office/complaints?which=ended".to_owned());
    for _ in 0..5 {
        let before = shop.ground.db.queries();
        let page = clerk.get(&path).await;
        let spent = shop.ground.db.queries() - before;
        assert!(spent <= 6, "{spent} queries for {path}");
        seen.extend(page.attributes("table a[href^='/office/complaints/']", "href"));
        let Some(next) = page.attributes("a[rel=next]", "href").into_iter().next() else { break };
        path = next;
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (60, 60));
}

#[actix_web::test]
async fn an_answer_in_time_is_an_answer_and_nobody_is_reminded() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    // A note of the office is no answer; the household's word is one.
    let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
    let note = [("words", "Gọi cho hộ."), ("inner", "1")];
    assert_eq!(send(&clerk, shop, &format!("/office/complaints/{id}"), &note, &[]).await.status, 303);
    assert_eq!(text(shop, "SELECT state || coalesce(answered_at::text, '') FROM complaints").await, "open");
    assert_eq!(
        send(&sold.member, shop, &format!("/sell/complaints/{id}"), &[("words", "Xin lỗi bác.")], &[]).await.status,
        303
    );
    assert_eq!(number(shop, "SELECT count(*) FROM complaints WHERE answered_at <= answer_by").await, 1);
    let first = text(shop, "SELECT answered_at::text FROM complaints").await;
    send(&clerk, shop, &format!("/office/complaints/{id}"), &[("words", "Văn phòng đang xem.")], &[]).await;
    assert_eq!(text(shop, "SELECT answered_at::text FROM complaints").await, first, "the first answer is the first");
    run(
        shop,
        "ALTER TABLE complaints DISABLE TRIGGER USER; \
         UPDATE complaints SET opened_at = now() - interval '30 hours', answer_by = now() - interval '6 hours', \
                answered_at = now() - interval '29 hours'; \
         ALTER TABLE complaints ENABLE TRIGGER USER",
    )
    .await;
    RemindOfComplaints {}.run(shop.ground.clone()).await.unwrap();
    shop.work_off().await;
    assert_eq!(number(shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'complaint-reminded:%'").await, 0);
    let late = clerk.get("/office/complaints?which=late").await;
    assert!(late.words().contains("Không có khiếu nại nào quá hạn"), "{}", late.words());
}
