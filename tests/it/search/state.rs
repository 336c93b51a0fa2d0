//! What is told of the engine and its index.

use diesel_async::SimpleAsyncConnection as _;
use market::search::state::{self, Answering};

use crate::support::{self, build};

#[actix_web::test]
async fn changes_wait_only_where_an_index_is_told_of_them() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    conn.batch_execute("DELETE FROM search_changes").await.unwrap();
    let indexed = Answering { engine: "meilisearch", indexed: true };
    let even = state::load(&mut conn, indexed).await.unwrap();
    assert_eq!((even.waiting, even.oldest_seconds), (0, None));
    conn.batch_execute(
        "INSERT INTO search_changes (kind, key, since) VALUES ('product', '1', now() - interval '90 seconds'), ('page', 'x', now())",
    )
    .await
    .unwrap();
    let behind = state::load(&mut conn, indexed).await.unwrap();
    assert_eq!(behind.waiting, 2);
    assert!((90..120).contains(&behind.oldest_seconds.unwrap()), "{behind:?}");
    let without = state::load(&mut conn, Answering { engine: "postgres", indexed: false }).await.unwrap();
    assert_eq!((without.waiting, without.oldest_seconds), (0, None));

    let gauges = shop.guest().get("/metrics").await.body;
    for gauge in ["market_search_changes_waiting 0", "market_search_lag_seconds 0"] {
        assert!(gauges.lines().any(|line| line == gauge), "{gauge} in {gauges}");
    }
    let clerk = shop.signed_in(build::clerk(&shop).await).await;
    for path in ["/office", "/office/searches"] {
        let page = clerk.get(path).await;
        assert!(page.words().contains("cơ sở dữ liệu (Postgres)"), "{path}: {}", page.words());
        assert!(!page.words().contains("đang chờ báo"), "{path}: nobody waits for these");
    }
}
