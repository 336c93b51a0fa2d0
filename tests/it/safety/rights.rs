//! Every route below `/office` against every kind of visitor, by the one table of rights that the extractor reads.

use actix_web::dev::ResourceDef;
use market::accounts::clerk_role::ClerkRole;
use market::accounts::rights::{Right, TABLE};
use reqwest::Method;

use super::*;
use crate::desk::{first_table, one_order, routes};

#[test]
fn every_route_of_the_office_has_one_row_in_the_table() {
    let mut told: Vec<_> = TABLE.iter().map(|(method, path, _)| (*method, *path)).collect();
    let mut there = routes("/office");
    told.sort_unstable();
    there.sort_unstable();
    let lacking: Vec<_> = there.iter().filter(|route| !told.contains(route)).collect();
    let gone: Vec<_> = told.iter().filter(|route| !there.contains(route)).collect();
    assert!(lacking.is_empty() && gone.is_empty(), "say in accounts::rights who may use {lacking:?}; gone: {gone:?}");
    assert_eq!(told.len(), there.len(), "one row for each");
}

/// A path of the table with things that are there, where this scene has them.
fn filled(path: &str, code: &str, lot: &str, slug: &str) -> String {
    let mut url = first_table(path).replace("{code}", code).replace("{lot}", lot).replace("{slug}", slug);
    for (hole, value) in [
        ("{lang}", "vi"),
        ("{act}", "refunded"),
        ("{kind}", "listing"),
        ("{who}", "a1"),
        ("{kind:xlsx|csv}", "csv"),
        ("{day}", "2026-11-23"),
        ("{month:[0-9]+-[0-9]+}", "2026-11"),
        ("{rule}", "payout_days"),
        ("{commune}", "08842"),
        ("{zone}", "hanoi"),
        ("{key}", "order-sms-placed"),
    ] {
        url = url.replace(hole, value);
    }
    for hole in [
        "{id:[0-9]{1,18}}",
        "{id:[0-9]+}",
        "{id}",
        "{number:[0-9]{1,4}}",
        "{number:[0-9]+}",
        "{message:[0-9]{1,18}}",
        "{nth:[0-9]{1,2}}",
    ] {
        url = url.replace(hole, "1");
    }
    assert!(!url.contains('{'), "this test does not know how to fill {path}");
    url
}

/// An empty form for what is posted.
async fn ask(client: &Client, method: &str, url: &str) -> support::Answer {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut asked = client.request(method.clone(), url);
    if method == Method::POST {
        asked = asked.header("content-type", "application/x-www-form-urlencoded").body("");
    }
    client.send(asked).await
}

/// The right that a link or a form of a page asks for.
fn right_of(method: &str, target: &str) -> Option<Right> {
    let path = target.split(['?', '#']).next().unwrap();
    TABLE.iter().find(|(m, p, _)| *m == method && ResourceDef::new(*p).is_match(path)).map(|(.., right)| *right)
}

#[actix_web::test]
async fn each_role_opens_what_the_table_says_and_sees_no_way_to_anything_else() {
    let (shop, _, owner, placed, _) = one_order("carrier").await;
    let house = placed.parcels[0].producer;
    let lot = crate::trace::support::lot(&shop, house).await.code;
    let slug = slug(&shop, house).await;
    // A complaint that waits, so that its page shows all there is to press.
    run(
        &shop,
        "INSERT INTO complaints (token, parcel_id, kind, wish, answer_by, settle_by) \
         SELECT repeat('a', 32), min(id), 'other', 'talk', now() + interval '1 day', now() + interval '2 days' FROM parcels",
    )
    .await;
    let guest = shop.guest();
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    let mut clerks = Vec::new();
    for role in ClerkRole::ALL {
        clerks.push((role, shop.signed_in(clerk_as(&shop, role.as_str()).await).await));
    }
    let mut looked = 0;
    for (method, path, right) in TABLE {
        let url = filled(path, &placed.code, &lot, &slug);
        let answer = ask(&guest, method, &url).await;
        let to = answer.location().unwrap_or_default();
        assert!(
            answer.status == 303 && to.starts_with("/account/sign-in"),
            "guest {method} {url}: {} {to}",
            answer.status
        );
        for (who, client) in [("buyer", &buyer), ("household", &owner)] {
            assert_eq!(ask(client, method, &url).await.status, 403, "{who} {method} {url}");
        }
        // The admin last: what is done here, others could not do any more.
        for (role, client) in &clerks {
            let answer = ask(client, method, &url).await;
            assert!(answer.status < 500, "{role:?} {method} {url}: {}", answer.status);
            assert_eq!(answer.status == 403, !right.held_by(*role), "{role:?} {method} {url}: {}", answer.status);
            if answer.status != 200 || !answer.header("content-type").starts_with("text/html") {
                continue;
            }
            looked += 1;
            // The way to the other language is the page's own address, also of a page that answers a form.
            let links =
                answer.attributes("a[href^='/office']:not([hreflang])", "href").into_iter().map(|to| ("GET", to));
            let posts = answer.attributes("form[method=post][action^='/office']", "action").into_iter();
            let gets = answer.attributes("form:not([method=post])[action^='/office']", "action").into_iter();
            for (by, to) in links.chain(posts.map(|to| ("POST", to))).chain(gets.map(|to| ("GET", to))) {
                let asked = right_of(by, &to).unwrap_or_else(|| panic!("{url} leads to {by} {to}, which is no route"));
                assert!(asked.held_by(*role), "{role:?} is shown {by} {to} on {url}");
            }
        }
    }
    assert!(looked > 50, "{looked} pages were looked at");
}

#[actix_web::test]
async fn a_clerk_of_two_roles_has_the_rights_of_both() {
    let shop = support::shop().await;
    let account = clerk_as(&shop, "promoter").await;
    let clerk = shop.signed_in(account).await;
    assert_eq!(
        (clerk.get("/office/vouchers/new").await.status, clerk.get("/office/searches").await.status),
        (200, 403)
    );
    run(&shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({account}, 'support')")).await;
    assert_eq!(
        (clerk.get("/office/vouchers/new").await.status, clerk.get("/office/searches").await.status),
        (200, 200)
    );
    let head = clerk.send(clerk.request(Method::HEAD, "/office/searches")).await;
    assert_eq!(head.status, 200);
    run(&shop, &format!("DELETE FROM clerks WHERE account_id = {account}")).await;
    assert_eq!(clerk.get("/office").await.status, 403);
}

#[test]
fn templates_ask_for_what_there_is() {
    fn walk(dir: &std::path::Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut templates = Vec::new();
    walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut templates);
    let source = include_str!("../../../src/platform/views.rs");
    let frame = source.split("pub struct Frame {").nth(1).unwrap().split("\n}").next().unwrap();
    let fields: Vec<_> = frame.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next()).collect();
    let words: Vec<_> = Right::ALL.into_iter().map(Right::word).collect();
    for (name, text) in &templates {
        // What is not there is false in a template, and hides without a sound.
        for rest in text.split("site.").skip(1) {
            let field: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            assert!(fields.contains(&field.as_str()), "{name} asks for site.{field}");
        }
        for (before, _) in text.match_indices("\" in site.may").map(|(at, _)| text.split_at(at)) {
            let word = before.rsplit('"').next().unwrap();
            assert!(words.contains(&word), "{name} asks for the right {word}");
        }
    }
}
