//! What the office learns of the whole market.

mod board;
mod figures;
mod history;
mod monthly;
mod size;

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use market::figures::{check, count};

use crate::know::{gave_back, stands};
use crate::support::{self, Client, TestShop, build, placed};

/// A market that has sold: today's noon is that of 23 November 2026.
pub struct Scene {
    pub shop: TestShop,
}

pub async fn scene() -> Scene {
    let shop = support::shop().await;
    let lua = build::producer(&shop, "Cá thính Bà Lụa").await;
    crate::buyer::execute(&shop, "INSERT INTO communes (code, province_code, name, kind, folded, served) VALUES ('08866', '25', 'Xã Sơn Đông', 'xa', 'son dong', true) ON CONFLICT DO NOTHING").await;
    let lo = build::producer_in(&shop, "HTX Ven Lô", "08866").await;
    let jar = build::goods(&shop, lua, "Cá thính trắm", 100_000, 90).await;
    let honey = build::goods(&shop, lua, "Mật ong", 200_000, 90).await;
    let pomelo = build::goods(&shop, lo, "Bưởi soi bãi", 35_000, 90).await;
    // This month: 300.000 + 70.000, then 200.000 of 300.000.
    let both = placed::order(&shop, &[(jar, 1), (honey, 1), (pomelo, 2)], "carrier").await;
    stands(&shop, &both, "2026-11-23 08:00", "+84912345678", "placed").await;
    let partly = placed::order(&shop, &[(jar, 3)], "carrier").await;
    stands(&shop, &partly, "2026-11-20 12:00", "+84912345679", "delivered").await;
    gave_back(&shop, &partly, 100_000, 1).await;
    // Half an hour past midnight in Vietnam, on the first of the month.
    let early = placed::order(&shop, &[(pomelo, 1)], "carrier").await;
    stands(&shop, &early, "2026-11-01 00:30", "+84912345680", "delivered").await;
    for state in ["refused", "cancelled", "unfulfillable", "awaiting_payment"] {
        let lost = placed::order(&shop, &[(honey, 5)], "carrier").await;
        stands(&shop, &lost, "2026-11-18 12:00", "+84912345681", state).await;
    }
    // The month before, and the same month a year ago.
    let before = placed::order(&shop, &[(jar, 5)], "carrier").await;
    stands(&shop, &before, "2026-10-20 12:00", "+84912345679", "delivered").await;
    let last_year = placed::order(&shop, &[(honey, 4)], "carrier").await;
    stands(&shop, &last_year, "2025-11-02 12:00", "+84912345679", "delivered").await;
    Scene { shop }
}

/// Counts everything.
pub async fn counted(shop: &TestShop) {
    count::recount_all(&mut *shop.conn().await).await.unwrap();
    assert_eq!(faults(shop).await, Vec::<String>::new());
}

/// Days whose figures are wrong, as a check tells them.
pub async fn faults(shop: &TestShop) -> Vec<String> {
    let faults = check::faults(&mut *shop.conn().await).await.unwrap();
    faults.into_iter().map(|f| format!("{}: {} {}", f.place, f.expected, f.found)).collect()
}

/// A workbook that is downloaded.
pub async fn book(client: &Client, path: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let answer = client.request(reqwest::Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    Xlsx::new(Cursor::new(answer.bytes().await.unwrap().to_vec())).unwrap()
}

/// A sheet, cell by cell.
pub fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}
