//! A moderator opens what waits, sends a change back with a reason that was ready, the household puts it right, and the clerk
//! sees what differs and approves. By keys where there are any.

use fantoccini::key::Key;
use market::kernel::ids::AccountId;

use super::looks::Walk;
use super::{DESK, PHONE, Window, click, fill, run, text, wanted};
use crate::listing::number;
use crate::support;

#[actix_web::test]
async fn a_change_goes_back_comes_again_and_is_approved_on_a_phone() {
    ask_for_changes(PHONE, "vi").await;
}

#[actix_web::test]
async fn a_change_goes_back_comes_again_and_is_approved_on_a_desk_in_english() {
    ask_for_changes(DESK, "en").await;
}

async fn ask_for_changes(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let clerk = AccountId(number(&shop, "SELECT account_id FROM clerks WHERE role = 'moderator'").await);
    let household = AccountId(number(&shop, "SELECT id FROM accounts WHERE phone = '+84990000006'").await);
    let id = number(&shop, "SELECT v.id FROM revisions v JOIN products p ON p.id = v.product_id WHERE v.state = 'submitted' AND p.state = 'on_sale'").await;
    let product = number(&shop, &format!("SELECT product_id FROM revisions WHERE id = {id}")).await;
    let mut walk = Walk::begin(&shop, size, lang).await;
    let window = walk.window.clone();
    let there = async |path: &str| {
        let at = window.current_url().await.unwrap();
        assert_eq!(at.path(), path, "{}", text(&window, "main").await);
    };
    walk.see("sign-in", "/account/sign-in").await;
    walk.become_one(&shop, clerk).await;
    walk.see("inbox-office", "/office").await;
    walk.see("inbox", "/office/inbox").await;
    // On a phone the navigation is folded away: what stands in it is read, seen or not.
    let counted = "return document.querySelector('.nav [hx-get]').textContent.includes('(')";
    let mut told = false;
    for _ in 0..50 {
        told = run(&window, counted).await == serde_json::Value::Bool(true);
        if told {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(told, "the navigation tells how many");
    // By keys: the second row, and its help.
    let keys = async |keys: &str| window.active_element().await.unwrap().send_keys(keys).await.unwrap();
    keys("jj").await;
    let second = "return [...document.querySelectorAll('[data-row]')].indexOf(document.activeElement)";
    assert_eq!(run(&window, second).await, 1);
    keys("k").await;
    assert_eq!(run(&window, second).await, 0);
    keys("?").await;
    assert_eq!(run(&window, "return document.querySelector('[data-help]').open").await, true);
    walk.judge("inbox-help").await;
    walk.see("inbox-revisions", "/office/inbox?kind=revision").await;
    keys("j").await;
    keys(&Key::Enter.to_string()).await;
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    there(&format!("/office/listings/{id}")).await;
    walk.judge("inbox-revision").await;
    // Keys lead to the button and to the reason, and press nothing.
    keys("a").await;
    assert_eq!(run(&window, "return document.activeElement.value").await, "approve");
    keys("r").await;
    assert_eq!(run(&window, "return document.activeElement.id").await, "words");
    click(&window, "[name=words_reason]").await;
    fill(&window, "#words", "Chụp cả chum sành nhé.").await;
    walk.press("inbox-sent-back", "button[value=return]").await;
    there("/office/inbox").await;
    let state = format!("SELECT count(*) FROM revisions WHERE id = {id} AND state = 'returned'");
    assert_eq!(number(&shop, &state).await, 1);

    walk.become_one(&shop, household).await;
    walk.see("inbox-household", &format!("/sell/products/{product}")).await;
    let told = text(&window, "main").await;
    assert!(told.contains("Ảnh mờ") && told.contains("Chụp cả chum sành nhé."), "{told}");
    run(&window, "for (const d of document.querySelectorAll('details')) d.open = true").await;
    fill(&window, "#description", "Cá trắm sông cắt khúc, ủ thính ngô sáu tháng trong chum sành.").await;
    click(&window, "button[value=submit]").await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let state = format!("SELECT count(*) FROM revisions WHERE id = {id} AND state = 'submitted'");
    assert_eq!(number(&shop, &state).await, 1, "{}", text(&window, "main").await);

    walk.become_one(&shop, clerk).await;
    walk.see("inbox-again", "/office/inbox?kind=revision").await;
    walk.press("inbox-diff", "[data-row]").await;
    there(&format!("/office/listings/{id}")).await;
    let (was, is) = (text(&window, ".diff del").await, text(&window, ".diff ins").await);
    assert!(!was.is_empty() && !is.is_empty(), "what differs is shown: {was:?} {is:?}");
    walk.press("inbox-approved", "button[value=approve]").await;
    there("/office/inbox").await;
    let sold = format!("SELECT count(*) FROM products WHERE id = {product} AND description_vi LIKE '%sáu tháng%'");
    assert_eq!(number(&shop, &sold).await, 1);

    walk.see("inbox-household-page", "/office/producers/ca-thinh-ba-lua").await;
    walk.see("inbox-reasons", "/office/inbox/reasons").await;
    let flag = number(&shop, "SELECT id FROM flags").await;
    walk.see("inbox-flag", &format!("/office/flags/{flag}")).await;
    walk.see("flag-ask", "/products/ca-thinh-tram-khuc/flag").await;
    walk.press("flag-ask-refused", "main form .btn.big").await;
    walk.end().await;
}
