//! Where the money goes: the owner's password, the old row kept, everybody told.

use market::accounts::password;

use super::*;
use crate::support;

const PATH: &str = "/sell/household/bank";
pub const PASSWORD: &str = "hai hũ cá thính";

fn account(number: &'static str) -> [(&'static str, &'static str); 4] {
    [("bank", "agribank"), ("number", number), ("holder", "Trần Thị Mận"), ("password", PASSWORD)]
}

pub async fn with_password(shop: &TestShop, account: AccountId) {
    let hash = password::hash(PASSWORD).await.unwrap();
    run(
        shop,
        &format!(
            "UPDATE accounts SET password_hash = '{hash}', email = 'man{account}@example.com' WHERE id = {account}"
        ),
    )
    .await;
}

#[actix_web::test]
async fn an_account_that_is_the_markets_is_refused_beside_its_field() {
    let shop = support::shop().await;
    let (client, owner, _) = applicant(&shop).await;
    with_password(&shop, owner).await;
    run(&shop, "INSERT INTO bank_accounts (bin, number, holder) VALUES ('970405', '1234567890123', 'PHONG KINH TE')")
        .await;
    let refused = client.post(PATH, &account("1234567890123")).await;
    let why = "Tài khoản này đang là của chợ hoặc của một nhà khác. Nếu đúng là của nhà mình thì gọi Phòng Kinh tế: \
               Phòng hỏi cả hai bên rồi ghi cho đúng nhà.";
    assert_eq!((refused.status, refused.texts(".why")), (422, vec![why.to_owned()]), "{}", refused.words());
    assert!(!refused.body.contains(PASSWORD));
    assert_eq!(refused.attributes("form a[href^='tel:']", "href").len(), 1, "and whom to call");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM bank_accounts").await, 1);
    let told = "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'bank-changed:%'";
    assert_eq!(number(&shop, told).await, 0, "nobody is told of what was not done");
    let logged = "SELECT concat(subject, after) AS word FROM acts WHERE act = 'bank.refused'";
    let logged = word(&shop, logged).await;
    assert!(
        logged.contains("0123") && !logged.contains("1234567890123"),
        "the office sees it when it is called: {logged}"
    );
}

#[actix_web::test]
async fn only_the_owner_changes_it_with_the_password_and_everybody_is_told() {
    let shop = support::shop().await;
    let (client, owner, producer) = applicant(&shop).await;
    with_password(&shop, owner).await;
    let second = member_as(&shop, producer, "owner").await;
    for (fields, why) in [
        (account("12"), "a number is longer"),
        ([("bank", "Ngân hàng Ma"), ("number", "1234567890"), ("holder", "A"), ("password", PASSWORD)], "no such bank"),
        ([("bank", "agribank"), ("number", "1234567890"), ("holder", "Trần Thị Mận"), ("password", "")], "no password"),
        (
            [("bank", "agribank"), ("number", "1234567890"), ("holder", "Trần Thị Mận"), ("password", "sai mật khẩu")],
            "a wrong one",
        ),
    ] {
        let refused = client.post(PATH, &fields).await;
        assert_eq!(refused.status, 422, "{why}: {}", refused.words());
        assert!(
            !refused.body.contains(PASSWORD) && !refused.body.contains("sai mật khẩu"),
            "a password is shown to nobody"
        );
    }
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM bank_accounts").await, 0);
    let page = client.get(PATH).await;
    for _ in 0..2 {
        assert_eq!(client.submit(&page, PATH, &account("1234567890123")).await.status, 303);
    }
    let messages = "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'bank-changed:%'";
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM bank_accounts").await, 1, "the same again is nothing new");
    assert_eq!(number(&shop, messages).await, 3, "two owners by phone, one by mail too");
    let first = "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'bank-changed:%' AND body LIKE '%vừa ghi tài khoản%' \
                 AND body || subject NOT LIKE '%vừa đổi%'";
    assert_eq!(number(&shop, first).await, 3, "a first account is no other one");
    // What was filled in before the account was changed is told of it, and nothing is changed.
    let told = client.submit(&page, PATH, &account("9876543210")).await;
    assert_eq!(told.status, 409, "{}", told.words());
    assert!(told.words().contains("Vừa có người đổi tài khoản") && told.words().contains("số cuối 0123"));
    assert_eq!(told.attributes("#f-number", "value"), ["9876543210"], "what was typed stays");
    assert!(!told.body.contains(PASSWORD), "but the password");
    assert_eq!((number(&shop, "SELECT count(*) AS n FROM bank_accounts").await, number(&shop, messages).await), (1, 3));
    assert_eq!(client.submit(&told, PATH, &account("9876543210")).await.status, 303);
    let rows = "SELECT string_agg(number || CASE WHEN ended_at IS NULL THEN '' ELSE '!' END, ' ' ORDER BY id) AS word FROM bank_accounts";
    assert_eq!(word(&shop, rows).await, "1234567890123! 9876543210");
    assert_eq!(number(&shop, messages).await, 6);
    let told = word(&shop, "SELECT string_agg(body, '|') AS word FROM messages WHERE channel = 'sms'").await;
    assert!(told.contains("số cuối 3210") && !told.contains("9876543210"), "{told}");
    let logged =
        word(&shop, "SELECT string_agg(concat(before, after), '|') AS word FROM acts WHERE act = 'bank.changed'").await;
    assert!(logged.contains("0123") && !logged.contains("1234567890123") && !logged.contains("9876543210"), "{logged}");
    let page = client.get(PATH).await;
    assert!(page.words().contains("3210") && !page.body.contains("9876543210"), "{}", page.words());

    // Nobody else: not another member, not a clerk who acts for the household, not another household's owner.
    let seller = shop.signed_in(member_as(&shop, producer, "seller").await).await;
    assert_eq!(seller.get(PATH).await.status, 403);
    assert_eq!(seller.post(PATH, &account("1111111111")).await.status, 403);
    let clerk = clerk_as(&shop, "admin").await;
    with_password(&shop, clerk).await;
    let clerk = shop.signed_in(clerk).await;
    let why = [("act_why", "Chủ nhà gọi nhờ")];
    clerk.post(&format!("/office/producers/{}/act", slug(&shop, producer).await), &why).await;
    assert_eq!(clerk.get(PATH).await.status, 200, "to look at");
    assert_eq!(clerk.post(PATH, &account("1111111111")).await.status, 403);
    with_password(&shop, second).await;
    let (a, b) = (shop.signed_in(second).await, client.clone());
    let (one, other) = (account("2222222222"), account("3333333333"));
    let (here, there) = (a.get(PATH).await, b.get(PATH).await);
    let (one, other) = tokio::join!(a.submit(&here, PATH, &one), b.submit(&there, PATH, &other));
    let mut both = [one.status, other.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409], "two owners at once: the second is told what the first has written");
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM bank_accounts WHERE ended_at IS NULL").await, 1);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM bank_accounts").await, 3);
}
