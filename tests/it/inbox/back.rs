//! Many at once go back to be put right, or are refused.

use super::bulk::trust;
use super::*;

const PHOTO: &str = "SELECT id AS n FROM reason_templates WHERE text_vi LIKE 'Ảnh mờ%'";

/// What is ticked for a press, with what is pressed and typed.
fn press<'a>(picks: &'a [String], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    picks.iter().map(|pick| ("pick", pick.as_str())).chain(more.iter().copied()).collect()
}

async fn trust_all(shop: &TestShop, clerk: &Client) {
    for slug in word(shop, "SELECT string_agg(slug, ' ') AS word FROM producers").await.split(' ') {
        assert_eq!(trust(clerk, slug, "yes").await.status, 303, "{slug}");
    }
}

async fn picks(client: &Client, query: &str) -> Vec<String> {
    client.get(&format!("/office/inbox?{query}")).await.attributes("[name=pick]", "value")
}

fn outcomes(answer: &Answer) -> Vec<String> {
    answer.texts("[aria-labelledby=outcomes] li")
}

async fn acts(shop: &TestShop, act: &str) -> i64 {
    number(shop, &format!("SELECT count(*) AS n FROM acts WHERE act = 'listing.{act}'")).await
}

#[actix_web::test]
async fn what_goes_back_together_is_told_to_each_household_once() {
    let mut setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let lan = clerk(shop, "moderator", "Chị Lan").await;
    // Of one household two new ones and a change, of another one.
    crate::listing::on_sale(&setting).await;
    run(
        shop,
        "INSERT INTO revisions (product_id, content, state, submitted_at) \
           SELECT product_id, content || '{\"name\": \"Cá thính sửa\"}', 'submitted', now() FROM revisions",
    )
    .await;
    for name in ["Cá thính một", "Cá thính hai"] {
        sent(&setting, name).await;
    }
    let other = build::producer(shop, "Mật ong Ông Tư").await;
    setting.phone = shop.signed_in(build::member(shop, other).await).await;
    let alone = sent(&setting, "Cá thính ba").await;
    trust_all(shop, &lan).await;
    let page = lan.get("/office/inbox").await;
    assert_eq!(page.attributes("#bulk [name=verdict]", "value"), ["approve", "return", "refuse"]);
    let (ticked, photo) = (picks(&lan, "").await, number(shop, PHOTO).await.to_string());
    assert_eq!(ticked.len(), 4);
    let before = number(shop, "SELECT count(*) AS n FROM events WHERE kind = 'revision_decided'").await;
    let why = [("verdict", "return"), ("words_reason", photo.as_str()), ("words", "Chụp ngoài sân nhé")];
    let done = lan.post(DECIDE, &press(&ticked, &why)).await;
    assert_eq!(done.status, 200, "{}", done.words());
    let said = outcomes(&done);
    assert!(said.len() == 4 && said.iter().all(|line| line.contains("đã trả lại và nhắn cho nhà")), "{said:#?}");
    // As each of them alone: the state, the reason, the event, the line in the log.
    let reasons = "SELECT string_agg(DISTINCT concat_ws('|', state, replace(reason, chr(10), ' ')), ';') AS word \
        FROM revisions WHERE state <> 'approved'";
    assert_eq!(word(shop, reasons).await, "returned|Ảnh mờ, tối hoặc không phải món này. Chụp ngoài sân nhé");
    let events = number(shop, "SELECT count(*) AS n FROM events WHERE kind = 'revision_decided'").await;
    assert_eq!((events - before, acts(shop, "returned").await), (4, 4));
    let told = "SELECT count(*) AS n FROM acts x JOIN revisions v ON v.reason = x.why AND x.subject = v.content ->> 'name' \
        WHERE x.act = 'listing.returned' AND x.after ->> 'state' = 'returned' AND (x.after ->> 'revision')::bigint = v.id";
    assert_eq!(number(shop, told).await, 4);
    assert_eq!(word(shop, "SELECT state AS word FROM products ORDER BY id LIMIT 1").await, "on_sale", "as it was");
    assert_eq!(number(shop, "SELECT count(*) AS n FROM claims").await, 0);
    assert!(picks(&lan, "").await.is_empty());
    // One message for each household, with all that goes back.
    shop.work_off().await;
    let sms = "FROM messages WHERE body LIKE '%can sua lai%'";
    assert_eq!(number(shop, &format!("SELECT count(*) AS n {sms}")).await, 2);
    let three = word(shop, &format!("SELECT body AS word {sms} AND body LIKE '%thính một%'")).await;
    for part in
        ["\"Cá thính sửa\", \"Cá thính một\", \"Cá thính hai\"", "Chụp ngoài sân nhé", "/sell/products?state=returned"]
    {
        assert!(three.contains(part), "{part}: {three}");
    }
    let product = number(shop, &format!("SELECT product_id AS n FROM revisions WHERE id = {alone}")).await;
    let one = word(shop, &format!("SELECT body AS word {sms} AND body LIKE '%thính ba%'")).await;
    assert!(one.contains(&format!("/sell/products/{product}")) && !one.contains("thính một"), "{one}");
    // Sent in again and back again, it is told again.
    let path = format!("/sell/products/{product}");
    let page = setting.phone.get(&path).await;
    assert_eq!(crate::listing::fill(&setting.phone, &page, &path, &[("do", "submit")], &[]).await.status, 303);
    let again = picks(&lan, "").await;
    let done = lan.post(DECIDE, &press(&again, &[("verdict", "return"), ("words", "Vẫn mờ")])).await;
    assert_eq!((done.status, outcomes(&done).len()), (200, 1), "{}", done.words());
    shop.work_off().await;
    assert_eq!(number(shop, &format!("SELECT count(*) AS n {sms}")).await, 3);
}

