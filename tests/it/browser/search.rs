//! The search box: what it offers while someone types, by keyboard, by thumb and to a screen reader, and what it keeps.

use std::time::Duration;

use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::looks::faults;
use super::{DESK, PATIENCE, PHONE, Window, click, fill, open, picture, run, text, wanted};
use crate::support::{self, TestShop};

#[actix_web::test]
async fn suggestions_are_sound_on_a_phone_and_on_a_desk() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    for (size, lang, q) in [(PHONE, "vi", "ca"), (DESK, "en", "th")] {
        let window = at(&shop, size, &format!("/?lang={lang}")).await;
        fill(&window, "#q", q).await;
        offered(&window).await;
        let small =
            "return [...document.querySelectorAll('.pop a')].filter(a => a.getBoundingClientRect().height < 44).length";
        assert_eq!(run(&window, small).await, 0, "too small to touch");
        let covered = "return document.querySelector('.pop').getBoundingClientRect().bottom > visualViewport.height";
        assert_eq!(run(&window, covered).await, false, "it stays above the edge of the window");
        picture(&window, &format!("suggest-{}-{lang}", size.width)).await;
        let wrong = faults(&window, "suggest", size.width).await;
        assert!(wrong.is_empty(), "{wrong:#?}");
        window.close().await.unwrap();
    }
}

#[actix_web::test]
async fn the_keyboard_moves_through_them_and_escape_takes_two_steps_back() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let window = at(&shop, DESK, "/").await;
    fill(&window, "#q", "ca th").await;
    offered(&window).await;
    let list = attribute(&window, "aria-controls").await;
    assert_eq!(
        run(&window, &format!("return document.getElementById('{list}').getAttribute('role')")).await,
        "listbox"
    );
    let groups = "return [...document.querySelectorAll('.pop [role=group]')].every(g => document.getElementById(g.getAttribute('aria-labelledby')))";
    assert_eq!(run(&window, groups).await, true);
    let said = run(&window, "return document.querySelector('.find [role=status]').textContent").await;
    assert!(said.as_str().unwrap().contains("gợi ý"), "{said}");
    assert_eq!(attribute(&window, "role").await, "combobox");
    assert_eq!(attribute(&window, "aria-autocomplete").await, "list");
    assert_eq!(active(&window).await, -1, "nothing is chosen by itself");

    let last =
        run(&window, "return document.querySelectorAll('.pop [role=option]').length - 1").await.as_i64().unwrap();
    assert!(last > 1);
    for (pressed, at) in [
        (Key::Up, last),
        (Key::Down, 0),
        (Key::Down, 1),
        (Key::Up, 0),
        (Key::End, last),
        (Key::Down, 0),
        (Key::End, last),
        (Key::Home, 0),
    ] {
        press(&window, pressed).await;
        assert_eq!(active(&window).await, at, "{pressed:?}");
    }
    press(&window, Key::Escape).await;
    assert_eq!((open_now(&window).await, value(&window).await), (false, "ca th".to_owned()));
    press(&window, Key::Escape).await;
    assert_eq!(value(&window).await, "");

    fill(&window, "#q", "ca th").await;
    offered(&window).await;
    press(&window, Key::Tab).await;
    assert!(!open_now(&window).await, "it is left behind");
    fill(&window, "#q", "ca t").await;
    offered(&window).await;
    run(&window, "document.body.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))").await;
    assert!(!open_now(&window).await, "a tap beside it closes it");
    fill(&window, "#q", "ca thin").await;
    offered(&window).await;
    let first = run(&window, "return document.querySelector('.pop a').pathname").await;
    press(&window, Key::Down).await;
    press(&window, Key::Enter).await;
    arrived(&window, first.as_str().unwrap()).await;
    fill(&window, "#q", "ca th").await;
    offered(&window).await;
    press(&window, Key::Enter).await;
    arrived(&window, "/search?q=ca+th").await;
    window.close().await.unwrap();
}

#[actix_web::test]
async fn keys_of_an_input_method_late_answers_and_lost_ones_change_nothing() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let window = at(&shop, DESK, "/").await;
    fill(&window, "#q", "ca th").await;
    offered(&window).await;
    let stolen = "const q = document.getElementById('q'); \
        return ['ArrowDown', 'Enter', 'Escape'].filter(key => [{isComposing: true}, {keyCode: 229}].some(how => \
          !q.dispatchEvent(new KeyboardEvent('keydown', {key, cancelable: true, bubbles: true, ...how}))))";
    assert_eq!(run(&window, stolen).await, json!([]));
    assert_eq!((open_now(&window).await, active(&window).await), (true, -1));

    // The first of two questions is answered last.
    run(
        &window,
        "const real = fetch; let n = 0; window.asked = []; window.fetch = async (url, how) => { const slow = n++ === 0; asked.push(how.signal); \
           const answer = await real(url); await new Promise(go => setTimeout(go, slow ? 1200 : 0)); \
           if (how.signal.aborted && !window.deaf) throw new DOMException('', 'AbortError'); return answer; }",
    )
    .await;
    fill(&window, "#q", "buoi").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    fill(&window, "#q", "thanh long").await;
    tokio::time::sleep(Duration::from_millis(2_000)).await;
    assert!(text(&window, ".pop a").await.starts_with("Th"), "{}", text(&window, ".pop").await);
    assert_eq!(run(&window, "return asked[0].aborted").await, true);

    run(&window, "window.fetch = () => Promise.reject(new TypeError('no network'))").await;
    fill(&window, "#q", "gao").await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(!open_now(&window).await, "no suggestion without a network");
    press(&window, Key::Enter).await;
    arrived(&window, "/search?q=gao").await;
    window.close().await.unwrap();
}

