//! What one clerk has seen at the bank pays after another has looked: enforced in the transaction and by SQL, told on the
//! page and in the inbox, and never where nobody else is there to look.

use market::kernel::ids::{AccountId, TransferId};
use market::payments::transfer::resolve::{Act, Done, ResolveError};

use super::super::buyer::{execute, number, text};
use super::super::money::support::{balance, order, states};
use super::super::support::build::{self, Goods};
use super::super::support::{Answer, Client, TestShop};
use super::support::{self, Came, act, all_sound, apply, last_transfer, sepay, stand};

const RECEIVED: &str = "/office/money/received";

/// A clerk by this name and for this, who is at work.
async fn clerk(shop: &TestShop, name: &str, role: &str) -> (AccountId, Client) {
    let account = build::account(shop, name).await;
    execute(shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({account}, '{role}')")).await;
    (account, shop.signed_in(account).await)
}

async fn say(clerk: &Client, code: &str, amount: &str) -> Answer {
    let form = clerk.get(&format!("{RECEIVED}?order={code}")).await;
    let look = clerk.submit(&form, RECEIVED, &[("amount", amount)]).await;
    assert_eq!(look.status, 200, "{}", look.words());
    clerk.submit(&look, RECEIVED, &[]).await
}

async fn scene() -> (TestShop, Goods, (AccountId, Client), (AccountId, Client)) {
    let (shop, fish) = support::stall(50).await;
    let hoa = clerk(&shop, "Trần Thị Hoa", "finance").await;
    let nam = clerk(&shop, "Lê Văn Nam", "finance").await;
    // Whoever does no money looks at none.
    clerk(&shop, "Vũ Bình", "moderator").await;
    (shop, fish, hoa, nam)
}

fn here(transfer: TransferId) -> String {
    format!("/office/money/transfers/{transfer}")
}

#[actix_web::test]
async fn a_clerks_word_waits_for_another_clerk() {
    let (shop, fish, (hoa, first), (nam, second)) = scene().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let form = first.get(&format!("{RECEIVED}?order={code}")).await;
    let look = first.submit(&form, RECEIVED, &[("amount", "113.000")]).await;
    let words = look.words();
    assert!(words.contains("còn chờ một người khác xem lại") && words.contains("Xem được: Lê Văn Nam"), "{words}");
    assert!(!words.contains("Vũ Bình"), "{words}");
    for _ in 0..2 {
        let written = first.submit(&look, RECEIVED, &[]).await;
        assert_eq!(written.status, 303, "{}", written.words());
    }
    let word = last_transfer(&shop).await;
    assert_eq!(
        (stand(&shop).await.as_str(), states(&shop, &code).await.as_str()),
        ("open second_look", "awaiting_payment")
    );
    all_sound(&shop).await;
    // Its own clerk is told who may, has no button, and is refused behind the page's back.
    let page = first.get(&here(word)).await;
    assert!(page.words().contains("do anh chị ghi") && page.words().contains("Lê Văn Nam"), "{}", page.words());
    let buttons = page.attributes("main form", "action");
    assert!(!buttons.iter().any(|to| to.ends_with("/applied") || to.ends_with("/credited")), "{buttons:?}");
    for (doing, fields) in
        [("applied", ("code", code.as_str())), ("refunded", ("why", "x")), ("credited", ("why", "x"))]
    {
        let refused = first.post(&format!("{}/{doing}", here(word)), &[fields]).await;
        assert_eq!(refused.status, 409, "{doing}");
        assert!(refused.words().contains("Nhờ người khác xem lại"), "{}", refused.words());
    }
    let sql = format!("UPDATE transfers SET state = 'credited' WHERE id = {word}");
    let mut conn = shop.conn().await;
    for wrong in [sql.clone(), format!("UPDATE transfers SET looked_by = {hoa} WHERE id = {word}")] {
        let written = diesel_async::RunQueryDsl::execute(diesel::sql_query(wrong), &mut conn).await;
        assert!(written.is_err(), "nor by SQL");
    }
    drop(conn);
    // In the inbox it waits for somebody else to the one, and is work to the other.
    assert!(first.get("/office/inbox").await.words().contains("Chờ người khác xem lại"));
    let next = first.post("/office/inbox/next", &[]).await;
    assert_ne!(next.location().as_deref(), Some(here(word).as_str()));
    assert!(!second.get("/office/inbox").await.words().contains("Chờ người khác xem lại"));
    let next = second.post("/office/inbox/next", &[]).await;
    assert_eq!(next.location().as_deref(), Some(here(word).as_str()));
    // Saying the same is no second look; looking is.
    let form = second.get(&format!("{RECEIVED}?order={code}")).await;
    let said = second.submit(&form, RECEIVED, &[("amount", "113.000")]).await;
    assert_eq!(said.status, 409);
    assert!(said.words().contains("Có người đã ghi khoản này"), "{}", said.words());
    let page = second.get(&here(word)).await;
    let done = second.submit(&page, &format!("{}/applied", here(word)), &[]).await;
    assert_eq!(done.status, 303, "{}", done.words());
    assert_eq!((stand(&shop).await.as_str(), states(&shop, &code).await.as_str()), ("applied", "placed"));
    let who = format!("SELECT concat_ws(' ', noted_by, looked_by) FROM transfers WHERE id = {word}");
    assert_eq!(text(&shop, &who).await, format!("{hoa} {nam}"));
    assert!(first.get(&here(word)).await.words().contains("Lê Văn Nam đã xem lại"));
    all_sound(&shop).await;
}

#[actix_web::test]
async fn two_looks_at_once_and_the_own_clerk_between_are_one() {
    let (shop, fish, (hoa, first), (nam, _)) = scene().await;
    let (mai, _) = clerk(&shop, "Đỗ Mai", "admin").await;
    for _ in 0..6 {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        assert_eq!(say(&first, &code, "113000").await.status, 303);
        let word = last_transfer(&shop).await;
        let pays = apply(&code);
        let (own, one, other) = futures_util::join!(
            act(&shop, word, &pays, "", hoa),
            act(&shop, word, &pays, "", nam),
            act(&shop, word, &pays, "", mai)
        );
        let mut done = [one.unwrap(), other.unwrap()];
        done.sort_by_key(|done| *done == Done::Before);
        assert_eq!(done, [Done::Now, Done::Before]);
        assert!(matches!(own, Err(ResolveError::OwnWord) | Ok(Done::Before)), "{own:?}");
        assert_eq!(states(&shop, &code).await, "placed");
        let by = number(&shop, &format!("SELECT looked_by FROM transfers WHERE id = {word}")).await;
        assert!([nam.0, mai.0].contains(&by));
    }
    assert_eq!(balance(&shop, "bank").await, 6 * 113_000);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn two_clerks_who_say_the_same_at_once_leave_one_to_look_at() {
    let (shop, fish, (_, first), (_, second)) = scene().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let look = async |clerk: &Client| {
        let form = clerk.get(&format!("{RECEIVED}?order={code}")).await;
        clerk.submit(&form, RECEIVED, &[("amount", "113000")]).await
    };
    let (a, b) = (look(&first).await, look(&second).await);
    let (one, other) = futures_util::join!(first.submit(&a, RECEIVED, &[]), second.submit(&b, RECEIVED, &[]));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(stand(&shop).await, "open second_look");
}

#[actix_web::test]
async fn the_bank_is_a_second_look_too() {
    let (shop, fish, (_, first), _) = scene().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    say(&first, &code, "113000").await;
    assert_eq!(states(&shop, &code).await, "awaiting_payment");
    sepay(&shop, &Came::new(1, 113_000, &code)).await;
    assert_eq!((stand(&shop).await.as_str(), states(&shop, &code).await.as_str()), ("applied", "placed"));
    assert_eq!(number(&shop, "SELECT count(*) FROM transfers").await, 1);
    // What was not there is set aside by whoever noted it, and pays nothing.
    let other = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    say(&first, &other, "113000").await;
    let slip = first.post(&format!("{}/ignored", here(last_transfer(&shop).await)), &[("why", "nhầm đơn")]).await;
    assert_eq!(slip.status, 303, "{}", slip.words());
    assert_eq!(
        (stand(&shop).await.as_str(), states(&shop, &other).await.as_str()),
        ("applied, ignored", "awaiting_payment")
    );
    // What the bank has told of is only joined to it, and the page asks for nobody else.
    let short = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    sepay(&shop, &Came::new(2, 100_000, &short)).await;
    let form = first.get(&format!("{RECEIVED}?order={short}")).await;
    let look = first.submit(&form, RECEIVED, &[("amount", "100.000"), ("at", "2026-11-23T08:00")]).await;
    let words = look.words();
    assert!(words.contains("Đã biết từ trước") && !words.contains("người khác xem lại"), "{words}");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn the_bank_may_know_a_word_that_waits_by_its_number_alone() {
    let (shop, fish, (_, first), _) = scene().await;
    let placed = async || order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let say = async |code: &str, number: &str| {
        let form = first.get(&format!("{RECEIVED}?order={code}")).await;
        let look = first.submit(&form, RECEIVED, &[("amount", "113.000"), ("reference", number)]).await;
        assert_eq!(first.submit(&look, RECEIVED, &[]).await.status, 303);
    };
    let code = placed().await;
    say(&code, "FT26327000001").await;
    sepay(&shop, &Came::new(1, 113_000, "chuyen tien mua ca")).await;
    assert_eq!((stand(&shop).await.as_str(), states(&shop, &code).await.as_str()), ("applied", "placed"));
    // What the bank says of the order goes before what the clerk said.
    let (wrong, right) = (placed().await, placed().await);
    say(&wrong, "FT26327000002").await;
    sepay(&shop, &Came::new(2, 113_000, &right)).await;
    assert_eq!(states(&shop, &wrong).await, "awaiting_payment");
    assert_eq!(states(&shop, &right).await, "placed", "{}", stand(&shop).await);
    // It names several: all of them are kept, and no page says that the bank has not told of it.
    let (one, other) = (placed().await, placed().await);
    say(&one, "FT26327000003").await;
    sepay(&shop, &Came::new(3, 113_000, &format!("{one} {other}"))).await;
    assert_eq!(stand(&shop).await, "applied, applied, open ambiguous");
    let word = last_transfer(&shop).await;
    let codes = format!("SELECT array_to_string(codes, ' ') FROM transfers WHERE id = {word}");
    assert_eq!(text(&shop, &codes).await, format!("{one} {other}"));
    assert!(first.get(&here(word)).await.words().contains("Nội dung ghi mã của nhiều đơn"));
    all_sound(&shop).await;
}

#[actix_web::test]
async fn nobody_waits_below_the_sum_or_where_nobody_else_is_there() {
    let (shop, fish, (hoa, first), (nam, _)) = scene().await;
    let paid = async || {
        let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
        assert_eq!(say(&first, &code, "113000").await.status, 303);
        states(&shop, &code).await
    };
    execute(&shop, "UPDATE money_settings SET second_look_from = 113001").await;
    assert_eq!(paid().await, "placed", "below the sum");
    execute(&shop, "UPDATE money_settings SET second_look_from = 113000").await;
    assert_eq!(paid().await, "awaiting_payment", "from the sum on");
    // The other one goes while it waits: the office is not stuck.
    execute(&shop, &format!("UPDATE accounts SET disabled_at = now() WHERE id = {nam}")).await;
    let word = last_transfer(&shop).await;
    let code = text(&shop, &format!("SELECT codes[1] FROM transfers WHERE id = {word}")).await;
    assert_eq!(act(&shop, word, &apply(&code), "", hoa).await.unwrap(), Done::Now);
    assert_eq!(states(&shop, &code).await, "placed");
    assert_eq!(paid().await, "placed", "who is gone looks at nothing");
    // Nor does somebody who has not been here for long.
    execute(&shop, "UPDATE accounts SET disabled_at = NULL").await;
    assert_eq!(paid().await, "awaiting_payment");
    let waiting = last_transfer(&shop).await;
    assert!(matches!(act(&shop, waiting, &Act::Credit, "", hoa).await, Err(ResolveError::OwnWord)));
    execute(&shop, &format!("UPDATE sessions SET seen_at = now() - interval '15 days' WHERE account_id = {nam}")).await;
    assert_eq!(paid().await, "placed", "he has not been here for two weeks");
    all_sound(&shop).await;
}

/// The buyer has paid, as far as anybody has seen: the page says so, and that it need not be done again.
#[actix_web::test]
async fn the_buyer_is_told_that_the_money_was_seen_and_is_looked_at() {
    let (shop, fish, (_, first), (nam, _)) = scene().await;
    let buyer = shop.guest();
    let code = order(&shop, &buyer, &[(fish, 1)], "bank_transfer").await;
    let here = format!("/orders/{code}");
    assert!(buyer.get(&here).await.texts("#pay .note").is_empty(), "nothing was seen yet");
    assert_eq!(say(&first, &code, "113000").await.status, 303);
    for (lang, sentence) in [
        (
            "en",
            "Your money has been seen, and somebody is looking at it before it counts for the order. Please do not pay again.",
        ),
        ("vi", "Đã thấy tiền của bạn, đang có người kiểm tra trước khi tính vào đơn. Bạn không cần chuyển lại."),
    ] {
        // The page, and what it puts in its place by itself.
        for path in [here.clone(), format!("{here}/payment")] {
            assert_eq!(buyer.get(&format!("{path}?lang={lang}")).await.texts("#pay .note p"), [sentence], "{path}");
        }
    }
    act(&shop, last_transfer(&shop).await, &apply(&code), "", nam).await.unwrap();
    assert_eq!(states(&shop, &code).await, "placed");
    assert!(!buyer.get(&here).await.words().contains("đang có người kiểm tra"));
}

/// Two parts below the sum are no way round it.
#[actix_web::test]
async fn what_one_clerk_alone_has_noted_of_an_order_counts_together() {
    let (shop, fish, (hoa, first), (nam, second)) = scene().await;
    execute(&shop, "UPDATE money_settings SET second_look_from = 100000").await;
    let placed = async || order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let code = placed().await;
    assert_eq!(say(&first, &code, "60000").await.status, 303);
    let one = last_transfer(&shop).await;
    assert_eq!(stand(&shop).await, "open short", "below the sum");
    assert_eq!(act(&shop, one, &apply(&code), "", hoa).await.unwrap(), Done::Now, "its own clerk may use it");
    // The page says so before it is written.
    let form = first.get(&format!("{RECEIVED}?order={code}")).await;
    let look = first.submit(&form, RECEIVED, &[("amount", "53.000")]).await;
    assert!(look.words().contains("còn chờ một người khác xem lại"), "{}", look.words());
    assert_eq!(first.submit(&look, RECEIVED, &[]).await.status, 303);
    let other = last_transfer(&shop).await;
    assert_eq!(
        (stand(&shop).await.as_str(), states(&shop, &code).await.as_str()),
        ("applied, open second_look", "awaiting_payment")
    );
    assert!(matches!(act(&shop, other, &apply(&code), "", hoa).await, Err(ResolveError::OwnWord)));
    assert_eq!(act(&shop, other, &apply(&code), "", nam).await.unwrap(), Done::Now);
    assert_eq!(states(&shop, &code).await, "placed");

    // Each part by somebody else is each one's own.
    let code = placed().await;
    assert_eq!(say(&first, &code, "60000").await.status, 303);
    assert_eq!(say(&second, &code, "53000").await.status, 303);
    assert_eq!(stand(&shop).await, "applied, applied, open short, open short");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn parts_that_were_noted_for_other_orders_count_where_they_are_used() {
    let (shop, fish, (hoa, first), (nam, _)) = scene().await;
    execute(&shop, "UPDATE money_settings SET second_look_from = 100000").await;
    let placed = async || order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let (code, beside) = (placed().await, placed().await);
    assert_eq!(say(&first, &code, "60000").await.status, 303);
    let one = last_transfer(&shop).await;
    assert_eq!(say(&first, &beside, "53000").await.status, 303);
    let other = last_transfer(&shop).await;
    assert_eq!(stand(&shop).await, "open short, open short");
    assert_eq!(act(&shop, one, &apply(&code), "", hoa).await.unwrap(), Done::Now);
    assert!(matches!(act(&shop, other, &apply(&code), "", hoa).await, Err(ResolveError::OwnWord)));
    // Nor by the way of what is kept for the buyer.
    assert_eq!(act(&shop, other, &Act::Credit, "khách dặn giữ", hoa).await.unwrap(), Done::Now);
    assert!(matches!(act(&shop, other, &apply(&code), "", hoa).await, Err(ResolveError::OwnWord)));
    assert_eq!(states(&shop, &code).await, "awaiting_payment");
    let page = first.get(&here(other)).await;
    let refused = first.submit(&page, &format!("{}/applied", here(other)), &[("code", &code)]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.words().contains("Nhờ người khác xem lại"), "{}", refused.words());
    assert_eq!(act(&shop, other, &apply(&code), "", nam).await.unwrap(), Done::Now);
    assert_eq!(states(&shop, &code).await, "placed");
    all_sound(&shop).await;
}

#[actix_web::test]
async fn two_parts_at_once_leave_one_to_look_at() {
    let (shop, fish, (_, first), _) = scene().await;
    execute(&shop, "UPDATE money_settings SET second_look_from = 100000").await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    let look = async |amount: &str| {
        let form = first.get(&format!("{RECEIVED}?order={code}")).await;
        first.submit(&form, RECEIVED, &[("amount", amount)]).await
    };
    let (a, b) = (look("60000").await, look("53000").await);
    let (one, other) = futures_util::join!(first.submit(&a, RECEIVED, &[]), first.submit(&b, RECEIVED, &[]));
    assert_eq!((one.status, other.status), (303, 303), "{} {}", one.words(), other.words());
    let mut stands: Vec<String> = stand(&shop).await.split(", ").map(str::to_owned).collect();
    stands.sort();
    assert_eq!(stands, ["open second_look", "open short"]);
    all_sound(&shop).await;
}

#[actix_web::test]
async fn who_left_keeps_nothing_waiting_in_the_inbox() {
    let (shop, fish, (_, first), (nam, _)) = scene().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    assert_eq!(say(&first, &code, "113000").await.status, 303);
    let word = last_transfer(&shop).await;
    let waits = async || first.get("/office/inbox").await.words().contains("Chờ người khác xem lại");
    assert!(waits().await);
    // The right that was taken, the account that was closed; each comes back.
    for (leaves, comes) in [
        (
            format!("DELETE FROM clerks WHERE account_id = {nam}"),
            format!("INSERT INTO clerks (account_id, role) VALUES ({nam}, 'finance')"),
        ),
        (
            format!("UPDATE clerks SET role = 'promoter' WHERE account_id = {nam}"),
            format!("UPDATE clerks SET role = 'finance' WHERE account_id = {nam}"),
        ),
        (
            format!("UPDATE accounts SET disabled_at = now() WHERE id = {nam}"),
            format!("UPDATE accounts SET disabled_at = NULL WHERE id = {nam}"),
        ),
    ] {
        execute(&shop, &leaves).await;
        assert!(!waits().await, "{leaves}");
        execute(&shop, &comes).await;
        assert!(waits().await, "{comes}");
    }
    // Nobody else is left: it is its own clerk's work, offered as the next and done.
    execute(&shop, &format!("DELETE FROM clerks WHERE account_id = {nam}")).await;
    let next = first.post("/office/inbox/next", &[]).await;
    assert_eq!(next.location().as_deref(), Some(here(word).as_str()));
    let page = first.get(&here(word)).await;
    let done = first.submit(&page, &format!("{}/applied", here(word)), &[]).await;
    assert_eq!(done.status, 303, "{}", done.words());
    assert_eq!(states(&shop, &code).await, "placed");
    all_sound(&shop).await;
}

/// What one clerk says is no money of the day before another has looked.
#[actix_web::test]
async fn a_word_that_waits_is_not_counted_in_the_days_cash() {
    let (shop, fish, (_, first), (nam, _)) = scene().await;
    let code = order(&shop, &shop.guest(), &[(fish, 1)], "bank_transfer").await;
    assert_eq!(say(&first, &code, "113.000").await.status, 303);
    // Booked by Postgres' clock.
    let today = text(&shop, "SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date").await;
    let cash = format!("/office/money/cash?day={today}");
    let page = first.get(&cash).await;
    assert!(page.texts("dl.sum").iter().all(|sum| !sum.contains("113.000")), "{}", page.words());
    assert!(page.words().contains("Chưa tính: 1 khoản do cán bộ ghi tay, 113.000 ₫"), "{}", page.words());
    assert!(first.get(&format!("{cash}&lang=en")).await.words().contains("Not counted: 113.000 ₫ in 1"));
    act(&shop, last_transfer(&shop).await, &apply(&code), "", nam).await.unwrap();
    let page = first.get(&format!("{cash}&lang=vi")).await;
    assert!(page.texts("dl.sum").iter().any(|sum| sum.contains("113.000")), "{}", page.words());
    assert!(!page.words().contains("Chưa tính"), "{}", page.words());
    all_sound(&shop).await;
}
