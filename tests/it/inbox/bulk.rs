//! Many at once, of households that the office trusts.

use super::*;

const APPROVE: (&str, &str) = ("verdict", "approve");

pub(super) async fn trust(client: &Client, slug: &str, word: &str) -> Answer {
    trust_on(client, &client.get(&format!("/office/producers/{slug}")).await, slug, word, "Bán lâu năm").await
}

async fn trust_on(client: &Client, page: &Answer, slug: &str, word: &str, why: &str) -> Answer {
    client.submit(page, &format!("/office/producers/{slug}/trust"), &[("trust", word), ("trust_why", why)]).await
}

#[actix_web::test]
async fn each_that_was_ticked_is_approved_or_told_why_not() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let (lan, hoa) = (clerk(shop, "moderator", "Chị Lan").await, clerk(shop, "moderator", "Anh Hòa").await);
    let mut sent_in = Vec::new();
    for name in ["Cá thính tốt", "Cá thính bị giữ", "Cá thính vừa đổi", "Cá thính đã duyệt"] {
        sent_in.push(sent(&setting, name).await);
    }
    let page = lan.get("/office/inbox").await;
    assert!(page.attributes("[name=pick]", "value").is_empty(), "nobody is trusted yet");
    let slug = word(shop, "SELECT slug AS word FROM producers").await;
    assert_eq!(lan.post(&format!("/office/producers/{slug}/trust"), &[("trust", "yes")]).await.status, 422, "say why");
    assert_eq!(trust(&lan, &slug, "maybe").await.status, 404);
    assert_eq!(trust(&lan, &slug, "yes").await.status, 303);
    let page = lan.get("/office/inbox?kind=listing").await;
    let picks = page.attributes("[name=pick]", "value");
    assert_eq!(picks.len(), 4, "{}", page.words());
    assert_eq!(page.attributes("[name=pick]", "form"), ["bulk"; 4]);
    // Meanwhile: one is opened, one is written anew, one is approved by itself.
    open(&hoa, "listing", sent_in[1]).await;
    run(shop, &format!("UPDATE revisions SET seq = seq + 2 WHERE id = {}", sent_in[2])).await;
    let alone = format!("/office/listings/{}", sent_in[3]);
    let form = hoa.get(&alone).await;
    assert_eq!(hoa.submit(&form, &alone, &[("verdict", "approve")]).await.status, 303);
    let fields: Vec<(&str, &str)> =
        picks.iter().map(|pick| ("pick", pick.as_str())).chain([("view", "kind=listing"), APPROVE]).collect();
    let done = lan.post(DECIDE, &fields).await;
    assert_eq!(done.status, 200, "{}", done.words());
    let outcomes = done.texts("[aria-labelledby=outcomes] li");
    assert_eq!(outcomes.len(), 4, "{outcomes:#?}");
    for (name, said) in [
        ("Cá thính tốt", "đã duyệt."),
        ("Cá thính bị giữ", "Người khác đang xem việc này"),
        ("Cá thính vừa đổi", "Chưa xong"),
        ("Cá thính đã duyệt", "Chưa xong"),
    ] {
        let line = outcomes.iter().find(|line| line.contains(name)).unwrap();
        assert!(line.contains(said), "{line}");
    }
    assert_eq!(number(shop, "SELECT count(*) AS n FROM products WHERE state = 'on_sale'").await, 2);
    let of_lan = "SELECT count(*) AS n FROM acts x JOIN accounts a ON a.id = x.account_id WHERE a.name = 'Chị Lan' AND act = 'listing.approved'";
    assert_eq!(number(shop, of_lan).await, 1);
    // Not trusted any more, nothing goes by the tick.
    trust(&lan, &slug, "no").await;
    let stale = number(shop, &format!("SELECT seq::bigint AS n FROM revisions WHERE id = {}", sent_in[2])).await;
    let late = lan.post(DECIDE, &[("pick", &format!("{}:{stale}", sent_in[2])), APPROVE]).await;
    assert!(late.words().contains("không còn thuộc diện tin cậy"), "{}", late.words());
    assert_eq!(number(shop, "SELECT count(*) AS n FROM products WHERE state = 'on_sale'").await, 2);
    for nothing in [&[APPROVE][..], &[APPROVE, ("pick", "0:1")], &[APPROVE, ("pick", "x")], &[("words", "x")]] {
        let none = lan.post(DECIDE, nothing).await;
        assert_eq!(none.status, 422, "{}", none.words());
        assert!(none.words().contains("Chưa đánh dấu món nào"), "{}", none.words());
    }
}

