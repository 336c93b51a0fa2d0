//! Who may open what below `/sell`: one table of all its routes, held against every role, another household and a guest.
//! A route without a row fails here, so that nobody forgets to say who may use it.

use reqwest::Method;

use crate::desk::{one_order, routes};
use crate::households::member_as;
use crate::support::{Client, build};

/// Who may use a route at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Least {
    /// Whoever is signed in.
    Anyone,
    Packer,
    Seller,
    Owner,
}

use Least::{Anyone, Owner, Packer, Seller};

/// A number in a path; which thing it names is said by what stands before it.
const ID: &str = "{id:[0-9]{1,18}}";

#[rustfmt::skip]
const LEAST: &[(&str, &str, Least)] = &[
    ("GET", "/sell", Packer),
    ("GET", "/sell/live", Packer),
    ("GET", "/sell/picking", Packer),
    ("POST", "/sell/picking/ticks", Packer),
    ("GET", "/sell/labels", Packer),
    ("GET", "/sell/rounds", Packer),
    ("GET", "/sell/parcels", Packer),
    ("GET", "/sell/parcels/{code}", Packer),
    ("POST", "/sell/parcels/{code}/state", Packer),
    ("POST", "/sell/parcels/{code}/cash", Packer),
    ("POST", "/sell/parcels/{code}/correction", Packer),
    ("POST", "/sell/parcels/{code}/handover", Packer),
    ("POST", "/sell/parcels/{code}/receive", Packer),
    ("GET", "/sell/parcels/{code}/photo", Packer),
    ("POST", "/sell/parcels/{code}/photo", Packer),
    ("GET", "/sell/parcels/{code}/lots", Packer),
    ("POST", "/sell/parcels/{code}/lots", Packer),
    ("POST", "/sell/household", Packer),
    ("GET", "/sell/complaints", Packer),
    ("GET", "/sell/complaints/{id:[0-9]{1,18}}", Packer),
    ("POST", "/sell/complaints/{id:[0-9]{1,18}}", Packer),
    ("POST", "/sell/complaints/{id:[0-9]{1,18}}/replacement", Packer),
    ("GET", "/sell/complaints/{id:[0-9]{1,18}}/photos/{message:[0-9]{1,18}}/{nth:[0-9]{1,2}}", Packer),
    ("GET", "/sell/reviews", Packer),
    ("POST", "/sell/reviews/{id:[0-9]{1,18}}", Packer),
    ("POST", "/sell/reviews/{id:[0-9]{1,18}}/report", Packer),
    ("GET", "/sell/money", Seller),
    ("GET", "/sell/money/received", Owner),
    ("POST", "/sell/money/received", Owner),
    ("GET", "/sell/money/{id:[0-9]+}", Seller),
    ("GET", "/sell/money/{id:[0-9]+}.xlsx", Seller),
    ("GET", "/sell/products", Seller),
    ("GET", "/sell/products/new", Seller),
    ("POST", "/sell/products/new", Seller),
    ("GET", "/sell/products/{id:[0-9]{1,18}}", Seller),
    ("POST", "/sell/products/{id:[0-9]{1,18}}", Seller),
    ("GET", "/sell/products/{id:[0-9]{1,18}}/preview", Seller),
    ("POST", "/sell/products/{id:[0-9]{1,18}}/shelf", Seller),
    ("POST", "/sell/products/{id:[0-9]{1,18}}/revision", Seller),
    ("POST", "/sell/products/{id:[0-9]{1,18}}/pictures", Seller),
    ("POST", "/sell/products/{id:[0-9]{1,18}}/pictures/act", Seller),
    ("POST", "/sell/products/{id:[0-9]{1,18}}/packs", Seller),
    ("POST", "/sell/products/{id:[0-9]{1,18}}/packs/{pack:[0-9]{1,18}}", Seller),
    ("POST", "/sell/products/{id:[0-9]{1,18}}/packs/{pack:[0-9]{1,18}}/withdraw", Seller),
    ("GET", "/sell/trace", Packer),
    ("POST", "/sell/trace/diary", Packer),
    ("POST", "/sell/trace/diary/{id}/strike", Packer),
    ("GET", "/sell/trace/plots", Packer),
    ("POST", "/sell/trace/plots", Seller),
    ("POST", "/sell/trace/plots/{id}/state", Seller),
    ("GET", "/sell/trace/lots", Packer),
    ("GET", "/sell/trace/lots/new", Seller),
    ("POST", "/sell/trace/lots/new", Seller),
    ("GET", "/sell/trace/lots/{lot}", Packer),
    ("GET", "/sell/trace/lots/{lot}/labels", Packer),
    ("POST", "/sell/trace/lots/{lot}/diary", Packer),
    ("POST", "/sell/trace/lots/{lot}/recall", Owner),
    ("POST", "/sell/trace/lots/{lot}/note", Packer),
    ("GET", "/sell/know", Seller),
    ("GET", "/sell/export", Seller),
    ("GET", "/sell/export/products.csv", Seller),
    ("GET", "/sell/join", Anyone),
    ("POST", "/sell/join", Anyone),
    ("GET", "/sell/take-over", Anyone),
    ("POST", "/sell/take-over", Anyone),
    ("GET", "/sell/household", Packer),
    ("GET", "/sell/household/terms", Packer),
    ("POST", "/sell/household/terms", Owner),
    ("GET", "/sell/household/identity", Packer),
    ("POST", "/sell/household/identity", Owner),
    ("GET", "/sell/household/facts", Owner),
    ("POST", "/sell/household/facts", Owner),
    ("GET", "/sell/household/bank", Owner),
    ("POST", "/sell/household/bank", Owner),
    ("GET", "/sell/household/papers", Packer),
    ("POST", "/sell/household/papers", Seller),
    ("GET", "/sell/household/papers/{id:[0-9]{1,18}}/scan", Packer),
    ("POST", "/sell/household/again", Owner),
    ("GET", "/sell/household/holiday", Packer),
    ("POST", "/sell/household/holiday", Seller),
    ("GET", "/sell/household/points", Packer),
    ("POST", "/sell/household/points", Seller),
    ("GET", "/sell/household/rounds", Packer),
    ("POST", "/sell/household/rounds", Owner),
    ("GET", "/sell/household/rounds/{id:[0-9]{1,18}}", Owner),
    ("POST", "/sell/household/rounds/{id:[0-9]{1,18}}", Owner),
    ("POST", "/sell/household/rounds/{id:[0-9]{1,18}}/state", Owner),
    ("GET", "/sell/household/members", Packer),
    ("POST", "/sell/household/members/{account:[0-9]{1,18}}", Owner),
    ("POST", "/sell/household/invites", Owner),
    ("POST", "/sell/household/invites/{id:[0-9]{1,18}}/void", Owner),
    ("GET", "/sell/stock", Seller),
    ("GET", "/sell/stock/grid", Seller),
    ("POST", "/sell/stock/grid", Seller),
    ("POST", "/sell/stock/{pack}", Seller),
    ("GET", "/sell/stock/{pack}/how", Seller),
    ("POST", "/sell/stock/{pack}/how", Seller),
    ("GET", "/sell/harvests", Seller),
    ("GET", "/sell/harvests/new", Seller),
    ("POST", "/sell/harvests/new", Seller),
    ("GET", "/sell/harvests/{harvest}", Seller),
    ("POST", "/sell/harvests/{harvest}", Seller),
    ("POST", "/sell/harvests/{harvest}/close", Seller),
    ("POST", "/sell/harvests/{harvest}/delay", Seller),
    ("GET", "/sell/import", Seller),
    ("POST", "/sell/import", Seller),
    ("GET", "/sell/import/template.xlsx", Seller),
    ("GET", "/sell/import/{id}", Seller),
    ("POST", "/sell/import/{id}", Seller),
    ("POST", "/sell/import/{id}/rows", Seller),
];

