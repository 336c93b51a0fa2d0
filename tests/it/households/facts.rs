//! What a household tells of itself: put right by itself and by the office, each change with what stood before it.

use super::*;
use crate::listing::{photo, send};
use crate::support;

const PATH: &str = "/sell/household/facts";

/// The facts of a household, in one line.
async fn stands(shop: &TestShop, producer: ProducerId) -> String {
    let query = format!(
        "SELECT concat_ws('|', name_vi, kind, contact_name, commune_code, hamlet, phone, grows, coalesce(since_year::text, '-'), \
                coalesce(registration_no, '-'), story_vi, story_en, picture_id IS NOT NULL) AS word FROM producers WHERE id = {producer}"
    );
    word(shop, &query).await
}

/// The names of the facts that the latest change of this name tells, before and after.
async fn told(shop: &TestShop, act: &str) -> String {
    let query =
        format!("SELECT concat_ws('|', before, after) AS word FROM acts WHERE act = '{act}' ORDER BY id DESC LIMIT 1");
    word(shop, &query).await
}

async fn approved(shop: &TestShop, producer: ProducerId) {
    run(shop, &format!("UPDATE producers SET approved_at = now() WHERE id = {producer}")).await;
}

#[actix_web::test]
async fn what_was_turned_down_is_put_right_and_sent_again() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    run(&shop, &format!("UPDATE producers SET refused_at = now(), refused_why = 'Sai tên xã' WHERE id = {producer}"))
        .await;
    run(&shop, "DELETE FROM search_changes").await;
    let home = client.get("/sell/household").await;
    assert!(home.body.contains(&format!("href=\"{PATH}\"")), "the reason leads to where it is put right");
    let page = client.get(PATH).await;
    assert_eq!(page.status, 200, "{}", page.words());
    let old = word(&shop, &format!("SELECT phone AS word FROM producers WHERE id = {producer}")).await;
    let fields = [
        ("name", "HTX Mận Tiên Lữ"),
        ("kind", "cooperative"),
        ("contact_name", "Nguyễn Văn Na"),
        ("commune", "Đồng Ích"),
        ("commune_code", ""),
        ("hamlet", "Thôn Vạn Thắng"),
        ("phone", "0912 345 678"),
        ("grows", "Ba sào mận"),
        ("since_year", "2014"),
        ("registration_no", "25 07 000 123"),
        ("story_vi", "Ba đời trồng mận."),
        ("story_en", "Plums for three generations."),
    ];
    let saved = client.submit(&page, PATH, &fields).await;
    assert_eq!((saved.status, saved.location().as_deref()), (303, Some(PATH)), "{}", saved.words());
    assert_eq!(
        stands(&shop, producer).await,
        "HTX Mận Tiên Lữ|cooperative|Nguyễn Văn Na|08842|Thôn Vạn Thắng|+84912345678|Ba sào mận|2014|25 07 000 123|Ba đời trồng mận.|\
         Plums for three generations.|f"
    );
    let told = told(&shop, "facts.changed").await;
    assert!(told.contains("Nhà bà Mận") && told.contains("HTX Mận Tiên Lữ"), "before and after: {told}");
    let number_told = format!("SELECT count(*) AS n FROM messages WHERE recipient = '{old}' AND body LIKE '%…678%'");
    assert_eq!(number(&shop, &number_told).await, 1, "who answered the old number hears of it");
    let searched = format!("SELECT count(*) AS n FROM search_changes WHERE kind = 'producer' AND key = '{producer}'");
    assert_eq!(number(&shop, &searched).await, 1, "the search follows");
    assert_eq!(
        number(&shop, "SELECT count(*) AS n FROM facts_waiting").await,
        0,
        "the office looks at the application"
    );
    // Saved as it stands, it is no act.
    let before = acts(&shop, producer).await;
    assert_eq!(client.submit(&client.get(PATH).await, PATH, &[]).await.status, 303);
    assert_eq!(acts(&shop, producer).await, before);
    assert_eq!(client.post("/sell/household/again", &[]).await.status, 303);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM producers WHERE refused_at IS NULL").await, 1);
}

