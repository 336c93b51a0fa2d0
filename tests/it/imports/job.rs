//! The job: killed in the middle, run twice, run at once by several, and one table of a household after the other.

use std::time::Duration;

use market::kernel::ids::ImportId;
use market::platform::jobs::Job as _;
use market::sell::import::job::TakeImport;

use super::{begin, goods, stall, table};
use crate::listing::{number, run, text};
use crate::support::{TestShop, build};

fn id(page: &str) -> ImportId {
    ImportId(page.rsplit('/').next().unwrap().parse().unwrap())
}

fn rows(count: usize) -> Vec<String> {
    let row = |n: usize| match n % 3 {
        0 => format!("A{n},Mật ong {},,chai {} kg,,1{n:02}k,{n},", n / 6, n % 6 + 1),
        1 => format!(",Mật ong {},,chai {} kg,,1{n:02}k,{n},", n / 6, n % 6 + 1),
        _ => format!("B{n},Cá thính trắm,,hũ {n} kg,,1{n:02}k,{n},"),
    };
    (0..count).map(row).collect()
}

/// What the rows above come to when each is taken once.
async fn once(shop: &TestShop, count: i64) {
    let packs = "SELECT (SELECT count(*) - 1 FROM packs) + \
                 (SELECT coalesce(sum(jsonb_array_length(content -> 'packs')), 0) FROM revisions)";
    assert_eq!(number(shop, packs).await, count);
    assert_eq!(number(shop, "SELECT count(*) - count(DISTINCT content ->> 'name') FROM revisions").await, 0);
    assert_eq!(number(shop, "SELECT count(*) FROM import_rows WHERE fate IS NULL").await, 0);
    assert_eq!(number(shop, "SELECT count(*) FROM imports WHERE ended_at IS NULL OR taken <> total").await, 0);
}

#[actix_web::test]
async fn a_job_that_is_killed_in_the_middle_goes_on_and_takes_no_row_twice() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let rows = rows(48);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let page = table(&shop, &member, &rows).await;
    assert_eq!(begin(&member, &page).await.status, 303);
    let import = id(&page);
    let mut kills = 0;
    for until in [5, 17, 30] {
        let running = tokio::spawn(TakeImport { import, from: 0 }.run(shop.ground.clone()));
        while number(&shop, "SELECT taken FROM imports").await < until {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        running.abort();
        kills += i64::from(running.await.is_err_and(|error| error.is_cancelled()));
    }
    assert!(kills > 0, "nothing was killed");
    let shown = member.get(&page).await;
    let left = number(&shop, "SELECT total - taken FROM imports").await;
    if left > 0 {
        assert!(shown.words().contains("trên 48 dòng"), "{}", shown.words());
    }
    shop.work_off().await;
    once(&shop, 48).await;
    // The job may come again after its work: it has nothing to do.
    let before = goods(&shop, producer).await;
    TakeImport { import, from: 0 }.run(shop.ground.clone()).await.unwrap();
    assert_eq!(goods(&shop, producer).await, before);
}

#[actix_web::test]
async fn jobs_at_once_take_each_row_once() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let rows = rows(36);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let page = table(&shop, &member, &rows).await;
    assert_eq!(begin(&member, &page).await.status, 303);
    let job = || TakeImport { import: id(&page), from: 0 }.run(shop.ground.clone());
    let (a, b, c) = tokio::join!(tokio::spawn(job()), tokio::spawn(job()), tokio::spawn(job()));
    for ran in [a, b, c] {
        ran.unwrap().unwrap();
    }
    once(&shop, 36).await;
}

#[actix_web::test]
async fn one_table_of_a_household_is_taken_over_after_the_other() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let first = table(&shop, &member, &["X1,Mật ong,,chai 1 kg,,100k,5,"]).await;
    let second = table(&shop, &member, &["X2,Mật ong,,chai 2 kg,,190k,5,", ",Mật ong,,chai 1 kg,,100k,5,"]).await;
    let (one, two) = (member.get(&first).await, member.get(&second).await);
    let (a, b, again) = tokio::join!(
        member.submit(&one, &first, &[]),
        member.submit(&two, &second, &[]),
        member.submit(&one, &first, &[])
    );
    let mut statuses = [a.status, b.status, again.status];
    statuses.sort_unstable();
    assert!(matches!(statuses, [303, 303, 409] | [303, 409, 409]), "{statuses:?}");
    assert_eq!(number(&shop, "SELECT count(*) FROM imports WHERE begun_at IS NOT NULL").await, 1);
    // What waited sees what the other did, and makes no second product.
    shop.work_off().await;
    for page in [&first, &second] {
        let shown = member.get(page).await;
        if shown.body.contains("name=\"seen\"") {
            assert_eq!(member.submit(&shown, page, &[]).await.status, 303);
            shop.work_off().await;
        }
    }
    assert_eq!(number(&shop, "SELECT count(*) FROM products WHERE state = 'draft'").await, 1);
    assert_eq!(text(&shop, "SELECT jsonb_array_length(content -> 'packs') FROM revisions").await, "2");
}

#[actix_web::test]
async fn a_table_whose_job_is_gone_is_begun_again_where_it_was() {
    let (shop, producer, member) = stall().await;
    build::goods(&shop, producer, "Cá thính trắm", 98_000, 10).await;
    let page = table(&shop, &member, &[",Mật ong,,chai 1 kg,,100k,5,"]).await;
    assert_eq!(begin(&member, &page).await.status, 303);
    run(&shop, "DELETE FROM jobs WHERE kind = 'take_import'").await;
    run(&shop, "UPDATE imports SET moved_at = timestamptz '2026-11-23 04:00+00'").await;
    let shown = member.get(&page).await;
    assert!(shown.words().contains("Làm tiếp"), "{}", shown.words());
    assert_eq!(member.submit(&shown, &page, &[]).await.status, 303);
    shop.work_off().await;
    assert!(member.get(&page).await.words().contains("Đã xong"), "{}", member.get(&page).await.words());
    assert!(goods(&shop, producer).await.contains("draft Mật ong 1"));
}
