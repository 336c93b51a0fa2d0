//! The household answers, and asks the office to look; the office hides with a reason, leaves, and shows again.

use diesel_async::RunQueryDsl as _;

use super::{counted, judge, page};
use crate::buyer::{execute, number, text};
use crate::complaints::{Sold, delivered};
use crate::households::{clerk_as, run};
use crate::support::{self, Client, build};

/// A review of one star, and the household's wish that the office look at it.
async fn asked() -> (Sold, i64, Client) {
    let sold = delivered(support::shop().await).await;
    let id = judge(&sold, "1", "Đồ lừa đảo, tao biết nhà mày.").await;
    let field = format!("report-{id}");
    let sent = sold.member.post(&format!("/sell/reviews/{id}/report"), &[(&field, "Dọa dẫm")]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let clerk = sold.shop.signed_in(clerk_as(&sold.shop, "moderator").await).await;
    (sold, id, clerk)
}

/// What waits of this kind in the inbox.
async fn waits(clerk: &Client) -> Vec<String> {
    clerk.get("/office/inbox?kind=review").await.texts("[data-keys] tbody tr")
}

#[actix_web::test]
async fn a_household_answers_once_and_betters_its_answer_for_a_day() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = judge(&sold, "3", "Tạm.").await;
    let (path, field) = (format!("/sell/reviews/{id}"), format!("words-{id}"));
    let list = sold.member.get("/sell/reviews").await;
    assert!(list.words().contains("Tạm.") && list.words().contains("Hà N."), "{}", list.words());
    let long = "x".repeat(601);
    for wrong in ["", "  ", long.as_str()] {
        let refused = sold.member.post(&path, &[(&field, wrong)]).await;
        assert_eq!((refused.status, refused.texts(&format!("#f-{field}-why")).len()), (422, 1), "{}", refused.words());
    }
    // What the description may not claim, an answer below it may not either; what was typed stays.
    run(shop, "INSERT INTO banned_phrases (words) VALUES ('chữa bệnh') ON CONFLICT DO NOTHING").await;
    let claim = sold.member.post(&path, &[(&field, "Mật ong nhà em CHUA BENH dạ dày bác ạ.")]).await;
    let told = (claim.status, claim.texts(&format!("#f-{field}-why")).len(), claim.body.contains("CHUA BENH"));
    assert_eq!(told, (422, 1, true), "{}", claim.words());
    assert_eq!(number(shop, "SELECT count(*) FROM review_replies").await, 0);
    for words in ["Cảm ơn bác.", "Cảm ơn bác, lần sau nhà em làm kỹ hơn. <b>"] {
        assert_eq!(sold.member.post(&path, &[(&field, words)]).await.status, 303);
    }
    let seen = shop.guest().get(&page(&sold).await).await;
    assert!(seen.words().contains("làm kỹ hơn. <b>") && !seen.words().contains("Cảm ơn bác. "), "{}", seen.words());
    execute(shop, "UPDATE review_replies SET made_at = now() - interval '25 hours'").await;
    let late = sold.member.post(&path, &[(&field, "Thôi.")]).await;
    assert!(late.status == 409 && late.words().contains("quá 24 giờ"), "{}", late.words());
    assert_eq!(number(shop, "SELECT count(*) FROM review_replies WHERE words LIKE '%làm kỹ%'").await, 1);
    // Nobody else answers, and nobody answers what is not there.
    let other = build::producer(shop, "Nhà bên cạnh").await;
    let neighbour = shop.signed_in(build::member(shop, other).await).await;
    let report = (format!("{path}/report"), format!("report-{id}"));
    assert_eq!(neighbour.post(&path, &[(&field, "Hàng nhà tôi ngon hơn")]).await.status, 404);
    assert_eq!(neighbour.post(&report.0, &[(&report.1, "Sai")]).await.status, 404);
    assert!(!neighbour.get("/sell/reviews").await.words().contains("Tạm."));
    assert_eq!(sold.member.post("/sell/reviews/999999999999999999", &[]).await.status, 404);
    assert_eq!(sold.buyer.post(&path, &[(&field, "x")]).await.status, 303, "a guest signs in first");
}

