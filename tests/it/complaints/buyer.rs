//! The buyer's side: from the order to the answer, what is missing, too early, too late or somebody else's.

use market::orders::photo;
use reqwest::Method;

use super::{SPOILED, complain, delivered, refused_by_sql, send, sold};
use crate::buyer::{execute, number, text};
use crate::households::clerk_as;
use crate::support::{self, build, exif};

#[actix_web::test]
async fn what_is_missing_is_said_beside_its_field_and_pictures_are_not_asked_for_twice() {
    let sold = delivered(support::shop().await).await;
    let (shop, path) = (&sold.shop, sold.new_path());
    let said = sold.buyer.get(&path).await.words();
    assert!(said.contains("Trả lời trong 24 giờ. Giải quyết xong trong 48 giờ."), "what is promised: {said}");
    let none = send(&sold.buyer, shop, &path, &[("kind", "spoiled"), ("wish", "refund"), ("words", "Hỏng")], &[]).await;
    assert_eq!(none.status, 422);
    assert!(none.texts("#photos-why")[0].contains("ít nhất một ảnh"), "{}", none.words());
    assert_eq!(none.texts("#f-words"), ["Hỏng"], "what was typed stays");
    assert_eq!(none.attributes("main [checked]", "value"), ["spoiled", "refund"], "and what was chosen");
    for torn in [&b"<html><script>"[..], b"GIF89a", b"%PDF-1.7"] {
        let refused = send(&sold.buyer, shop, &path, &SPOILED, &[torn.to_vec()]).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
    }
    let five = vec![exif::with_gps(); 5];
    let many = send(&sold.buyer, shop, &path, &SPOILED, &five).await;
    assert_eq!(many.status, 422);
    assert!(many.texts("#photos-5-why")[0].contains("nhiều nhất 4 ảnh"), "{}", many.words());
    // Each that is refused is named, with its own reason; the one between them is kept.
    let mixed = [b"GIF89a".to_vec(), exif::with_gps(), vec![0xFF; photo::MOST_BYTES + 1]];
    let mixed = send(&sold.buyer, shop, &path, &SPOILED, &mixed).await;
    assert_eq!(mixed.status, 422);
    let said = |n: usize| mixed.texts(&format!("#photos-{n}-why")).join(" ");
    assert!(said(1).starts_with("Ảnh thứ 1:") && said(3).starts_with("Ảnh thứ 3:"), "{}", mixed.words());
    assert!(said(1) != said(3).replace("thứ 3", "thứ 1") && said(2).is_empty(), "{}", mixed.words());
    assert!(mixed.words().contains("Đã giữ 1 ảnh"), "{}", mixed.words());
    for fields in [
        vec![("kind", "poison"), ("wish", "refund"), ("words", "x")],
        vec![("kind", "short"), ("wish", "gold"), ("words", "x")],
        vec![("kind", "short"), ("wish", "refund"), ("words", "  ")],
        vec![("kind", "")],
    ] {
        assert_eq!(send(&sold.buyer, shop, &path, &fields, &[]).await.status, 422, "{fields:?}");
    }
    assert_eq!(number(shop, "SELECT count(*) FROM complaints").await, 0);
    // The picture that came with a mistake is kept, under a seal that is ours.
    let typo = [("kind", "spoiled"), ("wish", ""), ("words", "Hỏng")];
    let back = send(&sold.buyer, shop, &path, &typo, &[exif::with_gps()]).await;
    assert_eq!(back.status, 422);
    let kept = back.attributes("input[name=kept]", "value").remove(0);
    assert!(back.words().contains("Đã giữ 1 ảnh"), "{}", back.words());
    let forged = [("kind", "spoiled"), ("wish", "refund"), ("words", "Hỏng"), ("kept", "abc 0123456789abcdef")];
    assert_eq!(send(&sold.buyer, shop, &path, &forged, &[]).await.status, 422, "nobody else's seal");
    let whole = [("kind", "spoiled"), ("wish", "refund"), ("words", "Hỏng"), ("kept", kept.as_str())];
    assert_eq!(send(&sold.buyer, shop, &path, &whole, &[]).await.status, 303);
    assert_eq!(number(shop, "SELECT cardinality(photos) FROM complaint_messages").await, 1);
}

