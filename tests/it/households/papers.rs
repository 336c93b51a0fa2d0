//! Papers: sent with a scan, looked at by a clerk, shown to buyers only then; the scan to nobody else.

use std::sync::LazyLock;

use chrono::{TimeZone as _, Utc};
use market::kernel::clock::Clock;
use market::kernel::lang::Lang;
use market::platform::jobs::Job as _;
use market::platform::locales;
use market::producers::orphans::SweepPapers;
use reqwest::Method;
use reqwest::multipart::{Form, Part};

use super::*;
use crate::media::hostile;
use crate::support::{self, exif};

const PATH: &str = "/sell/household/papers";
static JPG: LazyLock<Vec<u8>> = LazyLock::new(exif::with_gps);

async fn send(client: &Client, fields: &[(&str, &str)], file: &[u8]) -> Answer {
    let right = [
        ("kind", "vietgap"),
        ("label", "VietGAP thanh long"),
        ("number", "VG-12"),
        ("issuer", "Trung tâm"),
        ("issued_on", "2026-01-10"),
        ("expires_on", "2029-01-09"),
    ];
    let mut form = Form::new();
    for (name, value) in right {
        let value = fields.iter().find(|(n, _)| *n == name).map_or(value, |(_, v)| *v);
        form = form.text(name.to_owned(), value.to_owned());
    }
    for (name, value) in fields.iter().filter(|(name, _)| right.iter().all(|(n, _)| n != name)) {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let form = form.part("file", Part::bytes(file.to_vec()).file_name("giay.jpg"));
    client.send(client.request(Method::POST, PATH).multipart(form)).await
}

#[actix_web::test]
async fn a_paper_is_shown_to_buyers_only_once_a_clerk_has_seen_it() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, producer, "Thanh long", 50_000, 9).await;
    let slug = slug(&shop, producer).await;
    let owner = shop.signed_in(build::member(&shop, producer).await).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let public = format!("/producers/{slug}");
    let sent = send(&owner, &[], &JPG).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let id = number(&shop, "SELECT id AS n FROM certificates").await;
    assert!(!shop.guest().get(&public).await.body.contains("VG-12"), "nobody has looked at it");
    assert_eq!(send(&owner, &[], &JPG).await.status, 409, "the same number again");
    let scans = shop.ground.files.written_before("private/papers", chrono::DateTime::<chrono::Utc>::MAX_UTC).await;
    assert_eq!(scans.unwrap().len(), 1, "no scan is kept that no row names");
    let path = format!("/office/producers/{slug}/papers/{id}");
    assert!(clerk.get(&format!("/office/producers/{slug}")).await.words().contains("Chờ Phòng xem"));
    assert_eq!(clerk.post(&path, &[("answer", "refused"), (&format!("why-{id}"), "")]).await.status, 422);
    assert_eq!(clerk.post(&path, &[("answer", "perhaps")]).await.status, 404);
    let (a, b) = tokio::join!(clerk.post(&path, &[("answer", "checked")]), clerk.post(&path, &[("answer", "checked")]));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert!(shop.guest().get(&public).await.body.contains("VG-12"));
    assert_eq!(acts(&shop, producer).await, "paper.sent paper.checked");

    // Another household may type the same number; it is checked only after asking.
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let neighbour = shop.signed_in(build::member(&shop, other).await).await;
    assert_eq!(send(&neighbour, &[], b"%PDF-1.7 a scan").await.status, 303);
    let second = number(&shop, "SELECT max(id) AS n FROM certificates").await;
    let theirs = format!("/office/producers/{}/papers/{second}", self::slug(&shop, other).await);
    let taken = clerk.post(&theirs, &[("answer", "checked")]).await;
    assert_eq!(taken.status, 409, "{}", taken.words());
    assert_eq!(
        clerk
            .post(&theirs, &[("answer", "refused"), (&format!("why-{second}"), "Không phải giấy của nhà")])
            .await
            .status,
        303
    );
    assert!(neighbour.get(PATH).await.words().contains("Không phải giấy của nhà"));
    assert_eq!(send(&neighbour, &[], &JPG).await.status, 303, "sent back is sent anew");
    assert_eq!(
        clerk.post(&format!("/office/producers/{slug}/papers/{second}"), &[("answer", "checked")]).await.status,
        404,
        "of another household"
    );
}

