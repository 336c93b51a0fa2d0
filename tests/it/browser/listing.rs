//! A household lists its goods on a phone: photos sent one by one, words that save themselves, a signal that breaks; the
//! office approves, and a buyer finds it.

use std::path::PathBuf;
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use market::kernel::ids::AccountId;
use market::media::ingest::jpeg;
use reqwest::Method;
use url::{ParseError, Url};

use super::looks::{Walk, faults};
use super::{DESK, PHONE, Window, click, fill, picture, run, text, wanted};
use crate::imports;
use crate::listing::{number, photo, run as run_sql};
use crate::support::{self, TestShop};

/// Takes the network away from a window, and gives it back.
#[derive(Debug)]
struct Network {
    offline: bool,
}

impl WebDriverCompatibleCommand for Network {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/chromium/network_conditions", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let conditions = serde_json::json!({"offline": self.offline, "latency": 0, "throughput": -1});
        (Method::POST, Some(serde_json::json!({ "network_conditions": conditions }).to_string()))
    }
}

/// Waits until a script in the page says yes.
async fn until(window: &Client, what: &str, script: &str) {
    for _ in 0..150 {
        if run(window, &format!("return !!({script})")).await == true {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what} never came: {}", text(window, "main").await);
}

/// Writes a file that a browser can choose; its path.
fn written(folder: &str, name: &str, bytes: &[u8]) -> String {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

/// Chooses photos, all at once.
async fn choose(window: &Client, files: &[String]) {
    window.find(Locator::Css("#photo-files")).await.unwrap().send_keys(&files.join("\n")).await.unwrap();
}

/// So many photos are there, and none is on its way any more.
fn there(n: usize) -> String {
    format!(
        "document.querySelectorAll('.photos > [data-id]').length === {n} && !document.querySelector('.photos .sending')"
    )
}

fn photos() -> Vec<String> {
    (1..=3_u8)
        .map(|seed| {
            let rgba = (0..2_000_u32 * 1_500)
                .flat_map(|n| [seed * 60, u8::try_from(n % 241).unwrap(), u8::try_from(n / 2_000 % 199).unwrap(), 255])
                .collect();
            written("photos", &format!("{seed}.jpg"), &jpeg(rgba, 2_000, 1_500, 90).unwrap())
        })
        .collect()
}

async fn accounts(shop: &TestShop) -> (AccountId, AccountId) {
    let household = number(shop, "SELECT id FROM accounts WHERE phone = '+84990000006'").await;
    let clerk = number(shop, "SELECT account_id FROM clerks WHERE role = 'admin'").await;
    (AccountId(household), AccountId(clerk))
}

/// The demo's household signed in on a phone, at the page on which goods begin; `name` is what the picture of it is called.
async fn at_new_goods(shop: &TestShop, name: &str) -> (Walk, AccountId, AccountId) {
    let (household, clerk) = accounts(shop).await;
    let mut walk = Walk::begin(shop, PHONE, "vi").await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(shop, household).await;
    walk.see(name, "/sell/products/new").await;
    (walk, household, clerk)
}

#[actix_web::test]
async fn what_is_said_of_a_photo_stays_and_the_ninth_is_not_sent() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let (walk, ..) = at_new_goods(&shop, "listing-refused-photos").await;
    let window = walk.window.clone();
    let file = |name: &str, bytes: &[u8]| written("nine-photos", name, bytes);
    let said = |words: &str| format!("document.querySelector('[data-photo-said]').textContent.includes('{words}')");
    // The first is no photo, the second is: that it got through does not wipe out what was said of the first.
    let more = [file("broken.jpg", b"no picture"), file("1.jpg", &photo(101)), file("torn.jpg", b"nor this")];
    choose(&window, &more).await;
    until(&window, "the good one", &there(1)).await;
    until(&window, "what was said of one", &said("broken.jpg: ")).await;
    until(&window, "and of the other", &said("torn.jpg: ")).await;
    until(&window, "and why", &said("không phải ảnh")).await;
    // Eight more are one too many.
    let more: Vec<String> = (2..=9_u8).map(|n| file(&format!("{n}.jpg"), &photo(100 + n))).collect();
    choose(&window, &more).await;
    until(&window, "eight", &there(8)).await;
    until(&window, "the ninth is told of beside the field", &said("Đã đủ 8 ảnh")).await;
    let kept = "SELECT count(*) FROM revision_pictures WHERE revision_id = (SELECT max(id) FROM revisions)";
    assert_eq!(number(&shop, kept).await, 8);
    let sent = "return performance.getEntriesByType('resource').filter(r => r.name.includes('/pictures')).length";
    assert_eq!(run(&window, sent).await, 10, "two broken ones and eight: nothing was paid for the ninth");
    walk.end().await;
}

/// A line that stands still is let go with 400, and an answer may be lost: neither is a word about the photo, and what is tried
/// again is done once.
#[actix_web::test]
async fn a_photo_is_sent_again_after_a_stalled_line_and_moved_once_after_a_lost_answer() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let (walk, ..) = at_new_goods(&shop, "listing-stalled-photo").await;
    let window = walk.window.clone();
    // The first try goes where a form with a file is answered as one that stalls is.
    let stall = "const open = XMLHttpRequest.prototype.open; window.tries = []; let begun = 0; \
        XMLHttpRequest.prototype.open = function (how, to) { \
          if (!to.includes('/pictures')) return open.apply(this, arguments); \
          this.addEventListener('load', () => tries.push(this.status)); \
          return open.call(this, how, begun++ ? to : to.replace('/pictures', '/pictures/act')); \
        }; return 0";
    run(&window, stall).await;
    for seed in [120_u8, 121] {
        choose(&window, &[written("stalled-photos", &format!("{seed}.jpg"), &photo(seed))]).await;
    }
    until(&window, "both photos", &there(2)).await;
    assert_eq!(run(&window, "return tries.join(' ')").await, "400 200 200");
    assert_eq!(run(&window, "return document.querySelector('[data-photo-said]').textContent").await, "");

    // The second is moved up; the answer is lost, so the page stands as it was, and the button is pressed again.
    let second = run(&window, "return document.querySelectorAll('.photos > [data-id]')[1].dataset.id").await;
    let lose = "const sent = window.fetch; window.answers = 0; window.fetch = async (...asked) => { \
          const answer = await sent(...asked); \
          if (!answers++) throw new TypeError('lost'); \
          return answer; \
        }; return 0";
    run(&window, lose).await;
    let up = ".photos > [data-id]:nth-child(2) [data-step='-1']";
    click(&window, up).await;
    until(&window, "told of the break", "document.querySelector('[data-photo-said]').textContent.includes('Mất mạng')")
        .await;
    click(&window, up).await;
    let moved = format!("document.querySelector('.photos > [data-id]').dataset.id === '{}'", second.as_str().unwrap());
    until(&window, "the second in the first place", &moved).await;
    until(
        &window,
        "nothing said of the break any more",
        "document.querySelector('[data-photo-said]').textContent === ''",
    )
    .await;
    let first = "SELECT picture_id FROM revision_pictures WHERE revision_id = (SELECT max(id) FROM revisions) ORDER BY position LIMIT 1";
    assert_eq!(number(&shop, first).await.to_string(), second.as_str().unwrap());
    walk.end().await;
}