#[test]
fn every_route_of_the_desk_says_who_may_use_it() {
    let mut told: Vec<_> = LEAST.iter().map(|(method, path, _)| (*method, *path)).collect();
    let mut there = routes("/sell");
    told.sort_unstable();
    there.sort_unstable();
    let lacking: Vec<_> = there.iter().filter(|route| !told.contains(route)).collect();
    let gone: Vec<_> = told.iter().filter(|route| !there.contains(route)).collect();
    assert!(lacking.is_empty() && gone.is_empty(), "say in LEAST who may use {lacking:?}; gone: {gone:?}");
    assert_eq!(told.len(), there.len(), "one row for each");
}

/// The status alone: a stream has no end to wait for. An empty form for what is posted.
async fn status(client: &Client, method: &str, url: &str) -> (u16, String) {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut asked = client.request(method.clone(), url);
    if method == Method::POST {
        asked = asked.header("content-type", "application/x-www-form-urlencoded").body("");
    }
    let answer = asked.send().await.unwrap();
    let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status().as_u16(), to)
}

#[actix_web::test]
async fn each_role_uses_what_the_table_says_and_nobody_anothers_household() {
    let (shop, _, owner, placed, pack) = one_order("carrier").await;
    let parcel = &placed.parcels[0];
    let house = parcel.producer;
    let account = member_as(&shop, house, "packer").await;
    let packer = shop.signed_in(account).await;
    let seller = shop.signed_in(member_as(&shop, house, "seller").await).await;
    let beside = build::producer(&shop, "Nhà bên cạnh").await;
    let neighbour = shop.signed_in(build::member(&shop, beside).await).await;
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    let guest = shop.guest();
    let lot = crate::trace::support::lot(&shop, house).await.code;
    let plot = crate::trace::support::plot(&shop, house, "Ao trước nhà", "pond").await;
    let product =
        crate::households::number(&shop, &format!("SELECT product_id AS n FROM packs WHERE id = {pack}")).await;
    for (method, path, least) in LEAST {
        let before = crate::desk::everything(&shop).await;
        let id = match *path {
            path if path.starts_with("/sell/products/") => product,
            path if path.starts_with("/sell/stock/") => pack.0,
            path if path.starts_with("/sell/trace/plots/") => plot,
            _ => 1,
        };
        let url = path
            .replace("{code}", &parcel.code)
            .replace("{lot}", &lot)
            .replace("{pack:[0-9]{1,18}}", &pack.to_string())
            .replace("{pack}", &pack.to_string())
            .replace("{harvest}", "1")
            .replace("{message:[0-9]{1,18}}", "1")
            .replace("{nth:[0-9]{1,2}}", "0")
            .replace("{account:[0-9]{1,18}}", &account.to_string())
            .replace(ID, &id.to_string())
            .replace("{id:[0-9]+}", &id.to_string())
            .replace("{id}", &id.to_string());
        assert!(!url.contains('{'), "this test does not know how to fill {path}");
        let (found, to) = status(&guest, method, &url).await;
        assert!(found == 303 && to.starts_with("/account/sign-"), "guest {method} {url}: {found} {to}");
        let (found, _) = status(&buyer, method, &url).await;
        assert_eq!(found == 403, *least > Anyone, "buyer {method} {url}: {found}");
        // Another household's owner may do everything, at home.
        let (found, _) = status(&neighbour, method, &url).await;
        if path.contains('{') {
            assert!([400, 404, 409, 422].contains(&found), "neighbour {method} {url}: {found}");
        } else {
            assert_ne!(found, 403, "neighbour {method} {url}");
        }
        if *method == "GET" && *path != "/sell/live" && !path.contains('{') {
            let page = neighbour.get(&url).await;
            // In a packed file any two letters stand; `know::export` opens it.
            let page = if page.header("content-type").contains("spreadsheetml") { String::new() } else { page.body };
            assert!(!page.contains(&parcel.code) && !page.contains("Cá thính trắm"), "neighbour {url}");
        }
        // Those who may do least first: what an owner does here, others could not do any more.
        for (role, client) in [(Packer, &packer), (Seller, &seller), (Owner, &owner)] {
            let (found, _) = status(client, method, &url).await;
            assert!(found < 500, "{role:?} {method} {url}: {found}");
            assert_eq!(found == 403, role < *least, "{role:?} {method} {url}: {found}");
        }
        if role_free(path) {
            assert_eq!(crate::desk::everything(&shop).await, before, "{method} {url} with an empty form");
        }
    }
}

/// Whether nothing happens to orders and stock when it is posted without a word: all but what a button alone says.
fn role_free(path: &str) -> bool {
    !path.ends_with("/withdraw")
}
