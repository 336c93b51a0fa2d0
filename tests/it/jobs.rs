//! The queue: a job is retried, given up, written once, run again after its runner was killed, and an event is acted
//! on once however many runners look at it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text};
use diesel_async::{AsyncConnection as _, RunQueryDsl};
use market::app;
use market::kernel::events::Event;
use market::kernel::ids::ParcelId;
use market::platform::Ground;
use market::platform::db::{self, Conn};
use market::platform::dead_letters;
use market::platform::jobs::{self, Job, NewJob, Runner, Works};
use market::platform::signals::Listener;
use market::platform::stop::Stop;
use serde::{Deserialize, Serialize};

use crate::support::{self, TestShop};

/// Every piece of work in the order it began; names are of one test only.
static ORDER: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// How often each named piece of work began.
static BEGUN: Mutex<Option<HashMap<String, u32>>> = Mutex::new(None);

fn begin(name: &str) -> u32 {
    ORDER.lock().unwrap().push(name.to_owned());
    let mut begun = BEGUN.lock().unwrap();
    let count = begun.get_or_insert_default().entry(name.to_owned()).or_default();
    *count += 1;
    *count
}

fn begun(name: &str) -> u32 {
    BEGUN.lock().unwrap().as_ref().and_then(|b| b.get(name).copied()).unwrap_or_default()
}

/// Fails, hangs or does its work, as its name begins.
#[derive(Serialize, Deserialize)]
struct Task {
    name: String,
}

impl Job for Task {
    const KIND: &'static str = "test_task";

    async fn run(self, _: Ground) -> anyhow::Result<()> {
        let times = begin(&self.name);
        anyhow::ensure!(!self.name.starts_with("fails"), "out of luck");
        assert!(!self.name.starts_with("panics"), "out of its mind");
        if self.name.starts_with("hangs once") && times == 1 {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        Ok(())
    }
}

fn task(name: &str) -> NewJob {
    NewJob::of(&Task { name: name.to_owned() }).unwrap()
}

fn works() -> Arc<Works> {
    Arc::new(
        Works::new(|event| match event {
            Event::ParcelMoved { parcel, .. } => Ok(vec![task(&format!("event {parcel}"))]),
            _ => Ok(vec![]),
        })
        .job::<Task>(),
    )
}

#[derive(QueryableByName, Debug)]
struct Row {
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Bool)]
    dead: bool,
    #[diesel(sql_type = Bool)]
    leased: bool,
    #[diesel(sql_type = Integer)]
    wait: i32,
    #[diesel(sql_type = Text)]
    error: String,
}

async fn rows(shop: &TestShop) -> Vec<Row> {
    let mut conn = shop.conn().await;
    diesel::sql_query(
        "SELECT attempts, dead_at IS NOT NULL AS dead, coalesce(leased_until > now(), false) AS leased, \
                round(extract(epoch FROM run_at - now()))::int AS wait, coalesce(last_error, '') AS error \
         FROM jobs WHERE kind = 'test_task' ORDER BY id",
    )
    .load(&mut conn)
    .await
    .unwrap()
}

async fn enqueue(shop: &TestShop, new: &[NewJob]) {
    let mut conn = shop.conn().await;
    jobs::enqueue(&mut conn, new).await.unwrap();
}

async fn sql(shop: &TestShop, statement: &str) {
    let mut conn = shop.conn().await;
    diesel::sql_query(statement).execute(&mut conn).await.unwrap();
}

#[actix_web::test]
async fn a_failing_job_backs_off_and_ends_among_the_dead_letters() {
    let shop = support::shop().await;
    let runner = Runner::new(shop.ground.clone(), works());
    enqueue(&shop, &[task("fails always").once("it"), task("panics always")]).await;
    runner.drain().await.unwrap();
    let first = rows(&shop).await;
    for row in &first {
        assert_eq!((row.attempts, row.dead, row.leased), (1, false, false), "{row:?}");
        assert!((9..=10).contains(&row.wait), "it waits before the second try: {row:?}");
    }
    assert!(first[0].error.contains("out of luck") && first[1].error.contains("panicked"), "{first:?}");
    assert_eq!(begun("fails always"), 1, "it is not tried again before its time");

    let mut waits = Vec::new();
    for _ in 0..20 {
        sql(&shop, "UPDATE jobs SET run_at = now() WHERE dead_at IS NULL").await;
        runner.drain().await.unwrap();
        waits.push(rows(&shop).await[0].wait);
    }
    let end = rows(&shop).await;
    assert!(end.iter().all(|row| row.dead && row.attempts == 8), "{end:?}");
    assert_eq!(begun("fails always"), 8, "a dead letter is left alone");
    assert!(waits[1] > waits[0] && waits[2] > waits[1], "each wait is longer: {waits:?}");
    // The dead letter does not stand in the way of new work of the same key.
    enqueue(&shop, &[task("fails always").once("it")]).await;
    assert_eq!(rows(&shop).await.len(), 3);
}

