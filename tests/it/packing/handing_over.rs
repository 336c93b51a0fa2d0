//! Handing over and receiving: the buyer reads where the parcel is, and four digits at the door end it.

use market::orders::receipt;

use super::super::buyer::{number, sound, text};
use super::super::money::support::{house, market_account, order, parcel};
use super::super::support::build::{self, Goods};
use super::super::support::{self, Client, TestShop, exif};
use market::kernel::ids::ParcelId;

async fn packed() -> (TestShop, Client, Client, String, ParcelId, Goods) {
    let shop = support::shop().await;
    market_account(&shop).await;
    let house = house(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(honey, 2)], "cod").await;
    let id = parcel(&shop, &code, 1).await;
    for (from, to) in [("placed", "confirmed"), ("confirmed", "packed")] {
        let moved = member.post(&format!("/sell/parcels/G{id}/state"), &[("from", from), ("to", to)]).await;
        assert_eq!(moved.status, 303);
    }
    (shop, member, buyer, code, id, honey)
}

const COACH: [(&str, &str); 6] = [
    ("kind", "coach"),
    ("plate", "88b 01234"),
    ("phone", "0912 000 111"),
    ("station", "Bến xe Vĩnh Yên"),
    ("day", "2026-11-24"),
    ("time", "14h00"),
];

#[actix_web::test]
async fn a_coach_is_told_to_the_buyer_with_plate_station_time_and_phone() {
    let (shop, member, buyer, code, id, _) = packed().await;
    let path = format!("/sell/parcels/G{id}/handover");
    for (field, wrong, why) in [
        ("plate", "xe nhà Tâm", "Biển số chưa đúng"),
        ("phone", "12", "điện thoại"),
        ("station", "", ""),
        ("time", "chiều", "Giờ chưa đúng"),
        ("day", "2027-11-24", "Ngày này xa quá"),
        ("day", "2026-11-01", "Ngày này xa quá"),
        ("kind", "tàu", ""),
    ] {
        let mut fields: Vec<_> = COACH.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, wrong));
        let refused = member.post(&path, &fields).await;
        assert_eq!(refused.status, 422, "{field}: {}", refused.words());
        assert!(refused.words().contains(why), "{field}: {}", refused.words());
        if field == "plate" {
            assert_eq!(refused.attributes("#h-plate", "value"), [wrong]);
            assert_eq!(refused.attributes("#h-station", "value"), ["Bến xe Vĩnh Yên"], "what was typed stays");
        }
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM handovers").await, 0);
    let page = member.get(&format!("/sell/parcels/G{id}")).await;
    let green = page.attributes("main .btn", "class").into_iter().filter(|class| class.contains("big")).count();
    assert_eq!(green, 1, "one thing to do next: {}", page.body);
    assert_eq!(text(&shop, "SELECT state FROM parcels").await, "packed");
    let gone = member.post(&path, &COACH).await;
    assert_eq!(gone.status, 303, "{}", gone.words());
    shop.work_off().await;
    let found = "Xe khách 88B-012.34, Bến xe Vĩnh Yên, chạy 14:00 thứ Ba 24/11, gọi nhà xe 0912 000 111";
    let page = buyer.get(&format!("/orders/{code}")).await.words();
    assert!(page.contains(found), "{page}");
    let sms = text(&shop, "SELECT body FROM messages WHERE dedupe_key LIKE 'parcel:%:handed_over'").await;
    assert!(sms.contains(found), "{sms}");
    // The coach was full; the next one takes it. The buyer is told once for each.
    let mut later: Vec<_> = COACH.iter().copied().filter(|(name, _)| *name != "time").collect();
    later.push(("time", "16:30"));
    for _ in 0..2 {
        assert_eq!(member.post(&path, &later).await.status, 303);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'handover:%'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) FROM handovers").await, 1);
    assert!(buyer.get(&format!("/orders/{code}")).await.words().contains("16:30"));
    // Another who does not know the order sees none of it.
    assert!(!shop.guest().get(&format!("/orders/{code}")).await.words().contains("88B-012.34"));
    sound(&shop).await;
}

