//! What the office writes to many households: counted before, sent once, followed phone by phone.

use chrono::{DateTime, TimeZone as _, Utc};
use market::kernel::clock::Clock;
use market::platform::files::Files;

use super::buyer::{execute, number, text};
use super::households::clerk_as;
use super::support::{self, Answer, Client, TestShop, build};

const NEW: &str = "/office/broadcasts/new";
const SAID: [(&str, &str); 2] = [("body", "Chợ phiên thứ Bảy, 7 giờ, sân Ủy ban."), ("why", "Kế hoạch tháng 12")];

/// Three households of two communes and two kinds, each with its phone; and one that does not sell.
async fn households(shop: &TestShop) {
    for (n, name) in ["Bà Lụa", "Ông Tư", "HTX Ven Lô", "Chưa duyệt"].iter().enumerate() {
        let id = build::producer(shop, name).await;
        execute(shop, &format!("UPDATE producers SET phone = '+8499000010{n}' WHERE id = {id}")).await;
    }
    execute(shop, "UPDATE producers SET kind = 'cooperative' WHERE name_vi = 'HTX Ven Lô'").await;
    execute(shop, "UPDATE producers SET approved_at = NULL WHERE name_vi = 'Chưa duyệt'").await;
    execute(
        shop,
        "INSERT INTO communes (code, province_code, name, kind, folded, served) \
         VALUES ('08788', '25', 'Xã Sông Lô', 'xa', 'song lo', true) ON CONFLICT (code) DO UPDATE SET served = true",
    )
    .await;
    execute(shop, "UPDATE producers SET commune_code = '08788' WHERE name_vi = 'Ông Tư'").await;
}

async fn promoter(shop: &TestShop) -> Client {
    shop.signed_in(clerk_as(shop, "promoter").await).await
}

async fn draft(clerk: &Client, with: &[(&str, &str)]) -> String {
    let page = clerk.get(NEW).await;
    let made = clerk.submit(&page, NEW, &[&SAID[..], with].concat()).await;
    assert_eq!(made.status, 303, "{}", made.words());
    made.location().unwrap()
}

async fn send(clerk: &Client, path: &str) -> Answer {
    let page = clerk.get(path).await;
    clerk.submit(&page, &format!("{path}/send"), &[]).await
}

const SENT: &str = "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'broadcast:%'";

#[actix_web::test]
async fn a_message_is_counted_sent_once_and_followed() {
    let shop = support::shop().await;
    households(&shop).await;
    let clerk = promoter(&shop).await;
    let path = draft(&clerk, &[]).await;
    let look = clerk.get(&path).await;
    assert!(look.words().contains("Gửi đến 3 nhà") && look.words().contains("sân Ủy ban"), "{}", look.words());
    assert!(look.words().contains("1 tin cho mỗi điện thoại"), "{}", look.words());
    assert_eq!(number(&shop, SENT).await, 0, "a look sends nothing");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act = 'broadcast.saved'").await, 1);
    // Both presses of an impatient thumb.
    let press = async || clerk.submit(&look, &format!("{path}/send"), &[]).await;
    let (first, second) = tokio::join!(press(), press());
    assert_eq!((first.status, second.status), (303, 303));
    let third = clerk.submit(&look, &format!("{path}/send"), &[]).await;
    assert_eq!((third.status, third.location().unwrap().as_str()), (303, path.as_str()));
    assert_eq!(number(&shop, SENT).await, 3, "one for each household that sells");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts WHERE act = 'broadcast.sent'").await, 1);
    assert_eq!(
        text(&shop, "SELECT concat(after ->> 'households', ' ', why) FROM acts WHERE act = 'broadcast.sent'").await,
        "3 Kế hoạch tháng 12"
    );
    let waits = clerk.get(&path).await;
    assert!(waits.words().contains("đang chờ 3"), "{}", waits.words());
    shop.work_off().await;
    let told = text(&shop, "SELECT min(body) FROM messages WHERE sent_at IS NOT NULL").await;
    assert_eq!(told, "Chợ phiên thứ Bảy, 7 giờ, sân Ủy ban.");
    // One provider gave up.
    execute(&shop, "UPDATE messages SET sent_at = NULL WHERE recipient = '+84990000100'").await;
    execute(
        &shop,
        "INSERT INTO jobs (kind, payload, dead_at, attempts) \
         SELECT 'send_message', jsonb_build_object('message', id), now(), 8 FROM messages \
         WHERE recipient = '+84990000100'",
    )
    .await;
    let log = clerk.get(&path).await;
    assert!(log.words().contains("Đã gửi 2 nhà, đang chờ 0, không gửi được 1"), "{}", log.words());
    let failed = clerk.get(&format!("{path}?fate=failed")).await;
    assert_eq!(failed.texts("tbody th"), ["Bà Lụa"]);
    assert_eq!(clerk.get(&format!("{path}?fate=nonsense&after=x")).await.texts("tbody th").len(), 3);
    // One was erased before its message went: it will never be sent.
    execute(
        &shop,
        "UPDATE messages SET sent_at = NULL, recipient = '', body = '', erased_at = now() WHERE recipient = '+84990000101'",
    )
    .await;
    let log = clerk.get(&path).await;
    assert!(log.words().contains("Đã gửi 1 nhà, đang chờ 0, không gửi được 2"), "{}", log.words());
    assert!(clerk.get("/office/broadcasts?lang=en").await.words().contains("Sent"));
}