#[actix_web::test]
async fn a_star_ends_after_36_months_also_when_its_household_sends_it() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let owner = shop.signed_in(build::member(&shop, producer).await).await;
    let star = |number, expires_on| [("kind", "ocop"), ("stars", "4"), ("number", number), ("expires_on", expires_on)];
    let long = send(&owner, &star("12/QĐ", "2029-01-10"), &JPG).await;
    assert_eq!(long.status, 422, "{}", long.words());
    assert!(long.words().contains("nhiều nhất 36 tháng"), "{}", long.words());
    let ended = [("kind", "ocop"), ("stars", "4"), ("issued_on", "2023-01-10"), ("expires_on", "")];
    assert_eq!(send(&owner, &ended, &JPG).await.status, 422, "its 36 months are over");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM certificates").await, 0);
    for (number, expires_on) in [("12/QĐ", ""), ("13/QĐ", "2028-12-31")] {
        assert_eq!(send(&owner, &star(number, expires_on), &JPG).await.status, 303, "{number}");
    }
    // Other papers may have no end.
    assert_eq!(send(&owner, &[("expires_on", "")], &JPG).await.status, 303);
    let ends = "SELECT string_agg(coalesce(expires_on::text, 'never'), ' ' ORDER BY id) AS word FROM certificates";
    assert_eq!(word(&shop, ends).await, "2029-01-09 2028-12-31 never");
}