#[actix_web::test]
async fn two_clerks_who_approve_the_same_many_approve_each_once() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let (lan, hoa) = (clerk(shop, "moderator", "Chị Lan").await, clerk(shop, "moderator", "Anh Hòa").await);
    for n in 0..3 {
        sent(&setting, &format!("Cá thính {n}")).await;
    }
    trust(&lan, &word(shop, "SELECT slug AS word FROM producers").await, "yes").await;
    let picks = lan.get("/office/inbox").await.attributes("[name=pick]", "value");
    let fields: Vec<(&str, &str)> = picks.iter().map(|pick| ("pick", pick.as_str())).chain([APPROVE]).collect();
    let (a, b) = tokio::join!(lan.post(DECIDE, &fields), hoa.post(DECIDE, &fields));
    let good = |answer: &Answer| answer.texts("[aria-labelledby=outcomes] .tag.good").len();
    assert_eq!((a.status, b.status), (200, 200));
    assert_eq!(good(&a) + good(&b), 3, "{} {}", a.words(), b.words());
    assert_eq!(number(shop, "SELECT count(*) AS n FROM acts WHERE act = 'listing.approved'").await, 3);
    assert_eq!(number(shop, "SELECT count(*) AS n FROM claims").await, 0);
}

#[actix_web::test]
async fn what_may_not_be_said_any_more_is_not_approved_unread() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let lan = clerk(shop, "moderator", "Chị Lan").await;
    let listing = sent(&setting, "Cá thính quê tổ").await;
    trust(&lan, &word(shop, "SELECT slug AS word FROM producers").await, "yes").await;
    let picks = lan.get("/office/inbox").await.attributes("[name=pick]", "value");
    assert_eq!(picks.len(), 1);
    let tick = [("pick", picks[0].as_str()), APPROVE];
    // The office forbids the words while the listing waits.
    assert_eq!(lan.post("/office/phrases", &[("words", "quê tổ"), ("why", "Hỏi lại")]).await.status, 303);
    let done = lan.post(DECIDE, &tick).await;
    let outcomes = done.texts("[aria-labelledby=outcomes] li");
    assert_eq!((done.status, outcomes.len()), (200, 1), "{}", done.words());
    assert!(outcomes[0].contains("Chưa xong") && outcomes[0].contains("còn chỗ phải sửa"), "{outcomes:#?}");
    assert_eq!(number(shop, "SELECT count(*) AS n FROM products WHERE state = 'on_sale'").await, 0);
    // Read by itself it is the clerk's to decide; and allowed again it goes by the tick.
    assert!(lan.get(&format!("/office/listings/{listing}")).await.words().contains("Cá thính quê tổ"));
    assert_eq!(lan.post("/office/phrases", &[("remove", "quê tổ"), ("why", "Nói được")]).await.status, 303);
    let done = lan.post(DECIDE, &tick).await;
    assert!(done.texts("[aria-labelledby=outcomes] li")[0].contains("đã duyệt."), "{}", done.words());
    assert_eq!(number(shop, "SELECT count(*) AS n FROM products WHERE state = 'on_sale'").await, 1);
}

