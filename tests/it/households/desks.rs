//! Every page and button of this part by who may use it.

use super::*;
use crate::desk::{about_households, call, routes};
use crate::support;

#[actix_web::test]
async fn the_pages_of_a_household_open_to_its_members_and_the_offices_to_moderators() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let slug = slug(&shop, house).await;
    let owner = build::member(&shop, house).await;
    run(
        &shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issued_on) VALUES ({house}, 'other', 'Giấy', 'S1', '2026-01-01'); \
             INSERT INTO takeover_codes (producer_id, role, code_hash, made_by, expires_at) VALUES ({house}, 'owner', sha256('x'), {owner}, now() + interval '1 day'); \
             INSERT INTO rounds (producer_id, commune_code, weekdays, fee) VALUES ({house}, '08761', 1, 0)"
        ),
    )
    .await;
    let member = shop.signed_in(owner).await;
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    let moderator = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let finance = shop.signed_in(clerk_as(&shop, "finance").await).await;
    let guest = shop.guest();
    let everything =
        "SELECT (SELECT count(*) FROM acts) + (SELECT count(*) FROM producers) + (SELECT count(*) FROM members) AS n";
    let before = number(&shop, everything).await;
    let mut seen = 0;
    for prefix in ["/sell", "/office"] {
        for (method, path) in routes(prefix).into_iter().filter(|(_, path)| about_households(path)) {
            let url = path
                .replace("{slug}", &slug)
                .replace("{account:[0-9]{1,18}}", &owner.to_string())
                .replace("{id:[0-9]{1,18}}", "1");
            assert!(!url.contains('{'), "this test does not know how to fill {path}");
            seen += 1;
            let stranger = call(&guest, method, &url, &[]).await;
            assert_eq!(stranger.status, 303, "guest {method} {url}");
            assert!(stranger.location().unwrap().starts_with("/account/sign-"), "guest {method} {url}");
            if ["/sell/join", "/sell/take-over"].contains(&path) {
                assert!([200, 422].contains(&call(&buyer, method, &url, &[]).await.status), "buyer {method} {url}");
                continue;
            }
            assert_eq!(call(&buyer, method, &url, &[]).await.status, 403, "buyer {method} {url}");
            let outsider = if prefix == "/sell" { &moderator } else { &member };
            assert_eq!(call(outsider, method, &url, &[]).await.status, 403, "outsider {method} {url}");
            let scan = path.ends_with("/scan");
            if prefix == "/office" {
                assert_eq!(call(&finance, method, &url, &[]).await.status, 403, "finance {method} {url}");
            }
            if method == "GET" {
                let insider = if prefix == "/sell" { &member } else { &moderator };
                let answer = insider.get(&url).await;
                assert_eq!(answer.status, if scan { 404 } else { 200 }, "insider {url}: {}", answer.body);
                if !scan {
                    assert_eq!(answer.texts("h1").len(), 1, "{url} has one h1");
                    let english = insider.get(&format!("{url}?lang=en")).await;
                    assert_eq!(english.status, 200);
                }
                insider.get("/?lang=vi").await;
            }
        }
    }
    assert!(seen >= 26, "{seen}");
    assert_eq!(number(&shop, everything).await, before, "nobody wrote anything");
    // A clerk without that role reads the household's page and finds no button there.
    let page = finance.get(&format!("/office/producers/{slug}")).await;
    assert_eq!(page.status, 200);
    assert!(page.attributes("main form", "action").is_empty());
    assert!(moderator.get(&format!("/office/producers/{slug}")).await.attributes("main form", "action").len() >= 3);
}

#[actix_web::test]
async fn no_typed_thing_breaks_a_page() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let slug = slug(&shop, house).await;
    let member = shop.signed_in(build::member(&shop, house).await).await;
    let moderator = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let long = "9".repeat(5_000);
    let odd =
        ["", "-1", "0", "999999999999999999999", "\u{0}", "é\u{301}\u{202e}", "<script>", "' OR 1=1", long.as_str()];
    let fields = [
        "name",
        "kind",
        "commune",
        "commune_code",
        "commune_pick",
        "hamlet",
        "grows",
        "token",
        "number",
        "holder",
        "from",
        "to",
        "until",
        "decision",
        "part",
        "phone",
        "code",
        "version",
        "terms_lang",
        "suspend_why",
        "order",
        "day",
        "plan_why",
        "back_why",
        "lift_why",
        "identity_why",
        "answer",
    ];
    for value in odd {
        let typed: Vec<(&str, &str)> = fields.iter().map(|field| (*field, value)).chain([("agree", "1")]).collect();
        for (client, prefix) in [(&member, "/sell"), (&moderator, "/office")] {
            for (method, path) in routes(prefix).into_iter().filter(|(_, path)| about_households(path)) {
                if method == "GET" || path.ends_with("/act") || path.ends_with("/end") {
                    continue;
                }
                for id in ["1", "999999999999999999"] {
                    let url = path
                        .replace("{slug}", &slug)
                        .replace("{account:[0-9]{1,18}}", id)
                        .replace("{id:[0-9]{1,18}}", id);
                    let answer = client.post(&url, &typed).await;
                    assert!(answer.status < 500, "{url} with {value:?}: {} {}", answer.status, answer.words());
                    assert!(
                        !answer.body.contains("<script>alert") && !answer.body.contains("value=\"<script>"),
                        "{url}"
                    );
                }
            }
        }
    }
}
