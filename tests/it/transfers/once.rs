//! One transfer is in the books once, whoever tells of it and in whatever words; and two are there twice.

use market::kernel::ids::BankAccountId;
use market::payments::transfer::resolve::Act;

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, market_account, order, states};
use super::super::support::{Client, TestShop, build};
use super::problems::run_out;
use super::statements::{csv, upload};
use super::support::{self, Came, act, all_sound, casso, last_transfer, payos, sepay, stand};

const COUNT: &str = "SELECT count(*) FROM transfers";

/// Uploads a statement and applies it.
async fn take(shop: &TestShop, clerk: &Client, account: BankAccountId, file: Vec<u8>) {
    let sent = upload(clerk, account, "a.csv", file).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    assert_eq!(clerk.post(&sent.location().unwrap(), &[]).await.status, 303);
    shop.work_off().await;
}

#[actix_web::test]
async fn the_banks_words_differ_and_the_transfer_is_one() {
    let (shop, fish) = support::stall(50).await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    // A clerk, then the provider, then the statement, which has no number and other words.
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let form = clerk.get(&format!("/office/money/received?order={code}")).await;
    let look = clerk.submit(&form, "/office/money/received", &[("amount", "113.000")]).await;
    assert_eq!(clerk.submit(&look, "/office/money/received", &[]).await.status, 303);
    sepay(&shop, &Came::new(1, 113_000, &format!("{code} ck"))).await;
    take(&shop, &clerk, account, csv(&[("771", 113_000, &format!("REM Tfr Ac:12345 {code} thanh toan"))])).await;
    assert_eq!(stand(&shop).await, "applied");
    assert_eq!(text(&shop, "SELECT content FROM transfers").await, format!("{code} ck"), "as the bank has it");
    // The statement first, then the notice; and a statement that gives a number of its own.
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    take(&shop, &clerk, account, csv(&[("5078 - 12345", 113_000, &format!("MBVCB.1.{code}.CT tu 00123"))])).await;
    assert_eq!(states(&shop, &code).await, "placed");
    sepay(&shop, &Came::new(2, 113_000, &code)).await;
    payos(&shop, &Came::new(3, 113_000, &format!("chuyen tien {code}"))).await;
    assert_eq!(stand(&shop).await, "applied, applied");
    assert_eq!(number(&shop, "SELECT count(*) FROM tellings").await, 6);
    assert_eq!(balance(&shop, "bank").await, 226_000);
    all_sound(&shop).await;
}

/// A clerk's word that was set aside took the money in when the bank told of it: nobody was told, and the order ran out.
#[actix_web::test]
async fn a_word_that_was_set_aside_hides_no_money() {
    let (shop, fish) = support::stall(50).await;
    let account = build::clerk(&shop).await;
    let (clerk, buyer) = (shop.signed_in(account).await, shop.guest());
    // Of an order that is to be paid at the door: a mistake, it seems.
    let code = order(&shop, &buyer, &[(fish, 1)], "cod").await;
    let form = clerk.get(&format!("/office/money/received?order={code}")).await;
    let look = clerk.submit(&form, "/office/money/received", &[("amount", "113.000")]).await;
    assert_eq!(clerk.submit(&look, "/office/money/received", &[]).await.status, 303);
    assert_eq!(stand(&shop).await, "open unknown");
    act(&shop, last_transfer(&shop).await, &Act::Ignore, "nhầm đơn", account).await.unwrap();
    // Its buyer does pay by transfer.
    assert_eq!(buyer.post(&format!("/orders/{code}/payment"), &[("method", "bank_transfer")]).await.status, 303);
    sepay(&shop, &Came::new(1, 113_000, &code)).await;
    assert_eq!(stand(&shop).await, "applied");
    assert_eq!((balance(&shop, "bank").await, balance(&shop, "adjustment").await), (113_000, 0));
    // Once more is once more.
    sepay(&shop, &Came::new(2, 113_000, &code)).await;
    assert_eq!(stand(&shop).await, "applied, open twice");
    all_sound(&shop).await;
}

