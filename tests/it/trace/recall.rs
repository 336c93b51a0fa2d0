//! Calling a lot back: each buyer is told once, the pages turn red, and nothing takes it back.

use std::sync::Arc;

use market::platform::jobs::Runner;
use market::worker;

use super::support::{self, PHONE, count, everything, farm, lot_of, number, read_as, sql, today, words};
use crate::support::{build, placed};

const WHY: [(&str, &str); 2] = [("reason", "Nắp hũ hở, có mốc"), ("sure", "1")];

#[actix_web::test]
async fn each_buyer_is_told_once_though_two_workers_do_it_and_do_it_again() {
    let farm = farm().await;
    let bad = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let good = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    // More than one batch, and some that are not to be told: of another lot, and a parcel that never went.
    let mut told = Vec::new();
    for n in 0..106 {
        let order = placed::order(&farm.shop, &[(farm.fish, 1)], "carrier").await;
        let parcel = order.parcels[0].id;
        let lot = if n == 0 { good.id } else { bad.id };
        sql(
            &farm.shop,
            &format!("INSERT INTO lot_lines (order_line_id, lot_id, qty) SELECT id, {lot}, 1 FROM order_lines WHERE parcel_id = {parcel}"),
        )
        .await;
        match n {
            0 => {}
            1 => sql(&farm.shop, &format!("UPDATE parcels SET state = 'cancelled' WHERE id = {parcel}")).await,
            _ => told.push(order),
        }
    }
    farm.shop.work_off().await;
    let url = format!("/sell/trace/lots/{}/recall", bad.code);
    assert_eq!(farm.member.post(&url, &WHY).await.status, 303);
    let runner = || Runner::new(farm.shop.ground.clone(), Arc::new(worker::works().unwrap()));
    let (first, second) = (runner(), runner());
    let (a, b) = tokio::join!(first.drain(), second.drain());
    assert!(a.unwrap() + b.unwrap() >= 2);
    let sent = || number(&farm.shop, "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'recall:%'");
    assert_eq!(sent().await, 104);
    // A worker died after its work and before its tick-off: it is all done again.
    sql(
        &farm.shop,
        &format!("INSERT INTO jobs (kind, payload) VALUES ('tell_recalled', '{{\"lot\": {}, \"after\": 0}}')", bad.id),
    )
    .await;
    farm.shop.work_off().await;
    assert_eq!(sent().await, 104);
    let text =
        words(&farm.shop, "SELECT body AS words FROM messages WHERE dedupe_key LIKE 'recall:%' ORDER BY id LIMIT 1")
            .await;
    for said in ["Cá thính Bà Lụa", "Nắp hũ hở, có mốc", &told[0].code, &market::trace::code::spaced(&bad.code)]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains('\u{a0}') && !text.contains('\u{2068}'), "{text:?}");

    let guest = farm.shop.guest();
    let page = read_as(&guest, PHONE, &format!("/t/{}", bad.code)).await;
    assert!(page.texts(".note.bad.verdict").join(" ").contains("Nắp hũ hở, có mốc"), "{}", page.words());
    assert!(read_as(&guest, PHONE, &format!("/t/{}", good.code)).await.texts(".note.bad").is_empty());
    let order = support::order_page(&farm.shop, &guest, &told[0].code).await;
    assert!(order.texts(".note.bad").join(" ").contains("Nắp hũ hở, có mốc"), "{}", order.words());
    let desk = farm.member.get(&format!("/sell/trace/lots/{}", bad.code)).await;
    assert!(desk.words().contains("đổi sang lô khác"), "the desk says what to do: {}", desk.words());
    assert_eq!(
        number(&farm.shop, "SELECT sum(on_hand) AS n FROM packs").await,
        500,
        "stock is the household's to count"
    );
}

#[actix_web::test]
async fn a_recall_is_for_good_and_a_note_adds_to_it() {
    let farm = farm().await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let url = format!("/sell/trace/lots/{}", lot.code);
    assert_eq!(farm.member.post(&format!("{url}/note"), &[("words", "sớm quá")]).await.status, 409);
    for fields in [vec![("reason", ""), ("sure", "1")], vec![("reason", "mốc")]] {
        let answer = farm.member.post(&format!("{url}/recall"), &fields).await;
        assert_eq!((answer.status, answer.texts(".why").len()), (422, 1), "{fields:?}: {}", answer.words());
    }
    assert_eq!(count(&farm.shop, "recalls").await, 0);
    let path = format!("{url}/recall");
    let (a, b) = tokio::join!(farm.member.post(&path, &WHY), farm.member.post(&path, &WHY));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(number(&farm.shop, "SELECT count(*) AS n FROM events WHERE kind = 'lot_recalled'").await, 1);
    let before = everything(&farm.shop).await;
    assert_eq!(farm.member.post(&format!("{url}/recall"), &WHY).await.status, 409);
    assert_eq!(everything(&farm.shop).await, before);
    assert_eq!(farm.member.post(&format!("{url}/note"), &[("words", "Chỉ mười hũ đầu")]).await.status, 303);
    let page = farm.shop.guest().get(&format!("/t/{}", lot.code)).await;
    assert!(page.words().contains("Chỉ mười hũ đầu"), "{}", page.words());
}

