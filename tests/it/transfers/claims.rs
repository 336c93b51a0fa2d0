//! A number that the wrong household wrote down first: the office asks both, and gives it to the one whose it is.

use market::payments::bank_account;

use super::super::buyer::{execute, number, text};
use super::super::support::build;
use super::support::{self, MARKET, all_sound};

#[actix_web::test]
async fn the_office_sees_both_who_name_an_account_and_gives_it_to_the_one_whose_it_is() {
    let (shop, _) = support::stall(1).await;
    let (squats, owns) = (build::producer(&shop, "Nhà khai trước").await, build::producer(&shop, "Bà Lụa").await);
    let owner = build::member(&shop, squats).await;
    execute(&shop, &format!("UPDATE producers SET phone = '+84900000009' WHERE id = {squats}")).await;
    execute(&shop, &format!("UPDATE producers SET phone = '+84900000008' WHERE id = {owns}")).await;
    let mut conn = shop.conn().await;
    bank_account::set(&mut conn, Some(squats), "970405", "5555555555", "TRAN VAN BEN").await.unwrap();
    drop(conn);
    let slug = text(&shop, &format!("SELECT slug FROM producers WHERE id = {owns}")).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let here = format!("/office/money/households/{slug}");
    let house = clerk.get(&format!("/office/producers/{slug}")).await;
    assert_eq!(house.attributes(&format!("a[href='{here}']"), "href").len(), 1, "there is a way to it");
    let typed =
        [("bank", "Agribank"), ("number", "5555 555 555"), ("holder", "Trần Thị Lụa"), ("why", "Bà gọi xin đổi")];
    // Not without a reason, of which what is too long is kept.
    for unsaid in [" ", "x".repeat(301).as_str()] {
        let fields = [typed[0], typed[1], typed[2], ("why", unsaid)];
        let refused = clerk.submit(&clerk.get(&here).await, &here, &fields).await;
        assert_eq!((refused.status, refused.texts("#f-account-why-why").len()), (422, 1), "{}", refused.words());
        assert!(refused.form(&here).contains(&("why".to_owned(), unsaid.to_owned())), "{unsaid}");
        assert_eq!(refused.attributes("#f-number", "value"), ["5555 555 555"], "what was typed stays");
    }
    let asked = clerk.submit(&clerk.get(&here).await, &here, &typed).await;
    assert_eq!(asked.status, 409);
    let words = asked.words();
    for seen in ["Nhà khai trước", "0900 000 009", "TRAN VAN BEN", "Bà Lụa", "0900 000 008", "Trần Thị Lụa"]
    {
        assert!(words.to_uppercase().contains(&seen.to_uppercase()), "{seen}: {words}");
    }
    let live =
        "SELECT string_agg(producer_id::text, ' ') FROM bank_accounts WHERE ended_at IS NULL AND number = '5555555555'";
    let take = |why| [typed[0], typed[1], typed[2], ("take", "1"), ("take_why", why)];
    let mute = clerk.submit(&asked, &here, &take(" ")).await;
    assert!(mute.status == 422 && mute.texts("#f-take_why-why").len() == 1, "{}", mute.words());
    assert!(mute.words().contains("Nhà khai trước"), "both are still seen");
    assert_eq!(text(&shop, live).await, squats.to_string());
    let given = clerk.post(&here, &take("Bà Lụa cho xem sổ của ngân hàng")).await;
    assert_eq!(given.status, 303, "{}", given.words());
    assert_eq!(text(&shop, live).await, owns.to_string());
    let logged = "SELECT string_agg(concat_ws(' ', act, producer_id, why), '|' ORDER BY id) FROM acts WHERE act LIKE 'bank.%' AND why <> ''";
    let why = "Bà Lụa cho xem sổ của ngân hàng";
    assert_eq!(text(&shop, logged).await, format!("bank.taken {squats} {why}|bank.changed {owns} {why}"));
    // Both are told: who had it by all their phones, and who has it now.
    let told = |key: &str| format!("SELECT count(*) FROM messages WHERE channel = 'sms' AND dedupe_key LIKE '{key}:%'");
    assert_eq!(number(&shop, &told("household-sms-bank-gone")).await, 2);
    let phone = format!("SELECT phone FROM accounts WHERE id = {owner}");
    let recipients = "SELECT string_agg(recipient, ' ' ORDER BY recipient) FROM messages WHERE dedupe_key LIKE 'household-sms-bank-gone:%'";
    let recipients = text(&shop, recipients).await;
    assert!(recipients.contains(&text(&shop, &phone).await) && recipients.contains("+84900000009"), "{recipients}");
    assert_eq!(number(&shop, &told("household-sms-bank-office")).await, 1);
    // The market's own is given to nobody.
    let typed = [("bank", "Agribank"), ("number", MARKET), ("holder", "Trần Thị Lụa"), typed[3]];
    let asked = clerk.submit(&clerk.get(&here).await, &here, &typed).await;
    assert!(asked.words().contains("đang là của chợ"), "{}", asked.words());
    assert!(asked.status == 409 && asked.attributes("input[name=take]", "value").is_empty(), "{}", asked.words());
    let take = [typed[0], typed[1], typed[2], ("take", "1"), ("take_why", "Của tôi")];
    let taken = clerk.submit(&asked, &here, &take).await;
    assert_eq!(taken.status, 409, "{}", taken.words());
    assert_eq!(text(&shop, live).await, owns.to_string(), "and nothing is half done");
    all_sound(&shop).await;
}
