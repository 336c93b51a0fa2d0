//! What is answered to buyers, to authorities and to whoever claims too much, for the log.

use super::walk::{Walk, all_named, count, moved};
use super::*;

pub(super) async fn answers(walk: &mut Walk) {
    let sold = crate::complaints::delivered(support::shop().await).await;
    let shop = &sold.shop;
    let clerk = shop.signed_in(build::clerk(shop).await).await;
    let id = crate::complaints::complain(&sold).await;
    let at = format!("/office/complaints/{id}");
    let route = "/office/complaints/{id:[0-9]{1,18}}";
    for (act, fields) in [
        ("complaint.noted", vec![("words", "Hộ này lần thứ hai."), ("inner", "1")]),
        ("complaint.answered", vec![("words", "Chúng tôi đang xem.")]),
    ] {
        let before = count(shop, act).await;
        let said = crate::complaints::send(&clerk, shop, &at, &fields, &[]).await;
        walk.tried(shop, route, act, before, &said).await;
    }
    let (route, path) = ("/office/complaints/{id:[0-9]{1,18}}/decision", format!("{at}/decision"));
    let half = [("outcome", "refund"), ("share", "50"), ("way", "cash"), ("words", "Một lọ hỏng.")];
    walk.post(shop, &clerk, (route, &path), &half, "complaint.decided").await;
    assert_eq!(clerk.post(&path, &half).await.status, 409);
    assert_eq!(count(shop, "complaint.decided").await, 1, "it is decided once");
    let decided = "SELECT concat_ws('|', subject, why, after ->> 'outcome', after ->> 'way') AS word FROM acts WHERE act = 'complaint.decided'";
    assert_eq!(word(shop, decided).await, format!("KN{id}|Một lọ hỏng.|refund|cash"));
    let kinds = "/office/complaints/kinds";
    walk.submit(shop, &clerk, kinds, (kinds, kinds), &[("settle-short", "96"), ("why", "Đường xa")], "complaint.hours")
        .await;
    let hours = "SELECT concat_ws('|', subject, before ->> 'settle_hours', after ->> 'settle_hours', why) AS word FROM acts WHERE act = 'complaint.hours'";
    assert_eq!(word(shop, hours).await, "short|72|96|Đường xa");

    assert_eq!(clerk.get(&format!("{at}.xlsx")).await.status, 200);
    assert_eq!(count(shop, "complaint.taken").await, 1, "who took the file along");

    // Others, by which a jar is sent again, or is not after all.
    let short = [("kind", "short"), ("wish", "replacement"), ("words", "Thiếu một lọ.")];
    for (end, act) in [("sent", "complaint.replaced"), ("other", "complaint.unreplaced")] {
        let asked = crate::complaints::send(&sold.buyer, shop, &sold.new_path(), &short, &[]).await.location().unwrap();
        let at = format!("/office/complaints/{}", asked.rsplit('/').next().unwrap());
        let again = [("outcome", "replacement"), ("day", "2026-11-27"), ("words", "Gửi lại một lọ.")];
        assert_eq!(clerk.post(&format!("{at}/decision"), &again).await.status, 303);
        let (route, path) = ("/office/complaints/{id:[0-9]{1,18}}/replacement", format!("{at}/replacement"));
        let ended = [("end", end), ("words", "Người mua báo đã xong")];
        walk.post(shop, &clerk, (route, &path), &ended, act).await;
    }
    // Somebody calls.
    let route = "/office/orders/{code}/parcels/{number:[0-9]{1,4}}/complaint";
    let called = [("kind", "short"), ("wish", "talk"), ("words", "Thiếu một lọ."), ("how", "Gọi điện")];
    let path = format!("/office/orders/{}/parcels/1/complaint", sold.code);
    let before = count(shop, "complaint.written").await;
    let said = crate::complaints::send(&clerk, shop, &path, &called, &[]).await;
    walk.tried(shop, route, "complaint.written", before, &said).await;

    let review = crate::reviews::judge(&sold, "1", "Dở.").await;
    let (route, path) = ("/office/reviews/{id:[0-9]{1,18}}", format!("/office/reviews/{review}"));
    let hide = [("act", "hide"), ("why", "private"), ("words", "Có số điện thoại.")];
    walk.post(shop, &clerk, (route, &path), &hide, "review.hidden").await;
    let lift = [("act", "lift"), ("words", "Đã bỏ số.")];
    walk.post(shop, &clerk, (route, &path), &lift, "review.lifted").await;
    let report = [(format!("report-{review}"), "Dọa dẫm")];
    let report: Vec<_> = report.iter().map(|(name, words)| (name.as_str(), *words)).collect();
    sold.member.post(&format!("/sell/reviews/{review}/report"), &report).await;
    let keep = [("act", "keep"), ("words", "Lời chê thường.")];
    walk.post(shop, &clerk, (route, &path), &keep, "review.kept").await;

    let slug = word(shop, "SELECT slug AS word FROM products").await;
    let request = [
        ("product", slug.as_str()),
        ("authority", "Sở Y tế"),
        ("reference", "7/SYT"),
        ("reason", "Nghi mất an toàn"),
        ("asked_at", "2026-11-22T08:00"),
    ];
    let takedowns = "/office/takedowns";
    walk.post(shop, &clerk, (takedowns, takedowns), &request, "takedown.noted").await;
    let route = "/office/takedowns/{id:[0-9]{1,18}}/{act}";
    let asked = number(shop, "SELECT id AS n FROM takedowns").await;
    walk.post(shop, &clerk, (route, &format!("{takedowns}/{asked}/hide")), &[], "takedown.hidden").await;
    let why = [("why", "Mẫu đạt")];
    walk.post(shop, &clerk, (route, &format!("{takedowns}/{asked}/lift")), &why, "takedown.lifted").await;
    assert_eq!(moved(shop, "takedown.noted", "state").await, "open");
    assert_eq!(moved(shop, "takedown.hidden", "state").await, "open|followed");
    assert_eq!(moved(shop, "takedown.lifted", "state").await, "followed|lifted");
    let hidden = "SELECT why AS word FROM acts WHERE act = 'takedown.hidden'";
    assert_eq!(word(shop, hidden).await, "Nghi mất an toàn", "for what the authority asked it");
    let phrases = "/office/phrases";
    walk.post(shop, &clerk, (phrases, phrases), &[("words", "trẻ mãi"), ("why", "Công văn 12")], "phrase.added").await;
    walk.post(shop, &clerk, (phrases, phrases), &[("remove", "trẻ mãi"), ("why", "Thêm nhầm")], "phrase.removed").await;
    let reasons = "SELECT string_agg(why, '|' ORDER BY id) AS word FROM acts WHERE act LIKE 'phrase.%'";
    assert_eq!(word(shop, reasons).await, "Công văn 12|Thêm nhầm");
    all_named(walk, shop).await;
}
