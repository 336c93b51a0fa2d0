//! What waits at the office: every source in one list, who looks at what, many decided at once, reasons, and what visitors
//! say against a product.

mod back;
mod bulk;
mod claims;
mod data;
mod flags;
mod reasons;
mod rights;
mod sources;

use crate::households::{clerk_as, number, run, word};
use crate::listing::{FISH, Setting, begin, submit};
use crate::support::{self, Answer, Client, TestShop, build};

/// What is ticked is decided here.
const DECIDE: &str = "/office/inbox/decide";

/// The rows of the inbox at this query.
async fn rows(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/office/inbox?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.words());
    page.texts("[data-keys] tbody tr")
}

/// A product that waits for the office; its revision.
async fn sent(setting: &Setting, name: &str) -> i64 {
    let fish: Vec<_> = FISH.iter().map(|field| if field.0 == "name" { ("name", name) } else { *field }).collect();
    let path = begin(setting, &fish, 1).await;
    let answer = submit(setting, &path).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    number(&setting.shop, "SELECT max(id) AS n FROM revisions WHERE state = 'submitted'").await
}

async fn open(client: &Client, kind: &str, id: i64) -> Answer {
    client.post(&format!("/office/inbox/{kind}/{id}/open"), &[]).await
}

/// A clerk of this role and this name.
async fn clerk(shop: &TestShop, role: &str, name: &str) -> Client {
    let account = clerk_as(shop, role).await;
    run(shop, &format!("UPDATE accounts SET name = '{name}' WHERE id = {account}")).await;
    shop.signed_in(account).await
}

/// One of each kind by rows alone: an open transfer, a refund of it, a paper, an application with its identity, a dead job.
async fn one_of_each(shop: &TestShop) {
    crate::money::support::market_account(shop).await;
    run(
        shop,
        "INSERT INTO transfers (source, external_id, account_id, amount, content, came_at, confirmed_by_bank, state, problem) \
           SELECT 'sepay', 'x' || n, id, 5000 * n, 'chuyen tien ' || n, now(), true, 'open', 'unknown' \
           FROM bank_accounts, generate_series(1, 2) n WHERE producer_id IS NULL; \
         UPDATE transfers SET state = 'refunded' WHERE external_id = 'x2'; \
         INSERT INTO refunds (key, transfer_id, amount, method, reason, to_bin, to_number, to_holder) \
           SELECT 'k', id, amount, 'bank_transfer', 'Chuyển nhầm', '970405', '0012345678', 'NGUYEN VAN A' FROM transfers WHERE external_id = 'x2'; \
         INSERT INTO jobs (kind, payload, dead_at, attempts) VALUES ('sweep', '{}', now(), 8)",
    )
    .await;
    let house = build::producer(shop, "Bà Lụa").await;
    run(
        shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issued_on, sent_at) \
               VALUES ({house}, 'other', 'Giấy cam kết', 'S1', '2026-01-01', now())"
        ),
    )
    .await;
    let (owner, ..) = crate::households::applicant(shop).await;
    let terms = owner.get("/sell/household/terms").await;
    owner.submit(&terms, "/sell/household/terms", &[("agree", "1")]).await;
    let identity = [("holder", "Trần Thị Mận"), ("number", "025184001234")];
    assert_eq!(owner.post("/sell/household/identity", &identity).await.status, 303);
}