#[actix_web::test]
async fn all_that_were_ticked_are_refused_though_the_first_ends_the_trust_of_the_rule() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let lan = clerk(shop, "moderator", "Chị Lan").await;
    for name in ["Cá thính một", "Cá thính hai"] {
        sent(&setting, name).await;
    }
    run(
        shop,
        "INSERT INTO identities (producer_id, state, holder, number_kind, number_hash, last3, verified_at, verified_until) \
           SELECT id, 'verified', 'Bà Lụa', 'person', sha256('x'), '123', now(), '2031-01-01' FROM producers; \
         INSERT INTO revisions (product_id, content, state, submitted_at, decided_at) \
           SELECT min(id), '{}', 'approved', now(), now() FROM products CROSS JOIN generate_series(1, 5) n GROUP BY n",
    )
    .await;
    let ticked = picks(&lan, "").await;
    assert_eq!(ticked.len(), 2);
    let done = lan.post(DECIDE, &press(&ticked, &[("verdict", "refuse"), ("words", "Không bán ở đây")])).await;
    let said = outcomes(&done);
    assert!(said.len() == 2 && said.iter().all(|line| line.contains("đã từ chối và nhắn cho nhà")), "{said:#?}");
    assert_eq!((acts(shop, "refused").await, acts(shop, "returned").await), (2, 0));
    shop.work_off().await;
    let sms = "SELECT string_agg(body, ';') AS word FROM messages WHERE body LIKE '%khong duoc nhan%'";
    let told = word(shop, sms).await;
    assert!(told.contains("\"Cá thính một\", \"Cá thính hai\"") && !told.contains(';'), "{told}");
    sent(&setting, "Cá thính ba").await;
    assert!(picks(&lan, "").await.is_empty(), "by the rule it is trusted no more");
}

