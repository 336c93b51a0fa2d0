//! What every page owes its reader, in the light and in the dark: nothing for axe to find, nothing wider than the window,
//! nothing too small to touch or to read.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use fantoccini::Client;
use market::kernel::ids::{AccountId, PackId, ProducerId, ProductId};
use market::orders::code;
use market::platform::sessions;
use serde_json::Value;

use super::{DESK, PHONE, Window, click, fill, open, picture, run, wanted};
use crate::support::build::Goods;
use crate::support::placed::{self, Placed};
use crate::support::{self, TestShop};

const AXE: &str = include_str!("axe/axe.min.js");

/// The pages a visitor can reach without doing anything.
const PAGES: &[(&str, &str)] = &[
    ("home", "/"),
    ("products", "/products"),
    ("products-filtered", "/products?stars=3&season=now"),
    ("category", "/c/dac-san"),
    ("product", "/products/ca-thinh-tram-khuc"),
    ("product-reviews", "/products/ca-thinh-tram-khuc/reviews"),
    ("product-sold-out", "/products/nho-sua-shine-muscat-chum"),
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

#[actix_web::test]
async fn every_page_behind_a_sign_in_is_sound_on_a_phone() {
    check_signed_in(PHONE, "vi").await;
}

#[actix_web::test]
async fn every_page_behind_a_sign_in_is_sound_on_a_desk() {
    check_signed_in(DESK, "en").await;
}

async fn check_all(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let mut walk = Walk::begin(&shop, size, lang).await;
    for (name, path) in PAGES {
        walk.see(name, path).await;
    }
    // Forms that came back with something to put right.
    walk.see("track", "/track").await;
    fill(&walk.window, "#code", "LT1").await;
    fill(&walk.window, "#digits", "12").await;
    walk.press("track-refused", "main form .btn").await;
    walk.see("sign-in", "/account/sign-in").await;
    fill(&walk.window, "#login", "0990000100").await;
    fill(&walk.window, "#password", "not this one").await;
    walk.press("sign-in-refused", "main form .btn.big").await;
    walk.end().await;
}

/// Pages of a buyer, a household and the office, with an order that each of them sees.
async fn check_signed_in(size: Window, lang: &str) {
    if !wanted() {
        return;
    }
    let shop = support::demo_shop().await;
    let (fish, fruit) = (goods(&shop, "ca-thinh-tram-khuc").await, goods(&shop, "thung-thanh-long-5-kg").await);
    let new = placed::order(&shop, &[(fish, 2), (fruit, 1)], "carrier").await;
    let held = placed::order(&shop, &[(fish, 1)], "pickup").await;
    let lost = placed::order(&shop, &[(fish, 3)], "round").await;
    let own = placed::order(&shop, &[(fish, 1), (fruit, 1)], "carrier").await;
    let code = code::draw();
    diesel::sql_query("UPDATE orders SET code = $1 WHERE code = $2")
        .bind::<Text, _>(&code)
        .bind::<Text, _>(&own.code)
        .execute(&mut shop.conn().await)
        .await
        .unwrap();
    let (buyer, household, clerk) = accounts(&shop).await;
    let desk = shop.signed_in(household).await;
    for (parcel, from, to) in [
        (&held, "placed", "confirmed"),
        (&held, "confirmed", "packed"),
        (&held, "packed", "handed_over"),
        (&held, "handed_over", "delivered"),
        (&lost, "placed", "unfulfillable"),
    ] {
        let url = format!("/sell/parcels/{}/state", parcel.parcels[0].code);
        let answer = desk.post(&url, &[("from", from), ("to", to), ("reason", "weather"), ("words", "Mưa to")]).await;
        assert_eq!(answer.status, 303, "{to}: {}", answer.words());
    }
    let mut walk = Walk::begin(&shop, size, lang).await;
    let parcel = |of: &Placed| format!("/sell/parcels/{}", of.parcels[0].code);
    let order = format!("/office/orders/{}", new.code);

    walk.see("track", "/track").await;
    fill(&walk.window, "#code", &code).await;
    fill(&walk.window, "#digits", "5678").await;
    walk.press("order", "main form .btn").await;
    assert_eq!(walk.window.current_url().await.unwrap().path(), format!("/orders/{code}"));
    for (who, pages) in [
        (
            buyer,
            vec![
                ("account", "/account"),
                ("account-orders", "/account/orders"),
                ("account-name", "/account/name"),
                ("account-password", "/account/password"),
            ],
        ),
        (
            household,
            vec![
                ("sell", "/sell"),
                ("sell-picking", "/sell/picking"),
                ("sell-parcels", "/sell/parcels"),
                ("sell-know", "/sell/know"),
                ("sell-know-month", "/sell/know?by=month"),
                ("sell-know-season", "/sell/know?by=season"),
                ("sell-parcel-new", parcel(&new).as_str()),
                ("sell-parcel-delivered", parcel(&held).as_str()),
                ("sell-parcel-lost", parcel(&lost).as_str()),
            ],
        ),
        (
            clerk,
            vec![
                ("office", "/office"),
                ("office-orders", "/office/orders"),
                ("office-order", order.as_str()),
                ("office-producers", "/office/producers"),
                ("office-producer", "/office/producers/htx-thanh-long-doi-nang"),
                ("office-searches", "/office/searches"),
                ("office-jobs", "/office/jobs"),
            ],
        ),
    ] {
        walk.become_one(&shop, who).await;
        for (name, path) in pages {
            walk.see(name, path).await;
        }
    }
    walk.end().await;
}

/// A window that goes from page to page and keeps what is wrong with them.
pub struct Walk {
    pub window: Client,
    base: String,
    size: Window,
    lang: String,
    wrong: Vec<String>,
}

impl Walk {
    pub async fn begin(shop: &TestShop, size: Window, lang: &str) -> Self {
        Walk { window: open(size).await, base: shop.url.clone(), size, lang: lang.to_owned(), wrong: Vec::new() }
    }

    /// Signs in without the form. Scripts cannot read the shop's own cookie, but may set one of its name.
    pub async fn become_one(&self, shop: &TestShop, who: AccountId) {
        let cookie = sessions::open(&mut *shop.conn().await, &shop.ground.config, who).await.unwrap();
        self.window.delete_all_cookies().await.unwrap();
        let script = format!("document.cookie = '{}={}; path=/'", cookie.name(), cookie.value());
        run(&self.window, &script).await;
    }

    pub async fn see(&mut self, name: &str, path: &str) {
        let mark = if path.contains('?') { '&' } else { '?' };
        self.window.goto(&format!("{}{path}{mark}lang={}", self.base, self.lang)).await.unwrap();
        let there = self.window.current_url().await.unwrap();
        if Some(there.path()) != path.split('?').next() {
            self.wrong.push(format!("{name}: led to {there}"));
        }
        let closed =
            run(&self.window, "return Boolean(document.querySelector('main img[src*=\"closed-stall\"]'))").await;
        if closed == Value::Bool(true) && name != "missing" {
            self.wrong.push(format!("{name}: nothing there"));
        }
        self.judge(name).await;
    }

    /// Presses a button and looks at the page it leads to.
    pub async fn press(&mut self, name: &str, css: &str) {
        click(&self.window, css).await;
        self.judge(name).await;
    }

    pub async fn judge(&mut self, name: &str) {
        picture(&self.window, &format!("{name}-{}-{}", self.size.width, self.lang)).await;
        self.wrong.extend(faults(&self.window, name, self.size.width).await);
    }

    pub async fn end(self) {
        self.window.close().await.unwrap();
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}

/// The first pack of a product of the demo market.
async fn goods(shop: &TestShop, slug: &str) -> Goods {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        product: ProductId,
        #[diesel(sql_type = BigInt)]
        pack: PackId,
        #[diesel(sql_type = BigInt)]
        producer: ProducerId,
    }
    let row: Row = diesel::sql_query(
        "SELECT p.id AS product, k.id AS pack, p.producer_id AS producer FROM products p \
         JOIN packs k ON k.product_id = p.id WHERE p.slug = $1 ORDER BY k.sort, k.id LIMIT 1",
    )
    .bind::<Text, _>(slug)
    .get_result(&mut shop.conn().await)
    .await
    .unwrap();
    Goods { product: row.product, pack: row.pack, producer: row.producer }
}

/// The demo's buyer, the household of the fermented fish, and the clerk.
async fn accounts(shop: &TestShop) -> (AccountId, AccountId, AccountId) {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        buyer: AccountId,
        #[diesel(sql_type = BigInt)]
        household: AccountId,
        #[diesel(sql_type = BigInt)]
        clerk: AccountId,
    }
    let row: Row = diesel::sql_query(
        "SELECT (SELECT id FROM accounts WHERE phone = '+84990000100') AS buyer, \
                (SELECT id FROM accounts WHERE phone = '+84990000006') AS household, \
                (SELECT account_id FROM clerks WHERE role = 'admin') AS clerk",
    )
    .get_result(&mut shop.conn().await)
    .await
    .unwrap();
    (row.buyer, row.household, row.clerk)
}