#[actix_web::test]
async fn once_approved_the_story_passes_at_once_and_the_office_looks() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let open = client.get(PATH).await;
    approved(&shop, producer).await;
    // The page was open before: nothing of it is lost silently.
    let late = client.submit(&open, PATH, &[("name", "Nhà khác")]).await;
    assert_eq!(late.status, 409, "{}", late.words());
    let page = client.get(PATH).await;
    let fields: Vec<String> = page.form(PATH).into_iter().map(|(name, _)| name).collect();
    for fixed in ["name", "name_en", "kind", "contact_name", "commune", "registration_no"] {
        assert!(!fields.iter().any(|field| field == fixed), "{fixed} is the office's: {fields:?}");
    }
    assert!(page.words().contains("Nhà bà Mận") && page.words().contains("Trần Thị Mận"), "but it is shown");
    let saved = client.submit(&page, PATH, &[("story_vi", "Ba đời trồng thanh long."), ("hamlet", "Khu 3")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let house = slug(&shop, producer).await;
    let public = shop.guest().get(&format!("/producers/{house}")).await.words();
    assert!(public.contains("Ba đời trồng thanh long.") && public.contains("Khu 3"), "{public}");
    assert!(client.get(PATH).await.words().contains("Phòng còn xem lại"));
    // A second change waits with the first, each fact from what the office last saw.
    let saved = client.submit(&client.get(PATH).await, PATH, &[("story_vi", "Bốn đời trồng thanh long.")]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let waiting = clerk.get("/office/inbox?kind=facts").await.texts("[data-keys] tbody tr");
    assert!(waiting.len() == 1 && waiting[0].contains("Nhà bà Mận"), "{waiting:?}");
    let at = format!("/office/producers/{house}");
    let shown = clerk.get(&at).await;
    let changes = shown.texts("ul.changes li").join(" / ");
    assert!(changes.contains("Bốn đời") && !changes.contains("Ba đời"), "{changes}");
    assert!(changes.contains("Thôn Đồng Núi") && changes.contains("Khu 3"), "{changes}");
    // Another clerk holds it.
    let other = clerk_as(&shop, "moderator").await;
    run(&shop, &format!("INSERT INTO claims (kind, item, clerk, until) VALUES ('facts', {producer}, {other}, now() + interval '9 minutes')")).await;
    let held = clerk.post(&format!("{at}/facts/seen"), &[]).await;
    assert_eq!(held.status, 409, "{}", held.words());
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM facts_waiting").await, 1);
    run(&shop, "DELETE FROM claims").await;
    assert_eq!(clerk.post(&format!("{at}/facts/seen"), &[]).await.status, 303);
    assert_eq!(clerk.post(&format!("{at}/facts/seen"), &[]).await.status, 409, "once");
    assert!(clerk.get("/office/inbox?kind=facts").await.texts("[data-keys] tbody tr").is_empty());
    assert!(clerk.get(&at).await.texts("ul.changes li").is_empty());
}

#[actix_web::test]
async fn of_two_phones_the_second_is_told_and_writes_over_nothing() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    let page = client.get(PATH).await;
    // A browser sends the lines of a large field so.
    let grows = ("grows", "Hai sào mận.\r\nMột ao cá.");
    assert_eq!(client.submit(&page, PATH, &[("hamlet", "Khu 1"), grows]).await.status, 303);
    let stood = stands(&shop, producer).await;
    let late = client.submit(&page, PATH, &[("hamlet", "Khu 2"), grows]).await;
    assert_eq!(late.status, 409, "{}", late.words());
    assert_eq!(stands(&shop, producer).await, stood);
    let other = late.texts(".note.bad li");
    assert!(other.len() == 1 && other[0].contains("Khu 1"), "what stands: {other:?}");
    assert!(late.form(PATH).contains(&("hamlet".to_owned(), "Khu 2".to_owned())), "what was typed is kept");
    assert_eq!(client.submit(&late, PATH, &[]).await.status, 303, "who has seen it may go on");
    assert!(stands(&shop, producer).await.contains("|Khu 2|"));
}

#[actix_web::test]
async fn what_is_wrong_in_the_facts_is_said_beside_its_field() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    run(&shop, "INSERT INTO banned_phrases (words) VALUES ('chữa bệnh') ON CONFLICT DO NOTHING").await;
    let (stood, done) = (stands(&shop, producer).await, acts(&shop, producer).await);
    let long = "x".repeat(2001);
    for (field, value) in [
        ("name", "???"),
        ("kind", "admin"),
        ("contact_name", " "),
        ("contact_name", long.as_str()),
        ("commune", "Atlantis"),
        ("hamlet", " "),
        ("grows", ""),
        ("phone", "12"),
        ("phone", ""),
        ("since_year", "1799"),
        ("since_year", "2999"),
        ("since_year", "năm ngoái"),
        ("registration_no", long.as_str()),
        ("story_vi", long.as_str()),
        ("story_vi", "Mật ong chữa bệnh dạ dày"),
        ("story_en", long.as_str()),
    ] {
        let refused = client.submit(&client.get(PATH).await, PATH, &[(field, value)]).await;
        assert_eq!(refused.status, 422, "{field}={value}");
        assert_eq!(refused.texts(".why").len(), 1, "{field}={value}: {}", refused.words());
        let typed = refused.form(PATH).into_iter().find(|(name, _)| name == field).map(|(_, value)| value);
        assert!(field == "kind" || typed.is_some_and(|typed| typed.trim() == value.trim()), "{field} was typed");
    }
    assert_eq!((stands(&shop, producer).await, acts(&shop, producer).await), (stood, done));
}

