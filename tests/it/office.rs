//! The trade office's desk: finds an order by whatever the caller says, and gives up no job for good.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::support::{self, build, placed};

#[actix_web::test]
async fn an_order_is_found_by_code_phone_or_name_without_accents() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let other = build::producer(&shop, "HTX Ven Lô").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let pomelo = build::goods(&shop, other, "Bưởi soi bãi", 35_000, 10).await;
    let order = placed::order(&shop, &[(jar, 1), (pomelo, 2)], "carrier").await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let lower = order.code.to_lowercase();
    let all = ["", "0912345678", "+84 912 345 678", "nguyen thu", "THU HÀ", &order.code, &lower];
    for q in all {
        let page = clerk.get(&format!("/office/orders?q={}", url_encoded(q))).await;
        assert!(page.body.contains(&format!("/office/orders/{}", order.code)), "{q:?}: {}", page.words());
    }
    for q in ["0912345679", "nguyen van", "LT9999999", "%", "'; drop table orders --"] {
        let page = clerk.get(&format!("/office/orders?q={}", url_encoded(q))).await;
        assert_eq!(page.status, 200);
        let shown = page.body.contains(&format!("/office/orders/{}", order.code));
        // A lone wildcard folds to nothing, which finds everything.
        assert_eq!(shown, q == "%", "{q:?}");
    }
    assert!(!clerk.get("/office/orders?state=delivered").await.body.contains(&order.code));
    assert!(clerk.get("/office/orders?state=placed").await.body.contains(&order.code));

    let page = clerk.get(&format!("/office/orders/{}", order.code)).await;
    for word in
        ["Cá thính Bà Lụa", "HTX Ven Lô", "Nguyễn Thu Hà", "0912 345 678", "208.000", "Chưa thu", "Người mua đặt hàng"]
    {
        assert!(page.words().contains(word), "{word}: {}", page.words());
    }
    assert!(page.attributes("main form", "action").is_empty(), "an order is only read here");
    assert_eq!(clerk.get("/office/orders/LT9999999").await.status, 404);
}

fn url_encoded(text: &str) -> String {
    reqwest::Url::parse_with_params("http://x/", [("q", text)]).unwrap().query().unwrap()[2..].to_owned()
}

#[actix_web::test]
async fn the_overview_counts_what_waits_and_a_dead_letter_can_be_sent_again() {
    let shop = support::shop().await;
    let producer = build::producer(&shop, "Cá thính Bà Lụa").await;
    let jar = build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let order = placed::order(&shop, &[(jar, 1)], "carrier").await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    shop.work_off().await;
    let mut conn = shop.conn().await;
    for statement in [
        "UPDATE parcels SET state_since = now() - interval '25 hours'",
        "INSERT INTO certificates (producer_id, kind, label, number, issued_on, expires_on, checked_at) \
         SELECT id, 'ocop', 'OCOP 3 sao', 'S1', '2020-01-01', '2023-01-01', now() FROM producers",
        "INSERT INTO jobs (kind, payload, dead_at, attempts, last_error) VALUES ('sweep', '{}', now(), 8, 'no <luck>')",
    ] {
        diesel::sql_query(statement).execute(&mut conn).await.unwrap();
    }
    let page = clerk.get("/office").await;
    let numbers = page.texts(".tally b");
    assert_eq!(numbers, ["1"; 5], "{}", page.words());
    assert!(page.words().contains(&order.code), "{}", page.words());
    let list = clerk.get("/office/producers").await;
    assert!(list.words().contains("1 hết hạn"), "{}", list.words());
    assert!(clerk.get("/office/producers?q=ba+lua").await.body.contains("Cá thính Bà Lụa"));
    assert!(!clerk.get("/office/producers?q=khong+co").await.body.contains("Cá thính Bà Lụa"));

    let jobs = clerk.get("/office/jobs").await;
    assert!(jobs.words().contains("no <luck>"), "{}", jobs.words());
    let action = jobs.attributes("form[action^='/office/jobs/']", "action");
    assert_eq!(clerk.submit(&jobs, &action[0], &[]).await.status, 303);
    assert_eq!(clerk.post(&action[0], &[]).await.status, 404, "it is dead no more");
    shop.work_off().await;
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let left: Count =
        diesel::sql_query("SELECT count(*) AS n FROM jobs WHERE kind = 'sweep'").get_result(&mut conn).await.unwrap();
    assert_eq!(left.n, 0, "the job was done");
}
