//! A badge goes on its day, and both sides are told before; each once.

use market::catalog::jobs::DropBadges;
use market::kernel::lang::Lang;
use market::platform::jobs::Job as _;
use market::producers::checklist;
use market::producers::expiry::remind;

use super::*;

/// Moves what the clock would: the change itself tells nobody, as if nothing ran on the day.
async fn silently(shop: &TestShop, sql: &str) {
    use diesel_async::SimpleAsyncConnection as _;
    let mut conn = shop.conn().await;
    conn.batch_execute(&format!("BEGIN; SET LOCAL market.quiet = 'on'; {sql}; COMMIT")).await.unwrap();
}

#[actix_web::test]
async fn a_badge_goes_on_its_day_though_nothing_ran_then() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let clerk = moderator(&shop).await;
    let of_fish = fish.product.to_string();
    let id = id_of(&add(&shop, &clerk, house, &[("product", &of_fish), ("seen", "1")]).await);
    shop.work_off().await;
    let (product, household) =
        (text(&shop, &format!("SELECT slug FROM products WHERE id = {of_fish}")).await, slug(&shop, house).await);
    assert_eq!(badges(&shop, &product, &household).await, [true; 4]);
    let run = async || DropBadges {}.run(shop.ground.clone()).await.unwrap();
    // Its last day still counts.
    silently(&shop, &format!("UPDATE certificates SET expires_on = '2026-11-23' WHERE id = {id}")).await;
    run().await;
    assert_eq!(badges(&shop, &product, &household).await, [true; 4]);
    silently(&shop, &format!("UPDATE certificates SET expires_on = '2026-11-22' WHERE id = {id}")).await;
    assert_eq!(
        number(&shop, "SELECT count(*) FROM shelf WHERE 'ocop' = ANY(certificates)").await,
        1,
        "the shelf is behind"
    );
    run().await;
    assert_eq!(badges(&shop, &product, &household).await, [false; 4]);
    let at = "SELECT xmin::text FROM shelf";
    let written = text(&shop, at).await;
    run().await;
    assert_eq!(text(&shop, at).await, written, "what is right is not written again");
}

#[actix_web::test]
async fn stars_fall_back_to_what_is_still_in_force() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let fish = build::goods(&shop, house, "Cá thính", 98_000, 9).await;
    let clerk = moderator(&shop).await;
    let of_fish = fish.product.to_string();
    add(&shop, &clerk, house, &[("product", &of_fish), ("score", "95"), ("seen", "1")]).await;
    let with = [("product", of_fish.as_str()), ("number", "2"), ("score", "55"), ("seen", "1")];
    add(&shop, &clerk, house, &with).await;
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT stars FROM shelf").await, 5);
    silently(&shop, "UPDATE certificates SET expires_on = '2026-11-22' WHERE stars = 5").await;
    DropBadges {}.run(shop.ground.clone()).await.unwrap();
    assert_eq!(number(&shop, "SELECT stars FROM shelf").await, 3);
}

