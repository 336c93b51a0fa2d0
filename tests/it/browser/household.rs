//! A household comes to the market by phone: signs up, applies, reads the checklist, agrees, says who it is.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use fantoccini::{Client, Locator};

use super::looks::{Walk, faults};
use super::{DESK, PATIENCE, PHONE, Window, click, fill, open, picture, text, wanted};
use crate::households::{clerk_as, run};
use crate::support::{self, TestShop};

async fn look(window: &Client, name: &str) {
    picture(window, &format!("household-{name}")).await;
    let found = faults(window, name, PHONE.width).await;
    assert!(found.is_empty(), "{name}: {found:#?}");
}

/// The six digits of the latest message.
async fn code(shop: &TestShop) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        body: String,
    }
    let row: Row = diesel::sql_query("SELECT body FROM messages ORDER BY id DESC LIMIT 1")
        .get_result(&mut shop.conn().await)
        .await
        .unwrap();
    row.body.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6).unwrap().to_owned()
}

#[actix_web::test]
async fn a_household_joins_on_a_phone() {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let window = open(PHONE).await;
    window.goto(&format!("{}/sell/join", shop.url)).await.unwrap();
    fill(&window, "#name", "Trần Thị Mận").await;
    fill(&window, "#login", "0912 345 678").await;
    fill(&window, "#password", "hai sào thanh long").await;
    click(&window, "main input[name=terms]").await;
    click(&window, "main form button.btn").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#code")).await.unwrap();
    fill(&window, "#code", &code(&shop).await).await;
    click(&window, "main form button.btn").await;

    window.wait().at_most(PATIENCE).for_element(Locator::Css("#f-grows")).await.unwrap();
    look(&window, "join").await;
    fill(&window, "#f-name", "Vườn nhà Mận").await;
    // The type-ahead knows the old name.
    fill(&window, "#commune", "van truc").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".hint-list [role=option]")).await.unwrap();
    click(&window, ".hint-list [role=option]").await;
    fill(&window, "#f-hamlet", "Thôn Đồng Núi").await;
    fill(&window, "#f-grows", "Hai sào thanh long ruột đỏ.").await;
    click(&window, "main form button.big").await;

    window.wait().at_most(PATIENCE).for_element(Locator::Css(".checklist")).await.unwrap();
    look(&window, "checklist").await;
    assert!(text(&window, "main").await.contains("6 việc để mở bán"));
    click(&window, ".checklist a[href='/sell/household/terms']").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("input[name=agree]")).await.unwrap();
    look(&window, "terms").await;
    click(&window, "input[name=agree]").await;
    click(&window, "main form button.big").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".checklist .nobody")).await.unwrap();
    click(&window, ".checklist a[href='/sell/household/identity']").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#f-number")).await.unwrap();
    fill(&window, "#f-holder", "Trần Thị Mận").await;
    fill(&window, "#f-number", "12345").await;
    click(&window, "main form button.big").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#f-number-why")).await.unwrap();
    look(&window, "identity").await;
    fill(&window, "#f-number", "025 184 001 234").await;
    click(&window, "main form button.big").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".checklist .office")).await.unwrap();
    look(&window, "waiting").await;
    let said = text(&window, "main").await;
    assert!(said.contains("Chờ Phòng Kinh tế") && said.contains("5 việc để mở bán"), "{said}");
    window.close().await.unwrap();
}