#[actix_web::test]
async fn a_scan_is_for_the_household_and_clerks_and_can_run_nothing() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let owner = shop.signed_in(build::member(&shop, producer).await).await;
    let pdf = b"%PDF-1.7 <script>alert(1)</script>";
    assert_eq!(send(&owner, &[], pdf).await.status, 303);
    let id = number(&shop, "SELECT id AS n FROM certificates").await;
    let own = format!("{PATH}/{id}/scan");
    let office = format!("/office/producers/{}/papers/{id}/scan", slug(&shop, producer).await);
    let packer = shop.signed_in(member_as(&shop, producer, "packer").await).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let support = shop.signed_in(clerk_as(&shop, "support").await).await;
    assert_eq!(support.get(&office).await.status, 403, "a scan is for who checks it");
    for (who, path) in [(&owner, &own), (&packer, &own), (&clerk, &office)] {
        let scan = who.get(path).await;
        assert_eq!(scan.status, 200, "{path}");
        assert_eq!(scan.body.as_bytes(), pdf);
        assert_eq!(scan.header("content-type"), "application/pdf");
        assert!(scan.header("content-disposition").starts_with("attachment"));
        assert_eq!(scan.header("cache-control"), "private, no-store");
        assert_eq!(scan.header("x-content-type-options"), "nosniff");
        assert!(scan.header("content-security-policy").contains("sandbox"));
    }
    let neighbour = shop.signed_in(build::member(&shop, other).await).await;
    assert_eq!(neighbour.get(&own).await.status, 404);
    assert_eq!(neighbour.get(&office).await.status, 403);
    assert_eq!(shop.guest().get(&own).await.status, 303);
    let wrong = format!("/office/producers/{}/papers/{id}/scan", slug(&shop, other).await);
    assert_eq!(clerk.get(&wrong).await.status, 404, "under another household's address");
    let name = word(&shop, "SELECT scan_name AS word FROM certificates").await;
    for path in
        [format!("/media/{name}"), format!("/media/private/papers/{name}"), format!("/media/private%2Fpapers%2F{name}")]
    {
        assert_eq!(owner.get(&path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn what_is_no_paper_is_refused_and_nothing_is_kept() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let owner = shop.signed_in(build::member(&shop, producer).await).await;
    for (field, value) in [
        ("kind", ""),
        ("kind", "diploma"),
        ("number", ""),
        ("issuer", ""),
        ("issued_on", "2026-12-01"),
        ("issued_on", "1890-01-01"),
        ("issued_on", "gestern"),
        ("expires_on", "2026-11-01"),
        ("expires_on", "9999-01-01"),
        ("kind", "ocop"),
    ] {
        let refused = send(&owner, &[(field, value)], &JPG).await;
        assert_eq!(refused.status, 422, "{field}={value}: {}", refused.words());
        assert!(!refused.texts(".why").is_empty() && refused.body.contains("VG-12") | (field == "number"), "{field}");
    }
    let page = [&JPG[..], b"<html><script>alert(1)</script>"].concat();
    for file in [&b""[..], b"<html><script>", b"GIF89a", b"MZ\x90", b"\xff\xd8\xff\xe0 torn", &JPG[..300], &page[..]] {
        assert_eq!(send(&owner, &[], file).await.status, 422);
    }
    // 87 kB that ask whoever looks at them for a gigabyte.
    let vast = send(&owner, &[], &hostile::png(30_000, 30_000, 1, 0, &[], hostile::zeros(30_000 * 3_751))).await;
    let sentence = locales::text(Lang::Vi, "media-too-many-pixels");
    assert_eq!((vast.status, vast.words().contains(&sentence)), (422, true), "{}", vast.words());
    let large = send(&owner, &[], &vec![0xff; 11 * 1024 * 1024]).await;
    assert_eq!(large.status, 413);
    let kept = large.form(PATH);
    for (name, value) in [("kind", "vietgap"), ("number", "VG-12"), ("issued_on", "2026-01-10")] {
        assert!(kept.contains(&(name.to_owned(), value.to_owned())), "{name}: {kept:?}");
    }
    let long = "ạ".repeat(600);
    let refused = send(&owner, &[("label", &long)], &JPG).await;
    assert_eq!(refused.status, 422, "a long text is no large file");
    assert!(refused.body.contains(&long));
    assert_eq!(owner.post(PATH, &[("kind", "ocop")]).await.status, 400, "a form without a file's shape");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM certificates").await, 0);
    let packer = shop.signed_in(member_as(&shop, producer, "packer").await).await;
    assert_eq!(send(&packer, &[], &JPG).await.status, 403);
}

#[actix_web::test]
async fn a_scan_does_not_say_where_it_was_taken() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let owner = shop.signed_in(build::member(&shop, producer).await).await;
    assert!(exif::says_where(&JPG));
    assert_eq!(send(&owner, &[], &JPG).await.status, 303);
    let id = number(&shop, "SELECT id AS n FROM certificates").await;
    let asked = owner.request(Method::GET, &format!("{PATH}/{id}/scan"));
    let bytes = asked.send().await.unwrap().bytes().await.unwrap();
    assert!(bytes.starts_with(b"\xff\xd8\xff") && bytes.ends_with(b"\xff\xd9"));
    assert!(!exif::says_where(&bytes));
}

#[actix_web::test]
async fn a_scan_that_no_paper_names_goes_after_a_day_and_what_is_named_stays() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Bà Lụa").await;
    let owner = shop.signed_in(build::member(&shop, producer).await).await;
    let mut later = shop.ground.clone();
    later.clock = Clock::Stopped(Utc.with_ymd_and_hms(2099, 1, 1, 5, 0, 0).unwrap());
    let lost = "scan-of-a-request-that-died";
    let file = |name: &str| format!("private/papers/{name}");
    let there = async |name: &str| shop.ground.files.get(&file(name)).await.unwrap().is_some();
    shop.ground.files.put(&file(lost), b"%PDF-1.7".to_vec()).await.unwrap();
    SweepPapers {}.run(later.clone()).await.unwrap();
    assert!(there(lost).await, "a shop that names no scan at all throws none away");

    assert_eq!(send(&owner, &[], &JPG).await.status, 303);
    let name = async || word(&shop, "SELECT scan_name AS word FROM certificates").await;
    let first = name().await;
    SweepPapers {}.run(shop.ground.clone()).await.unwrap();
    assert!(there(lost).await, "its row may be about to be written");
    for _ in 0..2 {
        SweepPapers {}.run(later.clone()).await.unwrap();
        assert_eq!((there(lost).await, there(&first).await), (false, true));
    }
    // A clerk takes the scan anew: the one before is of no paper any more.
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let id = number(&shop, "SELECT id AS n FROM certificates").await;
    let form = Form::new().part("file", Part::bytes(JPG.clone()).file_name("giay.jpg"));
    let anew = clerk.request(Method::POST, &format!("/office/certificates/{id}/scan")).multipart(form);
    let anew = clerk.send(anew).await;
    assert_eq!(anew.status, 303, "{}", anew.words());
    let second = name().await;
    SweepPapers {}.run(later).await.unwrap();
    assert_eq!((there(&first).await, there(&second).await), (false, true));
    assert_eq!(owner.get(&format!("{PATH}/{id}/scan")).await.status, 200);
}
