//! The same road in a browser whose script is off, as on a phone that saves data or a connection that lost the script.

use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use reqwest::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::{PATIENCE, PHONE, Window, click, fill, open, picture, run, text, wanted};
use crate::support;

/// A command of Chromium's own protocol, which the driver passes on.
#[derive(Debug)]
struct Devtools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({"cmd": self.command, "params": self.parameters}).to_string()))
    }
}

/// Opens a window of a phone's size that runs no script of any page. It clicks with a mouse: the driver waits for ever
/// for a tap to be answered by script.
async fn open_plain() -> Client {
    let window = open(Window { touch: false, ..PHONE }).await;
    let off = Devtools { command: "Emulation.setScriptExecutionDisabled", parameters: json!({"value": true}) };
    window.issue_cmd(off).await.unwrap();
    window
}

#[actix_web::test]
async fn a_guest_buys_and_a_household_packs_with_script_off() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let window = open_plain().await;
    let go = async |path: &str| window.goto(&format!("{}{path}", shop.url)).await.unwrap();

    go("/products/ca-thinh-tram-khuc").await;
    let made_by_script = run(&window, "return document.querySelectorAll('.stepper button').length").await;
    assert_eq!(made_by_script, 0, "script is on");
    fill(&window, "#qty", "2").await;
    click(&window, ".bar button").await;
    arrived(&window, "/cart").await;
    go("/products/thung-thanh-long-5-kg").await;
    click(&window, ".bar button").await;
    arrived(&window, "/cart").await;
    sound(&window, "cart").await;

    click(&window, "main a[href='/checkout']").await;
    arrived(&window, "/checkout").await;
    fill(&window, "#phone", "0912 345 678").await;
    fill(&window, "#name", "Nguyễn Thị Hoa").await;
    fill(&window, "#commune", "van truc").await;
    fill(&window, "#street", "Thôn Đồng Núi").await;
    click(&window, "form#place button[value=quote]").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("form#place button.big:not([name])")).await.unwrap();
    sound(&window, "checkout").await;
    click(&window, "form#place button.big:not([name])").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".order-code")).await.unwrap();
    sound(&window, "order").await;
    let said = text(&window, "main").await;
    for part in ["Cá thính trắm khúc", "Thùng thanh long 5 kg", "Nguyễn Thị Hoa"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    shop.work_off().await;

    go("/account/sign-in?next=/sell").await;
    fill(&window, "main input[name=login]", "0990000006").await;
    fill(&window, "main input[name=password]", "cho-lap-thach-2026").await;
    click(&window, "main form button.btn").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".job")).await.unwrap();
    sound(&window, "sell").await;
    click(&window, "main .do form[action*='/state'] button.big").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#flashes .note")).await.unwrap();
    let states = crate::buyer::number(&shop, "SELECT count(*) FROM parcels WHERE state = 'confirmed'").await;
    assert_eq!(states, 1);
    window.close().await.unwrap();
}

#[actix_web::test]
async fn the_search_box_is_a_plain_form_with_script_off() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let window = open_plain().await;
    window.goto(&shop.url).await.unwrap();
    fill(&window, "#q", "ca thinh").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(run(&window, "return document.querySelectorAll('.pop, [role=combobox]').length").await, 0);
    click(&window, ".find button").await;
    arrived(&window, "/search").await;
    assert!(text(&window, "main").await.contains("Cá thính"));
    window.close().await.unwrap();
}

async fn arrived(window: &Client, path: &str) {
    for _ in 0..150 {
        if window.current_url().await.unwrap().path() == path {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("still on {}", window.current_url().await.unwrap());
}

/// Keeps a picture; nothing may be wider than the window.
async fn sound(window: &Client, name: &str) {
    picture(window, &format!("plain-{name}")).await;
    let width = run(window, "return document.documentElement.scrollWidth").await.as_u64().unwrap();
    assert!(width <= u64::from(PHONE.width), "{name}: {width} px wide");
}