#[actix_web::test]
async fn household_and_office_are_told_four_times_before_the_end_and_once_each() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let clerk = moderator(&shop).await;
    let id = id_of(&add(&shop, &clerk, house, &[("seen", "1")]).await);
    execute(&shop, "UPDATE accounts SET email = 'ha@example.com' WHERE id IN (SELECT account_id FROM clerks)").await;
    // Others that nobody is told of: waiting, revoked, without an end.
    for (number, more) in
        [("2", "checked_at = NULL"), ("3", "revoked_at = now(), revoked_why = 'x'"), ("4", "expires_on = NULL")]
    {
        let other = id_of(&add(&shop, &clerk, house, &[("number", number), ("seen", "1")]).await);
        execute(&shop, &format!("UPDATE certificates SET {more} WHERE id = {other}")).await;
    }
    let last: chrono::NaiveDate = "2029-01-09".parse().unwrap();
    let on = async |left: u64| {
        let today = last.checked_sub_days(chrono::Days::new(left)).unwrap();
        remind(&mut *shop.conn().await, &shop.ground, today).await.unwrap()
    };
    let sent = async || {
        let counted = "SELECT concat(count(*) FILTER (WHERE channel = 'sms'), '/', count(*) FILTER (WHERE channel = 'mail')) FROM messages";
        text(&shop, counted).await
    };
    assert_eq!((on(91).await, sent().await.as_str()), (0, "0/0"));
    let (a, b) = tokio::join!(on(90), on(90));
    assert_eq!((a + b, sent().await.as_str()), (1, "1/1"), "two runners, one message");
    assert_eq!((on(75).await, on(61).await, sent().await.as_str()), (0, 0, "1/1"));
    // Nothing ran on the 60th and the 30th day: one reminder for both.
    assert_eq!((on(20).await, sent().await.as_str()), (1, "2/2"));
    assert_eq!((on(7).await, on(3).await, on(0).await, sent().await.as_str()), (1, 0, 0, "3/3"));
    assert_eq!(
        text(&shop, "SELECT string_agg(days::text, ' ' ORDER BY days DESC) FROM certificate_reminders").await,
        "90 30 7"
    );
    let body = text(&shop, "SELECT min(body) FROM messages WHERE channel = 'sms' AND body LIKE '%còn 7 ngày%'").await;
    assert!(body.contains("Bà Lụa") && body.contains("12/QĐ-UBND") && body.contains("09/01/2029"), "{body}");
    // A new last day is told of anew.
    execute(&shop, &format!("UPDATE certificates SET expires_on = '2030-01-09' WHERE id = {id}")).await;
    assert_eq!(on(0).await, 0);
    let page = clerk.get(&format!("/office/certificates/{id}")).await;
    assert!(page.words().contains("Mốc 90 ngày"), "{}", page.words());
    let mail = text(&shop, "SELECT min(body) FROM messages WHERE channel = 'mail'").await;
    assert!(mail.contains("/office/certificates?state=soon") && mail.contains("Bà Lụa"), "{mail}");
    assert!(!market::platform::locales::text(Lang::En, "certificate-mail-subject").is_empty());
}

#[actix_web::test]
async fn a_clerk_who_has_given_no_mail_address_is_told_by_sms() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let clerk = moderator(&shop).await;
    id_of(&add(&shop, &clerk, house, &[("seen", "1")]).await);
    let promoter = clerk_as(&shop, "promoter").await;
    let gone = clerk_as(&shop, "admin").await;
    execute(&shop, &format!("UPDATE accounts SET disabled_at = now() WHERE id = {gone}")).await;
    let today = "2028-12-10".parse().unwrap();
    assert_eq!(remind(&mut *shop.conn().await, &shop.ground, today).await.unwrap(), 1);
    let phone = "SELECT a.phone FROM accounts a JOIN clerks k ON k.account_id = a.id WHERE k.role = 'moderator'";
    let phone = text(&shop, phone).await;
    let told = "SELECT string_agg(concat_ws('|', channel, recipient, body), ';') FROM messages WHERE dedupe_key LIKE 'certificates-end:%'";
    let told = text(&shop, told).await;
    assert!(told.starts_with(&format!("sms|{phone}|")) && told.contains("/office/certificates?state=soon"), "{told}");
    assert!(!told.contains(';'), "neither a promoter ({promoter}) nor one who cannot come in: {told}");
}

#[actix_web::test]
async fn a_paper_that_ran_out_unseen_is_the_households_to_send_anew() {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    execute(
        &shop,
        &format!(
            "INSERT INTO certificates (producer_id, kind, label, number, issued_on, expires_on, sent_at) \
             VALUES ({house}, 'vietgap', 'VietGAP', 'VG-1', '2026-01-01', '2026-11-23', now())"
        ),
    )
    .await;
    let stands = async |today: &str| {
        let today: chrono::NaiveDate = today.parse().unwrap();
        let facts = checklist::load(&mut *shop.conn().await, house, today).await.unwrap();
        facts.items().into_iter().find(|item| item.name == "papers").unwrap().state
    };
    assert_eq!(stands("2026-11-23").await, "waiting");
    assert_eq!(stands("2026-11-24").await, "again", "the inbox shows it to nobody any more");
}
