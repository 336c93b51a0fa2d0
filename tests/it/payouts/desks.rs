//! The pages about money: who may see them, and what their buttons do.

use market::config::Config;
use market::kernel::settlement::Settlement;

use super::*;
use crate::desk::{about_money, call, routes};
use crate::households::word;

async fn clerk_as(shop: &TestShop, role: &str) -> AccountId {
    let account = build::account(shop, role).await;
    run(shop, &format!("INSERT INTO clerks (account_id, role) VALUES ({account}, '{role}')")).await;
    account
}

#[actix_web::test]
async fn only_finance_and_admin_see_the_offices_money() {
    let s = setting().await;
    let scene = scene(&s).await;
    let shop = &s.shop;
    let guest = shop.guest();
    let mut outsiders =
        vec![shop.signed_in(scene.member).await, shop.signed_in(build::account(shop, "Hà").await).await];
    for role in ["moderator", "promoter"] {
        outsiders.push(shop.signed_in(clerk_as(shop, role).await).await);
    }
    let insiders = [shop.signed_in(s.clerk).await, shop.signed_in(clerk_as(shop, "finance").await).await];
    let books =
        async || number(shop, "SELECT (SELECT count(*) FROM postings) + (SELECT count(*) FROM refunds) AS n").await;
    let before = books().await;
    let reading = number(shop, "INSERT INTO book_checks (faults) VALUES (0) RETURNING id AS n").await;
    let mut seen = 0;
    // `transfers::office` and `machine::webhooks` look at the rest.
    let own = |path: &str| {
        about_money(path) && !["transfers", "statement", "received", "webhooks"].iter().any(|p| path.contains(p))
    };
    for (method, path) in routes("/office").into_iter().filter(|(_, path)| own(path)) {
        let id = match path.split('/').nth(3).unwrap_or_default() {
            "payouts" => scene.payouts[0].0,
            "refunds" => scene.refunds[0],
            "books" => reading,
            _ => scene.cash,
        };
        let url = path
            .replace("{id:[0-9]+}", &id.to_string())
            .replace("{id:[0-9]{1,18}}", &id.to_string())
            .replace("{number:[0-9]+}", "1")
            .replace("{month:[0-9]+-[0-9]+}", "2026-11")
            .replace("{day}", "2026-11-23")
            .replace("{slug}", &scene.slug)
            .replace("{code}", &scene.code)
            .replace("{kind:xlsx|csv}", "csv");
        assert!(!url.contains('{'), "this test does not know how to fill {path}");
        assert_eq!(call(&guest, method, &url, &[]).await.status, 303, "guest {method} {url}");
        for outsider in &outsiders {
            assert_eq!(call(outsider, method, &url, &[]).await.status, 403, "outsider {method} {url}");
        }
        if method == "GET" {
            for (n, insider) in insiders.iter().enumerate() {
                let answer = insider.get(&url).await;
                // What money follows is set by an admin only.
                if url.starts_with("/office/money/settings") && n == 1 {
                    assert_eq!(answer.status, 403, "finance {url}");
                    continue;
                }
                assert_eq!(answer.status, 200, "insider {url}: {}", answer.body);
                if answer.header("content-type").starts_with("text/html") {
                    assert_eq!(answer.texts("h1").len(), 1, "{url} has one h1");
                }
            }
        }
        seen += 1;
    }
    assert!(seen >= 25, "{seen}");
    assert_eq!(books().await, before, "nobody booked anything");
    let moderator = &outsiders[2];
    assert!(!moderator.get("/office").await.body.contains("/office/money"), "no way there for who may not go");
    assert!(insiders[1].get("/office").await.body.contains("/office/money"));
}

