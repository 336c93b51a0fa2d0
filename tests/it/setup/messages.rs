//! Messages in the office's own words: sent from the next one on, and never without what people need to read.

use super::{HOSTILE, office, save};
use crate::buyer::{WHO, code, number, press, put, text};
use crate::households::clerk_as;
use crate::money::support::order;
use crate::support::{self, build};

const HERE: &str = "/office/setup/messages/order-sms-placed/vi";
const WHY: (&str, &str) = ("why", "Ngắn hơn cho đỡ tốn");
const KEEP: (&str, &str) = ("do", "keep");

#[actix_web::test]
async fn the_next_order_is_told_in_the_offices_words_and_the_original_comes_back() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    let told = |code: &str| {
        format!("SELECT body FROM messages WHERE body LIKE '%{code}%' AND recipient = '+84912345678' LIMIT 1")
    };
    let first = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    assert!(text(&shop, &told(&first)).await.starts_with("Chợ Lập Thạch: đã nhận đơn"));
    let body = "Cam on ban! Don { $code }, { $total }. Xem: { $link }";
    assert_eq!(save(&admin, HERE, &[("body", body), WHY, KEEP]).await.status, 303);
    let second = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    let sent = text(&shop, &told(&second)).await;
    assert!(sent.starts_with(&format!("Cam on ban! Don {second}, 113.000")) && sent.contains("/track?code="), "{sent}");
    let list = admin.get("/office/setup/messages").await;
    assert!(list.words().contains("Cam on ban!") && list.words().contains("lời của Phòng"), "{}", list.words());
    assert!(admin.get("/office/setup").await.words().contains("1 lời nhắn dùng lời của Phòng"));
    assert_eq!(save(&admin, HERE, &[("do", "reset"), WHY]).await.status, 303);
    let third = order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    assert!(text(&shop, &told(&third)).await.starts_with("Chợ Lập Thạch: đã nhận đơn"));
    let acts = "SELECT string_agg(concat_ws('|', act, subject, before ->> 'text', after ->> 'text'), ';' ORDER BY id) FROM acts";
    let word = "order-sms-placed vi";
    assert_eq!(text(&shop, acts).await, format!("message.written|{word}|{body};message.reset|{word}|{body}"));
}

#[actix_web::test]
async fn a_mail_is_said_in_the_offices_words_from_its_subject_on() {
    let (shop, admin) = office().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 50).await;
    for (key, body) in [
        ("order-mail-subject", "Cảm ơn bạn,\nđơn { $code }"),
        ("order-mail-intro", "Chợ ghi đơn { $code } <b>lúc</b> { $at }."),
    ] {
        let here = format!("/office/setup/messages/{key}/vi");
        let page = admin.get(&here).await;
        assert!(page.texts("h1")[0].contains("email") && !page.texts("#preview")[0].is_empty(), "{}", page.words());
        assert_eq!(save(&admin, &here, &[("body", body), WHY, KEEP]).await.status, 303);
    }
    let buyer = shop.guest();
    put(&buyer, fish, 1).await;
    let page = buyer.get("/checkout").await;
    let mut fields = WHO.to_vec();
    fields.extend([("email", "ha@example.com"), ("step", "quote")]);
    let page = buyer.submit(&page, "/checkout", &fields).await;
    let code = code(&press(&buyer, &page).await);
    shop.work_off().await;
    let part = |column: &str| format!("SELECT {column} FROM messages WHERE channel = 'mail'");
    assert_eq!(text(&shop, &part("subject")).await, format!("Cảm ơn bạn, đơn {code}"), "a subject is one line");
    let (body, html) = (text(&shop, &part("body")).await, text(&shop, &part("body_html")).await);
    assert!(body.contains(&format!("Chợ ghi đơn {code} <b>lúc</b> ")) && body.contains("Chào Nguyễn Thu Hà"), "{body}");
    assert!(html.contains("&lt;b&gt;lúc") && !html.contains("<b>lúc"), "words are shown as words: {html}");
}

#[actix_web::test]
async fn a_household_reads_of_a_complaint_in_the_offices_words() {
    let sold = crate::complaints::delivered(support::shop().await).await;
    let admin = sold.shop.signed_in(clerk_as(&sold.shop, "admin").await).await;
    let here = "/office/setup/messages/complaint-sms-household-new/vi";
    let body = "Nhà mình bị khiếu nại: { $code }, { $parcel }, { $kind }, { $by }, { $link }";
    assert_eq!(save(&admin, here, &[("body", body), WHY, KEEP]).await.status, 303);
    let id = crate::complaints::complain(&sold).await;
    sold.shop.work_off().await;
    let sent = text(&sold.shop, "SELECT min(body) FROM messages WHERE body LIKE '%khiếu nại%'").await;
    assert!(sent.starts_with(&format!("Nhà mình bị khiếu nại: KN{id}, G{}, ", sold.parcel)), "{sent}");
}