#[actix_web::test]
async fn a_household_lists_with_three_photos_and_a_buyer_finds_it() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let (mut walk, _, clerk) = at_new_goods(&shop, "listing-new").await;
    let window = walk.window.clone();

    // Three photos at once; the product begins with the first.
    choose(&window, &photos()).await;
    until(&window, "three photos", "document.querySelectorAll('.photos > [data-id]').length === 3").await;
    assert!(window.current_url().await.unwrap().path().starts_with("/sell/products/"));
    let small = "document.querySelector('.photos .sending') === null";
    until(&window, "nothing left to send", small).await;

    for (css, value) in
        [("#name", "Cá thính rô phi"), ("#price-0", "98k"), ("#pack-0", "hũ 500 g"), ("#stock-0", "2 chục")]
    {
        fill(&window, css, value).await;
    }
    let saved = "document.querySelector('[data-said]').textContent.includes('Đã lưu lúc')";
    until(&window, "saved by itself", saved).await;
    picture(&window, "listing-new-filled-360-vi").await;

    // The signal breaks, something is typed, the signal is back.
    window.issue_cmd(Network { offline: true }).await.unwrap();
    fill(&window, "#name", "Cá thính rô phi sông Lô").await;
    until(&window, "told of the break", "document.querySelector('[data-said]').textContent.includes('Mất mạng')").await;
    assert_eq!(run(&window, "return Object.keys(localStorage).some(k => k.startsWith('listing-'))").await, true);
    picture(&window, "listing-offline-360-vi").await;
    window.issue_cmd(Network { offline: false }).await.unwrap();
    until(&window, "saved again", saved).await;
    let name = "SELECT count(*) FROM revisions WHERE content ->> 'name' = 'Cá thính rô phi sông Lô'";
    assert_eq!(number(&shop, name).await, 1);
    assert_eq!(run(&window, "return Object.keys(localStorage).some(k => k.startsWith('listing-'))").await, false);

    click(&window, "button[value=save].big").await;
    until(&window, "what is missing", "document.querySelector('main .note.warn li')").await;
    let wrong = faults(&window, "listing-draft", 360).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    picture(&window, "listing-draft-360-vi").await;
    // The axe looks turned the colours; a new page turns them back.
    window.refresh().await.unwrap();
    let third = run(&window, "return document.querySelectorAll('.photos > [data-id]')[2].dataset.id").await;
    click(&window, &format!("button[value='cover-{}']", third.as_str().unwrap())).await;
    let first = format!("document.querySelector('.photos > [data-id]').dataset.id === '{}'", third.as_str().unwrap());
    until(&window, "another cover", &first).await;
    fill(&window, "#ingredients", "Cá rô phi, thính ngô, muối").await;
    click(&window, "input[name='allergen-fish']").await;
    click(&window, "button[value=submit]").await;
    until(&window, "sent", "document.querySelector('main').textContent.includes('Gửi duyệt lúc')").await;
    picture(&window, "listing-sent-360-vi").await;
    let cover = number(&shop, "SELECT picture_id FROM revision_pictures WHERE revision_id = (SELECT max(id) FROM revisions) ORDER BY position LIMIT 1").await;
    assert_eq!(cover.to_string(), third.as_str().unwrap());

    walk.become_one(&shop, clerk).await;
    let id = number(&shop, "SELECT max(id) FROM revisions").await;
    walk.see("office-listings", "/office/listings").await;
    walk.see("office-listing-new", &format!("/office/listings/{id}")).await;
    click(&window, "button[value=approve]").await;
    until(&window, "approved", "document.querySelector('#flashes').textContent.includes('Đã duyệt')").await;
    shop.work_off().await;
    window.goto(&format!("{}/search?q=ca+thinh+ro+phi", shop.url)).await.unwrap();
    click(&window, "main .card a[href='/products/ca-thinh-ro-phi-song-lo']").await;
    until(&window, "the product", "document.querySelector('h1').textContent === 'Cá thính rô phi sông Lô'").await;
    picture(&window, "listing-sold-360-vi").await;
    walk.end().await;
}