/// Its preview said that it was known, and offered no button to write it down.
#[actix_web::test]
async fn a_statement_shows_that_a_word_set_aside_is_opened_again() {
    let (shop, fish) = support::stall(50).await;
    let account = market_account(&shop).await;
    let by = build::clerk(&shop).await;
    let (clerk, buyer) = (shop.signed_in(by).await, shop.guest());
    let code = order(&shop, &buyer, &[(fish, 1)], "cod").await;
    let form = clerk.get(&format!("/office/money/received?order={code}")).await;
    let look = clerk.submit(&form, "/office/money/received", &[("amount", "113.000")]).await;
    assert_eq!(clerk.submit(&look, "/office/money/received", &[]).await.status, 303);
    act(&shop, last_transfer(&shop).await, &Act::Ignore, "nhầm đơn", by).await.unwrap();
    assert_eq!(buyer.post(&format!("/orders/{code}/payment"), &[("method", "bank_transfer")]).await.status, 303);
    let sent = upload(&clerk, account, "a.csv", csv(&[("", 113_000, &code)])).await;
    let there = sent.location().unwrap();
    let preview = clerk.get(&there).await;
    assert!(preview.words().contains("1 dòng mở lại khoản đã gạt ra"), "{}", preview.words());
    assert_eq!(clerk.submit(&preview, &there, &[]).await.status, 303);
    shop.work_off().await;
    assert_eq!((stand(&shop).await.as_str(), states(&shop, &code).await.as_str()), ("applied", "placed"));
    assert!(clerk.get(&there).await.words().contains("1 dòng đã có trong sổ"));
    all_sound(&shop).await;
}

