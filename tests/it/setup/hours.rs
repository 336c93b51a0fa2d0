//! What waits at the office is due by hours that the office sets, and never later than a law lets it.

use diesel_async::RunQueryDsl;
use market::office::inbox::sources::SOURCES;

use super::{HOSTILE, office, save};
use crate::buyer::{execute, number, text};
use crate::households::clerk_as;

const HERE: &str = "/office/setup/hours";
const WHY: (&str, &str) = ("why", "Họp ngày 20/11");

#[actix_web::test]
async fn what_waits_already_is_due_by_the_new_hours() {
    let (shop, admin) = office().await;
    execute(
        &shop,
        "INSERT INTO jobs (kind, payload, dead_at, attempts) VALUES ('sweep', '{}', now() - interval '10 hours', 8)",
    )
    .await;
    let late = async || admin.get("/office/inbox?only=overdue").await.texts("[data-keys] tbody tr");
    assert!(late().await.is_empty());
    let done = save(&admin, HERE, &[("hours-job", "6"), WHY]).await;
    assert_eq!((done.status, done.location().as_deref()), (303, Some(HERE)), "{}", done.words());
    let rows = late().await;
    assert!(rows.len() == 1 && rows[0].contains("Quá hạn 4 giờ"), "{rows:#?}");
    assert_eq!(admin.get("/office/inbox/count").await.body, "(1, 1 quá hạn)");
    let inbox = admin.get("/office/inbox").await;
    assert!(inbox.texts("[data-help] td.num").contains(&"6".to_owned()), "the inbox tells them: {}", inbox.words());
    assert!(admin.get("/office/setup").await.words().contains("1 loại việc dùng hạn do Phòng đặt lại"));
    assert_eq!(admin.get(HERE).await.attributes("#hours-job", "value"), ["6"]);
    let told =
        "SELECT string_agg(concat_ws('|', act, subject, before ->> 'hours', after ->> 'hours', why), ';') FROM acts";
    assert_eq!(text(&shop, told).await, "inbox.hours|Việc máy bị kẹt|24|6|Họp ngày 20/11");
    // Longer again, where no law speaks of it.
    assert_eq!(save(&admin, HERE, &[("hours-job", "720"), WHY]).await.status, 303);
    assert!(late().await.is_empty());
    assert_eq!(save(&admin, HERE, &[WHY]).await.status, 409, "no change is none");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 2);
}

#[actix_web::test]
async fn no_hours_are_longer_than_a_law_lets_them_be() {
    let (shop, admin) = office().await;
    let by = number(&shop, "SELECT max(id) FROM accounts").await;
    let row = |kind: &str, hours: i32| {
        format!("INSERT INTO inbox_hours (kind, hours, changed_by) VALUES ('{kind}', {hours}, {by})")
    };
    for source in SOURCES.iter().filter(|source| source.due.is_none()) {
        let name = format!("hours-{}", source.kind);
        let wrong = [0.to_string(), (source.most + 1).to_string()];
        for typed in wrong.iter().map(String::as_str).chain(HOSTILE) {
            let answer = save(&admin, HERE, &[(&name, typed), WHY]).await;
            assert_eq!((answer.status, answer.texts(&format!("#{name}-why")).len()), (422, 1), "{name} {typed}");
        }
        for (hours, fits) in [(0, false), (1, true), (source.most, true), (source.most + 1, false)] {
            let written = diesel::sql_query(row(source.kind, hours)).execute(&mut shop.conn().await).await;
            assert_eq!(written.is_ok(), fits, "{} {hours}", source.kind);
            execute(&shop, "DELETE FROM inbox_hours").await;
        }
    }
    let longer = save(&admin, HERE, &[("hours-takedown", "25"), ("hours-paper", "48"), WHY]).await;
    assert!(longer.texts("#hours-takedown-why")[0].contains("luật"), "{}", longer.words());
    assert_eq!(longer.attributes("#hours-takedown", "value"), ["25"], "what was typed is kept");
    assert_eq!(longer.attributes("#hours-paper", "value"), ["48"]);
    let complaint = diesel::sql_query(row("complaint", 5)).execute(&mut shop.conn().await).await;
    assert!(complaint.is_err() && admin.get(HERE).await.attributes("#hours-complaint", "value").is_empty());
    let silent = save(&admin, HERE, &[("hours-paper", "48"), ("why", " ")]).await;
    assert_eq!((silent.status, silent.texts("#why-why").len()), (422, 1));
    // A form that no page made has seen nothing.
    assert_eq!(admin.post(HERE, &[("hours-paper", "48"), WHY]).await.status, 409);
    let rows = "SELECT (SELECT count(*) FROM inbox_hours) + (SELECT count(*) FROM acts)";
    assert_eq!(number(&shop, rows).await, 0, "nothing was written");
}

#[actix_web::test]
async fn of_two_clerks_who_change_what_they_saw_one_is_told() {
    let (shop, admin) = office().await;
    let other = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let (mine, theirs) = (admin.get(HERE).await, other.get(HERE).await);
    let (a, b) = futures_util::join!(
        admin.submit(&mine, HERE, &[("hours-application", "60"), ("hours-paper", "48"), WHY]),
        other.submit(&theirs, HERE, &[("hours-paper", "36"), ("hours-transfer", "12"), WHY])
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let acts = number(&shop, "SELECT count(*) FROM acts").await;
    assert_eq!(acts, 2, "of the form that was refused nothing is written");
    let (told, who, typed) = if a.status == 409 { (a, &admin, "48") } else { (b, &other, "36") };
    assert!(told.words().contains("Vừa có người khác đổi chỗ này"), "{}", told.words());
    assert_eq!(told.attributes("#hours-paper", "value"), [typed], "what was typed is kept");
    // Having seen it, they may; what they left alone stays as the other set it.
    assert_eq!(who.submit(&told, HERE, &[]).await.status, 303);
    let now = text(&shop, "SELECT string_agg(kind || ' ' || hours, ' ' ORDER BY kind) FROM inbox_hours").await;
    assert_eq!(now, format!("application 60 paper {typed} transfer 12"));
}
