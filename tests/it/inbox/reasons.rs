//! Reasons ready to be chosen: the office's own list, put before what was typed.

use super::*;

const HERE: &str = "/office/inbox/reasons";

async fn id(shop: &TestShop, like: &str) -> String {
    number(shop, &format!("SELECT id AS n FROM reason_templates WHERE text_vi LIKE '{like}'")).await.to_string()
}

#[actix_web::test]
async fn the_list_is_written_by_the_office() {
    let shop = support::shop().await;
    let lan = clerk(&shop, "moderator", "Chị Lan").await;
    let page = lan.get(HERE).await;
    assert!(page.words().contains("Ảnh mờ, tối") && page.words().contains("Giấy đã hết hạn"), "{}", page.words());
    assert!(lan.get(&format!("{HERE}?lang=en")).await.words().contains("Reason templates"));
    lan.get("/?lang=vi").await;
    let why = ("why", "Họp tổ 20/11");
    let new = [("kind", "paper"), ("text_vi", "Thiếu con dấu"), ("text_en", "No stamp"), ("sort", "5"), why];
    assert_eq!(lan.submit(&page, HERE, &new).await.status, 303);
    let twice = lan.submit(&page, HERE, &new).await;
    assert_eq!(twice.status, 409);
    assert!(twice.texts("main form textarea").contains(&"Thiếu con dấu".to_owned()), "what was typed is there");
    let long = "x".repeat(201);
    for (field, value) in [
        ("kind", "none"),
        ("text_vi", " "),
        ("text_vi", long.as_str()),
        ("sort", "-1"),
        ("sort", "99999"),
        ("why", " "),
        ("why", &"x".repeat(301)),
    ] {
        let fields = [("kind", "paper"), ("text_vi", "Khác"), ("sort", "5"), why, (field, value)];
        let wrong = lan.submit(&page, HERE, &fields).await;
        assert_eq!(wrong.status, 422, "{field} {value}");
        assert_eq!(wrong.texts("#f-why-why").len(), usize::from(field == "why"), "{field} {value}: {}", wrong.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM acts").await, 1);
    let stamp = id(&shop, "Thiếu con dấu").await;
    let one = format!("{HERE}/{stamp}");
    // Without a reason nothing changes, and what was typed stays in the form of that one.
    let unsaid = lan.post(&one, &[("text_vi", "Thiếu dấu đỏ"), ("sort", "7"), ("seq", "0")]).await;
    assert_eq!((unsaid.status, unsaid.texts(&format!("#why-{stamp}-why")).len()), (422, 1), "{}", unsaid.words());
    assert!(unsaid.form(&one).contains(&("text_vi".to_owned(), "Thiếu dấu đỏ".to_owned())), "what was typed");
    let away = lan.post(&one, &[("text_vi", "Thiếu dấu đỏ"), ("text_en", ""), ("sort", "7"), ("seq", "0"), why]).await;
    assert_eq!(away.status, 303);
    let told = "SELECT string_agg(act || ' ' || why, '|' ORDER BY id) AS word FROM acts";
    assert_eq!(word(&shop, told).await, "reason.added Họp tổ 20/11|reason.changed Họp tổ 20/11");
    // Whoever had the page open before that is told what it says by now.
    let stale = lan.post(&one, &[("text_vi", "Thiếu con dấu đỏ"), ("sort", "5"), ("seq", "0"), why]).await;
    assert_eq!(stale.status, 409, "{}", stale.words());
    assert!(stale.texts(".note.bad").join(" ").contains("Thiếu dấu đỏ"), "{}", stale.words());
    for (name, typed) in [("text_vi", "Thiếu con dấu đỏ"), why] {
        assert!(stale.form(&one).contains(&(name.to_owned(), typed.to_owned())), "what was typed as {name}");
    }
    let same = lan.post(&one, &[("text_vi", "Thiếu dấu đỏ"), ("text_en", ""), ("sort", "7"), ("seq", "0"), why]).await;
    assert_eq!(same.status, 303, "who wrote the same has nothing to be told");
    assert_eq!(
        word(
            &shop,
            &format!("SELECT concat_ws('|', text_vi, sort, active) AS word FROM reason_templates WHERE id = {stamp}")
        )
        .await,
        "Thiếu dấu đỏ|7|f"
    );
    let same = lan.post(&one, &[("text_vi", "Giấy đã hết hạn."), ("sort", "7"), ("seq", "1"), why]).await;
    assert_eq!(same.status, 409, "{}", same.words());
    assert!(same.words().contains("đã có câu y như vậy"), "{}", same.words());
    assert_eq!(lan.post(&one, &[("text_vi", ""), ("sort", "7"), why]).await.status, 422);
}

#[actix_web::test]
async fn what_is_chosen_stands_before_what_is_typed() {
    let shop = support::shop().await;
    let lan = clerk(&shop, "moderator", "Chị Lan").await;
    one_of_each(&shop).await;
    let household = word(&shop, "SELECT slug AS word FROM producers WHERE approved_at IS NULL").await;
    let here = format!("/office/producers/{household}");
    let page = lan.get(&here).await;
    let card = id(&shop, "Họ tên hoặc số giấy tờ%").await;
    assert!(page.attributes("select[name=identity_why_reason] option", "value").contains(&card), "{}", page.words());
    let sent = lan
        .post(
            &format!("{here}/identity"),
            &[("decision", "return"), ("identity_why_reason", &card), ("identity_why", "Gọi chị Lan nhé.")],
        )
        .await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let why = word(&shop, "SELECT why AS word FROM identities").await;
    assert!(why.starts_with("Họ tên hoặc số") && why.ends_with("Gọi chị Lan nhé."), "{why}");
    assert_eq!(word(&shop, "SELECT why AS word FROM acts WHERE act = 'identity.returned'").await, why);
    // A reason alone is a reason; one of another kind or put away is none.
    let papers_of =
        word(&shop, "SELECT r.slug AS word FROM producers r JOIN certificates c ON c.producer_id = r.id").await;
    let paper = number(&shop, "SELECT id AS n FROM certificates").await;
    let to = format!("/office/producers/{papers_of}/papers/{paper}");
    let field = format!("why-{paper}_reason");
    run(&shop, "UPDATE reason_templates SET active = false WHERE text_vi = 'Giấy đã hết hạn.'").await;
    for none in [card.as_str(), &id(&shop, "Giấy đã hết hạn.").await, "x", "0", "999999999999999999999"] {
        let answer = lan.post(&to, &[("answer", "refused"), (field.as_str(), none)]).await;
        assert_eq!(answer.status, 422, "{none}");
    }
    let blurred = id(&shop, "Ảnh giấy mờ%").await;
    assert_eq!(lan.post(&to, &[("answer", "refused"), (field.as_str(), &blurred)]).await.status, 303);
    assert!(word(&shop, "SELECT refused_why AS word FROM certificates").await.starts_with("Ảnh giấy mờ"));
}

#[actix_web::test]
async fn a_paper_goes_back_from_the_register_with_a_chosen_reason_too() {
    let shop = support::shop().await;
    let (lan, hoa) = (clerk(&shop, "moderator", "Chị Lan").await, clerk(&shop, "moderator", "Anh Hòa").await);
    one_of_each(&shop).await;
    let paper = number(&shop, "SELECT id AS n FROM certificates").await;
    let here = format!("/office/certificates/{paper}");
    let answer = format!("{here}/answer");
    let blurred = id(&shop, "Ảnh giấy mờ%").await;
    let offered = lan.get(&here).await.attributes("[name=refused_why_reason] option", "value");
    assert!(offered.contains(&blurred), "{offered:?}");
    let back = [("answer", "refused"), ("refused_why_reason", blurred.as_str()), ("refused_why", "Gọi chị Lan nhé.")];
    // While a colleague looks at it nothing is decided, and what was typed stays.
    open(&hoa, "paper", paper).await;
    let held = lan.post(&answer, &back).await;
    assert_eq!(held.status, 409, "{}", held.words());
    let kept = held.texts("textarea[name=refused_why]");
    assert!(kept[0].starts_with("Ảnh giấy mờ") && kept[0].ends_with("Gọi chị Lan nhé."), "{kept:?}");
    assert_eq!(hoa.post(&answer, &back).await.status, 303);
    let why = word(&shop, "SELECT refused_why AS word FROM certificates").await;
    assert!(why.starts_with("Ảnh giấy mờ") && why.ends_with("Gọi chị Lan nhé."), "{why}");
}

#[actix_web::test]
async fn a_reason_that_came_back_is_not_put_there_twice() {
    let setting = crate::listing::setting().await;
    let shop = &setting.shop;
    let listing = format!("/office/listings/{}", sent(&setting, "Cá thính").await);
    let (photo, price) = (id(shop, "Ảnh mờ%").await, id(shop, "Giá hoặc cân nặng%").await);
    let page = setting.clerk.get(&listing).await;
    let both = [("words_reason", photo.as_str()), ("words_reason", price.as_str()), ("words", "Gọi tôi nhé")];
    let seq = page.form(&listing).into_iter().find(|(name, _)| name == "seq").unwrap().1;
    let fields: Vec<_> = both.into_iter().chain([("seq", seq.as_str())]).collect();
    // No verdict: the page comes back with the reasons in the field.
    let back = setting.clerk.post(&listing, &fields).await;
    assert_eq!(back.status, 422);
    let filled = back.texts("textarea").remove(0);
    assert_eq!(filled.matches("Ảnh mờ").count(), 1, "{filled}");
    let again: Vec<_> =
        [("words", filled.as_str()), ("words_reason", photo.as_str()), ("verdict", "return"), ("seq", seq.as_str())]
            .into();
    assert_eq!(setting.clerk.post(&listing, &again).await.status, 303);
    let reason = word(shop, "SELECT reason AS word FROM revisions").await;
    assert_eq!((reason.matches("Ảnh mờ").count(), reason.matches("Giá hoặc cân nặng").count()), (1, 1), "{reason}");
    assert!(reason.ends_with("Gọi tôi nhé"), "{reason}");
}