#[actix_web::test]
async fn a_clerk_approves_an_application_with_its_certificate() {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    // A household that has done all it can, and sent a certificate with it.
    let (owner, _, house) = crate::households::applicant(&shop).await;
    let terms = owner.get("/sell/household/terms").await;
    owner.submit(&terms, "/sell/household/terms", &[("agree", "1")]).await;
    let identity = [("holder", "Trần Thị Mận"), ("number", "025184001234")];
    assert_eq!(owner.post("/sell/household/identity", &identity).await.status, 303);
    run(
        &shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, expires_on, scan_name, scan_kind, sent_at) \
               VALUES ({house}, 'vietgap', 'VietGAP thanh long', 'VG-12', 'Trung tâm', '2026-01-10', '2029-01-09', \
                       'aaaaaaaaaaaaaaaaaaaaaaaa', 'pdf', now())"
        ),
    )
    .await;
    let slug = crate::households::slug(&shop, house).await;
    let public = format!("/producers/{slug}");
    let clerk = clerk_as(&shop, "moderator").await;
    let mut walk = Walk::begin(&shop, DESK, "vi").await;
    let window = walk.window.clone();
    let there = async |css: &str| {
        window.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await.unwrap();
    };
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&shop, clerk).await;
    walk.see("application-inbox", "/office/inbox?kind=application").await;
    click(&window, "[data-row]").await;
    there("form[action$='/approve'] button[aria-disabled]").await;
    assert_eq!(window.current_url().await.unwrap().path(), format!("/office/producers/{slug}"));
    walk.judge("application-household").await;
    assert_eq!(shop.guest().get(&public).await.status, 404, "nobody has looked at it");
    // Who it is, then its certificate, then the household itself.
    super::run(&window, "document.querySelector('#f-until').value = '2031-01-01'").await;
    click(&window, "form:has(input[name=decision][value=verify]) button").await;
    there("form[action$='/approve'] button:not([aria-disabled])").await;
    click(&window, "form:has(input[name=answer][value=checked]) button").await;
    there("section[aria-labelledby=papers] .tag.good").await;
    walk.judge("application-ready").await;
    click(&window, "form[action$='/approve'] button").await;
    // Back where the next one waits.
    there(".nav a[href='/office/inbox'][aria-current]").await;
    assert!(text(&window, "#flashes").await.len() > 3, "the clerk is told");
    walk.judge("application-approved").await;
    shop.work_off().await;
    shop.ground.shelf.outdate();
    window.goto(&format!("{}{public}", shop.url)).await.unwrap();
    let read = text(&window, "main").await;
    assert!(read.contains("Nhà bà Mận") && read.contains("VG-12"), "{read}");
    walk.end().await;
}

#[actix_web::test]
async fn the_pages_of_a_household_are_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn the_pages_of_a_household_are_sound_on_a_desk_in_english() {
    check(DESK, "en").await;
}

async fn check(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::shop().await;
    let producer = support::build::producer(&shop, "Cá thính Bà Lụa").await;
    let owner = support::build::member(&shop, producer).await;
    run(
        &shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issuer, issued_on, scan_name, scan_kind, sent_at) \
               VALUES ({producer}, 'other', 'Bản cam kết sản xuất an toàn', '12/CK', 'UBND xã', '2026-01-01', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'pdf', now()); \
             INSERT INTO identities (producer_id, state, holder, number_kind, number_hash, last3, submitted_at) \
               VALUES ({producer}, 'pending', 'Trần Thị Lụa', 'person', sha256('x'), '234', now()); \
             UPDATE producers SET approved_at = NULL, grows = 'Cá thính, trứng gà'; \
             INSERT INTO takeover_codes (producer_id, role, phone, code_hash, made_by, expires_at) \
               VALUES ({producer}, 'packer', '+84912345678', sha256('x'), {owner}, now() + interval '1 day')"
        ),
    )
    .await;
    let slug = crate::households::slug(&shop, producer).await;
    let clerk = clerk_as(&shop, "moderator").await;
    let mut walk = Walk::begin(&shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&shop, owner).await;
    for (name, path) in [
        ("sell-join", "/sell/join"),
        ("sell-take-over", "/sell/take-over"),
        ("sell-today-missing", "/sell"),
        ("sell-household", "/sell/household"),
        ("sell-terms", "/sell/household/terms"),
        ("sell-identity", "/sell/household/identity"),
        ("sell-bank", "/sell/household/bank"),
        ("sell-papers", "/sell/household/papers"),
        ("sell-members", "/sell/household/members"),
        ("sell-holiday", "/sell/household/holiday"),
        ("sell-own-rounds", "/sell/household/rounds"),
    ] {
        walk.see(name, path).await;
    }
    walk.become_one(&shop, clerk).await;
    for (name, path) in [
        ("office-waiting", "/office/producers?standing=waiting".to_owned()),
        ("office-household", format!("/office/producers/{slug}")),
        ("office-new-household", "/office/producers/new".to_owned()),
    ] {
        walk.see(name, &path).await;
    }
    walk.end().await;
}