#[actix_web::test]
async fn a_picture_is_put_in_and_taken_out_and_a_file_that_is_none_changes_nothing() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    let filled = client.get(PATH).await.form(PATH);
    let pairs: Vec<(&str, &str)> = filled.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let stood = stands(&shop, producer).await;
    let refused = send(&client, PATH, &pairs, &[b"GIF89a".to_vec()]).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    assert_eq!(refused.texts(".why").len(), 1, "{}", refused.words());
    assert_eq!(stands(&shop, producer).await, stood);
    let saved = send(&client, PATH, &pairs, &[photo(1)]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    assert!(stands(&shop, producer).await.ends_with("|t"));
    approved(&shop, producer).await;
    let public = shop.guest().get(&format!("/producers/{}", slug(&shop, producer).await)).await;
    assert_eq!(public.attributes(".photo img", "src").len(), 1);
    let dropped = client.submit(&client.get(PATH).await, PATH, &[("drop_picture", "1")]).await;
    assert_eq!(dropped.status, 303, "{}", dropped.words());
    assert!(stands(&shop, producer).await.ends_with("|f"));
}

#[actix_web::test]
async fn a_clerk_at_the_desk_is_logged_and_others_change_nothing() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let act = format!("/office/producers/{}/act", slug(&shop, producer).await);
    assert_eq!(clerk.post(&act, &[("act_why", "Chủ nhà gọi nhờ")]).await.status, 303);
    assert_eq!(clerk.submit(&clerk.get(PATH).await, PATH, &[("hamlet", "Khu 9")]).await.status, 303);
    assert!(acts(&shop, producer).await.ends_with("facts.changed!"), "{}", acts(&shop, producer).await);
    let told = told(&shop, "facts.changed").await;
    assert!(told.contains("Thôn Đồng Núi") && told.contains("Khu 9") && !told.contains("grows"), "{told}");
    let stood = stands(&shop, producer).await;
    for role in ["seller", "packer"] {
        let member = shop.signed_in(member_as(&shop, producer, role).await).await;
        assert_eq!(member.post(PATH, &[("hamlet", "Khu 8")]).await.status, 403, "{role}");
    }
    let beside = build::producer(&shop, "Nhà bên cạnh").await;
    let neighbour = shop.signed_in(build::member(&shop, beside).await).await;
    let filled = client.get(PATH).await.form(PATH);
    let pairs: Vec<(&str, &str)> = filled.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let foreign = neighbour.post(&format!("{PATH}?desk={producer}"), &pairs).await;
    assert_eq!(foreign.status, 404, "{}", foreign.words());
    assert_eq!(stands(&shop, producer).await, stood);
}

#[actix_web::test]
async fn the_office_puts_right_what_it_approved_with_a_reason() {
    let shop = support::shop().await;
    let (client, _, producer) = applicant(&shop).await;
    approved(&shop, producer).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let at = format!("/office/producers/{}", slug(&shop, producer).await);
    let facts = format!("{at}/facts");
    assert_eq!(client.submit(&client.get(PATH).await, PATH, &[("story_vi", "Ba đời.")]).await.status, 303);
    let page = clerk.get(&facts).await;
    let stood = stands(&shop, producer).await;
    let silent = clerk.submit(&page, &facts, &[("name", "HTX Mận")]).await;
    assert_eq!((silent.status, silent.texts(".why").len()), (422, 1), "{}", silent.words());
    assert_eq!(stands(&shop, producer).await, stood);
    let fields = [
        ("name", "HTX Mận"),
        ("kind", "cooperative"),
        ("contact_name", "Nguyễn Văn Na"),
        ("facts_why", "Theo giấy đăng ký"),
    ];
    let saved = clerk.submit(&page, &facts, &fields).await;
    assert_eq!((saved.status, saved.location().as_deref()), (303, Some(at.as_str())), "{}", saved.words());
    assert!(stands(&shop, producer).await.starts_with("HTX Mận|cooperative|Nguyễn Văn Na|"));
    let public = shop.guest().get(&format!("/producers/{}", slug(&shop, producer).await)).await;
    assert!(public.words().contains("Nguyễn Văn Na"), "buyers read it as the seller: {}", public.words());
    let told = told(&shop, "facts.corrected").await;
    assert!(told.contains("Nhà bà Mận") && told.contains("HTX Mận") && !told.contains("hamlet"), "{told}");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM messages WHERE body LIKE '%Theo giấy đăng ký%'").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM facts_waiting").await, 0, "whoever corrects it has looked");
    let late = clerk.submit(&page, &facts, &fields).await;
    assert_eq!(late.status, 409, "{}", late.words());
    let finance = shop.signed_in(clerk_as(&shop, "finance").await).await;
    assert_eq!(finance.get(&facts).await.status, 403);
    assert_eq!(finance.post(&facts, &fields).await.status, 403);
}