#[actix_web::test]
async fn only_those_of_a_commune_or_a_kind_are_written_to_and_a_shared_phone_rings_once() {
    let shop = support::shop().await;
    households(&shop).await;
    let clerk = promoter(&shop).await;
    for (with, names) in
        [([("commune", "08788"), ("kind", "")], "Ông Tư"), ([("commune", ""), ("kind", "cooperative")], "HTX Ven Lô")]
    {
        let path = draft(&clerk, &with).await;
        assert_eq!(send(&clerk, &path).await.status, 303);
        assert_eq!(clerk.get(&path).await.texts("tbody th"), [names]);
    }
    let nobody = draft(&clerk, &[("commune", "08788"), ("kind", "cooperative")]).await;
    assert!(clerk.get(&nobody).await.attributes("form", "action").iter().all(|to| !to.ends_with("/send")));
    let pressed = clerk.post(&format!("{nobody}/send"), &[("seen", "0")]).await;
    assert_eq!((pressed.status, pressed.texts(".note.bad").len()), (409, 1));
    execute(&shop, "UPDATE producers SET phone = '+84990000100'").await;
    let before = number(&shop, SENT).await;
    let path = draft(&clerk, &[]).await;
    assert!(clerk.get(&path).await.words().contains("chỉ gửi 1 tin"), "{}", clerk.get(&path).await.words());
    assert_eq!(send(&clerk, &path).await.status, 303);
    assert_eq!(number(&shop, SENT).await, before + 1);
    assert_eq!(clerk.get(&path).await.texts("tbody th").len(), 3, "each household stands in the log");
}