#[actix_web::test]
async fn whoever_packs_while_a_lot_is_called_back_is_refused_or_told() {
    let farm = farm().await;
    for _ in 0..4 {
        let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
        let order = placed::order(&farm.shop, &[(farm.fish, 1)], "carrier").await;
        let parcel = &order.parcels[0];
        let line =
            number(&farm.shop, &format!("SELECT id AS n FROM order_lines WHERE parcel_id = {}", parcel.id)).await;
        let (pick, recall) =
            (format!("/sell/parcels/{}/lots", parcel.code), format!("/sell/trace/lots/{}/recall", lot.code));
        let (name, qty, id) = (format!("lot-{line}"), format!("qty-{line}"), lot.id.to_string());
        let fields = [(name.as_str(), id.as_str()), (qty.as_str(), "1")];
        let (packed, recalled) = tokio::join!(farm.member.post(&pick, &fields), farm.member.post(&recall, &WHY));
        assert_eq!(recalled.status, 303);
        farm.shop.work_off().await;
        let told = number(
            &farm.shop,
            &format!("SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'recall:{}:%'", lot.id),
        )
        .await;
        assert_eq!((packed.status, told), if told == 1 { (303, 1) } else { (409, 0) });
    }
}

#[actix_web::test]
async fn the_office_finds_every_lot_and_a_moderator_calls_it_back() {
    let farm = farm().await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let other = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let admin = farm.shop.signed_in(build::clerk(&farm.shop).await).await;
    let (support, moderator) = (build::account(&farm.shop, "Hỗ trợ").await, build::account(&farm.shop, "Kiểm").await);
    for (account, role) in [(support, "support"), (moderator, "moderator")] {
        sql(&farm.shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({account}, '{role}')")).await;
    }
    let (support, moderator) = (farm.shop.signed_in(support).await, farm.shop.signed_in(moderator).await);
    let spaced = market::trace::code::spaced(&lot.code).to_lowercase();
    for (q, found) in [("", 2), (spaced.as_str(), 1), ("ba lua", 2), ("THINH", 2), ("thanh long", 0), ("%", 2)] {
        let url = reqwest::Url::parse_with_params("http://x/office/lots", [("q", q)]).unwrap();
        let page = admin.get(&format!("/office/lots?{}", url.query().unwrap())).await;
        assert_eq!(page.texts("tbody tr").len(), found, "{q}: {}", page.words());
    }
    let url = format!("/office/lots/{}", lot.code);
    let page = support.get(&url).await;
    assert_eq!((page.status, page.attributes("main form", "action").len()), (200, 0), "support reads only");
    let before = everything(&farm.shop).await;
    assert_eq!(support.post(&format!("{url}/recall"), &WHY).await.status, 403);
    assert_eq!(farm.member.post(&format!("{url}/recall"), &WHY).await.status, 403);
    assert_eq!(moderator.post(&format!("{url}/recall"), &[("reason", "")]).await.status, 422);
    assert_eq!(moderator.post("/office/lots/AAAAAAAA/recall", &WHY).await.status, 404);
    assert_eq!(everything(&farm.shop).await, before);
    assert_eq!(moderator.submit(&moderator.get(&url).await, &format!("{url}/recall"), &WHY).await.status, 303);
    assert_eq!(moderator.post(&format!("{url}/recall"), &WHY).await.status, 409);
    assert_eq!(moderator.post(&format!("{url}/note"), &[("words", "Mẫu đã gửi kiểm nghiệm")]).await.status, 303);
    assert_eq!(admin.get("/office/lots?recalled=1").await.texts("tbody tr").len(), 1);
    let page = admin.get(&url).await;
    assert!(
        page.words().contains("Phòng Kinh tế đã thu hồi") && page.words().contains("Mẫu đã gửi"),
        "{}",
        page.words()
    );
    let seen = farm.member.get(&format!("/sell/trace/lots/{}", lot.code)).await;
    assert!(seen.words().contains("Nắp hũ hở"), "the household sees it: {}", seen.words());
    assert_eq!(farm.member.get(&format!("/sell/trace/lots/{}", other.code)).await.texts(".note.bad").len(), 0);
}

#[actix_web::test]
async fn who_packs_for_a_household_calls_nothing_of_it_back_from_the_desk_of_their_own() {
    let farm = farm().await;
    let lot = lot_of(&farm.shop, farm.producer, farm.fish.product, today()).await;
    let own = build::producer(&farm.shop, "Nhà mình").await;
    let account = build::member(&farm.shop, own).await;
    sql(
        &farm.shop,
        &format!("INSERT INTO members (account_id, producer_id, role) VALUES ({account}, {}, 'packer')", farm.producer),
    )
    .await;
    let both = farm.shop.signed_in(account).await;
    let path = format!("/sell/trace/lots/{}/recall", lot.code);
    for desk in [own, farm.producer] {
        assert_eq!(both.post("/sell/household", &[("household", &desk.to_string())]).await.status, 303);
        assert_eq!(both.post(&path, &WHY).await.status, 403, "at the desk of {desk}");
    }
    assert_eq!(count(&farm.shop, "recalls").await, 0);
    // Of the household that they own they may.
    build::goods(&farm.shop, own, "Mật ong", 150_000, 5).await;
    let mine = support::lot(&farm.shop, own).await;
    both.post("/sell/household", &[("household", &own.to_string())]).await;
    assert_eq!(both.post(&format!("/sell/trace/lots/{}/recall", mine.code), &WHY).await.status, 303);
}
