//! A clerk writes down, answers, corrects, revokes; who may not, cannot.

use reqwest::Method;
use reqwest::multipart::{Form, Part};

use super::*;

#[actix_web::test]
async fn a_badge_comes_with_the_clerks_word_and_goes_with_it() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    build::goods(&shop, house, "Bưởi", 30_000, 9).await;
    shop.work_off().await;
    let clerk = moderator(&shop).await;
    let (product, household) = (
        text(&shop, &format!("SELECT slug FROM products WHERE id = {}", fish.product)).await,
        slug(&shop, house).await,
    );
    let (of_fish, none) = (fish.product.to_string(), [false; 4]);
    let id = id_of(&add(&shop, &clerk, house, &[("product", &of_fish)]).await);
    shop.work_off().await;
    assert_eq!(badges(&shop, &product, &household).await, none, "nobody has seen it yet");
    let path = format!("/office/certificates/{id}");
    let page = clerk.get(&path).await;
    for words in ["OCOP 4 sao", "78,5 điểm", "345/QĐ-UBND", "09/01/2029", "Chờ Phòng xem", "ghi giấy vào sổ"]
    {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    assert_eq!(clerk.submit(&page, &format!("{path}/answer"), &[("answer", "checked")]).await.status, 303);
    shop.work_off().await;
    assert_eq!(badges(&shop, &product, &household).await, [true; 4]);
    // The paper names the fish: the pomelo beside it has no badge.
    assert_eq!(shop.guest().get("/products?certificate=ocop").await.texts("article").len(), 1);
    assert_eq!(clerk.get(&path).await.texts("h1")[0], "OCOP 4 sao Còn hạn");

    let revoke = format!("{path}/revoke");
    let page = clerk.get(&path).await;
    let silent = clerk.submit(&page, &revoke, &[]).await;
    assert_eq!((silent.status, silent.texts("#f-revoke_why-why").len()), (422, 1), "{}", silent.words());
    let why = [("revoke_why", "Cơ sở trả lại giấy")];
    let (a, b) = tokio::join!(clerk.post(&revoke, &why), clerk.post(&revoke, &why));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "one of two clerks was first");
    shop.work_off().await;
    assert_eq!(badges(&shop, &product, &household).await, none);
    let acts = "SELECT string_agg(act || coalesce(' ' || nullif(why, ''), ''), ', ' ORDER BY id) FROM acts";
    assert_eq!(text(&shop, acts).await, "paper.added, paper.checked, paper.revoked Cơ sở trả lại giấy");
    let told = "SELECT count(*) FROM messages WHERE channel = 'sms' AND body LIKE '%thu hồi%Cơ sở trả lại giấy%'";
    assert_eq!(number(&shop, told).await, 1);
    // Its number may come back on another paper; nothing is written over the revoked one.
    let over: Vec<_> = PAPER.into_iter().chain([("why", "ghi đè")]).collect();
    assert_eq!(clerk.post(&path, &over).await.status, 409);
    assert_eq!(add(&shop, &clerk, house, &[("seen", "1")]).await.status, 303);
}

