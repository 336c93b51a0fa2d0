//! Rates that are dated: added, tried, taken back; and the month's report of what they came to.

use super::*;

#[actix_web::test]
async fn rates_are_added_and_never_changed() {
    let s = setting().await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let here = "/office/money/settings";
    let commission = "/office/money/settings/commission";
    let page = clerk.get(here).await;
    assert_eq!(page.texts(".wide caption"), ["Hoa hồng", "Thuế khấu trừ"], "wider than half a page");
    let rate = async |bp: &str, from: &str, why: &str| {
        clerk.submit(&page, commission, &[("bp", bp), ("from_day", from), ("why", why)]).await
    };
    let past = rate("3", "2026-11-22", "Họp").await;
    assert_eq!((past.status, past.texts(".why")), (422, vec!["Ngày bắt đầu phải từ hôm nay trở đi.".to_owned()]));
    assert_eq!(rate("3", "2046-11-22", "Họp").await.status, 422, "nobody remembers it by then");
    let odd = rate("31", "2036-11-01", "Họp").await;
    assert_eq!((odd.status, odd.attributes("#f-bp", "value")), (422, vec!["31".to_owned()]));
    assert_eq!(odd.texts(".why"), ["Hoa hồng nhiều nhất 30 %."], "how much is too much");
    assert_eq!(rate("2,5", "2036-11-01", " ").await.status, 422, "never without a reason");
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM acts WHERE act LIKE 'settings.%'").await, 0);
    assert_eq!(rate("2,5", "2036-11-01", "Nghị quyết 5").await.status, 303);
    assert_eq!(rate("3", "2036-11-01", "Nghị quyết 6").await.status, 409, "two from one day on");
    let kept = "SELECT bp::bigint AS n FROM commission_rates WHERE from_day = '2036-11-01' AND why = 'Nghị quyết 5'";
    assert_eq!(number(&s.shop, kept).await, 250);
    let why = "SELECT count(*) AS n FROM acts WHERE act = 'settings.commission' AND why = 'Nghị quyết 5'";
    assert_eq!(number(&s.shop, why).await, 1);
    let tax = [
        ("vat_bp", "1"),
        ("pit_bp", "0,5"),
        ("from_day", "2036-11-01"),
        ("source", "Nghị định 300/2026"),
        ("why", "Luật mới"),
    ];
    let tax_url = "/office/money/settings/tax";
    assert_eq!(clerk.submit(&page, tax_url, &tax).await.status, 303);
    assert_eq!(clerk.submit(&page, tax_url, &tax).await.status, 409);
    assert_eq!(clerk.post(tax_url, &[("tax_class", "gold")]).await.status, 422);

    let account =
        [("bank", "BIDV"), ("number", "21510001234567"), ("holder", "Phòng Kinh tế"), ("why", "Mở tài khoản riêng")];
    assert_eq!(clerk.submit(&page, "/office/money/settings/account", &account).await.status, 303);
    let why = "SELECT count(*) AS n FROM acts WHERE act = 'settings.account' AND why = 'Mở tài khoản riêng'";
    assert_eq!(number(&s.shop, why).await, 1);
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM bank_accounts WHERE producer_id IS NULL").await, 1);
}