#[actix_web::test]
async fn while_a_job_waits_the_same_one_is_not_written_twice() {
    let shop = support::shop().await;
    let runner = Runner::new(shop.ground.clone(), works());
    for _ in 0..3 {
        enqueue(&shop, &[task("dedupe").once("k"), task("dedupe").once("k")]).await;
    }
    enqueue(&shop, &[task("dedupe").once("another")]).await;
    assert_eq!(rows(&shop).await.len(), 2);
    runner.drain().await.unwrap();
    assert_eq!(begun("dedupe"), 2);
    enqueue(&shop, &[task("dedupe").once("k")]).await;
    runner.drain().await.unwrap();
    assert_eq!(begun("dedupe"), 3, "once done, it may come again");
    assert!(rows(&shop).await.is_empty());
}

#[actix_web::test]
async fn many_runners_act_on_each_event_once() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    for n in 0..120 {
        let event = Event::ParcelMoved { parcel: ParcelId(900_000 + n), to: "packed".to_owned() };
        jobs::record(&mut conn, &event).await.unwrap();
    }
    let runner = || Runner::new(shop.ground.clone(), works());
    let (a, b, c) = (runner(), runner(), runner());
    let (a, b, c) = futures_util::join!(a.drain(), b.drain(), c.drain());
    for outcome in [a, b, c] {
        outcome.unwrap();
    }
    for n in 0..120 {
        assert_eq!(begun(&format!("event {}", 900_000 + n)), 1);
    }
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let left: Count = diesel::sql_query("SELECT count(*) AS n FROM events WHERE dispatched_at IS NULL")
        .get_result(&mut conn)
        .await
        .unwrap();
    assert_eq!((left.n, rows(&shop).await.len()), (0, 0));
}

#[actix_web::test]
async fn a_rolled_back_change_leaves_no_event_behind() {
    use diesel_async::AsyncConnection as _;
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    let event = Event::ParcelMoved { parcel: ParcelId(800_000), to: "packed".to_owned() };
    let outcome: Result<(), anyhow::Error> = conn
        .transaction(async |conn| {
            jobs::record(conn, &event).await?;
            anyhow::bail!("changed my mind")
        })
        .await;
    assert!(outcome.is_err());
    Runner::new(shop.ground.clone(), works()).drain().await.unwrap();
    assert_eq!(begun("event 800000"), 0);
}

#[actix_web::test]
async fn a_job_whose_runner_was_killed_runs_again_when_the_lease_lapses() {
    let shop = support::shop().await;
    enqueue(&shop, &[task("hangs once")]).await;

    // A process of its own, as far as tasks and connections go; dropping its runtime is the kill.
    let (config, url, clock) = ((*shop.ground.config).clone(), shop.database_url.clone(), shop.ground.clock);
    let doomed = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    doomed.spawn(async move {
        let ground = app::ground(config, &url, clock).unwrap();
        Runner::new(ground, works()).step().await
    });
    for _ in 0..200 {
        if begun("hangs once") == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(begun("hangs once"), 1, "it began");
    doomed.shutdown_background();

    let held = rows(&shop).await;
    assert!(held[0].leased && held[0].attempts == 1 && !held[0].dead, "{held:?}");
    let survivor = Runner::new(shop.ground.clone(), works());
    survivor.drain().await.unwrap();
    assert_eq!(begun("hangs once"), 1, "nobody takes it while the lease runs");

    sql(&shop, "UPDATE jobs SET leased_until = now() - interval '1 second'").await;
    survivor.drain().await.unwrap();
    assert_eq!(begun("hangs once"), 2, "it ran again");
    assert!(rows(&shop).await.is_empty(), "and is done");
}

#[actix_web::test]
async fn events_are_acted_on_in_the_order_they_were_recorded() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    for n in 0..120 {
        let event = Event::ParcelMoved { parcel: ParcelId(700_000 + n), to: "packed".to_owned() };
        jobs::record(&mut conn, &event).await.unwrap();
    }
    Runner::new(shop.ground.clone(), works()).drain().await.unwrap();
    let order: Vec<String> = ORDER.lock().unwrap().iter().filter(|n| n.starts_with("event 700")).cloned().collect();
    assert_eq!(order, (0..120).map(|n| format!("event {}", 700_000 + n)).collect::<Vec<_>>());
}

