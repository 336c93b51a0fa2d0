//! The monthly report: made once for a button pressed twice, kept as it was made, and made anew beside the old one.

use super::{book, counted, rows, scene};
use crate::buyer::{execute, number, text};
use crate::households::clerk_as;
use crate::lists::cells;
use crate::support::{self, build};

const AT: &str = "/office/reports/monthly";

#[actix_web::test]
async fn a_report_is_made_by_a_job_and_kept_as_it_was_made() {
    let s = scene().await;
    let clerk = s.shop.signed_in(clerk_as(&s.shop, "promoter").await).await;
    let page = clerk.get(AT).await;
    assert!(page.words().contains("Chưa có báo cáo nào"), "{}", page.words());
    assert_eq!(page.form(AT), [("month".into(), "2026-10".into()), ("place".into(), "Xã Lập Thạch".to_owned())]);
    let fields = [("month", "2026-11"), ("place", "Lập Thạch")];
    let first = clerk.submit(&page, AT, &fields).await.location().unwrap();
    let again = clerk.submit(&page, AT, &fields).await.location().unwrap();
    assert_eq!(first, again, "one of a month is being made");
    let going = clerk.get(&first).await;
    assert!(going.words().contains("xong 0 trên 5 bước"), "{}", going.words());
    assert_eq!(going.attributes("meta[http-equiv=refresh]", "content"), ["2"]);
    assert_eq!(clerk.get(&format!("{first}.xlsx")).await.status, 404, "not before it is made");
    // Nothing was counted before: the job counts its month itself.
    s.shop.work_off().await;
    let report = clerk.get(&first).await;
    let words = report.words();
    assert_eq!(report.status, 200);
    for said in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Phòng Kinh tế",
        "tháng 11/2026",
        "605.000 ₫",
        "3 đơn hàng thành công",
        "Tháng chưa hết",
        "THỦ TRƯỞNG ĐƠN VỊ",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(words.contains("Lập Thạch, ngày ") && words.contains(" năm 20"), "a year is no sum: {words}");
    // Orders from before the figures: nothing is booked for them in this scene.
    assert_eq!(report.texts("section[aria-labelledby='s7'] td")[..4], ["605.000 ₫", "-605.000 ₫", "0 ₫", "0 ₫"]);
    let mut file = book(&clerk, &format!("{first}.xlsx")).await;
    assert_eq!(rows(&mut file, "Tổng hợp")[3][1..], ["605000", "500000", "800000"]);
    assert_eq!(rows(&mut file, "Nhà nông").len(), 3);
    assert_eq!(rows(&mut file, "Món bán chạy").len(), 4);
    for (table, sheet) in [("households", "Nhà nông"), ("products", "Món bán chạy"), ("books", "Đối chiếu sổ")]
    {
        let text = clerk.get(&format!("{first}.csv?table={table}")).await;
        assert_eq!(cells(&text.body), rows(&mut file, sheet), "{table}");
    }
    let buyer = s.shop.signed_in(build::account(&s.shop, "Người mua").await).await;
    for path in [first.clone(), format!("{first}.xlsx"), format!("{first}.csv?table=books")] {
        assert_eq!(s.shop.guest().get(&path).await.status, 303, "{path}");
        assert_eq!(buyer.get(&path).await.status, 403, "{path}");
    }
    // Pressed again, there is one already; made anew, the old one stays and says so.
    let there = clerk.submit(&page, AT, &fields).await;
    assert_eq!(there.location().unwrap(), first);
    assert!(clerk.get(&first).await.body.contains("Tháng này đã có báo cáo"));
    let anew = clerk.submit(&report, AT, &[]).await.location().unwrap();
    assert_ne!(anew, first);
    execute(&s.shop, "UPDATE products SET name_vi = 'Cá khác' WHERE name_vi = 'Cá thính trắm'").await;
    s.shop.work_off().await;
    assert!(clerk.get(&anew).await.words().contains("Cá khác"));
    let old = clerk.get(&first).await;
    assert!(old.words().contains("Cá thính trắm") && old.words().contains("Đây là bản cũ"), "{}", old.words());
    let list = clerk.get(AT).await;
    assert_eq!(list.texts("main tbody tr .tag"), ["Bản mới nhất", "Bản cũ"]);
    let english = clerk.get(&format!("{anew}?lang=en")).await;
    assert!(english.words().contains("HEAD OF THE OFFICE"), "{}", english.words());
    assert_eq!(number(&s.shop, "SELECT count(*) FROM acts WHERE act = 'report.made' AND subject = '11/2026'").await, 2);
}