#[actix_web::test]
async fn who_pays_twice_in_a_day_has_paid_twice() {
    let (shop, fish) = support::stall(50).await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    // Each provider gives numbers of its own, and they tell in turn.
    for (n, tell) in [(1, "sepay"), (101, "casso"), (2, "sepay"), (102, "casso")] {
        let came = Came::new(n, 113_000, &code);
        let answer = if tell == "sepay" { sepay(&shop, &came).await } else { casso(&shop, &came).await };
        assert_eq!(answer.status, 200);
    }
    assert_eq!(stand(&shop).await, "applied, open twice");
    let line = ("", 113_000, code.as_str());
    take(&shop, &clerk, account, csv(&[line, line])).await;
    assert_eq!(number(&shop, COUNT).await, 2);
    // The third is on the next statement only, which begins with the same two lines.
    take(&shop, &clerk, account, csv(&[line, line, line])).await;
    assert_eq!(stand(&shop).await, "applied, open twice, open twice");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn what_came_late_goes_back_once() {
    let (shop, fish) = support::stall(1).await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    run_out(&shop).await;
    order(&shop, &shop.guest(), &[(fish, 1)], "cod").await;
    payos(&shop, &Came::new(1, 113_000, &code)).await;
    assert_eq!(stand(&shop).await, "refunded");
    // The statement of that day gives another number.
    take(&shop, &clerk, account, csv(&[("778899", 113_000, &format!("REM {code} thanh toan"))])).await;
    assert_eq!(stand(&shop).await, "refunded");
    // A line of the next day may be that money or more: nothing goes back before a person has looked.
    let next = "Ngày giao dịch,Số tham chiếu,Số tiền ghi có,Mô tả\n24/11/2026,778800,\"113,000\",";
    take(&shop, &clerk, account, format!("{next}{code}\n").into_bytes()).await;
    assert_eq!(stand(&shop).await, "refunded, open late");
    assert_eq!(number(&shop, "SELECT count(*) FROM refunds").await, 1);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn two_statements_of_one_account_tell_of_the_same() {
    let (shop, fish) = support::stall(50).await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let timed = format!(
        "Ngày giao dịch,Số tiền ghi có,Mô tả\n23/11/2026 08:10:00,\"113,000\",{code} lan 1\n\
         23/11/2026 09:20:00,\"113,000\",{code} lan 2\n23/11/2026 10:30:00,\"5,000\",lai tien gui\n"
    );
    take(&shop, &clerk, account, timed.into_bytes()).await;
    assert_eq!(stand(&shop).await, "applied, open twice, open unknown");
    // The same account as another of the bank's pages saves it: days, no times.
    let days = [("", 113_000, code.as_str()), ("", 113_000, code.as_str()), ("", 5_000, "LAI TIEN GUI")];
    take(&shop, &clerk, account, csv(&days)).await;
    assert_eq!(number(&shop, COUNT).await, 3);
    // With times again, at another hour: that is more money.
    let later = format!("Ngày giao dịch,Số tiền ghi có,Mô tả\n23/11/2026 15:00:00,\"113,000\",{code}\n");
    take(&shop, &clerk, account, later.into_bytes()).await;
    assert_eq!(number(&shop, COUNT).await, 4);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn a_number_that_names_the_kind_of_a_movement_hides_no_payment() {
    let (shop, fish) = support::stall(50).await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let [a, b] = [
        order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await,
        order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await,
    ];
    let file = csv(&[("IBFT-IN", 113_000, &a), ("IBFT-IN", 113_000, &b)]);
    assert_eq!(market::payments::transfer::told::reference(Some("IBFT-IN")).as_deref(), Some("IBFTIN"));
    let there = upload(&clerk, account, "a.csv", file.clone()).await.location().unwrap();
    let look = clerk.get(&there).await;
    assert!(look.words().contains("2 dòng trả đủ đơn"), "{}", look.words());
    take(&shop, &clerk, account, file.clone()).await;
    assert_eq!((states(&shop, &a).await, states(&shop, &b).await), ("placed".to_owned(), "placed".to_owned()));
    // What is foreseen of the same lines in another file is what comes of them.
    let mut again = file;
    again.extend_from_slice(b"\n\n");
    let there = upload(&clerk, account, "b.csv", again.clone()).await.location().unwrap();
    let look = clerk.get(&there).await;
    assert!(look.words().contains("2 dòng đã có trong sổ"), "{}", look.words());
    take(&shop, &clerk, account, again).await;
    assert_eq!(stand(&shop).await, "applied, applied");
    all_sound(&shop).await;
}

/// Where all pay one price on one day the bank's page has hundreds of lines that say the very same.
#[actix_web::test]
async fn for_lines_that_say_the_same_the_books_are_read_once() {
    const LINES: usize = 120;
    let (shop, _) = support::stall(1).await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let apart: Vec<String> = (0..LINES).map(|n| format!("ban mat {n}")).collect();
    let mut timed = "Ngày giao dịch,Số tiền ghi có,Mô tả\n".to_owned();
    for words in apart.iter().map(String::as_str).chain(std::iter::repeat_n("mua mat", LINES)) {
        timed.push_str(&format!("23/11/2026 12:00:00,\"50,000\",{words}\n"));
    }
    take(&shop, &clerk, account, timed.into_bytes()).await;
    assert_eq!(number(&shop, COUNT).await, 240);
    // Another of the bank's pages tells of all of them by their days.
    let same: Vec<_> = std::iter::repeat_n(("", 50_000, "mua mat"), LINES).collect();
    let apart: Vec<_> = apart.iter().map(|words| ("", 50_000, words.as_str())).collect();
    let mut asked = Vec::new();
    for lines in [apart, same] {
        let before = shop.ground.db.queries();
        take(&shop, &clerk, account, csv(&lines)).await;
        asked.push(shop.ground.db.queries() - before);
        assert_eq!(number(&shop, COUNT).await, 240, "each is known");
    }
    println!("{asked:?} queries for lines that differ, and for those that say the same");
    assert!(asked[1] + 100 <= asked[0], "{asked:?}");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn what_is_told_between_two_lines_that_say_the_same_is_seen() {
    let (shop, _) = support::stall(1).await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    // After the first line, and before the second, a provider tells of such money.
    execute(
        &shop,
        "CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
           IF NEW.source = 'statement' AND NOT EXISTS (SELECT FROM transfers WHERE source = 'sepay') THEN \
             WITH t AS (INSERT INTO transfers (source, external_id, account_id, amount, content, came_at, \
                          confirmed_by_bank, state, problem) \
                        SELECT 'sepay', 'x', account_id, amount, content, came_at, true, 'open', 'unknown' \
                        FROM transfers WHERE id = NEW.transfer_id RETURNING id) \
             INSERT INTO tellings (transfer_id, source, external_id) SELECT id, 'sepay', 'x' FROM t; \
           END IF; RETURN NULL; END $$",
    )
    .await;
    execute(&shop, "CREATE TRIGGER meanwhile AFTER INSERT ON tellings FOR EACH ROW EXECUTE FUNCTION meanwhile()").await;
    take(&shop, &clerk, account, csv(&[("", 50_000, "mua mat"); 3])).await;
    assert_eq!(number(&shop, COUNT).await, 3, "the second line is what the provider told of");
    assert_eq!(number(&shop, "SELECT count(*) FROM tellings").await, 4);
}

#[actix_web::test]
async fn what_one_line_has_told_of_is_no_line_in_other_words() {
    let (shop, fish) = support::stall(50).await;
    let account = market_account(&shop).await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    for id in [1, 2] {
        sepay(&shop, &Came::new(id, 113_000, &code)).await;
    }
    let (long, short) = (format!("REM {code} thanh toan"), code.clone());
    let two = [("", 113_000, long.as_str()), ("", 113_000, short.as_str())];
    take(&shop, &clerk, account, csv(&[two, two].concat())).await;
    assert_eq!(number(&shop, COUNT).await, 4, "two are known, and two are new");
    all_sound(&shop).await;
}
