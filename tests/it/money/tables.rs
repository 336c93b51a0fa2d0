//! The tables of legal moves say the same in SQL and in Rust, and what is only ever added to cannot be changed.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use market::payments::payment::PaymentState;

use super::super::support;
use super::super::support::TestShop;

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    #[diesel(sql_type = Text)]
    from_state: String,
    #[diesel(sql_type = Text)]
    to_state: String,
}

async fn moves(shop: &TestShop, table: &str) -> Vec<(String, String)> {
    let rows: Vec<Move> =
        diesel::sql_query(format!("SELECT * FROM {table}")).load(&mut shop.conn().await).await.unwrap();
    let mut rows: Vec<_> = rows.into_iter().map(|m| (m.from_state, m.to_state)).collect();
    rows.sort();
    rows
}

#[actix_web::test]
async fn payments_move_as_the_program_thinks() {
    let shop = support::shop().await;
    let mut own: Vec<_> = PaymentState::ALL
        .iter()
        .flat_map(|from| from.moves().iter().map(|to| (from.as_str().to_owned(), to.as_str().to_owned())))
        .collect();
    own.sort();
    assert_eq!(moves(&shop, "payment_moves").await, own);
}

#[actix_web::test]
async fn the_books_are_only_added_to_and_balance() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    let posting = "INSERT INTO postings (key, kind) VALUES ('a', 'test'); \
                   INSERT INTO entries (posting_id, account, amount) SELECT id, 'bank', 5 FROM postings WHERE key = 'a';";
    let off = conn.batch_execute(&format!("BEGIN; {posting} COMMIT")).await.unwrap_err();
    assert!(off.to_string().contains("does not balance"), "{off}");
    conn.batch_execute("ROLLBACK").await.unwrap();
    let other =
        "INSERT INTO entries (posting_id, account, amount) SELECT id, 'held', -5 FROM postings WHERE key = 'a';";
    conn.batch_execute(&format!("BEGIN; {posting} {other} COMMIT")).await.unwrap();
    for change in [
        "UPDATE entries SET amount = 6",
        "DELETE FROM entries",
        "UPDATE postings SET memo = 'x'",
        "DELETE FROM postings",
        "INSERT INTO entries (posting_id, account, amount) SELECT id, 'payable', 1 FROM postings",
    ] {
        let refused = conn.batch_execute(change).await;
        assert!(refused.is_err(), "{change}");
    }
}
