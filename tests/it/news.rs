//! News from a moment on, and the texts of the shop: every version stays.

use super::buyer::{execute, number, text};
use super::households::{applicant, clerk_as};
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
    let kept = clerk.get(&path).await;
    let versions = kept.texts("section[aria-labelledby=versions] details");
    assert_eq!(versions.len(), 3, "{versions:#?}");
    assert!(versions[1].contains("Hẹn giờ") && versions[1].contains("Đăng từ lúc:"), "{versions:#?}");
    assert!(versions[0].contains("Gỡ xuống") && versions[0].contains("Bản nháp"), "{versions:#?}");
    for version in &versions {
        assert!(
            version.contains("Mời bà con") && version.contains("Lamps in the garden."),
            "in both languages: {version}"
        );
    }
    assert!(!kept.body.contains("<script>alert"), "what a version says runs no more than the news itself");
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

#[actix_web::test]
async fn a_text_written_for_later_stands_from_its_moment_on_and_is_agreed_to_no_sooner() {
    let shop = support::shop().await;
    let (owner, _, producer) = applicant(&shop).await;
    let admin = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let (path, public) = ("/office/pages/seller-terms/vi", "/pages/seller-terms");
    let version =
        async || number(&shop, "SELECT version::bigint FROM pages WHERE slug = 'seller-terms' AND lang = 'vi'").await;
    let before = version().await;
    let page = admin.get(path).await;
    let later = "SELECT to_char((now() + interval '1 hour') AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD\"T\"HH24:MI')";
    let later = text(&shop, later).await;
    let send = async |at: &str, body: &str| {
        let fields = [("body", body), ("why", "Quy ước mới"), ("publish_at", at)];
        admin.submit(&page, path, &fields).await
    };
    for wrong in ["2026-11-22T08:00", "mai"] {
        let refused = send(wrong, "Điều mới").await;
        assert_eq!((refused.status, refused.texts("#f-publish_at-why").len()), (422, 1), "{}", refused.words());
        assert!(refused.body.contains("Điều mới"), "what was typed is kept");
    }
    // Two at once: one is planned.
    let (a, b) = tokio::join!(send(&later, "Điều mới từ tháng sau."), send(&later, "Điều mới từ tháng sau."));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert!(!shop.guest().get(public).await.words().contains("Điều mới"), "the old one stands until then");
    assert_eq!(send("", "Sửa ngay").await.status, 409, "what waits would write over it");
    let planned = admin.get(path).await;
    let shown = planned.texts("section[aria-labelledby=planned]").join(" ");
    assert!(shown.contains("Điều mới từ tháng sau.") && shown.contains("Quy ước mới"), "{shown}");
    assert!(admin.get("/office/pages").await.words().contains("Bản mới dùng từ"));
    // Taken back, its words are there to go on with.
    let take_back = planned.attributes("section[aria-labelledby=planned] form", "action").remove(0);
    // Not without a reason, and what was too long for one is kept.
    let long = "x".repeat(301);
    for unsaid in [" ", long.as_str()] {
        let refused = admin.submit(&planned, &take_back, &[("back_why", unsaid)]).await;
        assert_eq!((refused.status, refused.texts("#f-back_why-why").len()), (422, 1), "{}", refused.words());
        assert!(refused.form(&take_back).contains(&("back_why".to_owned(), unsaid.to_owned())), "{unsaid}");
    }
    let mistaken = ("back_why", "Hẹn nhầm ngày");
    let back = admin.submit(&planned, &take_back, &[mistaken]).await;
    assert_eq!(back.status, 303, "looked at again, it takes nothing back again: {}", back.words());
    let back = admin.get(&back.location().unwrap()).await;
    assert!(back.body.contains("Đã rút lại"), "{}", back.body);
    let typed = back.form(path);
    assert!(typed.contains(&("body".to_owned(), "Điều mới từ tháng sau.".to_owned())), "{typed:?}");
    assert_eq!(admin.submit(&planned, &take_back, &[mistaken]).await.status, 409, "once");
    let nowhere = format!("{path}/plans/999999999999999999");
    assert_eq!(admin.post(&nowhere, &[mistaken]).await.status, 409);
    assert_eq!(admin.post(&nowhere, &[]).await.status, 409, "nor is a reason asked for");
    run_plans(&shop).await;
    assert_eq!(version().await, before, "what was taken back never comes");

    assert_eq!(admin.submit(&back, path, &[("publish_at", &later)]).await.status, 303);
    run_plans(&shop).await;
    assert_eq!(version().await, before, "not before its time");
    // Whoever agrees meanwhile agrees to what stands.
    let terms = owner.get("/sell/household/terms").await;
    assert_eq!(owner.submit(&terms, "/sell/household/terms", &[("agree", "1")]).await.status, 303);
    let agreed = format!("SELECT version::bigint FROM terms_acceptances WHERE producer_id = {producer}");
    assert_eq!(number(&shop, &agreed).await, before);
    let due = "UPDATE page_plans SET publish_at = now() - interval '1 second' WHERE withdrawn_at IS NULL";
    execute(&shop, due).await;
    run_plans(&shop).await;
    run_plans(&shop).await;
    assert_eq!(version().await, before + 1, "once");
    assert!(shop.guest().get(public).await.words().contains("Điều mới từ tháng sau."));
    let current = "SELECT count(*) FROM terms_acceptances JOIN pages USING (slug, lang, version)";
    assert_eq!(number(&shop, current).await, 0, "the new version asks again");
    assert!(admin.get(path).await.texts("#versions ~ details summary").first().is_some_and(|v| v.contains("admin")));
    let acts = "SELECT string_agg(act || ' ' || why, ', ' ORDER BY id) FROM acts WHERE act LIKE 'page.%'";
    assert_eq!(
        text(&shop, acts).await,
        "page.planned Quy ước mới, page.plan-withdrawn Hẹn nhầm ngày, page.planned Quy ước mới, page.saved Quy ước mới"
    );
}

async fn run_plans(shop: &support::TestShop) {
    execute(shop, "INSERT INTO jobs (kind, payload) VALUES ('apply_pages', '{}')").await;
    shop.work_off().await;
}

#[actix_web::test]
async fn news_as_long_as_it_may_be_in_two_languages_is_taken() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    let page = clerk.get("/office/news/new").await;
    let (full, over) = ("ế".repeat(4_000), "ế".repeat(4_001));
    let send = async |body: &str| {
        let fields = [("title_vi", "Tin dài"), ("body_vi", body), ("body_en", body), ("why", "Tin")];
        clerk.submit(&page, "/office/news/new", &fields).await
    };
    let refused = send(&over).await;
    assert_eq!((refused.status, refused.texts("#f-body_vi-why").len()), (422, 1), "{}", refused.texts("h1").join(" "));
    assert!(refused.body.contains(&over), "what was typed is kept");
    assert_eq!(send(&full).await.status, 303);
}
