//! A suspension that is planned: the notice the terms promise, what the household hears, and that it begins once.

use chrono::Days;
use market::platform::jobs::Job as _;
use market::producers::suspension::{CarryOutSuspensions, earliest};

use super::*;
use crate::support;

struct Scene {
    shop: TestShop,
    owner: Client,
    clerk: Client,
    path: String,
    /// The first day that may be chosen.
    day: String,
}

async fn scene() -> Scene {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Cá thính trắm", 98_000, 10).await;
    let owner = shop.signed_in(build::member(&shop, house).await).await;
    let clerk = shop.signed_in(clerk_as(&shop, "moderator").await).await;
    let path = format!("/office/producers/{}", slug(&shop, house).await);
    let day = earliest(shop.ground.clock.today()).to_string();
    shop.work_off().await;
    Scene { shop, owner, clerk, path, day }
}

impl Scene {
    async fn plan(&self) {
        let url = format!("{}/suspension", self.path);
        let planned = self.clerk.post(&url, &[("day", self.day.as_str()), ("plan_why", "Ảnh không đúng hàng")]).await;
        assert_eq!(planned.status, 303, "{}", planned.words());
    }

    async fn take_back(&self) -> Answer {
        self.clerk.post(&format!("{}/suspension/take-back", self.path), &[("back_why", "Đã thay ảnh")]).await
    }

    /// The day that was planned is today.
    async fn day_comes(&self) {
        run(&self.shop, "UPDATE suspension_plans SET planned_on = planned_on - 6, day = day - 6").await;
    }

    async fn minute(&self) {
        CarryOutSuspensions {}.run(self.shop.ground.clone()).await.unwrap();
    }

    async fn states(&self) -> String {
        word(&self.shop, "SELECT coalesce(string_agg(state, ' ' ORDER BY id), '') AS word FROM suspension_plans").await
    }

    async fn on_sale(&self) -> i64 {
        self.shop.work_off().await;
        number(&self.shop, "SELECT count(*) AS n FROM shelf").await
    }

    /// The keys of what the household was told.
    async fn told(&self) -> String {
        let keys = "SELECT coalesce(string_agg(key, ' ' ORDER BY first), '') AS word \
                    FROM (SELECT split_part(dedupe_key, ':', 1) AS key, min(id) AS first FROM messages GROUP BY 1) m";
        word(&self.shop, keys).await
    }
}

#[actix_web::test]
async fn a_household_hears_five_whole_days_before_and_sells_until_then() {
    let s = scene().await;
    let url = format!("{}/suspension", s.path);
    let today = s.shop.ground.clock.today();
    assert_eq!(earliest(today), today + Days::new(6), "five whole days lie between");
    for early in [today + Days::new(5), today, today - Days::new(1)] {
        let early = early.to_string();
        let refused = s.clerk.post(&url, &[("day", early.as_str()), ("plan_why", "Ảnh mờ")]).await;
        assert_eq!(refused.status, 422, "{early}");
        assert_eq!(refused.texts("#f-day-why"), ["Sớm quá: nhà phải được báo trước ít nhất 5 ngày trọn."]);
        assert_eq!(refused.attributes("#f-day", "value"), [early]);
        assert!(refused.words().contains("Ảnh mờ"), "what was typed is kept");
    }
    for missing in [[("day", ""), ("plan_why", "Ảnh mờ")], [("day", s.day.as_str()), ("plan_why", " ")]] {
        assert_eq!(s.clerk.post(&url, &missing).await.status, 422, "{missing:?}");
    }
    assert_eq!((s.states().await, s.told().await), (String::new(), String::new()), "nothing was written");

    let fresh = s.clerk.get(&s.path).await;
    assert_eq!(fresh.attributes("#f-day", "value"), [s.day.as_str()], "the first day is offered");
    s.plan().await;
    assert_eq!(s.told().await, "household-sms-suspension");
    let sms = word(&s.shop, "SELECT string_agg(body, ' ') AS word FROM messages").await;
    let shown = earliest(today).format("%d/%m/%Y").to_string();
    assert!(sms.contains(&shown) && sms.contains("Ảnh không đúng hàng"), "{sms}");
    for page in ["/sell", "/sell/household"] {
        let words = s.owner.get(page).await.words();
        assert!(
            words.contains(&format!("sẽ ngừng bán từ {shown}")) && words.contains("Ảnh không đúng hàng"),
            "{page}: {words}"
        );
    }
    assert!(s.clerk.get(&s.path).await.words().contains(&format!("Sẽ ngừng bán từ {shown}")));
    s.minute().await;
    assert_eq!((s.on_sale().await, s.states().await), (1, "planned".to_owned()), "its day has not come");
    let again = s.clerk.post(&url, &[("day", s.day.as_str()), ("plan_why", "Lần nữa")]).await;
    assert_eq!(again.status, 409, "one plan at a time");

    let back = format!("{}/suspension/take-back", s.path);
    assert_eq!(s.clerk.post(&back, &[("back_why", " ")]).await.status, 422, "never without a reason");
    assert_eq!(s.take_back().await.status, 303);
    assert_eq!(s.take_back().await.status, 409, "there is none any more");
    assert_eq!(s.told().await, "household-sms-suspension household-sms-suspension-off");
    assert!(!s.owner.get("/sell").await.words().contains("sẽ ngừng bán"));
    s.day_comes().await;
    s.minute().await;
    assert_eq!((s.on_sale().await, s.states().await), (1, "taken_back".to_owned()));
}