#[actix_web::test]
async fn what_is_wrong_or_has_moved_on_is_said_and_nothing_is_sent() {
    let shop = support::shop().await;
    households(&shop).await;
    let clerk = promoter(&shop).await;
    let page = clerk.get(NEW).await;
    let wrong = clerk.submit(&page, NEW, &[("commune", "99999"), ("kind", "shop")]).await;
    assert_eq!(wrong.status, 422);
    for field in ["body", "why", "commune", "kind"] {
        assert_eq!(wrong.texts(&format!("#f-{field}-why")).len(), 1, "{field}");
    }
    let long = clerk.submit(&page, NEW, &[("body", &"ạ".repeat(321)), ("why", "x")]).await;
    assert_eq!((long.status, long.texts("#f-body-why").len()), (422, 1));
    assert_eq!(number(&shop, "SELECT count(*) FROM broadcasts").await, 0);

    let path = draft(&clerk, &[]).await;
    let look = clerk.get(&path).await;
    execute(&shop, "UPDATE producers SET suspended_at = now() WHERE name_vi = 'Ông Tư'").await;
    let moved = clerk.submit(&look, &format!("{path}/send"), &[]).await;
    assert_eq!(moved.status, 409);
    assert!(moved.words().contains("Gửi đến 2 nhà"), "{}", moved.words());
    assert_eq!(number(&shop, SENT).await, 0);
    for seen in ["", "-1", "99999999999999999999", "hai"] {
        assert_eq!(clerk.post(&format!("{path}/send"), &[("seen", seen)]).await.status, 409, "{seen:?}");
    }
    let (look, again) = (clerk.get(&path).await, clerk.get(&format!("{path}/text")).await);
    let changed = clerk.submit(&again, &format!("{path}/text"), &[("body", "Chợ dời sang Chủ nhật.")]).await;
    // Nobody sends words that they have not read.
    let unread = clerk.submit(&look, &format!("{path}/send"), &[]).await;
    assert_eq!((unread.status, number(&shop, SENT).await), (409, 0));
    assert!(unread.words().contains("Vừa có người sửa tin này"), "{}", unread.words());
    assert!(unread.words().contains("Chợ dời sang Chủ nhật."), "{}", unread.words());
    // Whoever had the same form open is told what it says by now.
    let stale = clerk.submit(&again, &format!("{path}/text"), &[("why", "Nhắc lại")]).await;
    assert_eq!(stale.status, 409, "{}", stale.words());
    assert!(stale.texts(".note.bad").join(" ").contains("Chợ dời sang Chủ nhật."), "{}", stale.words());
    assert!(stale.form(&format!("{path}/text")).contains(&("why".to_owned(), "Nhắc lại".to_owned())));
    // Who wrote the same has nothing to be told.
    let same = clerk.submit(&again, &format!("{path}/text"), &[("body", "Chợ dời sang Chủ nhật.")]).await;
    assert_eq!(same.location().as_deref(), Some(path.as_str()), "{}", same.words());
    for written in ["-9223372036854775808", "9223372036854775807", "99999999999999999999", ""] {
        let fields = [("body", "Khác"), ("why", "Khác"), ("written", written)];
        assert_eq!(clerk.post(&format!("{path}/text"), &fields).await.status, 409, "{written}");
    }
    assert_eq!(changed.location().as_deref(), Some(path.as_str()));
    assert_eq!(send(&clerk, &path).await.status, 303);
    assert_eq!(
        text(&shop, "SELECT min(body) FROM messages WHERE dedupe_key LIKE 'broadcast:%'").await,
        "Chợ dời sang Chủ nhật."
    );
    // The text of what was sent stays, by the page and by the database.
    let late = clerk.submit(&again, &format!("{path}/text"), &[("body", "Khác")]).await;
    assert_eq!((late.status, clerk.get(&format!("{path}/text")).await.status), (409, 409));
    let refused = diesel_async::RunQueryDsl::execute(
        diesel::sql_query("UPDATE broadcasts SET body = 'Khác'"),
        &mut *shop.conn().await,
    )
    .await;
    assert!(refused.is_err());
    for path in ["/office/broadcasts/999999999999999999", "/office/broadcasts/999999999999999999/text"] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
    assert_eq!(clerk.post("/office/broadcasts/999999999999999999/send", &[("seen", "1")]).await.status, 404);
}

