//! The table of a transfer's legal moves says the same in SQL and in Rust.

use market::payments::transfer::kinds::TransferState;

use super::super::buyer::text;
use super::super::support;

#[actix_web::test]
async fn transfers_move_as_the_program_thinks() {
    let shop = support::shop().await;
    let mut own: Vec<String> = TransferState::ALL
        .iter()
        .flat_map(|from| from.moves().iter().map(|to| format!("{} {}", from.as_str(), to.as_str())))
        .collect();
    own.sort();
    let sql = "SELECT string_agg(from_state || ' ' || to_state, ',' ORDER BY from_state COLLATE \"C\", to_state COLLATE \"C\") \
               FROM transfer_moves";
    assert_eq!(text(&shop, sql).await, own.join(","));
}