/// What is wrong with the page in the window.
pub async fn faults(window: &Client, name: &str, width: u32) -> Vec<String> {
    let mut wrong = Vec::new();
    run(window, AXE).await;
    wrong.extend(axe(window, "{}").await.into_iter().map(|violation| format!("{name}: axe {violation}")));
    let over = run(window, "return document.documentElement.scrollWidth").await.as_u64().unwrap();
    if over > u64::from(width) {
        wrong.push(format!("{name}: {over} px wide in a window of {width}"));
    }
    // Links within a sentence are exempt (WCAG 2.5.8), as are things nobody sees.
    let small = run(
        window,
        "return [...document.querySelectorAll('button, a.btn, a.chip, a.tool, .nav a, summary, input:not([type=hidden]), select, textarea')] \
           .filter(e => { const r = (e.closest('label') ?? e).getBoundingClientRect(); const s = getComputedStyle(e); if (e.classList.contains('hide') || !e.checkVisibility()) return false; \
              return s.visibility !== 'hidden' && r.width > 1 && r.height > 1 && (r.height < 43.5 || r.width < 43.5) }) \
           .map(e => e.outerHTML.slice(0, 90))",
    )
    .await;
    wrong.extend(words(&small).map(|element| format!("{name}: too small to touch: {element}")));
    let fine = run(
        window,
        "return [...document.querySelectorAll('body *')] \
           .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16) \
           .map(e => e.outerHTML.slice(0, 90))",
    )
    .await;
    wrong.extend(words(&fine).map(|element| format!("{name}: too small to read: {element}")));
    // The dark colours alone change in the dark, so only they are looked at again, on the same page.
    run(
        window,
        "let turn = rules => { for (const r of rules) { if (r.cssRules) turn(r.cssRules); \
           if (r.media?.mediaText.includes('color-scheme')) r.media.mediaText = 'all'; \
           if (r.media?.mediaText.includes('reduced-motion')) r.media.mediaText = 'not all' } }; \
         for (const sheet of document.styleSheets) turn(sheet.cssRules)",
    )
    .await;
    let dark = "{runOnly: ['color-contrast']}";
    wrong.extend(axe(window, dark).await.into_iter().map(|violation| format!("{name}: in the dark, axe {violation}")));
    wrong
}

/// What axe finds; it was put into the page before.
async fn axe(window: &Client, options: &str) -> Vec<String> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; \
         axe.run(document, {{resultTypes: ['violations'], ...{options}}}).then(r => done(r.violations.map(v => \
           v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))), e => done([String(e)]));"
    );
    words(&window.execute_async(&script, vec![]).await.unwrap()).collect()
}

fn words(list: &Value) -> impl Iterator<Item = String> + '_ {
    list.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned))
}