#[actix_web::test]
async fn the_report_says_what_the_board_says() {
    let s = scene().await;
    counted(&s.shop).await;
    let clerk = s.shop.signed_in(build::clerk(&s.shop).await).await;
    let page = clerk.get(AT).await;
    let at = clerk.submit(&page, AT, &[("month", "2026-10")]).await.location().unwrap();
    s.shop.work_off().await;
    let (report, board) = (clerk.get(&at).await, clerk.get("/office/reports?by=month&day=2026-10-01").await);
    assert_eq!(board.texts(".tally b")[0], "500.000 ₫");
    for (of_report, of_board) in [("s2", "categories"), ("s3", "communes"), ("s6", "prices")].map(|(a, b)| {
        let cells = |at: &str| format!("section[aria-labelledby='{at}'] tbody td");
        (report.texts(&cells(a)), board.texts(&cells(b)))
    }) {
        assert!(!of_board.is_empty());
        assert_eq!(of_report, of_board);
    }
}

#[actix_web::test]
async fn what_cannot_be_made_is_said_beside_its_field_and_nothing_is_written() {
    let shop = support::shop().await;
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    for (month, place) in [("2026-12", "Lập Thạch"), ("2019-01", "Lập Thạch"), ("x\0", "Lập Thạch"), ("2026-10", " ")]
    {
        let refused = clerk.post(AT, &[("month", month), ("place", place)]).await;
        assert_eq!(refused.status, 422, "{month} {place}");
        assert_eq!(refused.texts(".why").len(), 1, "{}", refused.words());
        assert_eq!(refused.attributes("#f-place", "value"), [place]);
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM monthly_reports").await, 0);
    let buyer = shop.signed_in(build::account(&shop, "Người mua").await).await;
    assert_eq!(buyer.post(AT, &[("month", "2026-10"), ("place", "x")]).await.status, 403);
    for id in ["1", "0", "999999999999999999", "9223372036854775808", "x"] {
        assert_eq!(clerk.get(&format!("{AT}/{id}")).await.status, 404, "{id}");
        assert_eq!(clerk.get(&format!("{AT}/{id}.xlsx")).await.status, 404, "{id}");
    }
    for after in ["99999999999.1", "90000000.1", "-95000000.1"] {
        assert_eq!(clerk.get(&format!("{AT}?after={after}")).await.status, 200, "{after}");
    }
}

#[actix_web::test]
async fn two_clerks_at_once_make_one_report_and_a_lost_job_can_be_begun_again() {
    let shop = support::shop().await;
    let (one, two) = (build::clerk(&shop).await, clerk_as(&shop, "finance").await);
    let (one, two) = (shop.signed_in(one).await, shop.signed_in(two).await);
    let fields = [("month", "2026-10"), ("place", "Lập Thạch")];
    let (a, b) = tokio::join!(one.post(AT, &fields), two.post(AT, &fields));
    let (a, b) = (a.location().unwrap(), b.location().unwrap());
    assert_eq!(a, b);
    assert_eq!(number(&shop, "SELECT count(*) FROM jobs WHERE kind = 'make_monthly_report'").await, 1);
    // Its job was lost.
    execute(&shop, "DELETE FROM jobs").await;
    execute(&shop, "UPDATE monthly_reports SET moved_at = now() - interval '1 hour'").await;
    let page = one.get(&a).await;
    assert!(page.words().contains("Bấm để máy làm tiếp"), "{}", page.words());
    assert!(page.attributes("meta[http-equiv=refresh]", "content").is_empty());
    assert_eq!(one.submit(&page, AT, &[]).await.location().unwrap(), a);
    shop.work_off().await;
    assert_eq!(number(&shop, "SELECT count(*) FROM monthly_reports WHERE made_at IS NOT NULL").await, 1);
    let content = "SELECT content::text FROM monthly_reports";
    let before = text(&shop, content).await;
    // A second job finds it made.
    execute(&shop, "INSERT INTO jobs (kind, payload) SELECT 'make_monthly_report', jsonb_build_object('report', id) FROM monthly_reports").await;
    shop.work_off().await;
    assert_eq!(text(&shop, content).await, before);
}
