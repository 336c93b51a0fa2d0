//! What every page owes its reader: nothing for axe to find, nothing wider than the window, nothing too small to touch.

use fantoccini::Client;
use serde_json::Value;

use super::{DESK, PHONE, Window, open, picture, run, wanted};
use crate::support;

const AXE: &str = include_str!("axe/axe.min.js");

/// The pages a visitor can reach without doing anything.
const PAGES: &[(&str, &str)] = &[
    ("home", "/"),
    ("products", "/products"),
    ("category", "/c/dac-san"),
    ("product", "/products/ca-thinh-tram-khuc"),
    ("search", "/search?q=ca+thinh"),
    ("search-none", "/search?q=xyzxyz"),
    ("producers", "/producers"),
    ("producer", "/producers/htx-thanh-long-doi-nang"),
    ("season", "/season"),
    ("about", "/pages/about"),
    ("cart-empty", "/cart"),
    ("track", "/track"),
    ("sign-in", "/account/sign-in"),
    ("sign-up", "/account/sign-up"),
    ("reset", "/account/reset"),
    ("missing", "/products/none"),
];

#[actix_web::test]
async fn every_public_page_is_sound_on_a_phone() {
    check_all(PHONE, "vi").await;
}

#[actix_web::test]
async fn every_public_page_is_sound_on_a_desk() {
    check_all(DESK, "en").await;
}

async fn check_all(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let window = open(size).await;
    let mut wrong = Vec::new();
    for (name, path) in PAGES {
        let mark = if path.contains('?') { '&' } else { '?' };
        window.goto(&format!("{}{path}{mark}lang={lang}", shop.url)).await.unwrap();
        wrong.extend(faults(&window, name, size.width).await);
        picture(&window, &format!("{name}-{}-{lang}", size.width)).await;
    }
    window.close().await.unwrap();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is wrong with the page in the window.
pub async fn faults(window: &Client, name: &str, width: u32) -> Vec<String> {
    let mut wrong = Vec::new();
    run(window, AXE).await;
    let found = window
        .execute_async(
            "const done = arguments[arguments.length - 1]; \
             axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map(v => \
               v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))), e => done([String(e)]));",
            vec![],
        )
        .await
        .unwrap();
    wrong.extend(words(&found).map(|violation| format!("{name}: axe {violation}")));
    let over = run(window, "return document.documentElement.scrollWidth").await.as_u64().unwrap();
    if over > u64::from(width) {
        wrong.push(format!("{name}: {over} px wide in a window of {width}"));
    }
    // Links within a sentence are exempt (WCAG 2.5.8), as are things nobody sees.
    let small = run(
        window,
        "return [...document.querySelectorAll('button, a.btn, input:not([type=hidden]), select, textarea')] \
           .filter(e => { const r = (e.closest('label') ?? e).getBoundingClientRect(); const s = getComputedStyle(e); if (e.classList.contains('hide')) return false; \
              return s.visibility !== 'hidden' && r.width > 1 && r.height > 1 && (r.height < 43.5 || r.width < 43.5) }) \
           .map(e => e.outerHTML.slice(0, 90))",
    )
    .await;
    wrong.extend(words(&small).map(|element| format!("{name}: too small to touch: {element}")));
    wrong
}

fn words(list: &Value) -> impl Iterator<Item = String> + '_ {
    list.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned))
}