#[actix_web::test]
async fn a_rate_that_has_not_begun_is_tried_and_taken_back() {
    let s = setting().await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let here = "/office/money/settings";
    let page = clerk.get(here).await;
    let rate = [("bp", "2,5"), ("from_day", "2036-11-01"), ("why", "Nghị quyết 5")];
    assert_eq!(clerk.submit(&page, "/office/money/settings/commission", &rate).await.status, 303);
    let category = number(&s.shop, "SELECT min(category_id) AS n FROM products").await;
    let tried = async |class: &str, sum: &str, day: &str| {
        let query = format!("category={category}&tax_class={class}&status=household&sum={sum}&day={day}");
        clerk.get(&format!("{here}?{query}")).await
    };
    let now = number(
        &s.shop,
        "SELECT bp::bigint AS n FROM commission_rates WHERE category_id IS NULL AND from_day < '2036-01-01' ORDER BY from_day DESC LIMIT 1",
    )
    .await;
    for (day, bp) in [("2036-10-31", now), ("2036-11-01", 250)] {
        let page = tried("processed", "1.000.000", day).await;
        assert_eq!(page.status, 200, "{}", page.words());
        let sum = Money::dong(1_000_000 * bp / 10_000).to_string().replace('\u{a0}', " ");
        assert_eq!(page.texts("[role=status] dd").into_iter().next(), Some(sum), "{day}: {}", page.words());
    }
    for (class, sum, day) in [("gold", "1", "2036-11-01"), ("resale", "x", "2036-11-01"), ("resale", "1", "mai")] {
        assert_eq!(tried(class, sum, day).await.status, 422, "{class} {sum} {day}");
    }
    // What was held back then, not what is now.
    let since = "INSERT INTO rule_changes (name, follows, value, from_day, why, made_by, applied_at) \
                 SELECT 'withholding', 0, 1, '2026-11-20', 'Luật mới', id, now() FROM accounts ORDER BY id LIMIT 1";
    run(&s.shop, since).await;
    run(&s.shop, "UPDATE money_settings SET withholding = true").await;
    for (day, none) in [("2026-11-19", true), ("2026-11-20", false), ("2036-11-01", false)] {
        let page = tried("processed", "1.000.000", day).await;
        assert_eq!(page.words().contains("Ngày ấy chợ không khấu trừ thuế"), none, "{day}: {}", page.words());
    }

    let page = clerk.get(here).await;
    let back = page.attributes("form[action$='/back']", "action");
    assert_eq!(back.len(), 1, "only what has not begun: {back:?}");
    let silent = clerk.submit(&page, &back[0], &[]).await;
    assert_eq!((silent.status, silent.texts(".why").len()), (422, 1), "{}", silent.words());
    let why = [("why", "Gõ nhầm")];
    let (a, b) = tokio::join!(clerk.submit(&page, &back[0], &why), clerk.submit(&page, &back[0], &why));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(number(&s.shop, "SELECT count(*) AS n FROM commission_rates WHERE from_day = '2036-11-01'").await, 0);
    let logged = "SELECT count(*) AS n FROM acts WHERE act = 'settings.commission-back' AND why = 'Gõ nhầm' AND before ->> 'bp' = '250'";
    assert_eq!(number(&s.shop, logged).await, 1, "what it said stays in the log");
    // What has begun stays as it is, whoever asks.
    let first = number(&s.shop, "SELECT min(id) AS n FROM commission_rates").await;
    let begun = clerk.post(&format!("{here}/commission/{first}/back"), &why).await;
    assert_eq!(begun.status, 409, "{}", begun.words());
    for change in ["UPDATE commission_rates SET bp = 1", "UPDATE tax_rates SET vat_bp = 1"] {
        let tried = diesel::sql_query(change).execute(&mut *s.shop.conn().await).await;
        assert!(tried.is_err(), "{change}");
    }
}

#[actix_web::test]
async fn the_months_report_is_what_the_books_say() {
    let s = setting().await;
    scene(&s).await;
    let clerk = s.shop.signed_in(s.clerk).await;
    // Booked by Postgres' clock.
    let month = market::kernel::clock::in_vietnam(chrono::Utc::now()).format("%Y-%m").to_string();
    let words = clerk.get(&format!("/office/money/reports?month={month}")).await.words();
    for account in ["commission", "vat", "pit"] {
        let sum =
            number(&s.shop, &format!("SELECT -sum(amount)::bigint AS n FROM entries WHERE account = '{account}'"))
                .await;
        let shown = Money::dong(sum).to_string().replace('\u{a0}', " ");
        assert!(words.contains(&shown), "{account} {shown}: {words}");
    }
    let file = clerk.get(&format!("/office/money/reports/{month}.xlsx")).await;
    assert_eq!(file.status, 200);
    assert_eq!(clerk.get("/office/money/reports/2026-13.xlsx").await.status, 404);
}

#[actix_web::test]
async fn a_higher_commission_begins_in_twenty_days_and_its_households_are_told() {
    let s = setting().await;
    let clerk = s.shop.signed_in(s.clerk).await;
    let (other, _) = household(&s.shop, "HTX Ven Lô").await;
    let category = number(&s.shop, "SELECT min(category_id) AS n FROM products").await.to_string();
    let sql = format!("UPDATE products SET state = 'draft' WHERE producer_id = {other}");
    diesel::sql_query(sql).execute(&mut *s.shop.conn().await).await.unwrap();
    diesel::sql_query("UPDATE producers SET approved_at = now() WHERE approved_at IS NULL")
        .execute(&mut *s.shop.conn().await)
        .await
        .unwrap();
    let page = clerk.get("/office/money/settings").await;
    let rate = async |bp: &str, day: &str| {
        let fields = [("bp", bp), ("from_day", day), ("why", "Họp"), ("category", category.as_str())];
        clerk.submit(&page, "/office/money/settings/commission", &fields).await
    };
    let soon = rate("9", "2026-12-12").await;
    assert_eq!(soon.status, 422, "{}", soon.words());
    assert!(soon.texts(".why").concat().contains("20 ngày"), "{}", soon.words());
    assert_eq!(rate("9", "2026-12-13").await.status, 303);
    s.shop.work_off().await;
    let told = "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'money-sms-rise:%'";
    assert_eq!(number(&s.shop, told).await, 1, "who sells in it, once");
    let says = format!("{told} AND recipient = (SELECT phone FROM producers WHERE id = {})", s.producer);
    let says = format!("{says} AND body LIKE '%13/12/2026%9 %'");
    assert_eq!(number(&s.shop, &says).await, 1);
    // Less may be kept from today on, and nobody needs to be told.
    assert_eq!(rate("0", "2026-11-23").await.status, 303);
    s.shop.work_off().await;
    assert_eq!(number(&s.shop, told).await, 1);
}
