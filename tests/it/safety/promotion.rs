//! What is done with papers, spotlights, news, messages to households and texts, for the log.

use reqwest::Method;
use reqwest::multipart::{Form, Part};

use super::walk::{Walk, all_named, count, moved};
use super::*;

fn file(bytes: Vec<u8>, name: &str) -> Form {
    Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()))
}

pub(super) async fn papers(walk: &mut Walk) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let home = slug(&shop, house).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let new = "/office/certificates/new";
    let fields = [
        ("producer", home.as_str()),
        ("kind", "ocop"),
        ("number", "12/QĐ"),
        ("issuer", "UBND tỉnh"),
        ("issued_on", "2026-01-10"),
        ("stars", "4"),
    ];
    walk.post(&shop, &clerk, (new, new), &fields, "paper.added").await;
    let id = number(&shop, "SELECT id AS n FROM certificates").await;
    let here = format!("/office/certificates/{id}");
    let route = "/office/certificates/{id:[0-9]{1,18}}";
    let mended = [("issuer", "Hội đồng OCOP"), ("why", "Ghi nhầm")];
    walk.submit(&shop, &clerk, &here, (route, &here), &mended, "paper.corrected").await;
    let (scan, at) = (format!("{route}/scan"), format!("{here}/scan"));
    let before = count(&shop, "paper.scanned").await;
    let pdf = file(b"%PDF-1.7 a scan".to_vec(), "giay.pdf");
    let sent = clerk.send(clerk.request(Method::POST, &at).multipart(pdf)).await;
    walk.tried(&shop, &scan, "paper.scanned", before, &sent).await;
    let (answer, at) = (format!("{route}/answer"), format!("{here}/answer"));
    walk.post(&shop, &clerk, (&answer, &at), &[("answer", "checked")], "paper.checked").await;
    let (revoke, at) = (format!("{route}/revoke"), format!("{here}/revoke"));
    walk.post(&shop, &clerk, (&revoke, &at), &[("revoke_why", "Trả giấy")], "paper.revoked").await;
    assert_eq!(moved(&shop, "paper.scanned", "scan").await, "pdf");
    assert_eq!(moved(&shop, "paper.checked", "state").await, "waiting|checked");
    assert_eq!(moved(&shop, "paper.revoked", "state").await, "checked|revoked");
    let other: Vec<_> =
        fields.iter().map(|(name, value)| (*name, if *name == "number" { "13/QĐ" } else { *value })).collect();
    walk.post(&shop, &clerk, (new, new), &other, "paper.added").await;
    let at = format!("/office/certificates/{}/answer", number(&shop, "SELECT max(id) AS n FROM certificates").await);
    let refuse = [("answer", "refused"), ("refused_why", "Ảnh mờ")];
    walk.post(&shop, &clerk, (&answer, &at), &refuse, "paper.refused").await;
    let import = "/office/certificates/import";
    let before = count(&shop, "papers.kept").await;
    let table = "Tên chủ thể;Loại;Số giấy;Nơi cấp;Ngày cấp\nBà Lụa;organic;HC-1;Chi cục;2026-02-01\n";
    let sent = clerk.send(clerk.request(Method::POST, import).multipart(file(table.into(), "ds.csv"))).await;
    walk.tried(&shop, import, "papers.kept", before, &sent).await;
    let there = sent.location().unwrap();
    let route = "/office/certificates/import/{id:[0-9]{1,18}}";
    walk.submit(&shop, &clerk, &there, (route, &there), &[], "papers.imported").await;
    all_named(walk, &shop).await;
}