#[actix_web::test]
async fn a_household_sees_its_own_money_and_nobody_elses() {
    let s = setting().await;
    let scene = scene(&s).await;
    let (other, _) = household(&s.shop, "HTX Ven Lô").await;
    let neighbour = s.shop.signed_in(build::member(&s.shop, other).await).await;
    let own = s.shop.signed_in(scene.member).await;
    let page = own.get("/sell/money").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let words = page.words();
    for word in [
        "Chợ còn phải trả nhà mình",
        "Đợt ngày 23/11/2026, đang chuyển",
        "Từ ngày 24/11/2026",
        "Phiếu P",
        "TRAN VAN BEN",
    ] {
        assert!(words.contains(word), "{word}: {words}");
    }
    let number = format!("00123456{:04}", s.producer.0);
    assert!(!page.body.contains(&number) && words.contains(&number[8..]), "the account is masked: {words}");
    for payout in scene.payouts {
        for end in ["", ".xlsx"] {
            let url = format!("/sell/money/{payout}{end}");
            assert_eq!(own.get(&url).await.status, 200, "{url}");
            assert_eq!(neighbour.get(&url).await.status, 404, "{url}");
            assert_eq!(s.shop.guest().get(&url).await.status, 303, "{url}");
        }
    }
    let statement = own.get(&format!("/sell/money/{}", scene.payouts[1])).await.words();
    for word in ["FT26327000001", "3 × Cá thính trắm", "300.000", "-9.000", "-4.500", "Vì sao ra số này"] {
        assert!(statement.contains(word), "{word}: {statement}");
    }
    assert!(own.get(&format!("/sell/money/{}?lang=en", scene.payouts[1])).await.words().contains("You get"));
    let file = own.get(&format!("/sell/money/{}.xlsx", scene.payouts[1])).await;
    assert!(file.header("content-type").contains("spreadsheetml"), "{}", file.header("content-type"));
    assert!(file.header("content-disposition").contains("P"), "{}", file.header("content-disposition"));
    assert_eq!(file.header("cache-control"), "no-store");
    // What was undone is nothing that a household was paid.
    let undone = scene.payouts[0];
    s.shop
        .conn()
        .await
        .transaction(async |conn| market::payouts::undo::undo(conn, undone, "x", s.clerk).await)
        .await
        .unwrap();
    assert_eq!(own.get(&format!("/sell/money/{undone}")).await.status, 404);
    assert!(neighbour.get("/sell/money").await.words().contains("Chưa có lần nào"));
}

#[actix_web::test]
async fn paid_directly_a_household_reads_what_it_owes() {
    let direct = |config: &mut Config| config.settlement = Settlement::Direct;
    let s = setting_in(support::shop_with(direct).await).await;
    sold(&s, s.goods, 1, Came::Cash).await;
    let own = s.shop.signed_in(build::member(&s.shop, s.producer).await).await;
    let words = own.get("/sell/money").await.words();
    assert!(words.contains("Nhà mình còn nợ chợ 4.500") && words.contains("Người mua trả thẳng"), "{words}");
}

#[actix_web::test]
async fn each_file_of_a_page_of_several_lists_is_called_by_its_list() {
    let s = setting().await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    let admin = s.shop.signed_in(clerk_as(&s.shop, "admin").await).await;
    assert_eq!(admin.post("/office/money/payouts", &[]).await.status, 303);
    let files = "main a[href*='.xlsx?'], main a[href*='.csv?']";
    for (path, lists) in [("/office/money/payouts", 2), ("/office/money/settings", 2)] {
        for lang in ["vi", "en"] {
            let page = admin.get(&format!("{path}?lang={lang}")).await;
            let (names, seen) = (page.attributes(files, "aria-label"), page.texts(files));
            assert_eq!((names.len(), seen.len()), (2 * lists, 2 * lists), "{path} {lang}: {names:?}");
            let different: std::collections::BTreeSet<_> = names.iter().collect();
            assert_eq!(different.len(), names.len(), "{path} {lang}: {names:?}");
            for (name, seen) in names.iter().zip(&seen) {
                assert!(name.starts_with(&format!("{seen}: ")), "what is read aloud begins with what is seen: {name}");
            }
        }
    }
}