#[actix_web::test]
async fn nothing_is_said_too_early_or_too_late() {
    let sold = sold(support::shop().await).await;
    let shop = &sold.shop;
    execute(shop, "UPDATE parcels SET expected_from = current_date + 1, expected_to = current_date + 2").await;
    let early = sold.buyer.get(&sold.new_path()).await;
    assert!(early.words().contains("chưa hoặc không còn khiếu nại được"), "{}", early.words());
    assert_eq!(send(&sold.buyer, shop, &sold.new_path(), &SPOILED, &[exif::with_gps()]).await.status, 422);
    execute(shop, "UPDATE parcels SET expected_from = current_date - 3, expected_to = current_date - 2").await;
    let missing = [("kind", "not_arrived"), ("wish", "talk"), ("words", "Chưa thấy đâu.")];
    let sent = send(&sold.buyer, shop, &sold.new_path(), &missing, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let path = sent.location().unwrap();
    assert_eq!(sold.buyer.post(&format!("{path}/withdrawal"), &[]).await.status, 303);
    assert_eq!(sold.buyer.post(&format!("{path}/withdrawal"), &[]).await.status, 303, "twice is once");
    assert_eq!(text(shop, "SELECT state FROM complaints").await, "withdrawn");
    let refused = "UPDATE complaints SET state = 'open', closed_at = NULL, outcome = NULL";
    assert!(refused_by_sql(shop, refused).await, "what has ended stays");
    assert!(refused_by_sql(shop, "DELETE FROM complaint_messages").await, "what was said stays");

    let old = delivered(support::shop().await).await;
    execute(&old.shop, "UPDATE parcels SET delivered_at = now() - interval '25 hours'").await;
    let late = send(&old.buyer, &old.shop, &old.new_path(), &SPOILED, &[exif::with_gps()]).await;
    assert_eq!(late.status, 422);
    assert!(!old.buyer.get(&old.new_path()).await.body.contains("value=\"spoiled\""));
    // A jar that keeps for months is opened later; what is fresh is fresh.
    for (shelf_life, offered) in [("180", true), ("30", false), ("NULL", false)] {
        execute(&old.shop, &format!("UPDATE products SET shelf_life_days = {shelf_life}")).await;
        let page = old.buyer.get(&old.new_path()).await;
        assert_eq!(page.body.contains("value=\"spoiled\""), offered, "{shelf_life}: {}", page.words());
    }
    let times = old.shop.guest().get("/complaints").await.words();
    assert!(times.contains("24 giờ sau khi nhận; hàng để được hơn 30 ngày, đồ thủ công: 7 ngày"), "{times}");
    let short = [("kind", "short"), ("wish", "refund"), ("words", "Thiếu một lọ.")];
    assert_eq!(send(&old.buyer, &old.shop, &old.new_path(), &short, &[]).await.status, 303, "72 hours for this");
}

#[actix_web::test]
async fn nobody_reads_or_answers_anothers_complaint() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    let message = number(shop, "SELECT id FROM complaint_messages").await;
    let photo = format!("photos/{message}/0");
    for (who, path) in
        [(&sold.buyer, format!("{}/{photo}", sold.path(id))), (&sold.member, format!("/sell/complaints/{id}/{photo}"))]
    {
        let seen = who.get(&path).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, "image/jpeg"), "{path}");
        let bytes = who.request(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
        assert!(!exif::says_where(&bytes), "{path} says where the buyer lives");
    }
    let beside = build::producer(shop, "Nhà bên cạnh").await;
    let neighbour = shop.signed_in(build::member(shop, beside).await).await;
    let guest = shop.guest();
    assert!(sold.house != beside);
    for path in [format!("/sell/complaints/{id}"), format!("/sell/complaints/{id}/{photo}")] {
        assert_eq!(neighbour.get(&path).await.status, 404, "{path}");
        assert_eq!(guest.get(&path).await.status, 303, "{path}");
    }
    for path in [sold.path(id), format!("{}/{photo}", sold.path(id)), sold.new_path()] {
        assert_eq!(guest.get(&path).await.status, 404, "{path}");
        assert_eq!(sold.member.get(&path).await.status, 404, "{path}");
    }
    let words = [("words", "Tôi là chủ đây")];
    assert_eq!(send(&neighbour, shop, &format!("/sell/complaints/{id}"), &words, &[]).await.status, 404);
    assert_eq!(send(&guest, shop, &sold.path(id), &words, &[]).await.status, 404);
    assert_eq!(guest.post(&format!("{}/withdrawal", sold.path(id)), &[]).await.status, 404);
    assert_eq!(sold.member.get(&format!("/office/complaints/{id}")).await.status, 403);
    let decision = format!("/office/complaints/{id}/decision");
    for (role, reads) in [("promoter", 403), ("moderator", 403), ("finance", 200)] {
        let clerk = shop.signed_in(clerk_as(shop, role).await).await;
        let page = clerk.get(&format!("/office/complaints/{id}")).await;
        assert_eq!(page.status, reads, "{role}");
        assert_eq!(clerk.get(&format!("/office/complaints/{id}/{photo}")).await.status, reads, "{role}");
        assert!(!page.body.contains(&decision), "{role} decides nothing");
        assert_eq!(clerk.post(&decision, &[("outcome", "agreed"), ("words", "x")]).await.status, 403, "{role}");
        assert_eq!(send(&clerk, shop, &format!("/office/complaints/{id}"), &words, &[]).await.status, 403, "{role}");
    }
    // Where the file lies is nobody's business: not under its name either.
    let name = text(shop, "SELECT photos[1] FROM complaint_messages").await;
    for path in [format!("/media/{name}"), format!("/media/proofs/{name}"), format!("/proofs/{name}")] {
        assert_eq!(sold.buyer.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(number(shop, "SELECT count(*) FROM complaint_messages").await, 1);
    assert_eq!(text(shop, "SELECT state FROM complaints").await, "open");
    assert!(neighbour.get("/sell/complaints").await.words().contains("Không có khiếu nại nào đang chờ"));
    assert!(sold.member.get("/sell/complaints").await.words().contains(&format!("KN{id}")));
}

#[actix_web::test]
async fn two_forms_at_once_are_one_complaint() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let (one, other) = (
        [("kind", "short"), ("wish", "talk"), ("words", "Thiếu.")],
        [("kind", "other"), ("wish", "talk"), ("words", "Thiếu.")],
    );
    let path = sold.new_path();
    let (a, b) = tokio::join!(send(&sold.buyer, shop, &path, &one, &[]), send(&sold.buyer, shop, &path, &other, &[]));
    assert_eq!((a.status, b.status), (303, 303), "{} {}", a.words(), b.words());
    assert_eq!(a.location(), b.location(), "both are led to the one that was opened");
    assert_eq!(number(shop, "SELECT count(*) FROM complaints").await, 1);
}