#[actix_web::test]
async fn a_text_that_lacks_or_invents_a_gap_is_refused_beside_its_field() {
    let (shop, admin) = office().await;
    for (body, why) in [
        ("Đơn { $code }: { $total }", "Thiếu chỗ trống “link”."),
        ("Đơn { $code } { $total } { $link } { $phone }", "Tin này không có “phone”."),
        ("Đơn { $code } { $total } { $link } { order-title }", "Tin này không có “order-title”."),
        ("Đơn { $code } { $total } { $link", "Không đọc được"),
        ("", "Không đọc được"),
    ] {
        for act in ["look", "keep"] {
            let answer = save(&admin, HERE, &[("body", body), WHY, ("do", act)]).await;
            assert_eq!(answer.status, 422, "{body}");
            assert!(answer.texts("#body-why")[0].contains(why), "{body}: {}", answer.words());
            assert_eq!(answer.texts("textarea#body"), [body], "what was typed is kept");
        }
    }
    let long = format!("{{ $code }} {{ $total }} {{ $link }} {}", "x".repeat(2_000));
    assert_eq!(save(&admin, HERE, &[("body", &long), WHY, KEEP]).await.status, 422);
    for act in ["look", "keep"] {
        let deep = "{".repeat(20_000);
        assert_eq!(admin.post(HERE, &[("body", deep.as_str()), WHY, ("do", act)]).await.status, 422, "{act}");
    }
    let silent = save(&admin, HERE, &[("why", ""), KEEP]).await;
    assert_eq!((silent.status, silent.texts("#why-why").len()), (422, 1));
    for value in HOSTILE {
        assert_eq!(admin.post(HERE, &[("body", value), ("seq", value), WHY, KEEP]).await.status, 422, "{value}");
    }
    for nowhere in ["order-sms-placed/fr", "site-name/vi", "machine-channel-sms/vi", "x/y"] {
        assert_eq!(admin.get(&format!("/office/setup/messages/{nowhere}")).await.status, 404, "{nowhere}");
    }
    assert_eq!(
        number(&shop, "SELECT count(*) FROM wordings").await + number(&shop, "SELECT count(*) FROM acts").await,
        0
    );
}

#[actix_web::test]
async fn a_preview_keeps_nothing_and_counts_what_it_costs() {
    let (shop, admin) = office().await;
    let plain = save(&admin, HERE, &[("body", "Don { $code } { $total } { $link }"), ("do", "look")]).await;
    assert_eq!(plain.status, 200);
    assert!(plain.texts("#preview")[0].starts_with("Don LT7K2M9Q 211.000 "), "{}", plain.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM wordings").await, 0);
    // Marks up nothing.
    let body = "<b>{ $code }</b> { $total } { $link }";
    let shown = save(&admin, HERE, &[("body", body), ("do", "look")]).await;
    assert!(!shown.body.contains("<b>LT7K2M9Q"), "words are shown as words");
    let before = shop.ground.db.queries();
    assert_eq!(admin.get("/office/setup/messages").await.status, 200);
    assert!(shop.ground.db.queries() - before <= 4);
}

#[actix_web::test]
async fn of_two_clerks_one_is_told() {
    let (shop, admin) = office().await;
    let other = shop.signed_in(clerk_as(&shop, "admin").await).await;
    let (mine, theirs) = (admin.get(HERE).await, other.get(HERE).await);
    let write = |n: &str| format!("{n} {{ $code }} {{ $total }} {{ $link }}");
    let (one, two) = (write("A"), write("B"));
    let (first, second) = ([("body", one.as_str()), WHY, KEEP], [("body", two.as_str()), WHY, KEEP]);
    let (a, b) = futures_util::join!(admin.submit(&mine, HERE, &first), other.submit(&theirs, HERE, &second));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let (told, who) = if a.status == 409 { (a, &admin) } else { (b, &other) };
    assert_eq!(who.submit(&told, HERE, &[KEEP]).await.status, 303, "having seen it, they may");
    assert_eq!(number(&shop, "SELECT seq FROM wordings").await, 2);
    assert_eq!(number(&shop, "SELECT count(*) FROM acts").await, 2);
}
