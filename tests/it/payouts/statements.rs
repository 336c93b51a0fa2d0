//! The statement of a payout adds up, line by line.

use market::kernel::lang::Lang;
use market::payments::refund::Part;
use market::payouts::statement::{self, Sums};
use market::payouts::{queries, report};
use market::platform::sheet;

use super::*;

fn dong(amount: i64) -> Money {
    Money::dong(amount)
}

#[actix_web::test]
async fn a_statement_says_what_was_taken_off_and_adds_up() {
    let s = setting().await;
    let big = sold(&s, s.goods, 3, Came::Transfer).await;
    sold(&s, s.goods, 1, Came::Cash).await;
    give_back(&s.shop, big, Part::Amount(dong(100_000)), "one").await;
    make(&s.shop, today()).await;
    let (id, amount) = newest(&s.shop).await;
    let mut conn = s.shop.conn().await;
    let payout = queries::load(&mut conn, id).await.unwrap();
    let told = statement::load(&mut conn, payout).await.unwrap();
    assert_eq!(told.lines.len(), 2);
    let line = &told.lines[0].line;
    let taken = [line.goods, line.delivery, line.commission, line.tax, line.refunded, line.cash, line.net];
    assert_eq!(taken, [300_000, 20_000, -6_000, -3_000, -100_000, 0, 211_000].map(dong));
    assert_eq!(line.what_vi, "3 × Cá thính trắm (hũ 1 kg)");
    let line = &told.lines[1].line;
    let taken = [line.goods, line.delivery, line.commission, line.tax, line.refunded, line.cash, line.net];
    assert_eq!(taken, [100_000, 20_000, -3_000, -1_500, 0, -120_000, -4_500].map(dong));
    let Sums { goods, delivery, commission, tax, refunded, cash, net } = told.sums;
    assert_eq!(goods + delivery + commission + tax + refunded + cash, net);
    assert_eq!(net, dong(amount));
    for lang in [Lang::Vi, Lang::En] {
        assert!(!sheet::write(&told.sheet(lang)).unwrap().is_empty());
    }

    let first = market::kernel::clock::in_vietnam(chrono::Utc::now()).format("%Y-%m-01").to_string().parse().unwrap();
    let month = report::load(&mut conn, first).await.unwrap();
    assert_eq!(month.rows.len(), 1);
    let sums = month.sums;
    assert_eq!(
        [sums.revenue, sums.refunded, sums.commission, sums.vat, sums.pit],
        [400_000, 100_000, 9_000, 3_000, 1_500].map(dong)
    );
}
