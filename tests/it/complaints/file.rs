//! The file that is handed over: whole, without the office's own notes, and with no formula in it.

use calamine::Reader as _;

use super::{complain, delivered, send};
use crate::buyer::{execute, number};
use crate::households::clerk_as;
use crate::reports::{book, rows};
use crate::support;

#[actix_web::test]
async fn the_file_says_all_that_both_sides_read_and_runs_nothing() {
    let sold = delivered(support::shop().await).await;
    let shop = &sold.shop;
    let id = complain(&sold).await;
    execute(shop, "UPDATE orders SET buyer_name = '=HYPERLINK(\"http://x\")'").await;
    let evil = "=cmd|' /C calc'!A0";
    assert_eq!(send(&sold.buyer, shop, &sold.path(id), &[("words", evil)], &[]).await.status, 303);
    let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
    let at = format!("/office/complaints/{id}");
    let note = [("words", "Hộ này lần thứ hai."), ("inner", "1")];
    assert_eq!(send(&clerk, shop, &at, &note, &[]).await.status, 303);
    assert_eq!(
        send(&sold.member, shop, &format!("/sell/complaints/{id}"), &[("words", "+84 xin lỗi")], &[]).await.status,
        303
    );
    let refused = [("outcome", "refused"), ("words", "@SUM(1+1)*cmd")];
    assert_eq!(clerk.post(&format!("{at}/decision"), &refused).await.status, 303);
    for (who, role) in [(&clerk, "support"), (&shop.signed_in(clerk_as(shop, "finance").await).await, "finance")] {
        let mut file = book(who, &format!("{at}.xlsx")).await;
        let name = format!("KN{id}");
        let cells = rows(&mut file, &name);
        let all = cells.iter().flatten().cloned().collect::<Vec<_>>().join("|");
        for said in
            [evil, "+84 xin lỗi", "@SUM(1+1)*cmd", "=HYPERLINK", sold.code.as_str(), "Một lọ bị sủi bọt.", "Bà Lụa"]
        {
            assert!(all.contains(said), "{role}, {said}: {all}");
        }
        assert!(!all.contains("lần thứ hai"), "{role}: a note of the office stays with it");
        let formulas = file.worksheet_formula(&name).unwrap();
        assert!(formulas.cells().all(|(.., formula)| formula.is_empty()), "{role}: text stays text");
    }
    // On paper it is the same: the page prints, with every time, and without the office's own notes.
    let page = clerk.get(&at).await;
    let kept = page.texts("ol.timeline > li.no-print").join("|");
    let printed = page.texts("ol.timeline > li:not(.no-print)").join("|");
    assert!(kept.contains("lần thứ hai") && !printed.contains("lần thứ hai"), "{kept} {printed}");
    assert!(printed.contains("Một lọ bị sủi bọt.") && printed.contains("+84 xin lỗi"), "{printed}");
    for said in ["2 × Mật ong", "Hạn trả lời", "Trả lời lần đầu", "Hạn giải quyết", "Kết thúc lúc", "Giao lúc"]
    {
        assert!(page.texts("section[aria-labelledby=about]").join(" ").contains(said), "{said}: {}", page.words());
    }
    let taken = format!(
        "SELECT count(*) FROM acts WHERE act = 'complaint.taken' AND subject = 'KN{id}' AND producer_id IS NOT NULL"
    );
    assert_eq!(number(shop, &taken).await, 2, "who took it along stands in the log");
}

#[actix_web::test]
async fn the_file_says_what_goes_back_and_what_is_sent_again() {
    for (fields, said) in [
        (vec![("outcome", "refund"), ("share", "50"), ("way", "cash"), ("words", "Hỏng một lọ.")], "150.000"),
        (vec![("outcome", "replacement"), ("day", "2026-11-27"), ("words", "Gửi lại một lọ.")], "27/11/2026"),
    ] {
        let sold = delivered(support::shop().await).await;
        let shop = &sold.shop;
        let id = complain(&sold).await;
        let clerk = shop.signed_in(clerk_as(shop, "support").await).await;
        let at = format!("/office/complaints/{id}");
        assert_eq!(clerk.post(&format!("{at}/decision"), &fields).await.status, 303);
        let mut file = book(&clerk, &format!("{at}.xlsx")).await;
        let cells = rows(&mut file, &format!("KN{id}"));
        let line =
            |label: &str| cells.iter().flatten().find(|cell| cell.starts_with(label)).cloned().unwrap_or_default();
        assert!(line("Kết quả").contains(said), "{cells:?}");
        assert!(line("Hàng trong gói").contains("2 × Mật ong"), "{cells:?}");
        assert!(line("Người mua muốn").contains("trả lại tiền"), "{cells:?}");
        assert!(line("Giao lúc").len() > "Giao lúc: ".len(), "{cells:?}");
        assert!(line("Nhà bán").contains("Bà Lụa"), "{cells:?}");
    }
}

#[test]
fn the_times_stand_in_one_place() {
    for text in
        [include_str!("../../../assets/pages/vi/complaints.md"), include_str!("../../../assets/pages/en/complaints.md")]
    {
        assert!(text.contains("(/complaints)") && text.contains("(/track)"), "{text}");
        assert!(!text.contains("| 24"), "the office sets the times, and this page would go on saying the old ones");
    }
}