#[actix_web::test]
async fn a_carrier_has_a_number_and_a_round_needs_no_words() {
    let (_shop, member, buyer, code, id, _) = packed().await;
    let path = format!("/sell/parcels/G{id}/handover");
    let empty = member.post(&path, &[("kind", "carrier"), ("carrier", " ")]).await;
    assert_eq!(empty.status, 422, "{}", empty.words());
    let fields = [("kind", "carrier"), ("carrier", "VNPost"), ("tracking", "EB123456789VN")];
    assert_eq!(member.post(&path, &fields).await.status, 303);
    let page = buyer.get(&format!("/orders/{code}")).await.words();
    assert!(page.contains("Gửi qua VNPost, mã vận đơn EB123456789VN"), "{page}");
    let (shop, member, .., id, _) = packed().await;
    let quick = member.post(&format!("/sell/parcels/G{id}/state"), &[("from", "packed"), ("to", "handed_over")]).await;
    assert_eq!(quick.status, 303);
    assert_eq!(text(&shop, "SELECT kind FROM handovers").await, "carrier");
}

#[actix_web::test]
async fn four_digits_at_the_door_end_a_parcel_with_its_cash() {
    let (shop, member, buyer, code, id, _) = packed().await;
    let digits = receipt::code(&shop.ground.config.secret_key, id);
    let page = buyer.get(&format!("/orders/{code}")).await;
    assert_eq!(page.texts(".receive-code"), std::slice::from_ref(&digits));
    assert!(!member.get(&format!("/sell/parcels/G{id}")).await.words().contains(&format!("Mã nhận hàng: {digits}")));
    let path = format!("/sell/parcels/G{id}/receive");
    let early = member.post(&path, &[("code", &digits)]).await;
    assert_eq!(early.status, 409, "{}", early.words());
    member.post(&format!("/sell/parcels/G{id}/state"), &[("from", "packed"), ("to", "handed_over")]).await;
    let wrong = if digits == "0000" { "0001" } else { "0000" };
    for typed in [wrong, "", "abcd"] {
        let refused = member.post(&path, &[("code", typed), ("cash", "1")]).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
    }
    assert_eq!(text(&shop, "SELECT state FROM parcels").await, "handed_over");
    let spaced = format!("{} {}", &digits[..2], &digits[2..]);
    assert_eq!(member.post(&path, &[("code", &spaced), ("cash", "1")]).await.status, 303);
    assert_eq!(member.post(&path, &[("code", &digits), ("cash", "1")]).await.status, 303, "twice is once");
    assert_eq!(
        text(&shop, "SELECT state || ' ' || (SELECT state FROM payments) FROM parcels").await,
        "delivered collected"
    );
    assert_eq!(text(&shop, "SELECT string_agg(kind, ',') FROM proofs").await, "code");
    assert!(buyer.get(&format!("/orders/{code}")).await.texts(".receive-code").is_empty());
    sound(&shop).await;
}

#[actix_web::test]
async fn guesses_at_the_code_are_few() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let parcel = support::placed::order(&shop, &[(honey, 1)], "carrier").await.parcels.remove(0);
    let mut statuses = Vec::new();
    for n in 0..10 {
        let typed = format!("{n:04}x");
        statuses.push(member.post(&format!("/sell/parcels/{}/receive", parcel.code), &[("code", &typed)]).await.status);
    }
    assert_eq!(statuses.iter().filter(|s| **s == 422).count(), 8, "{statuses:?}");
    assert_eq!(&statuses[8..], [429, 429]);
}