#[actix_web::test]
async fn what_waits_for_an_answer_comes_first() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    judge(&sold, "3", "Cũ nhất.").await;
    // As many more as do not fit on a page.
    run(
        shop,
        "ALTER TABLE reviews DROP CONSTRAINT reviews_parcel_id_product_id_key; \
         INSERT INTO reviews (parcel_id, producer_id, product_id, stars, words) \
         SELECT r.parcel_id, r.producer_id, r.product_id, 5, 'Mới ' || n FROM reviews r, generate_series(1, 30) n ORDER BY n; \
         INSERT INTO review_replies (review_id, account_id, words) SELECT r.id, (SELECT min(account_id) FROM members), 'Cảm ơn' \
         FROM reviews r WHERE r.words = 'Mới 30'",
    )
    .await;
    let one = sold.member.get("/sell/reviews").await;
    let heads = one.texts("section.panel > p:nth-of-type(2)");
    assert!(heads.len() == 20 && heads[0] == "Mới 29", "{heads:?}");
    let next = one.attributes("a[rel=next]", "href").remove(0);
    let two = sold.member.get(&next).await;
    let heads = two.texts("section.panel > p:nth-of-type(2)");
    assert_eq!(heads.len(), 11, "{heads:?}");
    assert_eq!((heads[9].as_str(), heads[10].as_str()), ("Cũ nhất.", "Mới 30"), "the answered one is last");
    assert!(two.attributes("a[rel=next]", "href").is_empty());
    for odd in ["x", "1", "1.x", "-9223372036854775808.-9223372036854775808", "99.99"] {
        assert_eq!(sold.member.get(&format!("/sell/reviews?after={odd}")).await.status, 200, "{odd}");
    }
}

#[actix_web::test]
async fn the_office_leaves_a_review_that_is_only_hard() {
    let (sold, id, clerk) = asked().await;
    let shop = &sold.shop;
    let rows = waits(&clerk).await;
    assert!(rows.len() == 1 && rows[0].contains("Mật ong, 1/5"), "{rows:#?}");
    let here = format!("/office/reviews/{id}");
    let shown = clerk.get(&here).await;
    assert!(shown.words().contains("Dọa dẫm") && shown.words().contains("tao biết nhà mày"), "{}", shown.words());
    let silent = clerk.post(&here, &[("act", "keep"), ("words", " ")]).await;
    assert_eq!((silent.status, silent.texts("#f-words-why").len()), (422, 1));
    assert_eq!(clerk.post(&here, &[("act", "keep"), ("words", "Lời nặng nhưng không trái luật.")]).await.status, 303);
    assert!(waits(&clerk).await.is_empty());
    let told = sold.member.get("/sell/reviews").await;
    assert!(told.words().contains("Phòng trả lời: Lời nặng nhưng không trái luật."), "{}", told.words());
    let acts = "SELECT string_agg(concat_ws('|', act, subject, why), ';') FROM acts WHERE act LIKE 'review.%'";
    assert_eq!(text(shop, acts).await, format!("review.kept|DG{id}|Lời nặng nhưng không trái luật."));
    let twice = clerk.post(&here, &[("act", "keep"), ("words", "Vẫn vậy.")]).await;
    assert_eq!(twice.status, 409, "{}", twice.words());
    assert_eq!(counted(&sold).await, "1/1");
    assert!(clerk.get("/office/reviews").await.words().contains("đang hiện"));
    assert_eq!(clerk.get("/office/reviews/999999999999999999").await.status, 404);
    for which in ["reported", "hidden", "x"] {
        assert_eq!(clerk.get(&format!("/office/reviews?which={which}&after=x")).await.status, 200, "{which}");
    }
}