#[actix_web::test]
async fn a_clerk_makes_the_batch_sends_it_and_notes_it() {
    let s = setting().await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let page = clerk.get("/office/money/payouts").await;
    assert!(page.words().contains("1 nhà tới lượt, tổng cộng 306.500"), "{}", page.words());
    for _ in 0..2 {
        assert_eq!(clerk.submit(&page, "/office/money/payouts", &[]).await.status, 303);
    }
    let (id, _) = newest(&s.shop).await;
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM payouts").await, 1);
    let file = clerk.get("/office/money/payouts.csv").await;
    let line = format!(
        "1,\"00123456{:04}\",\"TRAN VAN BEN\",\"Agribank\",\"970405\",306500,\"CHO LAP THACH P{id}\"",
        s.producer.0
    );
    assert!(file.body.contains(&line), "{}", file.body);
    assert!(file.header("content-type").starts_with("text/csv"));

    let url = format!("/office/money/payouts/{id}");
    let (paid, undo, returned) = (format!("{url}/paid"), format!("{url}/undo"), format!("{url}/returned"));
    let page = clerk.get(&url).await;
    assert_eq!(page.attributes(".qr img", "src").len(), 1, "a code to scan");
    let empty = clerk.submit(&page, &paid, &[("reference", "  ")]).await;
    assert_eq!(empty.status, 422);
    assert_eq!(empty.texts(".why"), ["Mục này cần điền."]);
    let early = clerk.post(&returned, &[("returned_note", "sai số")]).await;
    assert_eq!(early.status, 409, "{}", early.words());
    for _ in 0..2 {
        assert_eq!(clerk.submit(&page, &paid, &[("reference", "FT1")]).await.status, 303);
    }
    let other = clerk.submit(&page, &paid, &[("reference", "FT2")]).await;
    assert_eq!(other.status, 409);
    assert!(other.words().contains("với một mã khác"), "{}", other.words());
    assert_eq!(clerk.post(&undo, &[("undo_note", "nhầm")]).await.status, 409);
    assert!(!clerk.get("/office/money/payouts.csv").await.body.contains("P1\""), "only what is to be sent");
    for _ in 0..2 {
        assert_eq!(clerk.post(&returned, &[("returned_note", "sai số")]).await.status, 303);
    }
    assert!(clerk.get(&url).await.words().contains("Bị trả lại"));
    assert_eq!(clerk.post("/office/money/payouts", &[]).await.status, 303);
    let (again, _) = newest(&s.shop).await;
    assert_ne!(again, id);
    let undo = format!("/office/money/payouts/{again}/undo");
    for _ in 0..2 {
        assert_eq!(clerk.post(&undo, &[("undo_note", "đổi tài khoản")]).await.status, 303);
    }
    assert_eq!(clerk.post("/office/money/payouts/99/paid", &[("reference", "x")]).await.status, 404);
    let checked = clerk.post("/office/money/books", &[]).await;
    assert_eq!(checked.status, 303, "looked at again, it is not checked again: {}", checked.words());
    let checked = clerk.get(&checked.location().unwrap()).await;
    assert!(checked.words().contains("Sổ khớp từng đồng"), "{}", checked.words());
    sound(&s.shop).await;
}