#[actix_web::test]
async fn a_picture_is_seen_by_household_office_and_that_buyer_alone() {
    let (shop, member, buyer, code, id, _) = packed().await;
    let send = async |bytes: Vec<u8>| {
        let part = reqwest::multipart::Part::bytes(bytes).file_name("cua.jpg");
        let form = reqwest::multipart::Form::new().part("photo", part);
        let request = member.request(reqwest::Method::POST, &format!("/sell/parcels/G{id}/photo"));
        member.send(request.header("origin", &shop.url).multipart(form)).await
    };
    let jpeg = exif::with_gps();
    assert!(exif::says_where(&jpeg));
    assert_eq!(send(jpeg.clone()).await.status, 422, "it has not left yet");
    member.post(&format!("/sell/parcels/G{id}/state"), &[("from", "packed"), ("to", "handed_over")]).await;
    for none in [&b"<html><script>"[..], b"", b"GIF89a", b"\xff\xd8\xff\xe0 torn", &jpeg[..300]] {
        let refused = send(none.to_vec()).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM proofs").await, 0);
    assert_eq!(send(jpeg).await.status, 303);
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    for (who, path) in [
        (&member, format!("/sell/parcels/G{id}/photo")),
        (&buyer, format!("/orders/{code}/photos/1")),
        (&clerk, format!("/office/orders/{code}/parcels/1/photo")),
    ] {
        let seen = who.get(&path).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, "image/jpeg"), "{path}");
        let bytes = who.request(reqwest::Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
        assert!(!exif::says_where(&bytes), "{path} says where the buyer lives");
        assert!(bytes.windows(6).any(|w| w == b"Exif\0\0"), "it still says how it was held");
        assert!(
            seen.header("cache-control").contains("no-store")
                && seen.header("content-security-policy").contains("sandbox")
        );
    }
    let guest = shop.guest();
    assert_eq!(guest.get(&format!("/orders/{code}/photos/1")).await.status, 404);
    assert_eq!(buyer.get(&format!("/orders/{code}/photos/2")).await.status, 404);
    assert_ne!(member.get(&format!("/office/orders/{code}/parcels/1/photo")).await.status, 200);
    let name = text(&shop, "SELECT file FROM proofs").await;
    for path in [format!("/media/{name}"), format!("/media/proofs/{name}"), format!("/media/proofs%2F{name}")] {
        assert_eq!(guest.get(&path).await.status, 404, "{path}");
    }
    // A better picture takes its place, and the first one is nowhere any more.
    let there = async |name: &str| shop.ground.files.get(&format!("proofs/{name}")).await.unwrap().is_some();
    assert!(there(&name).await);
    assert_eq!(send(exif::with_gps()).await.status, 303);
    shop.work_off().await;
    let newer = text(&shop, "SELECT file FROM proofs").await;
    assert_ne!(newer, name);
    assert_eq!((there(&name).await, there(&newer).await), (false, true));
}

#[actix_web::test]
async fn the_round_sheet_has_its_stops_in_order_and_the_cash_in_all() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let honey = build::goods(&shop, house, "Mật ong", 150_000, 50).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    for (n, (street, commune)) in
        [("Thôn Đông", "Xã Sơn Đông"), ("Thôn An", "Xã Lập Thạch"), ("Thôn Ấp", "Xã Lập Thạch")].into_iter().enumerate()
    {
        support::placed::order(&shop, &[(honey, i32::try_from(n).unwrap() + 1)], "round").await;
        let sql = format!(
            "UPDATE orders SET street = '{street}', commune_name = '{commune}' WHERE id = (SELECT max(id) FROM orders)"
        );
        super::super::buyer::execute(&shop, &sql).await;
    }
    support::placed::order(&shop, &[(honey, 9)], "carrier").await;
    assert!(member.get("/sell/rounds").await.words().contains("không có gói nào"), "none is confirmed");
    super::super::buyer::execute(&shop, "UPDATE parcels SET state = 'confirmed'").await;
    let page = member.get("/sell/rounds").await;
    let stops = page.texts(".stops > li");
    assert_eq!(stops.len(), 3, "{}", page.words());
    for (stop, street) in stops.iter().zip(["Thôn An", "Thôn Ấp", "Thôn Đông"]) {
        assert!(stop.contains(street), "{stops:?}");
    }
    assert!(page.words().contains("960.000 ₫"), "{}", page.words());
    assert!(member.get("/sell/rounds?day=2026-12-24").await.words().contains("không có gói nào"));
    assert_eq!(member.get("/sell/rounds?day=mai").await.status, 200);
}