#[actix_web::test]
async fn a_correction_is_kept_with_what_was_there_before() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let theirs = build::goods(&shop, other, "Bưởi", 30_000, 9).await;
    let clerk = moderator(&shop).await;
    let id = id_of(&add(&shop, &clerk, house, &[("seen", "1")]).await);
    let path = format!("/office/certificates/{id}");
    let page = clerk.get(&path).await;
    let why = ("why", "đối chiếu lại quyết định");
    assert_eq!(clerk.submit(&page, &path, &[why]).await.status, 303, "as it comes, nothing changes");
    let unsaid = clerk.submit(&page, &path, &[("issuer", "Hội đồng OCOP"), ("why", " ")]).await;
    assert_eq!((unsaid.status, unsaid.texts("#f-why-why").len()), (422, 1), "{}", unsaid.words());
    assert_eq!(unsaid.texts("section[aria-labelledby=mend] details[open]").len(), 1, "its form is open");
    assert_eq!(unsaid.attributes("#f-issuer", "value"), ["Hội đồng OCOP"], "what was typed is there");
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 2, "nothing was written");
    let new = [("issuer", "Hội đồng OCOP"), ("expires_on", "2028-12-31"), why];
    assert_eq!(clerk.submit(&page, &path, &new).await.status, 303);
    // Whoever had the same form open is told what is different now, and nothing is written over it.
    let stale = clerk.submit(&page, &path, &[("label", "OCOP Phú Thọ"), why]).await;
    assert_eq!(stale.status, 409, "{}", stale.words());
    let note = stale.texts(".note.bad").join(" ");
    assert!(note.contains("Hội đồng OCOP") && note.contains("31/12/2028"), "what changed: {note}");
    assert_eq!(stale.attributes("#f-label", "value"), ["OCOP Phú Thọ"], "what was typed is there");
    assert_eq!(stale.texts("section[aria-labelledby=mend] details[open]").len(), 1, "for all to see");
    let kept = "SELECT concat(why, ' ', before - 'paper', after - 'paper') FROM acts WHERE act = 'paper.corrected'";
    assert_eq!(
        text(&shop, kept).await,
        "đối chiếu lại quyết định {\"issuer\": \"UBND tỉnh Phú Thọ\", \"expires_on\": \"2029-01-09\"}{\"issuer\": \"Hội đồng OCOP\", \"expires_on\": \"2028-12-31\"}"
    );
    for (name, value, field) in [
        ("kind", "sao", "kind"),
        ("number", "", "number"),
        ("score", "55", "stars"),
        ("issued_on", "2030-01-01", "issued_on"),
        ("expires_on", "2029-06-01", "expires_on"),
        ("issuer", &"ố".repeat(121), "issuer"),
    ] {
        let stars = if name == "score" { "4" } else { "" };
        let wrong = clerk.submit(&page, &path, &[(name, value), ("stars", stars), why]).await;
        assert_eq!(
            (wrong.status, wrong.texts(&format!("#f-{field}-why")).len()),
            (422, 1),
            "{name}: {}",
            wrong.words()
        );
    }
    let foreign = clerk.submit(&page, &path, &[("product", &theirs.product.to_string()), why]).await;
    assert_eq!((foreign.status, foreign.texts("#f-product-why").len()), (409, 1), "another household's product");
    // Another household's checked paper of this number.
    let second = id_of(&add(&shop, &clerk, other, &[("number", "13/QĐ-UBND"), ("seen", "1")]).await);
    let second = format!("/office/certificates/{second}");
    let theirs = clerk.get(&second).await;
    let taken = clerk.submit(&theirs, &second, &[("number", "12/QĐ-UBND"), why]).await;
    assert_eq!((taken.status, taken.texts("#f-number-why").len()), (409, 1), "{}", taken.words());
    assert_eq!(add(&shop, &clerk, other, &[("seen", "1")]).await.status, 409);
    assert_eq!(add(&shop, &clerk, house, &[]).await.status, 409, "the household has it already");
    assert_eq!(number(&shop, "SELECT count(*) FROM certificates").await, 2, "what was refused wrote nothing");
    for path in [
        "/office/certificates/999",
        "/office/certificates/999999999999999999",
        "/office/certificates/new?producer=khong",
    ] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn a_clerk_puts_a_scan_beside_a_paper_that_only_the_office_and_the_household_open() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let clerk = moderator(&shop).await;
    let id = id_of(&add(&shop, &clerk, house, &[("seen", "1")]).await);
    let path = format!("/office/certificates/{id}/scan");
    assert_eq!(clerk.get(&path).await.status, 404, "there is none yet");
    let send = async |bytes: &[u8]| {
        let form = Form::new().part("file", Part::bytes(bytes.to_vec()).file_name("giay.pdf"));
        clerk.send(clerk.request(Method::POST, &path).multipart(form)).await
    };
    let wrong = send(b"<html>").await;
    assert_eq!((wrong.status, wrong.texts("#file-why").len()), (422, 1), "{}", wrong.words());
    assert_eq!(send(b"%PDF-1.7 a scan").await.status, 303);
    let scan = clerk.get(&path).await;
    assert_eq!((scan.body.as_str(), scan.header("cache-control")), ("%PDF-1.7 a scan", "private, no-store"));
    let owner = shop.signed_in(build::member(&shop, house).await).await;
    assert_eq!(owner.get(&format!("/sell/household/papers/{id}/scan")).await.status, 200);
    assert_eq!(owner.get(&path).await.status, 403);
}

