//! News from a moment on, and the texts of the shop: every version stays.

use super::buyer::{execute, number, text};
use super::households::clerk_as;
use super::support;

#[actix_web::test]
async fn news_is_written_looked_at_published_in_its_time_and_taken_down() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    let page = clerk.get("/office/news/new").await;
    let right = [
        ("title_vi", "Mở bán thanh long trái vụ"),
        ("body_vi", "## Vườn thắp đèn\n\n<script>alert(1)</script> Mời bà con."),
        ("body_en", "Lamps in the garden."),
        ("why", "Tin mùa"),
    ];
    let looked = clerk.submit(&page, "/office/news/new", &[&right[..], &[("look", "1")]].concat()).await;
    assert_eq!(looked.status, 200);
    assert!(
        looked.body.contains("<h2>Vườn thắp đèn</h2>") && !looked.body.contains("<script>alert"),
        "{}",
        looked.words()
    );
    assert_eq!(number(&shop, "SELECT count(*) FROM news").await, 0, "a look saves nothing");
    let blank = clerk.submit(&page, "/office/news/new", &[]).await;
    assert_eq!((blank.status, blank.texts("#f-title_vi-why").len(), blank.texts("#f-why-why").len()), (422, 1, 1));
    let claim =
        clerk.submit(&page, "/office/news/new", &[&right[..], &[("title_en", "Mật ong chữa bệnh")]].concat()).await;
    let banned = number(&shop, "SELECT count(*) FROM banned_phrases WHERE words = 'chữa bệnh'").await;
    assert_eq!(claim.status, if banned > 0 { 422 } else { 303 }, "{}", claim.words());
    let made = clerk.submit(&page, "/office/news/new", &right).await;
    assert_eq!(made.status, 303, "{}", made.words());
    assert_eq!(clerk.submit(&page, "/office/news/new", &right).await.status, 409, "its address is taken");
    let (guest, public) = (shop.guest(), "/news/mo-ban-thanh-long-trai-vu");
    assert_eq!(guest.get(public).await.status, 404, "a draft");
    let path = made.location().unwrap();
    let again = clerk.get(&path).await;
    let later = text(
        &shop,
        "SELECT to_char((now() + interval '1 hour') AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD\"T\"HH24:MI')",
    )
    .await;
    assert_eq!(clerk.submit(&again, &path, &[("publish_at", &later), ("why", "Hẹn giờ")]).await.status, 303);
    assert_eq!(guest.get(public).await.status, 404, "its time has not come");
    execute(&shop, "UPDATE news SET publish_at = now() - interval '1 second'").await;
    let read = guest.get(public).await;
    assert_eq!(read.texts("h1"), ["Mở bán thanh long trái vụ"]);
    assert!(guest.get(&format!("{public}?lang=en")).await.words().contains("Lamps in the garden"));
    assert!(guest.get("/news").await.words().contains("Mở bán thanh long trái vụ"));
    let again = clerk.get(&path).await;
    assert_eq!(clerk.submit(&again, &path, &[("publish_at", ""), ("why", "Gỡ xuống")]).await.status, 303);
    assert_eq!(guest.get(public).await.status, 404);
    // Whoever had it open meanwhile does not put it back.
    let stale = clerk.submit(&again, &path, &[("publish_at", &later), ("why", "Sửa lỗi chữ")]).await;
    assert_eq!((stale.status, stale.texts(".note.bad").len()), (409, 1), "{}", stale.words());
    assert!(
        stale.attributes("#f-why", "id").len() == 1 && stale.body.contains("Sửa lỗi chữ"),
        "what was typed is kept"
    );
    assert_eq!(guest.get(public).await.status, 404);
    let kept = "SELECT string_agg(version || ' ' || why, ', ' ORDER BY version) FROM news_versions";
    assert_eq!(text(&shop, kept).await, "1 Tin mùa, 2 Hẹn giờ, 3 Gỡ xuống");
    assert!(clerk.get(&path).await.words().contains("Hẹn giờ"));
    for path in ["/office/news/999999999999999999", "/news/khong-co"] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
    assert_eq!(guest.get("/news?after=x").await.status, 200);
    let moderator = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    for path in ["/office/news", "/office/news/new", &path] {
        assert_eq!((moderator.get(path).await.status, shop.guest().get(path).await.status), (403, 303), "{path}");
    }
}

#[actix_web::test]
async fn a_text_is_changed_by_an_administrator_over_what_was_shown_and_its_versions_stay() {
    let shop = support::shop().await;
    execute(
        &shop,
        "INSERT INTO pages (slug, lang, title, body) VALUES ('thu', 'vi', 'Trang thử', 'Một') ON CONFLICT DO NOTHING",
    )
    .await;
    let admin = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let promoter = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    let path = "/office/pages/thu/vi";
    let page = admin.get(path).await;
    assert_eq!(page.status, 200);
    for path in ["/office/pages", path] {
        assert_eq!((promoter.get(path).await.status, shop.guest().get(path).await.status), (403, 303), "{path}");
    }
    assert_eq!(promoter.post(path, &[("title", "x"), ("body", "x"), ("why", "x"), ("version", "1")]).await.status, 403);
    let looked = admin.submit(&page, path, &[("body", "**Hai**"), ("look", "1")]).await;
    assert!(looked.body.contains("<strong>Hai</strong>"), "{}", looked.words());
    assert_eq!(admin.submit(&page, path, &[("body", "Hai"), ("why", "")]).await.status, 422);
    assert_eq!(admin.submit(&page, path, &[("body", "Hai"), ("why", "Luật mới")]).await.status, 303);
    assert!(shop.guest().get("/pages/thu").await.words().contains("Hai"));
    let stale = admin.submit(&page, path, &[("body", "Ba"), ("why", "Quên mở lại")]).await;
    assert_eq!(stale.status, 409, "written over a version that is no longer there: {}", stale.words());
    let versions =
        "SELECT string_agg(version || ' ' || body, ', ' ORDER BY version) FROM page_versions WHERE slug = 'thu'";
    assert_eq!(text(&shop, versions).await, "1 Một, 2 Hai");
    assert!(admin.get(path).await.words().contains("Luật mới"));
    assert_eq!(admin.get("/office/pages/thu/fr").await.status, 404);
}
