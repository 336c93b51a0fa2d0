//! A visitor says what is wrong with a product, and the office answers.

use super::*;

async fn goods(shop: &TestShop) -> String {
    let house = build::producer(shop, "Bà Lụa").await;
    let fish = build::goods(shop, house, "Cá thính", 98_000, 10).await;
    word(shop, &format!("SELECT slug AS word FROM products WHERE id = {}", fish.product)).await
}

#[actix_web::test]
async fn a_visitor_reports_a_product_once_and_the_office_answers() {
    let shop = support::shop().await;
    let slug = goods(&shop).await;
    let (product, form) = (format!("/products/{slug}"), format!("/products/{slug}/flag"));
    let guest = shop.guest();
    assert_eq!(guest.get(&product).await.attributes(&format!("a[href='{form}']"), "href").len(), 1);
    let page = guest.get(&form).await;
    assert_eq!((page.status, page.texts("h1")), (200, vec!["Báo sai phạm: Cá thính".to_owned()]));
    for (fields, kept) in [
        (vec![("words", "Nói chữa bệnh")], "Nói chữa bệnh"),
        (vec![("kind", "untrue"), ("words", " ")], ""),
        (vec![("kind", "untrue"), ("words", "Sai"), ("phone", "12")], "Sai"),
        (vec![("kind", "nonsense"), ("words", "Sai")], "Sai"),
    ] {
        let wrong = guest.submit(&page, &form, &fields).await;
        assert_eq!(wrong.status, 422, "{fields:?}");
        assert_eq!(wrong.texts("textarea").concat().trim(), kept, "{fields:?}");
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM flags").await, 0);
    let fields = [("kind", "untrue"), ("words", "Nói chữa được bệnh"), ("phone", "0912 345 678")];
    for _ in 0..2 {
        let sent = guest.submit(&page, &form, &fields).await;
        assert_eq!((sent.status, sent.location()), (303, Some(product.clone())), "{}", sent.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM flags").await, 1, "one open report of one visitor");
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    buyer.post(&form, &[("kind", "fake"), ("words", "Hàng khác")]).await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM flags").await, 2);
    let address = "SELECT count(*) AS n FROM flags WHERE flags::text LIKE '%127.0.0.1%'";
    assert_eq!(number(&shop, address).await, 0, "who said it is not kept");

    let lan = clerk(&shop, "moderator", "Chị Lan").await;
    let waiting = rows(&lan, "kind=flag").await;
    assert!(waiting.len() == 2 && waiting[0].contains("Báo sai phạm") && waiting[0].contains("Bà Lụa"), "{waiting:#?}");
    let id = number(&shop, "SELECT min(id) AS n FROM flags").await;
    let here = format!("/office/flags/{id}");
    assert_eq!(open(&lan, "flag", id).await.location(), Some(here.clone()));
    let page = lan.get(&here).await;
    assert!(page.words().contains("Nói chữa được bệnh") && page.words().contains("0912 345 678"), "{}", page.words());
    assert_eq!(lan.submit(&page, &here, &[("outcome", "upheld")]).await.status, 422, "with a reason");
    assert_eq!(lan.submit(&page, &here, &[("outcome", "x"), ("reason", "Vì")]).await.status, 422);
    let done = lan.submit(&page, &here, &[("outcome", "upheld"), ("reason", "Đã nhắc nhà bán sửa")]).await;
    assert_eq!(done.status, 303, "{}", done.words());
    let kept = "SELECT concat_ws('|', state, reason) AS word FROM flags ORDER BY id LIMIT 1";
    assert_eq!(word(&shop, kept).await, "upheld|Đã nhắc nhà bán sửa");
    let again = lan.submit(&page, &here, &[("outcome", "dismissed"), ("reason", "Khác")]).await;
    assert_eq!(again.status, 409);
    assert!(again.words().contains("đã có người trả lời"), "{}", again.words());
    assert_eq!(rows(&lan, "kind=flag").await.len(), 1);
    // Resolved, the same visitor may say something new.
    guest.post(&form, &fields).await;
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM flags WHERE state = 'open'").await, 2);
}

#[actix_web::test]
async fn two_clerks_who_answer_at_once_leave_one_answer() {
    let shop = support::shop().await;
    let slug = goods(&shop).await;
    let (lan, hoa) = (clerk(&shop, "moderator", "Chị Lan").await, clerk(&shop, "moderator", "Anh Hòa").await);
    for _ in 0..4 {
        shop.guest().post(&format!("/products/{slug}/flag"), &[("kind", "other"), ("words", "Sai")]).await;
        let here = format!("/office/flags/{}", number(&shop, "SELECT max(id) AS n FROM flags").await);
        let (a, b) = tokio::join!(
            lan.post(&here, &[("outcome", "upheld"), ("reason", "Đúng")]),
            hoa.post(&here, &[("outcome", "dismissed"), ("reason", "Không đúng")]),
        );
        let mut both = [a.status, b.status];
        both.sort_unstable();
        assert_eq!(both, [303, 409]);
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'flag.resolved'").await, 4);
}

#[actix_web::test]
async fn reports_are_few_from_one_place_and_only_of_what_is_on_sale() {
    let shop = support::shop_with(|config| config.rate_limits = true).await;
    let slug = goods(&shop).await;
    let guest = shop.guest();
    let say = async |slug: &str, words: &str| {
        guest.post(&format!("/products/{slug}/flag"), &[("kind", "other"), ("words", words)]).await
    };
    for _ in 0..6 {
        assert_eq!(say(&slug, "Sai").await.status, 303);
    }
    assert_eq!(say(&slug, "Sai").await.status, 429);
    for none in ["none", "%00", "%ff", "a'b"] {
        assert_eq!(guest.get(&format!("/products/{none}/flag")).await.status, 404, "{none}");
        assert_eq!(say(none, "Sai").await.status, 404, "{none}");
    }
    let long = "x".repeat(1_001);
    assert_eq!(say(&slug, &long).await.status, 422);
    run(&shop, "UPDATE producers SET suspended_at = now()").await;
    assert_eq!(guest.get(&format!("/products/{slug}/flag")).await.status, 404, "hidden goods are not there");
    run(&shop, "UPDATE producers SET suspended_at = NULL; UPDATE products SET state = 'draft'").await;
    assert_eq!(say(&slug, "Sai").await.status, 404);
}

#[actix_web::test]
async fn a_report_that_is_right_takes_the_product_off_until_it_is_mended_or_let_back() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let first = sent(&setting, "Cá thính").await;
    let lan = clerk(shop, "moderator", "Chị Lan").await;
    let decide = async |id: i64, verdict: &str| {
        let here = format!("/office/listings/{id}");
        let page = lan.get(&here).await;
        lan.submit(&page, &here, &[("verdict", verdict)]).await.status
    };
    assert_eq!(decide(first, "approve").await, 303);
    let product = number(shop, "SELECT id AS n FROM products").await;
    let slug = word(shop, "SELECT slug AS word FROM products").await;
    let state = "SELECT state AS word FROM products";
    let flagged = async || {
        shop.guest().post(&format!("/products/{slug}/flag"), &[("kind", "banned"), ("words", "Hàng cấm")]).await;
        format!("/office/flags/{}", number(shop, "SELECT max(id) AS n FROM flags WHERE state = 'open'").await)
    };
    let told = async |letter: &str| {
        let sql = "SELECT coalesce(string_agg(body, '|'), '') AS word FROM messages WHERE dedupe_key LIKE";
        word(shop, &format!("{sql} '{letter}:%'")).await
    };
    // Left on sale, as before.
    let leave = [("outcome", "upheld"), ("reason", "Nhắc nhà bán")];
    assert_eq!(lan.post(&flagged().await, &leave).await.status, 303);
    assert_eq!(word(shop, state).await, "on_sale");
    // Off until it is mended: the household reads why, cannot put it back, and sends in a change.
    let mend = [("outcome", "mend"), ("reason", "Ghi sai thành phần.")];
    assert_eq!(lan.post(&flagged().await, &mend).await.status, 303);
    assert_eq!(word(shop, state).await, "hidden");
    let sms = told("household-sms-to-mend").await;
    assert!(sms.contains("Cá thính: Ghi sai thành phần. Sửa"), "{sms}");
    let path = format!("/sell/products/{product}");
    for page in [path.clone(), "/sell/products".to_owned()] {
        let page = setting.phone.get(&page).await;
        assert!(
            page.words().contains("Bị dừng bán") && page.words().contains("Ghi sai thành phần."),
            "{}",
            page.words()
        );
        assert!(page.form_actions().iter().all(|action| !action.contains("/shelf")), "{:?}", page.form_actions());
    }
    let back = setting.phone.post(&format!("{path}/shelf"), &[("to", "on_sale")]).await;
    assert_eq!((back.status, word(shop, state).await), (409, "hidden".to_owned()), "{}", back.words());
    assert_eq!(setting.phone.post(&format!("{path}/revision"), &[("do", "begin")]).await.status, 303);
    assert_eq!(submit(&setting, &path).await.status, 303);
    let change = number(shop, "SELECT max(id) AS n FROM revisions WHERE state = 'submitted'").await;
    assert_eq!(decide(change, "approve").await, 303);
    assert_eq!(word(shop, state).await, "on_sale", "mended");
    assert_eq!(number(shop, "SELECT count(*) AS n FROM acts WHERE act = 'takedown.mended'").await, 1);
    // Off for good: a change does not bring it back, the office does, and not while an authority keeps it off.
    let stop = [("outcome", "stop"), ("reason", "Hàng cấm.")];
    assert_eq!(lan.post(&flagged().await, &stop).await.status, 303);
    assert!(told("household-sms-stopped").await.contains("Cá thính: Hàng cấm. Hỏi"));
    let asked = [
        ("product", slug.as_str()),
        ("authority", "Sở Y tế"),
        ("reference", "7/SYT"),
        ("reason", "Nghi mất an toàn"),
        ("asked_at", "2026-11-22T08:00"),
        ("now", "1"),
    ];
    assert_eq!(lan.post("/office/takedowns", &asked).await.status, 303);
    let own = number(shop, "SELECT id AS n FROM takedowns WHERE by_office AND lifted_at IS NULL").await;
    let other = number(shop, "SELECT id AS n FROM takedowns WHERE NOT by_office").await;
    let lift = async |id: i64| lan.post(&format!("/office/takedowns/{id}/lift"), &[("why", "Đã xem lại")]).await.status;
    assert_eq!(lift(own).await, 303);
    assert_eq!(word(shop, state).await, "hidden", "the authority still keeps it off");
    assert_eq!(lift(other).await, 303);
    assert_eq!(word(shop, state).await, "on_sale");
    assert!(told("household-sms-stop-over").await.contains("Cá thính: Đã xem lại. Xem"));
}

#[actix_web::test]
async fn the_office_stops_a_product_without_a_report_once_and_says_why() {
    let shop = support::shop().await;
    let slug = goods(&shop).await;
    let lan = clerk(&shop, "moderator", "Chị Lan").await;
    let stop = async |product: &str, how: &str, why: &str| {
        let fields = [("by", "office"), ("stop_product", product), ("stop_how", how), ("stop_reason", why)];
        lan.post("/office/takedowns", &fields).await
    };
    for (product, how, why) in [("none", "stop", "Vì"), (slug.as_str(), "", "Vì"), (slug.as_str(), "stop", " ")] {
        let wrong = stop(product, how, why).await;
        assert_eq!((wrong.status, wrong.texts("details[open] .why").len()), (422, 1), "{}", wrong.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM takedowns").await, 0);
    assert_eq!(stop(&slug, "stop", "Hàng cấm").await.status, 303);
    assert_eq!(stop(&slug, "mend", "Hàng cấm").await.status, 409);
    assert_eq!(word(&shop, "SELECT state AS word FROM products").await, "hidden");
    assert!(lan.get("/office/takedowns").await.words().contains("Phòng quyết định"));
    assert_eq!(
        number(&shop, "SELECT count(*) AS n FROM acts WHERE act = 'takedown.stopped' AND why = 'Hàng cấm'").await,
        1
    );
}
