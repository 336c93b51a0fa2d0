//! The table of moves is the same in SQL and in Rust, and SQL lets nothing else through.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use market::catalog::revision::state::RevisionState;

use super::{FISH, begin, run, setting};
use crate::support;

#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Move {
    #[diesel(sql_type = Text)]
    from_state: String,
    #[diesel(sql_type = Text)]
    to_state: String,
}

#[actix_web::test]
async fn the_moves_in_sql_are_the_moves_in_rust() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    let mut kept: Vec<Move> =
        diesel::sql_query("SELECT from_state, to_state FROM revision_moves").load(&mut conn).await.unwrap();
    let word = |state: RevisionState| state.as_str().to_owned();
    let mut known: Vec<Move> = RevisionState::ALL
        .into_iter()
        .flat_map(|from| from.moves().iter().map(move |to| Move { from_state: word(from), to_state: word(*to) }))
        .collect();
    kept.sort();
    known.sort();
    assert_eq!(kept, known);
}

#[actix_web::test]
async fn sql_refuses_what_the_table_does_not_know() {
    let setting = setting().await;
    begin(&setting, &FISH, 1).await;
    let mut conn = setting.shop.conn().await;
    let refused = [
        ("UPDATE revisions SET state = 'approved', submitted_at = now(), decided_at = now()", "revisions_legal_move"),
        ("UPDATE revisions SET state = 'submitted'", "revisions_submitted_when"),
        ("INSERT INTO revisions (product_id, content) SELECT product_id, '{}' FROM revisions", "revisions_one_open"),
        ("UPDATE revisions SET content = '[]'", "revisions_content_check"),
        ("INSERT INTO price_changes (pack_id, before, after) VALUES (1, 5, 5)", "price_changes_check"),
    ];
    for (statement, constraint) in refused {
        let error = diesel::sql_query(statement).execute(&mut conn).await.unwrap_err();
        let diesel::result::Error::DatabaseError(_, info) = error else { panic!("{statement}: {error}") };
        assert_eq!(info.constraint_name(), Some(constraint), "{statement}: {}", info.message());
    }
    run(&setting.shop, "UPDATE revisions SET state = 'submitted', submitted_at = now()").await;
    let error = diesel::sql_query("UPDATE revisions SET content = '{\"name\": \"x\"}'").execute(&mut conn).await;
    assert!(error.is_err(), "what the office looks at stays as it is");
}