#[actix_web::test]
async fn the_office_hides_with_a_reason_that_stands_in_its_place_and_shows_it_again() {
    let (sold, id, clerk) = asked().await;
    let shop = &sold.shop;
    let here = format!("/office/reviews/{id}");
    let hide = [("act", "hide"), ("why", "insult"), ("words", "Có lời đe dọa.")];
    for why in ["", "bad-for-business"] {
        let refused = clerk.post(&here, &[("act", "hide"), ("why", why), ("words", "Chê quá lời.")]).await;
        assert_eq!((refused.status, refused.texts("#why-why").len()), (422, 1), "{}", refused.words());
        assert_eq!(refused.texts("#f-words"), ["Chê quá lời."], "what was typed is kept");
    }
    // Another clerk looks at it.
    let other = clerk_as(shop, "moderator").await;
    let held = format!(
        "INSERT INTO claims (kind, item, clerk, until) VALUES ('review', {id}, {other}, now() + interval '9 minutes')"
    );
    execute(shop, &held).await;
    assert_eq!(clerk.post(&here, &hide).await.status, 409);
    assert_eq!(counted(&sold).await, "1/1", "nothing was done");
    execute(shop, "DELETE FROM claims").await;
    assert_eq!(clerk.post(&format!("/office/inbox/review/{id}/open"), &[]).await.status, 303);
    let done = clerk.post(&here, &hide).await;
    assert_eq!((done.status, done.location().as_deref()), (303, Some("/office/inbox")), "{}", done.words());
    assert_eq!(counted(&sold).await, "0/0", "it counts for nothing");
    let seen = shop.guest().get(&page(&sold).await).await;
    assert!(!seen.words().contains("tao biết nhà mày") && !seen.words().contains("Hà N."), "{}", seen.words());
    assert!(seen.words().contains("Phòng đã ẩn đánh giá này: Xúc phạm, bôi nhọ người khác."), "{}", seen.words());
    assert!(seen.words().contains("Có lời đe dọa."), "the reason stands in its place");
    assert!(sold.buyer.get(&super::form(&sold)).await.words().contains("Có lời đe dọa."), "its buyer reads why");
    assert_eq!(clerk.post(&here, &hide).await.status, 409, "hidden is hidden");
    let field = format!("words-{id}");
    let answer = sold.member.post(&format!("/sell/reviews/{id}"), &[(&field, "x")]).await;
    assert_eq!(answer.status, 404, "nobody answers what nobody reads");
    assert_eq!(clerk.post(&here, &[("act", "lift"), ("words", "Xem lại: không phải đe dọa.")]).await.status, 303);
    assert_eq!(clerk.post(&here, &[("act", "lift"), ("words", "Nữa.")]).await.status, 409);
    assert!(shop.guest().get(&page(&sold).await).await.words().contains("tao biết nhà mày"));
    assert_eq!(counted(&sold).await, "1/1");
    let acts = "SELECT string_agg(concat_ws('|', act, before ->> 'hidden', after ->> 'hidden', after ->> 'hidden_why'), ';' ORDER BY id) \
                FROM acts WHERE act LIKE 'review.%'";
    assert_eq!(text(shop, acts).await, "review.hidden|false|true|insult;review.lifted|true|false");
    // SQL wants the reason too, and one of these.
    for wrong in [
        "UPDATE reviews SET hidden_at = now()",
        "UPDATE reviews SET hidden_at = now(), hidden_by = 1, hidden_why = 'dislike', hidden_words = 'x'",
    ] {
        assert!(diesel::sql_query(wrong).execute(&mut shop.conn().await).await.is_err(), "{wrong}");
    }
    for role in ["promoter", "support", "finance"] {
        let other = shop.signed_in(clerk_as(shop, role).await).await;
        assert_eq!(other.post(&here, &hide).await.status, 403, "{role}");
    }
}