#[actix_web::test]
async fn one_for_a_commune_that_is_served_no_more_waits_until_it_is_changed() {
    let shop = support::shop().await;
    households(&shop).await;
    let clerk = promoter(&shop).await;
    let path = draft(&clerk, &[("commune", "08788")]).await;
    let (look, edit) = (clerk.get(&path).await, format!("{path}/text"));
    execute(&shop, "UPDATE communes SET served = false WHERE code = '08788'").await;
    // The button of a page from before sends nothing; the page has none any more.
    let pressed = clerk.submit(&look, &format!("{path}/send"), &[]).await;
    assert_eq!((pressed.status, number(&shop, SENT).await), (409, 0), "{}", pressed.words());
    assert!(pressed.texts(".note.bad")[0].contains("không còn được phục vụ"), "{}", pressed.words());
    let look = clerk.get(&path).await;
    assert_eq!(look.texts(".note.bad").len(), 1, "{}", look.words());
    assert!(look.attributes("form", "action").iter().all(|to| !to.ends_with("/send")));
    assert_eq!(clerk.get("/office/broadcasts").await.texts("tbody .tag.bad"), ["xã thôi phục vụ"]);
    assert!(clerk.get("/office/broadcasts.csv").await.body.contains("xã thôi phục vụ"));
    assert!(clerk.get(&format!("{path}?lang=en")).await.words().contains("is not served any more"));
    // The form names the commune, says beside it that it is gone, and does not make it every commune by being saved.
    let form = clerk.get(&edit).await;
    assert_eq!(form.attributes("#f-commune option[selected]", "value"), ["08788"]);
    assert_eq!(form.texts("#f-commune-why").len(), 1, "{}", form.words());
    let same = clerk.submit(&form, &edit, &[("body", "Chợ dời sang Chủ nhật.")]).await;
    assert_eq!((same.status, same.texts("#f-commune-why").len()), (422, 1), "{}", same.words());
    assert_eq!(text(&shop, "SELECT commune_code FROM broadcasts").await, "08788", "nothing is written");
    let page = clerk.get(NEW).await;
    assert!(!page.attributes("#f-commune option", "value").contains(&"08788".to_owned()), "nothing new for it");
    assert_eq!(clerk.submit(&form, &edit, &[("commune", "")]).await.status, 303);
    assert_eq!(send(&clerk, &path).await.status, 303);
    assert_eq!(number(&shop, SENT).await, 3, "to every commune, as somebody chose");
}

#[actix_web::test]
async fn one_sent_while_its_commune_is_left_goes_or_is_refused() {
    let shop = support::shop().await;
    households(&shop).await;
    let clerk = promoter(&shop).await;
    let path = draft(&clerk, &[("commune", "08788")]).await;
    let look = clerk.get(&path).await;
    let left = async || execute(&shop, "UPDATE communes SET served = false WHERE code = '08788'").await;
    let to = format!("{path}/send");
    let (sent, ()) = tokio::join!(clerk.submit(&look, &to, &[]), left());
    let messages = number(&shop, SENT).await;
    assert!(matches!((sent.status, messages), (303, 1) | (409, 0)), "{} {messages}", sent.status);
    assert_eq!(clerk.submit(&look, &to, &[]).await.status, sent.status, "and stays so");
}

/// Long after every test, so that what waits for the morning waits by Postgres' clock too: 23:00 in Vietnam.
fn night() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2099, 1, 1, 16, 0, 0).unwrap()
}

async fn shop_at_night() -> TestShop {
    support::open_at(Clock::Stopped(night()), support::database_url().await, Files::memory(), |_| {}, |_| {})
}

const RANG: &str = "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'broadcast:%' AND sent_at IS NOT NULL";
const WAITS: &str = "SELECT concat(count(*), ' at ', min(to_char(run_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI')), \
     ' to ', max(to_char(run_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI'))) FROM jobs WHERE kind = 'send_message'";