pub(super) async fn choice(walk: &mut Walk) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    shop.work_off().await;
    let of = word(&shop, &format!("SELECT slug AS word FROM products WHERE id = {}", fish.product)).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let at = async |days: i32| {
        let now = format!("(now() + interval '{days} days') AT TIME ZONE 'Asia/Ho_Chi_Minh'");
        word(&shop, &format!("SELECT to_char({now}, 'YYYY-MM-DD\"T\"HH24:MI') AS word")).await
    };
    let (starts, ends) = (at(0).await, at(1).await);
    let new = "/office/spotlights/new";
    let page = format!("{new}?product={of}");
    let fields = [
        ("slot", "home_shelf"),
        ("starts_at", starts.as_str()),
        ("ends_at", &ends),
        ("reason_vi", "Đang mùa"),
        ("reason_en", "In season"),
        ("why", "Họp"),
    ];
    walk.submit(&shop, &clerk, &page, (new, new), &fields, "spotlight.made").await;
    let here = format!("/office/spotlights/{}", number(&shop, "SELECT id AS n FROM spotlights").await);
    let route = "/office/spotlights/{id:[0-9]{1,18}}";
    walk.submit(&shop, &clerk, &here, (route, &here), &[("why", "Họp lại")], "spotlight.changed").await;
    let (picture, at) = (format!("{route}/picture"), format!("{here}/picture"));
    let before = count(&shop, "spotlight.pictured").await;
    let sent = clerk.send(clerk.request(Method::POST, &at).multipart(file(Vec::new(), ""))).await;
    walk.tried(&shop, &picture, "spotlight.pictured", before, &sent).await;
    let (stop, at) = (format!("{route}/stop"), format!("{here}/stop"));
    walk.post(&shop, &clerk, (&stop, &at), &[("stop_why", "Hết mẻ")], "spotlight.stopped").await;
    assert_eq!(moved(&shop, "spotlight.stopped", "stopped").await, "false|true");

    let new = "/office/collections/new";
    walk.submit(
        &shop,
        &clerk,
        new,
        (new, new),
        &[("title_vi", "Quà Tết"), ("title_en", "Tết gifts"), ("goods", &of), ("why", "Họp ngày 20/11")],
        "collection.saved",
    )
    .await;
    let here = format!("/office/collections/{}", number(&shop, "SELECT id AS n FROM collections").await);
    let route = "/office/collections/{id:[0-9]{1,18}}";
    walk.submit(
        &shop,
        &clerk,
        &here,
        (route, &here),
        &[("title_vi", "Quà xuân"), ("why", "Sang xuân")],
        "collection.saved",
    )
    .await;

    let new = "/office/news/new";
    let fields = [("title_vi", "Chợ phiên"), ("body_vi", "Thứ Bảy."), ("why", "Tin")];
    walk.submit(&shop, &clerk, new, (new, new), &fields, "news.saved").await;
    let here = format!("/office/news/{}", number(&shop, "SELECT id AS n FROM news").await);
    walk.submit(&shop, &clerk, &here, ("/office/news/{id:[0-9]{1,18}}", &here), &[("why", "Sửa")], "news.saved").await;
    assert_eq!(moved(&shop, "news.saved", "version").await, "1|2");

    let new = "/office/broadcasts/new";
    let fields = [("body", "Chợ phiên thứ Bảy."), ("why", "Kế hoạch")];
    walk.submit(&shop, &clerk, new, (new, new), &fields, "broadcast.saved").await;
    let here = format!("/office/broadcasts/{}", number(&shop, "SELECT id AS n FROM broadcasts").await);
    let route = "/office/broadcasts/{id:[0-9]{1,18}}";
    let (text, at) = (format!("{route}/text"), format!("{here}/text"));
    walk.submit(&shop, &clerk, &at, (&text, &at), &[("why", "Nhắc lại")], "broadcast.saved").await;
    assert_eq!(moved(&shop, "broadcast.saved", "body").await, "Chợ phiên thứ Bảy.|Chợ phiên thứ Bảy.");
    let (send, at) = (format!("{route}/send"), format!("{here}/send"));
    walk.submit(&shop, &clerk, &here, (&send, &at), &[], "broadcast.sent").await;

    run(&shop, "INSERT INTO pages (slug, lang, title, body) VALUES ('thu', 'vi', 'Trang thử', 'Một')").await;
    let here = "/office/pages/thu/vi";
    let route = "/office/pages/{slug}/{lang}";
    walk.submit(&shop, &clerk, here, (route, here), &[("body", "Hai"), ("why", "Sửa")], "page.saved").await;
    assert_eq!(moved(&shop, "page.saved", "title").await, "Trang thử|Trang thử");
    let ahead = ends.as_str();
    let fields = [("body", "Ba"), ("why", "Hẹn"), ("publish_at", ahead)];
    let page = clerk.get(here).await;
    assert_eq!(clerk.submit(&page, here, &fields).await.status, 303);
    let plan = number(&shop, "SELECT max(id) AS n FROM page_plans").await;
    let (route, at) = (format!("{route}/plans/{{id:[0-9]{{1,18}}}}"), format!("{here}/plans/{plan}"));
    walk.post(&shop, &clerk, (&route, &at), &[("back_why", "Hẹn nhầm")], "page.plan-withdrawn").await;
    all_named(walk, &shop).await;
}