#[actix_web::test]
async fn the_last_searches_stay_in_this_browser_until_they_are_cleared() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let window = at(&shop, PHONE, "/").await;
    for q in ["gạo", "mật ong", "bưởi", "cá thính", "nho", "gạo", "trà"] {
        fill(&window, "#q", q).await;
        press(&window, Key::Enter).await;
        arrived(&window, "/search").await;
        window.goto(&shop.url).await.unwrap();
    }
    focus(&window).await;
    offered(&window).await;
    let offers = "return [...document.querySelectorAll('.pop a')].map(a => a.textContent)";
    let kept = ["trà", "gạo", "nho", "cá thính", "bưởi", "Xóa những lần tìm này"];
    assert_eq!(run(&window, offers).await, json!(kept));
    picture(&window, "suggest-recent-360-vi").await;
    let wrong = faults(&window, "recent", PHONE.width).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    click(&window, ".pop a:nth-of-type(2)").await;
    arrived(&window, "/search?q=g%E1%BA%A1o").await;
    window.goto(&shop.url).await.unwrap();
    focus(&window).await;
    offered(&window).await;
    click(&window, ".pop a:last-child").await;
    assert_eq!(run(&window, "return localStorage.recent").await, "");
    run(&window, "document.activeElement.blur()").await;
    focus(&window).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!open_now(&window).await);

    // Web views of other apps may refuse to keep anything.
    run(&window, "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused') }})").await;
    fill(&window, "#q", "nho").await;
    offered(&window).await;
    press(&window, Key::Enter).await;
    arrived(&window, "/search?q=nho").await;
    window.close().await.unwrap();
}

#[actix_web::test]
async fn a_commune_is_chosen_by_keyboard() {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let window = at(&shop, DESK, "/products/ca-thinh-tram-khuc").await;
    click(&window, "main form button.btn").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css("#flashes .note")).await.unwrap();
    window.goto(&format!("{}/checkout", shop.url)).await.unwrap();
    fill(&window, "#commune", "van truc").await;
    window.wait().at_most(PATIENCE).for_element(Locator::Css(".hint-list [role=option]")).await.unwrap();
    picture(&window, "suggest-places").await;
    let field = window.find(Locator::Css("#commune")).await.unwrap();
    field.send_keys(&(Key::Down + "")).await.unwrap();
    assert!(field.attr("aria-activedescendant").await.unwrap().is_some());
    field.send_keys(&(Key::Enter + "")).await.unwrap();
    let chosen =
        "const f = document.getElementById('commune').form.elements; return [f.commune_code.value, f.province.value]";
    assert_eq!(run(&window, chosen).await, json!(["08761", "25"]));
    window.close().await.unwrap();
}

async fn at(shop: &TestShop, size: Window, path: &str) -> Client {
    let window = open(size).await;
    window.goto(&format!("{}{path}", shop.url)).await.unwrap();
    window
}

/// Waits until suggestions are shown.
async fn offered(window: &Client) {
    let shown = Locator::Css("#q[aria-expanded=true]");
    window.wait().at_most(PATIENCE).for_element(shown).await.unwrap();
}

async fn focus(window: &Client) {
    run(window, "document.getElementById('q').focus()").await;
}

async fn press(window: &Client, key: Key) {
    window.find(Locator::Css("#q")).await.unwrap().send_keys(&(key + "")).await.unwrap();
}

async fn attribute(window: &Client, name: &str) -> String {
    window.find(Locator::Css("#q")).await.unwrap().attr(name).await.unwrap().unwrap_or_default()
}

async fn value(window: &Client) -> String {
    run(window, "return document.getElementById('q').value").await.as_str().unwrap().to_owned()
}

async fn open_now(window: &Client) -> bool {
    let shown = run(window, "return !document.querySelector('.find .pop').hidden").await == true;
    assert_eq!(attribute(window, "aria-expanded").await, shown.to_string());
    shown
}

/// Which option a screen reader is on; -1 is the box itself.
async fn active(window: &Client) -> i64 {
    let script = "const options = [...document.querySelectorAll('.pop [role=option]')]; \
        const on = options.indexOf(document.getElementById(document.getElementById('q').getAttribute('aria-activedescendant'))); \
        return options.every((o, i) => o.getAttribute('aria-selected') === String(i === on)) ? on : 'at odds'";
    match run(window, script).await {
        Value::Number(n) => n.as_i64().unwrap(),
        other => panic!("{other}"),
    }
}

/// Waits for a path, with its query when one is given.
async fn arrived(window: &Client, path: &str) {
    for _ in 0..150 {
        let url = window.current_url().await.unwrap();
        let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
        if url.path() == path || format!("{}{query}", url.path()) == path {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("still on {}", window.current_url().await.unwrap());
}