#[actix_web::test]
async fn what_was_not_saved_is_never_said_to_be() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let (walk, household, _) = at_new_goods(&shop, "listing-new").await;
    let window = walk.window.clone();
    let says = |words: &str| format!("document.querySelector('[data-said]').textContent.includes('{words}')");
    let copy = |words: &str| {
        format!("Object.entries(localStorage).some(([k, v]) => k.startsWith('listing-') && v.includes('{words}'))")
    };
    fill(&window, "#name", "Cá thính mè").await;
    until(&window, "saved by itself", &says("Đã lưu lúc")).await;

    // What cannot be read is not saved: that is said, and its copy stays.
    fill(&window, "#price-0", "98,5").await;
    until(&window, "told of the price", &says("Chưa lưu hết")).await;
    until(&window, "a copy of the price", &copy("98%2C5")).await;
    picture(&window, "listing-not-all-saved-360-vi").await;

    // Signed out by another tab.
    run_sql(&shop, &format!("DELETE FROM sessions WHERE account_id = {household}")).await;
    fill(&window, "#name", "Cá thính mè hoa").await;
    until(&window, "told of the sign-out", &says("ra khỏi tài khoản")).await;
    until(&window, "a copy of the name", &copy("hoa")).await;
    click(&window, "button[value=save].big").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let typed = "document.querySelector('#name').value === 'Cá thính mè hoa'";
    assert_eq!(run(&window, &format!("return {typed}")).await, true, "the button leads nowhere where it would be lost");
    picture(&window, "listing-signed-out-360-vi").await;

    // Signed in again, all of it is there.
    walk.become_one(&shop, household).await;
    window.refresh().await.unwrap();
    until(&window, "what was typed", typed).await;
    fill(&window, "#price-0", "98.500").await;
    until(&window, "saved", &says("Đã lưu lúc")).await;
    until(&window, "no copy", &format!("!({})", copy(""))).await;
    let kept = "SELECT count(*) FROM revisions WHERE content ->> 'name' = 'Cá thính mè hoa' AND content @@ '$.packs[0].price == 98500'";
    assert_eq!(number(&shop, kept).await, 1);
    walk.end().await;
}