#[actix_web::test]
async fn the_rule_asks_for_a_name_for_five_good_listings_and_for_half_a_year_without_a_bad_one() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let lan = clerk(shop, "moderator", "Chị Lan").await;
    let house = number(shop, "SELECT id AS n FROM producers").await;
    let slug = word(shop, "SELECT slug AS word FROM producers").await;
    sent(&setting, "Cá thính").await;
    let ticks = async || lan.get("/office/inbox").await.attributes("[name=pick]", "value").len();
    run(
        shop,
        &format!(
            "INSERT INTO identities (producer_id, state, holder, number_kind, number_hash, last3, verified_at, verified_until) \
               VALUES ({house}, 'verified', 'Bà Lụa', 'person', sha256('x'), '123', now(), '2031-01-01')"
        ),
    )
    .await;
    let product = number(shop, "SELECT id AS n FROM products").await;
    let approved = |n: i32| {
        format!(
            "INSERT INTO revisions (product_id, content, state, submitted_at, decided_at) SELECT {product}, '{{}}', 'approved', now(), now() FROM generate_series(1, {n})"
        )
    };
    run(shop, &approved(4)).await;
    assert_eq!(ticks().await, 0, "four are too few");
    run(shop, &approved(1)).await;
    assert_eq!(ticks().await, 1);
    assert!(lan.get(&format!("/office/producers/{slug}")).await.words().contains("Theo quy tắc chung"));
    run(shop, &format!("INSERT INTO revisions (product_id, content, state, reason, submitted_at, decided_at) VALUES ({product}, '{{}}', 'refused', 'x', now(), now() - interval '179 days')")).await;
    assert_eq!(ticks().await, 0, "one was refused lately");
    run(shop, "UPDATE revisions SET decided_at = now() - interval '181 days' WHERE state = 'refused'").await;
    assert_eq!(ticks().await, 1);
    run(shop, &format!("INSERT INTO flags (product_id, kind, words, who_hash, state, reason, resolved_by, resolved_at) SELECT {product}, 'fake', 'x', sha256('y'), 'upheld', 'x', min(id), now() FROM accounts")).await;
    assert_eq!(ticks().await, 0, "a report was right");
    run(shop, "DELETE FROM flags; UPDATE identities SET state = 'revoked'").await;
    assert_eq!(ticks().await, 0, "nobody knows who they are");
    trust(&lan, &slug, "yes").await;
    assert_eq!(ticks().await, 1, "a clerk's word is over the rule");
    assert!(lan.get(&format!("/office/producers/{slug}")).await.words().contains("Chị Lan đánh dấu"));
    trust(&lan, &slug, "rule").await;
    assert_eq!(ticks().await, 0);
}

#[actix_web::test]
async fn of_two_clerks_at_once_the_second_is_told_what_the_first_has_said_of_a_household() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let (lan, hoa) = (clerk(shop, "moderator", "Chị Lan").await, clerk(shop, "moderator", "Anh Hòa").await);
    let slug = word(shop, "SELECT slug AS word FROM producers").await;
    let here = format!("/office/producers/{slug}");
    let stands = async || {
        word(shop, "SELECT coalesce(string_agg(concat_ws(' ', trusted, why), ','), 'rule') AS word FROM trust_marks")
            .await
    };
    let acts = async || number(shop, "SELECT count(*) AS n FROM acts WHERE act = 'household.trust'").await;
    // Over no word, over a word, and taken back.
    for (n, (first, second, end)) in
        [("yes", "no", "f Hòa biết"), ("yes", "no", "f Hòa biết"), ("rule", "yes", "t Hòa biết")]
            .into_iter()
            .enumerate()
    {
        let (seen, late) = (lan.get(&here).await, hoa.get(&here).await);
        assert_eq!(trust_on(&lan, &seen, &slug, first, "Lan biết").await.status, 303);
        let (before, logged) = (stands().await, acts().await);
        assert_eq!(before, if first == "rule" { "rule" } else { "t Lan biết" }, "{n}");
        assert_eq!(trust_on(&hoa, &late, &slug, first, "Lan biết").await.status, 303, "both said the same");
        let told = trust_on(&hoa, &late, &slug, second, "Hòa biết").await;
        assert_eq!(told.status, 409, "{n}: {}", told.words());
        assert!(told.words().contains("Vừa có người khác đổi mức tin cậy"), "{}", told.words());
        assert_eq!((stands().await, acts().await), (before, logged), "nothing is written over unseen");
        assert_eq!(told.texts("#f-trust_why"), ["Hòa biết"], "what was typed stays");
        assert_eq!(trust_on(&hoa, &told, &slug, second, "Hòa biết").await.status, 303, "who was told goes on");
        assert_eq!((stands().await, acts().await), (end.to_owned(), logged + 1), "{n}");
    }
    // In one moment.
    let (seen, late) = (lan.get(&here).await, hoa.get(&here).await);
    let (one, two) = futures_util::join!(
        trust_on(&lan, &seen, &slug, "yes", "Lan thấy"),
        trust_on(&hoa, &late, &slug, "no", "Hòa thấy")
    );
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409], "{} {}", one.words(), two.words());
    assert_eq!(stands().await, if one.status == 303 { "t Lan thấy" } else { "f Hòa thấy" });
}
