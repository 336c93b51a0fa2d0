//! The office's register of papers: the badge comes with the clerk's word and goes with it, or on its day.

mod desk;
mod ending;
mod table;

use market::kernel::ids::ProducerId;

use super::buyer::{execute, number, text};
use super::households::clerk_as;
use super::support::{self, Answer, Client, TestShop, build};

/// Fields of a paper that is right.
const PAPER: [(&str, &str); 8] = [
    ("kind", "ocop"),
    ("number", "12/QĐ-UBND"),
    ("issuer", "UBND tỉnh Phú Thọ"),
    ("issued_on", "2026-01-10"),
    ("stars", ""),
    ("score", "78,5"),
    ("decision_no", "345/QĐ-UBND"),
    ("decided_on", "2026-01-05"),
];

async fn moderator(shop: &TestShop) -> Client {
    shop.signed_in(clerk_as(shop, "moderator").await).await
}

async fn slug(shop: &TestShop, producer: ProducerId) -> String {
    text(shop, &format!("SELECT slug FROM producers WHERE id = {producer}")).await
}

/// Writes a paper down for a household; `with` goes over the usual fields.
async fn add(shop: &TestShop, clerk: &Client, producer: ProducerId, with: &[(&str, &str)]) -> Answer {
    let slug = slug(shop, producer).await;
    let mut fields = vec![("producer", slug.as_str())];
    fields.extend(PAPER.map(|(name, value)| (name, with.iter().find(|(n, _)| *n == name).map_or(value, |(_, v)| *v))));
    fields.extend(with.iter().filter(|(name, _)| PAPER.iter().all(|(n, _)| n != name)));
    clerk.post("/office/certificates/new", &fields).await
}

/// The number at the end of the address that an answer leads to.
fn id_of(answer: &Answer) -> i64 {
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer.location().unwrap().rsplit('/').next().unwrap().parse().unwrap()
}

/// Whether buyers see the badge: on the product's page, on its card, at the household's, in a search for it.
async fn badges(shop: &TestShop, product: &str, household: &str) -> [bool; 4] {
    let guest = shop.guest();
    let sees = async |path: String| guest.get(&path).await.body.contains("OCOP");
    let card = async |path: &str| {
        let list = guest.get(path).await;
        list.texts("article").iter().any(|words| words.contains("OCOP") || words.contains("sao"))
    };
    [
        sees(format!("/products/{product}")).await,
        card("/products").await,
        sees(format!("/producers/{household}")).await,
        card("/products?certificate=ocop").await,
    ]
}
