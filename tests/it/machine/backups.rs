//! `market backup` with the machine's own pg_dump.

use std::process::Command;

use market::platform::backup;

use super::*;

#[actix_web::test]
async fn a_dump_is_made_looked_through_named_and_restores() {
    let folder = std::env::temp_dir().join(format!("market-backup-{}", std::process::id()));
    let shop = support::shop_with(|config| config.backup_dir = folder.clone()).await;
    let clerk = shop.signed_in(clerk_as(&shop, "admin").await).await;
    assert!(clerk.get("/office/jobs").await.words().contains("Chưa có bản sao lưu nào"));
    let house = build::producer(&shop, "Bà Lụa").await;
    build::goods(&shop, house, "Cá thính", 98_000, 5).await;
    let made = backup::make(&shop.ground, &shop.database_url, 2).await.unwrap();
    let bytes = std::fs::read(&made.path).unwrap();
    assert_eq!(i64::try_from(bytes.len()).unwrap(), made.size);
    use sha2::Digest as _;
    let hash: String = sha2::Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(made.sha256, hash);
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700, "only its owner reads it");

    // What it holds is the shop: restored into another database, the goods are there.
    let empty = format!("restored_{}", std::process::id());
    run(&shop, &format!("CREATE DATABASE {empty} TEMPLATE template0")).await;
    let (server, _) = shop.database_url.rsplit_once('/').unwrap();
    let other = format!("{server}/{empty}");
    let restored = Command::new("pg_restore")
        .args(["--exit-on-error", "--no-owner", "--dbname"])
        .arg(&other)
        .arg(&made.path)
        .output()
        .unwrap();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    use diesel_async::AsyncConnection as _;
    let mut conn = market::platform::db::Conn::establish(&other).await.unwrap();
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        word: String,
    }
    use diesel_async::RunQueryDsl as _;
    let name: Row = diesel::sql_query("SELECT name_vi AS word FROM products").get_result(&mut conn).await.unwrap();
    assert_eq!(name.word, "Cá thính");
    drop(conn);
    run(&shop, &format!("DROP DATABASE {empty} WITH (FORCE)")).await;
    let file = made.path.file_name().unwrap().to_str().unwrap();
    backup::restored(&mut *shop.conn().await, file).await.unwrap();
    assert!(backup::restored(&mut *shop.conn().await, "other.dump").await.is_err());

    let page = clerk.get("/office/jobs").await;
    assert!(page.words().contains(file) && page.words().contains("đã thử khôi phục"), "{}", page.words());
    assert!(!page.words().contains("quá 26 giờ"), "{}", page.words());
    run(&shop, "UPDATE backups SET at = now() - interval '27 hours'").await;
    assert!(clerk.get("/office/jobs").await.words().contains("quá 26 giờ"));

    // The newest two stay, and what else lies in the folder.
    std::fs::write(folder.join("notes.txt"), "x").unwrap();
    for n in 0..3 {
        // The test's clock stands still, and a name is a moment.
        run(&shop, &format!("UPDATE backups SET file = 'old-{n}.dump' WHERE file NOT LIKE 'old-%'")).await;
        std::fs::rename(&made.path, folder.join(format!("old-{n}.dump"))).unwrap();
        backup::make(&shop.ground, &shop.database_url, 2).await.unwrap();
    }
    let mut left: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, [file, "notes.txt", "old-2.dump"]);
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM backups WHERE gone_at IS NOT NULL").await, 2);

    // One that fails is written down and leaves nothing half done.
    let wrong = shop.database_url.replace("/shop_", "/nothing_");
    run(&shop, "UPDATE backups SET file = 'older.dump' WHERE file LIKE 'market-%'").await;
    assert!(backup::make(&shop.ground, &wrong, 2).await.is_err());
    assert_eq!(number(&shop, "SELECT count(*) AS n FROM backups WHERE failed <> '' AND size = 0").await, 1);
    assert!(clerk.get("/office/jobs").await.words().contains("hỏng"));
    assert!(!folder.join(format!("{file}.new")).exists());
    std::fs::remove_dir_all(&folder).unwrap();
}