#[actix_web::test]
async fn without_a_reason_nothing_is_written_and_words_and_ticks_stay() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let lan = clerk(shop, "moderator", "Chị Lan").await;
    for name in ["Cá thính một", "Cá thính hai"] {
        sent(&setting, name).await;
    }
    trust_all(shop, &lan).await;
    let ticked = picks(&lan, "").await;
    let everything = "SELECT concat_ws(' ', (SELECT count(*) FROM acts), (SELECT count(*) FROM events), \
        (SELECT count(*) FROM claims), (SELECT string_agg(state || seq, ',' ORDER BY id) FROM revisions)) AS word";
    let before = word(shop, everything).await;
    let long = "x".repeat(901);
    for (verdict, words, why) in [
        ("return", " ", "Chọn lý do hoặc ghi vài chữ"),
        ("refuse", "", "Chọn lý do hoặc ghi vài chữ"),
        ("return", long.as_str(), ""),
        ("maybe", "Ảnh mờ", ""),
    ] {
        let fields = [("verdict", verdict), ("words", words), ("words_reason", "0"), ("view", "kind=listing")];
        let answer = lan.post(DECIDE, &press(&ticked, &fields)).await;
        assert_eq!(answer.status, 422, "{verdict} {words}");
        assert!(answer.texts("#words-why").join("").contains(why), "{verdict}: {}", answer.words());
        assert_eq!(answer.texts("#words-why").len(), 1, "{verdict} {words}: beside its field");
        assert_eq!(answer.attributes("details[open] #words", "aria-invalid"), ["true"], "{verdict} {words}");
        assert_eq!(answer.attributes("[name=pick][checked]", "value"), ticked, "{verdict} {words}");
        assert_eq!(answer.texts("#words").join("").trim(), words.trim(), "what was typed stays");
        assert_eq!(answer.attributes("#bulk [name=view]", "value"), ["kind=listing"], "in the same view");
        assert_eq!(word(shop, everything).await, before, "{verdict} {words}");
    }
    // One of them alone: the other is not ticked.
    let answer = lan.post(DECIDE, &press(&ticked[1..], &[("verdict", "return")])).await;
    assert_eq!(answer.attributes("[name=pick][checked]", "value"), ticked[1..]);
    // A reason that was chosen is one; nothing ticked, it stays where it is.
    let photo = number(shop, PHOTO).await.to_string();
    let why = [("verdict", "return"), ("words_reason", photo.as_str())];
    let none = lan.post(DECIDE, &why).await;
    assert_eq!(none.status, 422);
    assert!(none.words().contains("Chưa đánh dấu món nào"), "{}", none.words());
    assert!(none.texts("#words")[0].contains("Ảnh mờ"), "{}", none.words());
    assert_eq!(word(shop, everything).await, before);
    assert_eq!(outcomes(&lan.post(DECIDE, &press(&ticked, &why)).await).len(), 2);
    assert_eq!(acts(shop, "returned").await, 2);
}

#[actix_web::test]
async fn what_was_ticked_on_a_later_page_is_still_ticked_when_the_reason_is_missing() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let lan = clerk(shop, "moderator", "Chị Lan").await;
    sent(&setting, "Cá thính").await;
    trust_all(shop, &lan).await;
    run(
        shop,
        "INSERT INTO certificates (producer_id, kind, label, number, issued_on, sent_at) \
           SELECT id, 'other', 'Giấy cam kết', 'S' || n, '2026-01-01', now() - interval '9 days' \
           FROM producers CROSS JOIN generate_series(1, 25) n",
    )
    .await;
    let first = lan.get("/office/inbox").await;
    assert!(first.attributes("[name=pick]", "value").is_empty());
    let second = lan.get(&first.attributes("a[rel=next]", "href")[0]).await;
    let ticked = second.attributes("[name=pick]", "value");
    let after = second.attributes("#bulk [name=after]", "value").remove(0);
    let fields = [("verdict", "refuse"), ("after", after.as_str())];
    let answer = lan.post(DECIDE, &press(&ticked, &fields)).await;
    assert_eq!((answer.status, ticked.len()), (422, 1));
    assert_eq!(answer.attributes("[name=pick][checked]", "value"), ticked);
}

