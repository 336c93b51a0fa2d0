//! Every migration goes down and up again, and `src/schema.rs` says what the tables are.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, AsyncMigrationHarness, RunQueryDsl};
use diesel_migrations::MigrationHarness as _;
use market::platform::db::{Conn, MIGRATIONS};

use super::support;

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

async fn columns(conn: &mut Conn) -> Vec<Column> {
    let mut columns: Vec<Column> = diesel::sql_query(
        "SELECT table_name::text, column_name::text, \
                udt_name::text || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END AS kind \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations' \
           AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')",
    )
    .load(conn)
    .await
    .unwrap();
    columns.sort();
    columns
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_goes_down_and_up_again() {
    let url = support::database_url().await;
    let mut conn = Conn::establish(&url).await.unwrap();
    let before = columns(&mut conn).await;
    let mut harness = AsyncMigrationHarness::new(conn);
    let down = tokio::task::block_in_place(|| harness.revert_all_migrations(MIGRATIONS).unwrap().len());
    assert!(down >= 10, "{down} went down");
    let mut conn = harness.into_inner();
    assert_eq!(columns(&mut conn).await, []);
    let mut harness = AsyncMigrationHarness::new(conn);
    tokio::task::block_in_place(|| harness.run_pending_migrations(MIGRATIONS).unwrap());
    assert_eq!(columns(&mut harness.into_inner()).await, before);
}

#[actix_web::test]
async fn the_schema_file_is_what_the_database_is() {
    let mut conn = Conn::establish(&support::database_url().await).await.unwrap();
    let mut written: Vec<(String, String, String)> = Vec::new();
    let mut table = String::new();
    for line in include_str!("../../src/schema.rs").lines().map(str::trim) {
        if line.starts_with("diesel::joinable!") {
            break;
        }
        if let Some((name, kind)) = line.split_once(" -> ") {
            written.push((table.clone(), name.to_owned(), kind.trim_end_matches(',').to_owned()));
        } else if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name.to_owned();
        }
    }
    written.sort();
    let names: BTreeMap<&str, &str> = [
        ("int8", "Int8"),
        ("int4", "Int4"),
        ("int2", "Int2"),
        ("float8", "Float8"),
        ("text", "Text"),
        ("bool", "Bool"),
        ("timestamptz", "Timestamptz"),
        ("date", "Date"),
        ("jsonb", "Jsonb"),
        ("bytea", "Bytea"),
        ("tsvector", "Tsvector"),
        ("_text", "Array<Text>"),
        ("_int8", "Array<Int8>"),
        ("_int4", "Array<Int4>"),
    ]
    .into();
    let found: Vec<(String, String, String)> = columns(&mut conn)
        .await
        .into_iter()
        .map(|c| {
            let bare = c.kind.trim_end_matches('?');
            let kind = names.get(bare).unwrap_or_else(|| panic!("name the type {bare}"));
            let kind = if c.kind.ends_with('?') { format!("Nullable<{kind}>") } else { (*kind).to_owned() };
            (c.table_name, c.column_name, kind)
        })
        .collect();
    let differing: Vec<_> =
        written.iter().filter(|c| !found.contains(c)).chain(found.iter().filter(|c| !written.contains(c))).collect();
    assert!(written.len() > 100 && differing.is_empty(), "regenerate src/schema.rs (make schema): {differing:#?}");
}