#[actix_web::test]
async fn what_was_begun_at_one_desk_is_not_restored_at_another() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let (household, _) = accounts(&shop).await;
    let second = format!(
        "INSERT INTO members (account_id, producer_id, role) SELECT {household}, r.id, 'owner' FROM producers r \
         WHERE NOT EXISTS (SELECT FROM members m WHERE m.producer_id = r.id AND m.account_id = {household}) \
         ORDER BY r.id DESC LIMIT 1"
    );
    run_sql(&shop, &second).await;
    let (mut walk, ..) = at_new_goods(&shop, "listing-new").await;
    let window = walk.window.clone();
    let other = run(&window, "return document.querySelector('button[name=household]').value").await;
    // Before anything is saved by itself, the page is left for the other household's.
    fill(&window, "#name", "Mật nhà bên này").await;
    click(&window, "button[name=household]").await;
    until(&window, "the other desk", "location.pathname === '/sell'").await;
    walk.see("listing-new", "/sell/products/new").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(run(&window, "return document.querySelector('#name').value").await, "");
    let there = format!(
        "SELECT count(*) FROM revisions v JOIN products p ON p.id = v.product_id \
         WHERE p.producer_id = {} AND v.content ->> 'name' = 'Mật nhà bên này'",
        other.as_str().unwrap()
    );
    assert_eq!(number(&shop, &there).await, 0);

    // What was refused is refused whatever is typed after it: the button leads to the answer.
    let says = |words: &str| format!("document.querySelector('[data-said]').textContent.includes('{words}')");
    fill(&window, "#name", "Mật nhà bên kia").await;
    until(&window, "saved by itself", &says("Đã lưu lúc")).await;
    run_sql(
        &shop,
        "UPDATE revisions SET state = 'submitted', submitted_at = now() WHERE content ->> 'name' = 'Mật nhà bên kia'",
    )
    .await;
    fill(&window, "#name", "Mật nhà bên kia nữa").await;
    until(&window, "refused", &says("không sửa ở đây được nữa")).await;
    fill(&window, "#name", "Mật nhà bên kia nữa nhé").await;
    run(&window, "window.old = true").await;
    click(&window, "button[value=save].big").await;
    until(&window, "the answer", "window.old === undefined && document.readyState === 'complete'").await;
    walk.end().await;
}

#[actix_web::test]
async fn the_pages_of_goods_are_sound_on_a_phone() {
    check(PHONE, "vi").await;
}

#[actix_web::test]
async fn the_pages_of_goods_are_sound_on_a_desk_in_english() {
    check(DESK, "en").await;
}

async fn check(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let (household, clerk) = accounts(&shop).await;
    let mut walk = Walk::begin(&shop, size, lang).await;
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&shop, household).await;
    walk.see("goods", "/sell/products").await;
    walk.see("goods-new", "/sell/products/new").await;
    let of = async |state: &str| {
        let query = format!(
            "SELECT max(v.product_id) FROM revisions v JOIN products p ON p.id = v.product_id \
             JOIN members m ON m.producer_id = p.producer_id WHERE m.account_id = {household} AND {state}"
        );
        number(&shop, &query).await
    };
    let (draft, waits) = (of("v.state = 'draft'").await, of("v.state = 'submitted' AND p.state = 'draft'").await);
    let sold = of("v.state = 'submitted' AND p.state = 'on_sale'").await;
    walk.see("goods-draft", &format!("/sell/products/{draft}")).await;
    walk.see("goods-waits", &format!("/sell/products/{waits}")).await;
    walk.see("goods-preview", &format!("/sell/products/{waits}/preview")).await;
    walk.see("goods-sold", &format!("/sell/products/{sold}")).await;
    let member = shop.signed_in(household).await;
    let rows = ["A,Bánh gai,,hộp 10 cái,,60k,20,Gói lá chuối.", ",Bánh gai,,hộp 1 kg,1 kg,\"98,5\",ít,"];
    let table = imports::table(&shop, &member, &rows).await;
    walk.see("import", "/sell/import").await;
    walk.see("import-look", &table).await;
    let rows = [",Bánh gai,,hộp 1 kg,1 kg,98k,20,Gói lá chuối."];
    let table = imports::table(&shop, &member, &rows).await;
    assert_eq!(imports::begin(&member, &table).await.status, 303);
    shop.work_off().await;
    walk.see("import-ended", &table).await;
    walk.become_one(&shop, clerk).await;
    walk.see("listings", "/office/listings").await;
    let change = number(&shop, "SELECT max(v.id) FROM revisions v JOIN products p ON p.id = v.product_id WHERE v.state = 'submitted' AND p.state = 'on_sale'").await;
    walk.see("listing-change", &format!("/office/listings/{change}")).await;
    walk.see(
        "listing-first",
        &format!("/office/listings/{}", number(&shop, "SELECT min(id) FROM revisions WHERE state = 'submitted'").await),
    )
    .await;
    walk.end().await;
}
