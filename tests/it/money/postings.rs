//! Postings by hand: looked at twice, written once, never changed, reversed once; who may not, cannot.

use super::super::buyer::{execute, number, sound, text};
use super::super::support::{self, TestShop, build};
use super::support::{balance, balanced};

const NEW: &str = "/office/money/postings/new";

/// A shop by the clock of tests, a household and a treasurer.
async fn scene() -> (TestShop, i64, support::Client) {
    let shop = support::shop().await;
    let house = build::producer(&shop, "Bà Lụa").await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    (shop, house.0, clerk)
}

#[actix_web::test]
async fn a_posting_is_looked_at_twice_written_once_and_reversed_once() {
    let (shop, house, clerk) = scene().await;
    let form = clerk.get(NEW).await;
    assert_eq!(form.status, 200);
    let house = house.to_string();
    let fields = [
        ("debit", "adjustment"),
        ("credit", "payable"),
        ("household", house.as_str()),
        ("amount", "120k"),
        ("memo", "Bù hàng <hỏng> lúc giao"),
    ];
    let look = clerk.submit(&form, NEW, &fields).await;
    assert_eq!(look.status, 200, "{}", look.words());
    for part in ["Xem lại trước khi ghi", "120.000 ₫", "Bà Lụa", "Điều chỉnh", "Phải trả tiền hàng", "<hỏng>"]
    {
        assert!(look.words().contains(part), "{part}: {}", look.words());
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM postings").await, 0, "looking writes nothing");
    let (one, two) = futures_util::join!(clerk.submit(&look, NEW, &[]), clerk.submit(&look, NEW, &[]));
    assert_eq!((one.status, two.status), (303, 303), "{}", one.words());
    assert_eq!(clerk.submit(&look, NEW, &[]).await.status, 303, "the same form again");
    assert_eq!((balance(&shop, "payable").await, balance(&shop, "adjustment").await), (-120_000, 120_000));
    assert_eq!(number(&shop, "SELECT count(*) FROM postings WHERE by_account IS NOT NULL").await, 1);
    let list = clerk.get("/office/money/postings").await;
    assert!(list.words().contains("Bù hàng <hỏng> lúc giao") && list.words().contains("Bà Lụa"), "{}", list.words());
    let id = number(&shop, "SELECT id FROM postings").await;
    let reversal = format!("/office/money/postings/{id}/reversal");
    assert_eq!(clerk.post(&reversal, &[("memo", "")]).await.status, 422);
    let (one, two) =
        futures_util::join!(clerk.post(&reversal, &[("memo", "nhầm nhà")]), clerk.post(&reversal, &[("memo", "nhầm")]));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!((balance(&shop, "payable").await, balance(&shop, "adjustment").await), (0, 0));
    let back = number(&shop, "SELECT max(id) FROM postings").await;
    let refused = clerk.post(&format!("/office/money/postings/{back}/reversal"), &[("memo", "x")]).await;
    assert_eq!(refused.status, 409, "a reversal is not reversed");
    let list = clerk.get("/office/money/postings").await;
    assert!(list.words().contains(&format!("Ghi đảo bút toán {id}")) && list.words().contains("Đã ghi đảo"));
    assert!(list.attributes("main form", "action").is_empty(), "nothing is left to reverse");
    balanced(&shop).await;
    sound(&shop).await;
}

#[actix_web::test]
async fn what_cannot_be_is_refused_beside_its_field_and_writes_nothing() {
    let (shop, _, clerk) = scene().await;
    let form = clerk.get(NEW).await;
    let good = [("debit", "bank"), ("credit", "adjustment"), ("amount", "50000"), ("memo", "lãi tiền gửi")];
    for (name, value, beside) in [
        ("debit", "", "debit"),
        ("debit", "held", "debit"),
        ("debit", "unmatched", "debit"),
        ("credit", "refunds_due", "credit"),
        ("credit", "with_household", "credit"),
        ("credit", "bank", "credit"),
        ("credit", "BANK'; --", "credit"),
        ("credit", "payable", "household"),
        ("amount", "0", "amount"),
        ("amount", "-5", "amount"),
        ("amount", "5 USD", "amount"),
        ("amount", "1e9", "amount"),
        ("amount", "100.000.000.001", "amount"),
        ("amount", "99999999999999999999", "amount"),
        ("day", "2099-01-01", "day"),
        ("day", "1999-01-01", "day"),
        ("day", "+262143-01-01", "day"),
        ("day", "mai", "day"),
        ("memo", "  ", "memo"),
        ("memo", &"ố".repeat(201), "memo"),
        ("token", "", "amount"),
        ("token", &"x".repeat(65), "amount"),
    ] {
        for step in ["look", "write"] {
            let mut fields = good.to_vec();
            fields.retain(|(field, _)| *field != name);
            fields.extend([(name, value), ("step", step)]);
            let answer = clerk.submit(&form, NEW, &fields).await;
            assert_eq!(answer.status, 422, "{name}={value} {step}: {}", answer.words());
            assert_eq!(answer.texts(&format!("#w-{beside}")).len(), 1, "{name}={value}: {}", answer.words());
        }
    }
    // A household that is not there.
    let foreign = [("debit", "payable"), ("credit", "bank"), ("household", "999999"), ("amount", "5k"), ("memo", "x")];
    let answer = clerk.submit(&form, NEW, &[&foreign[..], &[("step", "write")]].concat()).await;
    assert_eq!((answer.status, answer.texts("#w-household").len()), (422, 1), "{}", answer.words());
    assert_eq!(number(&shop, "SELECT count(*) FROM postings").await, 0);
    // What the machine booked is not reversed by hand.
    execute(&shop, "INSERT INTO postings (key, kind) VALUES ('paid:1', 'paid')").await;
    let id = number(&shop, "SELECT id FROM postings").await;
    for path in [id.to_string(), "999".to_owned(), "99999999999999999999".to_owned()] {
        let answer = clerk.post(&format!("/office/money/postings/{path}/reversal"), &[("memo", "x")]).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(text(&shop, "SELECT string_agg(kind, ' ') FROM postings").await, "paid");
}

#[actix_web::test]
async fn the_list_goes_on_and_only_a_treasurer_gets_here() {
    let (shop, house, clerk) = scene().await;
    execute(
        &shop,
        "WITH p AS (INSERT INTO postings (key, kind, memo) SELECT 'manual:' || n, 'manual', 'so ' || n \
                    FROM generate_series(1, 60) n RETURNING id) \
         INSERT INTO entries (posting_id, account, amount) \
         SELECT id, 'bank', 5 FROM p UNION ALL SELECT id, 'adjustment', -5 FROM p",
    )
    .await;
    let first = clerk.get("/office/money/postings").await;
    let next = first.attributes("a[rel=next]", "href").pop().unwrap();
    let second = clerk.get(&next).await;
    assert_eq!(first.texts("tbody tr").len() + second.texts("tbody tr").len(), 60);
    assert!(second.attributes("a[rel=next]", "href").is_empty());
    let guest = shop.guest();
    assert_eq!(guest.get("/office/money/postings").await.status, 303);
    let member = shop.signed_in(build::member(&shop, market::kernel::ids::ProducerId(house)).await).await;
    for role in ["moderator", "promoter"] {
        let account = build::clerk(&shop).await;
        execute(&shop, &format!("UPDATE clerks SET role = '{role}' WHERE account_id = {account}")).await;
        let clerk = shop.signed_in(account).await;
        for client in [&clerk, &member] {
            assert_eq!(client.get("/office/money/postings").await.status, 403, "{role}");
            assert_eq!(client.get(NEW).await.status, 403, "{role}");
            assert_eq!(client.post(NEW, &[("step", "write")]).await.status, 403, "{role}");
            assert_eq!(client.post("/office/money/postings/1/reversal", &[("memo", "x")]).await.status, 403, "{role}");
        }
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM postings").await, 60);
}
