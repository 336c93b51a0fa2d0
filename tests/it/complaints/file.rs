//! The file that is handed over: whole, without the office's own notes, and with no formula in it.

use calamine::Reader as _;

use super::{complain, delivered, send};
use crate::buyer::execute;
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
}