#[actix_web::test]
async fn the_list_is_filtered_paged_by_key_and_taken_along() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let clerk = moderator(&shop).await;
    execute(
        &shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, expires_on, checked_at, refused_at, revoked_at, revoked_why) \
             SELECT CASE WHEN n <= 30 THEN {house} ELSE {other} END, CASE n % 2 WHEN 0 THEN 'vietgap' ELSE 'organic' END, 'Giấy ' || n, '=N' || n, 'Nơi cấp', \
                    '2024-01-01', CASE WHEN n <= 60 THEN DATE '2026-11-23' + 1 + (n * 7) % 90 WHEN n <= 64 THEN '2026-11-22' ELSE '2028-01-01' END, \
                    CASE WHEN n <= 66 OR n = 70 THEN now() END, CASE WHEN n IN (67, 68) THEN now() END, CASE WHEN n = 70 THEN now() END, \
                    CASE WHEN n = 70 THEN 'x' ELSE '' END \
             FROM generate_series(1, 70) AS n"
        ),
    )
    .await;
    let count = async |query: &str| {
        let (mut path, mut labels) = (format!("/office/certificates?{query}"), Vec::new());
        loop {
            let page = clerk.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            labels.extend(page.texts("tbody th a"));
            let Some(next) = page.attributes("a[rel=next]", "href").pop() else { break };
            path = next;
        }
        let all = labels.len();
        labels.sort();
        labels.dedup();
        assert_eq!(labels.len(), all, "no row twice");
        all
    };
    for (query, n) in [
        ("", 70),
        ("state=soon", 60),
        ("state=expired", 4),
        ("state=in-force", 2),
        ("state=refused", 2),
        ("state=waiting", 1),
        ("state=revoked", 1),
        ("kind=organic", 35),
        ("kind=organic&state=soon", 30),
        ("q=ba+lua", 30),
        ("q=%3DN7", 2),
        ("commune=08761", 70),
        ("commune=1", 0),
        ("kind=x&state=x&after=x", 70),
        ("q=%25", 0),
    ] {
        assert_eq!(count(query).await, n, "{query}");
    }
    let soon = clerk.get("/office/certificates?state=soon").await.texts("td[data-label='Hết hạn']");
    assert_eq!(soon[0], "25/11/2026", "what ends first comes first");
    let before = shop.ground.db.queries();
    clerk.get("/office/certificates").await;
    assert!(shop.ground.db.queries() - before <= 6, "a page of many costs no more queries than one");

    let bytes = clerk.get("/office/certificates.xlsx?state=expired").await;
    assert_eq!(bytes.status, 200);
    assert!(bytes.header("content-disposition").contains("chung-nhan-2026-11-23.xlsx"));
    let csv = clerk.get("/office/certificates.csv?state=soon").await;
    assert_eq!(csv.body.lines().count(), 61, "all pages of the list, and its head: {}", csv.body);
    assert!(csv.body.contains(",'=N"), "no spreadsheet runs it: {}", csv.body);
    let taken = "SELECT count(*) FROM acts WHERE act = 'list.taken' AND subject = 'chung-nhan'";
    assert_eq!(number(&shop, taken).await, 2, "phones of households left with the file: who took it stands in the log");
}

#[actix_web::test]
async fn only_who_looks_after_households_opens_the_register() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let clerk = moderator(&shop).await;
    let id = id_of(&add(&shop, &clerk, house, &[]).await);
    let promoter = shop.signed_in(clerk_as(&shop, "promoter").await).await;
    let owner = shop.signed_in(build::member(&shop, house).await).await;
    let admin = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let gets = ["", "/new", "/import", "/template.xlsx", &format!("/{id}")].map(|p| format!("/office/certificates{p}"));
    for path in gets.iter().chain([&"/office/certificates.xlsx".to_owned(), &"/office/certificates.csv".to_owned()]) {
        assert_eq!(admin.get(path).await.status, 200, "{path}");
        assert_eq!((promoter.get(path).await.status, owner.get(path).await.status), (403, 403), "{path}");
        assert_eq!(shop.guest().get(path).await.status, 303, "{path}");
    }
    for path in [
        "/new",
        &format!("/{id}"),
        &format!("/{id}/answer"),
        &format!("/{id}/revoke"),
        &format!("/{id}/scan"),
        "/import",
    ] {
        let path = format!("/office/certificates{path}");
        assert_eq!(promoter.post(&path, &[("answer", "checked")]).await.status, 403, "{path}");
        assert_ne!(shop.guest().post(&path, &[]).await.status, 200, "{path}");
    }
    assert_eq!(
        number(&shop, "SELECT count(*) FROM certificates WHERE checked_at IS NULL AND revoked_at IS NULL").await,
        1
    );
    assert!(!promoter.get("/office").await.body.contains("/office/certificates"));
    assert!(clerk.get("/office").await.body.contains("/office/certificates"));
}