#[actix_web::test]
async fn what_cannot_go_back_leaves_the_others_as_they_go() {
    for (verdict, became) in [("return", "returned"), ("refuse", "refused")] {
        let setting = crate::listing::setting().await;
        let shop = &setting.shop;
        let (lan, hoa) = (clerk(shop, "moderator", "Chị Lan").await, clerk(shop, "moderator", "Anh Hòa").await);
        let mut all = Vec::new();
        for name in ["bị giữ", "tốt", "vừa đổi", "đã duyệt", "cũng tốt"] {
            all.push(sent(&setting, &format!("Cá thính {name}")).await);
        }
        trust_all(shop, &lan).await;
        let ticked = picks(&lan, "").await;
        assert_eq!(ticked.len(), 5);
        open(&hoa, "listing", all[0]).await;
        open(&lan, "listing", all[2]).await;
        run(shop, &format!("UPDATE revisions SET seq = seq + 2 WHERE id = {}", all[2])).await;
        let alone = format!("/office/listings/{}", all[3]);
        let form = hoa.get(&alone).await;
        assert_eq!(hoa.submit(&form, &alone, &[("verdict", "approve")]).await.status, 303);
        let why = [("verdict", verdict), ("words", "Ảnh mờ")];
        let done = lan.post(DECIDE, &press(&ticked, &why)).await;
        let said = outcomes(&done);
        assert_eq!((done.status, said.len()), (200, 5), "{said:#?}");
        for (name, why) in [
            ("Cá thính bị giữ", "Người khác đang xem việc này"),
            ("Cá thính vừa đổi", "Chưa xong"),
            ("Cá thính đã duyệt", "Chưa xong"),
            ("Cá thính tốt", "Xong"),
            ("Cá thính cũng tốt", "Xong"),
        ] {
            assert!(said.iter().any(|line| line.contains(name) && line.contains(why)), "{name}: {said:#?}");
        }
        let states = "SELECT string_agg(state, ' ' ORDER BY id) AS word FROM revisions";
        assert_eq!(word(shop, states).await, format!("submitted {became} submitted approved {became}"));
        assert_eq!(acts(shop, became).await, 2);
        let held = "SELECT string_agg(item || ' ' || name, ', ' ORDER BY item) AS word \
            FROM claims c JOIN accounts a ON a.id = c.clerk";
        assert_eq!(word(shop, held).await, format!("{} Anh Hòa, {} Chị Lan", all[0], all[2]), "as they were");
        assert_eq!(done.texts("#words"), ["Ảnh mờ"], "what was typed is there for the others");
        shop.work_off().await;
        let told = word(shop, "SELECT string_agg(body, ';') AS word FROM messages WHERE body LIKE '%Ảnh mờ%'").await;
        assert!(told.contains("\"Cá thính tốt\", \"Cá thính cũng tốt\"") && !told.contains("giữ"), "{told}");
        // By a form that no page made: a household that is not trusted, the right text, nobody there.
        trust(&lan, &word(shop, "SELECT slug AS word FROM producers").await, "no").await;
        run(shop, "DELETE FROM claims").await;
        let crafted =
            word(shop, &format!("SELECT id || ':' || seq AS word FROM revisions WHERE id = {}", all[0])).await;
        let late = lan.post(DECIDE, &press(&[crafted], &why)).await;
        assert!(outcomes(&late)[0].contains("không còn thuộc diện tin cậy"), "{}", late.words());
        assert_eq!(acts(shop, became).await, 2);
        assert_eq!(word(shop, states).await, format!("submitted {became} submitted approved {became}"));
    }
}

#[actix_web::test]
async fn of_two_clerks_who_send_back_the_same_at_once_each_is_decided_once() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let (lan, hoa) = (clerk(shop, "moderator", "Chị Lan").await, clerk(shop, "moderator", "Anh Hòa").await);
    trust_all(shop, &lan).await;
    let good = |answer: &Answer| answer.texts("[aria-labelledby=outcomes] .tag.good").len();
    for round in 1..=3 {
        for n in 1..=3 {
            sent(&setting, &format!("Cá thính {round}.{n}")).await;
        }
        let ticked = picks(&lan, "").await;
        assert_eq!(ticked.len(), 3);
        // The same three the same way; then two each another way, from either end.
        let (mine, theirs, other) = match round {
            1 => (ticked.clone(), ticked.clone(), "return"),
            _ => (ticked[..2].to_vec(), vec![ticked[2].clone(), ticked[1].clone()], "refuse"),
        };
        let back = [("verdict", "return"), ("words", "Ảnh mờ")];
        let away = [("verdict", other), ("words", "Không bán")];
        let (back, away) = (press(&mine, &back), press(&theirs, &away));
        let (a, b) = tokio::join!(lan.post(DECIDE, &back), hoa.post(DECIDE, &away));
        assert_eq!((a.status, b.status), (200, 200), "{} {}", a.words(), b.words());
        assert_eq!(good(&a) + good(&b), 3, "{} {}", a.words(), b.words());
        let decided = acts(shop, "returned").await + acts(shop, "refused").await;
        assert_eq!(decided, 3 * round, "each once");
        assert_eq!(number(shop, "SELECT count(*) AS n FROM revisions WHERE state = 'submitted'").await, 0);
        assert_eq!(number(shop, "SELECT count(*) AS n FROM events WHERE kind = 'revision_decided'").await, 3 * round);
        assert_eq!(number(shop, "SELECT count(*) AS n FROM claims").await, 0);
        if round == 1 {
            shop.work_off().await;
            assert_eq!(number(shop, "SELECT count(*) AS n FROM messages WHERE body LIKE '%can sua%'").await, 1);
        }
    }
}