#[actix_web::test]
async fn a_payout_that_is_more_than_is_owed_by_now_is_not_sent() {
    let s = setting().await;
    let parcel = sold(&s, s.goods, 3, Came::Transfer).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    make(&s.shop, today()).await;
    let (id, _) = newest(&s.shop).await;
    let url = format!("/office/money/payouts/{id}");
    let page = clerk.get(&url).await;
    assert!(!page.words().contains("Đừng chuyển"), "{}", page.words());
    give_back(&s.shop, parcel, Part::Amount(Money::dong(100_000)), "one").await;
    // The page that was opened before says why it does nothing, and the one opened now has nothing to scan.
    let refused = clerk.submit(&page, &format!("{url}/paid"), &[("reference", "FT1")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.words().contains("bỏ khoản này rồi lập lại đợt trả"), "{}", refused.words());
    let page = clerk.get(&url).await;
    assert!(page.words().contains("Đừng chuyển") && page.attributes(".qr img", "src").is_empty(), "{}", page.words());
    assert!(clerk.get("/office/money/payouts").await.words().contains("Đừng chuyển, phải lập lại"));
    let file = async || clerk.get("/office/money/payouts.csv").await.body;
    assert!(!file().await.contains(&format!("P{id}\"")), "not in the bank's file");
    assert_eq!(clerk.post(&format!("{url}/undo"), &[("undo_note", "hoàn tiền")]).await.status, 303);
    assert_eq!(clerk.post("/office/money/payouts", &[]).await.status, 303);
    let (again, amount) = newest(&s.shop).await;
    assert_eq!(amount, 306_500 - 95_500);
    assert!(file().await.contains(&format!("P{again}\"")), "{}", file().await);
    let paid = format!("/office/money/payouts/{again}/paid");
    assert_eq!(clerk.post(&paid, &[("reference", "FT2")]).await.status, 303);
    sound(&s.shop).await;
}

/// Its household has changed its account, or the office has given it to the household whose it is.
#[actix_web::test]
async fn a_payout_to_an_account_that_is_its_households_no_more_is_not_sent() {
    let s = setting().await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let file = async || clerk.get("/office/money/payouts.csv").await.body;
    let moves = async |account: &str| {
        let mut conn = s.shop.conn().await;
        bank_account::set(&mut conn, Some(s.producer), "970436", account, "TRAN VAN BEN").await.unwrap();
    };
    make(&s.shop, today()).await;
    let (id, _) = newest(&s.shop).await;
    let url = format!("/office/money/payouts/{id}");
    assert_eq!(clerk.get(&url).await.attributes(".qr img", "src").len(), 1);
    assert!(file().await.contains(&format!("P{id}\"")), "{}", file().await);
    moves("1023456789").await;
    let page = clerk.get(&url).await;
    assert!(page.words().contains("Đừng chuyển vào đó"), "{}", page.words());
    assert!(page.attributes(".qr img", "src").is_empty(), "there is nothing to scan");
    assert!(clerk.get("/office/money/payouts").await.words().contains("Đừng chuyển, phải lập lại"));
    assert!(!file().await.contains(&format!("P{id}\"")), "{}", file().await);
    assert_eq!(clerk.submit(&page, &format!("{url}/undo"), &[("undo_note", "đổi tài khoản")]).await.status, 303);
    assert_eq!(clerk.post("/office/money/payouts", &[]).await.status, 303);
    let (again, _) = newest(&s.shop).await;
    assert_ne!(again, id);
    assert!(file().await.contains("\"1023456789\""), "{}", file().await);
    // What had been sent before is noted all the same.
    moves("1023456790").await;
    let url = format!("/office/money/payouts/{again}");
    let page = clerk.get(&url).await;
    assert_eq!(clerk.submit(&page, &format!("{url}/paid"), &[("reference", "FT9")]).await.status, 303);
    let page = clerk.get("/office/money/payouts").await;
    assert!(!page.words().contains("Đừng chuyển"), "{}", page.words());
    sound(&s.shop).await;
}

/// A payout that the bank had sent could not be noted any more, and undone it was paid twice.
#[actix_web::test]
async fn what_was_sent_before_less_was_owed_is_noted() {
    let s = setting().await;
    let parcel = sold(&s, s.goods, 3, Came::Transfer).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    make(&s.shop, today()).await;
    let (id, _) = newest(&s.shop).await;
    let url = format!("/office/money/payouts/{id}");
    give_back(&s.shop, parcel, Part::Amount(Money::dong(100_000)), "one").await;
    let page = clerk.get(&url).await;
    // It goes past what the books say is owed, so it is asked why.
    let unsaid = clerk.submit(&page, &format!("{url}/paid"), &[("reference", "FT1")]).await;
    assert_eq!((unsaid.status, unsaid.texts("details[open] #w-sent_why").len()), (422, 1), "{}", unsaid.words());
    assert_eq!(unsaid.attributes("#f-reference", "value"), ["FT1"], "what was typed is there");
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM acts WHERE act = 'payout.paid'").await, 0);
    let sent = [("reference", "FT1"), ("sent_why", "Ủy nhiệm chi lập buổi sáng")];
    for _ in 0..2 {
        assert_eq!(clerk.submit(&page, &format!("{url}/paid"), &sent).await.status, 303);
    }
    let said = "SELECT string_agg(concat_ws('|', why, evidence, after ->> 'reference'), ' ') AS word FROM acts WHERE act = 'payout.paid'";
    assert_eq!(word(&s.shop, said).await, "Ủy nhiệm chi lập buổi sáng|bank-reference|FT1");
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM postings WHERE kind = 'payout'").await, 1);
    sound(&s.shop).await;
    // The next one is less by it.
    sold(&s, s.goods, 3, Came::Transfer).await;
    run(&s.shop, "UPDATE payout_batches SET day = day - 1").await;
    assert_eq!(make(&s.shop, today()).await, 1);
    assert_eq!(newest(&s.shop).await.1, 306_500 - 95_500);
    sound(&s.shop).await;
}

#[actix_web::test]
async fn a_household_without_an_account_is_given_one() {
    let s = setting().await;
    run(&s.shop, "UPDATE bank_accounts SET ended_at = now()").await;
    sold(&s, s.goods, 3, Came::Transfer).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let page = clerk.get("/office/money/payouts").await;
    assert!(page.words().contains("Chưa có tài khoản"), "{}", page.words());
    let url = page.attributes("a[href^='/office/money/households/']", "href").remove(0);
    let page = clerk.get(&url).await;
    let why = ("why", "Hộ gọi nhờ ghi");
    let typed = [("bank", "Ngân hàng Mặt Trăng"), ("number", "12"), ("holder", "Trần Văn Bền"), why];
    let wrong = clerk.submit(&page, &url, &typed).await;
    assert_eq!((wrong.status, wrong.texts(".why").len()), (422, 2), "{}", wrong.words());
    assert_eq!(wrong.attributes("#f-holder", "value"), ["Trần Văn Bền"], "what was typed stays");
    let typed = [("bank", "agribank"), ("number", "2700 2051 12233"), ("holder", "Trần Văn Bền"), why];
    assert_eq!(clerk.submit(&page, &url, &typed).await.status, 303);
    assert_eq!(make(&s.shop, today()).await, 1);
    assert!(clerk.get("/office/money/payouts.csv").await.body.contains("\"2700205112233\",\"TRAN VAN BEN\""));
}

#[actix_web::test]
async fn a_refund_is_made_once_and_noted_as_done() {
    let s = setting().await;
    let placed = order(&s.shop, &[(s.goods, 3)]).await;
    pay_order(&s.shop, &placed).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let url = format!("/office/orders/{}/parcels/1/refund", placed.code);
    assert!(clerk.get(&format!("/office/orders/{}", placed.code)).await.body.contains(&url));
    let page = clerk.get(&url).await;
    let empty = clerk.submit(&page, &url, &[("part", "lines"), ("reason", "")]).await;
    assert_eq!((empty.status, empty.texts(".why").len()), (422, 2), "{}", empty.words());
    let much = clerk.submit(&page, &url, &[("part", "amount"), ("amount", "900k"), ("reason", "dập nát")]).await;
    assert_eq!(much.status, 409);
    assert!(much.texts("#w-amount")[0].contains("nhiều hơn phần còn lại"), "{}", much.words());
    let none = [("part", "amount"), ("amount", "10k"), ("reason", "dập nát"), ("way", "mail")];
    assert_eq!(clerk.submit(&page, &url, &none).await.texts("#way-why").len(), 1, "each beside its field");
    assert_eq!(much.attributes("#f-reason", "value"), ["dập nát"]);
    let line = page.attributes("input[name^='qty-']", "name").remove(0);
    let fields = [("part", "lines"), (line.as_str(), "2"), ("reason", "dập nát")];
    let (a, b) = futures_util::join!(clerk.submit(&page, &url, &fields), clerk.submit(&page, &url, &fields));
    assert_eq!((a.status, b.status), (303, 303));
    assert_eq!(a.location(), b.location());
    assert_eq!(number(&s.shop, "SELECT sum(amount)::bigint AS n FROM refunds").await, 200_000);
    let member = s.shop.signed_in(build::member(&s.shop, s.producer).await).await;
    let underway = member.get("/sell/money").await.words();
    let left = number(&s.shop, "SELECT sum(total)::bigint - 200000 AS n FROM parcels").await;
    let left = Money::dong(left).to_string();
    let left = left.trim_end_matches("\u{a0}₫");
    assert!(underway.contains(&format!("Người mua đã trả {left}")), "without what goes back: {left} {underway}");

    let at = a.location().unwrap();
    let refund = clerk.get(&at).await;
    assert!(refund.words().contains("Chưa biết tài khoản"), "{}", refund.words());
    let account = format!("{at}/account");
    let typed = [("bank", "Vietcombank"), ("number", "1023456789"), ("holder", "Nguyễn Thu Hà"), ("why", "Khách gọi")];
    assert_eq!(clerk.submit(&refund, &account, &typed).await.status, 303);
    let refund = clerk.get(&at).await;
    assert_eq!(refund.attributes(".qr img", "src").len(), 1);
    let done = format!("{at}/done");
    assert_eq!(clerk.submit(&refund, &done, &[("proof", "")]).await.status, 422);
    for _ in 0..2 {
        assert_eq!(clerk.submit(&refund, &done, &[("proof", "FT9")]).await.status, 303);
    }
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM postings WHERE kind = 'refund_done'").await, 1);
    assert_eq!(clerk.submit(&refund, &account, &typed).await.status, 409, "it is done");
    sound(&s.shop).await;
}

#[actix_web::test]
async fn a_refund_that_a_card_would_not_take_is_tried_again_or_transferred() {
    let s = setting().await;
    let scene = scene(&s).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let at = format!("/office/money/refunds/{}", scene.refunds[2]);
    let retry = format!("{at}/retry");
    for _ in 0..2 {
        assert_eq!(clerk.post(&retry, &[]).await.status, 303);
    }
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM jobs WHERE kind = 'send_refund'").await, 1);
    let typed = [
        ("bank", "Vietcombank"),
        ("number", "1023456789"),
        ("holder", "Nguyễn Thu Hà"),
        ("why", "Khách gọi từ số đặt"),
    ];
    let unsaid = clerk.post(&format!("{at}/account"), &typed[..3]).await;
    assert_eq!((unsaid.status, unsaid.texts("#f-account-why-why").len()), (422, 1), "{}", unsaid.words());
    assert_eq!(unsaid.attributes("#f-number", "value"), ["1023456789"], "what was typed is there");
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM acts WHERE act = 'refund.account'").await, 0);
    assert_eq!(clerk.post(&format!("{at}/account"), &typed).await.status, 303);
    assert_eq!(word(&s.shop, "SELECT why AS word FROM acts WHERE act = 'refund.account'").await, "Khách gọi từ số đặt");
    assert!(clerk.get(&at).await.words().contains("Chuyển khoản cho người mua"));
}

#[actix_web::test]
async fn cash_is_noted_and_the_day_adds_up() {
    let s = setting().await;
    let scene = scene(&s).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let page = clerk.get("/office/money/cash").await;
    let action = format!("/office/money/cash/{}", scene.cash);
    for _ in 0..2 {
        assert_eq!(clerk.submit(&page, &action, &[]).await.status, 303);
    }
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM postings WHERE kind = 'remitted'").await, 1);
    assert_eq!(number(&s.shop, "SELECT sum(amount)::bigint AS n FROM entries WHERE account = 'with_carrier'").await, 0);
    let netted = number(
        &s.shop,
        "SELECT min(y.id) AS n FROM payments y JOIN entries e ON e.parcel_id = y.parcel_id AND e.account = 'with_household' \
         JOIN payout_entries c ON c.entry_id = e.id WHERE y.state = 'collected'",
    )
    .await;
    let refused = clerk.post(&format!("/office/money/cash/{netted}"), &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.words().contains("đã trừ vào tiền trả"), "{}", refused.words());
    // Booked by Postgres' clock.
    let today = market::kernel::clock::in_vietnam(chrono::Utc::now()).date_naive();
    let day = clerk.get(&format!("/office/money/cash?day={today}")).await.words();
    let came = number(
        &s.shop,
        "SELECT sum(received)::bigint AS n FROM payments WHERE state IN ('paid', 'collected', 'remitted')",
    )
    .await;
    assert!(day.contains(&Money::dong(came).to_string().replace('\u{a0}', " ")), "{came}: {day}");
    assert!(day.contains("Bên giao hàng nộp (1)120.000"), "{day}");
    sound(&s.shop).await;
}

#[actix_web::test]
async fn a_carriers_cash_is_for_the_market_only_where_the_market_is_paid() {
    let s = setting().await;
    let seller = s.shop.signed_in(build::member(&s.shop, s.producer).await).await;
    for (settlement, carried) in [("operator", true), ("direct", false)] {
        let placed = order(&s.shop, &[(s.goods, 1)]).await;
        run(&s.shop, &format!("UPDATE orders SET settlement = '{settlement}' WHERE code = '{}'", placed.code)).await;
        deliver(&s.shop, placed.parcels[0].id).await;
        let here = format!("/sell/parcels/{}", placed.parcels[0].code);
        let page = seller.get(&here).await;
        assert_eq!(page.body.contains(r#"name="with" value="carrier""#), carried, "{settlement}");
        // An old page, or an address that was typed.
        let pressed = seller.post(&format!("{here}/cash"), &[("with", "carrier"), ("back", &here)]).await;
        assert_eq!(pressed.status, if carried { 303 } else { 409 }, "{settlement}: {}", pressed.words());
        assert_eq!(pressed.words().contains("không nộp tiền về chợ"), !carried, "{settlement}");
        let own = seller.post(&format!("{here}/cash"), &[("back", &here)]).await;
        assert_eq!(own.status, 303, "{settlement}");
    }
    let held = |with: &str| format!("SELECT count(*) AS n FROM payments WHERE cash_with = '{with}'");
    assert_eq!((number(&s.shop, &held("carrier")).await, number(&s.shop, &held("household")).await), (1, 1));
    // The household's own cash is not handed to the market either.
    let cash = number(&s.shop, "SELECT id AS n FROM payments WHERE cash_with = 'household'").await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let refused = clerk.post(&format!("/office/money/cash/{cash}"), &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.words().contains("tiền mặt là của nhà nông"), "{}", refused.words());
    sound(&s.shop).await;
}

#[actix_web::test]
async fn a_year_that_no_book_has_is_no_error() {
    let s = setting().await;
    let clerk = s.shop.signed_in(s.clerk).await;
    for year in ["-9999", "-262143", "1999", "2101", "+99999"] {
        for (path, status) in [
            (format!("/office/money/cash?day={year}-01-01"), 200),
            (format!("/office/money/batches/{year}-01-01"), 404),
            (format!("/office/money/reports?month={year}-01"), 200),
        ] {
            let path = path.replace('+', "%2B");
            assert_eq!(clerk.get(&path).await.status, status, "{path}");
        }
    }
    let code = order(&s.shop, &[(s.goods, 1)]).await.code;
    let account = number(&s.shop, "SELECT id AS n FROM bank_accounts").await.to_string();
    let typed =
        |at| [("order", code.as_str()), ("token", "t1"), ("amount", "1"), ("account", account.as_str()), ("at", at)];
    for (at, status) in [("-9999-01-01T00:00", 422), ("2026-11-23T08:00", 200)] {
        let looked = clerk.post("/office/money/received", &typed(at)).await;
        assert_eq!(looked.status, status, "{at}: {}", looked.words());
    }
}
