//! The demo's two years: everything adds up, and every chart has something to say. Board, monthly report and ledger say the
//! same to the đồng.

use indicatif::ProgressBar;
use market::demo::history;
use market::payments::books;
use market::payouts::report;

use super::{faults, rows};
use crate::buyer::number;
use crate::support::{self, build};

const AT: &str = "/office/reports/monthly";

#[actix_web::test]
async fn two_years_of_orders_add_up_and_say_something() {
    let shop = support::demo_shop().await;
    let begun = std::time::Instant::now();
    history::history(&shop.ground, &ProgressBar::hidden()).await.unwrap();
    eprintln!("two years of orders in {} ms", begun.elapsed().as_millis());
    let mut conn = shop.conn().await;
    let wrong = books::faults(&mut conn).await.unwrap();
    assert!(wrong.is_empty(), "{} faults: {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
    assert_eq!(faults(&shop).await, Vec::<String>::new());
    assert!(history::history(&shop.ground, &ProgressBar::hidden()).await.is_err(), "only once");

    // What papers say that clerks have done stands in the log.
    let unsaid = "SELECT count(*) FROM certificates c WHERE c.checked_at IS NOT NULL AND c.checked_by IS NOT NULL AND NOT EXISTS ( \
                    SELECT FROM acts a WHERE a.act = 'paper.checked' AND a.subject = c.number AND a.account_id = c.checked_by)";
    assert_eq!(number(&shop, unsaid).await, 0);
    let orders = number(&shop, "SELECT count(*) FROM orders").await;
    assert!((2_000..9_000).contains(&orders), "{orders}");
    for (least, sql) in [
        (700, "SELECT count(DISTINCT day) FROM figures"),
        (25, "SELECT count(DISTINCT producer_id) FROM parcels"),
        (45, "SELECT count(DISTINCT product_id) FROM order_lines"),
        (20, "SELECT count(*) FROM parcels WHERE state = 'refused'"),
        (20, "SELECT count(*) FROM parcels WHERE state = 'cancelled'"),
        (20, "SELECT count(*) FROM refunds"),
        (200, "SELECT count(*) FROM payouts WHERE state = 'paid'"),
        (20, "SELECT count(*) FROM complaints WHERE outcome = 'refund'"),
        (5, "SELECT count(DISTINCT state) FROM complaints"),
        (100, "SELECT count(*) FROM reviews WHERE words <> ''"),
        (5, "SELECT count(DISTINCT stars) FROM reviews"),
        (
            4,
            "SELECT count(DISTINCT act) FROM acts WHERE act IN ('paper.checked', 'paper.refused', 'paper.revoked', 'spotlight.made')",
        ),
        (20, "SELECT count(*) FROM review_replies"),
        (1, "SELECT count(*) FROM review_reports WHERE settled_at IS NULL"),
        (1, "SELECT count(*) FROM complaints WHERE closed_at IS NULL AND answer_by < now()"),
        (1, "SELECT count(*) FROM orders o JOIN accounts a ON a.id = o.account_id"),
    ] {
        assert!(number(&shop, sql).await >= least, "{sql}");
    }
    // Each complaint was said by a buyer, after the parcel came and before now, and nobody was told of it anew.
    let mute = "SELECT count(*) FROM complaints c JOIN parcels p ON p.id = c.parcel_id WHERE c.opened_at NOT BETWEEN p.delivered_at AND now() \
                OR coalesce(c.closed_at, now()) > now() \
                OR NOT EXISTS (SELECT FROM complaint_messages m WHERE m.complaint_id = c.id AND m.side = 'buyer')";
    assert_eq!(number(&shop, mute).await, 0);
    assert_eq!(number(&shop, "SELECT count(*) FROM messages WHERE dedupe_key LIKE 'complaint%'").await, 0);
    // Nothing is out of season, nothing was delivered before it was ordered or after now.
    let never = "SELECT count(*) FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN products p ON p.id = l.product_id \
                 WHERE p.season & (1 << (date_part('month', o.placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::int - 1)) = 0";
    assert_eq!(number(&shop, never).await, 0);
    let late = "SELECT count(*) FROM parcels p JOIN orders o ON o.id = p.order_id WHERE p.state_since NOT BETWEEN o.placed_at AND now()";
    assert_eq!(number(&shop, late).await, 0);
    // A diary may only take legal ways.
    let ways = "SELECT count(*) FROM parcel_diary d WHERE d.from_state IS NOT NULL AND NOT EXISTS \
                (SELECT FROM parcel_moves m WHERE m.from_state = d.from_state AND m.to_state = d.to_state)";
    assert_eq!(number(&shop, ways).await, 0);

    // September 2026: everything of it is delivered, paid and booked.
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    let page = clerk.get(AT).await;
    let at = clerk.submit(&page, AT, &[("month", "2026-09")]).await.location().unwrap();
    shop.work_off().await;
    let mut file = super::book(&clerk, &format!("{at}.xlsx")).await;
    let goods: i64 = rows(&mut file, "Tổng hợp")[3][1].parse().unwrap();
    let bridge: Vec<i64> = rows(&mut file, "Đối chiếu sổ")[1..].iter().map(|row| row[1].parse().unwrap()).collect();
    let board = clerk.get("/office/reports?by=month&day=2026-09-01").await;
    let shown: String = board.texts(".tally b")[0].chars().filter(char::is_ascii_digit).collect();
    assert_eq!(shown, goods.to_string(), "the board and the report");
    let booked = "SELECT -sum(e.amount) FROM entries e JOIN postings g ON g.id = e.posting_id JOIN parcels p ON p.id = e.parcel_id \
                  JOIN orders o ON o.id = p.order_id WHERE g.kind IN ('earned', 'refund') \
                  AND e.account IN ('payable', 'commission', 'vat', 'pit') \
                  AND o.placed_at >= '2026-09-01 00:00+07' AND o.placed_at < '2026-10-01 00:00+07'";
    assert_eq!(number(&shop, booked).await, goods, "the report and the ledger, of the same orders");
    let sums = report::load(&mut conn, "2026-09-01".parse().unwrap()).await.unwrap().sums;
    assert!(goods > 1_000_000 && sums.commission.amount() > 0);
    assert_eq!(bridge[0], goods);
    assert_eq!(bridge[0] + bridge[1] + bridge[2], bridge[3], "from what was ordered to what was booked");
    assert_eq!(bridge[3], (sums.revenue - sums.refunded).amount(), "the report and /office/money/reports");
    assert_eq!(bridge[4], sums.commission.amount());
    // Charts: a line of last year behind each bar, every group on the map, something missed.
    let board = clerk.get("/office/reports?by=year&day=2026-11-01").await;
    assert_eq!(board.texts("section[aria-labelledby='trend'] svg rect").len(), 11);
    assert_eq!(board.texts("section[aria-labelledby='trend'] .chart-line").len(), 10);
    assert!(board.texts(".heat rect").len() >= 10 * 12, "{}", board.texts(".heat rect").len());
    assert!(board.texts("section[aria-labelledby='missed'] tbody tr").len() >= 5);
    let all = "SELECT count(*) FROM figures f WHERE f.goods < 0 OR f.grams < 0 OR f.packs < 0";
    assert_eq!(number(&shop, all).await, 0);
}