#[actix_web::test]
async fn what_is_sent_at_night_waits_for_the_morning_and_says_so() {
    let shop = shop_at_night().await;
    households(&shop).await;
    let clerk = promoter(&shop).await;
    let path = draft(&clerk, &[]).await;
    let look = clerk.get(&path).await;
    assert!(look.words().contains("02/01/2099 07:00"), "{}", look.words());
    assert_eq!(send(&clerk, &path).await.status, 303);
    let sent = clerk.get(&path).await;
    assert!(sent.words().contains("02/01/2099 07:00") && sent.words().contains("đang chờ 3"), "{}", sent.words());
    assert_eq!(sent.texts("h1 .tag"), ["Chờ đến 02/01/2099 07:00"], "nobody has read it");
    let state = async || clerk.get("/office/broadcasts").await.texts("tbody tr:first-child .tag");
    assert_eq!(state().await, ["Chờ đến 02/01/2099 07:00"]);
    shop.work_off().await;
    assert_eq!(number(&shop, RANG).await, 0);
    let morning = "3 at 2099-01-02 07:00 to 2099-01-02 07:00";
    assert_eq!(text(&shop, WAITS).await, morning);
    assert_eq!(
        text(&shop, "SELECT after ->> 'goes_at' FROM acts WHERE act = 'broadcast.sent'").await,
        "07:00 02/01/2099"
    );
    // Tried in the night all the same, as after a provider's breakdown: it is put off, and no phone rings.
    execute(&shop, "UPDATE jobs SET run_at = now() WHERE kind = 'send_message'").await;
    shop.work_off().await;
    assert_eq!((number(&shop, RANG).await, text(&shop, WAITS).await.as_str()), (0, morning));
    assert_eq!(number(&shop, "SELECT sum(attempts) FROM jobs WHERE kind = 'send_message'").await, 0);
    // The morning.
    execute(&shop, "UPDATE jobs SET run_at = now() WHERE kind = 'send_message'").await;
    let day = night() + chrono::Duration::hours(8);
    let morrow =
        support::open_at(Clock::Stopped(day), shop.database_url.clone(), shop.ground.files.clone(), |_| {}, |_| {});
    morrow.work_off().await;
    assert_eq!(number(&shop, RANG).await, 3);
    assert_eq!(number(&shop, "SELECT count(*) FROM jobs WHERE kind = 'send_message'").await, 0);
    assert_eq!(state().await, ["Đã gửi"]);
    // One of them is still to go, and one never will.
    execute(&shop, "UPDATE messages SET sent_at = NULL WHERE recipient = '+84990000100'").await;
    assert_eq!(state().await, ["Đang gửi 2/3"]);
    execute(
        &shop,
        "UPDATE messages SET sent_at = NULL, recipient = '', body = '', erased_at = now() WHERE recipient = '+84990000101'",
    )
    .await;
    assert_eq!(state().await, ["Đang gửi 1/3", "1 nhà không gửi được"]);
}

#[actix_web::test]
async fn what_is_urgent_goes_at_night_with_its_reason_in_the_log() {
    let shop = shop_at_night().await;
    households(&shop).await;
    let clerk = promoter(&shop).await;
    let page = clerk.get(NEW).await;
    let bare = clerk.submit(&page, NEW, &[SAID[0], SAID[1], ("urgent", "1"), ("urgent_why", " ")]).await;
    assert_eq!((bare.status, bare.texts("#f-urgent_why-why").len()), (422, 1), "{}", bare.words());
    assert_eq!(bare.attributes("input[name=urgent][checked]", "value"), ["1"], "the tick is kept");
    assert_eq!(number(&shop, "SELECT count(*) FROM broadcasts").await, 0);
    let path = draft(&clerk, &[("urgent", "1"), ("urgent_why", "Lũ về trong đêm")]).await;
    let look = clerk.get(&path).await;
    assert!(look.words().contains("Lũ về trong đêm") && !look.words().contains("02/01/2099"), "{}", look.words());
    assert_eq!(send(&clerk, &path).await.status, 303);
    shop.work_off().await;
    assert_eq!(number(&shop, RANG).await, 3);
    assert_eq!(
        text(
            &shop,
            "SELECT concat(after ->> 'urgent_why', '|', after ->> 'goes_at') FROM acts WHERE act = 'broadcast.sent'"
        )
        .await,
        "Lũ về trong đêm|"
    );
    // Taken back before it is sent, it waits as any other.
    let calm = draft(&clerk, &[("urgent", "1"), ("urgent_why", "Lũ")]).await;
    let again = clerk.get(&format!("{calm}/text")).await;
    assert_eq!(again.attributes("input[name=urgent][checked]", "value"), ["1"]);
    let fields = [("urgent", ""), ("urgent_why", "Lũ")];
    assert_eq!(clerk.submit(&again, &format!("{calm}/text"), &fields).await.status, 303);
    assert!(clerk.get(&calm).await.words().contains("02/01/2099 07:00"));
}
