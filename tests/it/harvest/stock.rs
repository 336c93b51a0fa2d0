//! Plus, minus, a number, "sold out today" and its undoing.

use super::{entries, household};
use crate::buyer::{fingerprint, number, sound};
use crate::support::{build, placed};

fn entry(kind: &str, qty: i64) -> (String, i64) {
    (kind.to_owned(), qty)
}

#[actix_web::test]
async fn a_thumb_counts_up_and_down_and_every_change_is_an_entry() {
    let (shop, member, jar) = household().await;
    let url = format!("/sell/stock/{}", jar.pack);
    let page = member.get("/sell/stock").await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.words().contains("Cá thính trắm") && page.words().contains("Còn bán được 10"), "{}", page.words());
    let more = member.submit(&page, &url, &[("do", "more")]).await;
    assert_eq!((more.status, more.location()), (303, Some(format!("/sell/stock#pack-{}", jar.pack))));
    let page = member.get("/sell/stock").await;
    assert!(page.words().contains("Đã ghi số mới") && page.words().contains("Còn bán được 11"), "{}", page.words());
    assert_eq!(member.submit(&page, &url, &[("do", "less")]).await.status, 303);
    let page = member.get("/sell/stock").await;
    assert_eq!(member.submit(&page, &url, &[("do", "set"), ("qty", "25")]).await.status, 303);
    // Plus counts from what stands in the field.
    let page = member.get("/sell/stock").await;
    assert_eq!(member.submit(&page, &url, &[("do", "more"), ("qty", "30")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT on_hand FROM packs").await, 31);
    let all =
        [entry("initial", 10), entry("restock", 1), entry("write_off", -1), entry("restock", 15), entry("restock", 6)];
    assert_eq!(entries(&shop, jar.pack).await, all);
    // The same number again is no change.
    let page = member.get("/sell/stock").await;
    assert_eq!(member.submit(&page, &url, &[("do", "set")]).await.status, 303);
    assert_eq!(entries(&shop, jar.pack).await.len(), 5);
    sound(&shop).await;
}

#[actix_web::test]
async fn sold_out_keeps_what_is_promised_and_one_press_takes_it_back() {
    let (shop, member, jar) = household().await;
    let url = format!("/sell/stock/{}", jar.pack);
    let order = placed::order(&shop, &[(jar, 3)], "carrier").await;
    let page = member.get("/sell/stock").await;
    assert!(page.words().contains("3 đã có người đặt"), "{}", page.words());
    assert_eq!(member.submit(&page, &url, &[("do", "out")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT on_hand * 100 + reserved FROM packs").await, 303);
    shop.work_off().await;
    let product = format!("SELECT in_stock::int FROM shelf WHERE product_id = {}", jar.product);
    assert_eq!(number(&shop, &product).await, 0, "the shelf knows");
    let page = member.get("/sell/stock").await;
    assert!(page.words().contains("Đang hết") && page.words().contains("Bán lại 7"), "{}", page.words());
    // A parcel leaves in between: what comes back is what was written off.
    for (from, to) in [("placed", "confirmed"), ("confirmed", "packed"), ("packed", "handed_over")] {
        let state = format!("/sell/parcels/{}/state", order.parcels[0].code);
        assert_eq!(member.post(&state, &[("from", from), ("to", to)]).await.status, 303);
    }
    let page = member.get("/sell/stock").await;
    assert_eq!(member.submit(&page, &url, &[("do", "undo")]).await.status, 303);
    assert_eq!(number(&shop, "SELECT on_hand * 100 + reserved FROM packs").await, 700);
    // Only once.
    let again = member.post(&url, &[("do", "undo"), ("was", "7")]).await;
    assert_eq!(again.status, 409);
    assert_eq!(number(&shop, "SELECT on_hand FROM packs").await, 7);
    let kinds: Vec<String> = entries(&shop, jar.pack).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["initial", "sold_out", "sold", "restock"]);
    sound(&shop).await;
}

#[actix_web::test]
async fn an_old_page_is_told_and_not_obeyed() {
    let (shop, member, jar) = household().await;
    let url = format!("/sell/stock/{}", jar.pack);
    let old = member.get("/sell/stock").await;
    assert_eq!(member.submit(&old, &url, &[("do", "set"), ("qty", "4")]).await.status, 303);
    let before = fingerprint(&shop).await;
    for press in ["more", "less", "out", "set"] {
        let answer = member.submit(&old, &url, &[("do", press), ("qty", "9")]).await;
        assert_eq!(answer.status, 409, "{press}");
        assert!(answer.words().contains("đang là 10, nay đã là 4"), "{}", answer.words());
    }
    assert_eq!(fingerprint(&shop).await, before);
    // With script only the pack comes back, with its new number for the next press.
    let request = member.request(reqwest::Method::POST, &url).header("hx-request", "true");
    let fields = [("do", "more"), ("qty", "4"), ("was", "4")];
    let part = member.send(request.header("origin", &shop.url).form(&fields)).await;
    assert_eq!(part.status, 200, "{}", part.body);
    assert!(
        part.body.trim_start().starts_with("<li") && part.body.contains("name=\"was\" value=\"5\""),
        "{}",
        part.body
    );
}

#[actix_web::test]
async fn fewer_than_promised_is_refused_beside_the_field() {
    let (shop, member, jar) = household().await;
    let url = format!("/sell/stock/{}", jar.pack);
    placed::order(&shop, &[(jar, 3)], "carrier").await;
    let before = fingerprint(&shop).await;
    for (typed, sentence) in [
        ("2", "3 đã có người đặt"),
        ("", "chữ số"),
        ("-1", "chữ số"),
        ("1,5", "chữ số"),
        ("nhiều", "chữ số"),
        ("1000001", "chữ số"),
    ] {
        let page = member.get("/sell/stock").await;
        let answer = member.submit(&page, &url, &[("do", "set"), ("qty", typed)]).await;
        assert_eq!(answer.status, 422, "{typed}");
        assert!(answer.texts(".why").join(" ").contains(sentence), "{typed}: {}", answer.words());
        assert_eq!(answer.attributes("input[name=qty]", "value"), [typed], "what was typed is kept");
    }
    let nothing = member.post(&url, &[("do", "less"), ("qty", "0"), ("was", "10")]).await;
    assert_eq!(nothing.status, 422);
    let strange = member.post(&url, &[("do", "more"), ("qty", "10"), ("was", "abc")]).await;
    assert_eq!(strange.status, 422);
    assert_eq!(fingerprint(&shop).await, before);
}

#[actix_web::test]
async fn another_households_pack_is_not_there() {
    let (shop, member, _) = household().await;
    let other = build::producer(&shop, "Nhà bên").await;
    let theirs = build::goods(&shop, other, "Mật ong", 1_000, 5).await;
    let before = fingerprint(&shop).await;
    for id in [theirs.pack.to_string(), "0".into(), "-1".into(), "x".into(), "99999999999999999999".into()] {
        let answer = member.post(&format!("/sell/stock/{id}"), &[("do", "out"), ("was", "5")]).await;
        assert_eq!(answer.status, 404, "{id}");
    }
    assert_eq!(fingerprint(&shop).await, before);
    assert!(!member.get("/sell/stock").await.words().contains("Mật ong"));
}

#[actix_web::test]
async fn ten_thumbs_on_one_number_move_it_once() {
    let (shop, member, jar) = household().await;
    let page = member.get("/sell/stock").await;
    let url = format!("/sell/stock/{}", jar.pack);
    let presses = futures_util::future::join_all((0..10).map(|_| member.submit(&page, &url, &[("do", "more")]))).await;
    assert_eq!(presses.iter().filter(|a| a.status == 303).count(), 1);
    assert_eq!(presses.iter().filter(|a| a.status == 409).count(), 9);
    assert_eq!(number(&shop, "SELECT on_hand FROM packs").await, 11);
    sound(&shop).await;
}