#[actix_web::test]
async fn it_begins_on_its_day_once_whoever_carries_it_out() {
    let s = scene().await;
    s.plan().await;
    s.day_comes().await;
    tokio::join!(s.minute(), s.minute(), s.minute());
    s.minute().await;
    assert_eq!((s.on_sale().await, s.states().await), (0, "carried_out".to_owned()));
    assert_eq!(s.told().await, "household-sms-suspension household-sms-suspended");
    let once = "SELECT count(*) AS n FROM messages WHERE dedupe_key LIKE 'household-sms-suspended:%'";
    assert_eq!(number(&s.shop, once).await, 1);
    let acts =
        "SELECT string_agg(concat_ws('|', act, (account_id IS NULL)::text, why), ' ' ORDER BY id) AS word FROM acts";
    let why = "Ảnh không đúng hàng";
    let all = format!("suspension.planned|false|{why} household.suspended|true|{why}");
    assert_eq!(word(&s.shop, acts).await, all);
    assert_eq!(s.take_back().await.status, 409, "it has begun: it is lifted now");
    assert_eq!(s.clerk.post(&format!("{}/lift", s.path), &[("lift_why", "Đã thay ảnh")]).await.status, 303);
    s.minute().await;
    assert_eq!(s.on_sale().await, 1, "a plan that was carried out does not come back");
}

#[actix_web::test]
async fn an_order_that_says_at_once_ends_what_was_planned() {
    let s = scene().await;
    s.plan().await;
    let suspend = format!("{}/suspend", s.path);
    let unnamed = s.clerk.post(&suspend, &[("suspend_why", "Nghi ngộ độc")]).await;
    assert_eq!(unnamed.status, 422, "at once only by an order that is named");
    assert_eq!(unnamed.texts("#f-order-why").len(), 1, "{}", unnamed.words());
    let order = [("suspend_why", "Nghi ngộ độc"), ("order", "QĐ 12 của Chi cục ATTP")];
    assert_eq!(s.clerk.post(&suspend, &order).await.status, 303);
    assert_eq!((s.on_sale().await, s.states().await), (0, "overtaken".to_owned()));
    let sms = word(&s.shop, "SELECT body AS word FROM messages ORDER BY id DESC LIMIT 1").await;
    assert!(sms.contains("Nghi ngộ độc (QĐ 12 của Chi cục ATTP)"), "the household hears which order: {sms}");
    let planned = s.clerk.post(&format!("{}/suspension", s.path), &[("day", s.day.as_str()), ("plan_why", "x")]).await;
    assert_eq!(planned.status, 409, "who is suspended needs no plan");
    assert_eq!(s.clerk.post(&format!("{}/lift", s.path), &[("lift_why", "Kết quả tốt")]).await.status, 303);
    s.day_comes().await;
    s.minute().await;
    assert_eq!(s.on_sale().await, 1, "the plan of before is over");
}

#[actix_web::test]
async fn taken_back_in_the_minute_it_begins_one_of_both_holds() {
    for _ in 0..4 {
        let s = scene().await;
        s.plan().await;
        s.day_comes().await;
        let (answer, ()) = tokio::join!(s.take_back(), s.minute());
        let (sells, state) = (s.on_sale().await, s.states().await);
        let whole = [(303, 1, "taken_back"), (409, 0, "carried_out")];
        assert!(whole.contains(&(answer.status, sells, state.as_str())), "{} {sells} {state}", answer.status);
    }
}

#[actix_web::test]
async fn the_database_gives_no_shorter_notice_and_keeps_one_plan() {
    let s = scene().await;
    let clerk = number(&s.shop, "SELECT account_id AS n FROM clerks").await;
    let insert = |days: i32| {
        format!(
            "INSERT INTO suspension_plans (producer_id, planned_on, day, why, made_by) \
             SELECT id, '2026-11-23', date '2026-11-23' + {days}, 'x', {clerk} FROM producers"
        )
    };
    let wrote = async |sql: String| diesel::sql_query(sql).execute(&mut s.shop.conn().await).await.is_ok();
    assert!(!wrote(insert(5)).await, "five days after is four whole days and a part");
    assert!(wrote(insert(6)).await);
    assert!(!wrote(insert(9)).await, "one at a time");
    let state = |state: &str| format!("UPDATE suspension_plans SET state = '{state}', ended_at = now()");
    assert!(wrote(state("taken_back")).await);
    assert!(!wrote(state("carried_out")).await, "what has ended stays ended so");
}