#[actix_web::test]
async fn an_event_that_nobody_can_read_waits_among_the_dead_letters_and_holds_up_no_other() {
    let shop = support::shop().await;
    sql(&shop, "INSERT INTO events (kind, payload) VALUES ('of_tomorrow', '{\"kind\": \"of_tomorrow\"}')").await;
    let mut conn = shop.conn().await;
    let event = Event::ParcelMoved { parcel: ParcelId(600_000), to: "packed".to_owned() };
    jobs::record(&mut conn, &event).await.unwrap();
    let runner = Runner::new(shop.ground.clone(), works());
    runner.drain().await.unwrap();
    assert_eq!(begun("event 600000"), 1, "the next event was acted on");
    let (dead, _) = dead_letters::list(&mut conn, None, 10).await.unwrap();
    assert_eq!(dead.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["event"]);
    assert!(dead[0].last_error.as_ref().unwrap().contains("of_tomorrow"), "{dead:?}");

    // Tried again by a version that still cannot read it, it comes back; one that can, acts on it.
    assert!(dead_letters::revive(&mut conn, dead[0].id).await.unwrap().is_some());
    runner.drain().await.unwrap();
    let again =
        serde_json::to_string(&Event::ParcelMoved { parcel: ParcelId(600_001), to: "packed".to_owned() }).unwrap();
    sql(&shop, &format!("UPDATE jobs SET payload = '{again}', run_at = now() WHERE kind = 'event' AND attempts = 1"))
        .await;
    runner.drain().await.unwrap();
    assert_eq!(begun("event 600001"), 1);
    assert_eq!(dead_letters::list(&mut conn, None, 10).await.unwrap().0.len(), 0);
}

#[actix_web::test]
async fn a_job_that_ends_its_runner_each_time_is_given_up() {
    let shop = support::shop().await;
    enqueue(&shop, &[task("deadly")]).await;
    // Taken eight times by runners of which nothing was heard again.
    sql(&shop, "UPDATE jobs SET attempts = 8, leased_until = now() - interval '1 second'").await;
    Runner::new(shop.ground.clone(), works()).drain().await.unwrap();
    let end = rows(&shop).await;
    assert!(end[0].dead && end[0].error.contains("ended its runner"), "{end:?}");
    assert_eq!(begun("deadly"), 0, "nobody touches it a ninth time");
}

#[actix_web::test]
async fn a_job_that_hangs_holds_up_no_other_and_a_stop_waits_for_what_is_in_hand() {
    let shop = support::shop().await;
    enqueue(&shop, &[task("hangs once here"), task("quick one"), task("quick two"), task("quick three")]).await;
    let (tell, stop) = Stop::by_hand();
    let runner = Runner::new(shop.ground.clone(), works());
    let wake = Listener::start(shop.database_url.clone(), stop.clone()).subscribe();
    let working = tokio::spawn(async move { runner.work(&stop, wake).await });
    let all = ["hangs once here", "quick one", "quick two", "quick three"];
    support::program::until("all to begin", || all.iter().all(|name| begun(name) == 1)).await;
    tell.send_replace(true);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!working.is_finished(), "one is still in hand");
    working.abort();
}

#[actix_web::test]
async fn work_on_a_large_market_may_take_longer_than_a_page_and_only_that_work() {
    let shop = support::shop().await;
    let mut conn = shop.conn().await;
    let limit = async |conn: &mut Conn| -> String {
        diesel::select(diesel::dsl::sql::<Text>("current_setting('statement_timeout')")).get_result(conn).await.unwrap()
    };
    let page = limit(&mut conn).await;
    let within = conn.transaction(async |conn| {
        db::take_time(conn).await?;
        diesel::QueryResult::Ok(limit(conn).await)
    });
    assert_eq!((page.as_str(), within.await.unwrap().as_str()), ("15s", "15min"));
    assert_eq!(limit(&mut conn).await, page);
}
